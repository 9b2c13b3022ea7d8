"""Composing an answer: citations are numbered and checked, claims and results are gathered."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answers import Answer, Citation, Claim, Group, JudgedWork, Side, Support, Verdict, Writing
from assistant.evidence import Quote, Shown, best_sentences
from assistant.questions.question import MAX_LENGTH, Known, Question
from assistant.wording import unseen
from index.entries import FoundPassage, WorkEntry
from index.search import Hit, Search
from index.sources import Evidence
from index.store.catalogue import Catalogue
from index.text.normalise import compounds, normalise
from index.text.passages import Sentence
from index.text.words import plural
from index.works.filters import Filter

# Making citations: each points to one sentence of one passage, is numbered in order of use, and is checked.


class Citer:
    """Gives out citations for one answer; the same sentence keeps its number."""

    def __init__(self, catalogue: Catalogue, works: Mapping[str, WorkEntry]) -> None:
        """`works` are those of the catalogue, by key."""
        self._catalogue = catalogue
        self._works = works
        self._given: dict[tuple[str, int, int], Citation] = {}
        self._hashes: dict[str, str] | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All that were given out, in order of their numbers."""
        return tuple(self._given.values())

    def cite(self, passage: FoundPassage, sentence: Sentence) -> Citation | None:
        """The citation of a sentence; None where the quote does not stand in the source as the locator says."""
        place = (passage.source, passage.page or 0, sentence.start)
        if place in self._given:
            return self._given[place]
        work = self._works[passage.work]
        citation = Citation(
            number=len(self._given) + 1,
            key=work.key,
            title=work.label,
            authors=work.authors,
            year=work.year,
            source=passage.source,
            kind=passage.evidence,
            page=passage.page,
            section=passage.section,
            quote=sentence.text,
            start=sentence.start,
            end=sentence.end,
            passage=passage.id,
            sha256=self._hash(passage.source),
        )
        if not stands(citation, self._catalogue):
            return None
        self._given[place] = citation
        return citation

    def _hash(self, source: str) -> str:
        """The hash of a source's content, as of the state that is cited; those of all are read once."""
        if self._hashes is None:
            self._hashes = self._catalogue.content_hashes()
        return self._hashes.get(source, "")


NEAREST = 3
"""Passages that an abstention shows."""


@dataclass(slots=True)
class Composer:
    """One answer in the making: to `question`, over those of the `known` works that `only` admits."""

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
    notes: tuple[str, ...] = ()
    writing: Writing | None = None
    entries: Mapping[str, WorkEntry] = field(init=False)
    """All known works, by key."""
    admitted: Sequence[WorkEntry] = field(init=False)
    """The works that `only` admits."""
    citer: Citer = field(init=False)
    _begun: float = field(init=False)

    def __post_init__(self) -> None:
        self._begun = time.perf_counter()
        self.entries = {work.key: work for work in self.known.works}
        self.admitted = self.search.catalogue.passing(self.known.works, self.only)
        self.citer = Citer(self.search.catalogue, self.entries)

    def claim(self, items: Iterable[Quote | Shown]) -> list[Citation]:
        """Cite sentences and state them; those that do not stand in their sources are left out."""
        cited = [citation for item in items if (citation := self.citer.cite(item.passage, item.sentence))]
        self.claims += [Claim(citation.quote, Support.VERBATIM, (citation.number,)) for citation in cited]
        return cited

    def abstain(self, query: str, hits: Sequence[Hit], reason: str = "") -> None:
        """State nothing but the reason, and the best sentence of each passage that came nearest.

        Without a `reason`, it is that no passage of the works that were searched answers.
        """
        self.reason = reason or self._nothing_found()
        for hit in hits:
            shown = [Shown(hit.passage, sentence) for sentence in hit.passage.sentences]
            if shown:
                self.citer.cite(hit.passage, best_sentences(self.search, query, shown)[0].sentence)

    def answer(self) -> Answer:
        """The answer as it is handed out."""
        notes = [*self.question.notes, *self.notes]
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
            model=self._model(),
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
            writing=self.writing,
        )

    def _nothing_found(self) -> str:
        """Why there is no answer: how many works were searched, and of how many the text is not known."""
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
        # Asked for notes alone, a work without notes may well be known by more than its title.
        why = unseen(unknown, only.evidence) if only.evidence else "known by title only"
        return f"No passage of {of_works}{passing} answers this; {unknown} {why}, {unread} could not be read."

    def _model(self) -> str | None:
        """The model that wrote; none where nothing of what it wrote is shown."""
        return self.writing.model if self.writing and self.writing.paragraphs else None


# Checking citations by program: a quote counts only where it stands, word for word, at its locator in the source.


def stands(citation: Citation, catalogue: Catalogue) -> bool:
    """Whether the source's raw text at the citation's locator reads as its quote says."""
    raw = catalogue.raw_text(citation.source, citation.page)
    if not 0 <= citation.start < citation.end <= len(raw):
        return False
    # A compound broken at its hyphen keeps the hyphen in a quote, so the quote's own compounds are kept here too.
    return normalise(raw[citation.start : citation.end], compounds(citation.quote)).text == citation.quote
