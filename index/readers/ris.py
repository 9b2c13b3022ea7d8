"""RIS, as reference managers and publishers export it: each record with what its tags say of the work."""

import re
from collections.abc import Callable

from index.readers.decoding import decode
from index.readers.record_entries import Entry, compose
from index.readers.record_facts import doi_of, key_in, key_like, year_of
from index.readers.record_names import personal_name, split_names
from index.readers.record_notes import own_words
from index.readers.record_text import abstract_paragraphs, note_paragraphs, one_line, title_line
from index.readers.tagged import Fields, Form, tagged_records
from index.sources import Record, Source

_STRICT = Form(re.compile(r"([A-Z][A-Z0-9])  -(?: (.*)|\s*$)"), "TY", "ER")
_LENIENT = Form(re.compile(r"\s{0,4}([A-Z][A-Z0-9])[ \t]{0,3}- ?(.*)"), "TY", "ER")
_BOOKS = frozenset({"BOOK", "EBOOK", "EDBOOK", "CONF", "WHOLE"})
_VENUES = ("JF", "T2", "JO", "BT", "C3", "J2", "JA", "J1", "T3")
_DIGIT = re.compile(r"\d")


def read(data: bytes) -> Source:
    """Read the records of a RIS file; raises ReadError where it holds none."""
    text = decode(data)
    tidy = any(match.group(1) != "ER" for line in text.split("\n") if (match := _STRICT.line.match(line)))
    form = _STRICT if tidy else _LENIENT
    return compose([tagged_entry(fields) for fields in tagged_records(text, form)])


def tagged_entry(fields: Fields, name: Callable[[str], str] = personal_name) -> Entry:
    """The entry that the tags of RIS tell of; `name` tidies a name as the format at hand writes it."""
    title = title_line(_first(fields, "TI", "T1", "CT", "BT", "ST"))
    notes = "\n\n".join(fields.get("N1", ()))
    abstract = _all(fields, "AB") or _all(fields, "N2")
    return Entry(
        Record(
            title=title or None,
            authors=_authors(fields, name),
            year=year_of(*(date for tag in ("PY", "Y1", "DA") for date in fields.get(tag, ()))),
            venue=next((v for tag in _VENUES if (v := one_line(_first(fields, tag))) and v != title), None),
            doi=doi_of(_all(fields, "DO"), *(_all(fields, tag) for tag in ("UR", "L3", "M3", "N1", "LK"))),
            key=_key(fields),
            references=tuple(line for each in fields.get("CR", ()) if (line := one_line(each))),
        ),
        abstract=abstract_paragraphs(abstract),
        keywords=_keywords(fields),
        notes=[
            *(note for note in own_words("note", note_paragraphs(notes)) if note not in abstract),
            *own_words("research-notes", note_paragraphs("\n\n".join(fields.get("RN", ())))),
        ],
    )


def _authors(fields: Fields, name: Callable[[str], str]) -> tuple[str, ...]:
    """Full names where the format has them; a volume's editors where it has no authors."""
    whole = any(kind in _BOOKS for kind in fields.get("TY", ()))
    for tags in (("AF",), ("AU", "A1"), ("ED", "A2") if whole else ()):
        lines = [line for tag in tags for line in fields.get(tag, ())]
        several = (split_names(line) if ";" in line or line.count(",") > 2 else (name(line),) for line in lines)
        if names := [each for line in several for each in line if each]:
            return tuple(dict.fromkeys(names))
    return ()


def _key(fields: Fields) -> str | None:
    """The researcher's key: what Better BibTeX notes, the identifier, or a label with a year in it."""
    noted = (key_in(note) for tag in ("N1", "M1", "M2", "C1", "RN") for note in fields.get(tag, ()))
    label = next((key for each in fields.get("LB", ()) if _DIGIT.search(each) and (key := key_like(each))), None)
    return next((key for key in noted if key), None) or key_like(_first(fields, "ID")) or label


def _keywords(fields: Fields) -> tuple[str, ...]:
    """One a line (KW), or a list that goes on over lines (Web of Science's DE)."""
    lines = [*fields.get("KW", ()), " ".join(fields.get("DE", ()))]
    return tuple(dict.fromkeys(word for line in lines for each in line.split(";") if (word := one_line(each))))


def _first(fields: Fields, *tags: str) -> str:
    """What the first of the tags says that says anything, its lines joined."""
    return next((text for tag in tags if (text := " ".join(fields.get(tag, ())).strip())), "")


def _all(fields: Fields, tag: str) -> str:
    return "\n".join(fields.get(tag, ()))
