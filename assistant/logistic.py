"""Logistic models with named coefficients, read from a TOML file beside the code that uses them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from math import exp
from typing import Any

_LIMIT = 30.0
"""Log-odds are cut off here: exp(-30) is 1e-13."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """Log-odds = constant + sum of coefficient times feature."""

    coefficients: Mapping[str, float]
    constant: float

    def probability(self, features: Mapping[str, float]) -> float:
        """1 / (1 + exp(-log-odds)); raises KeyError for a missing feature."""
        weighed = self.constant + sum(weight * features[name] for name, weight in self.coefficients.items())
        return 1.0 / (1.0 + exp(-max(-_LIMIT, min(_LIMIT, weighed))))


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted model and its thresholds by name."""

    model: Logistic
    thresholds: Mapping[str, float]


def load(package: str, name: str) -> Fitted:
    """Read the fitted model in the file `name` of a package."""
    return _fitted(_table(package, name))


def load_each(package: str, name: str) -> dict[str, Fitted]:
    """Read the fitted models, by the name of their table, in the file `name` of a package."""
    return {model: _fitted(table) for model, table in _table(package, name).items()}


def _table(package: str, name: str) -> dict[str, Any]:
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))


def _fitted(table: Mapping[str, Any]) -> Fitted:
    return Fitted(Logistic(table["coefficients"], table["constant"]), table["thresholds"])
