"""Logistic models, small enough to be read: coefficients by the name of a feature, in a TOML file beside their code."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from math import exp

_LIMIT = 30.0
"""Log-odds beyond which the exponential says nothing more."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """Log-odds = constant + sum of coefficient times feature."""

    coefficients: Mapping[str, float]
    constant: float

    def probability(self, features: Mapping[str, float]) -> float:
        """1 / (1 + exp(-log-odds)); every coefficient's feature must be given."""
        weighed = self.constant + sum(weight * features[name] for name, weight in self.coefficients.items())
        return 1.0 / (1.0 + exp(-max(-_LIMIT, min(_LIMIT, weighed))))


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model from its file, and the thresholds by name."""

    model: Logistic
    thresholds: Mapping[str, float]


def load(package: str, name: str) -> Fitted:
    """Read a fitted model from a package's own file."""
    table = tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
    return Fitted(Logistic(table["coefficients"], table["constant"]), table["thresholds"])
