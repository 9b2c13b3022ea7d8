"""What a reading process answers: every failure that Python can tell of becomes a reason, and no more is answered."""

import hashlib
import io
import json
import sys
from pathlib import Path

import pytest

from index import readers
from index.errors import ReadError
from index.reading.process import answer, read, serve
from index.reading.reading import HEADER, Limits, unpack
from index.sources import Kind, Record, Source

NOTE = b"# On Drift\n\nDrift is a change.\n"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    (tmp_path / "note.md").write_bytes(NOTE)
    return tmp_path / "note.md"


def test_a_file_is_read_and_cut_under_its_path_in_the_corpus(note: Path) -> None:
    outcome = read(note, "sub/note.md")
    assert (outcome.sha256, outcome.reader, outcome.reason) == (hashlib.sha256(NOTE).hexdigest(), "markdown", None)
    assert [passage.text for passage in outcome.passages] == ["On Drift", "Drift is a change."]
    assert outcome.passages != read(note, "note.md").passages  # a passage is known by where it is


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (ReadError("needs a password: save a copy without one"), "needs a password: save a copy without one"),
        (MemoryError(), "needs more memory to read than one file may have: split it or save it again"),
        (RecursionError("too deep"), "is nested too deeply to be read: save it again in a simpler form"),
        (KeyError("x"), "the markdown reader failed on it (KeyError: 'x'): save it again"),
        (
            ValueError("of two\nlines" + "!" * 999),
            "the markdown reader failed on it (ValueError: of two): save it again",
        ),
        (AssertionError(), "the markdown reader failed on it (AssertionError: ): save it again"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_whatever_a_reader_raises_is_a_reason_of_one_line(
    note: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, reason: str
) -> None:
    def failing(_: bytes) -> Source:
        raise fault

    monkeypatch.setattr(readers, "reader_for", lambda *_: readers.Reader("markdown", failing))
    outcome = read(note, "note.md")
    assert (outcome.reason, outcome.source, outcome.passages) == (reason, None, ())
    assert outcome.sha256 == hashlib.sha256(NOTE).hexdigest()


def test_what_cannot_be_opened_or_recognised_has_a_reason_too(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    empty, gone = read(tmp_path / "empty.pdf", "empty.pdf"), read(tmp_path / "gone.md", "gone.md")
    assert empty.reason
    assert empty.reason.startswith("is empty (0 bytes)")
    assert empty.sha256 == hashlib.sha256(b"").hexdigest()
    assert gone.reason
    assert gone.reason.startswith("cannot be opened")
    assert gone.sha256 == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * (3 << 20), "gives more than 2 MB of text: split it"),
        ("\ud83d", "holds characters that are not Unicode: save it again"),
    ],
    ids=["too much", "half a pair"],
)
def test_what_cannot_be_answered_is_answered_by_a_reason(
    note: Path, monkeypatch: pytest.MonkeyPatch, text: str, reason: str
) -> None:
    source = Source(Kind.PAPER, {0: text}, (), (Record(),))
    monkeypatch.setattr(readers, "reader_for", lambda *_: readers.Reader("markdown", lambda _: source))
    outcome = unpack(answer(note, "note.md", 2 << 20))
    assert (outcome.reason, outcome.source, outcome.reader) == (reason, None, "markdown")
    assert outcome.sha256 == hashlib.sha256(NOTE).hexdigest()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on processor time")
def test_requests_are_answered_one_after_the_other_each_with_its_length(note: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_CPU)
    requests = b"".join(json.dumps([str(note), path, None]).encode() + b"\n" for path in ("a\n.md", "“b”.md"))
    out = io.BytesIO()

    def respond(request: list[str]) -> bytes:
        return answer(Path(request[0]), request[1], 1 << 20)

    try:
        serve(io.BytesIO(requests), out, Limits(seconds=1000), respond)
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, before)
    out.seek(0)
    assert out.read(HEADER) == bytes(HEADER)  # it is ready
    for path in ("a\n.md", "“b”.md"):
        size = int.from_bytes(out.read(HEADER), "big")
        assert unpack(out.read(size)) == read(note, path)
    assert out.read() == b""
