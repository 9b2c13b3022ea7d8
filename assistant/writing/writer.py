"""The writing answerer: passages are chosen and given to a model, and what it writes is resolved and checked."""

from collections.abc import Iterable, Mapping
from enum import Enum, auto

from assistant.answers import Writing
from assistant.composing import Composer
from assistant.verifying.judging import Verifier
from assistant.wording import written
from assistant.writing.choosing import choose, reply_length
from assistant.writing.drafting import Drafted, draft
from assistant.writing.english import is_english
from assistant.writing.pen import Pen
from assistant.writing.prompting import Prompt, Task, make_prompt
from assistant.writing.reply import Block, Written, is_refusal, read_reply
from assistant.writing.resolving import Resolver
from index.entries import FoundPassage
from index.errors import LanguageModelError, SettingError

_ENDS = (".", "!", "?", "…", "。", ":", ";")
_CLOSERS = "\"'”’)]»"


class Outcome(Enum):
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
) -> Outcome:
    """Have the model do the task `name` with the most useful of `passages`, the best first; what went wrong is noted.

    `filled` is what the task's text leaves open. What is written becomes claims, paragraphs and citations of `made`.
    """
    task = Task(name, made.question.text, filled)
    try:
        model = pen.connect()
        chosen = choose(passages, task, model.context, made.entries)
        prompt = make_prompt(task, chosen, made.entries)
        resolver = Resolver(made, prompt.given, Verifier(made.search), pen.strict)
        drafted = draft(model, pen, prompt, reply_length(model.context), resolver.foresee)
    except (LanguageModelError, SettingError) as exc:
        made.notes += (f"No language model wrote this answer: {exc}",)
        return Outcome.FAILED
    return _taken_over(made, model.name, prompt, drafted, resolver)


def _taken_over(made: Composer, model: str, prompt: Prompt, drafted: Drafted, resolver: Resolver) -> Outcome:
    if drafted.ended is None and is_refusal(drafted.text):
        made.writing = _told(model, prompt, drafted)
        return Outcome.REFUSED
    reply = read_reply(drafted.text, prompt.given.keys())
    resolver.resolve(_finished(reply) if drafted.ended else reply.blocks)
    made.writing = _told(model, prompt, drafted, resolver, reply.removed)
    said = [made.claims[number].text for paragraph in resolver.paragraphs for number in paragraph.claims]
    made.notes += (*_notes(drafted, resolver, " ".join(said)), *(f"The model adds: {one}" for one in reply.remarks))
    if not resolver.paragraphs:
        return Outcome.FAILED
    made.paragraphs.append(written(made.claims, resolver.paragraphs))
    return Outcome.WRITTEN


def _told(
    model: str, prompt: Prompt, drafted: Drafted, resolver: Resolver | None = None, removed: tuple[str, ...] = ()
) -> Writing:
    return Writing(
        model=model,
        prompt=prompt.version,
        paragraphs=tuple(resolver.paragraphs) if resolver else (),
        passages=tuple(passage.id for passage in prompt.given.values()),
        prompt_tokens=drafted.usage.prompt_tokens,
        completion_tokens=drafted.usage.completion_tokens,
        seconds=drafted.usage.seconds,
        first_word=drafted.usage.first_word,
        estimated=drafted.usage.estimated,
        dropped=resolver.dropped if resolver else 0,
        left_out=resolver.left_out if resolver else 0,
        removed=removed,
        ended=drafted.ended,
        draft=drafted.text,
    )


def _notes(drafted: Drafted, resolver: Resolver, said: str) -> tuple[str, ...]:
    """What the asker should know of the reply; `said` is all that was taken over of it."""
    notes = []
    if drafted.ended:
        notes.append(f"The reply of the language model is not whole: {drafted.ended}.")
    if drafted.usage.prompt_cut:
        notes.append(
            f"The model's server read no more than {drafted.usage.prompt_tokens} tokens of what it was sent: set"
            " `model.context` to what it really reads."
        )
    if resolver.left_out:
        notes.append(f"Left out, as nothing in the passages supports it: {_sentences(resolver.left_out)}.")
    if not is_english(said):
        notes.append("The program that checks sentences reads English: on this answer its marks say little.")
    if not resolver.paragraphs:
        notes.append("Nothing that the language model wrote can be shown; the answer is made of quotes.")
    return tuple(notes)


def _sentences(number: int) -> str:
    return f"{number} sentence{'s' if number > 1 else ''}"


def _finished(reply: Written) -> tuple[Block, ...]:
    """What was written without a last sentence that has no end."""
    if not reply.blocks:
        return ()
    *before, last = reply.blocks
    if last.sentences[-1].text.rstrip(_CLOSERS).endswith(_ENDS):
        return reply.blocks
    rest = last.sentences[:-1]
    return (*before, Block(rest, last.item, last.heading)) if rest else tuple(before)
