"""The `index` command's work: one build seen as it runs, or one after every change of the corpus."""

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
    from ui.settings import Settings

_QUIET_MS = 1000
_LONGEST_MS = 60_000
"""Changes that never end for a second are taken up after this long."""

_TICK_MS = 500


def run(settings: "Settings", request: "BuildRequest") -> "Report":
    """Build once, with progress on standard error."""
    from index.build import build
    from index.models.embedding import BgeEmbedder
    from ui.terminal.progress import progress_bar
    from ui.terminal.screen import Screen

    with stopped_by_term(), progress_bar(Screen(stderr=True)) as progress:
        return build(settings.corpus, settings.index_folder, BgeEmbedder(settings.threads), request, progress)


def follow(corpus: Path, index: Path, build: "Callable[[], None]") -> None:
    """Build now, and again a second after the last of any changes in the corpus, until the process is stopped.

    An error of one build is told; the next change is waited for all the same.
    """
    left = index.resolve()
    with stopped_by_term():
        _follow(corpus, left, build)


def _follow(corpus: Path, left: Path, build: "Callable[[], None]") -> None:
    from watchfiles import Change, watch

    def matters(_: Change, path: str) -> bool:
        return not Path(path).resolve().is_relative_to(left)

    build()
    changes = watch(
        corpus, watch_filter=matters, step=_QUIET_MS, debounce=_LONGEST_MS, rust_timeout=_TICK_MS, yield_on_timeout=True
    )
    for number, changed in enumerate(changes):
        # What changed while the watch was being set up was seen by nobody: so the first time in any case.
        if changed or number == 0:
            try:
                build()
            except RefdeskError as exc:
                complain(f"refdesk: {exc}")


@contextmanager
def stopped_by_term() -> Iterator[None]:
    """Let the system's request to end stop a build as cleanly as Ctrl-C does."""

    def stop(_number: int, _frame: "FrameType | None") -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
