"""Works for the tests of references."""

from index.entries import WorkEntry


def work(
    key: str = "smith2020",
    title: str | None = "A Title",
    authors: tuple[str, ...] = ("Smith, Ann",),
    year: int | None = 2020,
    venue: str | None = None,
    doi: str | None = None,
) -> WorkEntry:
    return WorkEntry(key, title, title or "notes on drift.pdf", authors, year, venue, doi, ("a.pdf",), (), ())
