"""Outcomes packed and unpacked: what comes back is what was put in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.reading import FileOutcome, pack, unpack
from index.sources import Block, EntryKind, Evidence, Fault, Kind, NoteEntry, PageFault, Record, Source
from index.text.passages import Passage, Sentence

# Whatever Unicode has, but for the halves of surrogate pairs.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SOME, NUMBERS = st.lists(TEXT, max_size=3).map(tuple), st.integers(0, 2**40)
PAGES = st.none() | st.integers(1, 100_000)

RECORDS = st.builds(
    Record,
    title=st.none() | TEXT,
    authors=SOME,
    year=st.none() | st.integers(-5, 3000),
    venue=st.none() | TEXT,
    doi=st.none() | TEXT,
    cites=st.lists(NUMBERS, max_size=3).map(tuple),
    key=st.none() | TEXT,
    references=SOME,
)
BLOCKS = st.builds(Block, NUMBERS, NUMBERS, st.sampled_from(Evidence), PAGES, st.none() | TEXT, NUMBERS)
ENTRIES = st.builds(NoteEntry, st.sampled_from(EntryKind), st.integers(0, 9), TEXT, NUMBERS, NUMBERS, NUMBERS)
FAULTS = st.builds(PageFault, st.integers(1, 9999), st.sampled_from(Fault))
SOURCES = st.builds(
    Source,
    st.sampled_from(Kind),
    st.dictionaries(st.integers(0, 9999), TEXT, max_size=3),
    st.lists(BLOCKS, max_size=3).map(tuple),
    st.lists(RECORDS, max_size=3).map(tuple),
    SOME,
    st.lists(ENTRIES, max_size=2).map(tuple),
    st.lists(FAULTS, max_size=2).map(tuple),
)
PASSAGES = st.builds(
    Passage,
    id=TEXT,
    record=NUMBERS,
    evidence=st.sampled_from(Evidence),
    page=PAGES,
    section=st.none() | TEXT,
    start=NUMBERS,
    end=NUMBERS,
    text=TEXT,
    sentences=st.lists(st.builds(Sentence, TEXT, NUMBERS, NUMBERS), max_size=3).map(tuple),
    header=TEXT,
)
OUTCOMES = st.builds(
    FileOutcome,
    sha256=TEXT,
    reader=st.none() | TEXT,
    source=st.none() | SOURCES,
    reason=st.none() | TEXT,
    passages=st.lists(PASSAGES, max_size=3).map(tuple),
)


@given(OUTCOMES)
def test_an_outcome_comes_back_as_it_was(outcome: FileOutcome) -> None:
    back = unpack(pack(outcome))
    assert back == outcome
    assert [passage.text_hash for passage in back.passages] == [passage.text_hash for passage in outcome.passages]
    assert back.records == outcome.records


def test_half_a_surrogate_pair_cannot_be_packed() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        pack(FileOutcome("", None, None, "\ud83d"))


@pytest.mark.parametrize(
    "packed", [b"", b"{", b"[]", b"null", b'{"sha256": 1}', b'{"sha256": "", "reader": null}', b"\xff\xfe", b"[" * 5000]
)
def test_anything_else_is_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match="validation error"):
        unpack(packed)


def test_a_file_that_cannot_be_read_stands_for_one_work_of_which_nothing_is_known() -> None:
    assert FileOutcome("", None, None, "is empty").records == (Record(),)
