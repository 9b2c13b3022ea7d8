"""Check a kept answer against the current corpus: look for everything that it cites.

A citation is anchored to content: first to the hash of its file, then to its quote. So it survives a new file name,
another chunking and edits elsewhere. Passages that a language model read but did not cite do not matter.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from assistant.answers import Citation, named_in
from assistant.history.store import KeptAnswer
from assistant.questions.question import QuestionKind
from assistant.wording import counted, page_name
from index.entries import FoundPassage, WorkEntry
from index.fields import FieldItem, study_fields
from index.sources import Evidence
from index.store.catalogue import Catalogue
from index.text.words import plain
from index.works.filters import studies

_NAMED = 3
"""Works or files that one line names; the rest are counted. A guess."""


class Standing(StrEnum):
    """The standing of a citation or an answer, best first.

    MOVED: still there, in another place or under another key. OLDER: true of the corpus as it was. STALE: something
    that it cites is gone.
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
"""Each standing of an answer in words."""


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """The present place of a quote: source, locator, and the key of the work there (None if unknown)."""

    source: str
    page: int | None
    section: str | None
    start: int
    end: int
    key: str | None
    page_label: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one citation, by its number, or (None) of the whole answer; `place` is the new place of a quote."""

    standing: Standing
    text: str
    citation: int | None = None
    place: QuotePlace | None = None


def standing(changes: Sequence[Change], citation: int | None = None) -> Standing:
    """The standing of the whole answer, or of one citation by its number."""
    ranks = list(Standing)
    standings = [change.standing for change in changes if citation in (None, change.citation)]
    return max(standings, key=ranks.index, default=Standing.CURRENT)


class Checker:
    """Checks kept answers against one state of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Reads the works and the sources; use it within a snapshot, for any number of answers."""
        self._catalogue = catalogue
        self._works = {work.key: work for work in catalogue.works()}
        self._sources = {source.path: source for source in catalogue.sources()}
        self._paths_by_hash: dict[str, list[str]] = {}
        for path, source in self._sources.items():
            if source.stamp.sha256:
                self._paths_by_hash.setdefault(source.stamp.sha256, []).append(path)
        self._passages: dict[str, list[FoundPassage]] = {}

    def changes(self, kept: KeptAnswer) -> tuple[Change, ...]:
        """All changes that concern an answer."""
        cited = [change for citation in kept.answer.citations for change in self._citation(citation)]
        texts = {change.text for change in cited}
        return (*cited, *(change for change in self._whole(kept) if change.text not in texts))

    @cached_property
    def _items(self) -> dict[str, list[FieldItem]]:
        """The items of each note: an item may be a heading, or have several sentences."""
        items: dict[str, list[FieldItem]] = {}
        study = study_fields(self._catalogue)
        for field in (*study.fields, *study.own):
            for item in field.items:
                items.setdefault(item.source, []).append(item)
        return items

    # Citations: the content of the cited file, then the quote in that file, then the quote in other files of the work.

    def _citation(self, citation: Citation) -> Iterator[Change]:
        place = self._place(citation)
        if place is None:
            yield Change(Standing.STALE, self._loss(citation), citation.number)
            return
        if place.key != citation.key:
            work = self._works.get(place.key or "")
            rekeyed = work is not None and (work.label, work.year) == (citation.title, citation.year)
            if citation.key in self._works and not rekeyed:
                text = f"the sentence is no longer about {citation.key}, but about {place.key or 'an unknown work'}"
                yield Change(Standing.STALE, text, citation.number)
                return
            if place.key:
                yield Change(Standing.MOVED, f"{citation.key} is now cited as {place.key}", citation.number, place)
        if moved := self._move(citation, place):
            yield Change(Standing.MOVED, moved, citation.number, place)

    def _place(self, citation: Citation) -> QuotePlace | None:
        same_content = self._paths_by_hash.get(citation.sha256, [])
        if citation.source in same_content:
            return self._as_cited(citation, citation.source)
        if place := self._find(citation, citation.source):
            return place
        if same_content:
            return self._as_cited(citation, same_content[0])
        key = self._key_of(citation)
        others = self._works[key].sources if key else ()
        return next((place for path in others if (place := self._find(citation, path)) and place.key == key), None)

    def _as_cited(self, citation: Citation, path: str) -> QuotePlace:
        """The cited place in a file with the same content."""
        works = self._sources[path].works
        start, end = citation.start, citation.end
        key = works[0] if len(works) == 1 else None
        if len(works) > 1:
            around = [p for p in self._of(path) if p.page == citation.page and p.start < end and start < p.end]
            key = around[0].work if around else None
        place = path, citation.page, citation.section, start, end, key or citation.key
        return QuotePlace(*place, citation.page_label)

    def _find(self, citation: Citation, path: str) -> QuotePlace | None:
        """The sentence, or item of a note, of a source that equals the quote, nearest to the cited place.

        A longer sentence says something else, so a part of a sentence does not count.
        """
        places = [
            QuotePlace(
                path, passage.page, passage.section, sentence.start, sentence.end, passage.work, passage.page_label
            )
            for passage in self._of(path)
            for sentence in passage.sentences
            if sentence.text == citation.quote
        ]
        if not places and citation.kind is Evidence.SUMMARY:
            places = [
                QuotePlace(path, None, " > ".join(item.path), item.start, item.end, item.work)
                for item in self._items.get(path, ())
                if item.text == citation.quote
            ]
        return min(places, key=lambda place: _distance(citation, place), default=None)

    def _of(self, path: str) -> list[FoundPassage]:
        if path not in self._passages:
            self._passages[path] = self._catalogue.of_source(path) if path in self._sources else []
        return self._passages[path]

    def _key_of(self, citation: Citation) -> str | None:
        """The present key of the cited work: the same, or that of a work with its title and year."""
        if citation.key in self._works:
            return citation.key
        title = plain(citation.title)
        same = (w.key for w in self._works.values() if w.year == citation.year and plain(w.label) == title)
        return next(same, None)

    def _move(self, citation: Citation, place: QuotePlace) -> str | None:
        """The move in words, or None if a reader finds the quote in the cited place."""
        where = []
        if place.page and place.page != citation.page:
            where.append(f"on {page_name(place.page, place.page_label)}")
        if place.section and place.section != citation.section:
            where.append(f"under “{place.section}”")
        if place.source == citation.source:
            return f"it now stands {' '.join(where)} in {place.source}" if where else None
        gone = citation.source not in self._sources
        if gone and place.source in self._paths_by_hash.get(citation.sha256, ()):
            return f"{citation.source} is now {place.source}"
        lost = "is no longer in the corpus" if gone else "no longer says it"
        return f"{citation.source} {lost}; it stands {' '.join([*where, 'in'])} {place.source}"

    def _loss(self, citation: Citation) -> str:
        """Why a quote cannot be found, in words."""
        source = self._sources.get(citation.source)
        work_is_gone = self._key_of(citation) is None
        if source is None:
            return f"{citation.source} was removed" + (f", and with it the work {citation.key}" * work_is_gone)
        if source.reason:
            return f"{citation.source} can no longer be read ({source.reason})"
        if work_is_gone:
            return f"the work {citation.key} is gone"
        return f"the sentence is no longer in {citation.source}"

    # A statement on all works of a corpus gets outdated when works and files come and go.

    def _whole(self, kept: KeptAnswer) -> Iterator[Change]:
        answer = kept.answer
        named = {work.key: (work.title, work.authors, work.year) for work in answer.works or ()}
        named |= {work.key: (work.label, work.authors, work.year) for work in answer.found}
        now = {(work.label, work.authors, work.year): key for key, work in self._works.items() if key not in named}
        rekeyed = {key: now[facts] for key, facts in named.items() if key not in self._works and facts in now}
        for old, new in rekeyed.items():
            yield Change(Standing.MOVED, f"{old} is now cited as {new}")
        for text in self._outdated(kept, rekeyed):
            yield Change(Standing.OLDER, text)

    def _outdated(self, kept: KeptAnswer, rekeyed: dict[str, str]) -> Iterator[str]:
        """Why an answer on the whole corpus is outdated; nothing for an answer from passages."""
        answer = kept.answer
        decided = None
        counting, aside = studies(self._catalogue.works(answer.only), answer.only, named_in(answer))
        left_out = {work.key for work in aside}
        if answer.works is not None:
            decided = {rekeyed.get(work.key, work.key) for work in answer.works}
            admitted = {work.key for work in counting}
            yield from _listed("work", admitted - decided, "added")
            yield from _listed("work", decided - admitted - left_out, "removed")
            yield from _listed("work", decided & left_out, "set aside")
        elif answer.kind not in (QuestionKind.BIBLIOGRAPHIC, QuestionKind.FIELDS) and not answer.abstained:
            return
        elif counted_otherwise := [work.key for work in answer.found if rekeyed.get(work.key, work.key) in left_out]:
            yield from _listed("work", counted_otherwise, "set aside")
        lost = {work.key for work in answer.found} - self._works.keys() - rekeyed.keys()
        still = [(work, self._works[work.key]) for work in answer.found if work.key in self._works]
        yield from _listed("work", lost, "removed")
        yield from _listed("record", {work.key for work, now in still if _facts(work) != _facts(now)}, "changed")
        if kept.contents is not None:
            new = {p for digest, paths in self._paths_by_hash.items() if digest not in kept.contents for p in paths}
            decides = {path for path in new if decided is None or decided.intersection(self._sources[path].works)}
            yield from _listed("file", decides, "new or edited")
            # Hashes alone do not tell an edited file from a removed one; if more went than came, some were removed.
            removed = len(kept.contents - self._paths_by_hash.keys()) - len(new)
            if removed > 0:
                yield f"{counted(removed, 'file')} removed since"
            elif not new and removed == 0 and decided is None and kept.works not in (None, len(counting)):
                yield f"{counted(len(counting), 'work')} to count now, {kept.works} then"
        elif answer.works is None and answer.generation != self._catalogue.generation():
            yield f"the index was brought up to date since (generation {answer.generation})"


def _distance(citation: Citation, place: QuotePlace) -> tuple[bool, bool, int, int]:
    """A sort key for the distance from the cited place: first work and section, then page and offset."""
    pages = abs((place.page or 0) - (citation.page or 0))
    return place.key != citation.key, place.section != citation.section, pages, abs(place.start - citation.start)


def _facts(work: WorkEntry) -> tuple[object, ...]:
    return work.label, work.authors, work.year, work.venue, work.doi


def _listed(noun: str, names: Collection[str], change: str) -> Iterator[str]:
    """A line such as "2 works added since: bees, lakes"; nothing without names."""
    if names:
        first, rest = sorted(names)[:_NAMED], len(names) - _NAMED
        more = f" and {rest} more" if rest > 0 else ""
        yield f"{counted(len(names), noun)} {change} since: {', '.join(first)}{more}"
