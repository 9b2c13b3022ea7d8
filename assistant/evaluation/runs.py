"""The last run of saved questions, kept beside the index, and how a new one differs from it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.evaluation.saved import Outcome
from index.files import write_atomically

FILE_NAME = "questions.json"


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """What one question found: keys of works, and whether there was an answer."""

    works: tuple[str, ...]
    answered: bool


@dataclass(frozen=True, slots=True)
class Run:
    """All answers of one run, by the text of the question, and the generation of the index they come from."""

    generation: int
    answers: Mapping[str, PastAnswer]


@dataclass(frozen=True, slots=True)
class Difference:
    """How one question's answer differs from the last one: works it names now and did not, and the other way round.

    `answered` tells of an answer where there was none (True), or none where there was one (False).
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
        """Whether any question that both runs have is answered by other works."""
        return any(self.differences.values())


_Runs = dict[str, Run]
_ADAPTER = TypeAdapter(_Runs)


def last_run(index: Path, questions: Path) -> Run | None:
    """The run of a file of questions that was kept last; None where there is none.

    Raises ValueError where what is kept cannot be understood.
    """
    return _runs(index).get(_name(questions))


def keep_run(index: Path, questions: Path, outcomes: Sequence[Outcome]) -> None:
    """Keep a run in the place of the last one of that file, in one step; raises OSError."""
    answers = {outcome.question.ask: PastAnswer(outcome.found, outcome.answered) for outcome in outcomes}
    try:
        runs = _runs(index)
    except ValueError:
        runs = {}
    runs[_name(questions)] = Run(outcomes[0].generation, answers)
    write_atomically(index / FILE_NAME, _ADAPTER.dump_json(runs, indent=1))


def compare(outcomes: Sequence[Outcome], last: Run) -> RunComparison:
    """What changed between two runs, by question."""
    asked = {outcome.question.ask: outcome for outcome in outcomes}
    return RunComparison(
        before=last.generation,
        differences={text: _difference(asked[text], kept) for text, kept in last.answers.items() if text in asked},
        new=tuple(text for text in asked if text not in last.answers),
        gone=tuple(text for text in last.answers if text not in asked),
    )


def _difference(outcome: Outcome, kept: PastAnswer) -> Difference:
    return Difference(
        gained=tuple(key for key in outcome.found if key not in kept.works),
        lost=tuple(key for key in kept.works if key not in outcome.found),
        answered=outcome.answered if outcome.answered != kept.answered else None,
    )


def _runs(index: Path) -> _Runs:
    try:
        return _ADAPTER.validate_json((index / FILE_NAME).read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as exc:
        raise ValueError(f"it cannot be read ({exc.strerror or exc})") from exc
    except ValidationError as exc:
        raise ValueError("it is damaged") from exc


def _name(questions: Path) -> str:
    """Several files may be asked of one index; each is compared with itself."""
    return os.fsencode(questions.resolve()).decode("utf-8", "backslashreplace")
