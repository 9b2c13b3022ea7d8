"""What holds of every source, whatever its format."""

from itertools import pairwise
from pathlib import Path

from index.readers import Reader, read_bytes, reader_for
from index.sources import Evidence, Source


def read_file(path: Path) -> tuple[Reader, Source]:
    """Read a file as a build does, in this process."""
    reader = reader_for(data := read_bytes(path), path.suffix.lower())
    return reader, reader.read(data)


def assert_well_formed(source: Source) -> None:
    """Each block is a stretch of its page with something in it, and belongs to one of the source's records."""
    assert source.records, "a source tells of one work at least"
    for block in source.blocks:
        text = source.texts[block.page or 0]
        assert 0 <= block.start < block.end <= len(text), block
        assert source.raw(block).strip(), block
        assert 0 <= block.record < len(source.records), block
        assert block.section is None or block.section.strip(), block
    # A mark lies over words that are a passage of the paper as well.
    apart = (Evidence.TITLE, Evidence.YOUR_MARK)
    prose = [block for block in source.blocks if block.evidence not in apart]
    for before, after in pairwise(prose):
        assert before.page != after.page or before.end <= after.start, (before, after)
    for record in source.records:
        assert all(0 <= cited < len(source.records) for cited in record.cites)


def texts_under(source: Source, section: str | None) -> list[str]:
    """What the blocks of one section say, titles left out."""
    return [source.raw(b) for b in source.blocks if b.section == section and b.evidence is not Evidence.TITLE]
