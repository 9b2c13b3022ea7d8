"""What is found of a topic in each work: sentences and headings that name it, and the passages nearest to it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.sweeping.passing import is_aside, puts_off
from assistant.sweeping.stems import is_english_script
from assistant.sweeping.topics import Name, Topic, named_by
from index.entries import FoundPassage
from index.filters import Filter
from index.lexical import all_of
from index.passages import Sentence
from index.search import Search
from index.sources import Evidence

_PASSAGES_A_WORK = 40
"""Passages of one work that are looked through for a topic's names: a book need not be counted to its end."""

NEAREST = 2
"""Passages of a work that are read closely: a third one added nothing on the listing questions."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence that shows a topic, with its passage."""

    passage: FoundPassage
    sentence: Sentence

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands: passages overlap, and a sentence counts once."""
        return self.passage.source, self.passage.page or 0, self.sentence.start


@dataclass(frozen=True, slots=True)
class Naming:
    """A sentence that names the topic, by which name, and whether only in passing."""

    shown: Shown
    name: Name
    in_passing: bool


@dataclass(slots=True)
class Found:
    """What was found of a topic in one work."""

    passages: int = 0
    """With text, titles left out."""
    lacking: bool = False
    """Whether none of the words that tell the topic from what all works are about stands where it is nearest."""
    naming: dict[tuple[str, int, int], Naming] = field(default_factory=dict)
    headings: dict[str, Naming] = field(default_factory=dict)
    """By heading, with a sentence that stands under it."""
    near: list[tuple[float, int]] = field(default_factory=list)
    """(cosine, row identifier) of the passages nearest to the topic, nearest first."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation of the cosines of all passages to a topic."""

    mean: float
    deviation: float


def gather(search: Search, topic: Topic, only: Filter) -> tuple[dict[str, Found], Spread]:
    """What the works that `only` admits hold of the topic, by key, and how near their passages are on the whole."""
    found: dict[str, Found] = defaultdict(Found)
    admitted = search.catalogue.admitted(only)
    spread = _gather_near(search, topic, admitted, found)
    _gather_names(search, topic, admitted, found)
    _gather_lacking(search, topic, found)
    return found, spread


def _gather_near(search: Search, topic: Topic, admitted: frozenset[int] | None, found: dict[str, Found]) -> Spread:
    import numpy as np

    similar = _similar(search, topic)
    cosines: list[float] = []
    for place in search.catalogue.places():
        if admitted is not None and place.rowid not in admitted:
            continue
        work = found[place.work]
        if place.evidence is Evidence.TITLE:
            continue
        work.passages += 1
        cosine = similar.get(place.rowid, 0.0)
        cosines.append(cosine)
        work.near.append((cosine, place.rowid))
    for work in found.values():
        work.near = sorted(work.near, key=lambda pair: (-pair[0], pair[1]))[:NEAREST]
    return Spread(float(np.mean(cosines)), float(np.std(cosines))) if cosines else Spread(0.0, 0.0)


def _similar(search: Search, topic: Topic) -> dict[int, float]:
    """Cosine of each passage to the topic; the model knows no script but Latin."""
    return search.similarities(topic.text) if is_english_script(topic.text) else {}


def _gather_names(search: Search, topic: Topic, admitted: frozenset[int] | None, found: dict[str, Found]) -> None:
    looked_through: dict[str, int] = defaultdict(int)
    for passage in search.catalogue.passages(_with_a_name(search, topic, admitted)).values():
        looked_through[passage.work] += passage.evidence is Evidence.PAPER
        if looked_through[passage.work] <= _PASSAGES_A_WORK or passage.evidence is not Evidence.PAPER:
            _look_through(topic, passage, found[passage.work])


def _gather_lacking(search: Search, topic: Topic, found: dict[str, Found]) -> None:
    if not topic.telling:
        return
    rows = {row for text in topic.telling for row in search.catalogue.matches(all_of(text))}
    for work in found.values():
        work.lacking = not any(rowid in rows for _, rowid in work.near)


def _with_a_name(search: Search, topic: Topic, admitted: frozenset[int] | None) -> Sequence[int]:
    """Row identifiers, in order, of the passages in which all words of one of the topic's names stand."""
    rows: set[int] = set()
    for name in topic.names:
        rows |= search.catalogue.matches(all_of(name.text)).keys()
    return sorted(rows if admitted is None else rows & admitted)


def _look_through(topic: Topic, passage: FoundPassage, work: Found) -> None:
    aside = passage.evidence is Evidence.PAPER and is_aside(passage.section)
    for sentence in passage.sentences:
        name = named_by(topic, sentence.text)
        if name is not None:
            shown = Shown(passage, sentence)
            work.naming.setdefault(shown.place, Naming(shown, name, aside or puts_off(sentence.text, name.stems)))
    # A heading of a paper is its author's; a heading of notes is the template's and says nothing of the work.
    heading = (passage.section or "").rsplit(" > ", 1)[-1] if passage.evidence is Evidence.PAPER else ""
    if heading and heading not in work.headings and (name := named_by(topic, heading)) is not None:
        work.headings[heading] = Naming(Shown(passage, passage.sentences[0]), name, aside)


def sentences_of(passages: Iterable[FoundPassage]) -> list[Shown]:
    """The sentences of some passages, each once."""
    shown = [Shown(passage, sentence) for passage in passages for sentence in passage.sentences]
    return list({one.place: one for one in shown}.values())
