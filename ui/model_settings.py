"""Settings of the language model: `[model]` in `refdesk.toml`, then the environment (`REFDESK_MODEL_*`)."""

import re
from typing import Any, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingError

_A_KEY = re.compile(r"key|token|secret|password", re.IGNORECASE)
# Keys begin so, or are one word longer than any that is set here.
_LIKE_A_KEY = re.compile(r"\b(sk|pk|gsk|hf|xai|AIza)[-_\w]*|[-_+=\w]{16,}", re.IGNORECASE)
_SHOWN = 40


class ModelSettings(BaseSettings):
    """Which language model writes the answers; none does where neither an address nor a name is given."""

    model_config = SettingsConfigDict(
        env_prefix="REFDESK_MODEL_",
        extra="ignore",
        env_ignore_empty=True,
        protected_namespaces=(),
        hide_input_in_errors=True,
    )

    provider: Literal["openai-like", "anthropic", "gemini", "local"] = Field(
        default="openai-like", description="the protocol; `local` is a small model, to try things out"
    )
    base_url: str | None = Field(default=None, min_length=1, description="address of the model's server")
    name: str | None = Field(default=None, min_length=1, description="name of the model, as its server knows it")
    context: int = Field(
        default=8192, ge=512, le=10_000_000, description="tokens that the model reads and writes at once"
    )
    seconds: float = Field(default=60.0, gt=0, le=3600, description="longest wait for the next piece of a reply")
    budget: int | None = Field(
        default=None, ge=0, description="tokens, in and out, that a day may cost; no limit if unset"
    )
    api_key: SecretStr | None = Field(default=None, repr=False, exclude=True, description="from the environment only")

    @property
    def is_set(self) -> bool:
        """Whether a language model is wanted at all."""
        return self.provider == "local" or bool(self.base_url or self.name)


def check_table(told: Any, path: object) -> None:
    """Refuse what a file's `[model]` must not hold; raises SettingError, which shows no value."""
    if not isinstance(told, dict):
        raise SettingError(f"{path}: `model` is a table; write `[model]` and below it `name = ...`")
    known = [name for name in ModelSettings.model_fields if name != "api_key"]
    for name in told:
        if name in known:
            continue
        if _A_KEY.search(name):
            raise SettingError(
                f"{path}: `model.{name}`: no key belongs into a file; take it out and set REFDESK_MODEL_API_KEY, or "
                "keep it with `refdesk model --keep-key`"
            )
        raise SettingError(f"{path}: there is no setting `model.{name}`; the settings are {', '.join(known)}")


def shown(value: Any) -> str:
    """A value at fault, as an error tells it: `, not 'many'`; nothing of one that is or may hold a key."""
    text = value if isinstance(value, str) else repr(value)
    whole = isinstance(value, str | int | float) and len(text) <= _SHOWN
    return f", not {value!r}" if whole and not (_A_KEY.search(text) or _LIKE_A_KEY.search(text)) else ""
