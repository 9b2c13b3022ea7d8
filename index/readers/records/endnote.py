"""EndNote's XML export, without the styles of its fields."""

from lxml import etree

from index.errors import ReadError
from index.readers.elements import xml_parser
from index.readers.records.entry import Entry, compose, entry, key_like, keyword_list
from index.readers.records.names import people_in, personal_name
from index.sources import Source

_NOT_ENDNOTE = "is XML but not an EndNote export: export the library as XML from EndNote, or remove it"
_VENUES = ("periodical/full-title", "titles/secondary-title", "alt-periodical/full-title", "titles/tertiary-title")
_BOOKS = frozenset({"Book", "Edited Book", "Conference Proceedings", "Electronic Book", "Serial"})


def read(data: bytes) -> Source:
    """Read the records; raises ReadError for invalid XML and for XML of another kind."""
    root, warnings = _root(data)
    if root.tag == "record":
        records = [root]
    elif root.tag in ("xml", "records"):
        records = [record for record in root.iter("record") if record.getparent().tag in ("records", "xml")]
    else:
        raise ReadError(_NOT_ENDNOTE)
    return compose([_entry(record) for record in records], warnings)


def _root(data: bytes) -> tuple[etree._Element, list[str]]:
    """The root element and warnings; control characters, which EndNote writes, are dropped where parsing needs it."""
    reason = "it is empty"
    for recover in (False, True):
        try:
            root = etree.fromstring(data, xml_parser(bare=True, recover=recover))
        except (etree.XMLSyntaxError, ValueError) as exc:
            reason = str(exc).split("\n")[0]
            continue
        if root is not None:
            etree.strip_elements(root, etree.Entity, with_tail=False)
            return root, [f"is not valid XML ({reason}); what could be read of it was"] if recover else []
    raise ReadError(f"is not valid XML ({reason}): export it again, the file may be cut off")


def _entry(record: etree._Element) -> Entry:
    label = _text(record, "label")
    return entry(
        _text(record, "titles/title"),
        authors=_authors(record),
        dates=[_text(record, "dates/year"), *map(_joined, record.iterfind("dates/pub-dates/date"))],
        venues=(_text(record, path) for path in _VENUES),
        doi=_text(record, "electronic-resource-num"),
        addresses=map(_joined, record.iterfind("urls//url")),
        # Researchers also use the label for other things; a key has a year.
        key=key_like(label) if any(char.isdigit() for char in label) else None,
        abstract=_text(record, "abstract"),
        keywords=keyword_list(*map(_joined, record.iterfind("keywords/keyword"))),
        # Programs write into `notes`, too.
        notes=[("research-notes", _text(record, "research-notes")), ("comments", _text(record, "notes"))],
        types=(_text(record, "work-type"), _kind(record)),
        pages=(_text(record, "pages"),),
        volume=_text(record, "volume"),
        number=_text(record, "number"),
    )


def _kind(record: etree._Element) -> str:
    kind = record.find("ref-type")
    name = "" if kind is None else kind.get("name") or ""
    # EndNote has papers in proceedings under this name.
    return "Conference Paper" if name == "Conference Proceedings" else name


def _authors(record: etree._Element) -> tuple[str, ...]:
    kind = record.find("ref-type")
    whole = kind is not None and kind.get("name") in _BOOKS
    for group in ("authors", *(("secondary-authors",) if whole else ())):
        lines = [_joined(author) for author in record.iterfind(f"contributors/{group}/author")]
        names = [name for line in lines for name in (people_in(line) if ";" in line else (personal_name(line),))]
        if any(names):
            return tuple(name for name in names if name)
    return ()


def _text(record: etree._Element, path: str) -> str:
    element = record.find(path)
    return "" if element is None else _joined(element)


def _joined(element: etree._Element) -> str:
    """The text of an element and its styles; EndNote ends lines with a carriage return."""
    return "".join(element.itertext()).replace("\r", "\n").strip()
