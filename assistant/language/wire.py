"""The transport beneath every provider's library: the key goes in here, and nothing comes out that should not.

A library that never holds the key can neither log it nor show it in an error. The transport also sees to it that a
reply is no web page, has an end, is not endless, and leads nowhere else.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx

from assistant.language.addresses import is_loopback, is_readable
from assistant.language.faults import refused
from assistant.language.line import CURRENT
from index.errors import LanguageModelError, SettingError

# The key: it goes into one header, and is taken out of whatever a server sends back.

_SHORTEST = 6  # a shorter one is no secret, and its letters would be found in any text
# What people write where a local server wants some key, any key.
_PLACEHOLDERS = frozenset({"dummy", "lm-studio", "no-key", "not-needed", "ollama", "placeholder"})
_SHOWN = "[key]"


class Secret:
    """A key, or none, and the header that it goes into; no text made of it shows the key.

    Raises SettingError, without the key, where it has characters that no header can carry.
    """

    def __init__(self, key: str | None, header: str = "Authorization", before: str = "Bearer ") -> None:
        told = (key or "").strip()
        if not re.fullmatch(r"[\x21-\x7e]*", told):
            raise SettingError("REFDESK_MODEL_API_KEY: no key has spaces or letters beyond ASCII; copy it again, whole")
        self._key = told
        self._header, self._before = header, before

    def __repr__(self) -> str:
        return "Secret()"

    @property
    def is_given(self) -> bool:
        """Whether there is a key at all."""
        return bool(self._key)

    @property
    def headers(self) -> dict[str, str]:
        """What a request carries."""
        return {self._header: self._before + self._key} if self._key else {}

    def hidden(self, text: str) -> str:
        """The text without the key."""
        return text.replace(self._key, _SHOWN) if self._is_secret else text

    def hidden_in(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces without the key, also where it is cut between two of them."""
        if not self._is_secret:
            yield from pieces
            return
        key, held = self._key.encode(), b""
        for piece in pieces:
            held = (held + piece).replace(key, _SHOWN.encode())
            kept = _beginning_at_end(held, key)
            yield held[: len(held) - kept]
            held = held[len(held) - kept :]
        yield held

    @property
    def _is_secret(self) -> bool:
        return len(self._key) >= _SHORTEST and self._key.lower() not in _PLACEHOLDERS


def _beginning_at_end(text: bytes, key: bytes) -> int:
    """How many bytes at the end of the text could be the beginning of the key."""
    return next((n for n in range(min(len(key) - 1, len(text)), 0, -1) if text.endswith(key[:n])), 0)


_CONNECT_SECONDS = 10.0
# What libraries add beyond these tells of the machine, or comes from variables meant for other servers.
_KEPT_HEADERS = ("host", "content-type", "content-length", "transfer-encoding", "anthropic-version")
_LARGEST_ERROR = 64 * 1024


class Wire(httpx.BaseTransport):
    """Sends requests to one server; raises SettingError where all on the way there could read the key.

    known: tells, where the server does not find something, what it has.
    """

    def __init__(self, address: str, who: str, secret: Secret, seconds: float) -> None:
        if secret.is_given and is_readable(address):
            raise SettingError(
                f"REFDESK_MODEL_BASE_URL: on the way to {address} the key would travel readable; use https, or leave "
                "the key out"
            )
        self.who, self._secret, self._seconds = who, secret, seconds
        self._home = _origin(httpx.URL(address))
        self.known: Callable[[], str] = str
        # Each reply has a connection of its own, which can be cut without touching another's.
        limits = httpx.Limits(max_keepalive_connections=0)
        try:
            self._beneath = httpx.HTTPTransport(limits=limits, proxy=_proxy_for(address))
        except (ImportError, ValueError) as exc:
            # The proxy's address may hold a password: neither it nor an error that quotes it is shown.
            raise LanguageModelError(
                f"the proxy on the way to {address} cannot be used ({type(exc).__name__}); check HTTPS_PROXY, ALL_PROXY"
            ) from None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The server's reply; raises LanguageModelError where it is none."""
        response = self._beneath.handle_request(self._outgoing(request))
        if (line := CURRENT.get()) is not None:
            line.at_end(response.close)
            if request.method == "POST":  # not where we ask what models there are
                line.taken = response.status_code < 300
        try:
            return self._incoming(request, response)
        except BaseException:
            response.close()
            raise

    def close(self) -> None:
        """End what is open."""
        self._beneath.close()

    def _outgoing(self, request: httpx.Request) -> httpx.Request:
        kept = {name: value for name, value in request.headers.items() if name in _KEPT_HEADERS}
        own = {"User-Agent": "refdesk", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        patience = {"connect": min(_CONNECT_SECONDS, self._seconds), "pool": self._seconds}
        # A little more than the reader of a reply waits, so that it is always the reader who gives up.
        patience |= dict.fromkeys(("read", "write"), self._seconds + 1)
        extensions = {"timeout": patience, "trace": _trace}
        key = self._secret.headers if _origin(request.url) == self._home else {}
        headers = kept | own | key
        return httpx.Request(request.method, request.url, headers=headers, stream=request.stream, extensions=extensions)

    def _incoming(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        pieces = limited(self._secret.hidden_in(response.iter_raw()), self.who)
        headers = {name: self._secret.hidden(value) for name, value in response.headers.items()}
        if response.status_code >= 300:
            known = self.known() if response.status_code == 404 and request.method == "POST" else ""  # it asks with GET
            raise refused(response.status_code, _beginning(pieces), headers, self.who, known)
        kind = headers.get("content-type", "")
        self._expect_plain(kind, headers.get("content-encoding", "identity"))
        if "event-stream" in kind:
            pieces = checked(pieces, self.who)
        elif request.method == "POST":
            pieces = as_events(pieces, self.who)
            headers = {"content-type": "text/event-stream"}
        return httpx.Response(response.status_code, headers=headers, stream=_Body(pieces, response))

    def _expect_plain(self, kind: str, encoding: str) -> None:
        if "html" in kind:
            raise LanguageModelError(
                f"{self.who} answers with a web page; check base_url, and whether a sign-in or a proxy stands between"
            )
        if encoding != "identity":
            raise LanguageModelError(f"{self.who} sends {encoding} data unasked; look at the proxy between")


def _beginning(pieces: Iterator[bytes]) -> str:
    """The text of an error, however long it goes on."""
    said = b""
    for piece in pieces:
        said += piece
        if len(said) > _LARGEST_ERROR:
            break
    return said[:_LARGEST_ERROR].decode(errors="replace")


class _Body(httpx.SyncByteStream):
    def __init__(self, pieces: Iterator[bytes], response: httpx.Response) -> None:
        self._pieces, self._response = pieces, response

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._response.close()


def _trace(_event: str, info: dict[str, Any]) -> None:
    """Told by httpcore of every step; the connection that a step gave is the one that can be cut."""
    line, opened = CURRENT.get(), info.get("return_value")
    if line is not None and hasattr(opened, "get_extra_info"):
        line.use(opened)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _proxy_for(address: str) -> str | None:
    """The system's proxy for an address beyond this machine."""
    url = httpx.URL(address)
    if is_loopback(address) or proxy_bypass(url.host):
        return None
    proxies = getproxies()
    return proxies.get(url.scheme) or proxies.get("all")


# The bytes of a reply: not too many, and with an end.

_LARGEST = 16 * 1024 * 1024  # bytes; tens of thousands of tokens, each in an event of its own
_TAIL = 4096
# The ways in which a stream says that it is whole: OpenAI's, Anthropic's, Gemini's.
_END = re.compile(rb'\[DONE\]|"finish_reason"\s*:\s*"|"message_stop"|"finishReason"\s*:\s*"|"error"\s*:')


def limited(pieces: Iterable[bytes], who: str) -> Iterator[bytes]:
    """The pieces, as long as they are no more than any reply needs."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > _LARGEST:
            raise LanguageModelError(f"{who} sends more than {_LARGEST >> 20} MB for one reply; check what runs there")
        yield piece


def checked(pieces: Iterable[bytes], who: str) -> Iterator[bytes]:
    """The pieces of a stream of events; raises LanguageModelError at its end where it was not the reply's."""
    tail = b""
    for piece in pieces:
        tail = (tail + piece)[-_TAIL:]
        yield piece
    if not _END.search(tail):
        raise LanguageModelError(f"{who} broke off in the middle of its reply; ask again, or look at its log")


def as_events(pieces: Iterable[bytes], who: str) -> Iterator[bytes]:
    """A reply that came whole, though a stream was asked for, as a stream of one event."""
    try:
        told = json.loads(b"".join(pieces))
    except ValueError as exc:
        raise LanguageModelError(
            f"{who} sent neither a stream nor JSON; is it an OpenAI-compatible server? check base_url"
        ) from exc
    yield b"data: " + json.dumps(_as_chunk(told)).encode() + b"\n\ndata: [DONE]\n\n"


def _as_chunk(told: Any) -> Any:
    """OpenAI's whole reply in the shape of a piece of one."""
    if not isinstance(told, dict) or not isinstance(told.get("choices"), list):
        return told
    choices = [one | {"delta": one.get("message") or {}} for one in told["choices"] if isinstance(one, dict)]
    return told | {"choices": choices, "object": "chat.completion.chunk"}
