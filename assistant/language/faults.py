"""Errors of language models as one line each: what failed, the likely cause, the next step."""

import contextlib
import json
import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from json import JSONDecodeError

from index.errors import ContextError, LanguageModelError

KEY_SETTING = "REFDESK_MODEL_API_KEY"
_QUOTED = 200  # characters of a server's message that are shown: two lines of a terminal
_PATIENCE = 2.0  # seconds before a new request to a busy server that names no time; a guess

# "insufficient_quota", "Your credit balance is too low", "You exceeded your current quota"
_OUT_OF_CREDIT = re.compile(
    r"insufficient.{0,3}(quota|balance|credit|funds)|credit balance|billing|exceeded your current quota", re.I
)
# "maximum context length is 8192 tokens", "prompt is too long: 210000 tokens", "exceeds the available context size"
_CONTEXT = re.compile(
    r"context.{0,10}(length|size|window)|maximum context|prompt is too long|too many tokens|"
    r"exceeds? the (available|maximum|model)|input token count|reduce the length|n_ctx",
    re.I,
)
# The message of '{"error": {"message": "model not found"}}'
_MESSAGE = re.compile(r'"(?:message|error|detail)"\s*:\s*"((?:[^"\\]|\\.)+)"')
_BUSY = (429, 503, 529)  # too many requests, unavailable, and Anthropic's "overloaded"
_UNREACHED = ("ConnectError", "ConnectTimeout", "ProxyError", "ConnectionRefusedError", "gaierror")
"""Exceptions of httpx and of sockets for a connection that was never made."""
_BROKEN_OFF = ("RemoteProtocolError", "ReadError", "WriteError", "ConnectionResetError")


@dataclass(frozen=True, slots=True)
class ModelServer:
    """The name of a model's server in errors.

    address: None if the model was passed in; seconds: longest wait for the next piece.
    """

    name: str
    address: str | None = None
    seconds: float = 60.0

    @property
    def who(self) -> str:
        """The subject of an error message: "qwen3:8b at http://localhost:11434/v1"."""
        return f"{self.name} at {self.address}" if self.address else self.name

    def fault(self, exc: Exception) -> LanguageModelError:
        """The error for an exception of a library."""
        return translated(exc, self.who, self.seconds)

    def broke_off(self) -> LanguageModelError:
        """The error for a stream that ends without its final event."""
        return LanguageModelError(f"{self.who} broke off in the middle of its reply; ask again, or look at its log")

    def empty(self, *, thought: bool, cut_short: bool) -> LanguageModelError:
        """The error for a reply without text."""
        if thought and cut_short:
            return LanguageModelError(
                f"{self.who} spent its whole reply on thinking; choose a model that thinks less, or none"
            )
        return LanguageModelError(f"{self.who} gave an empty reply; ask again, or choose another model")


def refused(status: int, text: str, headers: Mapping[str, str], who: str, known: str = "") -> LanguageModelError:
    """The error for a status. `text`: the server's message; `known`: a hint, such as the models that it has."""
    words = in_one_line(text)
    if status in (400, 413, 422) and _CONTEXT.search(text):
        return ContextError(
            f"{who} cannot read a prompt so long ({words}); set `context` to what it reads, or give it more room"
        )
    if status == 402 or (status in (400, 403, 429) and _OUT_OF_CREDIT.search(text)):
        return LanguageModelError(f"{who}: the account is out of credit ({words}); top it up, or choose another model")
    if status in (401, 403):
        return LanguageModelError(
            f"{who} refuses the key, or misses one (status {status}); set {KEY_SETTING} to a key that is good there"
        )
    if status in _BUSY:
        asked = _retry_after(headers.get("retry-after"))
        pause = "it does not say for how long" if asked is None else f"it asks to wait {asked:.0f} s"
        what = "allows no more requests now" if status == 429 else "is too busy"
        return LanguageModelError(
            f"{who} {what} ({pause}; status {status}: {words}); wait, then ask again",
            _PATIENCE if asked is None else asked,
        )
    if status == 404:
        return LanguageModelError(f"{who} is not found: {known or words}")
    if 300 <= status < 400:
        where = in_one_line(headers.get("location", "elsewhere"))
        return LanguageModelError(
            f"{who} sends us on to {where}, which is not followed; set base_url to the right address"
        )
    if status >= 500:
        return LanguageModelError(f"{who} failed (status {status}: {words}); look at its log, or try again later")
    return LanguageModelError(
        f"{who} refuses the request (status {status}: {words}); check the model's name and settings"
    )


def _retry_after(header: str | None) -> float | None:
    """The seconds of a Retry-After header, which has a number or a date; None if unusable."""
    if header is None:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def translated(exc: BaseException, who: str, seconds: float) -> LanguageModelError:
    """The error for an exception of httpx, the client library or LlamaIndex."""
    chain = list(_chain(exc))
    for cause in chain:
        if isinstance(cause, LanguageModelError):
            return cause
    fault = next((fault for cause in chain if (fault := _recognised(cause, who, seconds))), None)
    fault = fault or LanguageModelError(
        f"{who} failed ({type(exc).__name__}: {in_one_line(str(exc))}); try `refdesk model`"
    )
    fault.__cause__ = exc
    return fault


def was_refused(exc: BaseException) -> bool:
    """True if no server read the prompt: there was no connection, or the response has an error status."""
    return any(
        _status(cause) is not None or type(cause) is ConnectionError or type(cause).__name__ in _UNREACHED
        for cause in _chain(exc)
    )


def _status(exc: BaseException) -> int | None:
    status = getattr(exc, "status_code", None) or getattr(exc, "code", None)
    return status if isinstance(status, int) and 300 <= status < 600 else None


def _recognised(exc: BaseException, who: str, seconds: float) -> LanguageModelError | None:
    if (status := _status(exc)) is not None:
        headers = getattr(getattr(exc, "response", None), "headers", None) or {}
        return refused(status, str(exc), headers, who)
    name, words = type(exc).__name__, in_one_line(str(exc))
    if isinstance(exc, JSONDecodeError):
        return LanguageModelError(f"{who} did not send JSON; is it an OpenAI-compatible server? check base_url")
    if "ConnectTimeout" in name:
        return LanguageModelError(f"{who} cannot be reached within 10 s; check base_url, the network and the proxy")
    if isinstance(exc, TimeoutError) or "Timeout" in name:
        return LanguageModelError(
            f"{who} gave nothing for {seconds:g} s; it may still be loading or be too large for its machine: "
            "ask again later, or set `seconds` under [model] higher"
        )
    if isinstance(exc, ssl.SSLError) or "CERTIFICATE" in str(exc) or "SSL" in str(exc):
        return LanguageModelError(
            f"{who}: no safe connection ({words}); check the certificate, and whether base_url is https or http"
        )
    if name in _UNREACHED:
        return LanguageModelError(
            f"{who} cannot be reached ({words}); is the server running? check base_url and the network"
        )
    if name in _BROKEN_OFF:
        return LanguageModelError(f"{who} broke off in the middle ({words}); ask again, or look at its log")
    return None


def in_one_line(text: str, most: int = _QUOTED) -> str:
    """A server's message, or the one in its JSON, shortened and without control characters."""
    message = _MESSAGE.search(text)
    if message is not None:
        with contextlib.suppress(JSONDecodeError):
            text = json.loads(f'"{message[1]}"')
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return (line if len(line) <= most else line[: most - 1] + "…") or "no reason given"


def _chain(exc: BaseException | None) -> Iterator[BaseException]:
    """An exception and its causes, innermost first, as that is the most specific."""
    causes: list[BaseException] = []
    while exc is not None and exc not in causes:
        causes.append(exc)
        exc = exc.__cause__ or exc.__context__
    return reversed(causes)
