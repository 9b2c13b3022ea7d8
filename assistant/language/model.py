"""A language model with LlamaIndex's `LLM` interface."""

from typing import TYPE_CHECKING

from assistant.language.faults import ModelServer
from assistant.language.generation import Generation, Reply, Usage

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

__all__ = ["LanguageModel", "Reply", "Usage"]


class LanguageModel:
    """A model with the name that answers show; context: tokens that it reads and writes at once.

    server: that of a model behind OpenAI's protocol; None if the model was passed in.
    """

    def __init__(self, llm: "LLM", name: str, context: int, server: ModelServer | None = None) -> None:
        self.name, self.context = name, context
        self._llm = llm
        self._server = server or ModelServer(name)

    def __repr__(self) -> str:
        # The wrapped model's own text may hold a key.
        return f"LanguageModel({self.name!r}, context={self.context})"

    @property
    def address(self) -> str | None:
        """The address of its server; None if the model was passed in."""
        return self._server.address

    def reply(self, system: str, user: str, most: int) -> Reply:
        """Start a request for at most `most` tokens; reading the reply raises its errors."""
        return Reply(Generation(self._llm, self._server, system, user, most))
