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
        """Whether a text has no private name, and no word that only such names have, beside what the person typed."""
        names, words = self._private
        told, known = _in_words(text), _in_words(typed)
        return not (_words(text) - _words(typed)) & words and not any(n in told and n not in known for n in names)

    @cached_property
    def _private(self) -> tuple[frozenset[str], frozenset[str]]:
        """Titles, names of people and venues as private sources state them and no public one does; and their words,
        with those of paths and keys, that stand in none of the public ones."""
        names: dict[bool, set[str]] = {True: set(), False: set()}
        words: dict[bool, set[str]] = {True: set(), False: set(STOP_WORDS)}
        for key, work in self._works.items():
            told = [(self._is_private(path), record, path) for path, record in self._stated.get(key, ())]
            if any(map(self._is_private, work.sources)):
                told.append((True, Record(work.label, work.authors, venue=work.venue), key))
            for is_private, record, place in told:
                stated = {_in_words(name) for name in (record.title, *record.authors, record.venue) if name} - {"  "}
                names[is_private] |= stated
                words[is_private] |= _words(" ".join((*stated, place)))
        return frozenset(names[True] - names[False]), frozenset(words[True] - words[False])


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _in_words(text: str) -> str:
    """The words of a text between spaces, so that a name in it is whole words."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
