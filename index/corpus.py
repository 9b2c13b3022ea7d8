"""The corpus folder: which files it holds, and how they differ from what the catalogue read."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.entries import SourceEntry
from index.errors import CorpusError
from index.readers import SUFFIXES

_CLOCK_RESOLUTION_NS = 2_000_000_000
"""A file changed less than this before it was read may have changed again within the same time stamp (FAT: 2 s)."""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus; `path` is relative, with `/`, and names the source."""

    path: str
    location: Path
    size: int
    mtime_ns: int

    def sha256(self) -> str:
        """Hash of the content; empty where the file cannot be opened (reading it will say why)."""
        try:
            with self.location.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return ""


@dataclass(frozen=True, slots=True)
class Changes:
    """How the corpus differs from the catalogue. `hashes` has the content's hash of every file that was looked into."""

    unchanged: tuple[str, ...]
    new: tuple[CorpusFile, ...]
    changed: tuple[CorpusFile, ...]
    removed: tuple[str, ...]
    touched: tuple[CorpusFile, ...]
    hashes: Mapping[str, str] = field(default_factory=dict)

    @property
    def to_read(self) -> tuple[CorpusFile, ...]:
        """The files to read, sorted by path."""
        return tuple(sorted((*self.new, *self.changed), key=lambda file: file.path))

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)


def scan(corpus: Path) -> tuple[list[CorpusFile], list[str]]:
    """The files that are sources, and the paths of those left alone (other suffixes, links that leave the corpus).

    Hidden files and folders are passed over. Raises CorpusError where there is no such folder.
    """
    if not corpus.is_dir():
        what = "is a file, not a folder" if corpus.exists() else "there is no such folder"
        raise CorpusError(f"{corpus}: {what}; make it and put papers into it, or name another with --corpus")
    root = corpus.resolve()
    files: list[CorpusFile] = []
    left: list[str] = []
    for location in _walk(corpus):
        path = _name(location.relative_to(corpus))
        if location.suffix.lower() not in SUFFIXES or not _is_file_below(root, location):
            left.append(path)
            continue
        try:
            stat = location.stat()
        except OSError:  # gone since the folder was listed; the next scan sees it as removed
            continue
        files.append(CorpusFile(path, location, stat.st_size, stat.st_mtime_ns))
    return sorted(files, key=lambda file: file.path), sorted(left)


def compare(files: Iterable[CorpusFile], ledger: Iterable[SourceEntry], built_with: Mapping[str, str]) -> Changes:
    """Compare by content. Size and time spare the hashing only where they cannot hide an edit.

    `built_with` maps a reader's name to what a source read by it today would be built with.
    """
    known = {entry.path: entry for entry in ledger}
    found = {file.path: file for file in files}
    hashes: dict[str, str] = {}
    unchanged, changed, touched = [], [], []
    for path in found.keys() & known.keys():
        file, entry = found[path], known[path]
        current = built_with.get(entry.built_with.split(" ", 1)[0]) == entry.built_with
        if current and _surely_same(file, entry):
            unchanged.append(path)
            continue
        hashes[path] = file.sha256()
        if current and hashes[path] == entry.sha256:
            unchanged.append(path)
            touched.append(file)
        else:
            changed.append(file)
    return Changes(
        unchanged=tuple(sorted(unchanged)),
        new=tuple(found[path] for path in sorted(found.keys() - known.keys())),
        changed=tuple(changed),
        removed=tuple(sorted(known.keys() - found.keys())),
        touched=tuple(touched),
        hashes=hashes,
    )


def _is_file_below(root: Path, location: Path) -> bool:
    """A link may point anywhere; what lies outside the corpus is not the user's literature."""
    try:
        return location.resolve().is_relative_to(root) and location.is_file()
    except (OSError, RuntimeError):  # Python before 3.13 raises RuntimeError for a link that leads to itself
        return False


def _surely_same(file: CorpusFile, entry: SourceEntry) -> bool:
    # A file that could not be opened has no hash, and getting leave to read it changes neither size nor time.
    same_stamp = bool(entry.sha256) and (file.size, file.mtime_ns) == (entry.size, entry.mtime_ns)
    return same_stamp and entry.mtime_ns + _CLOCK_RESOLUTION_NS < entry.read_at_ns


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if Path(parent, name).is_symlink()]  # not gone into, but told of
        yield from (Path(parent, name) for name in sorted((*names, *links)) if not name.startswith("."))


def _name(path: Path) -> str:
    """The path as text; bytes that are no UTF-8 become escapes, since SQLite and JSON cannot hold them."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")
