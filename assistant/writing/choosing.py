"""Choosing the passages that a model is given: whole ones, the most useful, as many as fit, the best first and last."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from assistant.writing.prompting import Task, fenced_length, make_prompt
from index.entries import FoundPassage, WorkEntry
from index.errors import ContextError
from index.tokens import count_tokens

_MOST_WRITTEN = 800
_SHARE_WRITTEN = 4

_MOST_PASSAGES = 12
"""Passages that are given: further ones cost time and money, and draw the model away from the best."""

SLACK = 1.2
"""Tokens of another vocabulary for one of ours: prose in English has 5 to 15 % more in those of small models."""


def choose(
    passages: Iterable[FoundPassage],
    task: Task,
    context: int,
    works: Mapping[str, WorkEntry],
    count: Callable[[str], int] = count_tokens,
) -> list[FoundPassage]:
    """Of these passages, the most useful first, those that fit into `context` tokens with the reply, in reading order.

    Raises ContextError where not even the first fits.
    """
    empty = make_prompt(task, (), works)
    room = context / SLACK - reply_length(context) - count(empty.system) - count(empty.user)
    chosen: list[FoundPassage] = []
    for passage in _each_once(passages):
        needed = count(fenced_length(passage, works[passage.work]))
        if needed > room and not chosen:
            raise ContextError(
                f"`model.context` leaves no room for a passage ({context} tokens in all, {reply_length(context)} of"
                " them for the reply): give the size of the model's context, or take a model that reads more"
            )
        if needed <= room:
            chosen.append(passage)
            room -= needed
        if len(chosen) == _MOST_PASSAGES:
            break
    return best_at_the_ends(chosen)


def reply_length(context: int) -> int:
    """Tokens that a reply may have: the tasks ask for fewer, and passages need most of a small context."""
    return min(_MOST_WRITTEN, context // _SHARE_WRITTEN)


def best_at_the_ends(ranked: Sequence[FoundPassage]) -> list[FoundPassage]:
    """Ranked passages with the best first, the second last, and so on: models overlook what stands in the middle.

    Liu et al., Lost in the Middle: How Language Models Use Long Contexts, TACL 2024.
    """
    return [*ranked[::2], *reversed(ranked[1::2])]


def _each_once(passages: Iterable[FoundPassage]) -> Iterable[FoundPassage]:
    return {passage.id: passage for passage in passages}.values()
