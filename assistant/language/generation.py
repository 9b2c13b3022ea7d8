"""One reply being generated, in a thread of its own: so that a silent server can be left, and a reply stopped."""

import queue
import re
import threading
import time
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from assistant.language.faults import was_refused
from assistant.language.line import CURRENT, ReplyLine
from index.errors import LanguageModelError
from index.text.passages import count_tokens

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatResponse
    from llama_index.core.llms import LLM

    from assistant.language.faults import ModelServer

_LONGEST_PAUSE = 20.0
"""Seconds that a server may ask us to wait and be asked again. A guess: after that a person would rather know."""
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Pause:
    """The server asked to wait for so many seconds before it is asked again."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of tokens, as the server counts them."""

    prompt: int
    completion: int


class Generation:
    """The request, its pieces as they are made, and the record of what it took.

    made: pieces of text (an empty one says that something came, though no text), pauses, and at last an error or None.
    """

    def __init__(self, llm: "LLM", server: "ModelServer", system: str, user: str, most: int) -> None:
        self.prompt = f"{system}\n{user}"
        self.made: SimpleQueue[str | Pause | LanguageModelError | None] = SimpleQueue()
        self.counts: Counts | None = None
        self.first_word: float | None = None
        self.cut_short = False
        self.server = server
        self._llm, self._system, self._user, self._most = llm, system, user, most
        self._written: list[str] = []
        self._stopping = threading.Event()
        self._line = ReplyLine()
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
        """Ask, and ask again where that may help: after a pause, or without an option that the server does not know."""
        options, tries = self._options(), 1
        while True:
            fault = self._ask_once(options)
            if fault is None or self._written or self._stopping.is_set():
                return fault
            if "stream_options" in str(fault) and options.pop("stream_options", None):
                continue  # a server that does not know the option need not count tokens: we do
            if fault.wait is None or fault.wait > _LONGEST_PAUSE or tries == _TRIES:
                return fault
            tries += 1
            self.made.put(Pause(fault.wait))
            self._stopping.wait(fault.wait)

    def _options(self) -> dict[str, Any]:
        """Arguments of the request; a model that was passed in need not know any."""
        if self.server.address is not None:
            return {"max_tokens": self._most, "stream_options": {"include_usage": True}}
        return {"max_tokens": self._most} if "max_tokens" in type(self._llm).model_fields else {}

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
        by_protocol = self.server.address is not None
        length = Length(self._most, counted_by_server=by_protocol)
        reason = None
        for response in responses:
            if self._stopping.is_set():
                return
            self._line.taken = True
            self.counts = _counts_in(response) or self.counts
            reason = _reason_in(response) or reason
            text, thought = response.delta or "", str(response.additional_kwargs.get("thinking_delta") or "")
            self._written += filter(None, (text, thought))
            yield text
            length.add(text + thought)
            if length.is_passed:
                self.cut_short = True
                self._line.cut()
                return
        self.cut_short = reason == "length"
        if by_protocol and reason is None and not self._stopping.is_set():
            raise self.server.broke_off()


def _counts_in(response: "ChatResponse") -> Counts | None:
    """The server's count of tokens, which LlamaIndex puts beside the text."""
    counts = [response.additional_kwargs.get(name) for name in ("prompt_tokens", "completion_tokens")]
    prompt, completion = (count if isinstance(count, int) and count >= 0 else 0 for count in counts)
    return Counts(prompt, completion) if prompt + completion else None


def _reason_in(response: "ChatResponse") -> str | None:
    """Why the reply ends here ("stop", "length"); None where it goes on."""
    choices = getattr(response.raw, "choices", None)
    return getattr(choices[0], "finish_reason", None) if choices else None


# A reply as it comes: pieces of text, what they cost, and a way to stop.


@dataclass(frozen=True, slots=True)
class Usage:
    """What a reply cost.

    first_word: seconds until the first piece of text, None where none came; estimated: the server gave no numbers, so
    they were counted with a tokenizer that need not be the model's; prompt_cut: the server counts under half of what
    was sent, as one does that silently drops what its context does not hold.
    """

    prompt_tokens: int
    completion_tokens: int
    seconds: float
    first_word: float | None
    estimated: bool
    prompt_cut: bool = False


class Reply:
    """An iterator of pieces of text, as they come.

    Iteration raises LanguageModelError where the reply cannot be had or breaks off; the pieces before that are good.
    """

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._over = False
        # A reply that nobody holds any more must not go on costing.
        weakref.finalize(self, generation.stop)
        generation.start()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        pause = 0.0
        while not self._over:
            item = self._item(self._generation.server.seconds + pause)
            pause = item.seconds if isinstance(item, Pause) else 0.0
            if isinstance(item, str) and item:
                return item
            if item is None or isinstance(item, LanguageModelError):
                self._over = True
            if isinstance(item, LanguageModelError):
                raise item
        raise StopIteration

    def _item(self, patience: float) -> str | Pause | LanguageModelError | None:
        try:
            return self._generation.made.get(timeout=patience)
        except queue.Empty:
            self.close()
            return self._generation.server.fault(TimeoutError())

    def close(self) -> None:
        """Stop the generation, on the server too; what came before stays good. Any thread may call it, at any time."""
        self._generation.stop()

    @property
    def cut_short(self) -> bool:
        """Whether the reply ended at the largest number of tokens, not because the model had finished."""
        return self._generation.cut_short

    @property
    def usage(self) -> Usage:
        """What the reply cost; final once it has ended."""
        made = self._generation
        if (counts := made.counts) is not None:
            cut = 0 < 2 * counts.prompt < fewest_tokens(made.prompt)  # a server that says 0 has not counted
            return Usage(
                counts.prompt, counts.completion, made.seconds, made.first_word, estimated=False, prompt_cut=cut
            )
        prompt = count_tokens(made.prompt) if made.prompt_counts else 0
        return Usage(prompt, count_tokens(made.text), made.seconds, made.first_word, estimated=True)


# What a reasoning model thinks aloud is no part of its reply.

_OPENING = re.compile(r"\s*<(think|thinking)>", re.IGNORECASE)
_LONGEST_OPENING = len("<thinking>")


def without_thinking(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without `<think>` blocks at the reply's beginning; further on, such a tag is text like any other.

    Yields a piece, perhaps an empty one, for each piece taken, so that a long thought can be told from silence.
    """
    held, closing, started = "", "", False
    for piece in pieces:
        if started:
            yield piece
            continue
        held, closing = _past_thoughts(held + piece, closing)
        if closing or _may_open(held):
            yield ""
        else:
            started = True
            yield held.lstrip()
    if not started and not closing:
        yield held.lstrip()


def _past_thoughts(text: str, closing: str) -> tuple[str, str]:
    """What follows the thoughts that are whole, and the tag that closes the one that is open, if any."""
    while True:
        if closing:
            at = text.lower().find(closing)
            if at < 0:
                return text[-len(closing) :], closing
            text, closing = text[at + len(closing) :], ""
        opening = _OPENING.match(text)
        if opening is None:
            return text, ""
        text, closing = text[opening.end() :], f"</{opening[1].lower()}>"


def _may_open(text: str) -> bool:
    start = text.lstrip().lower()
    return any(tag.startswith(start) for tag in ("<think>", "<thinking>")) and len(start) < _LONGEST_OPENING


# How long a reply has grown, in tokens, as far as that can be known without the model's own tokenizer.

_SLACK, _MORE = 1.2, 4  # tokenizers differ, and so do counts of a text and of its parts
_LETTERS = 4  # a token of English has more
_STEP = 64  # bytes that are counted at a time


def fewest_tokens(text: str) -> float:
    """Tokens that any model's tokenizer needs; ours, made for English, needs several times as many elsewhere."""
    return min(float(count_tokens(text)), len(text) / _LETTERS)


class Length:
    """Counts a reply while it grows, each part of it once, so that a model that heeds no limit can be left.

    most: tokens that the reply may have, in the server's count where it was sent the limit, in ours elsewhere.
    """

    def __init__(self, most: int, *, counted_by_server: bool) -> None:
        self._count = fewest_tokens if counted_by_server else count_tokens
        self._left = most * _SLACK + _MORE
        self._uncounted = ""

    @property
    def is_passed(self) -> bool:
        """Whether there are more tokens than there may be, a fifth more being let pass."""
        return self._left < 0

    def add(self, text: str) -> None:
        """The reply has grown by a piece."""
        self._uncounted += text
        # No token is shorter than a byte: before there are as many, nothing can have been passed.
        if len(self._uncounted.encode(errors="replace")) > max(self._left, _STEP):
            end = self._uncounted.rfind(" ")  # the last word may go on
            end = end if end > 0 else len(self._uncounted)
            self._left -= self._count(self._uncounted[:end])
            self._uncounted = self._uncounted[end:]
