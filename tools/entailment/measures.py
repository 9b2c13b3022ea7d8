"""What scores of sentences out of fold are worth on claims: each claim by its best sentence alone, no other signs."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

RECALLS = (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
AIM = 0.87
"""Precision of support in the other folds, somewhat above the .85 wanted: a threshold does worse on what is new."""


def best(cases: Sequence[Mapping[str, Any]]) -> tuple[Array, Array]:
    """Of each case the highest probability of support of any unit, and of contradiction."""
    chances = [np.array([unit["p"] for unit in case["units"]]) for case in cases]
    return np.array([p[:, 0].max() for p in chances]), np.array([p[:, 2].max() for p in chances])


def auc(positive: npt.NDArray[np.bool_], score: Array) -> float:
    """Chance that a positive case ranks above another; ties count half."""
    above = (score[positive][:, None] > score[~positive]).mean() + (
        score[positive][:, None] == score[~positive]
    ).mean() / 2
    return float(above)


def ranked(positive: npt.NDArray[np.bool_], score: Array, recall: float) -> npt.NDArray[np.bool_]:
    """The cases from the highest score down that reach the recall."""
    order = np.argsort(-score, kind="stable")
    n = int(np.searchsorted(np.cumsum(positive[order]), recall * positive.sum())) + 1
    chosen = np.zeros(len(score), dtype=bool)
    chosen[order[:n]] = True
    return chosen


def lowest(positive: npt.NDArray[np.bool_], score: Array, aim: float) -> float:
    """The lowest threshold that keeps the precision, on at least twenty cases."""
    order = np.argsort(-score, kind="stable")
    precision = np.cumsum(positive[order]) / np.arange(1, len(order) + 1)
    kept = np.flatnonzero(precision[19:] >= aim)
    return float(score[order[19 + (kept[-1] if len(kept) else 0)]])


def macro_f1(stances: npt.NDArray[np.int64], given: npt.NDArray[np.int64]) -> float:
    """The mean of the three labels' F1."""
    hit = [((stances == k) & (given == k)).sum() for k in range(3)]
    return float(np.mean([2 * hit[k] / max(1, (stances == k).sum() + (given == k).sum()) for k in range(3)]))


def labelled(support: Array, against: Array, low: float, high: float) -> npt.NDArray[np.int64]:
    """0, 1, 2 as the further of two scores lies above its threshold, 1 where none does."""
    return np.where((support < low) & (against < high), 1, np.where(support - low >= against - high, 0, 2))


def _surest_gold(case: Mapping[str, Any]) -> float:
    """Support less contradiction of the sentence of evidence where they are furthest apart."""
    gold = {i for rationale in case["evidence"] for i in rationale}
    units = [unit["p"] for unit in case["units"] if unit["first"] == unit["last"] and unit["first"] in gold]
    return max((float(p[0] - p[2]) for p in units), key=abs)


def case_figures(cases: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Figures of the cases; thresholds "apart" were chosen on the other folds."""
    stances, fold = np.array([case["stance"] for case in cases]), np.array([case["fold"] for case in cases])
    support, against = best(cases)
    sup, con = stances == 0, stances == 2
    told = {"cases": float(len(cases)), "AUC support": auc(sup, support), "AUC contradiction": auc(con, against)}
    gold = [(case["stance"] == 0, _surest_gold(case)) for case in cases if case["evidence"]]
    told["gold sentences: AUC support, contradiction"] = auc(
        np.array([truth for truth, _ in gold]), np.array([score for _, score in gold])
    )
    told["gold sentences: right"] = float(np.mean([truth == (score > 0) for truth, score in gold]))
    for name, score in (("support", support), ("support - contradiction", support - against)):
        for recall in RECALLS:
            chosen = ranked(sup, score, recall)
            told[f"{name} at recall {recall}: precision"] = float(sup[chosen].mean())
            told[f"{name} at recall {recall}: contradicted called so"] = float((con & chosen).sum() / con.sum())
            told[f"{name} at recall {recall}: threshold"] = float(score[chosen].min())
    for name, score in (("contradiction", against), ("contradiction - support", against - support)):
        for recall in (0.3, 0.4, 0.5):
            chosen = ranked(con, score, recall)
            told[f"{name} at recall {recall}: precision"] = float(con[chosen].mean())
            told[f"{name} at recall {recall}: threshold"] = float(score[chosen].min())
    called, labels = np.zeros(len(cases), dtype=bool), np.ones(len(cases), dtype=np.int64)
    marks = np.linspace(0.02, 0.98, 33)
    for number in set(fold) if len(set(fold)) > 1 else ():
        own, other = fold == number, fold != number
        called[own] = support[own] >= lowest(sup[other], support[other], AIM)
        pairs = [(a, b) for a in marks for b in marks]
        scores = [macro_f1(stances[other], labelled(support[other], against[other], a, b)) for a, b in pairs]
        labels[own] = labelled(support[own], against[own], *pairs[int(np.argmax(scores))])
    told["support, threshold apart: precision"] = float(sup[called].mean()) if called.any() else 0.0
    told["support, threshold apart: recall"] = float(called[sup].mean())
    told["support, threshold apart: contradicted called so"] = float(called[con].mean())
    told["three-way macro F1, thresholds apart"] = macro_f1(stances, labels)
    return told


def as_text(told: Mapping[str, float]) -> str:
    """Figures, a line each."""
    return "\n".join(
        f"- {name}: {value:.0f}" if name == "cases" else f"- {name}: {value:.3f}" for name, value in told.items()
    )
