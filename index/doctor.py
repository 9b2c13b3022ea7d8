"""The doctor: what is wrong, missing or contradictory in a corpus, according to the catalogue of its last build."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TypeVar

from rapidfuzz.fuzz import token_set_ratio

from index.corrections import FILE_NAME as CORRECTIONS
from index.entries import CorrectionOutcome, Fact, SourceEntry
from index.fields import Field, study_fields
from index.readers import SUFFIXES
from index.sources import Fault, Kind, PageFault, Record
from index.store.catalogue import Catalogue
from index.text.words import plural, quoted, title_words
from index.works import names, titles, venues
from index.works.belonging import absent_files, strangers
from index.works.dois import canonical_doi
from index.works.facts import dois_exclude
from index.works.filters import studies
from index.works.keys import own_key
from index.works.merging import RecordRef, in_precedence
from index.works.titles import Relation
from index.works.works import Work, possible_duplicates
from index.zotero.library import ROOT as ZOTERO

V = TypeVar("V", bound=Hashable)

_LIKE_VENUES = 80
"""Percent (rapidfuzz) from which two venues count as one here: a guess."""
_SERIES = re.compile(
    r"(?:lecture notes|communications in computer|advances in intelligent|ifip advances|procedia|ceur workshop"
    r"|acm international conference proceeding)",
    re.IGNORECASE,
)
"""Names of series: one source names the series where another names the volume."""


@dataclass(frozen=True, slots=True)
class StatedValue:
    """One value of a fact, and the sources that give it."""

    value: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact of the work `key` on which sources disagree; `values` has the value that was taken first."""

    key: str
    fact: str
    values: tuple[StatedValue, ...]

    @property
    def taken(self) -> str:
        """The value that the work has."""
        return self.values[0].value


def conflicts(
    works: Sequence[Work],
    records: Mapping[RecordRef, Record],
    readers: Mapping[str, str] | None = None,
    corrected: Collection[tuple[str, str]] = (),
) -> list[Conflict]:
    """Every fact on which sources of one work disagree, in the order of `works`; `corrected` (key, fact) are settled.

    Wording is not a conflict: case, punctuation, a missing subtitle, an abbreviated venue, a preprint's DOI. A file of
    another title than the entry it is attached to is one conflict, whatever else it states.
    """
    aside = strangers(records)
    several = (work for work in works if len(work.records) > 1)
    found = (conflict for work in several for conflict in _of_work(work, records, readers or {}, aside))
    return [it for it in found if (it.key, "authors" if it.fact == "first author" else it.fact) not in corrected]


def _of_work(
    work: Work, records: Mapping[RecordRef, Record], readers: Mapping[str, str], aside: Set[RecordRef]
) -> Iterator[Conflict]:
    ranked = in_precedence(work.records, records, readers)
    by_source = [(ref[0], records[ref]) for ref in ranked if ref not in aside]
    first = work.authors[0] if work.authors else None
    yield from _on(work.key, "title", work.title, [(ref[0], records[ref].title) for ref in ranked], _titles_agree)
    yield from _on(
        work.key, "year", work.year, [(path, r.year) for path, r in by_source], lambda left, right: left == right
    )
    yield from _on(work.key, "venue", work.venue, [(path, r.venue) for path, r in by_source], _venues_agree)
    yield from _on(work.key, "doi", work.doi, [(path, canonical_doi(r.doi)) for path, r in by_source], _dois_agree)
    firsts = [(path, r.authors[0] if r.authors else None) for path, r in by_source]
    yield from _on(work.key, "first author", first, firsts, _authors_agree)


def _on(
    key: str, fact: str, taken: V | None, by_source: Sequence[tuple[str, V | None]], agree: Callable[[V, V], bool]
) -> Iterator[Conflict]:
    """The conflict on one fact, if any; of values that agree, the first represents all."""
    if taken is None:
        return
    sources: dict[V, list[str]] = {taken: []}
    for path, value in by_source:
        if value is not None and value != "":
            same = next((known for known in sources if known == value or agree(known, value)), value)
            sources.setdefault(same, []).append(path)
    if len(sources) > 1:
        yield Conflict(key, fact, tuple(StatedValue(str(v), tuple(dict.fromkeys(who))) for v, who in sources.items()))


def _titles_agree(left: str, right: str) -> bool:
    relation = titles.relation(titles.compared(left), titles.compared(right))
    return relation in (Relation.EQUAL, Relation.NO_SUBTITLE, Relation.CUT)


def _dois_agree(left: str, right: str) -> bool:
    return left == right or not dois_exclude(left, right)


def _authors_agree(left: str, right: str) -> bool:
    return _alone(left).may_be(_alone(right))


def _alone(author: str) -> names.Authors:
    name = names.compared(author)
    return names.listed([name] if name else [])


def _venues_agree(left: str, right: str) -> bool:
    """Lenient, since a person must look at each conflict: a series or similar words also agree."""
    if _SERIES.match(left) or _SERIES.match(right):
        return True
    if venues.same_venue(venues.compared(left), venues.compared(right)) is not False:
        return True
    return token_set_ratio(" ".join(title_words(left[:300])), " ".join(title_words(right[:300]))) >= _LIKE_VENUES


class FindingKind(StrEnum):
    """Kinds of problems in a corpus, most serious first."""

    UNREADABLE_FILE = "unreadable file"
    UNREADABLE_PAGES = "unreadable pages"
    LITTLE_TEXT = "little text of a file read"
    MISFIT = "correction that fits nothing"
    FILE_WITHOUT_WORK = "file without a work"
    FILE_ABSENT = "file of an entry that is absent"
    COPY = "file kept twice"
    KEY_TWICE = "key used twice"
    TWO_KEYS = "work with two keys"
    DOI_TWICE = "DOI used twice"
    POSSIBLE_DUPLICATE = "possible duplicate"
    CONFLICT = "conflict between sources"
    PAPER_ABSENT = "summary without its paper"
    UNFILLED_FIELD = "unfilled summary field"
    NO_AUTHORS = "work without authors"
    NO_YEAR = "work without a year"
    NO_TEXT = "work without text"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem; `subject` is a source's path, a citation key or a field name, and `text` ends with the next step."""

    kind: FindingKind
    subject: str
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All findings in one generation of the catalogue, sorted by kind and subject.

    `set_aside` of the `works` are no studies; `lacking` tells how many of the studies lack a fact.
    """

    generation: int
    sources: int
    works: int
    findings: tuple[Finding, ...]
    set_aside: int = 0
    lacking: tuple[tuple[Fact, int], ...] = ()

    @property
    def counts(self) -> Mapping[FindingKind, int]:
        """The number of findings by kind, most serious first; kinds without findings are left out."""
        counts = Counter(finding.kind for finding in self.findings)
        return {kind: counts[kind] for kind in FindingKind if counts[kind]}

    def of(self, kind: FindingKind) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(finding for finding in self.findings if finding.kind is kind)


_NAMED = 5
"""Files or works that one line names (a guess)."""

_HAS_PROPERTIES = (".pdf", ".docx", ".epub", ".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class _Holdings:
    """The catalogue without its texts; `with_text` has the keys of works with more text than a title."""

    sources: Mapping[str, SourceEntry]
    records: Mapping[RecordRef, Record]
    works: Mapping[str, Work]
    with_text: frozenset[str]
    fields: Sequence[Field]
    corrections: Sequence[CorrectionOutcome] = ()
    apart: frozenset[tuple[str, str]] = frozenset()

    @property
    def readers(self) -> Mapping[str, str]:
        """Source path -> name of its reader."""
        return {path: source.reader for path, source in self.sources.items()}

    def paths(self, works: Iterable[Work]) -> tuple[str, ...]:
        """The sources that describe these works."""
        return tuple(dict.fromkeys(path for work in works for path, _ in work.records))


def examine(index: Path, same: Iterable[Iterable[str]] = ()) -> Diagnosis:
    """Diagnose the corpus from the index in this folder; raises CatalogueError if the index cannot be read.

    same: groups of names that mean one field of the notes.
    """
    with closing(Catalogue(index)) as catalogue, catalogue.snapshot():
        generation = catalogue.generation()
        held = _Holdings(
            sources={entry.path: entry for entry in catalogue.sources()},
            records=catalogue.records(),
            works={work.key: work for work in catalogue.matched()},
            with_text=catalogue.having(Fact.TEXT),
            fields=study_fields(catalogue, same).fields,
            corrections=catalogue.corrections(),
            apart=catalogue.apart(),
        )
        lacking = tuple(catalogue.lacking(held.works.values()).items())
    order = list(FindingKind)
    unsorted = (finding for look in _LOOKS for finding in look(held))
    findings = sorted(unsorted, key=lambda finding: (order.index(finding.kind), finding.subject, finding.text))
    return Diagnosis(
        generation, len(held.sources), len(held.works), tuple(findings), len(studies(held.works.values())[1]), lacking
    )


def _unreadable(held: _Holdings) -> Iterator[Finding]:
    for source in held.sources.values():
        if source.reason:
            yield Finding(FindingKind.UNREADABLE_FILE, source.path, source.reason, (source.path,))
        elif source.faults:
            text = f"{_pages(source.faults)}: {_advice(source.faults)}"
            yield Finding(FindingKind.UNREADABLE_PAGES, source.path, text, (source.path,))


def _advice(faults: Sequence[PageFault]) -> str:
    from index.readers.pdf.ocr import is_installed  # few corpora need it

    kinds = {page_fault.fault for page_fault in faults}
    if Fault.NO_TEXT in kinds:
        first = "" if is_installed() else "install OCR (`pip install 'refdesk[ocr]'`) and "
        return f"{first}run `refdesk index`, which reads a page in about 30 s, or get another copy"
    if Fault.OCR_LATE in kinds:
        return "run `refdesk index --retry`, or get another copy"
    return "see whether these pages have any text" if kinds == {Fault.OCR_EMPTY} else "get another copy"


_READ = 0.6
"""Share of a file's characters in passages below which what accounts for the rest is looked at (a guess)."""
_SHOWN = 0.005  # smallest share that a line names, as it is rounded to whole percents
_UNACCOUNTED = 0.1
"""Share of the characters that formulas and odd lines lose in sound papers (measured: 0.00 to 0.06)."""


def _little_text(held: _Holdings) -> Iterator[Finding]:
    for path, source in held.sources.items():
        shares = source.shares
        if shares is None or shares.passages >= _READ or shares.lost <= _UNACCOUNTED:
            continue
        parts = [
            (shares.references, "in references"),
            (shares.running_heads, "in running heads"),
            (shares.tables, "in tables"),
            (shares.hidden, "cannot be seen"),
        ]
        others = "".join(f", {share:.0%} {what}" for share, what in parts if share >= _SHOWN)
        text = (
            f"only {shares.passages:.0%} of its characters are in passages{others}: open it and look for what is"
            " missing; get another copy, or run OCR over it"
        )
        yield Finding(FindingKind.LITTLE_TEXT, path, text, (path,))


def _misfits(held: _Holdings) -> Iterator[Finding]:
    for outcome in held.corrections:
        if outcome.work is None:
            yield Finding(FindingKind.MISFIT, outcome.entry, f"its entry in {CORRECTIONS} {outcome.text}")


def _without_work(held: _Holdings) -> Iterator[Finding]:
    named = {path for work in held.works.values() if work.title for path, _ in work.records}
    of_works = {path for path, _ in held.records}
    for path, source in held.sources.items():
        if path in of_works and path not in named and not source.reason:
            step = "write the title on its first line, as `# Title`"
            if source.kind is Kind.RECORD:
                step = "give its entries a title"
            elif path.lower().endswith(_HAS_PROPERTIES):
                step = "set the title in its properties"
            text = f"has no title, so it is listed as a separate work under its file's name: {step}"
            yield Finding(FindingKind.FILE_WITHOUT_WORK, path, text, (path,))


def _files_absent(held: _Holdings) -> Iterator[Finding]:
    absent: dict[str, list[str]] = defaultdict(list)
    # A file of the same name that was matched by its title is not absent.
    names_of = {
        ref: {path.rpartition("/")[2] for path, _ in work.records}
        for work in held.works.values()
        for ref in work.records
    }
    for ref, stated in absent_files(held.records, held.sources):
        path, name = ref[0], re.split(r"[/\\]", stated)[-1]
        if PurePath(name).suffix.lower() in SUFFIXES and name not in names_of.get(ref, ()):
            absent[ZOTERO if path.startswith(f"{ZOTERO}/") else path].append(stated)
    for subject, files in absent.items():
        count = f"{len(files)} {plural(len(files), 'attachment is', 'attachments are')}"
        text = f"{count} not read ({_listed(files)}): `refdesk status` says why; let Zotero fetch what is not here"
        if subject != ZOTERO:
            count = f"{len(files)} {plural(len(files), 'file that is', 'files that are')}"
            text = f"names {count} not in the corpus ({_listed(files)}): put them into it, or read Zotero with --zotero"
        yield Finding(FindingKind.FILE_ABSENT, subject, text, () if subject == ZOTERO else (subject,))


def _copies(held: _Holdings) -> Iterator[Finding]:
    same: dict[str, list[str]] = defaultdict(list)
    for source in held.sources.values():
        if source.stamp.sha256:
            same[source.stamp.sha256].append(source.path)
    for first, *others in same.values():
        if others:
            text = f"has the same content as {_listed(others)}: keep one of them"
            yield Finding(FindingKind.COPY, first, text, (first, *others))


def _own_keys(held: _Holdings) -> Iterator[Finding]:
    users: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for work in held.works.values():
        for path, position in work.records:
            key = own_key(held.records[path, position].key)
            if key:
                users[key][work.key].append(path)
    for key, works in sorted(users.items()):
        paths = tuple(dict.fromkeys(path for using in works.values() for path in using))
        if len(works) > 1:
            others = [f"{work_key} ({quoted(held.works[work_key].label)})" for work_key in works if work_key != key]
            whose = f"{quoted(held.works[key].label)} has it" if key in works else "none of them has it"
            text = f"is the key of {len(works)} works; {whose}, the others are {_listed(others)}: rename the entries"
            yield Finding(FindingKind.KEY_TWICE, key, text, paths)
        elif key not in works:
            (work_key,) = works
            text = f"has the key {quoted(key)} too, in {_listed(paths)}: cite it as {work_key}, or keep one of the keys"
            yield Finding(FindingKind.TWO_KEYS, work_key, text, paths)


def _same_doi(held: _Holdings) -> Iterator[Finding]:
    same: dict[str, list[Work]] = defaultdict(list)
    for work in held.works.values():
        if work.doi:
            same[work.doi].append(work)
    for doi, works in same.items():
        if len(works) > 1:
            text = f"is the DOI of {_listed([_called(work) for work in works])}: each work has its own, correct it"
            yield Finding(FindingKind.DOI_TWICE, doi, text, held.paths(works))


def _duplicates(held: _Holdings) -> Iterator[Finding]:
    for first, second in possible_duplicates(list(held.works.values()), held.apart):
        same = f"{quoted(first.label)} may be the same work as {_called(second)}"
        step = f"`refdesk correct {first.key} --same-as {second.key}`, or `--not-same-as {second.key}`"
        text = f"{same}: {step}"
        yield Finding(FindingKind.POSSIBLE_DUPLICATE, first.key, text, held.paths((first, second)))


def _conflicts(held: _Holdings) -> Iterator[Finding]:
    corrected = {(done.work, done.fact) for done in held.corrections if done.work and done.fact}
    for conflict in conflicts(list(held.works.values()), held.records, held.readers, corrected):
        taken, *others = conflict.values
        against = "; ".join(f"{_listed(stated.sources)} says {quoted(stated.value)}" for stated in others)
        chosen = f"{conflict.fact} {quoted(taken.value)} was taken from {_listed(taken.sources)}"
        text = f"{chosen}; {against}: correct the wrong one, or settle it with `refdesk correct {conflict.key}`"
        sources = tuple(path for stated in conflict.values for path in stated.sources)
        yield Finding(FindingKind.CONFLICT, conflict.key, text, sources)


def _papers_absent(held: _Holdings) -> Iterator[Finding]:
    for work in held.works.values():
        kinds = {path: held.sources[path].kind for path in held.paths([work])}
        summaries = tuple(path for path, kind in kinds.items() if kind is Kind.SUMMARY)
        if summaries and work.title and Kind.PAPER not in kinds.values():
            text = f"{quoted(work.label)} is summarised in {_listed(summaries)}, but the paper is missing: add it"
            yield Finding(FindingKind.PAPER_ABSENT, work.key, text, summaries)


def _unfilled(held: _Holdings) -> Iterator[Finding]:
    for field in held.fields:
        if missing := field.unfilled:
            total = f"{len(field.sources)} {plural(len(field.sources), 'summary', 'summaries')}"
            text = f"is unfilled in {len(missing)} of {total} ({_listed(missing)}): fill it in"
            yield Finding(FindingKind.UNFILLED_FIELD, field.name, text, missing)


def _incomplete(held: _Holdings) -> Iterator[Finding]:
    for work in studies(held.works.values())[0]:  # a volume has neither authors nor a text
        paths = held.paths([work])
        best = in_precedence(work.records, held.records, held.readers)[:1]
        where = best[0][0] if best else "a record"
        settled = {done.fact for done in held.corrections if done.work == work.key}
        if not work.authors and "authors" not in settled:
            by_hand = f"or `refdesk correct {work.key} --author NAME`"
            text = f"no source of {quoted(work.label)} names its authors: add them to {where}, {by_hand}"
            yield Finding(FindingKind.NO_AUTHORS, work.key, text, paths)
        if work.year is None and "year" not in settled:
            by_hand = f"or `refdesk correct {work.key} --year YEAR`"
            text = f"no source of {quoted(work.label)} gives its year: add it to {where}, {by_hand}"
            yield Finding(FindingKind.NO_YEAR, work.key, text, paths)
        if work.key not in held.with_text:
            known = f"only the title of {quoted(work.label)}" if work.title else f"nothing of {quoted(work.label)}"
            text = f"{known} is known: add the paper, a summary or its abstract"
            yield Finding(FindingKind.NO_TEXT, work.key, text, paths)


_LOOKS = (
    _unreadable, _little_text, _misfits, _without_work, _files_absent, _copies, _own_keys, _same_doi, _duplicates,
    _conflicts, _papers_absent, _unfilled, _incomplete,
)  # fmt: skip


def _called(work: Work) -> str:
    return f"{work.key} ({quoted(work.label)}, {work.year})" if work.year else f"{work.key} ({quoted(work.label)})"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown


def _pages(faults: Sequence[PageFault]) -> str:
    """ "page 3: garbled; pages 5-7: no text"."""
    by_fault: dict[str, list[int]] = defaultdict(list)
    for page_fault in faults:
        by_fault[page_fault.fault].append(page_fault.page)
    parts = []
    for fault, pages in by_fault.items():
        runs = _listed(_ranges(sorted(set(pages))))
        parts.append(f"{plural(len(pages), 'page', 'pages')} {runs}: {fault}")
    return "; ".join(parts)


def _ranges(pages: Sequence[int]) -> list[str]:
    """Sorted page numbers as "3" or "5-7"."""
    begins = [page for before, page in zip([-1, *pages], pages, strict=False) if page != before + 1]
    ends = [page for page, after in zip(pages, [*pages[1:], -1], strict=True) if after != page + 1]
    return [str(a) if a == b else f"{a}-{b}" for a, b in zip(begins, ends, strict=True)]
