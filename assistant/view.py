"""The parts of an answer in their order. Terminal, page and Markdown draw this view."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

from assistant.answers import (
    NO_VENUE,
    NO_YEAR,
    Answer,
    Citation,
    Claim,
    Counted,
    FieldGroup,
    Group,
    JudgedWork,
    Support,
    Verdict,
    Writing,
    by_venue,
    by_year,
    years_between,
)
from assistant.labelled import LabelledQuotes, in_short, in_turn
from assistant.questions.question import Aim, Facet, Order, QuestionKind
from assistant.wording import (
    counted,
    evidence_name,
    noted_in_words,
    place_of,
    verdict_name,
    work_facts,
    work_label,
    work_name,
)
from index.entries import WorkEntry
from index.works.filters import Filter

_FEW = 3
"""Works that a limit names by their keys; more are counted. A guess."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The conditions on one facet, with their `meaning` in words.

    `words` are those of the question; empty if the limit comes from the conversation.
    """

    facet: Facet
    words: str
    meaning: str

    @property
    def name(self) -> str:
        """A short name, for a button."""
        return self.words or self.meaning


@dataclass(frozen=True, slots=True)
class Result:
    """The result in a line, or the reason of an abstention."""

    text: str
    abstains: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above other blocks: "On concept drift:"."""

    text: str


@dataclass(frozen=True, slots=True)
class WorkQuotes:
    """Quotes of one work, under its name."""

    name: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class MarkedParagraph:
    """A paragraph that a language model wrote, or an `item` of a list: sentences, each with its support."""

    sentences: tuple[Claim, ...]
    item: bool
    heading: str | None


@dataclass(frozen=True, slots=True)
class WrittenText:
    """The text of a language model."""

    paragraphs: tuple[MarkedParagraph, ...]

    @property
    def supports(self) -> list[Support]:
        """The kinds of support among its sentences, for a legend."""
        present = {sentence.support for paragraph in self.paragraphs for sentence in paragraph.sentences}
        return [support for support in Support if support in present]


@dataclass(frozen=True, slots=True)
class DecidedWork:
    """A work with its verdict in words and the quotes that show it."""

    work: JudgedWork
    name: str
    verdict: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class SweptWorks:
    """All works with their verdicts, and counts by year and by venue, empty if there is nothing to compare."""

    decided: tuple[DecidedWork, ...]
    by_year: tuple[Counted, ...]
    by_venue: tuple[Counted, ...]

    @property
    def shown(self) -> list[DecidedWork]:
        """The works that discuss or mention the topic."""
        return [decided for decided in self.decided if decided.work.verdict in (Verdict.DISCUSSES, Verdict.MENTIONS)]


@dataclass(frozen=True, slots=True)
class FoundWorks:
    """Works from the catalogue, or groups of them by author, year, venue, type or keyword.

    `columns` are further facts of the works that the question asks for: header -> a cell for each work.
    """

    works: tuple[WorkEntry, ...]
    groups: tuple[Group, ...]
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """Items that say the same, or one, with their works: the name of each and the numbers of its citations."""

    text: str
    works: tuple[tuple[str, tuple[int, ...]], ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class FieldRows:
    """Items under a field of the notes; `heading` says which where there are several lists."""

    rows: tuple[FieldRow, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class NotedWorks:
    """Works by what their notes have under a field, under that `heading`, or each with that in words."""

    works: tuple[tuple[WorkEntry, str], ...]
    heading: str = ""


Block = Result | Heading | WorkQuotes | LabelledQuotes | WrittenText | SweptWorks | FoundWorks | FieldRows | NotedWorks


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation with its work, evidence and place in words; `quoted`: the body quotes it."""

    citation: Citation
    name: str
    evidence: str
    place: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class View:
    """All that is shown of an answer, in the order of the fields; `cost` is empty if no model was asked."""

    read_as: str | None
    limits: tuple[Limit, ...]
    notes: tuple[str, ...]
    body: tuple[Block, ...]
    cost: str
    references: tuple[Reference, ...]

    @property
    def is_written(self) -> bool:
        """True if a language model wrote some of it."""
        return any(isinstance(block, WrittenText) for block in self.body)


def view_of(answer: Answer, given: Filter = Filter()) -> View:
    """The view of an answer; `given` is the filter that the user chose, which is not listed as a limit."""
    body = tuple(_body(answer))
    quoted = set(_numbers_quoted(body))
    return View(
        read_as=answer.read_as,
        limits=limits_of(answer, given),
        notes=answer.notes,
        body=body,
        cost=_cost(answer.writing) if answer.writing else "",
        references=tuple(
            Reference(
                citation,
                work_name(citation.title, citation.authors, citation.year),
                evidence_name(citation.kind),
                place_of(citation.source, citation.page, citation.section, citation.page_label, citation.also),
                citation.number in quoted,
            )
            for citation in answer.citations
        ),
    )


def _body(answer: Answer) -> Iterator[Block]:
    by_number = {citation.number: citation for citation in answer.citations}
    written = _written(answer)
    if answer.reason:
        yield Result(answer.reason, abstains=True)
        if answer.citations:
            yield Heading("What came nearest:")
            yield from _by_work(answer.citations)
        elif answer.found:
            yield FoundWorks(answer.found, (), {})
    elif answer.works is not None:
        yield Result(answer.summary or "")
        yield from _split(answer, answer.works)
        yield from written
        yield _swept(answer, answer.works, by_number)
    elif answer.fields:
        yield Result(answer.summary or "")
        yield from _fields(answer, by_number)
    elif answer.kind is QuestionKind.BIBLIOGRAPHIC:
        yield Result(answer.summary or "")
        yield FoundWorks(answer.found, answer.groups, _columns(answer))
    elif answer.kind is QuestionKind.OVERVIEW:
        yield Result(answer.summary or "")
        yield from in_short(answer, by_number)
        if written:
            yield Heading("In a model's words:")
        yield from written
    elif answer.parts:
        yield from (Result(work_facts(work)) for work in answer.found)
        yield from in_turn(answer, by_number)
        if written:
            yield Heading("Taken together:")
        yield from written
    else:
        quotes: list[Block] = []
        for side in answer.sides:
            if side.citations:
                quotes += [Heading(f"On {side.name}:"), *_by_work(by_number[number] for number in side.citations)]
        if not answer.sides:
            quotes += _by_work(_quoted_claims(answer, by_number))
        yield from quotes
        if quotes and written:
            yield Heading("Taken together:")
        yield from written


def _columns(answer: Answer) -> dict[str, tuple[str, ...]]:
    """Citations, types and DOIs of the works found, where the question asks for them."""
    request = answer.understood.request if answer.understood else None
    if not request or answer.groups:
        return {}
    columns: dict[str, tuple[str, ...]] = {}
    asked = {request.aim, *request.further}
    if request.order is Order.CITED or request.cited is not None or Aim.CITATIONS in asked:
        if any(work.times_cited for work in answer.found):
            columns["Cited"] = tuple(_times_cited(work) for work in answer.found)
        columns["Here"] = tuple(str(len(work.cited_by)) for work in answer.found)
    if Aim.TYPES in asked:
        columns["Type"] = tuple(work.type or "" for work in answer.found)
    if Aim.DOIS in asked:
        columns["DOI"] = tuple(work.doi or "" for work in answer.found)
    return columns


def _times_cited(work: WorkEntry) -> str:
    """ "120 (scopus.csv)"."""
    cited = work.times_cited
    return f"{cited.number} ({cited.source.rsplit('/', 1)[-1]})" if cited else ""


def _by_work(citations: Iterable[Citation]) -> Iterator[WorkQuotes]:
    for _, of_work in groupby(citations, key=lambda citation: citation.key):
        first, *others = of_work
        yield WorkQuotes(work_name(first.title, first.authors, first.year), (first, *others))


def _quoted_claims(answer: Answer, by_number: Mapping[int, Citation]) -> list[Citation]:
    """Citations of the claims that are quotes, not a model's sentences, by number."""
    paragraphs = answer.writing.paragraphs if answer.writing else ()
    written = {number for paragraph in paragraphs for number in paragraph.claims}
    numbers = {number for i, claim in enumerate(answer.claims) if i not in written for number in claim.citations}
    return [by_number[number] for number in sorted(numbers)]


def _written(answer: Answer) -> list[WrittenText]:
    if not answer.writing or not answer.writing.paragraphs:
        return []
    paragraphs = (
        MarkedParagraph(tuple(answer.claims[number] for number in paragraph.claims), paragraph.item, paragraph.heading)
        for paragraph in answer.writing.paragraphs
    )
    return [WrittenText(tuple(paragraphs))]


def _split(answer: Answer, works: tuple[JudgedWork, ...]) -> Iterator[Block]:
    """The table that a question "per year" asks for: the works of each year that discuss the topic."""
    part = answer.understood.grouped_by if answer.understood else None
    if part is None or part not in _SPLITS:
        return
    yield Heading(f"{_PARTS[part]}, with the number of works decided:")
    groups = tuple(Group(f"{group.name} (of {group.decided})", group.keys) for group in _SPLITS[part](works))
    yield FoundWorks((), groups, {})


def _every_year(works: tuple[JudgedWork, ...]) -> Iterator[Counted]:
    """The groups by year, with the years in between that have no work."""
    groups = by_year(works)
    yield from groups[:1]
    for before, group in pairwise(groups):
        if group.name != NO_YEAR:
            yield from (Counted(year, 0, 0, ()) for year in years_between(before.name, group.name))
        yield group


_SPLITS: Mapping[Aim, Callable[[tuple[JudgedWork, ...]], Iterable[Counted]]] = {
    Aim.YEARS: _every_year,
    Aim.VENUES: by_venue,
}
_PARTS = {Aim.YEARS: "By year", Aim.VENUES: "By venue"}


def _swept(answer: Answer, works: tuple[JudgedWork, ...], by_number: Mapping[int, Citation]) -> SweptWorks:
    years, venues = by_year(works), by_venue(works)
    return SweptWorks(
        tuple(
            DecidedWork(
                work,
                work_name(work.title, work.authors, work.year),
                verdict_name(work.verdict, combines=answer.combines),
                tuple(by_number[number] for number in work.citations),
            )
            for work in works
        ),
        years if sum(group.name != NO_YEAR for group in years) > 1 else (),
        venues if any(group.name != NO_VENUE for group in venues) else (),
    )


def _fields(answer: Answer, by_number: Mapping[int, Citation]) -> Iterator[FieldRows | NotedWorks]:
    """The items under each field, then those that are like the topic; or the works asked for."""
    if answer.found:
        yield from _noted(answer, by_number)
        return
    for field in answer.fields:
        for near in (False, True):
            groups = [group for group in field.groups if group.near is near]
            name = field.name if len(answer.fields) > 1 else ""
            like = f"like “{answer.topic}”, without its words" if near else ""
            heading = ", ".join(filter(None, (name, like)))
            if groups:
                yield FieldRows(tuple(_field_row(group, by_number) for group in groups), _capital(heading, ":"))


def _noted(answer: Answer, by_number: Mapping[int, Citation]) -> Iterator[NotedWorks]:
    """The works that fill the fields, with the number of their items, or those that lack them, by what they lack."""
    shown = Counter(
        (field.name, by_number[item.citation].key)
        for field in answer.fields
        for group in field.groups
        for item in group.items
    )
    works: dict[str, list[tuple[WorkEntry, str]]] = {}
    for work in answer.found:
        noted = "; ".join(noted_in_words(field, work.key, shown[field.name, work.key]) for field in answer.fields)
        works.setdefault("" if shown else noted, []).append((work, noted))
    for heading in sorted(works, key=lambda heading: len(works[heading])):
        yield NotedWorks(tuple(works[heading]), _capital(heading, f" ({len(works[heading])}):"))


def _capital(heading: str, end: str) -> str:
    return f"{heading[:1].upper()}{heading[1:]}{end}" if heading else ""


def _field_row(group: FieldGroup, by_number: Mapping[int, Citation]) -> FieldRow:
    citations = tuple(by_number[item.citation] for item in group.items)
    works: dict[str, list[Citation]] = {}
    for citation in citations:
        works.setdefault(citation.key, []).append(citation)
    named = ((work_label(of[0].title, of[0].authors, of[0].year), tuple(c.number for c in of)) for of in works.values())
    return FieldRow(group.text, tuple(named), citations)


def _numbers_quoted(body: Iterable[Block]) -> Iterator[int]:
    for block in body:
        if isinstance(block, WorkQuotes):
            yield from (citation.number for citation in block.citations)
        elif isinstance(block, FieldRows):
            yield from (citation.number for row in block.rows for citation in row.citations)
        elif isinstance(block, LabelledQuotes):
            yield from (quote.citation.number for _, quotes in block.rows for quote in quotes)
        elif isinstance(block, SweptWorks):
            yield from (citation.number for decided in block.shown for citation in decided.citations)


def _cost(writing: Writing) -> str:
    """The cost of a reply in words: model, tokens, seconds; and what was removed from it."""
    about = "about " if writing.estimated else ""
    parts = [f"{about}{writing.prompt_tokens} tokens in, {writing.completion_tokens} out", f"{writing.seconds:.1f} s"]
    if writing.dropped:
        parts.append(f"{counted(writing.dropped, 'citation')} dropped")
    if writing.removed:
        parts.append(f"taken out: {', '.join(writing.removed)}")
    return f"{writing.model}: {'; '.join(parts)}."


def limits_of(answer: Answer, given: Filter = Filter()) -> tuple[Limit, ...]:
    """Limits from the question or the conversation, without those `given` by hand."""
    limits = []
    asked = " ".join(answer.question.casefold().split())
    named = (Facet.WORK,) if answer.understood and answer.understood.works else ()
    for facet in Facet:
        if facet in named:  # what the answer is about is no limit of it
            continue
        read = [condition for condition in answer.conditions if condition.facet is facet]
        whole = _part(answer.only, facet)
        if read:
            # Else an earlier question said it; "and Baker?" says "by Baker" without "by".
            said = all(condition.words.casefold().removeprefix("by ") in asked for condition in read)
            words = ", ".join(dict.fromkeys(condition.words for condition in read)) if said else ""
            meaning = ", ".join(dict.fromkeys(_in_words(facet, condition.only) for condition in read))
            limits.append(Limit(facet, words, meaning))
        elif whole and whole != _part(given, facet):
            limits.append(Limit(facet, "", _in_words(facet, whole)))
    return tuple(limits)


def _in_words(facet: Facet, only: Filter) -> str:
    many = facet is Facet.WORK and len(only.keys) > _FEW
    return counted(len(only.keys), "work") if many else str(only)


_FIELDS = {
    Facet.YEAR: ("years",),
    Facet.AUTHOR: ("authors",),
    Facet.VENUE: ("venues",),
    Facet.KIND: ("kinds",),
    Facet.EVIDENCE: ("evidence",),
    Facet.WORK: ("keys",),
    Facet.TYPE: ("types", "marks"),
    Facet.FIELD: ("filed",),
}
"""The fields of a filter that hold the conditions of a facet."""


def _part(only: Filter, facet: Facet) -> Filter:
    """The conditions of one facet."""
    return Filter(**{name: getattr(only, name) for name in _FIELDS[facet]})
