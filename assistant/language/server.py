"""What is known of the server behind a model: how it is asked, and how its faults are told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.language.faults import translated
from index.errors import LanguageModelError

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

Options = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Server:
    """A model's server.

    address: as the user knows it, None where the model was passed in; seconds: longest wait for the next piece;
    options: keyword arguments of a request for at most so many tokens.
    """

    name: str
    address: str | None = None
    seconds: float = 60.0
    options: Callable[[int], Options] = field(default=lambda _most: {})

    @property
    def who(self) -> str:
        """How errors call it."""
        return f"{self.name} at {self.address}" if self.address else self.name

    def other_options(self, options: Options, fault: LanguageModelError) -> Options | None:
        """What to ask instead where the server refuses one of the options by name; None where that is not the fault."""
        said = str(fault)
        if "max_completion_tokens" in said and "max_tokens" in options:
            return {name: value for name, value in options.items() if name != "max_tokens"} | {
                "max_completion_tokens": options["max_tokens"]
            }
        if "stream_options" in said and "stream_options" in options:
            return {name: value for name, value in options.items() if name != "stream_options"}
        if "temperature" in said and "temperature" not in options and options:
            return options | {"temperature": 1.0}  # the one value that models which choose their own accept
        return None

    def fault(self, exc: Exception) -> LanguageModelError:
        """One line for whatever a library raised."""
        return translated(exc, self.who, self.seconds)

    def too_slow(self) -> LanguageModelError:
        """Nothing came for as long as we wait."""
        return self.fault(TimeoutError())

    def empty(self, *, thought: bool, cut_short: bool) -> LanguageModelError:
        """The reply has no text."""
        if thought and cut_short:
            return LanguageModelError(
                f"{self.who} spent its whole reply on thinking; choose a model that thinks less, or none"
            )
        return LanguageModelError(f"{self.who} gave an empty reply; ask again, or choose another model")


def common_options(llm: "LLM") -> Callable[[int], Options]:
    """The limit of a reply's length, for models that have such a setting."""
    return (lambda most: {"max_tokens": most}) if "max_tokens" in type(llm).model_fields else (lambda _most: {})
