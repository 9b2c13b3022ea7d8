"""The sweep: a verdict on one topic for every work, with the sentences that show it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.answers import Verdict
from assistant.judge import WORTH_READING, Signals, judge
from assistant.topic import Topic, is_english_script, make_topic, names
from index.entries import FoundPassage, WorkEntry
from index.filters import Filter
from index.lexical import any_of, terms
from index.passages import Sentence, embedded_text
from index.search import Search
from index.sources import Evidence

Progress = Callable[[int, int], None]
"""Told how many works are decided, and how many there are."""

_READ_BY_CROSS_ENCODER = 2
_NAMING_COMPARED = 12
_STRENGTH = {Evidence.SUMMARY: 0, Evidence.ABSTRACT: 1, Evidence.PAPER: 2, Evidence.TITLE: 3}
"""Whose words show a topic best: notes and abstracts say what a paper is about, a title says it shortest."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence that shows a topic, with its passage."""

    passage: FoundPassage
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Decision:
    """A work's verdict, the sentences that show it (best first), and a score to sort works of one verdict by."""

    work: WorkEntry
    verdict: Verdict
    shown: tuple[Shown, ...]
    score: float


@dataclass
class _Found:
    """What is gathered of one work before it is judged."""

    near: list[tuple[float, int]] = field(default_factory=list)
    """(cosine, row identifier) of the passages that may be about the topic without naming it."""
    naming: list[Shown] = field(default_factory=list)
    headings: list[Shown] = field(default_factory=list)
    has_text: bool = False


def sweep(search: Search, topic: str, only: Filter = Filter(), progress: Progress = lambda *_: None) -> list[Decision]:
    """Decide every work that `only` admits: those that discuss the topic first, then by score and key."""
    catalogue = search.catalogue
    wanted = make_topic(topic)
    with catalogue.snapshot():
        works = catalogue.works(only)
        found = _gather(search, wanted, only)
        unreadable = catalogue.unreadable()
        decisions = []
        for done, work in enumerate(works):
            progress(done, len(works))
            decisions.append(_decide(search, wanted, work, found.get(work.key, _Found()), work.key not in unreadable))
    order = list(Verdict)
    return sorted(decisions, key=lambda d: (order.index(d.verdict), -d.score, d.work.key))


def _gather(search: Search, topic: Topic, only: Filter) -> dict[str, _Found]:
    catalogue = search.catalogue
    similar = search.similarities(topic.text) if is_english_script(topic.text) else {}
    admitted = catalogue.admitted(only)
    matching, anchored = _matching(search, topic)
    found: dict[str, _Found] = defaultdict(_Found)
    for place in catalogue.places():
        if admitted is None or place.rowid in admitted:
            work = found[place.work]
            if place.evidence is not Evidence.TITLE:
                work.has_text = True
                cosine = similar.get(place.rowid, 0.0)
                if cosine >= WORTH_READING and (anchored is None or place.rowid in anchored):
                    work.near.append((cosine, place.rowid))
    for passage in catalogue.passages(row for row in matching if admitted is None or row in admitted).values():
        naming = [Shown(passage, sentence) for sentence in passage.sentences if names(topic, sentence.text)]
        found[passage.work].naming += naming
        # A heading of a paper is its author's; a heading of notes is the template's and says nothing of the work.
        own_heading = passage.evidence is Evidence.PAPER and (passage.section or "").rsplit(" > ", 1)[-1]
        if not naming and own_heading and names(topic, own_heading):
            found[passage.work].headings.append(Shown(passage, passage.sentences[0]))
    return found


def _matching(search: Search, topic: Topic) -> tuple[set[int], set[int] | None]:
    """Passages with every word of the topic, and those with its rarest word; None for a topic of one word.

    The rarest word is what sets "MLOps in banking" apart from all the rest on MLOps: a passage without it is about
    something else, however alike the two look to a model.
    """
    each = [set(search.catalogue.matches(any_of(term))) for term in terms(topic.text)]
    if not each:
        return set(), None
    return set.intersection(*each), min(each, key=len) if len(each) > 1 else None


def _decide(search: Search, topic: Topic, work: WorkEntry, found: _Found, readable: bool) -> Decision:
    by_kind: dict[Evidence, list[Shown]] = defaultdict(list)
    for shown in found.naming:
        by_kind[shown.passage.evidence].append(shown)
    found.near.sort(key=lambda pair: (-pair[0], pair[1]))
    settled = bool(found.naming) and (len(by_kind[Evidence.PAPER]) != 1 or len(by_kind) > 1)
    judged = _judged(search, topic, [] if settled else [row for _, row in found.near[:_READ_BY_CROSS_ENCODER]])
    cosine = found.near[0][0] if found.near else 0.0
    signals = Signals(
        has_text=found.has_text,
        readable=readable,
        named_in_title=bool(by_kind[Evidence.TITLE]),
        named_in_notes=bool(by_kind[Evidence.SUMMARY] or by_kind[Evidence.ABSTRACT]),
        named_in_heading=bool(found.headings),
        sentences=len({(s.passage.source, s.passage.page, s.sentence.start) for s in by_kind[Evidence.PAPER]}),
        cross_encoder=max((score for score, _ in judged), default=0.0),
    )
    verdict = judge(signals)
    evidence = _shown(search, topic, found, judged) if verdict in (Verdict.DISCUSSES, Verdict.MENTIONS) else ()
    return Decision(work, verdict, evidence, len(found.naming) + signals.cross_encoder + cosine)


def _judged(search: Search, topic: Topic, rows: Sequence[int]) -> list[tuple[float, FoundPassage]]:
    """The passages with their cross-encoder scores, best first."""
    if search.reranker is None or not rows:
        return []
    passages = list(search.catalogue.passages(rows).values())
    scores = search.reranker.score(topic.text, [embedded_text(p.header, p.text) for p in passages])
    return sorted(zip(map(float, scores), passages, strict=True), key=lambda pair: -pair[0])


def _shown(
    search: Search, topic: Topic, found: _Found, judged: Sequence[tuple[float, FoundPassage]]
) -> tuple[Shown, ...]:
    """The best sentences: those that name the topic, strongest kind first; else the best of the best passage."""
    if found.naming:
        distinct = {(s.passage.source, s.passage.page, s.sentence.start): s for s in found.naming}
        strongest = min(_STRENGTH[s.passage.evidence] for s in distinct.values())
        naming = [s for s in distinct.values() if _STRENGTH[s.passage.evidence] == strongest]
        return best_sentences(search, topic.text, naming[:_NAMING_COMPARED])[:2]
    if found.headings:
        return tuple(found.headings[:1])
    best = [Shown(passage, sentence) for _, passage in judged[:1] for sentence in passage.sentences]
    return best_sentences(search, topic.text, best)[:1]


def best_sentences(search: Search, query: str, sentences: Sequence[Shown]) -> tuple[Shown, ...]:
    """The sentences in the cross-encoder's order, best first; in the order given where there is none."""
    if search.reranker is None or len(sentences) < 2:
        return tuple(sentences)
    scores = search.reranker.score(query, [shown.sentence.text for shown in sentences])
    return tuple(sentences[int(i)] for i in (-scores).argsort(kind="stable"))
