"""Which file belongs to which record: a reference manager states the files of an entry, and the entry is their work.

A statement is a path as the reference manager knew it, often on another machine. It names a source of the corpus if it
leads there from the bibliography's folder or the corpus itself, or if both paths end alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from unicodedata import normalize

from index.sources import Record
from index.works import titles
from index.works.merging import RecordRef
from index.zotero.library import ROOT as ZOTERO

_TELLING_NAME = 16
"""Characters of a file's name from which it says which file it is: "Smith 2020 - Drift.pdf", not "fulltext.pdf". A
guess."""


class StatedFiles:
    """The files that records state, found among the sources of the corpus."""

    def __init__(self, sources: Iterable[str]) -> None:
        self._paths = {_comparable(path): path for path in sources}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in self._paths:
            self._by_name[path.rpartition("/")[2]].append(path)

    def source(self, stated: str, stating: str) -> str | None:
        """The source that the path `stated` in the source `stating` names; None if there is none, or several fit."""
        wanted = _comparable(stated)
        folder = _comparable(stating).rpartition("/")[0]
        for exact in (wanted, _folded(f"{folder}/{wanted}")):
            if exact in self._paths:
                return self._paths[exact]
        if stating.startswith(f"{ZOTERO}/"):  # it states sources, not paths
            return None
        alike = [(_common_end(wanted, path), path) for path in self._by_name.get(wanted.rpartition("/")[2], ())]
        most = max((count for count, _ in alike), default=0)
        fitting = [path for count, path in alike if count == most]
        is_telling = most > 1 or "/" not in wanted or len(wanted.rpartition("/")[2]) >= _TELLING_NAME
        return self._paths[fitting[0]] if len(fitting) == 1 and is_telling else None


def owners(records: Mapping[RecordRef, Record]) -> dict[RecordRef, list[RecordRef]]:
    """Record of a file -> the records that state the file as theirs, of a file that tells of one work only."""
    stating = [(ref, record.files) for ref, record in records.items() if record.files]
    if not stating:
        return {}
    found = StatedFiles({path for path, _ in records})
    several = {path for path, position in records if position}
    owned: dict[RecordRef, list[RecordRef]] = defaultdict(list)
    for ref, files in stating:
        for path in filter(None, (found.source(stated, ref[0]) for stated in files)):
            if path != ref[0] and path not in several and ref not in owned[path, 0]:
                owned[path, 0].append(ref)
    return {file: refs for file, refs in owned.items() if refs}


def strangers(records: Mapping[RecordRef, Record]) -> set[RecordRef]:
    """Files whose own title is not that of their owner: a supplement, slides, the wrong file, or a title misread.

    They tell nothing about the work beyond what their owner states.
    """
    unlike = set()
    for file, owning in owners(records).items():
        stated = [titles.compared(title) for ref in owning if (title := records[ref].title)]
        own = titles.compared(records[file].title or "")
        if stated and not any(titles.relation(own, title) for title in stated):
            unlike.add(file)
    return unlike


def absent_files(records: Mapping[RecordRef, Record], sources: Iterable[str]) -> Iterator[tuple[RecordRef, str]]:
    """Each record and file that it states which is no source of the corpus."""
    found = StatedFiles(sources)
    for ref, record in records.items():
        for stated in record.files:
            if found.source(stated, ref[0]) is None:
                yield ref, stated


def _comparable(path: str) -> str:
    """A path with `/`, without a drive, a root and dots."""
    path = normalize("NFC", path.replace("\\", "/"))
    if path[1:2] == ":":
        path = path[2:]
    return _folded(path)


def _folded(path: str) -> str:
    parts: list[str] = []
    for part in PurePosixPath(path).parts:
        if part == ".." and parts:
            parts.pop()
        elif part.strip("/") and part != "..":
            parts.append(part)
    return "/".join(parts)


def _common_end(left: str, right: str) -> int:
    """The number of equal parts at the ends of two paths."""
    count = 0
    for a, b in zip(reversed(left.split("/")), reversed(right.split("/")), strict=False):
        if a != b:
            break
        count += 1
    return count
