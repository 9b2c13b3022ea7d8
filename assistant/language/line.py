"""The network connection of one reply, so that another thread can cut it."""

import contextlib
import socket
import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

# The thread of each reply sets this; the HTTP transport below the client library reads it.
CURRENT: "ContextVar[ReplyLine | None]" = ContextVar("line", default=None)


class ReplyLine:
    """The connection of one reply, if already open; taken: the server accepted the request (None: not known yet)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stream: Any = None
        self._closings: list[Callable[[], None]] = []
        self.is_cut = False
        self.taken: bool | None = None

    def use(self, stream: Any) -> None:
        """Set the open network stream (of httpcore); ends it if the line is already cut."""
        with self._lock:
            self._stream = stream
            if self.is_cut:
                _end(stream)

    def cut(self) -> None:
        """End the connection, which wakes a waiting thread and stops the server."""
        with self._lock:
            self.is_cut = True
            if self._stream is not None:
                _end(self._stream)

    def at_end(self, closing: Callable[[], None]) -> None:
        """Register a function to call at the end of the reply, as libraries close late."""
        self._closings.append(closing)

    def close(self) -> None:
        """Call the registered functions; only the thread of the reply may do this."""
        for closing in self._closings:
            closing()


def _end(stream: Any) -> None:
    connected = stream.get_extra_info("socket")
    if isinstance(connected, socket.socket):
        # `close` would not wake the waiting thread; the base method also works for a TLS socket in use.
        with contextlib.suppress(OSError):
            socket.socket.shutdown(connected, socket.SHUT_RDWR)
