"""Citation keys that BibTeX, biber and LaTeX's `cite` all take."""

import re
from collections.abc import Iterable
from itertools import count

_ILLEGAL = re.compile(r"[\s,{}()\"'#%=~\\@\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def legal_keys(keys: Iterable[str]) -> dict[str, str]:
    """The key that each is written as: itself where it is legal, else without the characters that are not.

    No two are written alike, in capitals or small: BibTeX takes "Smith2020" and "smith2020" for one.
    """
    keys = list(dict.fromkeys(keys))
    written: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted(keys, key=lambda key: bool(_ILLEGAL.search(key))):  # who can keep a key has it before the others
        bare = _ILLEGAL.sub("", key) or "untitled"
        candidates = (f"{bare}-{number}" if number > 1 else bare for number in count(1))
        written[key] = next(candidate for candidate in candidates if candidate.lower() not in taken)
        taken.add(written[key].lower())
    return {key: written[key] for key in keys}


def change_told(key: str, written: str) -> str:
    """A sentence on a key that is not written as it is, and why."""
    shown = " ".join(key.split())
    if _ILLEGAL.search(key):
        return f'the key "{shown}" is written {written}: BibTeX takes no spaces, quotes, braces or commas in a key'
    return f'the key "{shown}" is written {written}: to BibTeX it is the same as another that differs in capitals'
