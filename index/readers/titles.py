"""Where a work's title stands in the text that names it, so that a title can be cited like any other passage."""

from collections.abc import Iterator

from index.normalise import normalise
from index.sources import Block, Evidence


def title_blocks(raw: str, title: str | None, page: int | None = None, record: int = 0) -> Iterator[Block]:
    """The block of `title` in `raw`, case and white space aside; none where it does not stand there whole."""
    if not title:
        return
    normal = normalise(raw)
    at = normal.text.lower().find(normalise(title).text.lower())
    # Lower-casing can change the length of a few letters; then the offsets would not fit.
    if at >= 0 and len(normal.text.lower()) == len(normal.text):
        start, end = normal.raw_span(at, at + len(normalise(title).text))
        yield Block(start, end, Evidence.TITLE, page, None, record)
