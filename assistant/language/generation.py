"""One reply being generated, in a thread of its own: so that a silent server can be left, and a reply stopped."""

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from assistant.language.beside import Told, reached_limit, told_by
from assistant.language.faults import was_refused
from assistant.language.length import Length
from assistant.language.line import CURRENT, Line
from assistant.language.thinking import without_thinking
from index.errors import LanguageModelError

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatResponse
    from llama_index.core.llms import LLM

    from assistant.language.server import Server

_LONGEST_PAUSE = 20.0  # seconds that a server may ask us to wait and be asked again
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Pause:
    """The server asked to wait for so many seconds before it is asked again."""

    seconds: float


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
        self._stopping = threading.Event()
        self._line = Line()
        self._began = self._ended = 0.0
        self._asking, self._taken = True, False

    @property
    def text(self) -> str:
        """All that the model has written, its thoughts too."""
        return "".join(self._written)

    @property
    def prompt_counts(self) -> bool:
        """The server took a request up, or may have, so that what it read has to be paid for."""
        return self._taken or self._asking

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
        self._asking, self._line.taken = True, None
        try:
            self._take(self._llm.stream_chat(messages, **options))
        except Exception as exc:  # noqa: BLE001  any library may be beneath; its errors end here as one line
            if self._written and "MAX_TOKENS" in str(exc):  # to Gemini's library, a reply's limit is an error
                self.cut_short = True
                return None
            if self._line.taken is None:
                self._line.taken = not was_refused(exc)
            return self.server.fault(exc)
        finally:
            self._taken |= self._line.taken is not False
            self._asking = False
        return None

    def _take(self, responses: "Iterable[ChatResponse]") -> None:
        empty = True
        for piece in without_thinking(self._pieces(responses)):
            if self.first_word is None and piece:
                self.first_word = time.monotonic() - self._began
            empty = empty and not piece.strip()
            self.made.put(piece)
        if empty and not self._stopping.is_set():
            raise self.server.empty(thought=bool(self._written), cut_short=self.cut_short)

    def _pieces(self, responses: "Iterable[ChatResponse]") -> Iterator[str]:
        length = Length(self._most, told=self.server.address is not None)
        for response in responses:
            if self._stopping.is_set():
                return
            self._line.taken = True
            self.told = told_by(response) or self.told
            self.cut_short |= reached_limit(response)
            written = (response.delta or "", str(response.additional_kwargs.get("thinking_delta") or ""))
            self._written.extend(filter(None, written))
            yield written[0]
            length.add("".join(written))
            if length.is_passed:
                self.cut_short = True
                self._line.cut()
                return
