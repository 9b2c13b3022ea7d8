"""Composing an answer: citations are given out and checked, paragraphs are gathered, and all of it is handed out."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answers import Answer, Citation, Claim, Group, JudgedWork, Side, Support, Verdict, Writing
from assistant.citing import Citer
from assistant.questions.question import Question
from assistant.questions.understanding import MAX_LENGTH
from assistant.quoting import Quote
from assistant.sweeping.evidence import Shown
from assistant.sweeping.sweep import best_sentences
from assistant.wording import plain_markdown, quoted, work_name
from index.entries import WorkEntry
from index.filters import Filter
from index.search import Hit, Search

NEAREST = 3
"""Passages that an abstention shows."""


@dataclass(slots=True)
class Composer:
    """One answer in the making: to `question`, over the works that `only` admits, begun when it was made."""

    search: Search
    question: Question
    only: Filter
    paragraphs: list[str] = field(default_factory=list)
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
    """The works of the catalogue, by key."""
    citer: Citer = field(init=False)
    _begun: float = field(init=False)

    def __post_init__(self) -> None:
        self._begun = time.perf_counter()
        self.entries = {work.key: work for work in self.search.catalogue.works()}
        self.citer = Citer(self.search.catalogue, self.entries)

    def claim(self, items: Iterable[Quote | Shown]) -> list[Citation]:
        """Cite sentences and state them; those that do not stand in their sources are left out."""
        cited = [citation for item in items if (citation := self.citer.cite(item.passage, item.sentence))]
        self.claims += [Claim(citation.quote, Support.VERBATIM, (citation.number,)) for citation in cited]
        return cited

    def abstain(self, reason: str, query: str, hits: Sequence[Hit]) -> None:
        """State nothing but the reason, and the best sentence of each passage that came nearest."""
        self.reason = reason
        self.paragraphs = [plain_markdown(reason)]
        for hit in hits:
            shown = [Shown(hit.passage, sentence) for sentence in hit.passage.sentences]
            if shown:
                self.citer.cite(hit.passage, best_sentences(self.search, query, shown)[0].sentence)
        nearest = self.citer.citations
        if nearest:
            lines = [f"- {named(citation)}: {quoted(citation)}" for citation in nearest]
            self.paragraphs += ["What came nearest:", "\n".join(lines)]

    def answer(self) -> Answer:
        """The answer as it is handed out."""
        notes = [*self.question.notes, *self.notes]
        if self.question.cut:
            notes.append(f"The question was longer than {MAX_LENGTH} characters; the rest was not read.")
        told = [*self.paragraphs, *map(plain_markdown, notes)]
        return Answer(
            question=self.question.text,
            kind=self.question.kind,
            topic=self.question.topic,
            only=self.only,
            text="\n\n".join(paragraph for paragraph in told if paragraph),
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
            combines=self.question.wanted.combines,
            conditions=self.question.conditions,
            notes=tuple(notes),
            found=self.found,
            groups=self.groups,
            sides=self.sides,
            writing=self.writing,
        )

    def _model(self) -> str | None:
        """The model that wrote; none where nothing of what it wrote is shown."""
        return self.writing.model if self.writing and self.writing.paragraphs else None


def named(citation: Citation) -> str:
    """A citation's work, as bold Markdown."""
    return f"**{plain_markdown(work_name(citation.title, citation.authors, citation.year))}**"


def paragraph(cited: Sequence[Citation]) -> str:
    """A work's name and its quotes; `cited` must not be empty."""
    return f"{named(cited[0])}: {' '.join(quoted(citation) for citation in cited)}"
