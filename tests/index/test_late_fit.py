"""Fitting the projection of late interaction: what is held out, the gradient of the loss, and that the loss falls."""

import numpy as np
import pytest

from tests.benchmarks.late import Claim, folds_of, groups
from tests.benchmarks.late_fit import Array, Example, _add_slope, fit, principal_components

WIDTH, DIMENSION = 12, 4


def rows(rng: np.random.Generator, count: int) -> Array:
    return rng.normal(size=(count, WIDTH)).astype(np.float32)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def test_the_slope_is_that_of_the_loss(rng: np.random.Generator) -> None:
    documents = {name: rows(rng, 7) for name in "abcd"}
    example = Example(rows(rng, 3), np.array([0.5, 0.3, 0.2], dtype=np.float32), ("a",), ("b", "c", "d"))
    weights = {"projection": rng.normal(size=(WIDTH, DIMENSION)), "temperature": np.array(2.0)}

    def loss(changed: dict[str, np.ndarray]) -> float:
        unused = {"projection": np.zeros((WIDTH, DIMENSION)), "temperature": np.array(0.0)}
        return _add_slope(example, list("abcd"), documents, changed, unused, 1)

    slope = {"projection": np.zeros((WIDTH, DIMENSION)), "temperature": np.array(0.0)}
    _add_slope(example, list("abcd"), documents, weights, slope, 1)
    for _ in range(5):
        way = {"projection": rng.normal(size=(WIDTH, DIMENSION)), "temperature": rng.normal(size=())}
        step = 1e-3  # small enough that no word finds another best match
        ahead, behind = ({n: weights[n] + sign * step * way[n] for n in weights} for sign in (1, -1))
        expected = sum(float((slope[name] * way[name]).sum()) for name in weights)
        assert (loss(ahead) - loss(behind)) / (2 * step) == pytest.approx(expected, rel=0.02, abs=2e-3)


def test_the_loss_falls_and_what_was_hidden_is_learnt(rng: np.random.Generator) -> None:
    """Relevant documents share a direction with their question that noise of greater variance hides."""
    documents: dict[str, Array] = {}
    examples = []
    for number in range(24):
        question = rows(rng, 2)
        near = rows(rng, 5)
        near[:2, :3] = question[:, :3]
        question[:, 3:] *= 3
        others = tuple(f"{number}-{other}" for other in range(14))
        documents |= {name: rows(rng, 5) * ([1.0] * 3 + [3.0] * (WIDTH - 3)) for name in others}
        documents[f"{number}"] = near
        examples.append(Example(question, np.array([0.5, 0.5], dtype=np.float32), (f"{number}",), others))
    start = principal_components(np.concatenate(list(documents.values())), DIMENSION)
    projection, losses = fit(examples, documents, start, epochs=30)
    assert projection.shape == (WIDTH, DIMENSION)
    assert losses[-1] < 0.8 * losses[0]
    again, same = fit(examples, documents, start, epochs=30)
    assert np.array_equal(projection, again)
    assert losses == same


def test_principal_components_are_the_directions_of_most_variance(rng: np.random.Generator) -> None:
    states = rows(rng, 400)
    states[:, 5] *= 10
    components = principal_components(states, 2)
    assert components.shape == (WIDTH, 2)
    assert abs(components[5, 0]) > 0.99
    assert components.T @ components == pytest.approx(np.eye(2), abs=1e-5)


def claim(*relevant: str) -> Claim:
    """Found: two passages of the document `x`, one each of `y` and `z`."""
    return Claim(
        np.ones((1, WIDTH), dtype=np.float32),
        np.ones(1, dtype=np.float32),
        {"x1": 0.9, "y1": 0.8, "x2": 0.7, "z1": 0.1},
        {"x1": "x", "x2": "x", "y1": "y", "z1": "z"},
        dict.fromkeys(relevant, 1),
    )


def test_claims_about_one_abstract_are_never_apart() -> None:
    claims = {"1": claim("a"), "2": claim("b"), "3": claim("c"), "4": claim("a", "b"), "5": claim("d")}
    assert groups(claims) == [["1", "2", "4"], ["3"], ["5"]]
    folds = folds_of(claims, 2)
    assert sorted(query for fold in folds for query in fold) == list(claims)
    assert sorted(map(len, folds)) == [2, 3]
    assert folds == folds_of(claims, 2)


def test_a_document_is_learnt_by_its_best_passage() -> None:
    example = claim("y").example()
    assert (example.relevant, example.others) == (("y1",), ("x1", "z1"))


@pytest.mark.parametrize(
    ("met", "weight", "quality"),
    [
        ({"x1": 0.1, "y1": 0.9}, 1.0, 1.0),
        ({"x1": 0.1, "y1": 0.9}, 0.0, 0.6309),  # 1 / log2(3): second, as fusion has it
        ({"x1": 0.9, "y1": 0.1, "x2": 0.0}, 1.0, 0.6309),  # the second passage of a document takes no rank
        ({}, 1.0, 0.6309),
    ],
)
def test_passages_met_are_ordered_anew_and_the_others_follow(
    met: dict[str, float], weight: float, quality: float
) -> None:
    assert claim("y").quality(met, weight) == pytest.approx(quality, abs=1e-4)
