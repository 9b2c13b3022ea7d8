"""What the head of a page states of its work: Highwire's and Dublin Core's `meta` names, and schema.org's JSON-LD."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from index.readers.author_lists import people_in
from index.readers.composing import filled
from index.readers.record_facts import doi_of, year_of
from index.sources import Record

_TITLE = ("citation_title", "dc.title", "dcterms.title", "eprints.title", "bepress_citation_title")
_SHARED_TITLE = ("og:title", "twitter:title")
_AUTHOR = ("citation_author", "citation_authors", "dc.creator", "dcterms.creator", "bepress_citation_author")
_DATE = (
    "citation_publication_date",
    "citation_date",
    "citation_year",
    "citation_online_date",
    "prism.publicationdate",
    "dc.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "bepress_citation_date",
    "article:published_time",
)
_VENUE = (
    "citation_journal_title",
    "citation_conference_title",
    "citation_inbook_title",
    "prism.publicationname",
    "dc.source",
    "bepress_citation_journal_title",
)
_DOI = ("citation_doi", "prism.doi", "dc.identifier", "dcterms.identifier", "dc.identifier.doi", "bepress_citation_doi")
_ARTICLES = frozenset({"ScholarlyArticle", "Article", "MedicalScholarlyArticle", "Report", "Thesis", "Chapter"})
_MAX_JSON = 500_000
_REFERENCE_FIELD = re.compile(r"citation_(\w{2,30})=([^;]*)")
_IN_REFERENCE = ("author", "title", "journal_title", "conference_title", "publication_date", "year", "doi")


def stated_facts(tree: etree._Element) -> Record:
    """The facts that a page's head states; what it does not stays empty."""
    names = _names(tree)
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


def _names(tree: etree._Element) -> Mapping[str, Sequence[str]]:
    """The contents of the head's `meta` elements by their names, lower case."""
    found: dict[str, list[str]] = defaultdict(list)
    for meta in tree.iter("{*}meta"):
        name = meta.get("name") or meta.get("property") or ""
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            found[name.strip().lower()].append(content)
    return found


def _all(names: Mapping[str, Sequence[str]], wanted: Sequence[str]) -> Iterator[str]:
    return (value for name in wanted for value in names.get(name, ()))


def _first(names: Mapping[str, Sequence[str]], wanted: Sequence[str]) -> str | None:
    return next(_all(names, wanted), None)


def _authors(names: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The authors by the first name that states any: one an element, or all in one."""
    for name in _AUTHOR:
        if values := names.get(name):
            # Of several elements each is one author, whatever commas it has.
            people = [people_in(value) if len(values) == 1 else (value,) for value in values]
            return tuple(dict.fromkeys(person for group in people for person in group))
    return ()


def _reference(content: str) -> str:
    """An entry of the reference list as one line; publishers state it in fields, or as it is printed."""
    fields = dict(reversed(_REFERENCE_FIELD.findall(content)))
    if not fields:
        return content
    return ". ".join(value for name in _IN_REFERENCE if (value := fields.get(name, "").strip(" .")))


def _articles(tree: etree._Element) -> Iterator[Mapping[str, object]]:
    """The scholarly articles that the page's JSON-LD describes."""
    for script in tree.iter("{*}script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        text = script.text or ""
        try:
            told = json.loads(text) if len(text) <= _MAX_JSON else None
        except (ValueError, RecursionError):
            continue
        graph = told.get("@graph", told) if isinstance(told, dict) else told
        for found in graph if isinstance(graph, list) else [graph]:
            if isinstance(found, dict) and not _ARTICLES.isdisjoint(_strings(found.get("@type"))):
                yield found


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
    """The texts that a JSON-LD value states: itself, its `name` or `value`, or those of its members."""
    members = value if isinstance(value, list) else [value]
    named = [m.get("name") or m.get("value") if isinstance(m, dict) else m for m in members]
    return [" ".join(text.split()) for text in named if isinstance(text, str) and text.strip()]
