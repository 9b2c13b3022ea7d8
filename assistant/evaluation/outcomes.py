"""What came of saved questions: the works each answer named, beside those that were expected."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from assistant.answers import Answer, Verdict
from assistant.desk import Asking, ask
from assistant.evaluation.citations import CitationQuality, citation_quality
from assistant.evaluation.saved import SavedQuestion
from assistant.questions.question import QuestionKind
from index.errors import UsageError
from index.search import Search

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
