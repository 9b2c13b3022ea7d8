"""The corpus as it is now, looked through for what an answer once quoted."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answers import Citation
from index.catalogue import Catalogue
from index.entries import FoundPassage, SourceEntry
from index.folding import plain
from index.normalise import Normalised, compounds, normalise

_CUT = 300
"""Characters from which a quote may be a part of a sentence that was too long for one passage."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands now: a source, a locator in it, and the work that it tells of there, by its key."""

    source: str
    page: int | None
    section: str | None
    start: int
    end: int
    key: str | None


class Present:
    """One state of the catalogue, read as far as it is asked for; use it within the catalogue's snapshot."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.generation = catalogue.generation()
        self.works = {work.key: work for work in catalogue.works()}
        self.sources = {source.path: source for source in catalogue.sources()}
        self.holding: dict[str, list[str]] = {}
        """Paths of the sources with the same content, by its hash."""
        for path, source in self.sources.items():
            if source.stamp.sha256:
                self.holding.setdefault(source.stamp.sha256, []).append(path)
        self._passages: dict[str, list[FoundPassage]] = {}
        self._pages: dict[tuple[str, int | None, frozenset[str]], Normalised] = {}

    def unchanged(self, citation: Citation) -> Place | None:
        """Where the cited content is, whatever its file is called now; None where no file has it any more."""
        paths = self.holding.get(citation.sha256, [])
        if not paths:
            return None
        path = citation.source if citation.source in paths else paths[0]
        key = self._work_at(path, citation.page, citation.start, citation.end)
        return Place(path, citation.page, citation.section, citation.start, citation.end, key or citation.key)

    def find(self, citation: Citation, path: str) -> Place | None:
        """Where the quote stands in a source, in whole sentences: the place that is nearest to where it was cited."""
        if path not in self.sources:
            return None
        places = [*self._sentences(path, citation.quote)] or [*self._spans(path, citation.quote)]
        return min(places, key=lambda place: _distance(citation, place), default=None)

    def like(self, citation: Citation) -> str | None:
        """The key of the work that was cited: the same, or that of a work with its title and year."""
        if citation.key in self.works:
            return citation.key
        title = plain(citation.title)
        same = (w.key for w in self.works.values() if w.year == citation.year and plain(w.label) == title)
        return next(same, None)

    def _sentences(self, path: str, quote: str) -> Iterator[Place]:
        for passage in self._of(path):
            for one in passage.sentences:
                if one.text == quote:
                    yield Place(path, passage.page, passage.section, one.start, one.end, passage.work)

    def _spans(self, path: str, quote: str) -> Iterator[Place]:
        """Places in the raw text, for a quote that is cut into other sentences, or stands in no passage, by now."""
        keep = compounds(quote)
        for page in _page_numbers(self.sources[path]):
            text = self._page(path, page, keep)
            at = text.text.find(quote)
            while quote and at >= 0:
                start, end = text.raw_span(at, at + len(quote))
                if self._whole(path, page, start, end, quote):
                    yield self._place(path, page, start, end)
                at = text.text.find(quote, at + 1)

    def _whole(self, path: str, page: int | None, start: int, end: int, quote: str) -> bool:
        """Whether the span begins and ends where sentences do: one that has grown says something else."""
        around = [p for p in self._of(path) if p.page == page and p.start < end and start < p.end]
        if not around or len(quote) >= _CUT:
            return True
        sentences = [one for passage in around for one in passage.sentences]
        return any(one.start == start for one in sentences) and any(one.end == end for one in sentences)

    def _place(self, path: str, page: int | None, start: int, end: int) -> Place:
        over = self._over(path, page, start, end)
        section = over[0].section if over else None
        return Place(path, page, section, start, end, self._work_at(path, page, start, end))

    def _work_at(self, path: str, page: int | None, start: int, end: int) -> str | None:
        """The work that a place tells of; None where it is in no passage of a source that tells of several."""
        works = self.sources[path].works
        if len(works) == 1:
            return works[0]
        over = self._over(path, page, start, end)
        return over[0].work if over else None

    def _over(self, path: str, page: int | None, start: int, end: int) -> list[FoundPassage]:
        return [p for p in self._of(path) if p.page == page and p.start < end and start < p.end]

    def _of(self, path: str) -> list[FoundPassage]:
        if path not in self._passages:
            self._passages[path] = self.catalogue.of_source(path)
        return self._passages[path]

    def _page(self, path: str, page: int | None, keep: frozenset[str]) -> Normalised:
        place = (path, page, keep)
        if place not in self._pages:
            self._pages[place] = normalise(self.catalogue.raw_text(path, page), keep)
        return self._pages[place]


def _page_numbers(source: SourceEntry) -> Iterator[int | None]:
    if source.pages is None:
        yield None
    else:
        yield from range(1, source.pages + 1)


def _distance(citation: Citation, place: Place) -> tuple[bool, bool, int, int]:
    """How far a place is from where it was cited: another work's and another section's passages last."""
    pages = abs((place.page or 0) - (citation.page or 0))
    return place.key != citation.key, place.section != citation.section, pages, abs(place.start - citation.start)
