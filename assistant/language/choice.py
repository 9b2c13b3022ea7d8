"""The language model of the settings, and connecting to it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.language.addresses import is_loopback, mended
from index.errors import SettingError

if TYPE_CHECKING:
    from assistant.language.model import LanguageModel

OPENAI_LIKE, LOCAL = "openai-like", "local"
PROVIDERS = (OPENAI_LIKE, LOCAL)
OPENAI = "https://api.openai.com/v1"
"""The default address."""
FORMER_PROVIDERS = {
    "anthropic": "https://api.anthropic.com/v1/",
    "gemini": "https://generativelanguage.googleapis.com/v1beta/openai/",
}
"""Providers of earlier versions, with their OpenAI-compatible addresses."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model and its connection; its repr does not show the key.

    context: tokens that the model reads and writes at once; seconds: longest wait for the next piece of a reply.
    """

    provider: str = OPENAI_LIKE
    base_url: str | None = None
    name: str | None = None
    api_key: str | None = field(default=None, repr=False)
    context: int = 8192
    seconds: float = 60.0

    @property
    def is_on_this_machine(self) -> bool:
        """True if what the model is told stays here: the local provider, or a server at a loopback address."""
        if self.provider == LOCAL or not self.base_url:
            return self.provider == LOCAL
        try:
            return is_loopback(mended(self.base_url))
        except SettingError:  # the address of no server
            return False


def provider_fault(provider: str) -> str | None:
    """What is wrong with the name of a provider, and what to set instead; None for a valid one."""
    if provider in FORMER_PROVIDERS:
        return (
            f"`{provider}` is not a provider any more; leave `provider` out and set base_url to "
            f"{FORMER_PROVIDERS[provider]}; a key in the keyring belongs to one server: store it again with "
            "`refdesk model --keep-key`"
        )
    return None if provider in PROVIDERS else f"not a provider; there are {' and '.join(PROVIDERS)}"


def connect(choice: ModelChoice) -> "LanguageModel":
    """The model of a choice; asks the server only for the name of an unnamed model.

    Loads the client library, which takes a second. Raises SettingError for an invalid choice, LanguageModelError if the
    model cannot be used now.
    """
    if fault := provider_fault(choice.provider):
        raise SettingError(f"REFDESK_MODEL_PROVIDER: {fault}")
    from assistant.language.providers import open_local, open_openai_like

    return open_local(choice) if choice.provider == LOCAL else open_openai_like(choice)
