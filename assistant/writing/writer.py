"""Write an answer: choose passages, let a model write from them, resolve and check its reply."""

import math
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto

from assistant.answers import Writing
from assistant.composing import Composer
from assistant.language.model import LanguageModel, Reply, Usage
from assistant.verifying.judging import Verifier
from assistant.wording import counted
from assistant.writing.pen import Pen
from assistant.writing.privacy import Privacy
from assistant.writing.prompting import SLACK, Prompt, Task, choose, make_prompt, reply_length
from assistant.writing.reply import ReplyReader, Written, WrittenBlock
from assistant.writing.resolving import Resolver
from index.entries import FoundPassage
from index.errors import LanguageModelError, SettingError
from index.text.passages import count_tokens
from index.text.words import STOP_WORDS

STOPPED = "it was stopped"
# "and so on and so on and so on and so on"
_LOOP = re.compile(r"(.{12,300}?)\1{3}\Z", re.DOTALL)
_LOOP_SEEN = 1300
"""Characters at the end of a draft that are searched for repetition: a little over four times 300."""
_EVERY = 150
"""Characters after which a growing draft is examined again: about a sentence."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A reply, raw and parsed, its usage, and why it ended early (None if it did not)."""

    text: str
    written: Written
    usage: Usage
    ended: str | None


def draft(
    model: LanguageModel, pen: Pen, prompt: Prompt, most: int, foresee: Callable[[Sequence[WrittenBlock]], None]
) -> Drafted:
    """Let the model answer a prompt in at most `most` tokens; raises LanguageModelError if no word comes.

    `foresee` gets the blocks so far about once a sentence, to check them while the model writes.
    """
    if pen.cancellation.cancelled:
        raise LanguageModelError(f"{STOPPED} before it began")
    reader = ReplyReader(prompt.given.keys())
    with _budgeted(pen, prompt, most) as used:
        reply = model.reply(prompt.system, prompt.user, most)
        try:
            with _limited(reply, pen.answer_seconds) as late:
                ended = _follow(reply, reader, pen, foresee)
        finally:
            reply.close()
            used.append(reply.usage)
    if ended is None and late.is_set():
        ended = f"it took longer than the {pen.answer_seconds:g} s that an answer may take"
        if not reader.text.strip():
            raise LanguageModelError(f"{ended} (`model.answer_seconds`)")
    if ended is None and reply.cut_short:
        ended = f"it reached the {most} tokens that it may have"
    pen.show(reader.rest())
    return Drafted(reader.text, reader.written, reply.usage, ended)


def _follow(
    reply: Reply, reader: ReplyReader, pen: Pen, foresee: Callable[[Sequence[WrittenBlock]], None]
) -> str | None:
    """Read the reply to its end; returns why it ended early, or None."""
    ended, looked_at = None, 0
    with pen.cancellation.closing(reply.close):
        try:
            for piece in reply:
                pen.show(reader.add(piece))
                if pen.cancellation.cancelled:
                    break
                if len(reader.text) < looked_at + _EVERY:
                    continue
                looked_at = len(reader.text)
                if repeats(reader.text):
                    ended = "it began to repeat itself"
                    break
                foresee(reader.written.blocks)
        except KeyboardInterrupt:
            pen.cancellation.cancel()
        except LanguageModelError as exc:
            if not pen.cancellation.cancelled:
                if not reader.text.strip():
                    raise
                ended = str(exc)
    return STOPPED if pen.cancellation.cancelled else ended


@contextmanager
def _limited(reply: Reply, seconds: float) -> Iterator[threading.Event]:
    """Close the reply after so many seconds; the event says whether that happened."""
    late = threading.Event()

    def end() -> None:
        late.set()
        reply.close()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def repeats(text: str) -> bool:
    """True if a text ends with the same stretch four times, as the loops of small models do."""
    return bool(_LOOP.search(text[-_LOOP_SEEN:]))


@contextmanager
def _budgeted(pen: Pen, prompt: Prompt, most: int) -> Iterator[list[Usage]]:
    """Reserve tokens, and record in any case those that were used."""
    used: list[Usage] = []
    if pen.purse is None:
        yield used
        return
    read = math.ceil((count_tokens(prompt.system) + count_tokens(prompt.user)) * SLACK)
    reservation = pen.purse.reserve(read + most)
    try:
        yield used
    finally:
        reservation.settle(*((used[0].prompt_tokens, used[0].completion_tokens) if used else (0, 0)))


_ENDS = (".", "!", "?", "…", "。", ":", ";")
_CLOSERS = "\"'”’)]»"


class WritingOutcome(Enum):
    """There is text, there is none, or the model says that the passages do not answer."""

    WRITTEN = auto()
    FAILED = auto()
    REFUSED = auto()


def write(
    composer: Composer,
    pen: Pen,
    name: str,
    passages: Iterable[FoundPassage],
    filled: Mapping[str, str] = {},
) -> WritingOutcome:
    """Let the model do the task `name` with the best of `passages`, the best first; errors become notes.

    `filled` has the values for the task's text. The reply becomes claims, paragraphs and citations of `composer`.
    """
    task, works = Task(name, composer.question.whole, filled), composer.entries
    if pen.is_private:
        privacy = Privacy(composer.search.catalogue, works, pen.is_private)
        task, works = _in_public(task, composer.question.text, privacy), privacy.works
        passages, held = privacy.passages(passages)
        if held:
            what = "nothing was sent to it" if not passages else "the language model did not get them"
            composer.notes += (f"{counted(held, 'passage')} of private sources: {what}, as it is not on this machine.",)
        if not passages:
            return WritingOutcome.FAILED
    try:
        model = pen.connect()
        chosen = choose(passages, task, model.context, works)
        prompt = make_prompt(task, chosen, works)
        resolver = Resolver(composer, prompt.given, Verifier(composer.search), pen.strict)
        drafted = draft(model, pen, prompt, reply_length(model.context), resolver.foresee)
    except (LanguageModelError, SettingError) as exc:
        composer.notes += (f"No language model wrote this answer: {exc}",)
        return WritingOutcome.FAILED
    return _take_over(composer, model.name, prompt, drafted, resolver)


def _in_public(task: Task, typed: str, privacy: Privacy) -> Task:
    """The task without words that earlier answers took from private sources."""
    question = task.question if privacy.may_tell(task.question, typed) else typed
    filled = {
        name: text if privacy.may_tell(text, typed) else "what is asked about" for name, text in task.filled.items()
    }
    return Task(task.name, question, filled)


def _take_over(composer: Composer, model: str, prompt: Prompt, drafted: Drafted, resolver: Resolver) -> WritingOutcome:
    reply = drafted.written
    if refuses := drafted.ended is None and reply.refuses:
        reply = Written()
    resolver.resolve(_without_unfinished(reply) if drafted.ended else reply.blocks)
    composer.writing = Writing(
        model=model,
        prompt=prompt.version,
        paragraphs=tuple(resolver.paragraphs),
        passages=tuple(passage.id for passage in prompt.given.values()),
        prompt_tokens=drafted.usage.prompt_tokens,
        completion_tokens=drafted.usage.completion_tokens,
        seconds=drafted.usage.seconds,
        first_word=drafted.usage.first_word,
        estimated=drafted.usage.estimated,
        dropped=resolver.dropped,
        left_out=resolver.left_out,
        removed=reply.removed,
        ended=drafted.ended,
        draft=drafted.text,
    )
    if refuses:
        return WritingOutcome.REFUSED
    claims = " ".join(composer.claims[number].text for paragraph in resolver.paragraphs for number in paragraph.claims)
    composer.notes += (*_notes(drafted, resolver, claims), *(f"The model adds: {remark}" for remark in reply.remarks))
    if not resolver.paragraphs:
        return WritingOutcome.FAILED
    return WritingOutcome.WRITTEN


def _notes(drafted: Drafted, resolver: Resolver, claims: str) -> tuple[str, ...]:
    """Notes on the reply for the user; `claims` is its text in the answer."""
    notes = []
    if drafted.ended:
        notes.append(f"The reply of the language model is not whole: {drafted.ended}.")
    if drafted.usage.prompt_cut:
        notes.append(
            f"The model's server read no more than {drafted.usage.prompt_tokens} tokens of what it was sent: set"
            " `model.context` to what it really reads."
        )
    if resolver.left_out:
        notes.append(f"Left out, as nothing in the passages supports it: {counted(resolver.left_out, 'sentence')}.")
    if not is_english(claims):
        notes.append("The program that checks sentences reads English: on this answer its marks say little.")
    if not resolver.paragraphs:
        notes.append("Nothing that the language model wrote can be shown; the answer is made of quotes.")
    return tuple(notes)


def _without_unfinished(reply: Written) -> tuple[WrittenBlock, ...]:
    """The blocks of a reply without an unfinished last sentence."""
    if not reply.blocks:
        return ()
    *before, last = reply.blocks
    if last.sentences[-1].text.rstrip(_CLOSERS).endswith(_ENDS):
        return reply.blocks
    rest = last.sentences[:-1]
    return (*before, WrittenBlock(rest, last.item, last.heading)) if rest else tuple(before)


_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 8
"""Words below which a text passes as English. A guess."""
_SHARE = 0.18
"""Share of English function words: about 0.4 in English prose, 0.1 in related languages."""


def is_english(text: str) -> bool:
    """True if a text has as many function words as English, or is short."""
    words = _WORD.findall(text.lower())
    letters = [letter for letter in text if letter.isalpha()]
    if sum(letter.isascii() for letter in letters) < len(letters) / 2:
        return False
    return len(words) < _FEWEST or sum(word in STOP_WORDS for word in words) >= _SHARE * len(words)
