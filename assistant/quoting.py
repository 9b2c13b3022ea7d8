"""The quoting answerer: a lookup answered with the few verbatim sentences that answer it, without a language model."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import token_set_ratio

from index.catalogue import FoundPassage
from index.filters import Filter
from index.passages import Sentence
from index.search import Hit, Search
from index.sources import Evidence

ANSWERS = 0.15
"""Cross-encoder score from which on a sentence, or the passage around it, is taken to answer the question."""

_PASSAGES = 8
_SENTENCES = 5
_WORTH = 0.25
"""A further sentence must score at least this share of the best one's score."""

_SAME = 90
"""Token-set similarity (0..100) from which on two sentences say the same."""

_FEWEST_WORDS = 4


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
    quotes = _by_work(_without_repetition(_answering(search, question, told)))
    return Found(tuple(quotes), tuple(hits[:3]))


def _answering(search: Search, question: str, hits: Sequence[Hit]) -> list[Quote]:
    """The sentences of these hits that answer the question, best first."""
    if search.reranker is None:
        return [Quote(hit.passage, hit.passage.sentences[0], hit.score) for hit in hits[:1]]
    candidates = [
        (hit, sentence)
        for hit in hits
        for sentence in hit.passage.sentences
        if len(sentence.text.split()) >= _FEWEST_WORDS
    ]
    scores = search.reranker.score(question, [sentence.text for _, sentence in candidates])
    ranked = sorted(
        (Quote(hit.passage, sentence, float(score)) for (hit, sentence), score in zip(candidates, scores, strict=True)),
        key=lambda q: -q.score,
    )
    best = ranked[0].score if ranked else 0.0
    # A sentence can need its neighbours to be understood ("It retrains ..."): then its passage speaks for it.
    around = max((hit.reranker for hit in hits), default=0.0)
    if max(best, around) < ANSWERS:
        return []
    return [q for q in ranked if q.score >= max(best * _WORTH, 0.01)] or ranked[:1]


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
