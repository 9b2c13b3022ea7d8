"""Whatever goes wrong on the way to a language model, as one line: what, its likely cause, the next step."""

import contextlib
import json
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any

from index.errors import ContextError, LanguageModelError

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

KEY_SETTING = "REFDESK_MODEL_API_KEY"
_QUOTED = 200  # letters of a server's own words that are shown
_PATIENCE = 2.0  # seconds before a busy server that names no time is asked again

_OUT_OF_CREDIT = re.compile(
    r"insufficient.{0,3}(quota|balance|credit|funds)|credit balance|billing|exceeded your current quota", re.I
)
_CONTEXT = re.compile(
    r"context.{0,10}(length|size|window)|maximum context|prompt is too long|too many tokens|"
    r"exceeds? the (available|maximum|model)|input token count|reduce the length|n_ctx",
    re.I,
)
_MESSAGE = re.compile(r'"(?:message|error|detail)"\s*:\s*"((?:[^"\\]|\\.)+)"')
_BUSY = (429, 503, 529)
_UNREACHED = (
    "ConnectError", "ConnectTimeout", "ProxyError", "ConnectionRefusedError", "gaierror",
    "ConnectTimeoutError", "NewConnectionError", "NameResolutionError", "EndpointConnectionError",
)  # fmt: skip


def refused(status: int, text: str, headers: Mapping[str, str], who: str, known: str = "") -> LanguageModelError:
    """A reply with an error's status. `text`: the server's words; `known`: more about it, such as the models it has."""
    said = in_one_line(text)
    if status in (400, 413, 422) and _CONTEXT.search(text):
        return ContextError(
            f"{who} cannot read a prompt so long ({said}); set `context` to what it reads, or give it more room"
        )
    if status == 402 or (status in (400, 403, 429) and _OUT_OF_CREDIT.search(text)):
        return LanguageModelError(f"{who}: the account is out of credit ({said}); top it up, or choose another model")
    if status in (401, 403):
        return LanguageModelError(
            f"{who} refuses the key, or misses one (status {status}); set {KEY_SETTING} to a key that is good there"
        )
    if status in _BUSY:
        return _busy(status, said, headers, who)
    if status == 404:
        return LanguageModelError(f"{who} is not found: {known or said}")
    if 300 <= status < 400:
        where = in_one_line(headers.get("location", "elsewhere"))
        return LanguageModelError(
            f"{who} sends us on to {where}, which is not followed; set base_url to the right address"
        )
    if status >= 500:
        return LanguageModelError(f"{who} failed (status {status}: {said}); look at its log, or try again later")
    return LanguageModelError(
        f"{who} refuses the request (status {status}: {said}); check the model's name and settings"
    )


def _busy(status: int, said: str, headers: Mapping[str, str], who: str) -> LanguageModelError:
    asked = _retry_after(headers.get("retry-after"))
    told = "it does not say for how long" if asked is None else f"it asks to wait {asked:.0f} s"
    what = "allows no more requests now" if status == 429 else "is too busy"
    return LanguageModelError(
        f"{who} {what} ({told}; status {status}: {said}); wait, then ask again", _PATIENCE if asked is None else asked
    )


def _retry_after(told: str | None) -> float | None:
    """Seconds, from a number of them or from a date."""
    if told is None:
        return None
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def translated(exc: BaseException, who: str, seconds: float) -> LanguageModelError:
    """One line for an exception of httpx, of a provider's library, or of LlamaIndex."""
    chain = list(_chain(exc))
    ours = next((one for one in chain if isinstance(one, LanguageModelError)), None)
    if ours is not None:
        return ours
    for one in chain:
        if (found := _recognised(one, who, seconds)) is not None:
            found.__cause__ = exc
            return found
    found = LanguageModelError(f"{who} failed ({type(exc).__name__}: {in_one_line(str(exc))}); try `refdesk model`")
    found.__cause__ = exc
    return found


def was_refused(exc: BaseException) -> bool:
    """Whether nobody can have read what was asked: there was no connection, or the reply is an error's status."""
    return any(
        _status(one) is not None or type(one) is ConnectionError or type(one).__name__ in _UNREACHED
        for one in _chain(exc)
    )


def _status(exc: BaseException) -> int | None:
    status = getattr(exc, "status_code", None) or getattr(exc, "code", None)
    return status if isinstance(status, int) and 300 <= status < 600 else None


def _recognised(exc: BaseException, who: str, seconds: float) -> LanguageModelError | None:
    if (status := _status(exc)) is not None:
        headers = getattr(getattr(exc, "response", None), "headers", None) or {}
        return refused(status, str(exc), headers, who)
    name = type(exc).__name__
    if isinstance(exc, JSONDecodeError):
        return LanguageModelError(f"{who} sent what is no JSON; is it an OpenAI-compatible server? check base_url")
    if "ConnectTimeout" in name:
        return LanguageModelError(f"{who} cannot be reached within 10 s; check base_url, the network and the proxy")
    if isinstance(exc, TimeoutError) or "Timeout" in name:
        return LanguageModelError(
            f"{who} gave nothing for {seconds:g} s; it may still be loading or be too large for its machine: "
            "ask again later, or set `seconds` under [model] higher"
        )
    if isinstance(exc, ssl.SSLError) or "CERTIFICATE" in str(exc) or "SSL" in str(exc):
        return LanguageModelError(
            f"{who}: no safe connection ({in_one_line(str(exc))}); check the certificate, and whether base_url is "
            "https or http"
        )
    if name in ("ConnectError", "ProxyError", "ConnectionRefusedError", "gaierror"):
        return LanguageModelError(
            f"{who} cannot be reached ({in_one_line(str(exc))}); is the server running? check base_url and the network"
        )
    if name in ("RemoteProtocolError", "ReadError", "WriteError", "ConnectionResetError"):
        return LanguageModelError(
            f"{who} broke off in the middle ({in_one_line(str(exc))}); ask again, or look at its log"
        )
    return None


def in_one_line(text: str, most: int = _QUOTED) -> str:
    """A server's words, or the message in its JSON, short and without control characters."""
    found = _MESSAGE.search(text)
    if found is not None:
        with contextlib.suppress(JSONDecodeError):
            text = json.loads(f'"{found[1]}"')
    told = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return (told if len(told) <= most else told[: most - 1] + "…") or "no reason given"


def _chain(exc: BaseException | None) -> Iterator[BaseException]:
    """An exception and its causes, the innermost first: it knows best."""
    found: list[BaseException] = []
    while exc is not None and exc not in found:
        found.append(exc)
        exc = exc.__cause__ or exc.__context__
    return reversed(found)


# What is known of the server behind a model: how it is asked, and how its faults are told.

Options = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Server:
    """A model's server.

    address: as the user knows it, None where the model was passed in; seconds: longest wait for the next piece;
    options: keyword arguments of a request for at most so many tokens.
    """

    name: str
    address: str | None = None
    seconds: float = 60.0
    options: Callable[[int], Options] = field(default=lambda _most: {})

    @property
    def who(self) -> str:
        """How errors call it."""
        return f"{self.name} at {self.address}" if self.address else self.name

    def other_options(self, options: Options, fault: LanguageModelError) -> Options | None:
        """What to ask instead where the server refuses one of the options by name; None where that is not the fault."""
        said = str(fault)
        if "max_completion_tokens" in said and "max_tokens" in options:
            return {name: value for name, value in options.items() if name != "max_tokens"} | {
                "max_completion_tokens": options["max_tokens"]
            }
        if "stream_options" in said and "stream_options" in options:
            return {name: value for name, value in options.items() if name != "stream_options"}
        if "temperature" in said and "temperature" not in options and options:
            return options | {"temperature": 1.0}  # the one value that models which choose their own accept
        return None

    def fault(self, exc: Exception) -> LanguageModelError:
        """One line for whatever a library raised."""
        return translated(exc, self.who, self.seconds)

    def too_slow(self) -> LanguageModelError:
        """Nothing came for as long as we wait."""
        return self.fault(TimeoutError())

    def empty(self, *, thought: bool, cut_short: bool) -> LanguageModelError:
        """The reply has no text."""
        if thought and cut_short:
            return LanguageModelError(
                f"{self.who} spent its whole reply on thinking; choose a model that thinks less, or none"
            )
        return LanguageModelError(f"{self.who} gave an empty reply; ask again, or choose another model")


def common_options(llm: "LLM") -> Callable[[int], Options]:
    """The limit of a reply's length, for models that have such a setting."""
    return (lambda most: {"max_tokens": most}) if "max_tokens" in type(llm).model_fields else (lambda _most: {})
