"""Build the prompt: rules, task, and fenced passages with identifiers; choose the passages that fit."""

import re
import secrets
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.wording import evidence_for_others, page_name, work_name
from index.entries import FoundPassage, WorkEntry
from index.errors import ContextError
from index.text.normalise import without_hidden, without_private_use
from index.text.passages import count_tokens

_PROMPTS = Path(__file__).with_name("prompts.toml")
_FENCES = re.compile(r"<{3,}|>{3,}")


@dataclass(frozen=True, slots=True)
class Task:
    """A task of prompts.toml by `name`, the question, and the values `filled` into the task's text."""

    name: str
    question: str
    filled: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt with its version; `given` are its passages by identifier ("P1")."""

    system: str
    user: str
    version: str
    given: Mapping[str, FoundPassage]


def make_prompt(task: Task, passages: Sequence[FoundPassage], works: Mapping[str, WorkEntry]) -> Prompt:
    """The prompt for a task with passages in this order; `works` are those of the catalogue by key."""
    texts = _texts()
    fence = secrets.token_hex(4)
    given = {f"P{number}": passage for number, passage in enumerate(passages, 1)}
    quoted = "\n\n".join(_fenced(name, passage, works[passage.work], fence) for name, passage in given.items())
    filled = {name: cleaned(text) for name, text in task.filled.items()}
    asked = texts["task"][task.name].strip().format(**filled)
    user = f"Question: {cleaned(task.question)}\n\n{asked}\n\n{quoted}\n\nQuestion, once more: {cleaned(task.question)}"
    return Prompt(texts["system"]["rules"].strip().format(fence=fence), user, version(), given)


def fenced_length(passage: FoundPassage, work: WorkEntry) -> str:
    """A passage as in a prompt, to measure its length."""
    return _fenced("P10", passage, work, "00000000") + "\n\n"


def version() -> str:
    """The version of the prompts."""
    return str(_texts()["version"])


def _fenced(name: str, passage: FoundPassage, work: WorkEntry, fence: str) -> str:
    facts = [cleaned(work_name(work.label, work.authors, work.year)).replace("\n", " ")]
    facts += [f"section: {cleaned(passage.section)}"] if passage.section else []
    facts += [page_name(passage.page, passage.page_label)] if passage.page else []
    facts.append(f"from {evidence_for_others(passage.evidence)}")
    return f"<<<{fence} {name}\n({'; '.join(facts)})\n{cleaned(passage.text)}\n{fence}>>>"


def cleaned(text: str) -> str:
    """Text of a document without hidden characters and without anything like a fence."""
    return _FENCES.sub("", without_private_use(without_hidden(text)))


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(_PROMPTS.read_text(encoding="utf-8"))


_MOST_WRITTEN = 800
"""Tokens of a reply; the tasks ask for fewer. A guess."""
_SHARE_WRITTEN = 4
"""A reply gets this fraction of a small context. A guess."""
_MOST_PASSAGES = 12
"""Passages in a prompt: more cost time and money, and distract the model from the best. A guess."""

SLACK = 1.2
"""Tokens of a model for one of ours: English prose has 5 to 15 % more in the tokenizers of small models."""


def choose(
    passages: Iterable[FoundPassage],
    task: Task,
    context: int,
    works: Mapping[str, WorkEntry],
    count: Callable[[str], int] = count_tokens,
) -> list[FoundPassage]:
    """Choose from passages, the most useful first, those that fit into `context` tokens with the reply.

    Returns them in the order of the prompt. Raises ContextError if not even the first fits.
    """
    empty = make_prompt(task, (), works)
    room = context / SLACK - reply_length(context) - count(empty.system) - count(empty.user)
    chosen: list[FoundPassage] = []
    for passage in {passage.id: passage for passage in passages}.values():
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
    """The limit of tokens for a reply in a context of so many tokens."""
    return min(_MOST_WRITTEN, context // _SHARE_WRITTEN)


def best_at_the_ends(ranked: Sequence[FoundPassage]) -> list[FoundPassage]:
    """Order passages with the best first, the second last, and so on: models overlook the middle.

    Liu et al., Lost in the Middle: How Language Models Use Long Contexts, TACL 2024.
    """
    return [*ranked[::2], *reversed(ranked[1::2])]
