"""Having a model write: the reply is followed as it comes, can be stopped, and is kept as far as it got."""

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.language.model import LanguageModel, Reply, Usage
from assistant.writing.choosing import SLACK
from assistant.writing.pen import Pen
from assistant.writing.prompting import Prompt
from assistant.writing.reply import Draft
from index.errors import LanguageModelError
from index.tokens import count_tokens

STOPPED = "it was stopped"
_LOOP = re.compile(r"(.{12,300}?)\1{3}\Z", re.DOTALL)
_LOOKED_AT = 1300
"""Characters at the end of a draft in which four times the same is looked for."""
_EVERY = 150
"""Characters, a sentence or so, after which a growing draft is looked at anew."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A reply as it came, what it took, and why it ended early, None where it came to its end."""

    text: str
    usage: Usage
    ended: str | None


def draft(model: LanguageModel, pen: Pen, prompt: Prompt, most: int, read: Callable[[str], None]) -> Drafted:
    """Have the prompt answered in at most so many tokens; raises LanguageModelError where not a word came.

    `read` is given the draft so far, every sentence or so: while the model writes, there is time.
    """
    if pen.cancellation.cancelled:
        raise LanguageModelError(f"{STOPPED} before it began")
    with _paid(pen, prompt, most) as settled:
        reply = model.reply(prompt.system, prompt.user, most)
        try:
            drafted = _followed(reply, pen, read)
        finally:
            reply.close()
            settled.append(reply.usage)
    if drafted.ended is None and reply.cut_short:
        return Drafted(drafted.text, drafted.usage, f"it reached the {most} tokens that it may have")
    return drafted


def _followed(reply: Reply, pen: Pen, read: Callable[[str], None]) -> Drafted:
    pieces: list[str] = []
    shown = Draft()
    ended, unread = None, 0
    with pen.cancellation.closing(reply.close):
        try:
            for piece in reply:
                pieces.append(piece)
                pen.show(shown.add(piece))
                if pen.cancellation.cancelled:
                    break
                unread += len(piece)
                if unread < _EVERY:
                    continue
                unread, text = 0, "".join(pieces)
                if repeats(text):
                    ended = "it began to repeat itself"
                    break
                read(text)
        except KeyboardInterrupt:
            pen.cancellation.cancel()
        except LanguageModelError as exc:
            if not pen.cancellation.cancelled:
                if not "".join(pieces).strip():
                    raise
                ended = str(exc)
    if pen.cancellation.cancelled:
        ended = STOPPED
    return Drafted("".join(pieces), reply.usage, ended)


def repeats(text: str) -> bool:
    """Whether a text ends with the same stretch four times over, as models do that have lost the thread."""
    return bool(_LOOP.search(text[-_LOOKED_AT:]))


@contextmanager
def _paid(pen: Pen, prompt: Prompt, most: int) -> Iterator[list[Usage]]:
    """Tokens are put aside before the model is asked; what was used in the end is put down in any case."""
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
