"""Collect the signals of a topic in each work: names, headings, embeddings, cross-encoder scores."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import log1p

from assistant.evidence import UNREAD, Progress, Shown, log_odds, sentences_of
from assistant.questions.phrases import verbs
from assistant.sweeping.topics import NameKind, Topic, TopicName, named_by
from index.entries import FoundPassage
from index.search import Search
from index.sources import Evidence
from index.store.fulltext import all_of
from index.text.words import is_english_script, stem, words
from index.works.filters import Filter

_PASSAGES_A_WORK = 40
"""Passages of one work that are searched for a topic's names: a book has too many. A guess."""

NEAREST = 2
"""Passages of a work that the cross-encoder reads: a third one gained nothing on the listing questions."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A sentence that names the topic, the name, and whether it is in passing."""

    shown: Shown
    name: TopicName
    in_passing: bool

    @property
    def evidence(self) -> Evidence:
        """The kind of evidence of the sentence."""
        return self.shown.passage.evidence


@dataclass(slots=True)
class TopicFound:
    """Traces of a topic in one work."""

    passages: int = 0
    """The number of its passages without the title, and without the researcher's marks if it has others."""
    has_only_marks: bool = False
    lacking: bool = False
    """The nearest passages have none of the topic's telling words (see `Topic`)."""
    naming: dict[tuple[str, int, int, int], Naming] = field(default_factory=dict)
    headings: dict[str, Naming] = field(default_factory=dict)
    """The first sentence under each heading that names the topic."""
    near: list[tuple[float, int]] = field(default_factory=list)
    """(cosine, row identifier) of the passages nearest to the topic, nearest first."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation of the cosines of all passages to a topic."""

    mean: float
    deviation: float


def gather(search: Search, topic: Topic, only: Filter) -> tuple[dict[str, TopicFound], Spread]:
    """The traces of a topic in the works that `only` admits, by key, and the spread of all cosines."""
    catalogue = search.catalogue
    by_work: dict[str, TopicFound] = defaultdict(TopicFound)
    admitted = catalogue.admitted(only)
    spread = _gather_near(search, topic, admitted, by_work)
    rows = {row for name in topic.names if not name.unspaced for row in catalogue.matches(all_of(name.text))}
    rows |= {row for name in topic.names if name.unspaced for row in catalogue.containing(name.unspaced)}
    papers_read: dict[str, int] = defaultdict(int)
    for passage in catalogue.passages(sorted(rows if admitted is None else rows & admitted)).values():
        if passage.evidence is Evidence.YOUR_MARK and not by_work[passage.work].has_only_marks:
            continue
        papers_read[passage.work] += passage.evidence.is_full_text
        if papers_read[passage.work] <= _PASSAGES_A_WORK or not passage.evidence.is_full_text:
            _note_names(topic, passage, by_work[passage.work])
    if topic.telling:
        telling = {row for text in topic.telling for row in catalogue.matches(all_of(text))}
        for work in by_work.values():
            work.lacking = not any(rowid in telling for _, rowid in work.near)
    return by_work, spread


def _gather_near(
    search: Search, topic: Topic, admitted: frozenset[int] | None, by_work: dict[str, TopicFound]
) -> Spread:
    import numpy as np

    # The embedding model knows no script but Latin.
    similar = search.similarities(topic.text) if is_english_script(topic.text) else {}
    cosines: list[float] = []
    marks: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for place in search.catalogue.places():
        if admitted is not None and place.rowid not in admitted:
            continue
        work = by_work[place.work]
        if place.evidence is Evidence.TITLE:
            continue
        is_mark = place.evidence is Evidence.YOUR_MARK
        near = marks[place.work] if is_mark else work.near
        near.append((similar.get(place.rowid, 0.0), place.rowid))
    for key, work in by_work.items():
        # Marked words are in a passage of the paper too, and must not count twice.
        work.has_only_marks = not work.near and key in marks
        work.near = work.near or marks[key]
        work.passages = len(work.near)
        cosines += [cosine for cosine, _ in work.near]
        work.near = sorted(work.near, key=lambda pair: (-pair[0], pair[1]))[:NEAREST]
    return Spread(float(np.mean(cosines)), float(np.std(cosines))) if cosines else Spread(0.0, 0.0)


def _note_names(topic: Topic, passage: FoundPassage, work: TopicFound) -> None:
    """Add the sentences and headings of a passage that name the topic."""
    aside = passage.evidence.is_full_text and is_aside(passage.section)
    for sentence in passage.sentences:
        name = named_by(topic, sentence.text)
        if name is not None:
            shown = Shown(passage, sentence)
            work.naming.setdefault(shown.place, Naming(shown, name, aside or puts_off(sentence.text, name.stems)))
    # Only headings of papers: those of notes come from a template.
    heading = (passage.section or "").rsplit(" > ", 1)[-1] if passage.evidence is Evidence.PAPER else ""
    if heading and heading not in work.headings and (name := named_by(topic, heading)) is not None:
        work.headings[heading] = Naming(Shown(passage, passage.sentences[0]), name, aside)


AT_MOST = 400
"""Works whose nearest passages are read for one topic: more would take minutes at first."""

_WORTH_READING = 0.5
"""Cosine below which no passage was ever about a topic."""

_TOGETHER = 40
"""Works between two reports of progress. A guess."""


@dataclass(frozen=True, slots=True)
class CloseReading:
    """(log-odds to be about the topic, sentence) of the sentences that the cross-encoder read, best first."""

    sentences: tuple[tuple[float, Shown], ...] = ()

    def mean_of_best(self, n: int) -> float:
        """Mean log-odds of the `n` best sentences, or of all if there are fewer."""
        best = [score for score, _ in self.sentences[:n]]
        return sum(best) / len(best) if best else UNREAD


def read_closely(
    search: Search, topic: Topic, by_work: Mapping[str, TopicFound], progress: Progress = lambda *_: None
) -> dict[str, CloseReading]:
    """Score the nearest passages of promising works with the cross-encoder; other works are not in the result.

    The query is the whole topic: the cross-encoder finds its parts ("data and models") everywhere.
    """
    if search.reranker is None:
        return {}
    worth = [key for key, work in by_work.items() if work.near and work.near[0][0] >= _WORTH_READING]
    chosen = sorted(worth, key=lambda key: (-by_work[key].near[0][0], key))[:AT_MOST]
    readings: dict[str, CloseReading] = {}
    for i in range(0, len(chosen), _TOGETHER):
        near = {key: [rowid for _, rowid in by_work[key].near] for key in chosen[i : i + _TOGETHER]}
        passages = search.catalogue.passages(rowid for rowids in near.values() for rowid in rowids)
        sentences = {
            key: sentences_of(passages[rowid] for rowid in rowids if rowid in passages) for key, rowids in near.items()
        }
        texts = sorted({shown.sentence.text for each in sentences.values() for shown in each})
        scores = dict(zip(texts, map(log_odds, search.reranker.score(topic.text, texts).tolist()), strict=True))
        for key, each in sentences.items():
            scored = ((scores[shown.sentence.text], shown) for shown in each)
            readings[key] = CloseReading(tuple(sorted(scored, key=lambda pair: -pair[0])))
        progress(min(i + _TOGETHER, len(chosen)), len(chosen))
    return readings


_NOTES = (Evidence.SUMMARY, Evidence.ABSTRACT)
_HALF = 0.5
"""The weight of a sentence that names a narrower term. A guess."""

_BRIEF = 3
"""Passages of a text that counts as an abstract: it is about what it names. A guess."""


@dataclass(frozen=True, slots=True)
class Signals:
    """The traces of a topic in one work as numbers.

    `in_title`, `in_notes` (summary or abstract): the topic is named there, by any name. `named` counts sentences of the
    full text with its name or a synonym, `narrower` those with a part or kind of it, `in_passing` those of both kinds
    in related work or in a denial. `nearest` is the cosine of the nearest passage, `apart` its distance from the mean
    of all passages in standard deviations. `best`, `best_three`: mean log-odds by the cross-encoder. `lacking`: see
    `TopicFound`.
    """

    has_text: bool
    readable: bool = True
    in_title: bool = False
    in_notes: bool = False
    in_heading: bool = False
    named: int = 0
    narrower: int = 0
    in_passing: int = 0
    nearest: float = 0.0
    apart: float = 0.0
    best: float = 0.0
    best_three: float = 0.0
    lacking: bool = False

    @property
    def sentences(self) -> int:
        """Sentences of the full text that name the topic, or a part or kind of it, not in passing."""
        return self.named + self.narrower

    @property
    def is_named(self) -> bool:
        """True if the work names the topic anywhere, even in passing."""
        return self._is_stated or self.in_passing > 0

    @property
    def only_in_passing(self) -> bool:
        """True if the work names the topic only in denials, future work or related work."""
        return self.in_passing > 0 and not self._is_stated

    @property
    def _is_stated(self) -> bool:
        return self.in_title or self.in_notes or self.in_heading or self.sentences > 0

    def features(self) -> dict[str, float]:
        """The features of the fitted judge by name."""
        return {
            "named at all": float(self.named > 0),
            "sentences naming it": log1p(self.named + _HALF * self.narrower),
            "sentences in passing": log1p(self.in_passing),
            "in a heading": float(self.in_heading),
            "cosine of the nearest passage": self.nearest,
            "standard deviations from the mean": self.apart,
            "best sentence": self.best,
            "three best sentences": self.best_three,
        }


def signals_of(work: TopicFound, spread: Spread, reading: CloseReading, *, readable: bool) -> Signals:
    """The signals of one work from its traces and its close reading."""
    stated = [naming for naming in work.naming.values() if not naming.in_passing]
    of_paper = [n for n in stated if n.evidence.is_full_text or n.evidence is Evidence.YOUR_MARK]
    headings = [naming for naming in work.headings.values() if not naming.in_passing]
    narrower = sum(naming.name.kind is NameKind.NARROWER for naming in of_paper)
    notes = (*_NOTES, Evidence.PAPER, Evidence.OCR) if work.passages <= _BRIEF else _NOTES
    cosine = work.near[0][0] if work.near else 0.0
    return Signals(
        # Marks in a scan that cannot be read do not show that it has nothing on the topic.
        has_text=work.passages > 0 and (readable or not work.has_only_marks or bool(work.naming)),
        readable=readable,
        in_title=any(naming.evidence is Evidence.TITLE for naming in work.naming.values()),
        in_notes=any(naming.evidence in notes for naming in stated),
        in_heading=any(naming.name.kind is not NameKind.NARROWER for naming in headings),
        named=len(of_paper) - narrower,
        narrower=narrower,
        in_passing=len(work.naming) - len(stated),
        nearest=cosine,
        apart=(cosine - spread.mean) / spread.deviation if spread.deviation else 0.0,
        best=reading.mean_of_best(1),
        best_three=reading.mean_of_best(3),
        lacking=work.lacking,
    )


# Sentences that name a topic in passing: denials, future work, related work.

_DEALING = (
    "address", "analyse", "analyze", "apply", "attempt", "consider", "cover", "deal", "discuss", "evaluate", "examine",
    "explore", "focus", "handle", "include", "investigate", "look", "model", "need", "provide", "report", "require",
    "study", "support", "tackle", "treat", "use",
)  # fmt: skip
"""Verbs that deny a topic after "not"; fewer than all verbs of saying, as "did not find" denies less."""

_DEALS = rf"{verbs(_DEALING)}\b"
# "we do not consider drift", "cannot handle drift", "beyond the scope", "left for future work"
_DENIED = re.compile(
    rf"\b(?:do(?:es)?|did|is|are|was|were|will|can|could|have|has|we)(?:\s+not|n['’]t|\s+never|\s+neither)"
    rf"(?!\s+(?:only|just|merely|simply)\b)\s+(?:\w+\s+){{0,3}}?{_DEALS}"
    rf"|\bcannot\s+(?:\w+\s+){{0,2}}?{_DEALS}"
    r"|\b(?:beyond|outside|out\s+of)\s+(?:the\s+|our\s+|this\s+)?(?:\w+\s+)?scope\b"
    r"|\b(?:left|leave|leaving|remains?|reserved)\s+(?:\w+\s+){0,3}?(?:for|to)\s+future\b"
    r"|\bfuture\s+(?:work|research|studies)\b",
    re.IGNORECASE,
)
# "without any monitoring", "ignores concept drift"; the group is the thing lacked
_LACKING = re.compile(
    r"\b(?:without|lacks?|lacking|ignor(?:es?|ed|ing)|omit(?:s|ted|ting)?|exclud(?:es?|ed|ing))\b"
    r"(?P<lacked>(?:[\s,]+(?!(?:and|but|that|which|who|while|so)\b)[\w/’'-]+){1,5})",
    re.IGNORECASE,
)
"""Only words after the verb count: "retrained without a person" does not lack retraining."""

# "Related Work", "State-of-the-art", "Future directions"
_ASIDE = re.compile(
    r"\b(?:related\s+works?|literature|background|previous\s+works?|prior\s+works?|state[\s-]of[\s-]the[\s-]art|future\s+(?:work"
    r"|research|directions?)|motivation|outlook)\b",
    re.IGNORECASE,
)


def puts_off(sentence: str, named: Collection[str]) -> bool:
    """True if a sentence denies or postpones the topic with these stems: "we do not consider drift"."""
    if _DENIED.search(sentence):
        return True
    lacked = (match["lacked"] for match in _LACKING.finditer(sentence))
    return any(stem(word.lower()) in named for each in lacked for word in words(each))


def is_aside(section: str | None) -> bool:
    """True if a section is about related or future work."""
    return section is not None and _ASIDE.search(section) is not None
