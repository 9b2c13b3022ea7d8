"""Saved questions: what a user asks of their own corpus, and which works the answer should name."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from index.errors import UsageError

FILE_NAME = "questions.toml"

EXAMPLE = """\
  [[question]]
  ask = "which papers discuss concept drift?"
  expected = ["john2021towards"]"""

_EACH = 'each as [[question]] with ask = "..." and expected = ["key"] below it'

Text = Annotated[str, Field(min_length=1)]


class SavedQuestion(BaseModel):
    """A question and what is asked of its answer.

    Every work in `expected` should be found and none in `not_expected`, by citation key. `answered` says whether there
    should be an answer at all; None where that is not told.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    ask: Text
    expected: tuple[Text, ...] = Field(default=(), strict=False)
    not_expected: tuple[Text, ...] = Field(default=(), strict=False)
    answered: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _either_name(cls, told: Any) -> Any:
        """The question itself may also be called `question`; white space in it says nothing."""
        if not isinstance(told, dict):
            return told
        if "ask" in told and "question" in told:
            raise ValueError("it has both `ask` and `question`: keep one")
        fields = {("ask" if name == "question" else name): value for name, value in told.items()}
        if isinstance(fields.get("ask"), str):
            fields["ask"] = " ".join(fields["ask"].split())
        return fields

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "SavedQuestion":
        if both := set(self.expected) & set(self.not_expected):
            raise ValueError(f"{min(both)!r} is both `expected` and `not_expected`")
        if self.expected and self.answered is False:
            raise ValueError("it has `expected` works and `answered = false`")
        if not self.expected and not self.not_expected and self.answered is None:
            raise ValueError('it says nothing of the answer: add expected = ["key"], or answered = false')
        return self


def read_questions(file: Path) -> tuple[SavedQuestion, ...]:
    """The questions of a file in order; raises UsageError, naming the fault and its place, for anything else."""
    try:
        told = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as exc:
        raise UsageError(f"{file}: there is no such file; save your questions in it, {_EACH}") from exc
    except OSError as exc:
        raise UsageError(f"{file}: cannot be read ({exc.strerror or exc}); check its rights") from exc
    except (ValueError, RecursionError) as exc:  # of TOML and of UTF-8
        raise UsageError(f"{file}: cannot be read as TOML ({exc}); mend that line") from exc
    questions = tuple(_questions(file, told))
    text, count = Counter(question.ask for question in questions).most_common(1)[0]
    if count > 1:
        raise UsageError(f"{file}: {text!r} is asked {count} times; keep one [[question]] of them")
    return questions


def _questions(file: Path, told: dict[str, Any]) -> Iterator[SavedQuestion]:
    for name in told:
        if name != "question":
            raise UsageError(f"{file}: `{name}` belongs to no question; write each as [[question]]")
    listed = told.get("question", [])
    if not isinstance(listed, list):
        raise UsageError(f"{file}: `question` is no list of questions; write each as [[question]]")
    if not listed:
        raise UsageError(f"{file}: holds no question; write each as [[question]]")
    for number, fields in enumerate(listed, 1):
        try:
            yield SavedQuestion.model_validate(fields)
        except ValidationError as exc:
            raise UsageError(f"{file}, question {number}: {_first_fault(exc)}") from exc


def _first_fault(error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(map(str, first["loc"][:1]))
    match first["type"]:
        case "value_error":
            return str(first["ctx"]["error"])
        case "missing":
            return "it does not say what to ask; add " + 'ask = "..."'
        case "extra_forbidden":
            return f"there is no `{name}`; a question has {', '.join(SavedQuestion.model_fields)}"
        case "string_too_short":
            return f"`{name}` is empty; write it out or take it away"
    if not name:
        return "write [[question]] above its fields"
    wanted = {"ask": "text", "answered": "true or false"}.get(
        name, 'a list of citation keys, such as ["john2021towards"]'
    )
    return f"`{name}` must be {wanted}, not {first['input']!r}"[:300]
