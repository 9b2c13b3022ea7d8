"""Small corpora with known answers, indexed once with the real models; tests must not change them."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from index.models import Models
from index.search import Search
from tests.assistant.shelves import NOTED, SEVEN, SWEPT, shelve


@pytest.fixture(scope="session")
def seven(tmp_path_factory: pytest.TempPathFactory, models: Models) -> Iterator[Search]:
    """Seven works: two topics with both, one, none; two known by title; one unreadable."""
    with closing(shelve(tmp_path_factory.mktemp("seven"), SEVEN, models)) as search:
        yield search


@pytest.fixture(scope="session")
def swept(tmp_path_factory: pytest.TempPathFactory, models: Models) -> Iterator[Search]:
    """Works that deal with concept drift in one way or another, or do not."""
    with closing(shelve(tmp_path_factory.mktemp("swept"), SWEPT, models)) as search:
        yield search


@pytest.fixture(scope="session")
def noted(tmp_path_factory: pytest.TempPathFactory, models: Models) -> Iterator[Search]:
    """Four works with notes in two templates."""
    with closing(shelve(tmp_path_factory.mktemp("noted"), NOTED, models)) as search:
        yield search
