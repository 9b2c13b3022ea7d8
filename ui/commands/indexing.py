"""The `index` command: build once, or after every change of the corpus."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import RefdeskError
from ui.exits import complain

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from index.build import BuildRequest, Report
    from index.reading.corpus import Corpus
    from ui.settings import Settings

_QUIET_MS = 1000
"""A build starts when the corpus has not changed for this long: the second that `--watch` promises."""
_LONGEST_MS = 60_000
"""A build starts after this long even if the changes do not stop. A guess."""
_TICK_MS = 500
"""How long Ctrl-C may wait for the watcher. A guess."""


def run(settings: "Settings", request: "BuildRequest", corpus: "Corpus | None" = None) -> "Report":
    """Build once, with progress on standard error; of the settings' corpus unless another form of it is given."""
    from index.build import build
    from index.models.embedding import BgeEmbedder
    from ui.terminal.progress import progress_bar
    from ui.terminal.screen import Screen

    with stopped_by_term(), progress_bar(Screen(stderr=True)) as progress:
        return build(
            corpus or settings.whole_corpus, settings.index_folder, BgeEmbedder(settings.threads), request, progress
        )


def follow(corpus: "Path | Corpus", index: Path, build: "Callable[[], None]") -> None:
    """Build now, and a second after the last change in the corpus, until the process is stopped.

    A change of `corrections.toml` beside the corpus is such a change. Prints the error of a failed build and waits for
    the next change.
    """
    from watchfiles import Change, watch

    from index.corrections import FILE_NAME
    from index.files import beside
    from index.reading.corpus import Corpus

    index = index.resolve()
    whole = Corpus.of(corpus)
    corrections = beside(whole.folder) / FILE_NAME  # looked at at each tick: the folder around the corpus may be large
    folders = [folder for folder in (whole.folder, whole.zotero and whole.zotero.folder) if folder and folder.exists()]

    def matters(_: Change, path: str) -> bool:
        return not Path(path).resolve().is_relative_to(index)

    with stopped_by_term():
        corrected = _modified(corrections)
        build()
        changes = watch(
            *folders,
            watch_filter=matters,
            step=_QUIET_MS,
            debounce=_LONGEST_MS,
            rust_timeout=_TICK_MS,
            yield_on_timeout=True,
        )
        for number, changed in enumerate(changes):
            # Build at the first tick in any case: nobody saw the changes during the set-up of the watch.
            before, corrected = corrected, _modified(corrections)
            if changed or number == 0 or corrected != before:
                try:
                    build()
                except RefdeskError as exc:
                    complain(f"refdesk: {exc}")


def _modified(path: Path) -> int | None:
    """When a file was last written, in nanoseconds; None if it is not there."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


@contextmanager
def stopped_by_term() -> Iterator[None]:
    """Let SIGTERM stop a build as cleanly as Ctrl-C does."""

    def stop(_number: int, _frame: "FrameType | None") -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
