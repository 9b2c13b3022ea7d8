"""Keys in the system's keyring, each filed by the server that it is meant for."""

from typing import TYPE_CHECKING

from assistant.language.addresses import host_of, is_loopback, mended
from assistant.language.choice import LOCAL, OPENAI
from index.errors import LanguageModelError

if TYPE_CHECKING:
    from types import ModuleType

SERVICE = "refdesk"


def place_of(provider: str, base_url: str | None) -> str | None:
    """The server's host, under which its key is filed; None for a server on this machine.

    A folder of papers from elsewhere may bring settings along. With one key for all servers, whatever server such
    settings name would be given it. Raises SettingError where the address cannot be one.
    """
    address = mended(base_url) if base_url else OPENAI
    return None if provider == LOCAL or is_loopback(address) else host_of(address)


def kept_key(place: str) -> str | None:
    """The key kept for a place; None where there is none, or no keyring.

    Raises LanguageModelError where there is a keyring that cannot be read.
    """
    try:
        keyring = _keyring()
    except LanguageModelError:
        return None
    try:
        key = keyring.get_password(SERVICE, place)
    except keyring.errors.NoKeyringError:
        return None
    except keyring.errors.KeyringError as exc:
        raise LanguageModelError(
            f"the keyring cannot be read ({type(exc).__name__}); unlock it, or set REFDESK_MODEL_API_KEY"
        ) from exc
    return key if isinstance(key, str) and key else None


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
