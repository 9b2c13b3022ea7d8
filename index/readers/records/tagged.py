"""Exports with tagged lines: RIS, PubMed's MEDLINE, EndNote's refer and Web of Science's plain text.

Each line begins with a tag ("AU  - Lovelace, Ada"); a line without a tag continues the one above. Real files may lack
the line that begins or ends a record, or have an extra one. We translate all tags to those of RIS.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from index.readers.files import decode
from index.readers.records.entry import Entry, compose, entry, key_in, key_like, keyword_list
from index.readers.records.names import people_in, personal_name, pubmed_name
from index.sources import Source
from index.works.names import is_cut_list

Fields = Mapping[str, list[str]]
"""Tag -> its values: one for each line with the tag and for each continued line."""


@dataclass(frozen=True, slots=True)
class Form:
    """How one format writes a tagged line.

    `line` matches the tag and its content; `begins` and `ends` are the tags that bound a record. `names` maps tags to
    those of RIS; if it is not empty, other tags are ignored.
    """

    line: re.Pattern[str]
    begins: str
    ends: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def _names(table: str) -> dict[str, str]:
    """ "FAU=AF TI" is {"FAU": "AF", "TI": "TI"}."""
    return {tag: name or tag for tag, _, name in (pair.partition("=") for pair in table.split())}


# "AU  - Lovelace, Ada"; "AU - Lovelace, Ada".
_RIS = Form(re.compile(r"([A-Z][A-Z0-9])  -(?: (.*)|\s*$)"), "TY", "ER")
_LENIENT_RIS = Form(re.compile(r"\s{0,4}([A-Z][A-Z0-9])[ \t]{0,3}- ?(.*)"), "TY", "ER")
# "FAU - Lovelace, Ada".
_MEDLINE = Form(
    re.compile(r"([A-Z]{2,4}) {0,3}- ?(.*)"),
    "PMID",
    names=_names(
        "PMID=TY FAU=AF AU CN=A1 TI BTI=BT JT=JF TA=JA DP=PY AB OT=KW MH=KW LID=DO AID=DO PT=DT PG=SP VI=VL IP=IS"
        " RIN=RX"
    ),
)
# "%A Lovelace, Ada".
_REFER = Form(
    re.compile(r"%(\S) ?(.*)"),
    "0",
    names=_names("0=TY A=AU E=A2 T=TI J=JF B=T2 S=T3 D=PY 8=DA X=AB K=KW R=DO U=UR F=LB Z=N1 <=RN 9=M3 P=SP V=VL N=IS"),
)
# "AF Lovelace, Ada".
_WEB_OF_SCIENCE = Form(
    re.compile(r"([A-Z][A-Z0-9])(?: (.*)|\s*$)"),
    "PT",
    "ER",
    names=_names(
        "PT=TY AF AU BA=AU CA=AU TI PY PD=DA AB DE CR SE SO=JF CT=T3 JI=JA DI=DO DT BP=SP EP VL IS Z9=TC TC=WC EA=DA"
    ),
)
_REFER_TYPES = {"Conference Proceedings": "Conference Paper"}
"""EndNote has papers in proceedings under this name."""
_BOOKS = frozenset({"BOOK", "EBOOK", "EDBOOK", "CONF", "WHOLE"})
_VENUES = ("JF", "T2", "JO", "BT", "C3", "J2", "JA", "J1", "T3")


def read_ris(data: bytes) -> Source:
    """Read the records of a RIS file; raises ReadError if there are none."""
    text = decode(data)
    tidy = any(match.group(1) != "ER" for line in text.split("\n") if (match := _RIS.line.match(line)))
    return _read(text, _RIS if tidy else _LENIENT_RIS)


def read_medline(data: bytes) -> Source:
    """Read the citations of an `.nbib` export; raises ReadError if there are none."""
    return _read(decode(data), _MEDLINE, pubmed_name)


def read_refer(data: bytes) -> Source:
    """Read the records of an `.enw` export; raises ReadError if there are none."""
    return _read(decode(data), _REFER)


def read_webofscience(data: bytes) -> Source:
    """Read the records of an export with their cited references; raises ReadError if there are none."""
    return _read(decode(data), _WEB_OF_SCIENCE)


def _read(text: str, form: Form, name: Callable[[str], str] = personal_name) -> Source:
    return compose([_entry(fields, name) for fields in _records(text, form)])


def _records(text: str, form: Form) -> Iterator[Fields]:
    """The records of a file, with the tags of RIS; lines before the first tag are ignored."""
    fields: dict[str, list[str]] = {}
    values: list[str] | None = None
    for line in text.split("\n"):
        match = form.line.match(line)
        tag, content = match.groups() if match else ("", line)
        if match:
            name = form.names.get(tag, "") if form.names else tag
            # Some programs write tags above the one that begins a record.
            if fields and (tag == form.ends or (tag == form.begins and name in fields)):
                yield fields
                fields = {}
            values = fields.setdefault(name, []) if name and tag != form.ends else None
        if values is not None and content and content.strip():
            values.append(content.strip())
    if fields:
        yield fields


def _entry(fields: Fields, name: Callable[[str], str]) -> Entry:
    """Make an entry of RIS fields; `name` tidies a name of this format."""
    return entry(
        _first(fields, "TI", "T1", "CT", "BT", "ST"),
        authors=_authors(fields, name),
        authors_cut=any(is_cut_list(line) for tag in ("AF", "AU", "A1") for line in fields.get(tag, ())),
        dates=(date for tag in ("PY", "Y1", "YR", "DA") for date in fields.get(tag, ())),
        venues=(_first(fields, tag) for tag in _VENUES),
        doi=_all(fields, "DO"),
        addresses=(_all(fields, tag) for tag in ("UR", "L3", "M3", "N1", "LK")),
        key=_key(fields),
        references=fields.get("CR", ()),
        abstract=_all(fields, "AB") or _all(fields, "N2"),
        # KW has one keyword a line; Web of Science's DE is a list over several lines.
        keywords=keyword_list(*fields.get("KW", ()), " ".join(fields.get("DE", ()))),
        notes=[(name, "\n\n".join(fields.get(tag, ()))) for name, tag in (("note", "N1"), ("research-notes", "RN"))],
        types=_types(fields),
        cited=(_first(fields, "TC"), _first(fields, "WC")),
        pages=(_first(fields, "SP"), _first(fields, "EP")),
        volume=_first(fields, "VL"),
        number=_first(fields, "IS"),
    )


def _types(fields: Fields) -> Iterator[str]:
    """Names of the type, the database's own before that of the format."""
    if fields.get("RX"):  # PubMed: "retraction in"
        yield "retracted"
    yield _all(fields, "DT")
    yield _all(fields, "M3")
    for name in fields.get("TY", ()):
        yield _REFER_TYPES.get(name, name)


def _authors(fields: Fields, name: Callable[[str], str]) -> tuple[str, ...]:
    """Full names if the format has them; of a whole volume without authors, its editors."""
    whole = any(kind in _BOOKS for kind in fields.get("TY", ()))
    for tags in (("AF",), ("AU", "A1"), ("ED", "A2") if whole else ()):
        lines = [line for tag in tags for line in fields.get(tag, ())]
        several = (people_in(line) if ";" in line or line.count(",") > 2 else (name(line),) for line in lines)
        if names := [each for line in several for each in line if each]:
            return tuple(dict.fromkeys(names))
    return ()


def _key(fields: Fields) -> str | None:
    """The researcher's key: in Better BibTeX's note, the identifier, or a label with a year."""
    noted = (key_in(note) for tag in ("N1", "M1", "M2", "C1", "RN") for note in fields.get(tag, ()))
    label = next(
        (key for each in fields.get("LB", ()) if any(map(str.isdigit, each)) and (key := key_like(each))), None
    )
    return next((key for key in noted if key), None) or key_like(_first(fields, "ID")) or label


def _first(fields: Fields, *tags: str) -> str:
    """The joined lines of the first tag that is not empty."""
    return next((text for tag in tags if (text := " ".join(fields.get(tag, ())).strip())), "")


def _all(fields: Fields, tag: str) -> str:
    return "\n".join(fields.get(tag, ()))
