"""Saved questions: ask them, compare the works that the answers name with those expected and with the last run."""

import os
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.functional_validators import AfterValidator, model_validator

from assistant.answers import Answer, Verdict
from assistant.desk import Asking, ask
from assistant.evaluation.citations import CitationQuality, citation_quality
from assistant.questions.question import QuestionKind
from index.errors import UsageError
from index.files import write_atomically
from index.search import Search

FILE_NAME = "questions.toml"

EXAMPLE = """\
  [[question]]
  ask = "which papers discuss concept drift?"
  expected = ["john2021towards"]"""

_EACH = 'each as [[question]] with ask = "..." and expected = ["key"] below it'

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(lambda text: " ".join(text.split()))
]


class SavedQuestion(BaseModel):
    """A question and what its answer should be.

    Every work in `expected` should be found and none in `not_expected`, by citation key. `answered` says whether there
    should be an answer at all; None if the file does not say.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    ask: Text
    expected: tuple[Text, ...] = Field(default=(), strict=False)
    not_expected: tuple[Text, ...] = Field(default=(), strict=False)
    answered: bool | None = None

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
    """The questions of a file in order; raises UsageError with the fault and its place."""
    try:
        content = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as exc:
        raise UsageError(f"{file}: there is no such file; save your questions in it, {_EACH}") from exc
    except OSError as exc:
        raise UsageError(f"{file}: cannot be read ({exc.strerror or exc}); check its permissions") from exc
    except (ValueError, RecursionError) as exc:  # of TOML and of UTF-8
        raise UsageError(f"{file}: cannot be read as TOML ({exc}); correct that line") from exc
    questions = tuple(_questions(file, content))
    text, count = Counter(question.ask for question in questions).most_common(1)[0]
    if count > 1:
        raise UsageError(f"{file}: {text!r} is asked {count} times; keep one [[question]] of them")
    return questions


def _questions(file: Path, content: dict[str, Any]) -> Iterator[SavedQuestion]:
    for name in content:
        if name != "question":
            raise UsageError(f"{file}: `{name}` belongs to no question; write each as [[question]]")
    listed = content.get("question", [])
    if not isinstance(listed, list):
        raise UsageError(f"{file}: `question` is not a list of questions; write each as [[question]]")
    if not listed:
        raise UsageError(f"{file}: has no question; write each as [[question]]")
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
            return f"`{name}` is empty; fill it or remove it"
    if not name:
        return "write [[question]] above its fields"
    wanted = {"ask": "text", "answered": "true or false"}.get(
        name, 'a list of citation keys, such as ["john2021towards"]'
    )
    return f"`{name}` must be {wanted}, not {first['input']!r}"[:300]


# What came of saved questions: the works each answer named, beside those that were expected.

_ALIKE = 0.8
"""Similarity (difflib, 0..1) of a mistyped key; keys of different works share a year or a word and score lower."""
_PLAINLY = Asking()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A saved question with the keys of the works that its answer named, in the answer's order.

    `kind` is how the question was understood, None if it could not be asked; `reason` says why there is no answer.
    `quality` is that of the answer's citations, None if it was not measured.
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
        """Share of the works found that were expected; None if none was found, or none was expected."""
        named = set(self.question.expected)
        return len(named & set(self.found)) / len(self.found) if named and self.found else None

    @property
    def recall(self) -> float | None:
        """Share of the expected works that were found; None if none was expected."""
        named = set(self.question.expected)
        return len(named & set(self.found)) / len(named) if named else None

    @property
    def met(self) -> bool:
        """True if the answer is as expected; further works are allowed unless the question excludes them."""
        return not self.missing and not self.unwanted and self.question.answered in (None, self.answered)


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
    """Ask every question of one state of the index, each in the way of `asking`; judge `citations` if wanted."""
    outcomes: list[Outcome] = []
    with search.steady():
        for question in questions:
            try:
                answer = ask(search, question.ask, asking)
            except UsageError as exc:  # one question that is not understood does not stop the others
                generation = search.catalogue.generation()
                outcomes.append(Outcome(question, (), None, answered=False, reason=str(exc), generation=generation))
            else:
                quality = citation_quality(answer, search) if citations else None
                found, kind, answered = works_named(answer), str(answer.kind), not answer.abstained
                outcomes.append(Outcome(question, found, kind, answered, answer.reason, answer.generation, quality))
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


def unknown_keys(questions: Iterable[SavedQuestion], keys: Iterable[str]) -> Iterator[UnknownKey]:
    """The keys that the questions name and the catalogue does not have, each at its first place."""
    works = list(keys)
    named = {
        key: question.ask
        for question in reversed(list(questions))
        for key in (*question.expected, *question.not_expected)
    }
    for key in sorted(named.keys() - set(works)):
        yield UnknownKey(named[key], key, next(iter(get_close_matches(key, works, n=1, cutoff=_ALIKE)), None))


# The last run, kept beside the index, and how a new one differs from it.

RUNS_FILE_NAME = "questions.json"


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """The result of one question: keys of works, and whether there was an answer."""

    works: tuple[str, ...]
    answered: bool


@dataclass(frozen=True, slots=True)
class KeptRun:
    """All answers of one run, by the text of the question, and the generation of the index they come from."""

    generation: int
    answers: Mapping[str, PastAnswer]


@dataclass(frozen=True, slots=True)
class Difference:
    """How one question's answer differs from the last one: works it names now and did not, and the other way round.

    `answered` is True if there is an answer now and was none before, False the other way round, else None.
    """

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    answered: bool | None

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost) or self.answered is not None


@dataclass(frozen=True, slots=True)
class RunComparison:
    """A run beside the one before it, which was made at generation `before`; `new` and `gone` are questions."""

    before: int
    differences: Mapping[str, Difference]
    new: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """True if the works of any common question differ."""
        return any(self.differences.values())


_Runs = dict[str, KeptRun]
_RUNS = TypeAdapter(_Runs)


def last_run(index: Path, questions: Path) -> KeptRun | None:
    """The run of a file of questions that was kept last, or None; raises ValueError if the kept file is damaged."""
    return _runs(index).get(_name(questions))


def keep_run(index: Path, questions: Path, outcomes: Sequence[Outcome]) -> None:
    """Replace the last run of that file of questions; raises OSError."""
    answers = {outcome.question.ask: PastAnswer(outcome.found, outcome.answered) for outcome in outcomes}
    try:
        runs = _runs(index)
    except ValueError:
        runs = {}
    runs[_name(questions)] = KeptRun(outcomes[0].generation, answers)
    write_atomically(index / RUNS_FILE_NAME, _RUNS.dump_json(runs, indent=1))


def compare(outcomes: Sequence[Outcome], last: KeptRun) -> RunComparison:
    """The differences between two runs, by question."""
    asked = {outcome.question.ask: outcome for outcome in outcomes}
    differences = {}
    for text in (text for text in last.answers if text in asked):
        before, after = last.answers[text], asked[text]
        differences[text] = Difference(
            gained=tuple(key for key in after.found if key not in before.works),
            lost=tuple(key for key in before.works if key not in after.found),
            answered=after.answered if after.answered != before.answered else None,
        )
    return RunComparison(
        before=last.generation,
        differences=differences,
        new=tuple(text for text in asked if text not in last.answers),
        gone=tuple(text for text in last.answers if text not in asked),
    )


def _runs(index: Path) -> _Runs:
    try:
        return _RUNS.validate_json((index / RUNS_FILE_NAME).read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as exc:
        raise ValueError(f"it cannot be read ({exc.strerror or exc})") from exc
    except ValidationError as exc:
        raise ValueError("it is damaged") from exc


def _name(questions: Path) -> str:
    """The key of a file of questions: several may be asked of one index, and each is compared with itself."""
    return os.fsencode(questions.resolve()).decode("utf-8", "backslashreplace")
