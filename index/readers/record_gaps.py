"""What the entries of an export lack, as warnings whose number stays bounded however large the export is."""

from collections import Counter
from collections.abc import Iterator, Sequence

from index.sources import Record

_MOST = 20
_LONGEST = 120


def gaps(records: Sequence[Record]) -> Iterator[str]:
    """Entries without title, year or authors, and keys that stand more than once."""
    numbered = list(enumerate(records, 1))
    untitled = [f"no title: entry {shortened(r.key) if r.key else number}" for number, r in numbered if not r.title]
    yield from bounded(untitled, "without a title")
    titled = [(f'"{shortened(record.title)}"', record) for record in records if record.title]
    yield from bounded([f"no year: {title}" for title, r in titled if r.year is None], "without a year")
    yield from bounded([f"no authors: {title}" for title, r in titled if not r.authors], "without authors")
    counts = Counter(record.key for record in records if record.key)
    repeated = [f"the key {shortened(key)} stands {_times(n)}" for key, n in counts.items() if n > 1]
    yield from bounded(repeated, "that stand more than once")


def bounded(warnings: Sequence[str], sort: str) -> Iterator[str]:
    """The first 20 warnings of one sort and a line that counts the rest ("and 37 more without a year")."""
    yield from warnings[:_MOST]
    if len(warnings) > _MOST:
        yield f"and {len(warnings) - _MOST} more {sort}"


def shortened(text: str) -> str:
    """Text short enough to stand in a warning."""
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"
