"""Whether a kept answer still stands: what it cites is looked for in the corpus as it is now.

Citations are anchored to content (the file's hash, the locator, the quote), so they survive a new name, another
chunking and edits elsewhere. Passages that were given to a language model and not cited do not matter.
"""

from collections.abc import Iterator

from assistant.answers import Citation
from assistant.history.corpus_since import older
from assistant.history.present import Place, Present
from assistant.history.records import Record
from assistant.history.standing import Change, Standing, standing
from index.catalogue import Catalogue

__all__ = ["Change", "Checker", "Standing", "changes", "standing"]


class Checker:
    """Checks kept answers against one state of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Reads the works and the ledger; use it within the catalogue's snapshot, and for as many answers as wanted."""
        self._present = Present(catalogue)

    def changes(self, record: Record) -> tuple[Change, ...]:
        """All that has changed for an answer; none where everything is as it was."""
        cited = [change for citation in record.answer.citations for change in self._cited(citation)]
        told = {change.text for change in cited}
        return (*cited, *(change for change in older(record, self._present) if change.text not in told))

    def _cited(self, citation: Citation) -> Iterator[Change]:
        place = self._place(citation)
        if place is None:
            yield Change(Standing.STALE, self._loss(citation), citation.number)
            return
        if place.key != citation.key and citation.key in self._present.works and not self._same(citation, place):
            text = f"the sentence no longer tells of {citation.key}, but of {place.key or 'no work that is known'}"
            yield Change(Standing.STALE, text, citation.number)
            return
        if place.key and place.key != citation.key:
            yield Change(Standing.MOVED, f"{citation.key} is now cited as {place.key}", citation.number, place)
        if moved := self._move(citation, place):
            yield Change(Standing.MOVED, moved, citation.number, place)

    def _place(self, citation: Citation) -> Place | None:
        """Where the quote stands: in its own file, in one of the same content, in another file of the work."""
        present = self._present
        own = citation.source in present.sources
        same = present.unchanged(citation)
        if same and (same.source == citation.source or not own):
            return same
        if place := present.find(citation, citation.source):
            return place
        if same:
            return same
        key = present.like(citation)
        others = present.works[key].sources if key else ()
        return next((place for path in others if (place := present.find(citation, path)) and place.key == key), None)

    def _same(self, citation: Citation, place: Place) -> bool:
        """Whether a place is of the work that was cited, whose key another work has taken."""
        work = self._present.works.get(place.key or "")
        return work is not None and (work.label, work.year) == (citation.title, citation.year)

    def _move(self, citation: Citation, place: Place) -> str | None:
        """How the place is another one, in words; None where a reader would find it as before."""
        where = [f"on page {place.page}"] if place.page and place.page != citation.page else []
        if place.section and place.section != citation.section:
            where.append(f"under “{place.section}”")
        if place.source == citation.source:
            return f"it now stands {' '.join(where)} in {place.source}" if where else None
        if citation.source not in self._present.sources and place.source in self._present.holding.get(
            citation.sha256, ()
        ):
            return f"{citation.source} is now {place.source}"
        lost = "is no longer in the corpus" if citation.source not in self._present.sources else "no longer says it"
        return f"{citation.source} {lost}; it stands {' '.join([*where, 'in'])} {place.source}"

    def _loss(self, citation: Citation) -> str:
        """Why a quote is nowhere to be found."""
        source = self._present.sources.get(citation.source)
        gone = self._present.like(citation) is None
        if source is None:
            with_it = f", and with it the work {citation.key}" if gone else ""
            return f"{citation.source} was removed{with_it}"
        if source.reason:
            return f"{citation.source} can no longer be read ({source.reason})"
        if gone:
            return f"the work {citation.key} is gone"
        return f"the sentence is no longer in {citation.source}"


def changes(record: Record, catalogue: Catalogue) -> tuple[Change, ...]:
    """All that has changed for one answer since it was kept; none where everything is as it was."""
    with catalogue.snapshot():
        return Checker(catalogue).changes(record)
