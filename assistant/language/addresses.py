"""A server's address as people write it, made into the one that its protocol needs."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from index.errors import SettingError

_SETTING = "REFDESK_MODEL_BASE_URL"
_ENDPOINT = re.compile(r"/(chat/completions|completions|models|responses)/*$")

_PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8")))
_PRIVATE_NAMES = (".local", ".lan", ".localhost")


def mended(address: str) -> str:
    """The base address: with a scheme, with `/v1` where it had no path, without the end that a client adds itself.

    Raises SettingError, without repeating what may be a secret, for an address that cannot be one.
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
    """The name or number of the machine, in small letters."""
    return (urlsplit(address).hostname or "").rstrip(".")


def is_loopback(address: str) -> bool:
    """Whether the address is this machine's own, to which no proxy leads."""
    host = host_of(address)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    number = _number(host)
    return number is not None and (number.is_loopback or number.is_unspecified)


def sends_in_clear(address: str) -> bool:
    """Whether strangers could read what is sent: it leaves the local network, and not over https."""
    if urlsplit(address).scheme == "https" or is_loopback(address):
        return False
    host = host_of(address)
    number = _number(host)
    if number is None:
        # A name without a dot leads into one's own network. It begins with a letter: `134744072` is 8.8.8.8.
        return not (host.endswith(_PRIVATE_NAMES) or re.fullmatch(r"[a-z][a-z0-9_-]*", host))
    return not any(number in network for network in _PRIVATE)


def _number(host: str) -> IPv4Address | IPv6Address | None:
    """The host as an IP address; None for a name."""
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
    """Servers within reach by a bare name or number seldom have a certificate; all others must."""
    host = urlsplit(f"//{address}").hostname or ""
    bare = "." not in host or host.endswith(_PRIVATE_NAMES)
    return "http" if bare or re.fullmatch(r"[\d.:a-f]+", host) else "https"
