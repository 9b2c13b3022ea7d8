"""The writing answerer: passages are chosen and given to a model, and what it writes is resolved and checked."""

import math
import re
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
from assistant.writing.prompting import SLACK, Prompt, Task, choose, make_prompt, reply_length
from assistant.writing.reply import ReplyReader, Written, WrittenBlock
from assistant.writing.resolving import Resolver
from index.entries import FoundPassage
from index.errors import LanguageModelError, SettingError
from index.text.passages import count_tokens
from index.text.words import STOP_WORDS

# Having a model write: the reply is followed as it comes, can be stopped, and is kept as far as it got.

STOPPED = "it was stopped"
_LOOP = re.compile(r"(.{12,300}?)\1{3}\Z", re.DOTALL)
_LOOP_SEEN = 1300
"""Characters at the end of a draft in which the same is looked for four times: a little over four times 300."""
_EVERY = 150
"""Characters, a sentence or so, after which a growing draft is looked at anew."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A reply as it came and as it was read, what it took, and why it ended early, None where it came to its end."""

    text: str
    written: Written
    usage: Usage
    ended: str | None


def draft(
    model: LanguageModel, pen: Pen, prompt: Prompt, most: int, foresee: Callable[[Sequence[WrittenBlock]], None]
) -> Drafted:
    """Have the prompt answered in at most so many tokens; raises LanguageModelError where not a word came.

    `foresee` is given what was read so far, every sentence or so: while the model writes, there is time.
    """
    if pen.cancellation.cancelled:
        raise LanguageModelError(f"{STOPPED} before it began")
    reader = ReplyReader(prompt.given.keys())
    with _paid(pen, prompt, most) as used:
        reply = model.reply(prompt.system, prompt.user, most)
        try:
            ended = _followed(reply, reader, pen, foresee)
        finally:
            reply.close()
            used.append(reply.usage)
    if ended is None and reply.cut_short:
        ended = f"it reached the {most} tokens that it may have"
    pen.show(reader.rest())
    return Drafted(reader.text, reader.written, reply.usage, ended)


def _followed(
    reply: Reply, reader: ReplyReader, pen: Pen, foresee: Callable[[Sequence[WrittenBlock]], None]
) -> str | None:
    """Read the reply to its end; why that came early, None where it did not."""
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


def repeats(text: str) -> bool:
    """Whether a text ends with the same stretch four times over, as models do that have lost the thread."""
    return bool(_LOOP.search(text[-_LOOP_SEEN:]))


@contextmanager
def _paid(pen: Pen, prompt: Prompt, most: int) -> Iterator[list[Usage]]:
    """Tokens are reserved before the model is asked; what was used in the end is recorded in any case."""
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
    """How writing went: there is text, there is none, or the model says that the passages do not answer."""

    WRITTEN = auto()
    FAILED = auto()
    REFUSED = auto()


def write(
    made: Composer,
    pen: Pen,
    name: str,
    passages: Iterable[FoundPassage],
    filled: Mapping[str, str] = {},
) -> WritingOutcome:
    """Have the model do the task `name` with the most useful of `passages`, the best first; what went wrong is noted.

    `filled` is what the task's text leaves open. What is written becomes claims, paragraphs and citations of `made`.
    """
    task = Task(name, made.question.whole, filled)
    try:
        model = pen.connect()
        chosen = choose(passages, task, model.context, made.entries)
        prompt = make_prompt(task, chosen, made.entries)
        resolver = Resolver(made, prompt.given, Verifier(made.search), pen.strict)
        drafted = draft(model, pen, prompt, reply_length(model.context), resolver.foresee)
    except (LanguageModelError, SettingError) as exc:
        made.notes += (f"No language model wrote this answer: {exc}",)
        return WritingOutcome.FAILED
    return _taken_over(made, model.name, prompt, drafted, resolver)


def _taken_over(made: Composer, model: str, prompt: Prompt, drafted: Drafted, resolver: Resolver) -> WritingOutcome:
    reply = drafted.written
    if refuses := drafted.ended is None and reply.refuses:
        reply = Written()
    resolver.resolve(_finished(reply) if drafted.ended else reply.blocks)
    made.writing = Writing(
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
    claims = " ".join(made.claims[number].text for paragraph in resolver.paragraphs for number in paragraph.claims)
    made.notes += (*_notes(drafted, resolver, claims), *(f"The model adds: {remark}" for remark in reply.remarks))
    if not resolver.paragraphs:
        return WritingOutcome.FAILED
    return WritingOutcome.WRITTEN


def _notes(drafted: Drafted, resolver: Resolver, claims: str) -> tuple[str, ...]:
    """What the asker should know of the reply; `claims` is all that was taken over of it."""
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


def _finished(reply: Written) -> tuple[WrittenBlock, ...]:
    """What was written without a last sentence that has no end."""
    if not reply.blocks:
        return ()
    *before, last = reply.blocks
    if last.sentences[-1].text.rstrip(_CLOSERS).endswith(_ENDS):
        return reply.blocks
    rest = last.sentences[:-1]
    return (*before, WrittenBlock(rest, last.item, last.heading)) if rest else tuple(before)


# Telling whether a text is English, which is what the check of sentences reads.

_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 8
"""Words below which a text is taken for English."""
_SHARE = 0.18
"""Share of words that are English function words: in English prose two fifths, in that of its neighbours a tenth."""


def is_english(text: str) -> bool:
    """Whether a text has as many of the language's small words as English has; a short one is taken for English."""
    words = _WORD.findall(text.lower())
    letters = [letter for letter in text if letter.isalpha()]
    if sum(letter.isascii() for letter in letters) < len(letters) / 2:
        return False
    return len(words) < _FEWEST or sum(word in STOP_WORDS for word in words) >= _SHARE * len(words)
