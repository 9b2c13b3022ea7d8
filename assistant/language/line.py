"""The connection over which one reply comes, so that it can be cut from another thread."""

import contextlib
import socket
import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

# Each reply is generated in a thread of its own, which sets this; the transport beneath the client library finds it.
CURRENT: "ContextVar[ReplyLine | None]" = ContextVar("line", default=None)


class ReplyLine:
    """What is known of one reply's connection: perhaps nothing yet.

    taken: whether the server took the request up, None as long as it has said nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stream: Any = None
        self._closings: list[Callable[[], None]] = []
        self.is_cut = False
        self.taken: bool | None = None

    def use(self, stream: Any) -> None:
        """Remember the network stream (of httpcore) that was opened, or end it where the line is cut already."""
        with self._lock:
            self._stream = stream
            if self.is_cut:
                _end(stream)

    def cut(self) -> None:
        """End the connection now; a thread that waits on it wakes, and the server stops generating."""
        with self._lock:
            self.is_cut = True
            if self._stream is not None:
                _end(self._stream)

    def at_end(self, closing: Callable[[], None]) -> None:
        """Have something closed when the reply is over; libraries leave it to chance when theirs are."""
        self._closings.append(closing)

    def close(self) -> None:
        """The reply is over; only the thread that generated it may say so."""
        for closing in self._closings:
            closing()


def _end(stream: Any) -> None:
    connected = stream.get_extra_info("socket")
    if isinstance(connected, socket.socket):
        # Closing would leave the waiting thread asleep; the plain method also does for an encrypted socket in use.
        with contextlib.suppress(OSError):
            socket.socket.shutdown(connected, socket.SHUT_RDWR)
