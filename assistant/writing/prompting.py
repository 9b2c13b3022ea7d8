"""The prompt: rules, the task, and passages that are fenced as quoted material under identifiers of our own."""

import re
import secrets
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.wording import work_name
from index.entries import FoundPassage, WorkEntry
from index.sources import Evidence

_PROMPTS = Path(__file__).with_name("prompts.toml")
TOLD_EVIDENCE = {
    Evidence.PAPER: "the paper itself",
    Evidence.SUMMARY: "the researcher's summary of the paper",
    Evidence.ABSTRACT: "the paper's abstract",
    Evidence.TITLE: "the title alone",
}
_KEPT = "\n\t"
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
    filled = {name: _plain(text) for name, text in task.filled.items()}
    asked = texts["task"][task.name].strip().format(**filled)
    user = f"Question: {_plain(task.question)}\n\n{asked}\n\n{quoted}\n\nQuestion, once more: {_plain(task.question)}"
    return Prompt(texts["system"]["rules"].strip().format(fence=fence), user, version(), given)


def fenced_length(passage: FoundPassage, work: WorkEntry) -> str:
    """A passage as it stands in a prompt, for its length alone."""
    return _fenced("P10", passage, work, "00000000") + "\n\n"


def version() -> str:
    """The version of the prompts."""
    return str(_texts()["version"])


def _fenced(name: str, passage: FoundPassage, work: WorkEntry, fence: str) -> str:
    facts = [_plain(work_name(work.label, work.authors, work.year)).replace("\n", " ")]
    facts += [f"section: {_plain(passage.section)}"] if passage.section else []
    facts += [f"page {passage.page}"] if passage.page else []
    facts.append(f"from {TOLD_EVIDENCE[passage.evidence]}")
    return f"<<<{fence} {name}\n({'; '.join(facts)})\n{_plain(passage.text)}\n{fence}>>>"


def _plain(text: str) -> str:
    """Text of a document without what cannot be seen and without anything that looks like a fence."""
    seen = (c for c in text if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    return _FENCES.sub("", "".join(seen))


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(_PROMPTS.read_text(encoding="utf-8"))
