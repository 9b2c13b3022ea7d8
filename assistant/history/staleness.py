"""Whether a kept answer still stands: what it cites is looked for in the corpus as it is now.

Citations are anchored to content (the file's hash, the locator, the quote), so they survive a new name, another
chunking and edits elsewhere. Passages that were given to a language model and not cited do not matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answers import Answer, Citation
from assistant.history.store import KeptAnswer
from assistant.questions.question import QuestionKind
from index.entries import FoundPassage, SourceEntry, WorkEntry
from index.store.catalogue import Catalogue
from index.text.normalise import Normalised, compounds, normalise
from index.text.words import plain

# The corpus as it is now, looked through for what an answer once quoted.

_CUT = 300
"""Characters from which a quote may be a part of a sentence that was too long for one passage."""


@dataclass(frozen=True, slots=True)
class QuotePlace:
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

    def unchanged(self, citation: Citation) -> QuotePlace | None:
        """Where the cited content is, whatever its file is called now; None where no file has it any more."""
        paths = self.holding.get(citation.sha256, [])
        if not paths:
            return None
        path = citation.source if citation.source in paths else paths[0]
        key = self._work_at(path, citation.page, citation.start, citation.end)
        return QuotePlace(path, citation.page, citation.section, citation.start, citation.end, key or citation.key)

    def find(self, citation: Citation, path: str) -> QuotePlace | None:
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

    def _sentences(self, path: str, quote: str) -> Iterator[QuotePlace]:
        for passage in self._of(path):
            for one in passage.sentences:
                if one.text == quote:
                    yield QuotePlace(path, passage.page, passage.section, one.start, one.end, passage.work)

    def _spans(self, path: str, quote: str) -> Iterator[QuotePlace]:
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

    def _place(self, path: str, page: int | None, start: int, end: int) -> QuotePlace:
        over = self._over(path, page, start, end)
        section = over[0].section if over else None
        return QuotePlace(path, page, section, start, end, self._work_at(path, page, start, end))

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


def _distance(citation: Citation, place: QuotePlace) -> tuple[bool, bool, int, int]:
    """How far a place is from where it was cited: another work's and another section's passages last."""
    pages = abs((place.page or 0) - (citation.page or 0))
    return place.key != citation.key, place.section != citation.section, pages, abs(place.start - citation.start)


# How a kept answer and its citations stand, and what has changed since.


class Standing(StrEnum):
    """How a citation or a whole answer stands, best first.

    What moved is still said, elsewhere or under another key; an older answer is true of the corpus as it was; of a
    stale one something that it cites is gone.
    """

    CURRENT = "current"
    MOVED = "moved"
    OLDER = "older"
    STALE = "stale"


MEANING = {
    Standing.CURRENT: "all that it cites stands as it did",
    Standing.MOVED: "all that it cites still stands, some of it elsewhere",
    Standing.OLDER: "all that it cites still stands, but the corpus has changed since",
    Standing.STALE: "something that it cites is gone",
}
"""What each says of an answer, in words."""


@dataclass(frozen=True, slots=True)
class Change:
    """What has changed since: for one citation, by its number, or (None) for the answer as a whole.

    `place` is where a quote that moved stands now.
    """

    standing: Standing
    text: str
    citation: int | None = None
    place: QuotePlace | None = None


def standing(found: Sequence[Change], citation: int | None = None) -> Standing:
    """How the whole answer stands, by what was found to have changed; of one citation where its number is given."""
    ranks = list(Standing)
    told = [change.standing for change in found if citation in (None, change.citation)]
    return max(told, key=ranks.index, default=Standing.CURRENT)


class Checker:
    """Checks kept answers against one state of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Reads the works and the ledger; use it within the catalogue's snapshot, and for as many answers as wanted."""
        self._present = Present(catalogue)

    def changes(self, record: KeptAnswer) -> tuple[Change, ...]:
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

    def _place(self, citation: Citation) -> QuotePlace | None:
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

    def _same(self, citation: Citation, place: QuotePlace) -> bool:
        """Whether a place is of the work that was cited, whose key another work has taken."""
        work = self._present.works.get(place.key or "")
        return work is not None and (work.label, work.year) == (citation.title, citation.year)

    def _move(self, citation: Citation, place: QuotePlace) -> str | None:
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


def changes(record: KeptAnswer, catalogue: Catalogue) -> tuple[Change, ...]:
    """All that has changed for one answer since it was kept; none where everything is as it was."""
    with catalogue.snapshot():
        return Checker(catalogue).changes(record)


# What came into the corpus, went or was edited since an answer was given: a statement on all works grows older.

_NAMED = 3


def older(record: KeptAnswer, present: Present) -> Iterator[Change]:
    """Why an answer on all of the corpus is no longer one on it as it is; nothing for one that rests on passages."""
    for old, new in _rekeyed(record.answer, present).items():
        yield Change(Standing.MOVED, f"{old} is now cited as {new}")
    for text in _outdated(record, present):
        yield Change(Standing.OLDER, text)


def _outdated(record: KeptAnswer, present: Present) -> Iterator[str]:
    answer = record.answer
    if answer.works is not None:
        yield from _decided(answer, present)
    elif answer.kind is not QuestionKind.BIBLIOGRAPHIC and not answer.abstained:
        return
    yield from _found(answer, present)
    if record.contents is not None:
        yield from _contents(answer, record.contents, present)
    elif answer.works is None and answer.generation != present.generation:
        yield f"the index was brought up to date since (generation {answer.generation}, now {present.generation})"


def _rekeyed(answer: Answer, present: Present) -> dict[str, str]:
    """New citation keys of the works decided or found, by those that they had."""
    named = {work.key: (work.title, work.authors, work.year) for work in answer.works or ()}
    named |= {work.key: (work.label, work.authors, work.year) for work in answer.found}
    gone = {facts: key for key, facts in named.items() if key not in present.works}
    now = {(work.label, work.authors, work.year): key for key, work in present.works.items() if key not in named}
    return {gone[facts]: key for facts, key in now.items() if facts in gone}


def _decided(answer: Answer, present: Present) -> Iterator[str]:
    """The works that a sweep would decide now and did not then, and the other way round."""
    rekeyed = _rekeyed(answer, present)
    then = {rekeyed.get(work.key, work.key) for work in answer.works or ()}
    now = {work.key for work in present.catalogue.works(answer.only)}
    if added := sorted(now - then):
        filtered = f"now {'passes' if len(added) == 1 else 'pass'} the filter ({answer.filter})"
        yield f"{_works(added)} {filtered if answer.only else _were('added', added)} since: {_named(added)}"
    if gone := sorted(then - now):
        filtered = f"no longer {'passes' if len(gone) == 1 else 'pass'} the filter ({answer.filter})"
        yield f"{_works(gone)} {filtered if answer.only else _were('removed', gone)} since: {_named(gone)}"


def _found(answer: Answer, present: Present) -> Iterator[str]:
    """The works that a bibliographic question found and whose records say something else now, or are gone."""
    now, rekeyed = present.works, _rekeyed(answer, present)
    if gone := [work.key for work in answer.found if work.key not in now and work.key not in rekeyed]:
        yield f"{_works(gone)} {_were('removed', gone)} since: {_named(gone)}"
    if other := [work.key for work in answer.found if work.key in now and _facts(work) != _facts(now[work.key])]:
        yield f"the records of {_works(other)} {_were('changed', other)} since: {_named(other)}"


def _contents(answer: Answer, then: frozenset[str], present: Present) -> Iterator[str]:
    """Files whose content was not there; of a sweep those on works that it decided, as for others see `_decided`."""
    rekeyed = _rekeyed(answer, present)
    decided = None if answer.works is None else {rekeyed.get(work.key, work.key) for work in answer.works}
    new = {path: set(present.sources[path].works) for digest, paths in present.holding.items() if digest not in then
           for path in paths}  # fmt: skip
    if told := sorted(path for path, works in new.items() if decided is None or works & decided):
        yield f"{_count(told, 'file is', 'files are')} new or edited since: {_named(told)}"
    # Of hashes alone it cannot be told which file was edited; where more went than came, some were removed.
    if (removed := len(then - present.holding.keys()) - len(new)) > 0:
        yield f"{removed} {'file was' if removed == 1 else 'files were'} removed since"


def _facts(work: WorkEntry) -> tuple[object, ...]:
    return work.label, work.authors, work.year, work.venue, work.doi


def _works(keys: Sequence[str]) -> str:
    return _count(keys, "work", "works")


def _were(done: str, keys: Sequence[str]) -> str:
    return f"{'was' if len(keys) == 1 else 'were'} {done}"


def _count(items: Sequence[str], one: str, many: str) -> str:
    return f"{len(items)} {one if len(items) == 1 else many}"


def _named(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
