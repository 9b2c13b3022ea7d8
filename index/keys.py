"""Citation keys: first author's family name, year, first significant word of the title (`john2021towards`)."""

import re
from collections.abc import Iterable, Mapping
from itertools import count, product
from string import ascii_lowercase

from anyascii import anyascii

_INSIGNIFICANT = frozenset(
    {"a", "an", "the", "of", "on", "in", "for", "to", "and", "or", "at", "by", "from", "with", "is", "are"}
    | {"das", "der", "die", "ein", "eine", "le", "la", "les", "un", "une"}
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """`text` as lower-case ASCII letters and digits alone."""
    return _NOT_LETTERS.sub("", anyascii(text).lower())


def family_name(author: str) -> str:
    """The family name of one author as written: "Olsson, H. H." and "H. H. Olsson" both give "Olsson"."""
    if "," in author:
        return author.split(",", 1)[0].strip()
    words = author.split()
    return words[-1] if words else ""


def title_words(title: str) -> list[str]:
    """Words of a title, lower-case ASCII, in order."""
    return [word for word in _NOT_LETTERS.split(anyascii(title).lower()) if word]


def base_key(authors: Iterable[str], year: int | None, title: str | None, fallback: str) -> str:
    """The key before collisions are settled, from `fallback` (a file name) where neither author nor title is known."""
    family = next((plain(family_name(author)) for author in authors), "")
    words = title_words(title or "")
    significant = [word for word in words if word not in _INSIGNIFICANT] or words
    named = family + (str(year) if year else "")
    if not significant:
        return named if family else plain(fallback) or "untitled"
    return named + "".join(significant[: 1 if family else 2])


def settle(
    wanted: Mapping[str, str], held: Mapping[str, str], inherited: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Give every work one key of its own, and no work a key that ever stood for another.

    `wanted` maps an identity to its base key, `held` every identity there ever was to its key, `inherited` an
    identity to the key of the work it was in the last build (its title was corrected, say). A work keeps its key as
    long as that is still made from the same base; newcomers get the bare key or the next free letter, in the order
    of their identities, so that equal corpora give equal keys from the start.
    """
    keys: dict[str, str] = {}
    given: set[str] = set()
    for before in (inherited or {}, held):
        for identity, base in wanted.items():
            key = before.get(identity, "")
            kept = key.startswith(base) and _suffix_is_letter(key[len(base) :])
            if kept and identity not in keys and key not in given:
                keys[identity] = key
                given.add(key)
    taken = {*given, *held.values()}
    for identity in sorted(wanted.keys() - keys.keys()):
        keys[identity] = next(key for key in _candidates(wanted[identity]) if key not in taken)
        taken.add(keys[identity])
    return keys


def _suffix_is_letter(suffix: str) -> bool:
    return suffix == "" or (suffix.isalpha() and len(suffix) <= 2)


def _candidates(base: str) -> Iterable[str]:
    """The base, then base + b, c, ... z, aa, ab, ..."""
    yield base
    for length in count(1):
        letters = product(ascii_lowercase, repeat=length)
        yield from (base + "".join(suffix) for suffix in letters if suffix != ("a",))
