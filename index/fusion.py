"""Fusing ranked lists by a convex combination of min-max normalised scores (Bruch, Gai & Ingber 2023, TOIS 42:1)."""

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K", int, str)


def min_max(scores: Mapping[K, float]) -> dict[K, float]:
    """Scores moved to 0..1: (s - min) / (max - min); all 1 where they do not differ."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {key: (score - low) / (high - low) for key, score in scores.items()}


def convex(lexical: Mapping[K, float], dense: Mapping[K, float], lexical_weight: float) -> dict[K, float]:
    """w * lexical + (1 - w) * dense of the normalised lists; what a list lacks counts 0 there. Best first."""
    left, right = min_max(lexical), min_max(dense)
    fused = {
        key: lexical_weight * left.get(key, 0.0) + (1.0 - lexical_weight) * right.get(key, 0.0)
        for key in left.keys() | right.keys()
    }
    return dict(sorted(fused.items(), key=lambda item: (-item[1], item[0])))
