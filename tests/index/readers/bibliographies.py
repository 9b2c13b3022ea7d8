"""What the tests of bibliographic exports ask of a source that was read."""

from index.sources import Source
from tests.index.readers.wellformed import assert_well_formed


def assert_composed(source: Source) -> None:
    """Each record's title is a block of its own, and nothing of the text stands outside the blocks but their gaps."""
    assert_well_formed(source)
    titles = {b.record: source.raw(b) for b in source.blocks if b.section is None}
    assert titles == {i: record.title for i, record in enumerate(source.records) if record.title}
    assert len("".join(source.raw(b) for b in source.blocks).split()) <= len(source.texts[0].split())
    for record in source.records:
        assert record.doi is None or (record.doi == record.doi.lower() and record.doi.startswith("10."))
        assert all(name == " ".join(name.split()) and name for name in record.authors)
