"""One reply being generated, in a thread of its own: so that a silent server can be left, and a reply stopped."""

import queue
import re
import threading
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from assistant.language.faults import was_refused
from assistant.language.line import CURRENT, Line
from index.errors import LanguageModelError
from index.text.passages import count_tokens

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatResponse
    from llama_index.core.llms import LLM

    from assistant.language.faults import Server

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


# A reply as it comes: pieces of text, what they cost, and a way to stop.


@dataclass(frozen=True, slots=True)
class Usage:
    """What a reply cost.

    first_word: seconds until the first piece of text, None where none came; estimated: the server told no numbers, so
    they were counted with a tokenizer that need not be the model's; prompt_cut: the server tells of under half of what
    was sent, as one does that drops without a word what its context does not hold.
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
            return self._generation.server.too_slow()

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
        if made.told is not None:
            told = made.told
            cut = 0 < 2 * told.prompt < fewest_tokens(made.prompt)  # who tells of none at all has not counted
            return Usage(told.prompt, told.completion, made.seconds, made.first_word, estimated=False, prompt_cut=cut)
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


# How long a reply has grown, in tokens, as far as that can be told without the model's own tokenizer.

_SLACK, _MORE = 1.2, 4  # tokenizers differ, and so do counts of a text and of its parts
_LETTERS = 4  # a token of English has more
_STEP, _STEPS = 16, 16  # counted at a time: so many bytes at least, and such a part of the limit


def fewest_tokens(text: str) -> float:
    """Tokens that any model's tokenizer needs; ours, made for English, needs several times as many elsewhere."""
    return min(float(count_tokens(text)), len(text) / _LETTERS)


class Length:
    """Counts a reply while it grows, each part of it once, so that a model that heeds no limit can be left.

    most: tokens that the reply may have, in the server's own count where it was `told` of them, in ours elsewhere.
    """

    def __init__(self, most: int, *, told: bool) -> None:
        self._count = fewest_tokens if told else count_tokens
        self._left = most * _SLACK + _MORE
        self._step = max(_STEP, most // _STEPS)
        self._uncounted: list[str] = []
        self._bytes = 0

    @property
    def is_passed(self) -> bool:
        """Whether there are more tokens than there may be, a fifth more being let pass."""
        return self._left < 0

    def add(self, text: str) -> None:
        """The reply has grown by a piece."""
        self._uncounted.append(text)
        self._bytes += len(text.encode(errors="replace"))
        # No token is shorter than a byte: before there are as many, nothing can have been passed.
        if self._bytes > max(self._left, self._step):
            self._take_stock()

    def _take_stock(self) -> None:
        text = "".join(self._uncounted)
        at = text.rfind(" ")  # the last word may go on
        at = at if at > 0 else len(text)
        self._left -= self._count(text[:at])
        self._uncounted, self._bytes = [text[at:]], len(text[at:].encode(errors="replace"))


# What a response says beside its text, wherever a provider's library puts it: tokens, and why the reply ends.

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
