"""Opening an index for questions: first build it if it is missing or stale, and repair damaged vectors."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.build import BuildRequest, Progress, build
from index.errors import CollectionError, CorpusError, WriterBusyError
from index.freshness import is_current, pending, with_unread_library
from index.models import Models
from index.models.embedding import Embedder
from index.reading.corpus import Corpus, scan

if TYPE_CHECKING:
    from index.search import Search

Warn = Callable[[str], None]


def open_current(
    corpus: Path | Corpus,
    index: Path,
    models: Models,
    *,
    may_build: bool = True,
    request: BuildRequest = BuildRequest(),
    progress: Progress = lambda *_: None,
    warn: Warn = lambda _: None,
) -> "Search":
    """Open the index for searching, up to date with the corpus.

    Without `may_build`, or while another process builds, the index is used as it is and `warn` is called. Raises
    CorpusError for a corpus without a readable file, CatalogueError if there is no index to open.
    """
    corpus = with_unread_library(corpus, index)
    for folder in (skipped for skipped in scan(corpus)[1] if skipped.blocked):
        warn(f"{folder.path}: {folder.reason}; what the index holds of it stands")
    if may_build:
        _bring_up_to_date(corpus, index, models.embedder, request, progress, warn)
    elif (changes := pending(corpus, index)) is not None and changes:
        warn("the corpus has changed since the index was built; run `refdesk index`")
    from index.search import open_search  # what is only built or looked at needs no models

    try:
        search = open_search(index, models)
    except CollectionError:
        if not may_build:
            raise
        warn("the vector collection was damaged and is rebuilt from the catalogue")
        build(corpus, index, models.embedder, replace(request, check=True), progress)
        search = open_search(index, models)
    if not search.catalogue.sources():
        search.close()
        raise CorpusError(
            f"{Corpus.of(corpus).folder}: holds no file that can be read; put papers, notes or exports into it"
        )
    return search


def _bring_up_to_date(
    corpus: Path | Corpus, index: Path, embedder: Embedder, request: BuildRequest, progress: Progress, warn: Warn
) -> None:
    if is_current(corpus, index, embedder.fingerprint):
        return
    try:
        report = build(corpus, index, embedder, request, progress)
    except WriterBusyError as exc:
        if pending(corpus, index) is None:  # never built: there is no earlier state to answer from
            raise
        warn(f"{exc}; answering from the index as it was")
        return
    for note in report.notes:
        warn(note)
    if report.failed:
        warn(f"{len(report.failed)} of {report.read + report.unchanged} files could not be read; see `refdesk status`")
