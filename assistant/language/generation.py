"""Generate a reply in a thread of its own, so that it can time out and be stopped."""

import re
import threading
import time
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
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
"""Longest wait, in seconds, that a server may ask for before a new try; a guess at a user's patience."""
_TRIES = 3  # requests to a busy server; a guess


@dataclass(frozen=True, slots=True)
class Pause:
    """The server asks to wait before the next try."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Counts:
    """The server's counts of tokens."""

    prompt: int
    completion: int


class Generation:
    """A request with its growing reply and its usage.

    queue: pieces of text (empty for a sign of life without text), pauses, and finally an error or None.
    """

    def __init__(self, llm: "LLM", server: "ModelServer", system: str, user: str, most: int) -> None:
        self.prompt = f"{system}\n{user}"
        self.queue: SimpleQueue[str | Pause | LanguageModelError | None] = SimpleQueue()
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
        """All that the model has written, with its thoughts."""
        return "".join(self._written)

    @property
    def prompt_counts(self) -> bool:
        """True if the server has read the prompt, or may have, so that its tokens count."""
        return self._taken or self._asking

    @property
    def seconds(self) -> float:
        """Seconds from the request to the end, or to now."""
        return (self._ended or time.monotonic()) - self._began

    def start(self) -> None:
        """Send the request."""
        self._began = time.monotonic()
        threading.Thread(target=self._run, name="language model", daemon=True).start()

    def stop(self) -> None:
        """End the reply now, and wake a waiting reader."""
        if not self._ended:
            self._ended = time.monotonic()
        self._stopping.set()
        self._line.cut()
        self.queue.put(None)

    def _run(self) -> None:
        CURRENT.set(self._line)
        fault = self._ask()
        self._line.close()
        self._ended = self._ended or time.monotonic()
        self.queue.put(None if self._stopping.is_set() else fault)

    def _ask(self) -> LanguageModelError | None:
        """Send the request; retry after a pause, or without an option that the server does not know."""
        options, tries = self._options(), 1
        while True:
            fault = self._ask_once(options)
            if fault is None or self._written or self._stopping.is_set():
                return fault
            if "stream_options" in str(fault) and options.pop("stream_options", None):
                continue  # then we count the tokens
            if fault.wait is None or fault.wait > _LONGEST_PAUSE or tries == _TRIES:
                return fault
            tries += 1
            self.queue.put(Pause(fault.wait))
            self._stopping.wait(fault.wait)

    def _options(self) -> dict[str, Any]:
        """Arguments of the request; a model that was passed in may not know them."""
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
        except Exception as exc:  # noqa: BLE001  the edge of unknown libraries; their errors become one line
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
            self.queue.put(piece)
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
    """The server's counts of tokens, from LlamaIndex's additional arguments."""
    counts = [response.additional_kwargs.get(name) for name in ("prompt_tokens", "completion_tokens")]
    prompt, completion = (count if isinstance(count, int) and count >= 0 else 0 for count in counts)
    return Counts(prompt, completion) if prompt + completion else None


def _reason_in(response: "ChatResponse") -> str | None:
    """Why the reply ends here ("stop", "length"); None if it goes on."""
    choices = getattr(response.raw, "choices", None)
    return getattr(choices[0], "finish_reason", None) if choices else None


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens and seconds of a reply.

    first_word: seconds until the first text, None if there was none; estimated: counted with our tokenizer, as the
    server gave no counts; prompt_cut: the server counts under half of what was sent, so it has dropped the rest.
    """

    prompt_tokens: int
    completion_tokens: int
    seconds: float
    first_word: float | None
    estimated: bool
    prompt_cut: bool = False


class Reply:
    """An iterator over the pieces of a reply.

    Iteration raises LanguageModelError if the reply fails or breaks off; the pieces before that are good.
    """

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._over = False
        # An abandoned reply must not go on using tokens.
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
            return self._generation.queue.get(timeout=patience)
        except Empty:
            self.close()
            return self._generation.server.fault(TimeoutError())

    def close(self) -> None:
        """Stop the generation, on the server too; any thread may call this, at any time."""
        self._generation.stop()

    @property
    def cut_short(self) -> bool:
        """True if the reply ended at the limit of tokens."""
        return self._generation.cut_short

    @property
    def usage(self) -> Usage:
        """The tokens and seconds so far; final after the end."""
        generation = self._generation
        if (counts := generation.counts) is not None:
            cut = 0 < 2 * counts.prompt < fewest_tokens(generation.prompt)  # a server that says 0 has not counted
            return Usage(
                counts.prompt,
                counts.completion,
                generation.seconds,
                generation.first_word,
                estimated=False,
                prompt_cut=cut,
            )
        prompt = count_tokens(generation.prompt) if generation.prompt_counts else 0
        return Usage(prompt, count_tokens(generation.text), generation.seconds, generation.first_word, estimated=True)


# "<think>" at the start of a reply: the thoughts of a reasoning model are not part of it.
_OPENING = re.compile(r"\s*<(think|thinking)>", re.IGNORECASE)
_LONGEST_OPENING = len("<thinking>")


def without_thinking(pieces: Iterable[str]) -> Iterator[str]:
    """Remove `<think>` blocks from the start of a reply; later, such a tag is plain text.

    Yields a piece, perhaps empty, for each piece, so that a long thought does not look like silence.
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
    """The text after complete thoughts, and the closing tag of an open one, if any."""
    while True:
        if closing:
            end = text.lower().find(closing)
            if end < 0:
                return text[-len(closing) :], closing
            text, closing = text[end + len(closing) :], ""
        opening = _OPENING.match(text)
        if opening is None:
            return text, ""
        text, closing = text[opening.end() :], f"</{opening[1].lower()}>"


def _may_open(text: str) -> bool:
    start = text.lstrip().lower()
    return any(tag.startswith(start) for tag in ("<think>", "<thinking>")) and len(start) < _LONGEST_OPENING


_SLACK, _MORE = 1.2, 4  # tolerance for other tokenizers, and for counting in parts; guesses
_LETTERS = 4  # letters in a token of English, at least
_STEP = 64  # bytes counted at a time; a guess


def fewest_tokens(text: str) -> float:
    """A lower bound of tokens for any tokenizer; ours is for English and needs several times as many elsewhere."""
    return min(float(count_tokens(text)), len(text) / _LETTERS)


class Length:
    """Counts the tokens of a growing reply, to stop a model that ignores its limit.

    most: the limit, in the server's count if it got the limit, otherwise in ours.
    """

    def __init__(self, most: int, *, counted_by_server: bool) -> None:
        self._count = fewest_tokens if counted_by_server else count_tokens
        self._left = most * _SLACK + _MORE
        self._uncounted = ""

    @property
    def is_passed(self) -> bool:
        """True if the reply has a fifth more tokens than allowed."""
        return self._left < 0

    def add(self, text: str) -> None:
        """Count a piece."""
        self._uncounted += text
        # A token has at least one byte, so fewer bytes than tokens left cannot exceed the limit.
        if len(self._uncounted.encode(errors="replace")) > max(self._left, _STEP):
            end = self._uncounted.rfind(" ")  # the last word may go on
            end = end if end > 0 else len(self._uncounted)
            self._left -= self._count(self._uncounted[:end])
            self._uncounted = self._uncounted[end:]
