"""The corpus: its files and the items of a Zotero library, and how they differ from those in the catalogue."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from index.entries import SourceEntry, Stamp
from index.errors import CorpusError, ReadError, SettingError
from index.readers import SUFFIXES
from index.zotero.database import FILE_NAME
from index.zotero.library import ROOT as ZOTERO
from index.zotero.library import Zotero, read_library

IGNORE_FILE = ".refdeskignore"
"""Name of the file with rules of what to leave out, in the corpus folder."""
_CLOCK_RESOLUTION_NS = 2_000_000_000
"""A file changed less than this before it was read may change again within the same time stamp (FAT: 2 s)."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is read: the files in a folder, and a Zotero library if one is named.

    `may_be_absent`: nobody named the folder, and without it the library alone is read.
    """

    folder: Path
    zotero: Zotero | None = None
    may_be_absent: bool = False
    ignore: tuple[str, ...] = ()
    """Rules of what to leave out, in gitignore's grammar, before those of `.refdeskignore`."""
    unread_library: str | None = None
    """Folder of a Zotero library that is not named now, and of which the index stands as it is."""

    @classmethod
    def of(cls, corpus: "Path | Corpus") -> "Corpus":
        """The corpus itself, or that of a folder alone."""
        return corpus if isinstance(corpus, Corpus) else cls(corpus)


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus; `path` is relative to it, with `/`, and identifies the source.

    An item of a Zotero library has no file of its own: `document` is its text, and `location` the library's database.
    """

    path: str
    location: Path
    size: int
    mtime_ns: int
    ctime_ns: int
    document: str | None = None

    @property
    def times(self) -> tuple[int, int, int]:
        """Size, mtime and ctime (ns): as in `Stamp`."""
        return self.size, self.mtime_ns, self.ctime_ns

    def is_as_listed(self) -> bool:
        """Whether the file still has the size and times of its listing."""
        if self.document is not None:
            return True
        try:
            stat = self.location.stat()
        except OSError:
            return False
        return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) == self.times

    def sha256(self) -> str:
        """Hash of the content; empty if the file cannot be opened (reading it then gives the reason)."""
        if self.document is not None:
            return hashlib.sha256(self.document.encode()).hexdigest()
        try:
            with self.location.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An ignored entry of the corpus folder, and why it is ignored."""

    path: str
    reason: str
    blocked: bool = False
    """Whether it is a folder that cannot be listed; files in it stay in the index."""


def in_sight(
    ledger: Iterable[SourceEntry], files: Iterable[CorpusFile], skipped: Iterable[Skipped]
) -> list[SourceEntry]:
    """The sources of the index except those in folders that cannot be listed, which stand as they are."""
    listed = {file.path for file in files}
    hidden = tuple(f"{folder.path}/" for folder in skipped if folder.blocked)
    return [entry for entry in ledger if entry.path in listed or not entry.path.startswith(hidden)]


@dataclass(frozen=True, slots=True)
class Changes:
    """How the corpus differs from the catalogue.

    `touched` has the files of `unchanged` with another time stamp; `outdated` the paths of `changed` that another
    version of reader or chunking built.
    """

    unchanged: tuple[str, ...]
    new: tuple[CorpusFile, ...]
    changed: tuple[CorpusFile, ...]
    removed: tuple[str, ...]
    touched: tuple[CorpusFile, ...]
    outdated: tuple[str, ...] = ()

    @property
    def to_read(self) -> tuple[CorpusFile, ...]:
        """The files to read, sorted by path."""
        return tuple(sorted((*self.new, *self.changed), key=lambda file: file.path))

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)


def scan(corpus: Path | Corpus) -> tuple[list[CorpusFile], list[Skipped]]:
    """The sources and the ignored entries, sorted by path.

    Raises CorpusError if there is no such folder or library, SettingError for an unknown collection of the library.
    """
    asked = Corpus.of(corpus)
    has_library = asked.zotero is not None or asked.unread_library is not None
    alone = has_library and asked.may_be_absent and not asked.folder.exists()
    rules = Rules.of(asked)
    files, skipped = ([], []) if alone else _scan_folder(asked.folder, rules)
    if asked.zotero is not None:
        files, skipped = _with_library(asked.zotero, rules, files, skipped)
    elif asked.unread_library is not None:
        advice = f"name it with `--zotero {asked.unread_library}`, or under [zotero] in refdesk.toml"
        skipped.append(
            Skipped(ZOTERO, f"the Zotero library was not looked at, as none is named: {advice}", blocked=True)
        )
    return sorted(files, key=lambda file: file.path), sorted(skipped, key=lambda entry: entry.path)


def _with_library(
    zotero: Zotero, rules: "Rules", files: list[CorpusFile], skipped: list[Skipped]
) -> tuple[list[CorpusFile], list[Skipped]]:
    """The items and attachments of a library besides the files.

    A file in the library's own folder, or one that it links, is a source as the library's alone.
    """
    home, skipped = zotero.folder.resolve(), [*skipped]
    placed = [(file.location.resolve(), file) for file in files]
    outside = [(location, file) for location, file in placed if not location.is_relative_to(home)]
    if len(outside) < len(placed):
        skipped.append(Skipped(zotero.folder.name, f"is Zotero's data folder, read as {ZOTERO}/"))
    try:
        library = read_library(zotero)
    except ReadError as exc:
        return [file for _, file in outside], [*skipped, Skipped(ZOTERO, str(exc), blocked=True)]
    database = zotero.folder / FILE_NAME
    sources = [CorpusFile(path, database, len(text.encode()), 0, 0, text) for path, text in library.documents.items()]
    linked: dict[Path, str] = {}
    for attached in library.attachments:
        if attached.location is None:
            skipped.append(Skipped(attached.path, attached.reason))
        elif attached.location.suffix.lower() not in SUFFIXES:
            skipped.append(Skipped(attached.path, _no_reader(attached.path)))
        else:
            linked[attached.location.resolve()] = attached.path
            with suppress(OSError):  # gone since it was looked at; the next scan says so
                stat = attached.location.stat()
                times = stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
                sources.append(CorpusFile(attached.path, attached.location, *times))
    skipped += [Skipped(file.path, f"is read as {linked[place]}") for place, file in outside if place in linked]
    skipped += [Skipped(source.path, reason) for source in sources if (reason := rules.against(source.path))]
    sources = [source for source in sources if not rules.against(source.path)]
    taken = {source.path for source in sources}
    others = [file for place, file in outside if place not in linked and file.path not in taken]
    return [*others, *sources], skipped


class Rules:
    """What the researcher leaves out of the corpus: the settings' rules, then those of `.refdeskignore`."""

    def __init__(self, stated: Iterable[tuple[str, str]]) -> None:
        """`stated`: (rule, its place), the last that fits decides. Raises SettingError for a rule that is none."""
        self._stated = [(rule, place) for rule, place in stated if rule.strip() and not rule.startswith("#")]
        for rule, place in self._stated:
            try:
                GitIgnoreSpec.from_lines([rule])
            except ValueError as exc:
                raise SettingError(
                    f"{place}: `{rule}` is not a rule of gitignore's grammar; mend or remove it"
                ) from exc
        self._spec = GitIgnoreSpec.from_lines(rule for rule, _ in self._stated)

    @classmethod
    def of(cls, corpus: Corpus) -> "Rules":
        """The rules of a corpus; raises SettingError if they cannot be read."""
        path = corpus.folder / IGNORE_FILE
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
        except (OSError, UnicodeDecodeError) as exc:
            raise SettingError(f"{path}: cannot be read ({exc}); save it as UTF-8, and check its rights") from exc
        return cls(
            [*((rule, "`ignore` in the settings") for rule in corpus.ignore), *((line, str(path)) for line in lines)]
        )

    def against(self, path: str) -> str | None:
        """Why a file is left out, with the rule; None if it is not."""
        if not self._stated:
            return None
        result = self._spec.check_file(path)
        if not result.include or result.index is None:
            return None
        rule, place = self._stated[result.index]
        return f"is left out by the rule `{rule.strip()}` in {place.rsplit('/', 1)[-1]}"


def _scan_folder(corpus: Path, rules: Rules) -> tuple[list[CorpusFile], list[Skipped]]:
    if not corpus.is_dir():
        what = "is a file, not a folder" if corpus.exists() else "there is no such folder"
        raise CorpusError(f"{corpus}: {what}; make it and put papers into it, or name another with --corpus")
    root = corpus.resolve()
    files: list[CorpusFile] = []
    skipped: list[Skipped] = []
    for entry in _walk(corpus, skipped, corpus):
        location = Path(entry.path)
        path = _name(location.relative_to(corpus))
        if reason := rules.against(path) or _reason_to_skip(root, entry):
            skipped.append(Skipped(path, reason))
            continue
        try:
            stat = entry.stat()
        except OSError:  # gone since the folder was listed; the next scan sees it as removed
            continue
        files.append(CorpusFile(path, location, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    return files, skipped


def compare(
    files: Iterable[CorpusFile], ledger: Iterable[SourceEntry], built_with: Mapping[str, str], *, retry: bool = False
) -> Changes:
    """Compare by content; files are hashed unless size and time prove that they are the same.

    `built_with` maps a reader's name to its current stamp; with `retry`, every unread file counts as changed.
    """
    known = {entry.path: entry for entry in ledger}
    present = {file.path: file for file in files}
    unchanged, changed, touched, outdated = [], [], [], []
    for path in present.keys() & known.keys():
        file, entry = present[path], known[path]
        current = built_with.get(entry.reader) == entry.built_with
        if not current:
            outdated.append(path)
        if not current or (retry and entry.reason):
            changed.append(file)
        elif surely_same(file, entry.stamp):
            unchanged.append(path)
        elif file.sha256() == entry.stamp.sha256:
            unchanged.append(path)
            touched.append(file)
        else:
            changed.append(file)
    return Changes(
        unchanged=tuple(sorted(unchanged)),
        new=tuple(present[path] for path in sorted(present.keys() - known.keys())),
        changed=tuple(changed),
        removed=tuple(sorted(known.keys() - present.keys())),
        touched=tuple(touched),
        outdated=tuple(sorted(outdated)),
    )


def surely_same(file: CorpusFile, stamp: Stamp) -> bool:
    """Whether size and time prove that the file has not changed since it was read."""
    if file.document is not None:
        return file.sha256() == stamp.sha256
    # A file that could not be opened has no hash, and permission to read it changes neither size nor mtime.
    same = bool(stamp.sha256) and file.times == (stamp.size, stamp.mtime_ns, stamp.ctime_ns)
    return same and stamp.mtime_ns + _CLOCK_RESOLUTION_NS < stamp.read_at_ns


def _walk(folder: Path, skipped: list[Skipped], corpus: Path) -> Iterator["os.DirEntry[str]"]:
    """All files below the folder; adds hidden entries and folders that cannot be listed to `skipped`."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as exc:
        if folder == corpus:
            raise CorpusError(f"{corpus}: cannot be looked into ({exc.strerror or exc}); check its rights") from exc
        why = f"cannot be looked into ({exc.strerror or exc}): check its rights"
        skipped.append(Skipped(_name(folder.relative_to(corpus)), why, blocked=True))
        return
    for entry in entries:
        if entry.name.startswith(("~$", ".")):
            why = "is hidden" if entry.name.startswith(".") else "is an office program's lock"
            why = "has the rules of what to leave out" if entry.name == IGNORE_FILE else why
            skipped.append(Skipped(_name(Path(entry.path).relative_to(corpus)), why))
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), skipped, corpus)
        else:
            yield entry


def _reason_to_skip(root: Path, entry: "os.DirEntry[str]") -> str | None:
    """Why an entry is ignored; None if it is a source."""
    try:
        if entry.is_symlink():
            target = Path(entry.path).resolve(strict=True)
            if not target.is_relative_to(root):
                return "is a link that leaves the corpus"
            if target.is_dir():
                return "is a link to a folder"
        if not entry.is_file():
            return "is not a file (a device, a socket or a pipe)"
    except (OSError, RuntimeError):  # Python before 3.13 raises RuntimeError for a link that leads to itself
        return "is a link that leads nowhere"
    return None if Path(entry.name).suffix.lower() in SUFFIXES else _no_reader(entry.name)


def _no_reader(name: str) -> str:
    return f"no reader for {Path(name).suffix.lower() or 'a name without a suffix'}"


def _name(path: Path) -> str:
    """The path as text; bytes that are not UTF-8 become escapes, since SQLite and JSON cannot store them."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")
