"""Conflicts between the sources of a work."""

import pytest

from index.doctor import conflicts
from index.sources import Record
from index.works.works import match_works

TITLE = "A title that says much"
READERS = {"a.bib": "bibtex", "b.csv": "export", "c.md": "summary"}


def told(*records: Record) -> list[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
    """Conflicts of the one work of records from a.bib, b.csv and c.md: the fact, and each value with its sources."""
    refs = {(path, 0): record for path, record in zip(READERS, records, strict=False)}
    works = match_works(refs, READERS)
    assert len(works) == 1
    return [(found.fact, [(s.value, s.sources) for s in found.values]) for found in conflicts(works, refs, READERS)]


def test_whoever_disagrees_is_named_after_what_was_taken() -> None:
    records = Record(TITLE, ("A. Wu",), 2020), Record(TITLE, ("A. Wu",), 2021), Record(TITLE, ("A. Wu",), 2021)
    assert told(*records) == [("year", [("2020", ("a.bib",)), ("2021", ("b.csv", "c.md"))])]


DOI = "10.1145/1234.5"


@pytest.mark.parametrize(
    ("one", "other", "facts"),
    [
        (Record(TITLE, doi=DOI), Record(f"{TITLE.upper()}: A Subtitle", doi=f"https://doi.org/{DOI}"), []),
        (Record(TITLE, doi=DOI), Record("A title that tells much", doi=DOI), ["title"]),
        (Record(TITLE, ("Ada Lovelace", "B. Li"), doi=DOI), Record(TITLE, ("Lovelace, A.",), doi=DOI), []),
        (Record(TITLE, ("Ada Lovelace", "B. Li"), doi=DOI), Record(TITLE, ("B. Li",), doi=DOI), ["first author"]),
        (Record(TITLE, doi=DOI), Record(TITLE, doi="10.48550/arxiv.2101.1"), []),
        (Record(TITLE, doi=DOI, venue="Proc. ACM Program. Lang."), Record(TITLE, doi=DOI, venue="arXiv"), []),
        (
            Record(TITLE, doi=DOI, venue="Proc. ACM Program. Lang."),
            Record(TITLE, doi=DOI, venue="Proceedings of the ACM on Programming Languages"),
            [],
        ),
        (
            Record(TITLE, doi=DOI, venue="ICSE 2021"),
            Record(TITLE, doi=DOI, venue="Intl. Conference on Software Engineering"),
            [],
        ),
        (Record(TITLE, doi=DOI, venue="Nature"), Record(TITLE, doi=DOI, venue="Annals of Botany"), ["venue"]),
        (Record(TITLE, doi=DOI), Record(None, year=2021, doi=DOI), []),
    ],
)
def test_only_what_is_told_otherwise_is_a_conflict(one: Record, other: Record, facts: list[str]) -> None:
    assert [fact for fact, _ in told(one, other)] == facts
