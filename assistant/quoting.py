"""The quoting answerer: a lookup answered with the few verbatim sentences that answer it, without a language model."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import token_set_ratio

from assistant.sweeping.stems import is_english_script
from assistant.sweeping.topics import Topic, make_topic, named_by
from index.entries import FoundPassage
from index.filters import Filter
from index.lexical import all_of
from index.passages import Sentence, embedded_text
from index.search import Hit, Search
from index.sources import Evidence

ANSWERS = 0.15
"""Cross-encoder score from which on a sentence, or the passage around it, is taken to answer the question."""

_PASSAGES = 8
_SENTENCES = 5
_WORTH = 0.4
"""A further sentence must score at least this share of the best one's score."""

_SAME = 90
"""Token-set similarity (0..100) from which on two sentences say the same."""

_FEWEST_WORDS = 4
_FEW_WORDS = 3
"""A question of so few words, stop words aside, names a topic: a sentence that names it too is to the point."""

_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with its passage and how well it answers, 0..1."""

    passage: FoundPassage
    sentence: Sentence
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The sentences that answer, best first and grouped by work (none: abstain), and the hits that came nearest."""

    quotes: tuple[Quote, ...]
    nearest: tuple[Hit, ...]


def quote(search: Search, question: str, only: Filter = Filter()) -> Found:
    """Choose the sentences that answer a question from the passages that `only` admits."""
    hits = search.hits(question, _PASSAGES * 2, only)
    told = [hit for hit in hits if hit.passage.evidence is not Evidence.TITLE][:_PASSAGES]
    topic = make_topic(question)
    passages = {hit.passage.rowid: hit.passage for hit in told}
    if len(topic.names[0].stems) <= _FEW_WORDS:
        passages |= _naming(search, question, only)
    ranked = _ranked(search, question, topic, list(passages.values()))
    best = ranked[0].score if ranked else 0.0
    # A sentence can need its neighbours to be understood ("It retrains ..."): then its passage speaks for it.
    around = max(_passage_scores(search, question, told), default=0.0) if is_english_script(question) else 0.0
    if max(best, around) < ANSWERS:
        return Found((), tuple(hits[:_NEAREST]))
    worth = [q for q in ranked if q.score >= max(best * _WORTH, 0.01)] or ranked[:1]
    return Found(tuple(_by_work(_without_repetition(worth))), tuple(hits[:_NEAREST]))


def _passage_scores(search: Search, question: str, hits: Sequence[Hit]) -> list[float]:
    """How well each whole passage answers."""
    if search.reranker is None:
        return []
    texts = [embedded_text(hit.passage.header, hit.passage.text) for hit in hits]
    return [float(score) for score in search.reranker.score(question, texts)]


def _naming(search: Search, question: str, only: Filter) -> dict[int, FoundPassage]:
    """Passages with every word of a short question, which a ranking by likeness can miss in a long list."""
    admitted = search.catalogue.admitted(only)
    matching = [r for r in search.catalogue.matches(all_of(question)) if admitted is None or r in admitted]
    found = search.catalogue.passages(matching[: _PASSAGES * 2])
    told = [passage for passage in found.values() if passage.evidence is not Evidence.TITLE]
    return {passage.rowid: passage for passage in told[:_PASSAGES]}


def _ranked(search: Search, question: str, topic: Topic, passages: Sequence[FoundPassage]) -> list[Quote]:
    """The sentences of these passages by how well they answer, best first."""
    short = len(topic.names[0].stems) <= _FEW_WORDS
    candidates = [
        (passage, sentence, short and named_by(topic, sentence.text) is not None)
        for passage in passages
        for sentence in passage.sentences
    ]
    candidates = [c for c in candidates if c[2] or len(c[1].text.split()) >= _FEWEST_WORDS]
    # The cross-encoder knows English; of a question in another script it says nothing that means anything.
    trusted = search.reranker if is_english_script(question) else None
    scores = (
        trusted.score(question, [sentence.text for _, sentence, _ in candidates])
        if trusted
        else [0.0] * len(candidates)
    )
    quotes = [
        Quote(passage, sentence, max(float(score), ANSWERS if named else 0.0))
        for (passage, sentence, named), score in zip(candidates, scores, strict=True)
    ]
    return sorted(quotes, key=lambda q: -q.score)


def _without_repetition(quotes: Iterable[Quote]) -> list[Quote]:
    kept: list[Quote] = []
    for candidate in quotes:
        text = candidate.sentence.text
        if all(token_set_ratio(text.lower(), other.sentence.text.lower()) < _SAME for other in kept):
            kept.append(candidate)
        if len(kept) == _SENTENCES:
            break
    return kept


def _by_work(quotes: Sequence[Quote]) -> list[Quote]:
    """Sentences of one work together; works in the order of their best sentence."""
    order = list(dict.fromkeys(q.passage.work for q in quotes))
    return sorted(quotes, key=lambda q: order.index(q.passage.work))
