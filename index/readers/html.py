"""HTML: saved article pages, with the bibliographic facts that publishers state in their heads."""

import codecs
import re
from html.entities import html5

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from index.errors import ReadError
from index.readers.composing import Part, compose, same_words
from index.readers.css_sheets import local_name
from index.readers.decoding import decode
from index.readers.html_facts import stated_facts
from index.readers.markup import parts_of
from index.readers.sight import ALL_HIDDEN, LEFT_OUT
from index.readers.unseen_markup import remove_unseen
from index.sources import Record, Source

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w.:-]{2,30})""", re.I
)
_HEAD = 4096
"""Bytes in which a page says its encoding."""
_ENCODING = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|iso-8859-\d+|latin-?1|us-ascii|(?:windows-|cp)125\d|gb(?:2312|k|18030)|big5|euc-(?:jp|kr)"
    r"|shift[_-]jis|koi8-[ru]",
    re.IGNORECASE,
)
_LATIN = re.compile(r"iso-8859-1|latin-?1|us-ascii", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_KNOWS = frozenset({"lt", "gt", "amp", "quot", "apos"})
_PROLOGUE = re.compile(r"\s*<(?:\?xml\b|!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML|html\s[^>]{0,500}xmlns=)")


def read(data: bytes) -> Source:
    """Read a page; its title is what its head states for citing, else its first main heading.

    Raises ReadError for bytes that are no text and for a page without any.
    """
    tree, whole = tree_of(data)
    record = stated_facts(tree)
    hidden = remove_unseen(tree)
    parts = list(parts_of(tree))
    if hidden and not parts:
        raise ReadError(ALL_HIDDEN)
    title = _title(record.title, parts, tree)
    warnings = () if whole else ("only a part of the page could be parsed: it is damaged or nested too deep",)
    return compose(parts, [_titled(record, title)], (*warnings, *([LEFT_OUT] if hidden else [])))


def tree_of(data: bytes) -> tuple[etree._Element, bool]:
    """The element tree of a page, and whether the parser saw all of it; entities and addresses stay as they are.

    Raises ReadError for bytes that are no text and where nothing can be parsed.
    """
    text = _text(data)
    if _PROLOGUE.match(text):
        tree = _xml(text)
        if tree is not None:
            return tree, True
    parser = HTMLParser(encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as exc:
        raise ReadError("holds no page that can be parsed: save it again as HTML") from exc
    return tree, not any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log)


def _xml(text: str) -> etree._Element | None:
    """The tree of XHTML, None where it is not well formed (most that says it is XHTML is HTML)."""
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = etree.fromstring(_NAMED.sub(_character, text).encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None
    declares_its_own = next(tree.iter(etree.Entity), None) is not None
    return None if declares_its_own or local_name(tree) != "html" else tree


def _character(entity: re.Match[str]) -> str:
    """What HTML's name of a character stands for; XML knows five of them, and does not look the others up."""
    return entity.group() if entity.group(1) in _XML_KNOWS else html5.get(f"{entity.group(1)};", entity.group())


def _text(data: bytes) -> str:
    """A page's text in the encoding it states, else in the one that fits."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, "replace"))
    stated = _CHARSET.search(data[:_HEAD])
    name = stated.group(1).decode("ascii") if stated else ""
    # What says it is Latin-1 is Windows-1252, as browsers take it; a page that speaks of UTF-16 in ASCII is not in it.
    if not _ENCODING.fullmatch(name) or name.lower().startswith(("utf-16", "utf16")):
        return decode(data)
    try:
        return _checked(data.decode("cp1252" if _LATIN.fullmatch(name) else name))
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def _checked(text: str) -> str:
    return decode(text.encode("utf-8", "replace"))


def _title(stated: str | None, parts: list[Part], tree: etree._Element) -> str | None:
    """The title: as stated, else the first main heading, else the window's title."""
    first = next((part.text for part in parts if part.level == 1), None)
    if stated and first and stated.casefold().startswith(first.casefold()) and len(first) > len(stated) // 2:
        return first  # what is stated for sharing has the site's name behind it
    window = next((" ".join("".join(found.itertext()).split()) for found in tree.iter("{*}title")), None)
    return stated or first or window or None


def _titled(record: Record, title: str | None) -> Record:
    if record.title == title or (record.title and title and same_words(record.title, title)):
        return record
    return Record(title, record.authors, record.year, record.venue, record.doi, references=record.references)
