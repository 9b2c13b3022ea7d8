"""A language model's server that says what a script tells it to: real HTTP on loopback, in the OpenAI protocol.

    with scripted([fails(429, headers={"Retry-After": "1"}), says("Drift is common [P1].", delay=0.1)]) as server:
        ...  # server.base_url; then server.requests, each with what was asked and whether the client went away

A list gives each request its own turn, and an error once it is at its end; a single turn is given to every request.
A turn is one of the functions below, or a function of the request's JSON that returns a text or a turn.
"""

import json
import re
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, count
from typing import Any


@dataclass(frozen=True)
class Turn:
    """What one request gets: a stream of `events` (each a line of it, after a delay), or a reply that is no stream."""

    pieces: Iterable[str] = ()
    thinking: Iterable[str] = ()
    delay: float = 0.0  # seconds before each piece
    first: float = 0.0  # seconds more before the first one
    usage: bool = True
    read: int | None = None  # tokens of the prompt, as the server tells; the number of words where it is None
    finish: str = "stop"
    breaks_off: bool = False  # the connection is closed after the pieces
    stays_silent: bool = False  # nothing more comes after the pieces, the connection stays open
    raw: str | None = None  # a line sent as it is after the pieces, instead of the end
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None  # the reply is this, and no stream


Script = Turn | Callable[[dict[str, Any]], "str | Turn"]


def says(text: str, pieces: Sequence[str] | int | None = None, delay: float = 0.0, **more: Any) -> Turn:
    """A whole reply, word by word, or in the pieces given, or in pieces of so many characters."""
    return Turn(pieces=_split(text, pieces), delay=delay, **more)


def half(text: str, delay: float = 0.0) -> Turn:
    """These words, then the connection breaks."""
    return Turn(pieces=_split(text, None), delay=delay, breaks_off=True)


def hangs(text: str = "") -> Turn:
    """These words, then nothing for as long as the client waits."""
    return Turn(pieces=_split(text, None), stays_silent=True)


def endless(text: str = "and so on ", delay: float = 0.0) -> Turn:
    """The same text again and again, until the client goes away."""
    return Turn(pieces=(text for _ in count()), delay=delay)


def garbles(line: str, after: str = "") -> Turn:
    """Words, then a line of the stream as given (`data: {"error": ...}`, `data: {"cho`), then the end."""
    return Turn(pieces=_split(after, None), raw=line)


def fails(status: int, message: str = "", headers: Mapping[str, str] | None = None, body: Any = None) -> Turn:
    """An error as servers send it, or with the body given (JSON, or a text as it is)."""
    told = body if body is not None else {"error": {"message": message or f"scripted {status}", "type": "scripted"}}
    return Turn(status=status, headers=headers or {}, body=told if isinstance(told, str) else json.dumps(told))


def page(html: str = "<html><body>Please sign in.</body></html>", status: int = 200) -> Turn:
    """A web page where a reply was expected."""
    return Turn(status=status, headers={"Content-Type": "text/html"}, body=html)


@dataclass
class Request:
    """One request that asked for a reply."""

    path: str
    headers: dict[str, str]  # names in small letters
    json: dict[str, Any]
    at: float  # time.monotonic()
    sent: int = 0  # pieces given to the client
    done: threading.Event = field(default_factory=threading.Event)
    went_away: threading.Event = field(default_factory=threading.Event)

    @property
    def system(self) -> str:
        return self._said("system")

    @property
    def user(self) -> str:
        return self._said("user")

    def _said(self, role: str) -> str:
        return "\n".join(str(one["content"]) for one in self.json["messages"] if one["role"] == role)


class Scripted:
    """The server's script, and what was asked of it."""

    def __init__(self, script: Script | Iterable[Script], models: Sequence[str] | Turn) -> None:
        one = isinstance(script, Turn) or callable(script)
        self._turns: Iterator[Script] = (script for _ in count()) if one else iter(script)  # type: ignore
        self._taking = threading.Lock()
        self.models = models
        self.requests: list[Request] = []
        self.models_asked = 0
        self.host = ""  # as 127.0.0.1:8123

    @property
    def base_url(self) -> str:
        return f"http://{self.host}/v1"

    def turn_for(self, request: Request) -> Turn:
        with self._taking:
            self.requests.append(request)
            turn = next(self._turns, None)
        if turn is None:
            return fails(500, "the script is at its end")
        told = turn if isinstance(turn, Turn) else turn(request.json)
        return says(told) if isinstance(told, str) else told


@contextmanager
def scripted(script: Script | Iterable[Script], models: Sequence[str] | Turn = ("scripted",)) -> Iterator[Scripted]:
    """Serve until the block ends; `models` is what the server says that it has, or the turn given instead."""
    told = Scripted(script, models)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"told": told}))
    server.daemon_threads = True
    told.host = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.socket.close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    told: Scripted
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Nothing on standard error."""

    def do_GET(self) -> None:
        self.told.models_asked += 1
        models = self.told.models
        if isinstance(models, Turn):
            self._whole(models)
        else:
            self._whole(Turn(body=json.dumps({"object": "list", "data": [{"id": one} for one in models]})))

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path, headers, asked, time.monotonic())
        turn = self.told.turn_for(request)
        try:
            if turn.body is not None:
                self._whole(turn)
            elif not asked.get("stream"):
                self._whole(Turn(body=json.dumps(_whole_reply(asked, turn))))
            else:
                self._stream(turn, request)
        except OSError:
            request.went_away.set()
            self.close_connection = True
        finally:
            request.done.set()

    def _whole(self, turn: Turn) -> None:
        body = (turn.body or "").encode()
        self.send_response(turn.status)
        for name, value in {
            "Content-Type": "application/json",
            **turn.headers,
            "Content-Length": str(len(body)),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, turn: Turn, request: Request) -> None:
        self.send_response(turn.status)
        for name, value in {
            "Content-Type": "text/event-stream",
            **turn.headers,
            "Transfer-Encoding": "chunked",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self._wait(turn.first)
        marked = chain((("reasoning_content", one) for one in turn.thinking), (("content", one) for one in turn.pieces))
        for name, piece in marked:
            self._wait(turn.delay)
            self._line("data: " + json.dumps(_chunk(request.json, {name: piece})))
            request.sent += 1
        if turn.stays_silent:
            self._wait(60.0)
        if turn.breaks_off or turn.stays_silent:
            self.close_connection = True
            return
        self._end(turn, request)

    def _end(self, turn: Turn, request: Request) -> None:
        if turn.raw is None:
            self._line("data: " + json.dumps(_chunk(request.json, {}, turn.finish)))
            if turn.usage:
                self._line("data: " + json.dumps(_chunk(request.json, None) | {"usage": _usage(request, turn.read)}))
            self._line("data: [DONE]")
        else:
            self._line(turn.raw)
        self.wfile.write(b"0\r\n\r\n")

    def _line(self, line: str) -> None:
        data = line.encode() + b"\n\n"
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self._wait(0.0)

    def _wait(self, seconds: float) -> None:
        """Raises ConnectionError as soon as the client is gone."""
        until = time.monotonic() + seconds
        while True:
            readable, _, _ = select.select([self.connection], [], [], max(0.0, until - time.monotonic()))
            if readable and self.connection.recv(1, socket.MSG_PEEK) == b"":
                raise ConnectionError("the client went away")
            if time.monotonic() >= until:
                return


def _split(text: str, pieces: Sequence[str] | int | None) -> Sequence[str]:
    if isinstance(pieces, int):
        return [text[at : at + pieces] for at in range(0, len(text), pieces)]
    return re.findall(r"\s*\S+\s*\Z|\s*\S+|\s+", text) if pieces is None else pieces


def _chunk(asked: dict[str, Any], delta: dict[str, str] | None, finish: str | None = None) -> dict[str, Any]:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": asked.get("model"), "choices": choices}


def _whole_reply(asked: dict[str, Any], turn: Turn) -> dict[str, Any]:
    message = {"role": "assistant", "content": "".join(turn.pieces)}
    told = [{"index": 0, "message": message, "finish_reason": turn.finish}]
    return {"id": "1", "object": "chat.completion", "created": 1, "model": asked.get("model"), "choices": told}


def _usage(request: Request, read: int | None) -> dict[str, int]:
    words = sum(len(str(one["content"]).split()) for one in request.json["messages"])
    prompt = words if read is None else read
    return {"prompt_tokens": prompt, "completion_tokens": request.sent, "total_tokens": prompt + request.sent}
