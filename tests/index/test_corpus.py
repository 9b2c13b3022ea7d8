"""The corpus folder: which files are sources, and how they differ from what was read."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from index.corpus import CorpusFile, compare, scan
from index.entries import SourceEntry
from index.errors import CorpusError
from index.sources import Kind

BUILT = {"markdown": "markdown 1, passages 1", "unread": "unread 0, passages 1"}
SECOND = 1_000_000_000


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def names(corpus: Path) -> tuple[list[str], list[str]]:
    files, left = scan(corpus)
    return [file.path for file in files], left


def test_files_with_a_known_suffix_are_sources_and_others_are_left_alone(corpus: Path) -> None:
    for name in ("b.md", "A.PDF", "deep/er/c.txt", "d.markdown", "e.docx", "f", "g.md.bak"):
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_text("x")
    assert names(corpus) == (["A.PDF", "b.md", "d.markdown", "deep/er/c.txt"], ["e.docx", "f", "g.md.bak"])


def test_hidden_files_and_folders_are_passed_over(corpus: Path) -> None:
    (corpus / ".git").mkdir()
    for name in (".git/a.md", ".hidden.md", "seen.md"):
        (corpus / name).write_text("x")
    assert names(corpus) == (["seen.md"], [])


def test_a_link_is_followed_inside_the_corpus_and_nowhere_else(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("not literature")
    (corpus / "a.md").write_text("x")
    links = {
        "inside.md": "a.md",
        "outside.md": "../secret.md",
        "system.txt": "/etc/passwd",
        "dangling.md": "gone.md",
        "loop.md": "loop.md",
        "folder.md": "..",
    }
    for name, target in links.items():
        (corpus / name).symlink_to(target)
    (corpus / "up").symlink_to(tmp_path)
    assert names(corpus) == (
        ["a.md", "inside.md"],
        ["dangling.md", "folder.md", "loop.md", "outside.md", "system.txt", "up"],
    )


def test_what_is_no_regular_file_is_left_alone(corpus: Path) -> None:
    (corpus / "folder.md").mkdir()
    os.mkfifo(corpus / "pipe.md")
    assert names(corpus) == ([], ["pipe.md"])


def test_any_file_name_is_a_path_that_sqlite_and_json_can_hold(corpus: Path) -> None:
    for name in (b"line\nbreak.md", b"co:lon.md", b"qu\"o'te.md", b"bad\xff\xfe.md", "naïve 😀.md".encode()):
        (Path(os.fsdecode(os.fsencode(corpus) + b"/" + name))).write_bytes(b"x")
    found, _ = names(corpus)
    assert sorted(found) == sorted(["line\nbreak.md", "co:lon.md", "qu\"o'te.md", "bad\\xff\\xfe.md", "naïve 😀.md"])
    assert all(path.encode() for path in found)
    assert all(file.location.read_bytes() == b"x" for file in scan(corpus)[0])


def test_a_corpus_that_is_not_there_is_told_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"there is no such folder; make it .* or name another with --corpus"):
        scan(tmp_path / "none")
    (tmp_path / "file.md").write_text("x")
    with pytest.raises(CorpusError, match="is a file, not a folder"):
        scan(tmp_path / "file.md")


@pytest.fixture
def file(corpus: Path) -> CorpusFile:
    (corpus / "a.md").write_text("text")
    (found,), _ = scan(corpus)
    return found


@pytest.fixture
def entry(file: CorpusFile) -> SourceEntry:
    """The ledger's line for the file, read ten seconds after it was written."""
    return SourceEntry(
        id=1,
        path=file.path,
        sha256=file.sha256(),
        size=file.size,
        mtime_ns=file.mtime_ns,
        read_at_ns=file.mtime_ns + 10 * SECOND,
        kind=Kind.PAPER,
        reason=None,
        built_with=BUILT["markdown"],
        pages=None,
        warnings=(),
        passages=1,
        works=("a",),
    )


def test_a_file_that_cannot_have_changed_is_not_looked_into(file: CorpusFile, entry: SourceEntry) -> None:
    file.location.unlink()
    changes = compare([file], [entry], BUILT)
    assert (changes.unchanged, changes.touched, changes.hashes) == (("a.md",), (), {})
    assert not changes


@pytest.mark.parametrize(
    "doubt",
    [
        {"mtime_ns": 1},
        {"size": 5000},
        {"read_at_ns": 0},
        {"sha256": ""},
        {"built_with": "markdown 0, passages 1"},
        {"built_with": "markdown 1, passages 0"},
        {"built_with": "gone 1, passages 1"},
    ],
)
def test_in_doubt_the_content_is_looked_into(file: CorpusFile, entry: SourceEntry, doubt: dict[str, object]) -> None:
    doubted = replace(entry, **doubt)  # type: ignore[arg-type]
    assert compare([file], [doubted], BUILT).hashes == {"a.md": entry.sha256}


def test_the_same_content_with_another_stamp_is_touched_and_unchanged(file: CorpusFile, entry: SourceEntry) -> None:
    changes = compare([file], [replace(entry, mtime_ns=entry.mtime_ns - SECOND)], BUILT)
    assert (changes.unchanged, changes.touched) == (("a.md",), (file,))
    assert not changes


def test_an_edit_within_the_same_stamp_and_size_is_seen(file: CorpusFile, entry: SourceEntry) -> None:
    """A file read in the moment it was written may have been written again in that moment."""
    just_read = replace(entry, sha256="of before", read_at_ns=entry.mtime_ns + SECOND)
    assert compare([file], [just_read], BUILT).changed == (file,)


def test_a_file_that_could_not_be_opened_is_tried_again(file: CorpusFile, entry: SourceEntry) -> None:
    """Leave to read it changes neither its size nor its time."""
    refused = replace(entry, sha256="", reason="cannot be opened", built_with=BUILT["unread"])
    assert compare([file], [refused], BUILT).changed == (file,)


def test_new_and_removed_files_are_told_apart_and_read_in_order(file: CorpusFile, entry: SourceEntry) -> None:
    new = [replace(file, path=path) for path in ("z.md", "b.md")]
    changes = compare([*new, file], [replace(entry, sha256="other", size=1), replace(entry, path="gone.md")], BUILT)
    assert [one.path for one in changes.new] == ["b.md", "z.md"]
    assert [one.path for one in changes.changed] == ["a.md"]
    assert changes.removed == ("gone.md",)
    assert [one.path for one in changes.to_read] == ["a.md", "b.md", "z.md"]
    assert changes
