"""HTML: saved article pages, with the bibliographic facts that publishers state in the head."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html.entities import html5

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from index.errors import ReadError
from index.readers.composing import Part, compose, filled, same_words
from index.readers.elements import has_words, is_hidden, local_name, xml_parser
from index.readers.files import decode
from index.readers.records.entry import year_of
from index.readers.records.names import people_in
from index.readers.web.markup import is_furniture, parts_of
from index.sources import ALL_HIDDEN, LEFT_OUT, Record, Source
from index.works.dois import doi_of

# <meta charset="windows-1252">, <?xml version="1.0" encoding="utf-8"?>
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w.:-]{2,30})""", re.I
)
_HEAD = 4096
"""Bytes in which a page must state its encoding (a guess); browsers search 1,024."""
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"})
# "&uuml;"
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_KNOWS = frozenset({"lt", "gt", "amp", "quot", "apos"})
# <?xml version="1.0"?>, <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
_PROLOGUE = re.compile(r"\s*<(?:\?xml\b|!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML|html\s[^>]{0,500}xmlns=)")


def read(data: bytes) -> Source:
    """Read a page; its title is the one in its head, else its first main heading. Raises ReadError without text."""
    tree, whole = tree_of(data)
    record = stated_facts(tree)
    hidden = remove_hidden(tree)
    parts = list(parts_of(tree))
    if hidden and not parts:
        raise ReadError(ALL_HIDDEN)
    record = replace(record, title=_title(record.title, parts, tree))
    warnings = () if whole else ("only a part of the page could be parsed: it is damaged or nested too deep",)
    return compose(parts, [record], (*warnings, *([LEFT_OUT] if hidden else [])))


def tree_of(data: bytes) -> tuple[etree._Element, bool]:
    """The root element of a page, and whether all of it could be parsed; nothing is fetched.

    Raises ReadError for bytes that are not text, and if nothing can be parsed.
    """
    text = decode(data, _stated_encoding(data))
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
    """The root element of XHTML, None if it is not well formed: most pages that claim to be XHTML are HTML."""
    content = _NAMED.sub(_character, text).encode("utf-8", "replace")
    try:
        tree = etree.fromstring(content, xml_parser(bare=True, encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return None
    has_own_entities = next(tree.iter(etree.Entity), None) is not None
    return None if has_own_entities or local_name(tree) != "html" else tree


def _character(entity: re.Match[str]) -> str:
    """The character of an HTML entity; the five that XML defines stay entities."""
    return entity.group() if entity.group(1) in _XML_KNOWS else html5.get(f"{entity.group(1)};", entity.group())


def _stated_encoding(data: bytes) -> str | None:
    """The encoding that a page states; like browsers, we read Latin-1 and ASCII as Windows-1252."""
    stated = _CHARSET.search(data[:_HEAD])
    name = stated.group(1).decode("ascii").lower() if stated else ""
    # If we can read the statement as ASCII, the page is not in UTF-16.
    return "cp1252" if name in _LATIN else None if name.startswith("utf-16") else name


def _title(stated: str | None, parts: list[Part], tree: etree._Element) -> str | None:
    """The title: as stated, else the first main heading, else the `title` element."""
    first = next((part.text for part in parts if part.level == 1), None)
    if stated and first and stated.casefold().startswith(first.casefold()) and len(first) > len(stated) // 2:
        # A title for sharing ends with the site's name.
        return stated if same_words(stated, first) else first
    window = next((" ".join("".join(title.itertext()).split()) for title in tree.iter("{*}title")), None)
    return stated or first or window or None


# Facts in the head of a page: Highwire's and Dublin Core's `meta` names, and schema.org's JSON-LD.

_TITLE = ("citation_title", "dc.title", "dcterms.title", "eprints.title", "bepress_citation_title")
_SHARED_TITLE = ("og:title", "twitter:title")
_AUTHOR = ("citation_author", "citation_authors", "dc.creator", "dcterms.creator", "bepress_citation_author")
_DATE = """
    citation_publication_date citation_date citation_year citation_online_date prism.publicationdate dc.date
    dc.date.issued dcterms.issued dcterms.date bepress_citation_date article:published_time
""".split()  # noqa: SIM905
_VENUE = """
    citation_journal_title citation_conference_title citation_inbook_title prism.publicationname dc.source
    bepress_citation_journal_title
""".split()  # noqa: SIM905
_DOI = ("citation_doi", "prism.doi", "dc.identifier", "dcterms.identifier", "dc.identifier.doi", "bepress_citation_doi")
_ARTICLE_TYPES = frozenset({"ScholarlyArticle", "Article", "MedicalScholarlyArticle", "Report", "Thesis", "Chapter"})
_MAX_JSON = 500_000
"""Characters of the longest JSON-LD that is parsed (a guess)."""
# citation_title=Notes; citation_author=A. Lovelace
_REFERENCE_FIELD = re.compile(r"citation_(\w{2,30})=([^;]*)")
_IN_REFERENCE = ("author", "title", "journal_title", "conference_title", "publication_date", "year", "doi")


def stated_facts(tree: etree._Element) -> Record:
    """The facts that a page's head states."""
    names = _meta(tree)
    record = Record(
        title=_first(names, _TITLE),
        authors=_authors(names),
        year=next((year for value in _all(names, _DATE) if (year := year_of(value))), None),
        venue=_first(names, _VENUE),
        doi=next((doi for value in _all(names, _DOI) if (doi := doi_of(value))), None),
        references=tuple(filter(None, map(_reference, names.get("citation_reference", ())))),
    )
    for article in _articles(tree):
        record = filled(record, _described(article))
    return filled(record, Record(title=_first(names, _SHARED_TITLE)))


def _meta(tree: etree._Element) -> Mapping[str, Sequence[str]]:
    """Lower-case name of each `meta` element -> its contents."""
    contents: dict[str, list[str]] = defaultdict(list)
    for meta in tree.iter("{*}meta"):
        name = meta.get("name") or meta.get("property") or ""
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            contents[name.strip().lower()].append(content)
    return contents


def _all(names: Mapping[str, Sequence[str]], wanted: Sequence[str]) -> Iterator[str]:
    return (value for name in wanted for value in names.get(name, ()))


def _first(names: Mapping[str, Sequence[str]], wanted: Sequence[str]) -> str | None:
    return next(_all(names, wanted), None)


def _authors(names: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The authors, by the first `meta` name with any; several elements name one author each, whatever their commas."""
    values = next(filter(None, map(names.get, _AUTHOR)), ())
    return tuple(dict.fromkeys(people_in(values[0]) if len(values) == 1 else values))


def _reference(content: str) -> str:
    """An entry of the reference list on one line; publishers write it in fields or as printed."""
    fields = dict(reversed(_REFERENCE_FIELD.findall(content)))
    if not fields:
        return content
    return ". ".join(value for name in _IN_REFERENCE if (value := fields.get(name, "").strip(" .")))


def _articles(tree: etree._Element) -> Iterator[Mapping[str, object]]:
    """The scholarly articles in the page's JSON-LD."""
    for script in tree.iter("{*}script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        text = script.text or ""
        try:
            document = json.loads(text) if len(text) <= _MAX_JSON else None
        except (ValueError, RecursionError):
            continue
        graph = document.get("@graph", document) if isinstance(document, dict) else document
        for node in graph if isinstance(graph, list) else [graph]:
            if isinstance(node, dict) and not _ARTICLE_TYPES.isdisjoint(_strings(node.get("@type"))):
                yield node


def _described(article: Mapping[str, object]) -> Record:
    title = next(iter(_strings(article.get("headline")) + _strings(article.get("name"))), None)
    dates = _strings(article.get("datePublished")) + _strings(article.get("dateCreated"))
    identifiers = [text for name in ("identifier", "sameAs", "@id", "url") for text in _strings(article.get(name))]
    return Record(
        title=title,
        authors=tuple(_strings(article.get("author")) or _strings(article.get("creator"))),
        year=next((year for date in dates if (year := year_of(date))), None),
        venue=next(iter(_strings(article.get("isPartOf"))), None),
        doi=next((doi for text in identifiers if (doi := doi_of(text))), None),
    )


def _strings(value: object) -> list[str]:
    """The texts of a JSON-LD value: itself, its `name` or `value`, or those of its members."""
    members = value if isinstance(value, list) else [value]
    named = [m.get("name") or m.get("value") if isinstance(m, dict) else m for m in members]
    return [" ".join(text.split()) for text in named if isinstance(text, str) and text.strip()]


# Hidden elements are removed from the tree. Text that a browser shows only without scripts (`noscript`) or never
# (`template`) counts as furniture.

# "Ignore all previous"
_PROSE = re.compile(r"[^\W\d_]{3,40}(?:\s+[^\W\d_]{3,40}){2}")


def remove_hidden(tree: etree._Element) -> bool:
    """Remove hidden elements from a page's tree; returns whether they had words."""
    hidden: list[etree._Element] = []
    events = etree.iterwalk(tree, events=("start",))
    for _, element in events:
        name = local_name(element)
        if is_furniture(element, name):
            events.skip_subtree()
        # A page hidden as a whole is shown by its scripts after loading.
        elif name not in ("html", "body") and is_hidden(element) and not _is_formula(element):
            events.skip_subtree()
            hidden.append(element)
    had_words = any(has_words("".join(element.itertext())) for element in hidden)
    for element in hidden:
        element.clear(keep_tail=True)
    return had_words


def _is_formula(element: etree._Element) -> bool:
    """Whether an element has only formulas: Wikipedia shows their pictures and hides their text."""
    if next(element.iter("{*}math"), None) is None:
        return False
    outside = element.xpath(".//text()[not(ancestor::*[local-name()='math'])]")
    return not "".join(outside).strip() and not _PROSE.search(" ".join(element.itertext()))
