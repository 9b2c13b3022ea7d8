"""Read pages of PDFs that have no text by OCR, in a process of its own, with a cache in the index folder.

The cache has one file for each picture of a page, so that a file that is moved, changed on other pages, or read again
by a new version costs no second hour. Without the extra `ocr`, pages in the cache are read all the same.

The process takes requests [location, page, whether to read it], and answers with the hash of the page's picture, and
with its lines or with what is wrong.
"""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.files import write_atomically
from index.reading.corpus import CorpusFile
from index.reading.process import lines_by_page, serve_confined
from index.reading.reading import Limits, ask_within, end_child, start_child
from index.sources import ScannedLine, Scans
from index.text.words import plural

FOLDER = "ocr"
_PAGE_SECONDS = 180.0
"""Seconds that one page may take, six times the usual."""
_PICTURE_SECONDS = 20.0
"""Seconds that the picture of one page may take: a hundred times the usual. A guess."""
_FAIR_SECONDS = 0.5
"""A picture that is not made in fewer seconds may yet be made: twice the usual. A guess."""
_MEMORY = 6 << 30
"""Bytes of address space: the engine takes 0.9 GB, and reserves more for its threads."""
_OUTPUT = 8 << 20
"""Bytes of the longest answer (a guess; a full page has 20 kB)."""

Progress = Callable[[int, int], None]
"""Called with the number of pages done and the total."""


@dataclass(frozen=True, slots=True)
class ScanLimits:
    """How long OCR may take for one file (seconds; 0: only pages in the cache), and its threads.

    retry: read pages again that took too long.
    """

    seconds: float = 0.0
    threads: int = 2
    retry: bool = False

    @property
    def may_read(self) -> bool:
        """Whether there is time, and the extra `ocr` is installed."""
        if self.seconds <= 0:
            return False
        from index.readers.pdf.ocr import is_installed

        return is_installed()


def may_scan(index: Path, limits: ScanLimits) -> bool:
    """Whether pages without text can be read: by OCR, or from the cache."""
    return limits.may_read or (index / FOLDER).is_dir()


def read_scans(
    files: Mapping[CorpusFile, Sequence[int]], index: Path, limits: ScanLimits, progress: Progress
) -> tuple[dict[str, Scans], list[str]]:
    """The lines of pages without text, by path in the corpus, and notes on what was left; raises ReadingError.

    `files` has each file's pages without text. Pages that there was no time for are not in the result.
    """
    cache = _Cache(index / FOLDER)
    scans: dict[str, dict[int, Sequence[ScannedLine] | None]] = {file.path: {} for file in files}
    missing: dict[CorpusFile, dict[int, str]] = {}
    spent: dict[CorpusFile, float] = {}
    notes: list[str] = []
    scanner = _Scanner(limits.threads)
    try:
        for file, pages in files.items():
            spent[file] = _take_pictures(scanner, cache, file, pages, scans, missing, limits)
        if missing and limits.may_read:
            _read_missing(scanner, cache, missing, spent, scans, limits, progress, notes)
    finally:
        scanner.close()
    return dict(scans), notes


def _take_pictures(
    scanner: "_Scanner",
    cache: "_Cache",
    file: CorpusFile,
    pages: Sequence[int],
    scans: dict[str, dict[int, Sequence[ScannedLine] | None]],
    missing: dict[CorpusFile, dict[int, str]],
    limits: ScanLimits,
) -> float:
    """Take from the cache what it has of a file's pages, and add the hashes of the others' pictures to `missing`.

    Returns the seconds spent on pages that the cache does not have. Those for which no time is left have no hash. A
    page without a picture is given up until a retry, as one that breaks the engine is.
    """
    spent, allowed = 0.0, limits.seconds / 2 or _PICTURE_SECONDS  # the other half is left for OCR
    content = file.sha256()
    for page in pages:
        place = hashlib.sha256(f"{content} page {page}".encode()).hexdigest()
        if cache.get(place)[0] and not limits.retry:
            scans[file.path][page] = None
            continue
        seconds = min(_PICTURE_SECONDS, allowed - spent)
        if seconds <= 0:
            missing.setdefault(file, {})[page] = ""
            continue
        scanner.start()
        begun = time.monotonic()
        answer = scanner.ask(file, page, read=False, seconds=seconds)
        took = time.monotonic() - begun
        sha256 = answer.get("sha256", "") if answer else ""
        known, lines = cache.get(sha256) if sha256 else (False, None)
        if sha256:
            cache.forget(place)
        if known and not (lines is None and limits.retry):
            scans[file.path][page] = lines
            continue
        spent += took
        had_little_time = took >= seconds and seconds < min(_PICTURE_SECONDS, max(_FAIR_SECONDS, allowed / 2))
        if sha256 or had_little_time or not limits.may_read:
            missing.setdefault(file, {})[page] = sha256
        else:
            scans[file.path][page] = cache.put(place, None)
    return spent


def _read_missing(
    scanner: "_Scanner",
    cache: "_Cache",
    missing: Mapping[CorpusFile, Mapping[int, str]],
    spent: Mapping[CorpusFile, float],
    scans: dict[str, dict[int, Sequence[ScannedLine] | None]],
    limits: ScanLimits,
    progress: Progress,
    notes: list[str],
) -> None:
    total, done = sum(map(len, missing.values())), 0
    progress(done, total)
    for file, pages in missing.items():
        until = time.monotonic() + limits.seconds - spent[file]
        left = len(pages)
        for page, sha256 in pages.items():
            seconds = min(_PAGE_SECONDS, until - time.monotonic())
            if seconds <= 0 or not sha256:
                break
            answer = scanner.ask(file, page, read=True, seconds=seconds)
            if answer and answer.get("fault"):
                notes.append(
                    f"OCR failed ({answer['fault']}): install the extra again with `pip install 'refdesk[ocr]'`"
                )
                return
            if answer is None and seconds < min(_PAGE_SECONDS, (limits.seconds - spent[file]) / 2):
                break  # the page had little time: the next build begins with it
            lines = answer["lines"] if answer else None
            scans[file.path][page] = cache.put(sha256, lines)
            left -= 1
            progress(done + len(pages) - left, total)
        done += len(pages)
        progress(done, total)
        if left:
            notes.append(
                f"{file.path}: OCR of {left} {plural(left, 'page', 'pages')} is left for the next `refdesk index` (the "
                f"setting `ocr_seconds` allows {limits.seconds:g} s for one file)"
            )


class _Cache:
    """Lines by the hash of a page's picture, each in a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, sha256: str) -> tuple[bool, Sequence[ScannedLine] | None]:
        """Whether the picture is known, and its lines; a damaged file counts as unknown."""
        try:
            lines = json.loads((self._folder / f"{sha256}.json").read_bytes())["lines"]
            return True, lines_by_page({"0": lines})[0]
        except (OSError, ValueError, KeyError, TypeError):
            return False, None

    def put(self, sha256: str, lines: list[list[Any]] | None) -> Sequence[ScannedLine] | None:
        """Keep the lines of a picture; returns them."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self._folder / f"{sha256}.json", json.dumps({"lines": lines}).encode())
        return lines_by_page({"0": lines})[0]

    def forget(self, sha256: str) -> None:
        """Drop what is known of a picture or page."""
        (self._folder / f"{sha256}.json").unlink(missing_ok=True)


class _Scanner:
    """The process with the engine; started when first needed, and again after a page that hung or crashed it."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> "subprocess.Popen[bytes]":
        """The process, started if there is none: the time for that counts for no page."""
        self._child = self._child or start_child("index.reading.scans", str(self._threads))
        return self._child

    def ask(self, file: CorpusFile, page: int, *, read: bool, seconds: float) -> dict[str, Any] | None:
        """The answer about a page; None if it takes longer than `seconds`, or crashes the process."""
        child = self.start()
        late, answer = ask_within(child, [str(file.location), page, read], seconds, _OUTPUT)
        if answer is None or late:
            self.close()
            return None
        return dict(json.loads(answer))

    def close(self) -> None:
        """End the process."""
        child, self._child = self._child, None
        if child is not None:
            end_child(child)


def main() -> None:
    """Answer requests (see above), within limits on memory, time and writing."""
    import pypdfium2 as pdfium

    from index.readers.pdf import ocr

    threads = int(sys.argv[1])
    engines: list[Callable[..., Any]] = []

    def respond(request: list[Any]) -> bytes:
        location, number, is_read = request
        answer: dict[str, Any] = {}
        try:
            with pdfium.PdfDocument(location) as document:
                picture = ocr.Picture(document[number - 1])
            answer["sha256"] = picture.sha256()
            if is_read:
                engines.extend([] if engines else [ocr.engine(threads)])
                answer["lines"] = picture.read(engines[0])
        except ImportError as exc:
            answer["fault"] = str(exc)[:200]
        except Exception:  # noqa: BLE001  the process's edge: a page that breaks the engine must only cost this page
            answer["lines"] = []
        return json.dumps(answer).encode()

    # The limit on processor time is for all threads together.
    serve_confined(Limits(_PAGE_SECONDS * threads, _MEMORY, _OUTPUT), respond)


if __name__ == "__main__":
    main()
