"""The key to a provider in the system's keyring."""

from typing import TYPE_CHECKING

from index.errors import LanguageModelError

if TYPE_CHECKING:
    from types import ModuleType

SERVICE = "refdesk"


def kept_key(provider: str) -> str | None:
    """The key kept for a provider; None where there is none, or no keyring.

    Raises LanguageModelError where there is a keyring that cannot be read.
    """
    try:
        keyring = _keyring()
    except LanguageModelError:
        return None
    try:
        found = keyring.get_password(SERVICE, provider)
    except keyring.errors.NoKeyringError:
        return None
    except keyring.errors.KeyringError as exc:
        raise LanguageModelError(
            f"the keyring cannot be read ({type(exc).__name__}); unlock it, or set REFDESK_MODEL_API_KEY"
        ) from exc
    return found if isinstance(found, str) and found else None


def keep_key(provider: str, key: str) -> None:
    """Keep a key in place of any before it; raises LanguageModelError where there is no keyring that takes it."""
    keyring = _keyring()
    try:
        keyring.set_password(SERVICE, provider, key)
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
