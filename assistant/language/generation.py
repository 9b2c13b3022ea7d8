"""One reply being generated, in a thread of its own: so that a silent server can be left, and a reply stopped."""

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from assistant.language.line import CURRENT, Line
from assistant.language.thinking import without_thinking
from index.errors import LanguageModelError

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatResponse
    from llama_index.core.llms import LLM

    from assistant.language.server import Server

_LONGEST_PAUSE = 20.0  # seconds that a server may ask us to wait and be asked again
_TRIES = 3
# More than any token has letters. A server that heeds no limit is left there.
_LETTERS_A_TOKEN, _LETTERS_MORE = 20, 2000


@dataclass(frozen=True, slots=True)
class Pause:
    """The server asked to wait for so many seconds before it is asked again."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Told:
    """Numbers of tokens, as the server counts them."""

    prompt: int
    completion: int


class Generation:
    """The request, its pieces as they are made, and the record of what it took.

    made: pieces of text (an empty one says that something came, though no text), pauses, and at last an error or None.
    """

    def __init__(self, llm: "LLM", server: "Server", system: str, user: str, most: int) -> None:
        self.prompt = f"{system}\n{user}"
        self.made: SimpleQueue[str | Pause | LanguageModelError | None] = SimpleQueue()
        self.told: Told | None = None
        self.first_word: float | None = None
        self.cut_short = False
        self.server = server
        self._llm, self._system, self._user, self._most = llm, system, user, most
        self._written: list[str] = []
        self._letters = 0
        self._stopping = threading.Event()
        self._line = Line()
        self._began = self._ended = 0.0
        self._refused = False

    @property
    def text(self) -> str:
        """All that the model has written, its thoughts too."""
        return "".join(self._written)

    @property
    def prompt_counts(self) -> bool:
        """The server took the request up, so that what it read has to be paid for."""
        return bool(self._written) or not self._refused

    @property
    def seconds(self) -> float:
        """From the request until the end, or until now."""
        return (self._ended or time.monotonic()) - self._began

    def start(self) -> None:
        """Send the request."""
        self._began = time.monotonic()
        threading.Thread(target=self._run, name="language model", daemon=True).start()

    def stop(self) -> None:
        """End it now, if it has not ended; whoever waits for a piece is woken."""
        if not self._ended:
            self._ended = time.monotonic()
        self._stopping.set()
        self._line.cut()
        self.made.put(None)

    def _run(self) -> None:
        CURRENT.set(self._line)
        fault = self._ask()
        self._line.close()
        self._ended = self._ended or time.monotonic()
        self.made.put(None if self._stopping.is_set() else fault)

    def _ask(self) -> LanguageModelError | None:
        """Ask, and ask again where that may help: after a pause, or in words that the server knows."""
        options, tries = self.server.options(self._most), 1
        while True:
            fault = self._ask_once(options)
            if fault is None or self._written or self._stopping.is_set():
                return fault
            if (other := self.server.other_options(options, fault)) is not None:
                options = other
            elif fault.wait is not None and fault.wait <= _LONGEST_PAUSE and tries < _TRIES:
                tries += 1
                self.made.put(Pause(fault.wait))
                self._stopping.wait(fault.wait)
            else:
                return fault

    def _ask_once(self, options: dict[str, Any]) -> LanguageModelError | None:
        from llama_index.core.base.llms.types import ChatMessage, MessageRole

        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=self._system),
            ChatMessage(role=MessageRole.USER, content=self._user),
        ]
        try:
            self._take(self._llm.stream_chat(messages, **options))
        except Exception as exc:  # noqa: BLE001  any library may be beneath; its errors end here as one line
            if self._written and "MAX_TOKENS" in str(exc):  # to Gemini's library, a reply's limit is an error
                self.cut_short = True
                return None
            self._refused = True
            return self.server.fault(exc)
        return None

    def _take(self, responses: "Iterable[ChatResponse]") -> None:
        empty = True
        for piece in without_thinking(self._pieces(responses)):
            if self.first_word is None and piece:
                self.first_word = time.monotonic() - self._began
            empty = empty and not piece.strip()
            self.made.put(piece)
        if empty and not self._stopping.is_set():
            raise self.server.empty(thought=self._letters > 0, cut_short=self.cut_short)

    def _pieces(self, responses: "Iterable[ChatResponse]") -> Iterator[str]:
        for response in responses:
            if self._stopping.is_set():
                return
            self._note(response)
            written = (response.delta or "", str(response.additional_kwargs.get("thinking_delta") or ""))
            self._written.extend(filter(None, written))
            self._letters += sum(map(len, written))
            yield written[0]
            if self._letters > _LETTERS_A_TOKEN * self._most + _LETTERS_MORE:
                self.cut_short = True
                self._line.cut()
                return

    def _note(self, response: "ChatResponse") -> None:
        """Keep what is said beside the text: numbers of tokens, and why the reply ends."""
        self.told = _told(response) or self.told
        choices = getattr(response.raw, "choices", None)
        reason = getattr(choices[0], "finish_reason", None) if choices else None
        self.cut_short |= reason == "length" or response.message.additional_kwargs.get("stop_reason") == "max_tokens"


def _told(response: "ChatResponse") -> Told | None:
    """The server's count, where the provider's library passes it on: OpenAI's and Gemini's, or Anthropic's."""
    extra, usage = response.additional_kwargs, response.message.additional_kwargs.get("usage") or {}
    for found, names in ((extra, ("prompt_tokens", "completion_tokens")), (usage, ("input_tokens", "output_tokens"))):
        prompt, completion = (found.get(name) for name in names)
        if (
            isinstance(prompt, int)
            and isinstance(completion, int)
            and prompt >= 0 <= completion
            and prompt + completion
        ):
            return Told(prompt, completion)
    return None
