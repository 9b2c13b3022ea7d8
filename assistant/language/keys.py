"""Keys in the system's keyring, each filed by the server that it is meant for."""

from typing import TYPE_CHECKING

from assistant.language.addresses import host_of, is_loopback, mended
from assistant.language.choice import LOCAL, OPENAI_LIKE, PROVIDERS, USUAL
from index.errors import LanguageModelError

if TYPE_CHECKING:
    from types import ModuleType

SERVICE = "refdesk"


def place_of(provider: str, base_url: str | None) -> str | None:
    """Where a key is filed: by a hosted provider's name, or by the server's host; None for this machine's own.

    A folder of papers that came from elsewhere may bring settings along. Were keys filed by the protocol, whatever
    server such settings name would be given the key to another. Raises SettingError where the address is none.
    """
    if provider == LOCAL:
        return None
    address = mended(base_url) if base_url else USUAL[provider]
    if is_loopback(address):  # these neither need a kept key nor get one
        return None
    host = host_of(address)
    if provider != OPENAI_LIKE and host == host_of(USUAL[provider]):
        return provider
    return f"{host}." if host in PROVIDERS else host  # a machine in the house may be called `gemini`


def kept_key(place: str) -> str | None:
    """The key kept for a place; None where there is none, or no keyring.

    Raises LanguageModelError where there is a keyring that cannot be read.
    """
    try:
        keyring = _keyring()
    except LanguageModelError:
        return None
    try:
        found = keyring.get_password(SERVICE, place)
    except keyring.errors.NoKeyringError:
        return None
    except keyring.errors.KeyringError as exc:
        raise LanguageModelError(
            f"the keyring cannot be read ({type(exc).__name__}); unlock it, or set REFDESK_MODEL_API_KEY"
        ) from exc
    return found if isinstance(found, str) and found else None


def keep_key(place: str, key: str) -> None:
    """Keep a key in place of any before it; raises LanguageModelError where there is no keyring that takes it."""
    keyring = _keyring()
    try:
        keyring.set_password(SERVICE, place, key)
    except keyring.errors.KeyringError as exc:
        raise LanguageModelError(
            f"the system has no keyring that takes the key ({type(exc).__name__}); unlock it or install one, or set "
            "REFDESK_MODEL_API_KEY"
        ) from None  # what a keyring's error holds may be the key


def _keyring() -> "ModuleType":
    try:
        import keyring
        import keyring.errors
    except ImportError as exc:
        raise LanguageModelError(
            "keeping a key needs a keyring: install refdesk[keyring], or set REFDESK_MODEL_API_KEY"
        ) from exc
    return keyring
