"""Ridge logistic regression by Newton's method (le Cessie & van Houwelingen 1992, Appl. Stat. 41:191-201)."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_STEPS = 60
_SMALL = 1e-8


def regression(
    features: Sequence[Mapping[str, float]], wanted: Sequence[bool], penalty: float = 1.0
) -> tuple[dict[str, float], float]:
    """Coefficients by the name of the feature, and the constant; the penalty is on features scaled to unit variance."""
    names = list(features[0])
    rows = np.array([[row[name] for name in names] for row in features])
    mean, deviation = rows.mean(0), rows.std(0)
    deviation[deviation == 0] = 1.0
    scaled = np.c_[(rows - mean) / deviation, np.ones(len(rows))]
    weights = _newton(scaled, np.array(wanted, dtype=float), penalty)
    coefficients = weights[:-1] / deviation
    return dict(zip(names, coefficients.tolist(), strict=True)), float(weights[-1] - coefficients @ mean)


def _newton(features: Array, wanted: Array, penalty: float) -> Array:
    weights = np.zeros(features.shape[1])
    ridge = np.diag([penalty] * (features.shape[1] - 1) + [1e-6])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-features @ weights))
        curvature = features.T @ (features * (likely * (1 - likely) + 1e-9)[:, None]) + ridge
        step = np.linalg.solve(curvature, features.T @ (likely - wanted) + ridge @ weights)
        weights -= step
        if np.abs(step).max() < _SMALL:
            break
    return weights
