"""A topic with its names: the words asked for, what means the same, and narrower things that show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from assistant.sweeping.stems import stem, stems, words

_SLACK = 4
"""Words that may stand between a name's words in a sentence ("skew between training and serving")."""

_LONGEST_ACRONYM = 6


class Standing(IntEnum):
    """How surely a name tells of its topic, surest first."""

    ASKED = 0
    """The asker's own words."""
    SAME = 1
    """Another word for it: from the glossary, or an abbreviation that the texts define."""
    NARROWER = 2
    """A part or a kind of it, from the glossary."""


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name a topic: its distinct stems, and the spelling to insist on where it is an acronym."""

    text: str
    standing: Standing
    stems: tuple[str, ...]
    acronym: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as asked, all its names (its own first), and its parts where it joins several ("A and B")."""

    text: str
    names: tuple[Name, ...]
    parts: tuple[str, ...] = ()


def make_name(text: str, standing: Standing) -> Name:
    """A name; short words all in capitals are acronyms: "CT" is not "ct"."""
    one = words(text)
    acronym = one[0] if len(one) == 1 and one[0].isupper() and 2 <= len(one[0]) <= _LONGEST_ACRONYM else None
    return Name(text, standing, stems(text), acronym)


def make_topic(text: str, others: Iterable[Name] = (), parts: Sequence[str] = ()) -> Topic:
    """The topic of some words, with what else it is called; a name with the stems of an earlier one adds nothing."""
    asked = Name(text, Standing.ASKED, stems(text))  # however it is written: an asker may not mind capitals
    own = [asked, *(make_name(part, Standing.SAME) for part in parts), *others]
    distinct: dict[frozenset[str], Name] = {}
    for name in sorted(own, key=lambda n: n.standing):
        if name.stems:
            distinct.setdefault(frozenset(name.stems), name)
    return Topic(text, tuple(distinct.values()), tuple(parts))


def named_by(topic: Topic, text: str) -> Name | None:
    """The surest name of the topic all of whose words stand in `text`, hardly further apart than in the name itself."""
    written = words(text)
    stemmed = [stem(word.lower()) for word in written]
    present = set(stemmed)
    for name in topic.names:
        if present.issuperset(name.stems) and _stands(name, written, stemmed):
            return name
    return None


def _stands(name: Name, written: Sequence[str], stemmed: Sequence[str]) -> bool:
    if name.acronym:
        return name.acronym in written or f"{name.acronym}s" in written
    width = len(name.stems) + (_SLACK if len(name.stems) > 1 else 0)
    at: dict[str, int] = {}
    for i, found in enumerate(stemmed):
        if found in name.stems:
            at[found] = i
            if len(at) == len(name.stems) and i - min(at.values()) < width:
                return True
    return False
