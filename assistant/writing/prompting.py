"""The prompt: rules, the task, and passages that are fenced as quoted material under identifiers of our own."""

import re
import secrets
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.wording import evidence_for_others, work_name
from index.entries import FoundPassage, WorkEntry
from index.errors import ContextError
from index.text.normalise import without_hidden, without_private_use
from index.text.passages import count_tokens

_PROMPTS = Path(__file__).with_name("prompts.toml")
_FENCES = re.compile(r"<{3,}|>{3,}")


@dataclass(frozen=True, slots=True)
class Task:
    """What the model is to write: the `name` of a task of the prompts file, the question, what fills it in."""

    name: str
    question: str
    filled: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt with its version; `given` are the passages by the identifiers that stand for them in it."""

    system: str
    user: str
    version: str
    given: Mapping[str, FoundPassage]


def make_prompt(task: Task, passages: Sequence[FoundPassage], works: Mapping[str, WorkEntry]) -> Prompt:
    """The prompt for a task with these passages, in this order; `works` are those of the catalogue, by key."""
    texts = _texts()
    fence = secrets.token_hex(4)
    given = {f"P{number}": passage for number, passage in enumerate(passages, 1)}
    quoted = "\n\n".join(_fenced(name, passage, works[passage.work], fence) for name, passage in given.items())
    filled = {name: cleaned(text) for name, text in task.filled.items()}
    asked = texts["task"][task.name].strip().format(**filled)
    user = f"Question: {cleaned(task.question)}\n\n{asked}\n\n{quoted}\n\nQuestion, once more: {cleaned(task.question)}"
    return Prompt(texts["system"]["rules"].strip().format(fence=fence), user, version(), given)


def fenced_length(passage: FoundPassage, work: WorkEntry) -> str:
    """A passage as it stands in a prompt, for its length alone."""
    return _fenced("P10", passage, work, "00000000") + "\n\n"


def version() -> str:
    """The version of the prompts."""
    return str(_texts()["version"])


def _fenced(name: str, passage: FoundPassage, work: WorkEntry, fence: str) -> str:
    facts = [cleaned(work_name(work.label, work.authors, work.year)).replace("\n", " ")]
    facts += [f"section: {cleaned(passage.section)}"] if passage.section else []
    facts += [f"page {passage.page}"] if passage.page else []
    facts.append(f"from {evidence_for_others(passage.evidence)}")
    return f"<<<{fence} {name}\n({'; '.join(facts)})\n{cleaned(passage.text)}\n{fence}>>>"


def cleaned(text: str) -> str:
    """Text of a document without what cannot be seen and without anything that looks like a fence."""
    return _FENCES.sub("", without_private_use(without_hidden(text)))


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(_PROMPTS.read_text(encoding="utf-8"))


# Choosing the passages that a model is given: whole ones, the most useful, as many as fit, the best first and last.

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
