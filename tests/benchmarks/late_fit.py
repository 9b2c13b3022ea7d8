"""Fitting the projection of late interaction: from the token states of questions and documents to what is compared.

The loss is the cross-entropy of a question's relevant document among others (softmax over scores); its gradient is
by hand, since only the tokens that MaxSim chose take part in it. Adam (Kingma & Ba 2015).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

_NEAR, _OTHERS = 10, 3
_HARDEST = 20
_AT_ONCE = 16
_RATE, _TEMPERATURE_RATE = 1e-3, 0.05
_KEPT_NEAR = 1e-4
"""Weight of the squared distance to the principal components that the projection starts from."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question: token states (n, 384), weights of the tokens (n,) that add up to 1, relevant documents, and the rest,
    hardest first."""

    states: Array
    weights: Array
    relevant: tuple[str, ...]
    others: tuple[str, ...]


def principal_components(states: Array, dimension: int) -> Array:
    """(width, dimension): the directions in which token states differ most."""
    return np.linalg.svd(states - states.mean(0), full_matrices=False)[2][:dimension].T.astype(np.float32).copy()


def fit(
    examples: Sequence[Example], documents: dict[str, Array], start: Array, epochs: int, seed: int = 0
) -> tuple[Array, list[float]]:
    """The projection (width, dimension) and the mean loss of each epoch."""
    chance = random.Random(seed)
    weights = {"projection": start.astype(np.float64), "temperature": np.array(15.0)}
    adam = _Adam({"projection": _RATE, "temperature": _TEMPERATURE_RATE})
    usable, losses = [e for e in examples if e.relevant and len(e.others) > _NEAR], []
    for _ in range(epochs):
        chance.shuffle(usable)
        total = 0.0
        for i in range(0, len(usable), _AT_ONCE):
            batch = usable[i : i + _AT_ONCE]
            slope = {
                "projection": 2 * _KEPT_NEAR * (weights["projection"] - start),
                "temperature": np.array(0.0),
            }
            for example in batch:
                total += _add_slope(example, _drawn(example, chance), documents, weights, slope, len(batch))
            adam.step(weights, slope)
        losses.append(total / len(usable))
    return weights["projection"].astype(np.float32), losses


def _drawn(example: Example, chance: random.Random) -> list[str]:
    """A relevant document, then some of the hardest others and a few easier ones."""
    hard, easy = example.others[:_HARDEST], example.others[_HARDEST:]
    drawn = chance.sample(hard, min(_NEAR, len(hard))) + chance.sample(easy, min(_OTHERS, len(easy)))
    return [chance.choice(example.relevant), *drawn]


def _add_slope(
    example: Example,
    drawn: Sequence[str],
    documents: dict[str, Array],
    weights: dict[str, np.ndarray],
    slope: dict[str, np.ndarray],
    share: int,
) -> float:
    """Add one question's gradient to `slope`; returns its loss."""
    projection, temperature = weights["projection"].astype(np.float32), float(weights["temperature"])
    asked, asked_length = _unit(example.states @ projection)
    chosen, units, lengths, cosines = [], [], [], []
    for name in drawn:
        unit, length = _unit(documents[name] @ projection)
        similar = asked @ unit.T
        at = similar.argmax(1)
        chosen.append(documents[name][at])
        units.append(unit[at])
        lengths.append(length[at])
        cosines.append(similar[np.arange(len(at)), at])
    scores = np.array([float(cosine @ example.weights) for cosine in cosines])
    shares = np.exp(temperature * (scores - scores.max()))
    shares /= shares.sum()
    pull = shares.copy()
    pull[0] -= 1.0
    slope["temperature"] += pull @ scores / share
    for i, cosine in enumerate(cosines):
        each = (pull[i] * temperature / share * example.weights)[:, None]
        slope["projection"] += example.states.T @ (each * (units[i] - cosine[:, None] * asked) / asked_length)
        slope["projection"] += chosen[i].T @ (each * (asked - cosine[:, None] * units[i]) / lengths[i])
    return float(-np.log(shares[0] + 1e-12))


def _unit(rows: Array) -> tuple[Array, Array]:
    length = np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    return rows / length, length


class _Adam:
    def __init__(self, rates: dict[str, float]) -> None:
        self._rates = rates
        self._mean = dict.fromkeys(rates, 0.0)
        self._square = dict.fromkeys(rates, 0.0)
        self._steps = 0

    def step(self, weights: dict[str, np.ndarray], slope: dict[str, np.ndarray]) -> None:
        """Move the weights against their slope."""
        self._steps += 1
        for name, rate in self._rates.items():
            self._mean[name] = 0.9 * self._mean[name] + 0.1 * slope[name]
            self._square[name] = 0.999 * self._square[name] + 0.001 * slope[name] ** 2
            mean = self._mean[name] / (1 - 0.9**self._steps)
            square = self._square[name] / (1 - 0.999**self._steps)
            weights[name] = weights[name] - rate * mean / (np.sqrt(square) + 1e-8)
