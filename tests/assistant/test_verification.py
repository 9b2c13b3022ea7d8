"""A citation counts only where its quote stands."""

from dataclasses import replace

import pytest

from assistant.answers import Citation
from assistant.composing import stands
from assistant.desk import ask
from index.search import Search


@pytest.fixture
def citation(search: Search) -> Citation:
    return ask(search, "which papers discuss training-serving skew?").citations[0]


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "training-serving skew is no problem"},
        {"start": 0, "end": 20},
        {"source": "summaries/other.md"},
        {"page": 3},
        {"start": 10, "end": 10},
        {"end": 10_000_000},
        {"start": -1},
    ],
)
def test_changed_citation_does_not(search: Search, citation: Citation, change: dict[str, object]) -> None:
    assert not stands(replace(citation, **change), search.catalogue)  # type: ignore[arg-type]


def test_quote_from_a_pdf_stands_across_a_hyphen_at_the_line_end(search: Search) -> None:
    cited = [
        c for q in ("what is a backdoor?", "what is a model registry?") for c in ask(search, q).citations if c.page
    ]
    assert cited
    assert all(stands(c, search.catalogue) for c in cited)
