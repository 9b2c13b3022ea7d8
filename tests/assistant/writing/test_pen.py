"""Stopping what is written, from any thread, at any time."""

import threading

from assistant.writing.pen import Cancellation


def test_what_is_open_is_closed_once() -> None:
    closed: list[int] = []
    cancellation = Cancellation()
    with cancellation.closing(lambda: closed.append(1)):
        assert not closed
        cancellation.cancel()
        cancellation.cancel()
    assert closed == [1]
    assert cancellation.cancelled


def test_what_is_opened_after_a_stop_is_closed_at_once() -> None:
    closed: list[int] = []
    cancellation = Cancellation()
    cancellation.cancel()
    with cancellation.closing(lambda: closed.append(1)):
        assert closed == [1]


def test_what_is_over_is_not_closed_any_more() -> None:
    closed: list[int] = []
    cancellation = Cancellation()
    with cancellation.closing(lambda: closed.append(1)):
        pass
    cancellation.cancel()
    assert not closed


def test_many_threads_may_stop_it() -> None:
    closed: list[int] = []
    cancellation = Cancellation()
    with cancellation.closing(lambda: closed.append(1)):
        threads = [threading.Thread(target=cancellation.cancel) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert closed == [1]
