"""Citation keys: the researcher's own, or first author's family name, year, first significant word of the title
(`john2021towards`)."""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from itertools import count, product
from string import ascii_lowercase

from index.folding import plain, title_words
from index.names import family_name

_INSIGNIFICANT = frozenset(
    {"a", "an", "the", "of", "on", "in", "for", "to", "and", "or", "at", "by", "from", "with", "is", "are"}
    | {"das", "der", "die", "ein", "eine", "le", "la", "les", "un", "une"}
)
_NOT_IN_KEYS = re.compile(r"[\s,{}\\\x00-\x1f\x7f-\x9f]+")
_LONGEST_PART = 30
"""Letters of a name or a word in a made key: a title in a script without spaces is one word."""
_LONGEST_OWN = 100


@dataclass(frozen=True, slots=True)
class Claim:
    """A work's claim to a key of the researcher's own; the first in order has it, the lowest `rank` before all."""

    rank: int
    title: str
    key: str


def own_key(text: str | None) -> str | None:
    """A key as the researcher wrote it, without what no BibTeX key can hold.

    None where nothing is left, and for a text so long that it was never meant to be typed.
    """
    key = _NOT_IN_KEYS.sub("", (text or "")[: 2 * _LONGEST_OWN])
    return key if 0 < len(key) <= _LONGEST_OWN else None


def base_key(authors: Iterable[str], year: int | None, title: str | None, fallback: str) -> str:
    """The key before collisions are settled, from `fallback` (a file name) where neither author nor title is known."""
    family = next((plain(family_name(author)) for author in authors), "")[:_LONGEST_PART]
    words = title_words(title or "")
    significant = [word[:_LONGEST_PART] for word in [w for w in words if w not in _INSIGNIFICANT] or words]
    named = family + (str(year) if year else "")
    if not significant:
        return named if family else plain(fallback)[: 2 * _LONGEST_PART] or "untitled"
    return named + "".join(significant[: 1 if family else 2])


def allot(claims: Mapping[str, Claim]) -> dict[str, str]:
    """Own keys by the identity of the work that has them; of works that claim the same one, the first in order."""
    allotted: dict[str, str] = {}
    given: set[str] = set()
    for identity in sorted(claims, key=lambda identity: (claims[identity].rank, claims[identity].title, identity)):
        key = claims[identity].key
        if key not in given:
            given.add(key)
            allotted[identity] = key
    return allotted


def settle(
    wanted: Mapping[str, str],
    held: Mapping[str, str],
    inherited: Mapping[str, str] | None = None,
    own: Mapping[str, str] | None = None,
    reserved: Iterable[str] = (),
) -> dict[str, str]:
    """Give every work one key of its own, and no work a made key that ever stood for another.

    `wanted` maps an identity to its base key, `held` every identity there ever was to its key, `inherited` an
    identity to the key that its work had in the last build, under this identity or one that is gone for good (see
    `index.identities.inheritances`), `own` an identity to the researcher's own key, which overrides all others: it may
    be one that was made for another work, which then gets a new one. No made key is one of `reserved`, the
    researcher's other keys, in whatever case. Apart from that a work keeps its key as long as that is still made from
    the same base; newcomers get the bare key or the next free letter, in the order of their identities, so that equal
    corpora give equal keys from the start.
    """
    keys = {identity: key for identity, key in (own or {}).items() if identity in wanted}
    given = {key.lower() for key in (*keys.values(), *reserved)}
    inherited = inherited or {}
    # Two identities may have had one key, one after the other: the last to have it comes first.
    last = {identity: key for identity, key in inherited.items() if held.get(identity) == key}
    for before in (last, held, inherited):
        for identity, base in sorted(wanted.items()):
            key = before.get(identity, "")
            if identity not in keys and key not in given and _is_made_from(base, key):
                keys[identity] = key
                given.add(key)
    taken = {*given, *held.values()}
    free: dict[str, Iterable[str]] = {}
    for identity in sorted(wanted.keys() - keys.keys()):
        base = wanted[identity]
        keys[identity] = _next_free(free.setdefault(base, _candidates(base)), taken)
        taken.add(keys[identity])
    return keys


def _next_free(candidates: Iterable[str], taken: Container[str]) -> str:
    return next(key for key in candidates if key not in taken)


def _is_made_from(base: str, key: str) -> bool:
    suffix = key[len(base) :]
    return key.startswith(base) and (suffix == "" or (suffix.isalpha() and len(suffix) <= 2 and suffix != "a"))


def _candidates(base: str) -> Iterable[str]:
    """The base, then base + b, c, ... z, aa, ab, ..."""
    yield base
    for length in count(1):
        letters = product(ascii_lowercase, repeat=length)
        yield from (base + "".join(suffix) for suffix in letters if suffix != ("a",))
