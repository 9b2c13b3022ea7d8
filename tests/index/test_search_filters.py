"""Filters of search: no hit from outside, and the best from inside."""

from contextlib import closing
from pathlib import Path

import pytest

from index.models import Models
from index.models.embedding import BgeEmbedder
from index.search import Recipe, Search, open_search
from index.works.filters import Filter, Years

QUERY = "challenges of MLOps"


@pytest.mark.parametrize(
    "only",
    [
        Filter(years=Years(2023, 2023)),
        Filter(years=Years(None, 2021)),
        Filter(years=Years(2025, None)),
        Filter(authors=("Faubel",)),
        Filter(authors=("Leonhard Faubel", "Eichelberger")),
        Filter(kinds=("paper",)),
        Filter(kinds=("summary", "record")),
        Filter(keys=("john2021towards",)),
        Filter(keys=("john2021towards", "symeonidis2022mlops")),
        Filter(years=Years(2022, 2022), authors=("Schmid",), kinds=("record",)),
    ],
)
def test_hits_are_within_the_filter_and_all_of_it_can_be_had(search: Search, only: Filter) -> None:
    admitted = search.catalogue.admitted(only)
    assert admitted
    hits = search.hits(QUERY, 500, only, rerank=False)
    assert {hit.passage.rowid for hit in hits} == admitted
    works = {work.key for work in search.catalogue.works(only)}
    assert {hit.passage.work for hit in hits} == works
    assert all(not only.kinds or hit.passage.kind in only.kinds for hit in hits)


def test_filtered_hits_are_the_unfiltered_ones_that_pass(sample_index: Path, embedder: BgeEmbedder) -> None:
    only = Filter(kinds=("record",))
    with closing(open_search(sample_index, Models(embedder), Recipe(lexical_weight=0.0))) as search:
        admitted = search.catalogue.admitted(only)
        assert admitted
        everything = [hit.passage.rowid for hit in search.hits(QUERY, 500)]
        assert len(everything) > len(admitted)
        passing = [rowid for rowid in everything if rowid in admitted]
        assert [hit.passage.rowid for hit in search.hits(QUERY, 10, only)] == passing[:10]


@pytest.mark.parametrize(
    "only",
    [
        Filter(years=Years(1900, 1950)),
        Filter(authors=("Nobody",)),
        Filter(keys=("none2020none",)),
        Filter(kinds=("x",)),
    ],
)
def test_a_filter_that_admits_nothing_has_no_hits(search: Search, only: Filter) -> None:
    assert search.hits(QUERY, 5, only) == []


def test_reranking_stays_within_the_filter(search: Search) -> None:
    hits = search.hits("which challenges does industry report?", 4, Filter(authors=("Faubel",)))
    assert len(hits) == 4
    assert {hit.passage.work.removesuffix("b") for hit in hits} <= {
        "faubel2022mlops",
        "faubel2023mlops",
        "faubel2023towards",
        "faubel2024mlops",
    }
    assert all(hit.interaction > 0 for hit in hits)
