"""A question answered by a thread of its own: what its page sees of it, whenever it looks."""

import threading
import time
from typing import Any, cast

import pytest

from index.errors import UsageError
from ui.page.asking import Exchange, PageQuestion
from ui.page.talk import Job, StoppedError

EXCHANGE = cast("Exchange", object())
LONG = 5.0


def job() -> Job:
    return Job(PageQuestion("how deep is the lake?"), [])


def finished(of: Job) -> Job:
    """The job, once it is done."""
    until = time.monotonic() + LONG
    while not of.wait(0.05):
        assert time.monotonic() < until
    return of


def test_answer_is_there_when_the_work_is_done() -> None:
    done = finished(job().start(lambda _: EXCHANGE))
    assert done.exchange is EXCHANGE
    assert done.error is None


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (UsageError("the question is empty: ask in plain words"), "the question is empty: ask in plain words"),
        (ZeroDivisionError("by nought"), "The answer failed (ZeroDivisionError: by nought). Ask again; `refdesk ask`"),
    ],
)
def test_error_in_the_thread_is_told_and_ends_the_wait(raised: Exception, told: str) -> None:
    def work(_: Job) -> Exchange:
        raise raised

    done = finished(job().start(work))
    assert done.exchange is None
    assert done.error is not None
    assert done.error.startswith(told)


def test_draft_and_stage_are_seen_while_the_work_goes_on() -> None:
    go_on = threading.Event()

    def work(seen: Job) -> Exchange:
        seen.note("Deciding works", 1, 4)
        seen.add("The lake ")
        seen.add("is deep.")
        go_on.wait(LONG)
        return EXCHANGE

    begun = job().start(work)
    until = time.monotonic() + LONG
    while begun.draft != "The lake is deep." and time.monotonic() < until:
        assert not begun.wait(0.05)
    assert (begun.stage, begun.share, begun.draft) == ("Deciding works", 0.25, "The lake is deep.")
    go_on.set()
    finished(begun)


def test_wait_ends_with_the_first_word_and_not_with_its_time() -> None:
    go_on, seen = threading.Event(), threading.Event()

    def work(of: Job) -> Exchange:
        go_on.wait(LONG)
        of.add("Deep")
        seen.wait(LONG)
        return EXCHANGE

    begun = job().start(work)
    begun.wait(0.01)
    waiting = threading.Thread(target=begun.wait, args=(3600,), daemon=True)
    waiting.start()
    go_on.set()
    waiting.join(LONG)
    assert not waiting.is_alive()
    assert (begun.draft, begun.done) == ("Deep", False)
    seen.set()
    assert finished(begun).wait(LONG), "what is done is not waited for"


def test_wait_ends_with_its_time_where_nothing_comes() -> None:
    go_on = threading.Event()

    def work(_: Job) -> Exchange:
        go_on.wait(LONG)
        return EXCHANGE

    begun = job().start(work)
    assert not begun.wait(0.05)
    go_on.set()
    finished(begun)


@pytest.mark.parametrize("before", [True, False])
def test_what_is_stopped_ends_at_its_next_stage(before: bool) -> None:
    stopped = threading.Event()

    def work(seen: Job) -> Exchange:
        stopped.wait(LONG)
        seen.note("Deciding works", 1, 4)
        return EXCHANGE

    begun = job()
    if before:
        begun.cancellation.cancel()
    begun.start(work)
    begun.cancellation.cancel()
    stopped.set()
    assert finished(begun).error == "Stopped. Nothing was written yet."
    assert begun.exchange is None


def test_stop_after_the_end_changes_nothing() -> None:
    done = finished(job().start(lambda _: EXCHANGE))
    done.cancellation.cancel()
    assert done.wait(0)
    assert (done.exchange, done.error) == (EXCHANGE, None)


@pytest.mark.parametrize(("done", "total", "share"), [(0, 0, None), (0, 4, 0.0), (4, 4, 1.0), (9, 4, 1.0)])
def test_share_is_of_one_or_unknown(done: int, total: int, share: Any) -> None:
    noted = job()
    noted.note("Reading", done, total)
    assert noted.share == share


def test_stopped_work_raises_where_it_tells_of_its_stage() -> None:
    noted = job()
    noted.cancellation.cancel()
    with pytest.raises(StoppedError):
        noted.note("Reading")
