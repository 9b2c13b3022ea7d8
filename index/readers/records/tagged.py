"""RIS, as reference managers and publishers export it: each record with what its tags say of the work."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase, digits

import rispy

from index.readers.files import decode
from index.readers.records.entry import Entry, compose, entry, key_in, key_like, keyword_list
from index.readers.records.names import people_in, personal_name, pubmed_name
from index.sources import Source

# Exports made of tagged lines: RIS, and its cousins rewritten as RIS.
#
# Each line begins with a tag ("AU  - Lovelace, Ada"); one without goes on where the line before left off. Real files
# lack the line that begins or ends a record, or have one where it does not belong. So records are parted here, and each
# is handed to rispy whole.

Fields = Mapping[str, list[str]]
"""Tag to what stands behind it, an item for each time that it stands and for each line that goes on."""

_TAGS = {a + b: a + b for a in ascii_uppercase for b in ascii_uppercase + digits}


@dataclass(frozen=True, slots=True)
class Form:
    """How one format writes a tagged line.

    `line` matches the tag and its content; `begins` and `ends` are the tags that bound a record. `names` maps the
    format's tags to those of RIS and, where there are any, all others are left out.
    """

    line: re.Pattern[str]
    begins: str
    ends: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def tagged_records(text: str, form: Form) -> list[Fields]:
    """The records of a file in one form, in order; lines before the first tag are not theirs."""
    return [_parsed(lines) for lines in _records(text.split("\n"), form)]


def _records(lines: Iterable[str], form: Form) -> Iterator[list[str]]:
    """Each record as lines of RIS, without those that bound it."""
    record: list[str] = []
    left_out = False
    for line in lines:
        match = form.line.match(line)
        if match is None:
            if line.strip() and record and not left_out:
                record.append(f"      {line.strip()}")
            continue
        tag, content = match.group(1), (match.group(2) or "").strip()
        if tag in (form.begins, form.ends) and record:
            yield record
            record = []
        name = form.names.get(tag, "") if form.names else tag
        left_out = name not in _TAGS or tag == form.ends
        if not left_out:
            record.append(f"{name}  - {content}")
    if record:
        yield record


def _parsed(lines: list[str]) -> Fields:
    text = "\n".join(("TY  - ", *lines, "ER  - "))
    (record,) = rispy.loads(text, mapping=_TAGS, list_tags=_TAGS, delimiter_tags_mapping={})
    return {tag: [value for value in values if value] for tag, values in record.items() if isinstance(values, list)}


_STRICT = Form(re.compile(r"([A-Z][A-Z0-9])  -(?: (.*)|\s*$)"), "TY", "ER")
_LENIENT = Form(re.compile(r"\s{0,4}([A-Z][A-Z0-9])[ \t]{0,3}- ?(.*)"), "TY", "ER")
_BOOKS = frozenset({"BOOK", "EBOOK", "EDBOOK", "CONF", "WHOLE"})
_VENUES = ("JF", "T2", "JO", "BT", "C3", "J2", "JA", "J1", "T3")
_DIGIT = re.compile(r"\d")


def read_ris(data: bytes) -> Source:
    """Read the records of a RIS file; raises ReadError where it holds none."""
    text = decode(data)
    tidy = any(match.group(1) != "ER" for line in text.split("\n") if (match := _STRICT.line.match(line)))
    form = _STRICT if tidy else _LENIENT
    return compose([tagged_entry(fields) for fields in tagged_records(text, form)])


def tagged_entry(fields: Fields, name: Callable[[str], str] = personal_name) -> Entry:
    """The entry that the tags of RIS describe; `name` tidies a name as the format at hand writes it."""
    return entry(
        _first(fields, "TI", "T1", "CT", "BT", "ST"),
        authors=_authors(fields, name),
        dates=(date for tag in ("PY", "Y1", "DA") for date in fields.get(tag, ())),
        venues=(_first(fields, tag) for tag in _VENUES),
        doi=_all(fields, "DO"),
        addresses=(_all(fields, tag) for tag in ("UR", "L3", "M3", "N1", "LK")),
        key=_key(fields),
        references=fields.get("CR", ()),
        abstract=_all(fields, "AB") or _all(fields, "N2"),
        # One a line (KW), or a list that goes on over lines (Web of Science's DE).
        keywords=keyword_list(*fields.get("KW", ()), " ".join(fields.get("DE", ()))),
        notes=[
            ("note", "\n\n".join(fields.get("N1", ()))),
            ("research-notes", "\n\n".join(fields.get("RN", ()))),
        ],
    )


def _authors(fields: Fields, name: Callable[[str], str]) -> tuple[str, ...]:
    """Full names where the format has them; a volume's editors where it has no authors."""
    whole = any(kind in _BOOKS for kind in fields.get("TY", ()))
    for tags in (("AF",), ("AU", "A1"), ("ED", "A2") if whole else ()):
        lines = [line for tag in tags for line in fields.get(tag, ())]
        several = (people_in(line) if ";" in line or line.count(",") > 2 else (name(line),) for line in lines)
        if names := [each for line in several for each in line if each]:
            return tuple(dict.fromkeys(names))
    return ()


def _key(fields: Fields) -> str | None:
    """The researcher's key: what Better BibTeX notes, the identifier, or a label with a year in it."""
    noted = (key_in(note) for tag in ("N1", "M1", "M2", "C1", "RN") for note in fields.get(tag, ()))
    label = next((key for each in fields.get("LB", ()) if _DIGIT.search(each) and (key := key_like(each))), None)
    return next((key for key in noted if key), None) or key_like(_first(fields, "ID")) or label


def _first(fields: Fields, *tags: str) -> str:
    """What the first of the tags says that says anything, its lines joined."""
    return next((text for tag in tags if (text := " ".join(fields.get(tag, ())).strip())), "")


def _all(fields: Fields, tag: str) -> str:
    return "\n".join(fields.get(tag, ()))


# MEDLINE, as PubMed exports it (`.nbib`): its tags rewritten as those of RIS.

_MEDLINE = Form(
    re.compile(r"([A-Z]{2,4}) {0,3}- ?(.*)"),
    begins="PMID",
    names={
        "PMID": "TY",
        "FAU": "AF",
        "AU": "AU",
        "CN": "A1",
        "TI": "TI",
        "BTI": "BT",
        "JT": "JF",
        "TA": "JA",
        "DP": "PY",
        "AB": "AB",
        "OT": "KW",
        "MH": "KW",
        "LID": "DO",
        "AID": "DO",
    },
)


def read_medline(data: bytes) -> Source:
    """Read the citations of an export; raises ReadError where it holds none."""
    return compose([tagged_entry(fields, pubmed_name) for fields in tagged_records(decode(data), _MEDLINE)])


# EndNote's tagged export (`.enw`), the old refer format: its tags rewritten as those of RIS.

_REFER = Form(
    re.compile(r"%(\S) ?(.*)"),
    begins="0",
    names={
        "0": "TY",
        "A": "AU",
        "E": "A2",
        "T": "TI",
        "J": "JF",
        "B": "T2",
        "S": "T3",
        "D": "PY",
        "8": "DA",
        "X": "AB",
        "K": "KW",
        "R": "DO",
        "U": "UR",
        "F": "LB",
        "Z": "N1",
        "<": "RN",
    },
)


def read_refer(data: bytes) -> Source:
    """Read the records of an export; raises ReadError where it holds none."""
    return compose([tagged_entry(fields) for fields in tagged_records(decode(data), _REFER)])


# The tagged plain text of Web of Science (`.isi`, `.ciw`): its tags rewritten as those of RIS.

_WEB_OF_SCIENCE = Form(
    re.compile(r"([A-Z][A-Z0-9])(?: (.*)|\s*$)"),
    begins="PT",
    ends="ER",
    names={
        **{tag: tag for tag in ("AF", "AU", "TI", "PY", "AB", "DE", "CR", "SE")},
        "PT": "TY",
        "BA": "AU",
        "CA": "AU",
        "SO": "JF",
        "CT": "T3",
        "JI": "JA",
        "PD": "DA",
        "DI": "DO",
    },
)


def read_webofscience(data: bytes) -> Source:
    """Read the records of an export, with the references each cites; raises ReadError where it holds none."""
    return compose([tagged_entry(fields) for fields in tagged_records(decode(data), _WEB_OF_SCIENCE)])
