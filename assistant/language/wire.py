"""The HTTP transport below the client library: adds the key, and lets another thread cut a reply.

The library never has the key, so it cannot log it or show it in an error.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx

from assistant.language.addresses import is_loopback, sends_in_clear
from assistant.language.faults import in_one_line, refused
from assistant.language.line import CURRENT
from index.errors import LanguageModelError, SettingError

_CONNECT_SECONDS = 10.0  # a guess
_LARGEST_ERROR = 64 * 1024
"""Bytes of an error's body that are read: its message is at the beginning."""
_KEPT_HEADERS = ("host", "content-type", "content-length")
"""Headers of the library that are sent; the others describe this machine, or an account elsewhere."""


class Wire(httpx.BaseTransport):
    """Sends requests to one server.

    known_models: returns a hint for a model that the server does not find. Raises SettingError for a key that is not
    valid in a header, or that would be sent in clear.
    """

    def __init__(self, address: str, who: str, key: str | None, seconds: float) -> None:
        self._key = (key or "").strip()
        if not re.fullmatch(r"[\x21-\x7e]*", self._key):
            raise SettingError(
                "REFDESK_MODEL_API_KEY: a key has no spaces and no letters beyond ASCII; copy it again, whole"
            )
        if self._key and sends_in_clear(address):
            raise SettingError(
                f"REFDESK_MODEL_BASE_URL: on the way to {address} anybody could read the key; use https, or leave "
                "the key out"
            )
        self.who, self._seconds = who, seconds
        self.known_models: Callable[[], str] = str
        # One connection for each reply, so that cutting one does not affect others.
        limits = httpx.Limits(max_keepalive_connections=0)
        try:
            self._beneath = httpx.HTTPTransport(limits=limits, proxy=_proxy_for(address))
        except (ImportError, ValueError) as exc:
            # The proxy's address may contain a password, so do not show it or an error that quotes it.
            raise LanguageModelError(
                f"the proxy on the way to {address} cannot be used ({type(exc).__name__}); check HTTPS_PROXY, ALL_PROXY"
            ) from None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; raises LanguageModelError for an error status, and for a reply that is not a stream."""
        response = self._beneath.handle_request(self._outgoing(request))
        is_prompt = request.method == "POST"  # GET lists the models
        if (line := CURRENT.get()) is not None:
            line.at_end(response.close)
            if is_prompt:
                line.taken = response.status_code < 300
        try:
            self._check(response, is_prompt)
        except BaseException:
            response.close()
            raise
        return response

    def close(self) -> None:
        """Close open connections."""
        self._beneath.close()

    def _outgoing(self, request: httpx.Request) -> httpx.Request:
        headers = {name: value for name, value in request.headers.items() if name in _KEPT_HEADERS}
        headers |= {"User-Agent": "refdesk", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        patience = {"connect": min(_CONNECT_SECONDS, self._seconds), "pool": self._seconds}
        # Longer than the reader of a reply waits, so that the reader times out first.
        patience |= dict.fromkeys(("read", "write"), self._seconds + 1)
        extensions = {"timeout": patience, "trace": _trace}
        return httpx.Request(request.method, request.url, headers=headers, stream=request.stream, extensions=extensions)

    def _check(self, response: httpx.Response, is_prompt: bool) -> None:
        if response.status_code >= 300:
            known = self.known_models() if response.status_code == 404 and is_prompt else ""
            raise refused(response.status_code, self._beginning(response), response.headers, self.who, known)
        kind = response.headers.get("content-type", "")
        if "html" in kind:
            raise LanguageModelError(
                f"{self.who} answers with a web page; check base_url, and whether a sign-in or a proxy stands between"
            )
        if is_prompt and "event-stream" not in kind:
            raise LanguageModelError(
                f"{self.who} did not send a stream of events ({in_one_line(self._beginning(response))}); is it an "
                "OpenAI-compatible server? check base_url"
            )

    def _beginning(self, response: httpx.Response) -> str:
        """The beginning of an error's text, without the key."""
        body = b""
        for piece in response.iter_raw():
            body += piece
            if len(body) > _LARGEST_ERROR:
                break
        text = body[:_LARGEST_ERROR].decode(errors="replace")
        return text.replace(self._key, "[key]") if self._key else text


def _trace(_event: str, info: dict[str, Any]) -> None:
    """Called by httpcore at every step; remembers the connection that a step opens."""
    line, opened = CURRENT.get(), info.get("return_value")
    if line is not None and hasattr(opened, "get_extra_info"):
        line.use(opened)


def _proxy_for(address: str) -> str | None:
    """The system's proxy for an address, or None."""
    url = httpx.URL(address)
    if is_loopback(address) or proxy_bypass(url.host):
        return None
    proxies = getproxies()
    return proxies.get(url.scheme) or proxies.get("all")
