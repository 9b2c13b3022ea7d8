"""What a response says beside its text, wherever a provider's library puts it: tokens, and why the reply ends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatResponse

_REASONS = ("finish_reason", "stop_reason", "done_reason")
_AT_LIMIT = ("length", "max_tokens", "max_output_tokens")
_COUNTS = (("prompt_tokens", "completion_tokens"), ("input_tokens", "output_tokens"))


@dataclass(frozen=True, slots=True)
class Told:
    """Numbers of tokens, as the server counts them."""

    prompt: int
    completion: int


def told_by(response: "ChatResponse") -> Told | None:
    """The server's count, where the provider's library passes it on: OpenAI's and Gemini's, or Anthropic's."""
    own = response.message.additional_kwargs.get("usage")
    raw = response.raw.get("usage") if isinstance(response.raw, Mapping) else None
    for place, names in ((response.additional_kwargs, _COUNTS[0]), (own, _COUNTS[1]), (raw, _COUNTS[0])):
        prompt, completion = (_part(place, name) for name in names)
        if (
            isinstance(prompt, int)
            and isinstance(completion, int)
            and prompt >= 0 <= completion
            and prompt + completion
        ):
            return Told(prompt, completion)
    return None


def reached_limit(response: "ChatResponse") -> bool:
    """Whether the reply ends here because it has as many tokens as it may have."""
    reasons = (_part(place, name) for place in _places(response) for name in _REASONS)
    return any(str(getattr(reason, "name", reason)).lower() in _AT_LIMIT for reason in reasons)


def _places(response: "ChatResponse") -> Iterator[Any]:
    yield from (response.raw, response.additional_kwargs, response.message.additional_kwargs)
    for name in ("choices", "candidates"):
        several = _part(response.raw, name)
        if isinstance(several, Sequence) and several:
            yield several[0]


def _part(whole: Any, name: str) -> Any:
    """A field of what is a dictionary to one library, and an object to another."""
    return whole.get(name) if isinstance(whole, Mapping) else getattr(whole, name, None)
