"""Keys in the system's keyring, one for each server."""

from typing import TYPE_CHECKING

from assistant.language.addresses import host_of, is_loopback, mended
from assistant.language.choice import LOCAL, OPENAI
from index.errors import LanguageModelError

if TYPE_CHECKING:
    from types import ModuleType

SERVICE = "refdesk"


def place_of(provider: str, base_url: str | None) -> str | None:
    """The host under which a server's key is stored; None for a server on this machine.

    A corpus from elsewhere may contain settings; with one key for all servers, a server named there would get it.
    Raises SettingError for an impossible address.
    """
    address = mended(base_url) if base_url else OPENAI
    return None if provider == LOCAL or is_loopback(address) else host_of(address)


def kept_key(place: str) -> str | None:
    """The stored key for a host, or None; raises LanguageModelError if the keyring cannot be read."""
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
    """Store a key for a host, replacing any other; raises LanguageModelError if no keyring takes it."""
    keyring = _keyring()
    try:
        keyring.set_password(SERVICE, place, key)
    except keyring.errors.KeyringError as exc:
        raise LanguageModelError(
            f"the system has no keyring that takes the key ({type(exc).__name__}); unlock it or install one, or set "
            "REFDESK_MODEL_API_KEY"
        ) from None  # the keyring's error may contain the key


def _keyring() -> "ModuleType":
    try:
        import keyring
        import keyring.errors
    except ImportError as exc:
        raise LanguageModelError(
            "keeping a key needs a keyring: install refdesk[keyring], or set REFDESK_MODEL_API_KEY"
        ) from exc
    return keyring
