"""Which language model to use, as the settings say."""

from dataclasses import dataclass, field

OPENAI_LIKE, ANTHROPIC, GEMINI, LOCAL = "openai-like", "anthropic", "gemini", "local"
PROVIDERS = (OPENAI_LIKE, ANTHROPIC, GEMINI, LOCAL)
USUAL = {
    OPENAI_LIKE: "https://api.openai.com/v1",
    ANTHROPIC: "https://api.anthropic.com",
    GEMINI: "https://generativelanguage.googleapis.com",
}
"""Addresses of the providers' own servers, used where none is given."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model and the way to it; the key is in no text made of it.

    context: tokens that the model reads and writes at once; seconds: longest wait for the next piece of a reply.
    """

    provider: str = OPENAI_LIKE
    base_url: str | None = None
    name: str | None = None
    api_key: str | None = field(default=None, repr=False)
    context: int = 8192
    seconds: float = 60.0
