"""Making citations: each points to one sentence of one passage, is numbered in order of use, and is checked."""

from collections.abc import Mapping

from assistant.answers import Citation
from assistant.verification import stands
from index.catalogue import Catalogue
from index.entries import FoundPassage, WorkEntry
from index.passages import Sentence


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
