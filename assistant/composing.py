"""Compose an answer: number and check citations, collect claims and results."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.answers import (
    Answer,
    Citation,
    Claim,
    FieldResult,
    Group,
    JudgedWork,
    OverviewPart,
    Side,
    Support,
    Verdict,
    Writing,
    numbers_by_type,
)
from assistant.evidence import Quote, Shown, best_sentences, may_be_quoted
from assistant.questions.question import MAX_LENGTH, Known, Question
from assistant.wording import as_one_author, not_read, unseen
from index.entries import FoundPassage, WorkEntry
from index.search import Hit, Search
from index.sources import Evidence
from index.store.catalogue import Catalogue
from index.text.normalise import compounds, normalise
from index.text.passages import Sentence
from index.text.words import plural
from index.works.filters import Filter, studies


class Citer:
    """Makes the citations of one answer, numbered in order of use; a sentence cited again keeps its number."""

    def __init__(self, catalogue: Catalogue, works: Mapping[str, WorkEntry]) -> None:
        """`works`: those of the catalogue, by key."""
        self._catalogue = catalogue
        self._works = works
        self._by_place: dict[tuple[str, int, int, int], Citation] = {}

    @cached_property
    def _hashes(self) -> dict[str, str]:
        """Hashes of the contents of all sources, by path."""
        return self._catalogue.content_hashes()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations so far, in order of their numbers."""
        return tuple(self._by_place.values())

    def cite(self, passage: FoundPassage, sentence: Sentence) -> Citation | None:
        """The citation of a sentence, or None if the source does not have the quote at its locator."""
        # A mark may begin where a sentence begins, and end before it.
        place = (passage.source, passage.page or 0, sentence.start, sentence.end)
        if place in self._by_place:
            return self._by_place[place]
        work = self._works[passage.work]
        citation = Citation(
            number=len(self._by_place) + 1,
            key=work.key,
            title=work.label,
            authors=work.authors,
            year=work.year,
            source=passage.source,
            kind=passage.evidence,
            page=passage.page,
            page_label=passage.page_label,
            also=passage.also,
            section=passage.section,
            quote=sentence.text,
            start=sentence.start,
            end=sentence.end,
            passage=passage.id,
            sha256=self._hashes.get(passage.source, ""),
        )
        if not stands(citation, self._catalogue):
            return None
        self._by_place[place] = citation
        return citation


NEAREST = 3
"""Passages that an abstention shows. A guess."""


@dataclass(slots=True)
class Composer:
    """Collects the parts of an answer to `question`, over those of the `known` works that `only` admits."""

    search: Search
    question: Question
    known: Known
    only: Filter = Filter()
    claims: list[Claim] = field(default_factory=list)
    reason: str | None = None
    summary: str | None = None
    works: tuple[JudgedWork, ...] | None = None
    counts: dict[Verdict, int] | None = None
    found: tuple[WorkEntry, ...] = ()
    groups: tuple[Group, ...] = ()
    sides: tuple[Side, ...] = ()
    fields: tuple[FieldResult, ...] = ()
    parts: tuple[OverviewPart, ...] = ()
    notes: tuple[str, ...] = ()
    writing: Writing | None = None
    entries: Mapping[str, WorkEntry] = field(init=False)
    """All known works, by key."""
    admitted: Sequence[WorkEntry] = field(init=False)
    """The works that `only` admits, without those `set_aside`."""
    set_aside: Sequence[WorkEntry] = field(init=False)
    """The works that `only` admits and that are no studies, unless it or the question names them."""
    citer: Citer = field(init=False)
    _begun: float = field(init=False)

    def __post_init__(self) -> None:
        self._begun = time.perf_counter()
        self.entries = {work.key: work for work in self.known.works}
        passing = self.search.catalogue.passing(self.known.works, self.only)
        named = self.question.request.named if self.question.request else ()
        self.admitted, self.set_aside = studies(passing, self.only, named)
        self.citer = Citer(self.search.catalogue, self.entries)

    def claim(self, items: Iterable[Quote | Shown]) -> list[Citation]:
        """Cite sentences and add each as a claim; leaves out those that their source does not have.

        The claim of a list's item also cites the line that introduces the list.
        """
        cited: list[Citation] = []
        for item in items:
            above = item.introduction if isinstance(item, Quote) else None
            lead = self.citer.cite(item.passage, above) if above else None
            if citation := self.citer.cite(item.passage, item.sentence):
                both = (citation, *([lead] if lead else []))
                self.claims.append(Claim(citation.quote, Support.VERBATIM, tuple(part.number for part in both)))
                cited += both[::-1]
        return cited

    def abstain(self, query: str, nearest: Sequence[Hit | Quote], reason: str = "") -> None:
        """Give no answer, only a reason and the nearest sentences: these, or the best of each of these passages.

        The default `reason` counts the works searched, and those without text.
        """
        self.reason = reason or self._nothing_found()
        for near in nearest:
            if isinstance(near, Quote):
                self.citer.cite(near.passage, near.sentence)
                continue
            shown = [Shown(near.passage, sentence) for sentence in near.passage.sentences]
            fitting = [one for one in shown if may_be_quoted(one.passage, one.sentence)] or shown
            if fitting:
                self.citer.cite(near.passage, best_sentences(self.search, query, fitting)[0].sentence)

    def answer(self) -> Answer:
        """The finished answer."""
        notes = [*self.question.notes, *self.notes]
        if self.only.authors:
            meant = self.search.catalogue.authors_meant(self.only)
            printed = {author for work in self.admitted for author in work.authors}
            notes += as_one_author(self.known.author_names, sorted(printed & frozenset().union(*meant.values())))
        if self.question.cut:
            notes.append(f"The question was longer than {MAX_LENGTH} characters; the rest was not read.")
        return Answer(
            question=self.question.text,
            kind=self.question.kind,
            topic=self.question.topic,
            only=self.only,
            abstained=self.reason is not None,
            reason=self.reason,
            claims=tuple(self.claims),
            citations=self.citer.citations,
            works=self.works,
            counts=self.counts,
            generation=self.search.catalogue.generation(),
            model=self.writing.model if self.writing and self.writing.paragraphs else None,
            seconds=time.perf_counter() - self._begun,
            summary=self.summary,
            read_as=self.question.read_as,
            understood=self.question,
            combines=self.question.wanted.combines,
            conditions=self.question.conditions,
            notes=tuple(notes),
            found=self.found,
            groups=self.groups,
            sides=self.sides,
            fields=self.fields,
            parts=self.parts,
            writing=self.writing,
            set_aside=numbers_by_type(self.set_aside),
        )

    def _nothing_found(self) -> str:
        """The reason for an abstention, with the numbers of works searched and of works without text."""
        catalogue, only = self.search.catalogue, self.only
        works = {work.key for work in self.admitted}
        if not works:
            return f"No work passes the filter ({only})." if only else "The corpus holds no work yet."
        rows = catalogue.admitted(only)
        places = (place for place in catalogue.places() if rows is None or place.rowid in rows)
        without_text = works - {place.work for place in places if place.evidence is not Evidence.TITLE}
        unread = len(without_text & catalogue.unreadable().keys())
        unknown = len(without_text) - unread
        of_works = f"the {len(works)} works" if len(works) > 1 else "the one work"
        passing = f" that {plural(len(works), 'passes', 'pass')} the filter ({only})" if only else ""
        # With --evidence summary, a work without a summary may have other text.
        rest = [f"{unknown} {unseen(unknown, only.evidence)}"] * bool(unknown) + [not_read(unread)] * bool(unread)
        return f"No passage of {of_works}{passing} answers this{'; ' * bool(rest)}{', '.join(rest)}."


def stands(citation: Citation, catalogue: Catalogue) -> bool:
    """True if the source's raw text at the citation's locator equals its quote, after normalisation."""
    raw = catalogue.raw_text(citation.source, citation.page)
    if not 0 <= citation.start < citation.end <= len(raw):
        return False
    # The quote keeps the hyphens of its compounds at line ends, so the raw text must keep them too.
    return normalise(raw[citation.start : citation.end], compounds(citation.quote)).text == citation.quote
