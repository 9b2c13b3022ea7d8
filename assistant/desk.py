"""The desk: understand a question in its conversation, answer it, and keep the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering import compare, list_works, look_up
from assistant.answers import Answer, Verdict, named_in
from assistant.bibliography.facts import from_catalogue
from assistant.composing import Composer
from assistant.evidence import Progress
from assistant.fields import by_field, fields_asked, names_of, study_fields
from assistant.history.conversation import save, surviving
from assistant.history.store import History
from assistant.overview import in_short, side_by_side
from assistant.questions.asking import bare_topic
from assistant.questions.followups import understand_next
from assistant.questions.question import Facet, Known, Question, QuestionKind, Wanted
from assistant.questions.turns import Turn
from assistant.sweeping.topics import Glossary, standard_glossary
from assistant.writing.pen import Pen
from index.entries import FoundPassage, WorkEntry
from index.errors import CatalogueError, UsageError
from index.search import Search
from index.text.normalise import on_one_line
from index.works.filters import Filter, studies


@dataclass(frozen=True, slots=True)
class Asking:
    """The circumstances of a question: which works, which conversation, which glossary.

    `without` names facets that are not to be read out of the question. `glossary` defaults to the standard one, `today`
    to the current day. With a `pen` a language model writes; otherwise answers consist of quotes.
    """

    only: Filter = Filter()
    without: frozenset[Facet] = frozenset()
    turns: tuple[Turn, ...] = ()
    glossary: Glossary | None = None
    today: date | None = None
    pen: Pen | None = None
    grouped: bool = True
    """Items of a field that say the same are one group."""

    @property
    def words(self) -> Glossary:
        """The glossary, or the standard one."""
        return self.glossary or standard_glossary()


def ask(search: Search, text: str, asking: Asking = Asking(), progress: Progress = lambda *_: None) -> Answer:
    """Answer a question; raises UsageError if it cannot be understood or contradicts itself."""
    # One state of the catalogue from the search to the check of the quotes, even if a build writes meanwhile.
    with search.steady():
        return _ask(search, _known(search, asking), text, asking, progress)


def papers(search: Search, topic: str, asking: Asking = Asking(), progress: Progress = lambda *_: None) -> Answer:
    """Sweep for a topic; raises UsageError if it is empty or has only stop words."""
    with search.steady():
        return _papers(search, Known.of(search.catalogue, asking.today), topic, asking, progress)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer and its `number` in the history; None, with a warning, if it could not be kept.

    `turn` is its part of the conversation, `works` are all works of the catalogue, `passages` those that the answer was
    made from.
    """

    answer: Answer
    turn: Turn
    number: int | None
    works: tuple[WorkEntry, ...]
    passages: tuple[FoundPassage, ...]
    warnings: tuple[str, ...] = ()


Facts = Callable[[Answer], Mapping[str, str]]
"""Returns the settings to keep with an answer, by name."""


def ask_and_keep(
    search: Search,
    text: str,
    asking: Asking = Asking(),
    progress: Progress = lambda *_: None,
    *,
    facts: Facts = lambda _: {},
    conversation: bool = False,
) -> Answered:
    """Answer a question like `ask`, and keep the answer in the history beside the index.

    With `conversation`, keep the turns too, for the next question to follow.
    """
    with search.steady():
        known = _known(search, asking)
        answered = _keep(search, known, _ask(search, known, text, asking, progress), facts)
    if not conversation:
        return answered
    try:
        save(search.catalogue.folder, (*asking.turns, answered.turn))
    except CatalogueError as exc:
        return replace(answered, warnings=(str(exc), *answered.warnings))
    return answered


def papers_and_keep(
    search: Search, topic: str, asking: Asking = Asking(), progress: Progress = lambda *_: None
) -> Answered:
    """Sweep for a topic like `papers`, and keep the answer in the history beside the index."""
    with search.steady():
        known = Known.of(search.catalogue, asking.today)
        return _keep(search, known, _papers(search, known, topic, asking, progress), lambda _: {})


def field_and_keep(search: Search, name: str, topic: str = "", asking: Asking = Asking()) -> Answered:
    """Answer by the fields called `name`, on a topic, and keep the answer in the history beside the index.

    Raises UsageError if no note has such a field.
    """
    with search.steady():
        known = _known(search, asking)
        return _keep(search, known, _by_field(search, known, name, topic, asking), lambda _: {})


def _keep(search: Search, known: Known, answer: Answer, facts: Facts) -> Answered:
    """Keep an answer with the passages that it was made from."""
    catalogue = search.catalogue
    prompted = answer.writing.passages if answer.writing else ()
    used = dict.fromkeys((*prompted, *(citation.passage for citation in answer.citations)))
    passages = tuple(catalogue.passages(catalogue.rowids(list(used)).values()).values())
    number: int | None = None
    warnings: tuple[str, ...] = ()
    try:
        number = History(catalogue.folder).keep(
            answer,
            passages,
            catalogue,
            settings=facts(answer),
            works=studies(catalogue.passing(known.works, answer.only), answer.only, named_in(answer))[0],
        )
    except CatalogueError as exc:
        warnings = (f"this answer was not kept: {exc}",)
    return Answered(answer, turn_of(answer), number, known.works, passages, warnings)


def _ask(search: Search, known: Known, text: str, asking: Asking, progress: Progress) -> Answer:
    text = on_one_line(text)
    conversation = surviving(asking.turns, {work.key for work in known.works})
    question = understand_next(text, conversation.turns, known, asking.without)
    question = replace(question, notes=(*conversation.notes, *question.notes))
    answer = _dispatch(Composer(search, question, known, asking.only.and_also(question.only)), asking, progress)
    if answer.abstained and question.field and not question.field.own:
        # "Which benefits are reported?" does not name the notes, so other texts may answer it.
        return _ask(search, replace(known, fields=()), text, asking, progress)
    return answer


def _known(search: Search, asking: Asking) -> Known:
    """What is known for reading a question."""
    study = study_fields(search.catalogue, asking.words)
    known = Known.of(search.catalogue, asking.today)
    return replace(known, study=study, fields=names_of(study, asking.words))


def _by_field(search: Search, known: Known, name: str, topic: str, asking: Asking) -> Answer:
    query = fields_asked(on_one_line(name), known)
    topic = on_one_line(topic)
    bare = bare_topic(topic)
    if topic and not bare:
        raise UsageError(f"the topic {topic!r} has no word to look for: name one, such as `monitoring`")
    text = f"{query.words} on {bare}" if bare else query.words
    query = replace(query, topic=bare)
    question = Question(text, QuestionKind.FIELDS, bare or query.words, field=query)
    return by_field(Composer(search, question, known, asking.only), query, asking.words, grouped=asking.grouped)


def _papers(search: Search, known: Known, topic: str, asking: Asking, progress: Progress) -> Answer:
    topic = on_one_line(topic)
    bare = bare_topic(topic)
    if not bare:
        raise UsageError(f"the topic {topic!r} has no word to look for: name one, such as `concept drift`")
    question = Question(topic, QuestionKind.LISTING, bare, wanted=Wanted((bare,)))
    return list_works(Composer(search, question, known, asking.only), asking.words, progress)


def turn_of(answer: Answer) -> Turn:
    """The turn of a conversation that an answer makes, with its works in the order in which they are shown.

    A lookup without an answer has the works whose passages come nearest, or those that it was limited to.
    """
    shown = [work.key for work in answer.works or () if work.verdict in (Verdict.DISCUSSES, Verdict.MENTIONS)]
    looked_up = answer.kind in (QuestionKind.LOOKUP, QuestionKind.OVERVIEW)
    cited = [citation.key for citation in answer.citations] if looked_up or not answer.abstained else []
    found = [work.key for work in answer.found]
    keys = tuple(dict.fromkeys(shown or found or cited or (answer.only.keys if looked_up else ())))
    names = {work.key: work.title for work in answer.works or ()}
    names |= {work.key: work.label for work in answer.found} | {c.key: c.title for c in answer.citations}
    named = {key: names.get(key, key) for key in keys}
    question = answer.understood or Question(answer.question, answer.kind, answer.topic, answer.conditions)
    return Turn(question, answer.only, keys, named)


def _compared(composer: Composer, asking: Asking) -> Answer:
    """Named works in short, side by side; with an aspect, and for other sides, what is said on each side."""
    if composer.question.works and not composer.question.aspect:
        return side_by_side(composer, asking.words, asking.pen)
    return compare(composer, asking.pen)


def _dispatch(composer: Composer, asking: Asking, progress: Progress) -> Answer:
    if query := composer.question.field:
        return by_field(composer, query, asking.words, grouped=asking.grouped)
    match composer.question.kind:
        case QuestionKind.BIBLIOGRAPHIC:
            return from_catalogue(composer)
        case QuestionKind.LISTING | QuestionKind.COUNT:
            return list_works(composer, asking.words, progress, asking.pen)
        case QuestionKind.COMPARISON:
            return _compared(composer, asking)
        case QuestionKind.OVERVIEW:
            return in_short(composer, asking.words, asking.pen)
        case QuestionKind.LOOKUP | QuestionKind.FIELDS:
            return look_up(composer, asking.words, asking.pen)
