"""Writing the catalogue: publish the outcome of a build in one transaction."""

import json
import re
import sqlite3
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, replace
from functools import partial
from itertools import groupby

from index.corrections import Corrections
from index.readers.notes import FileName
from index.reading.corpus import CorpusFile
from index.sources import KEYWORDS, Evidence, Kind, Record
from index.store.rows import read_records, read_work_keys
from index.store.schema import get_meta, is_corrected_by, set_meta, transaction
from index.store.staging import StagedSource, staged
from index.text.normalise import hash_of_letters
from index.text.passages import Passage
from index.text.words import title_words
from index.works.cited import links
from index.works.correcting import correct
from index.works.dois import dois_in, is_preprint_doi
from index.works.merging import RecordRef
from index.works.people import one_name_each
from index.works.titles import compared as compared_title
from index.works.venues import compared, same_venue
from index.works.works import match_works, possible_duplicates


def publish(db: sqlite3.Connection, removed: Iterable[str], facts: Mapping[str, str], corrections: Corrections) -> int:
    """Publish the staged sources, drop `removed`, match works again and correct them; returns the new generation.

    `facts` about the vector collection are stored in table `meta`.
    """
    with transaction(db):
        work_keys, matched_keys = read_work_keys(db), read_work_keys(db, matched=True)
        replaced = {*removed, *(row[0] for row in db.execute("SELECT path FROM staged"))}
        before = _descriptions(db, replaced)
        files = _files(db)
        db.executemany("DELETE FROM sources WHERE path = ?", [[path] for path in replaced])
        numbers = _numbers(db)
        for source in staged(db):
            _insert(db, source, numbers[source.path])
        db.execute("DELETE FROM staged")
        _tell_drafts_from_notes(db)
        corrected = is_corrected_by(db, corrections.digest)
        if corrected and before and before == _descriptions(db, replaced):
            _name_works(db, {ref: key for ref, key in work_keys.items() if ref[0] in replaced}, matched_keys)
        else:
            matched_keys = {(row[0], row[1]): row[2] for row in db.execute("SELECT * FROM carried")} | matched_keys
            _replace_works(db, matched_keys, _unchanged(files, _files(db)), corrections)
            db.execute("DELETE FROM carried")
            facts = {**facts, "corrections": corrections.digest}
        _number_pages(db)
        _find_repeats(db)
        generation = int(get_meta(db, "generation") or 0) + 1
        for name, value in {**facts, "generation": str(generation)}.items():
            set_meta(db, name, value)
    return generation


def touch(db: sqlite3.Connection, files: Iterable[CorpusFile], read_at_ns: int) -> None:
    """Store new time stamps of files whose content is the same."""
    if rows := [(*file.times, read_at_ns, file.path) for file in files]:
        with transaction(db):
            db.executemany(
                "UPDATE sources SET size = ?, mtime_ns = ?, ctime_ns = ?, read_at_ns = ? WHERE path = ?", rows
            )


def _descriptions(db: sqlite3.Connection, paths: Iterable[str]) -> dict[str, tuple[str, bool, dict[RecordRef, Record]]]:
    """Path -> reader of the source, if it is notes, and its records; if none changes, the works stay as they are."""
    readers, notes = _readers(db), _notes(db)
    return {path: (readers[path], path in notes, read_records(db, path)) for path in paths if path in readers}


def _files(db: sqlite3.Connection) -> dict[str, tuple[str, int]]:
    """Path -> hash of each file with records, and how many; of a replaced catalogue until the first build."""
    rows = db.execute(
        """SELECT path, sha256, count(*) AS records FROM carried GROUP BY path
           UNION ALL
           SELECT s.path, s.sha256, count(*) FROM sources s JOIN records r ON r.source_id = s.id GROUP BY s.id"""
    )
    return {row["path"]: (row["sha256"], row["records"]) for row in rows}


def _unchanged(before: Mapping[str, tuple[str, int]], now: Mapping[str, tuple[str, int]]) -> frozenset[RecordRef]:
    """The records of files with the same bytes, and as many records, as in the last build."""
    same = ((path, count) for path, (sha256, count) in now.items() if before.get(path) == (sha256, count))
    return frozenset((path, position) for path, count in same for position in range(count))


def _notes(db: sqlite3.Connection) -> frozenset[str]:
    """Paths of the summaries."""
    return frozenset(row["path"] for row in db.execute("SELECT path FROM sources WHERE kind = ?", [Kind.SUMMARY]))


def _readers(db: sqlite3.Connection) -> dict[str, str]:
    """Source path -> name of its reader."""
    rows = db.execute("SELECT path, built_with FROM sources")
    return {row["path"]: row["built_with"].split(" ", 1)[0] for row in rows}


def _tell_drafts_from_notes(db: sqlite3.Connection) -> None:
    """Decide which texts that look like drafts are notes: those whose title is a record's of another source."""
    looks = db.execute(
        """SELECT s.id, s.kind, r.title FROM sources s JOIN records r ON r.source_id = s.id
           WHERE s.draft_because IS NOT NULL"""
    ).fetchall()
    if not looks:
        return
    known = db.execute(
        """SELECT DISTINCT r.title FROM records r JOIN sources s ON s.id = r.source_id
           WHERE s.draft_because IS NULL AND r.title IS NOT NULL"""
    )
    titles = {compared_title(row["title"]).joined for row in known}
    for row in looks:
        title = compared_title(row["title"] or "")
        kind = Kind.SUMMARY if title.telling and title.joined in titles else Kind.DRAFT
        if kind != row["kind"]:
            db.execute("UPDATE sources SET kind = ? WHERE id = ?", [kind, row["id"]])
            db.execute("UPDATE records SET work_key = NULL, matched_key = NULL WHERE source_id = ?", [row["id"]])


def _named_by_file(records: Mapping[RecordRef, Record], notes: Collection[str]) -> dict[RecordRef, Record]:
    """The records, where a note's file has the title of a work, and the note another one, with the file's title.

    People copy a note and leave the first paper's `#+TITLE:` in it. `refdesk doctor` shows both titles as a conflict.
    """
    if not notes:
        return dict(records)
    titles = (record.title for (path, _), record in records.items() if record.title and path not in notes)
    known = {title.joined for title in map(compared_title, titles) if title.telling}

    def named(path: str, record: Record) -> Record:
        name = FileName.of(path).record.title if path in notes and record.title else None
        if not name or not record.title or (file_title := compared_title(name).joined) not in known:
            return record
        stated = compared_title(record.title).joined
        return record if stated.startswith(file_title) or file_title.startswith(stated) else replace(record, title=name)

    return {(path, number): named(path, record) for (path, number), record in records.items()}


def _name_works(
    db: sqlite3.Connection, key_of: Mapping[RecordRef, str], matched_key_of: Mapping[RecordRef, str]
) -> None:
    """Store the key of each record's work, and the key that it has without corrections."""
    ids = {row["path"]: row["id"] for row in db.execute("SELECT id, path FROM sources")}
    db.executemany(
        "UPDATE records SET work_key = ?, matched_key = ? WHERE source_id = ? AND position = ?",
        [(key, matched_key_of[path, position], ids[path], position) for (path, position), key in key_of.items()],
    )


_APART = 2**16
"""Numbers between two sources of a new index: fifteen files fit between any two, each between the last and the first,
and any number after the last."""
_PASSAGES = 2**24
"""Numbers for the passages of one source: more than a file that can be read in time has."""


def _numbers(db: sqlite3.Connection) -> dict[str, int]:
    """Numbers for the staged sources, by path, such that all sources, and so their passages, are in the order of paths.

    Equal scores are ranked in the order of passages, so that it does not matter which builds made the index. Where no
    number is left between two sources, a new one comes last.
    """
    held = {row["path"]: row["id"] for row in db.execute("SELECT path, id FROM sources")}
    paths = sorted({*held, *(row["path"] for row in db.execute("SELECT path FROM staged"))})
    last = max(held.values(), default=0)
    numbers: dict[str, int] = {}
    before = 0
    for is_held, run in groupby(paths, key=lambda path: path in held):
        of_run = list(run)
        if is_held:
            before = held[of_run[-1]]
            continue
        after = next((held[path] for path in paths[bisect_right(paths, of_run[-1]) :] if path in held), None)
        step = _APART if after is None else (after - before) // (len(of_run) + 1)
        if step < 1 or (after is None and before < last):
            before, step = last, _APART
        numbers |= {path: before + step * i for i, path in enumerate(of_run, 1)}
        last = max(last, numbers[of_run[-1]])
    return numbers


def _insert(db: sqlite3.Connection, item: StagedSource, number: int) -> None:
    outcome, source = item.outcome, item.outcome.source
    db.execute(
        """INSERT INTO sources (id, path, sha256, size, mtime_ns, ctime_ns, read_at_ns, kind, draft_because, reason,
           built_with, pages, shares, warnings, faults, passages)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            number,
            item.path,
            *astuple(item.stamp),
            outcome.kind,
            source.draft_because if source else None,
            outcome.reason,
            item.built_with,
            source.pages if source else None,
            _json(asdict(source.shares)) if source and source.shares else None,
            _json(source.warnings if source else ()),
            _json([(fault.page, fault.fault) for fault in source.faults] if source else ()),
            len(outcome.passages),
        ],
    )
    texts, labels = (source.texts, source.labels) if source else ({}, {})
    db.executemany(
        "INSERT INTO texts VALUES (?, ?, ?, ?)",
        [(number, page, labels.get(page), text) for page, text in texts.items()],
    )
    db.executemany(
        "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
        [
            (number, i, r.title, _json(r.authors), r.year, r.venue, r.doi, _json(r.cites), r.key,
             r.type, r.secondary, r.retracted, r.times_cited, r.first_page, r.last_page,
             r.volume, r.number, _json(r.files), r.authors_cut)
            for i, r in enumerate(outcome.records)
        ],
    )  # fmt: skip
    db.executemany(
        "INSERT OR IGNORE INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(number, *figure) for figure in (source.figures if source else ())],
    )
    db.executemany(
        "INSERT INTO refs VALUES (?, ?, ?, ?)",
        [(number, i, n, text) for i, r in enumerate(outcome.records) for n, text in enumerate(r.references)],
    )
    db.executemany(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (number, i, e.kind, e.level, e.text, e.start, e.end, e.record)
            for i, e in enumerate(source.entries if source else ())
        ],
    )
    db.executemany(
        "INSERT INTO filed VALUES (?, ?, ?, ?, ?)",
        [(number, i, n, *field) for i, r in enumerate(outcome.records) for n, field in enumerate(r.fields)],
    )
    db.executemany(
        """INSERT INTO passages (rowid, id, source_id, position, evidence, page, section, start, "end", text, header,
           sentences, text_hash, letters) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (number * _PASSAGES + i, p.id, number, p.record, p.evidence, p.page, p.section, p.start, p.end, p.text,
             p.header, _json([(s.text, s.start, s.end) for s in p.sentences]), p.text_hash, _letters(p))
            for i, p in enumerate(outcome.passages)
        ],
    )  # fmt: skip


def _replace_works(
    db: sqlite3.Connection,
    matched_keys: Mapping[RecordRef, str],
    unchanged: Collection[RecordRef],
    corrections: Corrections,
) -> None:
    """Match the records again, then correct the works.

    `matched_keys` has the key of each record's work in the last build, before corrections; `unchanged` the records
    whose file has not changed since then.

    Table `keys` stores every citation key ever assigned by its work's identity, so that no other work gets it.
    """
    readers = _readers(db)
    records = _named_by_file(read_records(db), _notes(db))
    held_keys = {row["identity"]: row["key"] for row in db.execute("SELECT identity, key FROM keys")}
    matched = match_works(records, readers, held_keys, matched_keys, _notes(db), unchanged)
    corrected = correct(matched, corrections, records, readers, held_keys)
    works = corrected.works
    for table in ("works", "authors", "cites", "notices", "corrections", "apart"):
        db.execute(f"DELETE FROM {table}")
    db.executemany(
        "INSERT INTO works VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (w.key, w.identity, w.title, w.label, _json(w.authors), w.year, w.venue, w.doi, w.type, w.secondary,
             w.retracted, w.times_cited.number if w.times_cited else None,
             w.times_cited.source if w.times_cited else None, w.preprint_year)
            for w in works
        ],
    )  # fmt: skip
    db.executemany("INSERT OR REPLACE INTO keys VALUES (?, ?)", [(w.held_as, w.key) for w in matched])
    db.executemany("INSERT OR REPLACE INTO keys VALUES (?, ?)", corrected.remembered.items())
    db.executemany("INSERT INTO corrections VALUES (?, ?, ?, ?)", [astuple(outcome) for outcome in corrected.outcomes])
    db.executemany("INSERT INTO apart VALUES (?, ?)", sorted(corrected.apart))
    db.executemany("INSERT INTO authors VALUES (?, ?)", one_name_each(work.authors for work in works).items())
    key_of = {ref: work.key for work in works for ref in work.records}
    _name_works(db, key_of, {ref: work.key for work in matched for ref in work.records})
    # Citations: stated by a source (a listing of citing works), and from entries of reference lists.
    outright = {(key_of[ref], key_of[ref[0], i]) for ref, record in records.items() for i in record.cites}
    entries = ((key_of[ref], entry) for ref, record in records.items() for entry in record.references)
    cites = {(citing, cited) for citing, cited in outright if citing != cited} | links(works, entries)
    db.executemany("INSERT INTO cites VALUES (?, ?)", sorted(cites))
    pairs = possible_duplicates(works, corrected.apart)
    notices = [f"possible duplicates: {first.key} and {second.key}" for first, second in pairs]
    db.executemany("INSERT INTO notices VALUES (?)", [[notice] for notice in notices])


def _letters(passage: Passage) -> int:
    """The hash by which repeats are found; two databases order the same keywords differently."""
    in_order = passage.text
    if passage.evidence is Evidence.ABSTRACT and passage.section == KEYWORDS:
        in_order = " ".join(sorted(word.strip() for word in passage.text.casefold().split(";")))
    return hash_of_letters(in_order)


def _find_repeats(db: sqlite3.Connection) -> None:
    """Find the passages with the same letters, of one work, kind and evidence, in several sources or records.

    The first by path and place stands for all, so that two exports of an abstract, or a file and its copy, are one
    passage of evidence.
    """
    db.execute("DELETE FROM repeats")
    rows = db.execute(
        """SELECT p.rowid, p.letters, r.work_key, s.kind, p.evidence, s.path, p.position, p.start
           FROM passages p JOIN sources s ON s.id = p.source_id
           JOIN records r ON r.source_id = p.source_id AND r.position = p.position
           WHERE r.work_key IS NOT NULL
             AND p.letters IN (SELECT letters FROM passages GROUP BY letters HAVING count(*) > 1)
           ORDER BY s.path, p.position, p.page, p.start"""
    )
    first: dict[tuple[object, ...], tuple[int, tuple[str, int]]] = {}
    repeats = []
    for row in rows:
        place = (row["path"], row["position"])
        rowid, of_place = first.setdefault(
            (row["letters"], row["work_key"], row["kind"], row["evidence"]), (row["rowid"], place)
        )
        if of_place != place:
            repeats.append((row["rowid"], rowid))
    db.executemany("INSERT INTO repeats VALUES (?, ?)", repeats)
    db.executemany("INSERT INTO repeats VALUES (?, ?)", list(_nearly_repeated(db)))
    # What repeats a near repeat letter by letter repeats its first, too.
    db.execute(
        """UPDATE repeats SET "first" = (SELECT near."first" FROM repeats near WHERE near.passage = repeats."first")
           WHERE "first" IN (SELECT passage FROM repeats)"""
    )


_ALIKE = 97
"""Percent (rapidfuzz) of the letters that two exports of one abstract have in common: measured, 98 or more on 16 pairs
from four databases."""


def _nearly_repeated(db: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Pairs of passages, a repeat and its first: abstracts of one work in two exports that differ in a few letters, but
    in no number."""
    from rapidfuzz.fuzz import ratio

    def is_same(left: str, right: str) -> bool:
        numbers = (re.findall(r"\d+", left), re.findall(r"\d+", right))
        return numbers[0] == numbers[1] and bool(ratio(left.casefold(), right.casefold(), score_cutoff=_ALIKE))

    rows = db.execute(
        """SELECT p.rowid, p.text, p.source_id, r.work_key
           FROM passages p JOIN sources s ON s.id = p.source_id
           JOIN records r ON r.source_id = p.source_id AND r.position = p.position
           WHERE s.kind = 'record' AND p.evidence = 'abstract' AND p.section <> ?
             AND p.rowid NOT IN (SELECT passage FROM repeats)
             AND (SELECT count(DISTINCT o.source_id) FROM records o WHERE o.work_key = r.work_key) > 1
           ORDER BY r.work_key, s.path, p.position, p.start""",
        [KEYWORDS],
    )
    for _, of_work in groupby(rows, key=lambda row: row["work_key"]):
        kept: list[sqlite3.Row] = []
        for row in of_work:
            others = (each for each in kept if each["source_id"] != row["source_id"])
            first = next((each for each in others if is_same(each["text"], row["text"])), None)
            if first is None:
                kept.append(row)
            else:
                yield row["rowid"], first["rowid"]


_MAX_DIGITS = 4
"""Digits of a first page without a last one; longer numbers are those of articles (a guess)."""


_EDGE_LINES = 2  # of a page's text, as PDFium orders it, among which its number stands (a guess)
_LARGE = 10  # from here on a number beside other text is more likely that of a page than of a section (a guess)
_VENUE_WORDS = 3  # from which on a venue's name does not stand in a line by chance (a guess)
# "Vol. 12", "Volume 12"
_VOLUME = re.compile(r"\bVol(?:ume|\.)\s?\d")


def _number_pages(db: sqlite3.Connection) -> None:
    """Store the first page that a record of its work gives for each paper whose pages show no number.

    A paper of another length than the record's pages, a preprint of them, or a file behind a cover has other numbers;
    so has one that shows nothing of the published version.
    """
    from index.readers.pdf.covers import is_cover  # imported here because it loads PDFium

    db.execute("UPDATE sources SET first_page = NULL WHERE first_page IS NOT NULL")
    rows = db.execute(
        """SELECT s.id, s.pages, o.first_page, o.last_page, r.venue AS own_venue, r.doi AS own_doi, o.venue, o.doi,
                  EXISTS (SELECT 1 FROM records x WHERE x.work_key = r.work_key AND x.type = 'preprint') AS preprint
           FROM sources s JOIN records r ON r.source_id = s.id
           JOIN records o ON o.work_key = r.work_key AND o.first_page IS NOT NULL
           WHERE s.kind = 'paper' AND s.pages > 0
             AND NOT EXISTS (SELECT 1 FROM texts t WHERE t.source_id = s.id AND t.label IS NOT NULL)"""
    ).fetchall()
    stated: dict[int, set[int]] = {}
    published: set[int] = set()
    for row in rows:
        first, last = row["first_page"], row["last_page"]
        if not first.isdecimal() or int(first) < 1:
            continue
        if last and last.isdecimal():
            fits = int(last) - int(first) + 1 == row["pages"]
        else:
            fits = not last and not row["preprint"] and len(first) <= _MAX_DIGITS
        if not fits:
            continue
        stated.setdefault(row["id"], set()).add(int(first))
        of_source = db.execute("SELECT page, text FROM texts WHERE source_id = ? AND page > 0", [row["id"]])
        texts: dict[int, str] = dict(of_source.fetchall())
        if not is_cover(texts.get(1, "")) and _is_as_published(row, texts):
            published.add(row["id"])
    db.executemany(
        "UPDATE sources SET first_page = ? WHERE id = ?",
        [
            (firsts.pop(), source_id)
            for source_id, firsts in stated.items()
            if len(firsts) == 1 and source_id in published
        ],
    )


def _is_as_published(row: sqlite3.Row, texts: Mapping[int, str]) -> bool:
    """Whether a file shows the venue, DOI or volume of the publication on page one, or the number of one of its pages.

    row: what the file and the publication's record say; texts: of the pages.
    """
    page_one = texts.get(1, "")
    doi = row["doi"] if row["doi"] and not is_preprint_doi(row["doi"]) else None
    own_doi = row["own_doi"] if row["own_doi"] and not is_preprint_doi(row["own_doi"]) else None
    if (own_doi and doi in (None, own_doi)) or (doi and doi in dois_in(page_one)) or _VOLUME.search(page_one):
        return True
    if row["own_venue"] and row["venue"] and same_venue(compared(row["own_venue"]), compared(row["venue"])):
        return True
    venue = title_words(row["venue"] or "")
    return any(map(partial(_names_venue, venue), page_one.splitlines())) or any(
        _ends_in_number(line, int(row["first_page"]) + page - 1)
        for page, text in texts.items()
        for line in _edges(text)
    )


def _names_venue(venue: Sequence[str], line: str) -> bool:
    """Whether a line has a venue's words and a number: "Journal of Drift 12 (2011)"."""
    if not venue or not re.search(r"\d", line):
        return False
    words = title_words(line)
    last = len(words) - len(venue) if len(venue) >= _VENUE_WORDS else 0
    return any(words[i : i + len(venue)] == list(venue) for i in range(last + 1))


def _edges(text: str) -> Sequence[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:])


def _ends_in_number(line: str, number: int) -> bool:
    """Whether a line of the margin is a number, or begins or ends with it."""
    words = line.split()
    return words == [str(number)] or (number >= _LARGE and str(number) in (words[0], words[-1]))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
