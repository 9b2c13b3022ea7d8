"""Measures of a ranking against judgements, each in 0..1, higher is better."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

Qrels = Mapping[str, Mapping[str, int]]
"""Gain of each relevant document, above 0, by query."""

Run = Mapping[str, Sequence[str]]
"""Documents found for each query, best first, each once."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over all queries of a run."""

    ndcg_10: float
    recall_10: float
    recall_100: float
    mrr_10: float


def ndcg(ranking: Sequence[str], gains: Mapping[str, int], k: int) -> float:
    """DCG@k / ideal DCG@k, where DCG is the sum of gain / log2(rank + 1) (Järvelin & Kekäläinen 2002).

    The gain is the judgement itself, as in trec_eval, which the figures published for BEIR come from.
    """
    ideal = sorted(gains.values(), reverse=True)
    return _dcg([gains.get(document, 0) for document in ranking[:k]]) / _dcg(ideal[:k])


def recall(ranking: Sequence[str], gains: Mapping[str, int], k: int) -> float:
    """Share of the relevant documents that are among the first k (Manning, Raghavan & Schütze 2008, 8.3)."""
    return len(gains.keys() & set(ranking[:k])) / len(gains)


def reciprocal_rank(ranking: Sequence[str], gains: Mapping[str, int], k: int) -> float:
    """1 / rank of the first relevant document, 0 where none is among the first k (Voorhees 1999)."""
    return next((1.0 / rank for rank, document in enumerate(ranking[:k], 1) if document in gains), 0.0)


def evaluate(run: Run, qrels: Qrels) -> Scores:
    """Score a run of at least one query, each of which must have a relevant document."""
    judged = [(ranking, qrels[query]) for query, ranking in run.items()]
    return Scores(
        ndcg_10=fmean(ndcg(ranking, gains, 10) for ranking, gains in judged),
        recall_10=fmean(recall(ranking, gains, 10) for ranking, gains in judged),
        recall_100=fmean(recall(ranking, gains, 100) for ranking, gains in judged),
        mrr_10=fmean(reciprocal_rank(ranking, gains, 10) for ranking, gains in judged),
    )


def _dcg(gains: Iterable[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))
