"""Saved questions: what a user asks of their own corpus, and which works the answer should name."""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.answers import Answer, Verdict
from assistant.desk import Asking, ask
from assistant.evaluation.citations import CitationQuality, citation_quality
from assistant.questions.question import QuestionKind
from index.errors import UsageError
from index.search import Search

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


# What came of saved questions: the works each answer named, beside those that were expected.

_ALIKE = 0.8
"""Keys made by one rule share a year or a word: less than this is another work's, and no slip of the pen."""
_PLAINLY = Asking()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A saved question with the keys of the works that its answer named, in the answer's order.

    `kind` is how the question was understood, None where it could not be asked; `reason` says why there is no answer.
    `quality` is that of the answer's citations, None where it was not measured.
    """

    question: SavedQuestion
    found: tuple[str, ...]
    kind: str | None
    answered: bool
    reason: str | None
    generation: int
    quality: CitationQuality | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Works that were expected and not found."""
        return tuple(dict.fromkeys(key for key in self.question.expected if key not in self.found))

    @property
    def unwanted(self) -> tuple[str, ...]:
        """Works that were found and expressly not expected."""
        return tuple(key for key in self.found if key in self.question.not_expected)

    @property
    def precision(self) -> float | None:
        """Share of the works found that were expected; None where none was found, or none was named to expect."""
        named = set(self.question.expected)
        return len(named & set(self.found)) / len(self.found) if named and self.found else None

    @property
    def recall(self) -> float | None:
        """Share of the expected works that were found; None where none was named."""
        named = set(self.question.expected)
        return len(named & set(self.found)) / len(named) if named else None

    @property
    def met(self) -> bool:
        """Whether the answer is as asked for. Works beyond those expected are no fault unless named as such."""
        told = self.question.answered
        return not self.missing and not self.unwanted and (told is None or told == self.answered)


@dataclass(frozen=True, slots=True)
class UnknownKey:
    """A key that a saved question names and no work has; `nearest` is one that resembles it."""

    question: str
    key: str
    nearest: str | None


def ask_all(
    search: Search,
    questions: Sequence[SavedQuestion],
    asking: Asking = _PLAINLY,
    progress: Callable[[str, int, int], None] = lambda *_: None,
    *,
    citations: bool = False,
) -> tuple[Outcome, ...]:
    """Ask every question of one state of the index, each in the way of `asking`; judge `citations` where wanted."""
    outcomes: list[Outcome] = []
    with search.steady():
        for question in questions:
            outcomes.append(_outcome(search, question, asking, citations))
            progress("asking", len(outcomes), len(questions))
    return tuple(outcomes)


def works_named(answer: Answer) -> tuple[str, ...]:
    """Keys of the works that an answer names: found in the catalogue, discussing a listing's topic, cited otherwise."""
    if answer.abstained:
        return ()  # what it cites came nearest, and answers nothing
    if answer.kind is QuestionKind.BIBLIOGRAPHIC:
        return tuple(work.key for work in answer.found)
    if answer.works is None:
        return tuple(dict.fromkeys(citation.key for citation in answer.citations))
    return tuple(work.key for work in answer.works if work.verdict is Verdict.DISCUSSES)


def unknown_keys(questions: Iterable[SavedQuestion], known: Iterable[str]) -> Iterator[UnknownKey]:
    """The keys that the questions name and the catalogue does not have, each at its first place."""
    works = list(known)
    named = {key: question.ask for question in reversed(list(questions)) for key in _named(question)}
    for key in sorted(named.keys() - set(works)):
        yield UnknownKey(named[key], key, next(iter(get_close_matches(key, works, n=1, cutoff=_ALIKE)), None))


def _named(question: SavedQuestion) -> tuple[str, ...]:
    return (*question.expected, *question.not_expected)


def _outcome(search: Search, question: SavedQuestion, asking: Asking, citations: bool) -> Outcome:
    try:
        answer = ask(search, question.ask, asking)
    except UsageError as exc:  # one question that cannot be meant is no reason not to ask the others
        return Outcome(question, (), None, answered=False, reason=str(exc), generation=search.catalogue.generation())
    kind, found = str(answer.kind), works_named(answer)
    quality = citation_quality(answer, search) if citations else None
    return Outcome(question, found, kind, not answer.abstained, answer.reason, answer.generation, quality)
