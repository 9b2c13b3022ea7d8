"""EPUB: the documents of its spine in reading order, with headings as section path and without pages."""

import posixpath
from collections import defaultdict
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree

from index.errors import ReadError
from index.readers.composing import Part, compose
from index.readers.elements import local_name, xml_parser
from index.readers.files import Archive
from index.readers.records.entry import year_of
from index.readers.web.html import remove_hidden, tree_of
from index.readers.web.markup import parts_of
from index.sources import ALL_HIDDEN, LEFT_OUT, Record, Source
from index.works.dois import doi_of

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_ENCRYPTION = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""Algorithms that only encrypt fonts."""
_DOCUMENTS = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"})
_NOT_READ = frozenset({"nav", "cover", "cover-image"})
_FRONT_MATTER = frozenset({"cover", "toc", "title-page", "titlepage"})
_NOT_A_BOOK = "is not an EPUB ({}): export or download it again"


def read(data: bytes) -> Source:
    """Read a book; raises ReadError if it is damaged, encrypted, or not an EPUB."""
    archive = Archive(data)
    name, package = _package(archive)
    documents = _documents(package, posixpath.dirname(name))
    _check_readable(archive, documents)
    parts: list[Part] = []
    warnings: list[str] = []
    hidden = False
    items = 0  # list items so far, since each chapter counts from 1
    for document in documents:
        in_chapter, has_hidden, problem = _chapter(archive, document)
        parts += (replace(part, item=items + part.item) if part.item else part for part in in_chapter)
        items += max((part.item for part in in_chapter), default=0)
        warnings += [problem] if problem else []
        hidden = hidden or has_hidden
    if hidden and not parts:
        raise ReadError(ALL_HIDDEN)
    return compose(parts, [_record(package)], (*warnings, *([LEFT_OUT] if hidden else [])))


def _chapter(archive: Archive, name: str) -> tuple[list[Part], bool, str | None]:
    """A chapter's parts, whether it hides words, and a warning if it is faulty."""
    content = archive.read(name)
    shown = posixpath.basename(name)
    if content is None:
        return [], False, f"its chapter {shown} is missing"
    try:
        tree, whole = tree_of(content)
    except ReadError:
        return [], False, f"its chapter {shown} holds no text" if content.strip() else None
    hidden = remove_hidden(tree)
    return list(parts_of(tree)), hidden, None if whole else f"only a part of its chapter {shown} could be parsed"


def _package(archive: Archive) -> tuple[str, etree._Element]:
    """Name and root element of the package document, to which the container points."""
    container = _xml(archive, _CONTAINER)
    name = next((path for file in container.iter("{*}rootfile") if (path := file.get("full-path"))), None)
    if name is None:
        raise ReadError(_NOT_A_BOOK.format("its container names no package"))
    return name, _xml(archive, name)


def _xml(archive: Archive, name: str) -> etree._Element:
    content = archive.read(name)
    if content is None:
        raise ReadError(_NOT_A_BOOK.format(f"{name[:80]} is missing"))
    try:
        return etree.fromstring(content, xml_parser())
    except (etree.LxmlError, ValueError) as exc:
        raise ReadError(_NOT_A_BOOK.format(f"{name[:80]} is damaged")) from exc


def _documents(package: etree._Element, folder: str) -> list[str]:
    """Distinct names of the documents in reading order, without cover and table of contents."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    # The guide of older books names cover and contents.
    guide = (ref for ref in package.iter("{*}reference") if ref.get("type", "").lower() in _FRONT_MATTER)
    front = {_inside(folder, ref.get("href", "")) for ref in guide}
    spine = (items.get(ref.get("idref")) for ref in package.iter("{*}itemref") if ref.get("linear") != "no")
    documents = (
        _inside(folder, item.get("href", ""))
        for item in spine
        if item is not None
        and item.get("media-type") in _DOCUMENTS
        and _NOT_READ.isdisjoint(item.get("properties", "").split())
    )
    return [name for name in dict.fromkeys(documents) if name not in front]


def _inside(folder: str, href: str) -> str:
    """A file's name in the archive, from an address relative to `folder`."""
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _check_readable(archive: Archive, documents: list[str]) -> None:
    """Raise ReadError if a document is encrypted; the book does not contain the key."""
    if _ENCRYPTION not in archive.names:
        return
    for entry in _xml(archive, _ENCRYPTION).iter("{*}EncryptedData"):
        algorithms = {method.get("Algorithm") for method in entry.iterchildren("{*}EncryptionMethod")}
        names = {_inside("", reference.get("URI", "")) for reference in entry.iter("{*}CipherReference")}
        if not algorithms <= _FONT_ENCRYPTION and not names.isdisjoint(documents):
            raise ReadError("is protected against copying (DRM): get a copy without protection")


def _record(package: etree._Element) -> Record:
    """The facts in the package's metadata."""
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
