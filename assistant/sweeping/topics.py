"""A topic with its names: the words asked for, what means the same, and narrower things that show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from assistant.sweeping.stems import beginning, stem, stems, words
from index.lexical import terms

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
    """One way to name a topic: its distinct stems, and what to insist on where it is a single word.

    `acronym` must stand in capitals; `begins` is how the word must begin, since one stem can belong to several words.
    """

    text: str
    standing: Standing
    stems: tuple[str, ...]
    acronym: str | None = None
    begins: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as asked, all its names (its own first), and its parts where it joins several ("A and B").

    `telling` are the words, and other words for them, of which one must stand where a work is nearest to the topic,
    because the rest of its words stand everywhere in the corpus ("MLOps in banking" among works on MLOps).
    """

    text: str
    names: tuple[Name, ...]
    parts: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()


def make_name(text: str, standing: Standing) -> Name:
    """A name; short words all in capitals are acronyms: "CT" is not "ct"."""
    one = words(text)
    acronym = one[0] if len(one) == 1 and one[0].isupper() and 2 <= len(one[0]) <= _LONGEST_ACRONYM else None
    stemmed = stems(text)
    return Name(text, standing, stemmed, acronym, beginning(terms(text)[0]) if len(stemmed) == 1 else "")


def make_topic(
    text: str,
    others: Iterable[Name] = (),
    parts: Sequence[str] = (),
    telling: Sequence[str] = (),
    *,
    capitals: bool = True,
) -> Topic:
    """The topic of some words, with what else it is called; a name with the stems of an earlier one adds nothing.

    `capitals` tells whether a word asked for in capitals must stand in capitals.
    """
    own = [
        make_name(text if capitals else text.lower(), Standing.ASKED),
        *(make_name(part, Standing.SAME) for part in parts),
        *others,
    ]
    distinct: dict[frozenset[str], Name] = {}
    for name in sorted(own, key=lambda n: n.standing):
        if name.stems:
            distinct.setdefault(frozenset(name.stems), name)
    return Topic(text, tuple(distinct.values()), tuple(parts), tuple(telling))


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
        return any(_is_acronym(name.acronym, word) for word in written)
    if len(name.stems) == 1:
        stemmed_so = (word for word, found in zip(written, stemmed, strict=True) if found == name.stems[0])
        return any(word.lower().startswith(name.begins) for word in stemmed_so)
    width = len(name.stems) + _SLACK
    at: dict[str, int] = {}
    for i, found in enumerate(stemmed):
        if found in name.stems:
            at[found] = i
            if len(at) == len(name.stems) and i - min(at.values()) < width:
                return True
    return False


def _is_acronym(acronym: str, word: str) -> bool:
    """Whether a word is that acronym: "IoT" is IOT, "CTs" are CT, "ct" and "Ct" are not."""
    return word.upper() in (acronym, f"{acronym}S") and sum(char.isupper() for char in word) >= 2
