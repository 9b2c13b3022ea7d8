"""The corpus folder: which files are sources, and how they differ from what was read."""

import os
import socket
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from index.entries import SourceEntry, Stamp
from index.errors import CorpusError, SettingError
from index.reading.corpus import Corpus, CorpusFile, compare, scan
from index.sources import Kind

BUILT = {"markdown": "markdown 1, passages 1", "unread": "unread 0, passages 1"}
SECOND = 1_000_000_000


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def names(corpus: Path) -> tuple[list[str], list[str]]:
    files, skipped = scan(corpus)
    return [file.path for file in files], [one.path for one in skipped]


def reasons(corpus: Path) -> dict[str, str]:
    return {one.path: one.reason for one in scan(corpus)[1]}


def test_files_with_a_known_suffix_are_sources_and_others_are_left_alone(corpus: Path) -> None:
    for name in ("b.md", "A.PDF", "deep/er/c.txt", "d.markdown", "e.bib", "e.pptx", "f", "g.md.bak"):
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_text("x")
    assert names(corpus)[0] == ["A.PDF", "b.md", "d.markdown", "deep/er/c.txt", "e.bib"]
    assert reasons(corpus) == {
        "e.pptx": "no reader for .pptx",
        "f": "no reader for a name without a suffix",
        "g.md.bak": "no reader for .bak",
    }


def test_hidden_files_and_folders_are_named_and_not_looked_into(corpus: Path) -> None:
    for folder in (".git", "sub/.cache"):
        (corpus / folder).mkdir(parents=True)
    for name in (".git/a.md", "sub/.cache/b.md", ".hidden.md", "seen.md"):
        (corpus / name).write_text("x")
    assert names(corpus)[0] == ["seen.md"]
    assert reasons(corpus) == dict.fromkeys([".git", ".hidden.md", "sub/.cache"], "is hidden")


LEAVES, NOWHERE, FOLDER = "is a link that leaves the corpus", "is a link that leads nowhere", "is a link to a folder"
LINKS = {
    "outside.md": ("../secret.md", LEAVES),
    "roundabout.md": ("../corpus/../secret.md", LEAVES),
    "by way of another.md": ("outside.md", LEAVES),
    "system.txt": ("/etc/passwd", LEAVES),
    "up": ("..", LEAVES),
    "up.md": ("..", LEAVES),
    "dangling.md": ("gone.md", NOWHERE),
    "loop.md": ("loop.md", NOWHERE),
    "this": (".", FOLDER),
    "this.md": (".", FOLDER),
}


def test_a_link_is_followed_inside_the_corpus_and_nowhere_else(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("not literature")
    (corpus / "a.md").write_text("x")
    (corpus / "inside.md").symlink_to("a.md")
    for name, (target, _) in LINKS.items():
        (corpus / name).symlink_to(target)
    assert names(corpus)[0] == ["a.md", "inside.md"]
    assert reasons(corpus) == {name: reason for name, (_, reason) in LINKS.items()}


def test_what_is_no_regular_file_is_left_alone(corpus: Path) -> None:
    (corpus / "folder.md").mkdir()
    os.mkfifo(corpus / "pipe.md")
    (corpus / "link to a pipe.md").symlink_to("pipe.md")
    with socket.socket(socket.AF_UNIX) as ours:
        ours.bind(os.path.relpath(corpus / "socket.md"))  # a path of a socket may have a hundred characters
        assert names(corpus) == ([], ["link to a pipe.md", "pipe.md", "socket.md"])
    assert set(reasons(corpus).values()) == {"is not a file (a device, a socket or a pipe)"}


def test_a_device_is_left_alone(corpus: Path) -> None:
    try:
        os.mknod(corpus / "zero.md", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root may make devices")
    assert reasons(corpus) == {"zero.md": "is not a file (a device, a socket or a pipe)"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look into every folder")
def test_a_folder_that_cannot_be_looked_into_is_named_and_the_others_are_read(corpus: Path) -> None:
    for name in ("closed", "open"):
        (corpus / name).mkdir()
        (corpus / name / "a.md").write_text("x")
    (corpus / "closed").chmod(0)
    try:
        assert names(corpus)[0] == ["open/a.md"]
        assert reasons(corpus) == {"closed": "cannot be looked into (Permission denied): check its rights"}
    finally:
        (corpus / "closed").chmod(0o700)


def test_a_folder_that_the_system_refuses_to_list_is_named(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a folder without leave is to all but root, and one on a broken disk to everybody."""
    real = os.scandir

    def refusing(folder: Path) -> object:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(folder)

    for name in ("closed", "open"):
        (corpus / name).mkdir()
        (corpus / name / "a.md").write_text("x")
    monkeypatch.setattr(os, "scandir", refusing)
    assert names(corpus)[0] == ["open/a.md"]
    assert reasons(corpus) == {"closed": "cannot be looked into (Permission denied): check its rights"}


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
        stamp=Stamp(file.sha256(), *file.times, file.mtime_ns + 10 * SECOND),
        kind=Kind.PAPER,
        reason=None,
        built_with=BUILT["markdown"],
        pages=None,
        warnings=(),
        faults=(),
        passages=1,
        works=("a",),
    )


def test_a_file_that_cannot_have_changed_is_not_looked_into(file: CorpusFile, entry: SourceEntry) -> None:
    file.location.unlink()
    changes = compare([file], [entry], BUILT)
    assert (changes.unchanged, changes.touched, changes.outdated) == (("a.md",), (), ())
    assert not changes


def doubted(entry: SourceEntry, **told: object) -> SourceEntry:
    """The line with another stamp."""
    return replace(entry, stamp=replace(entry.stamp, **told))  # type: ignore[arg-type]


DOUBTS = [{"mtime_ns": 1}, {"size": 5000}, {"read_at_ns": 0}]


@pytest.mark.parametrize("doubt", DOUBTS, ids=str)
def test_in_doubt_the_content_is_looked_into(file: CorpusFile, entry: SourceEntry, doubt: dict[str, int]) -> None:
    same = compare([file], [doubted(entry, **doubt)], BUILT)
    assert (same.unchanged, same.touched, same.changed) == (("a.md",), (file,), ())
    assert not same
    other = compare([file], [doubted(entry, sha256="of before", **doubt)], BUILT)
    assert (other.unchanged, other.touched, other.changed) == ((), (), (file,))
    assert other


@pytest.mark.parametrize("built_with", ["markdown 0, passages 1", "markdown 1, passages 0", "gone 1, passages 1"])
def test_what_an_earlier_version_built_is_outdated_whatever_its_content(
    file: CorpusFile, entry: SourceEntry, built_with: str
) -> None:
    changes = compare([file], [replace(entry, built_with=built_with)], BUILT)
    assert (changes.unchanged, changes.changed, changes.outdated) == ((), (file,), ("a.md",))


def test_an_edited_file_is_not_outdated(file: CorpusFile, entry: SourceEntry) -> None:
    changes = compare([file], [doubted(entry, sha256="of before", size=1)], BUILT)
    assert (changes.changed, changes.outdated) == ((file,), ())


@pytest.mark.parametrize("retry", [False, True])
def test_what_failed_is_tried_again_where_that_is_asked_for(file: CorpusFile, entry: SourceEntry, retry: bool) -> None:
    failed = replace(entry, reason="is empty", built_with=BUILT["unread"])
    assert compare([file], [failed], BUILT, retry=retry).changed == ((file,) if retry else ())
    assert not compare([file], [entry], BUILT, retry=retry)


def test_an_edit_within_the_same_stamp_and_size_is_seen(file: CorpusFile, entry: SourceEntry) -> None:
    """A file read in the moment it was written may have been written again in that moment."""
    just_read = doubted(entry, sha256="of before", read_at_ns=entry.stamp.mtime_ns + SECOND)
    assert compare([file], [just_read], BUILT).changed == (file,)


def test_a_file_that_could_not_be_opened_is_tried_again(file: CorpusFile, entry: SourceEntry) -> None:
    """Leave to read it changes neither its size nor its time."""
    refused = replace(doubted(entry, sha256=""), reason="cannot be opened", built_with=BUILT["unread"])
    changes = compare([file], [refused], BUILT)
    assert (changes.changed, changes.outdated) == ((file,), ())


def test_new_and_removed_files_are_told_apart_and_read_in_order(file: CorpusFile, entry: SourceEntry) -> None:
    new = [replace(file, path=path) for path in ("z.md", "b.md")]
    changes = compare([*new, file], [doubted(entry, sha256="other", size=1), replace(entry, path="gone.md")], BUILT)
    assert [one.path for one in changes.new] == ["b.md", "z.md"]
    assert [one.path for one in changes.changed] == ["a.md"]
    assert changes.removed == ("gone.md",)
    assert [one.path for one in changes.to_read] == ["a.md", "b.md", "z.md"]
    assert changes


def test_rules_leave_files_out_and_the_last_that_fits_decides(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "old/c.md", "old/deep/d.pdf", "keep/old.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / ".refdeskignore").write_text("# mine\n\nold/\n!keep/old.md\n")
    files, skipped = scan(Corpus(tmp_path, ignore=("b.*", "keep/*.md")))
    assert [file.path for file in files] == ["a.md", "keep/old.md"]
    assert {one.path: one.reason for one in skipped} == {
        ".refdeskignore": "has the rules of what to leave out",
        "b.md": "is left out by the rule `b.*` in `ignore` in the settings",
        "old/c.md": "is left out by the rule `old/` in .refdeskignore",
        "old/deep/d.pdf": "is left out by the rule `old/` in .refdeskignore",
    }


@pytest.mark.parametrize(("rules", "stated"), [(b"ok\n!\n", ()), (b"", ("!",)), (b"\xff\xfe\x00", ())])
def test_a_rule_that_is_none_is_refused_with_its_place(tmp_path: Path, rules: bytes, stated: tuple[str, ...]) -> None:
    (tmp_path / ".refdeskignore").write_bytes(rules)
    with pytest.raises(SettingError, match="settings" if stated else "refdeskignore"):
        scan(Corpus(tmp_path, ignore=stated))
