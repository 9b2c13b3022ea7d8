"""A server's address as people write it, made into the one that its protocol needs."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from index.errors import SettingError

_SETTING = "REFDESK_MODEL_BASE_URL"
_ENDPOINT = re.compile(r"/(chat/completions|completions|models|responses)/*$")


def mended(address: str) -> str:
    """The base address: with a scheme, with `/v1` where it had no path, without the end that a client adds itself.

    Raises SettingError, without repeating what may be a secret, for an address that cannot be one.
    """
    told = address.strip()
    if "://" not in told:
        told = f"{_scheme_for(told)}://{told}"
    parts = _split(told)
    if parts.scheme not in ("http", "https"):
        raise SettingError(f"{_SETTING}: `{parts.scheme}` is no way to a language model; write http:// or https://")
    if parts.username is not None or parts.query or parts.fragment:
        raise SettingError(f"{_SETTING}: an address has no user, `?` or `#`; put a key into REFDESK_MODEL_API_KEY")
    path = _ENDPOINT.sub("", parts.path).rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path or '/v1'}"


def is_loopback(address: str) -> bool:
    """Whether the address is this machine's own, to which no proxy leads."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        found = ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname) and not re.search(r"[\s\\]", address) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingError(f"{_SETTING}: no address of a server; write one such as http://localhost:11434")
    return parts


def _scheme_for(address: str) -> str:
    """Servers within reach by a bare name or number seldom have a certificate; all others must."""
    host = urlsplit(f"//{address}").hostname or ""
    bare = "." not in host or host.endswith((".local", ".lan", ".localhost"))
    return "http" if bare or re.fullmatch(r"[\d.:a-f]+", host) else "https"
