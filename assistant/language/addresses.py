"""Normalise the address of a model's server, and classify it: loopback, private, public."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from index.errors import SettingError

_SETTING = "REFDESK_MODEL_BASE_URL"
# "/chat/completions" of "http://localhost:8080/v1/chat/completions"
_ENDPOINT = re.compile(r"/(chat/completions|completions|models|responses)/*$")

# Private networks of RFC 1918 and RFC 4193, and the names that local networks use.
_PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8")))
_PRIVATE_NAMES = (".local", ".lan", ".localhost")


def mended(address: str) -> str:
    """The base address: with a scheme, with `/v1` if it had no path, without an endpoint's path.

    Raises SettingError for an impossible address, without repeating it, as it may hold a secret.
    """
    address = address.strip()
    if "://" not in address:
        address = f"{_scheme_for(address)}://{address}"
    parts = _split(address)
    if parts.scheme not in ("http", "https"):
        raise SettingError(f"{_SETTING}: `{parts.scheme}` cannot reach a language model; write http:// or https://")
    if parts.username is not None or parts.query or parts.fragment:
        raise SettingError(f"{_SETTING}: an address has no user, `?` or `#`; put a key into REFDESK_MODEL_API_KEY")
    path = _ENDPOINT.sub("", parts.path).rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path or '/v1'}"


def host_of(address: str) -> str:
    """The host name or IP address, in lower case."""
    return (urlsplit(address).hostname or "").rstrip(".")


def is_loopback(address: str) -> bool:
    """True if the address is on this machine, which needs no proxy."""
    host = host_of(address)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    number = _number(host)
    return number is not None and (number.is_loopback or number.is_unspecified)


def sends_in_clear(address: str) -> bool:
    """True if strangers could read the traffic: it leaves the local network without https."""
    if urlsplit(address).scheme == "https" or is_loopback(address):
        return False
    host = host_of(address)
    number = _number(host)
    if number is None:
        # A name without a dot is in the local network. It starts with a letter: `134744072` is 8.8.8.8.
        return not (host.endswith(_PRIVATE_NAMES) or re.fullmatch(r"[a-z][a-z0-9_-]*", host))
    return not any(number in network for network in _PRIVATE)


def _number(host: str) -> IPv4Address | IPv6Address | None:
    """The host as an IP address, or None for a name."""
    try:
        number = ip_address(host)
    except ValueError:
        return None
    return (number.ipv4_mapped or number) if isinstance(number, IPv6Address) else number


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname) and not re.search(r"[\s\\]", address) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingError(f"{_SETTING}: not the address of a server; write one such as http://localhost:11434")
    return parts


def _scheme_for(address: str) -> str:
    """http for local names and IP addresses, which rarely have a certificate; https for all others."""
    host = urlsplit(f"//{address}").hostname or ""
    bare = "." not in host or host.endswith(_PRIVATE_NAMES)
    return "http" if bare or re.fullmatch(r"[\d.:a-f]+", host) else "https"
