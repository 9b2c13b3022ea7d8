"""EPUB: the documents of its spine in reading order, their headings as section path; it has no pages."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from lxml import etree

from index.errors import ReadError
from index.readers.composing import Part, compose
from index.readers.files import Archive
from index.readers.hidden import local_name
from index.readers.records.entry import doi_of, year_of
from index.readers.web.html import remove_hidden, tree_of
from index.readers.web.markup import parts_of
from index.sources import ALL_HIDDEN, LEFT_OUT, Record, Source

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_ENCRYPTION = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""Algorithms that are used for fonts alone."""
_DOCUMENTS = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"})
_NOT_READ = frozenset({"nav", "cover", "cover-image"})
_FRONT_MATTER = frozenset({"cover", "toc", "title-page", "titlepage"})
_NOT_A_BOOK = "is no EPUB inside ({}): export or download it again"


@dataclass(frozen=True, slots=True)
class _Item:
    """One file that the book lists; `properties` as its package gives them."""

    name: str
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Chapter:
    """The text of one document, what is wrong with it, and whether some of it is hidden."""

    parts: tuple[Part, ...] = ()
    problem: str | None = None
    hidden: bool = False


def read(data: bytes) -> Source:
    """Read a book; raises ReadError where it is damaged, encrypted, or no EPUB inside."""
    archive = Archive(data)
    name, package = _package(archive)
    items = _items(package, posixpath.dirname(name))
    spine = [items[i] for i in _spine(package) if i in items]
    front = _guided(package, posixpath.dirname(name))
    documents = [
        item.name
        for item in spine
        if item.media_type in _DOCUMENTS and not item.properties & _NOT_READ and item.name not in front
    ]
    _check_readable(archive, documents)
    record = _record(package)
    chapters = [_chapter(archive, document) for document in documents]
    hidden = any(chapter.hidden for chapter in chapters)
    parts = list(_numbered_on([part for chapter in chapters for part in chapter.parts]))
    if hidden and not parts:
        raise ReadError(ALL_HIDDEN)
    warnings = (chapter.problem for chapter in chapters if chapter.problem)
    return compose(parts, [record], (*warnings, *([LEFT_OUT] if hidden else [])))


def _chapter(archive: Archive, name: str) -> _Chapter:
    """A book is read even where one of its chapters cannot be."""
    content = archive.read(name)
    shown = posixpath.basename(name)
    if content is None:
        return _Chapter(problem=f"its chapter {shown} is missing")
    try:
        tree, whole = tree_of(content)
    except ReadError:
        return _Chapter(problem=f"its chapter {shown} holds no text" if content.strip() else None)
    hidden = remove_hidden(tree)
    problem = None if whole else f"only a part of its chapter {shown} could be parsed"
    return _Chapter(tuple(parts_of(tree)), problem, hidden)


def _numbered_on(parts: list[Part]) -> Iterator[Part]:
    """The parts, with the list items of later chapters counted on: each chapter counts its own from 1."""
    base = highest = last = 0
    for part in parts:
        if part.item and part.item < last:
            base = highest
        last = part.item or last
        highest = max(highest, base + part.item)
        yield replace(part, item=base + part.item) if part.item else part


def _package(archive: Archive) -> tuple[str, etree._Element]:
    """Name and content of the package document, to which the container points."""
    container = _xml(archive, _CONTAINER)
    name = next((path for file in container.iter("{*}rootfile") if (path := file.get("full-path"))), None)
    if name is None:
        raise ReadError(_NOT_A_BOOK.format("its container names no package"))
    return name, _xml(archive, name)


def _xml(archive: Archive, name: str) -> etree._Element:
    content = archive.read(name)
    if content is None:
        raise ReadError(_NOT_A_BOOK.format(f"{name[:80]} is missing"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as exc:
        raise ReadError(_NOT_A_BOOK.format(f"{name[:80]} is damaged")) from exc


def _items(package: etree._Element, folder: str) -> Mapping[str, _Item]:
    """The files that the book lists, by their identifiers."""
    return {
        item.get("id", ""): _Item(
            _inside(folder, item.get("href", "")),
            item.get("media-type", ""),
            frozenset(item.get("properties", "").split()),
        )
        for item in package.iter("{*}item")
    }


def _inside(folder: str, href: str) -> str:
    """A file's name in the archive; an address outside it names nothing there."""
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _spine(package: etree._Element) -> Iterator[str]:
    """Identifiers of the documents in reading order, each once."""
    refs = (ref.get("idref", "") for ref in package.iter("{*}itemref") if ref.get("linear") != "no")
    return iter(dict.fromkeys(refs))


def _guided(package: etree._Element, folder: str) -> frozenset[str]:
    """Names of the documents that an older book's guide calls its cover or table of contents."""
    references = (ref for ref in package.iter("{*}reference") if ref.get("type", "").lower() in _FRONT_MATTER)
    return frozenset(_inside(folder, ref.get("href", "")) for ref in references)


def _check_readable(archive: Archive, documents: list[str]) -> None:
    """ReadError where a document is encrypted: its key is the shop's, not in the book."""
    if _ENCRYPTION not in archive.names:
        return
    for entry in _xml(archive, _ENCRYPTION).iter("{*}EncryptedData"):
        algorithms = {method.get("Algorithm") for method in entry.iterchildren("{*}EncryptionMethod")}
        names = {_inside("", reference.get("URI", "")) for reference in entry.iter("{*}CipherReference")}
        if not algorithms <= _FONT_ENCRYPTION and not names.isdisjoint(documents):
            raise ReadError("is protected against copying (DRM): get a copy without protection")


def _record(package: etree._Element) -> Record:
    """The facts of the package's metadata."""
    stated: dict[str, list[str]] = defaultdict(list)
    for metadata in package.iter("{*}metadata"):
        for element in metadata.iter("{http://purl.org/dc/elements/1.1/}*"):
            stated[local_name(element)].append(" ".join("".join(element.itertext()).split()))
    return Record(
        title=next(filter(None, stated["title"]), None),
        authors=tuple(filter(None, stated["creator"])),
        year=next(filter(None, map(year_of, stated["date"])), None),
        doi=next(filter(None, map(doi_of, stated["identifier"] + stated["source"])), None),
    )
