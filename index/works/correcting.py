"""What the corrections of a person do to matched works.

Works are first matched and given keys from the sources alone, so that a correction taken back leaves no trace, and an
index that learns of corrections later equals one that knew them from the start. Then works are parted, united, given
corrected facts and pinned keys, in this order. A corrected fact changes no key: drafts cite it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from index.corrections import Correction, Corrections
from index.entries import CorrectionOutcome
from index.sources import Record
from index.text.words import quoted
from index.works import titles
from index.works.dois import canonical_doi, doi_of
from index.works.keys import base_key, settle
from index.works.merging import RecordRef
from index.works.works import Merged, Work

_NAMED = 3
"""Works that a message about several names (a guess)."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The works after corrections, sorted by key.

    remembered: identity -> key of works that the corrections made or renamed, for table `keys`. apart: pairs of keys,
    each in order, of works that a person says are different.
    """

    works: list[Work]
    outcomes: tuple[CorrectionOutcome, ...] = ()
    remembered: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[tuple[str, str]] = frozenset()


@dataclass(slots=True, eq=False)
class _Part:
    """A work while it is corrected; `matched` is it as matched, None once its records are others."""

    key: str
    identity: str
    refs: set[RecordRef]
    matched: Work | None = None
    facts: dict[str, object] = field(default_factory=dict)


class _MisfitError(Exception):
    """An entry fits no work; its text says why."""


def correct(
    works: Sequence[Work],
    corrections: Corrections,
    records: Mapping[RecordRef, Record],
    readers: Mapping[str, str],
    held_keys: Mapping[str, str],
) -> Corrected:
    """Apply corrections to `works`, matched without them; `readers` and `held_keys` as in `match_works`."""
    if not corrections.entries:
        return Corrected(list(works))
    return _Correcting(works, corrections, records, readers, held_keys).result()


class _Correcting:
    def __init__(
        self,
        works: Sequence[Work],
        corrections: Corrections,
        records: Mapping[RecordRef, Record],
        readers: Mapping[str, str],
        held: Mapping[str, str],
    ) -> None:
        self.corrections, self.records, self.readers, self.held = corrections, records, readers, held
        self.parts = [_Part(work.key, work.identity, set(work.records), work) for work in works]
        self.by_key = {part.key: part for part in self.parts}
        self.part_of = {ref: part for part in self.parts for ref in part.refs}
        self.alike: dict[str, set[RecordRef]] = defaultdict(set)
        """Records by DOI, by title prepared for comparison, and by path."""
        for ref, record in records.items():
            for sign in _signs_of(ref, record):
                self.alike[sign].add(ref)
        self.mine: dict[str, _Part] = {}
        """Key of an entry -> its work."""
        self.apart: list[tuple[_Part, _Part]] = []
        self.remembered: dict[str, str] = {}
        self.outcomes: list[tuple[str, _Part | None, str | None, str]] = []

    def result(self) -> Corrected:
        entries = self.corrections.entries
        for entry in entries:
            self._part_sources(entry)
            self._part_works(entry)
        entries = tuple(self._fitting())
        for entry in entries:
            self._unite(entry)
        # Of united works, the entry of the one that stays speaks first.
        united = {key for entry in entries for key in entry.same_as}
        for entry in sorted(entries, key=lambda entry: entry.key in united):
            self._set_facts(entry)
        for entry in entries:
            self._pin(entry)
        works = sorted((self._work(part) for part in self.parts), key=lambda work: work.key)
        order = {entry.key: number for number, entry in enumerate(self.corrections.entries)}
        outcomes = sorted(self.outcomes, key=lambda outcome: order[outcome[0]])
        pairs = (sorted((first.key, second.key)) for first, second in self.apart)
        return Corrected(
            works,
            tuple(CorrectionOutcome(key, part.key if part else None, fact, text) for key, part, fact, text in outcomes),
            self.remembered,
            frozenset((first, second) for first, second in pairs),
        )

    # Finding the work of an entry.

    def _fitting(self) -> Iterator[Correction]:
        """The entries that say something of a work that is there; the others are noted as misfits."""
        named = {key for entry in self.corrections.entries for key in (*entry.same_as, *entry.not_same_as)}
        first: dict[_Part, Correction] = {}
        for entry in self.corrections.entries:
            if entry.is_empty:
                if entry.key not in named:
                    self._misfit(entry, "says nothing of its work: give it a correction, or remove it")
                continue
            try:
                part = self._mine(entry)
            except _MisfitError as exc:
                self._misfit(entry, str(exc))
                continue
            before = first.setdefault(part, entry)
            if before is entry or entry.key in before.same_as or before.key in entry.same_as:
                yield entry
            else:
                self._misfit(entry, f"is of the same work as the entry {before.key}: put both into one")

    def _mine(self, entry: Correction) -> _Part:
        """The work of an entry, which stays its own however works are parted and united."""
        if entry.key not in self.mine:
            self.mine[entry.key] = self._find(entry)
        return self.mine[entry.key]

    def _named(self, key: str) -> _Part:
        """The work that another entry names by its key."""
        return self._mine(self.corrections.entry(key) or Correction(key))

    def _find(self, entry: Correction) -> _Part:
        """The work of an entry: by its key if `of` does not deny it, else by `of`, else by the corrected facts."""
        part = self.by_key.get(entry.key)
        signs = [entry.of] if entry.of else []
        if part is None or signs:
            signs.append(tuple(str(entry.facts[name]) for name in ("doi", "title") if entry.facts.get(name)))
        for values in signs:
            fitting = list({id(p): p for p in (self.part_of[ref] for ref in sorted(self._like(values)))}.values())
            if part in fitting:
                break
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                keys = ", ".join(p.key for p in fitting[:_NAMED])
                raise _MisfitError(f"fits {len(fitting)} works ({keys}), none of which has this key: name one of them")
        else:
            if part is None:
                missing = "no work has this key" + (", nor a title, DOI or file of `of`" if entry.of else "")
                raise _MisfitError(
                    f"{missing}: correct the key (`refdesk status --json` lists them), or remove the entry"
                )
            if entry.of:
                title = part.matched.label if part.matched else part.key
                raise _MisfitError(
                    f"{part.key} is now {quoted(title)}, which `of` does not fit: correct `of`, or remove it"
                )
        return part

    def _like(self, values: Iterable[str]) -> set[RecordRef]:
        """The records with one of these DOIs, titles or paths."""
        return {ref for value in values for sign in _signs_in(value) for ref in self.alike.get(sign, ())}

    # The steps.

    def _part_sources(self, entry: Correction) -> None:
        for value in entry.apart:
            try:
                part = self._mine(entry)
            except _MisfitError:  # `_fitting` names it
                return
            refs = self._like([value]) & part.refs
            if not refs:
                self._misfit(entry, f"`apart`: {quoted(value)} is no source, DOI or title of this work: correct it")
            elif refs == part.refs:
                self._misfit(entry, f"`apart`: {quoted(value)} is all there is of this work: nothing would be left")
            else:
                new = self._split(part, refs, f"parted from {entry.key}: {value}", None)
                self._done(entry, part, f"{quoted(value)} is another work, {new.key}")

    def _part_works(self, entry: Correction) -> None:
        for key in entry.not_same_as:
            try:
                part = self._mine(entry)
            except _MisfitError:
                return
            try:
                other = self._named(key)
            except _MisfitError as exc:
                self._misfit(entry, f"`not_same_as`: {key}: {exc}")
                continue
            if part is not other:
                self.apart.append((part, other))
            else:
                of = self.corrections.entry(key)
                refs = (self._like(of.of if of else ()) & part.refs) - self._like(entry.of)
                if not refs or refs == part.refs:
                    what = f"`not_same_as`: {key} is matched with this work, and no DOI or title tells them apart"
                    self._misfit(entry, f"{what}: name the other's source in `apart`")
                    continue
                free = self.by_key.get(key, part) is part
                other = self.mine[key] = self._split(
                    part, refs, f"parted from {entry.key}: {key}", key if free else None
                )
                if other.key == part.key:  # matching gave both the other's key
                    part.key = entry.key
                    self.by_key[part.key] = part
            self._done(entry, part, f"is not the same work as {other.key}")

    def _split(self, part: _Part, refs: set[RecordRef], identity: str, key: str | None) -> _Part:
        """A new work of some records, with this key or a generated one."""
        new = _Part("", identity, refs)
        record = self._merged(new).record
        base = base_key(record.authors, record.year, record.title, min(refs)[0].rsplit("/", 1)[-1].rsplit(".", 1)[0])
        new.key = key or self._new_key(identity, base)
        part.refs -= refs
        part.matched = None
        self.parts.append(new)
        self.by_key[new.key] = new
        self.part_of |= dict.fromkeys(refs, new)
        self.apart.append((part, new))
        return new

    def _unite(self, entry: Correction) -> None:
        for key in entry.same_as:
            part = self._mine(entry)
            try:
                other = self._named(key)
            except _MisfitError as exc:
                self._misfit(entry, f"`same_as`: {key}: {exc}")
                continue
            if part is other:
                self._done(entry, part, f"is the same work as {key}, as matching says too")
                continue
            if any({first, second} == {part, other} for first, second in self.apart):
                self._misfit(
                    entry, f"`same_as`: {key} is another work by `not_same_as` or `apart`: remove one of the two"
                )
                continue
            title = self._merged(other).record.title
            part.refs |= other.refs
            part.matched = None
            self.part_of |= dict.fromkeys(other.refs, part)
            for known in (self.by_key, self.mine):
                known |= {name: part for name, theirs in known.items() if theirs is other}
            self.outcomes = [(e, part if of is other else of, fact, text) for e, of, fact, text in self.outcomes]
            self.parts.remove(other)
            self.apart = [(part if a is other else a, part if b is other else b) for a, b in self.apart]
            self._done(entry, part, f"is the same work as {other.key}" + (f" ({quoted(title)})" if title else ""))

    def _set_facts(self, entry: Correction) -> None:
        if not entry.facts:
            return
        part = self._mine(entry)
        by_sources = self._merged(part).record
        for name, value in entry.facts.items():
            if name in part.facts:
                self._misfit(entry, f"`{name}` is given by another entry of this work too: remove one of the two")
                continue
            part.facts[name] = value
            before = _shown(getattr(by_sources, name))
            what = f"{name} {_shown(value)}, corrected by you" if value else f"{name} removed by you"
            self._done(entry, part, f"{what} (the sources {f'say {before}' if before else 'give none'})", name)

    def _pin(self, entry: Correction) -> None:
        if not entry.pin:
            return
        part = self._mine(entry)
        before = part.key
        text = f"key {entry.pin}, pinned by you" + (f" (it was {before})" if before != entry.pin else "")
        for other in self.parts:
            if other is not part and other.key.lower() == entry.pin.lower():
                record = self._merged(other).record
                base = base_key(record.authors, record.year, record.title, other.key)
                other.key = self._new_key(f"instead of {entry.pin}: {other.identity}", base)
                self.by_key[other.key] = other
                text += f"; the work that had this key is now {other.key}"
        part.key = entry.pin
        self.remembered[f"pinned {entry.pin}"] = entry.pin
        self._done(entry, part, text)

    # What the steps share.

    def _new_key(self, identity: str, base: str) -> str:
        pins = [entry.pin for entry in self.corrections.entries if entry.pin]
        key = settle({identity: base}, self.held, reserved=(*self.by_key, *pins))[identity]
        self.remembered[identity] = key
        return key

    def _merged(self, part: _Part) -> Merged:
        return Merged.of(part.refs, self.records, self.readers)

    def _work(self, part: _Part) -> Work:
        if part.matched and not part.facts:
            return replace(part.matched, key=part.key)
        facts: dict[str, Any] = {
            name: value or (() if name == "authors" else None) for name, value in part.facts.items()
        }
        merged = self._merged(part)
        return replace(merged, record=replace(merged.record, **facts)).keyed(part.key, part.identity)

    def _done(self, entry: Correction, part: _Part, text: str, fact: str | None = None) -> None:
        self.outcomes.append((entry.key, part, fact, text))

    def _misfit(self, entry: Correction, text: str) -> None:
        self.outcomes.append((entry.key, None, None, text))


def is_named(value: str, ref: RecordRef, record: Record) -> bool:
    """Whether `value` is the DOI, the title or the path of a record."""
    return not _signs_in(value).isdisjoint(_signs_of(ref, record))


def _signs_in(value: str) -> set[str]:
    return {sign for sign in (doi_of(value), titles.compared(value).joined, value) if sign}


def _signs_of(ref: RecordRef, record: Record) -> set[str]:
    title = titles.compared(record.title).joined if record.title else None
    return {sign for sign in (canonical_doi(record.doi), title, ref[0]) if sign}


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return quoted(value) if isinstance(value, str) else str(value or "")
