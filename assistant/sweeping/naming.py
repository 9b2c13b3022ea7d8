"""Finding a topic's names: in the glossary, in abbreviations that the texts define, and in its own parts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from assistant.sweeping.abbreviations import Abbreviation, abbreviations_in
from assistant.sweeping.glossary import Glossary
from assistant.sweeping.stems import stems, words
from assistant.sweeping.topics import Name, Standing, Topic, make_name, make_topic
from index.catalogue import Catalogue
from index.lexical import all_of, phrase, terms

_READ_FOR_DEFINITIONS = 200
"""Passages in which the definition of an abbreviation is looked for."""

_AGREED = 0.3
"""Share of an abbreviation's definitions that must agree on what it stands for."""

_COMMON = 0.3
"""A part of a topic that stands in a larger share of the passages is too common to be asked for on its own."""

_BETWEEN = re.compile(r"\bbetween\b", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|;|\band\b|\bor\b|\bas well as\b)\s*", re.IGNORECASE)


def topic_of(catalogue: Catalogue, text: str, glossary: Glossary) -> Topic:
    """A topic with all its names."""
    parts = _parts(catalogue, text, glossary)
    found = [name for each in (text, *parts) for name in _from_glossary(glossary, each)]
    said = [text, *parts, *(name.text for name in found if name.standing is Standing.SAME)]
    others = list(dict.fromkeys(other for each in said for other in _abbreviated(catalogue, each)))
    found += [make_name(other, Standing.SAME) for other in others]
    found += [name for other in others for name in _from_glossary(glossary, other)]
    return make_topic(text, found, parts, _telling(catalogue, text, glossary), capitals=_in_capitals(catalogue, text))


def _in_capitals(catalogue: Catalogue, text: str) -> bool:
    """Whether the texts write a word in capitals where the asker did: "CT" they do, "DRIFT" is only shouted."""
    if not text.isupper() or len(words(text)) != 1:
        return True
    rows = list(catalogue.matches(phrase(text), _READ_FOR_DEFINITIONS))
    written = [
        word for p in catalogue.passages(rows).values() for word in words(p.text) if word.upper() == text.upper()
    ]
    return 2 * sum(word.isupper() for word in written) >= len(written)


def _from_glossary(glossary: Glossary, text: str) -> Iterator[Name]:
    for term in glossary.of(text):
        yield from (make_name(same, Standing.SAME) for same in (term.name, *term.same))
        yield from (make_name(narrower, Standing.NARROWER) for narrower in term.narrower)


def _parts(catalogue: Catalogue, text: str, glossary: Glossary) -> tuple[str, ...]:
    """The topics that "A and B" joins; none where one of them says too little alone ("training and serving skew")."""
    parts = [part for part in _JOINED.split(text) if stems(part)]
    if len(parts) < 2 or glossary.of(text) or _BETWEEN.search(text):
        return ()
    short = [part for part in parts if len(stems(part)) == 1]
    if len(short) < len(parts) and not all(glossary.of(part) for part in short):
        return ()  # "data and concept drift": the short part lacks its noun
    most = _COMMON * catalogue.passage_count()
    if any(len(catalogue.matches(all_of(part))) > most for part in parts if len(stems(part)) == 1):
        return ()
    return tuple(parts)


def _telling(catalogue: Catalogue, text: str, glossary: Glossary) -> tuple[str, ...]:
    """The words of a topic beside those that stand everywhere, and what else they are called."""
    most = _COMMON * catalogue.passage_count()
    rare = [term for term in terms(text) if catalogue.frequency(term) <= most]
    if not rare or len(rare) == len(terms(text)):
        return ()
    said = [*rare, *(" ".join(pair) for pair in pairwise(rare))]  # "social media" has other words than "social"
    return tuple(dict.fromkeys([*rare, *(name.text for each in said for name in _from_glossary(glossary, each))]))


def _abbreviated(catalogue: Catalogue, text: str) -> list[str]:
    """What the texts abbreviate `text` to, or what it is the abbreviation of."""
    expression = phrase(text)
    if not expression:
        return []
    rows = catalogue.matches(expression, _READ_FOR_DEFINITIONS)
    defined = [found for passage in catalogue.passages(rows).values() for found in abbreviations_in(passage.text)]
    one_word = len(words(text)) == 1
    other = _agreed(found.long for found in defined if one_word and _same_short(found, text))
    return other + _agreed(found.short for found in defined if set(stems(found.long)) == set(stems(text)))


def _same_short(found: Abbreviation, text: str) -> bool:
    return found.short.removesuffix("s").lower() == text.removesuffix("s").lower()


def _agreed(forms: Iterable[str]) -> list[str]:
    """The forms that a good share of the definitions give, each in its most frequent spelling."""
    spellings = Counter(forms)
    by_stems: dict[frozenset[str], Counter[str]] = {}
    for spelling, times in spellings.items():
        by_stems.setdefault(frozenset(stems(spelling)), Counter())[spelling] += times
    least = _AGREED * spellings.total()
    return [spelt.most_common(1)[0][0] for spelt in by_stems.values() if spelt.total() >= least]
