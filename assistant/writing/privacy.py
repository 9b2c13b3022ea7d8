"""What a language model elsewhere may be told: nothing that only private sources say.

Text reaches a model as passages, as facts of their works, and as words of the question that come from earlier answers.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from index.entries import FoundPassage, WorkEntry
from index.sources import Record
from index.store.catalogue import Catalogue
from index.text.words import STOP_WORDS

IsPrivate = Callable[[str], bool]
"""Whether the source at a path is private."""

_WORD = re.compile(r"\w+")
UNNAMED = "A work without a public title"
"""The name of a work of which no public source gives the title."""


class Privacy:
    """Holds back what only private sources say of the `works`, by key."""

    def __init__(self, catalogue: Catalogue, works: Mapping[str, WorkEntry], is_private: IsPrivate) -> None:
        self._catalogue, self._works, self._is_private = catalogue, works, is_private

    def passages(self, offered: Iterable[FoundPassage]) -> tuple[list[FoundPassage], int]:
        """Those of the passages that may be told, and how many are held back.

        For a private passage whose text stands in a public source too stands that one.
        """
        told: dict[str, FoundPassage] = {}
        held = 0
        for passage in offered:
            public = self._public(passage)
            held += public is None
            if public:
                told.setdefault(public.id, public)
        return list(told.values()), held

    def _public(self, passage: FoundPassage) -> FoundPassage | None:
        if not self._is_private(passage.source):
            return passage
        if all(map(self._is_private, passage.also)):
            return None
        twins = self._catalogue.passages(self._catalogue.repeats_of(passage.rowid)).values()
        return next((twin for twin in twins if not self._is_private(twin.source)), None)

    @cached_property
    def works(self) -> dict[str, WorkEntry]:
        """The works by key, with title, authors and year as a public source states them."""
        return {
            key: self._as_public(work) if any(map(self._is_private, work.sources)) else work
            for key, work in self._works.items()
        }

    def _as_public(self, work: WorkEntry) -> WorkEntry:
        records = [record for path, record in self._stated[work.key] if not self._is_private(path)]
        title = next((record.title for record in records if record.title), None)
        authors = next((record.authors for record in records if record.authors), ())
        year = next((record.year for record in records if record.year), None)
        return replace(work, title=title, label=title or UNNAMED, authors=authors, year=year)

    @cached_property
    def _stated(self) -> dict[str, list[tuple[str, Record]]]:
        """Key -> (path, record) of the sources that tell of the work."""
        records = self._catalogue.records()
        return {
            work.key: [(ref[0], records[ref]) for ref in work.records if ref in records]
            for work in self._catalogue.matched()
        }

    def may_tell(self, text: str, typed: str) -> bool:
        """Whether each word of a text was typed by the person, or is no word of a private name."""
        return not (_words(text) - _words(typed)) & self._private_words

    @cached_property
    def _private_words(self) -> frozenset[str]:
        """Words that stand in titles, names, venues and keys of works as private sources state them, and as no public
        one does."""
        private: set[str] = set()
        public = set(STOP_WORDS)
        for key, work in self._works.items():
            for path, record in self._stated.get(key, ()):
                told = _words(" ".join((record.title or "", *record.authors, record.venue or "", path)))
                (private if self._is_private(path) else public).update(told)
            if any(map(self._is_private, work.sources)):
                private |= _words(f"{work.label} {' '.join(work.authors)} {work.venue or ''} {key}")
        return frozenset(private - public)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}
