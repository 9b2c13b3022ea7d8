"""CSL-JSON, as Zotero, Mendeley, pandoc and Crossref write it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from index.errors import ReadError
from index.readers.files import decode
from index.readers.records.entry import Entry, compose, entry, key_in, key_like, keyword_list, one_line
from index.readers.records.names import personal_name
from index.sources import Source

_NOT_CSL = "is JSON but not CSL-JSON: export the entries as CSL JSON, or remove it"
_TELLING = ("author", "issued", "container-title", "DOI", "title-short", "publisher", "abstract", "editor")
_VENUES = ("container-title", "event-title", "event", "collection-title")
_WHOLE_VOLUMES = frozenset({"book", "collection", "periodical"})

Item = Mapping[str, Any]


def read(data: bytes) -> Source:
    """Read the items; raises ReadError for invalid JSON and for JSON of another kind."""
    try:
        document = json.loads(decode(data))
    except RecursionError as exc:
        raise ReadError(_NOT_CSL) from exc
    except ValueError as exc:
        where = f"line {exc.lineno}" if isinstance(exc, json.JSONDecodeError) else "a number"
        raise ReadError(f"is not valid JSON (at {where}): export it again, the file may be cut off") from exc
    return compose([_entry(item) for item in _items(document)])


def _items(document: object) -> list[Item]:
    """A list of items, one item, or a list under `items`."""
    listed = document.get("items", [document]) if isinstance(document, dict) else document
    items: list[Item] = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    if document != [] and not any(_is_item(item) for item in items):
        raise ReadError(_NOT_CSL)
    return items


def _is_item(item: Item) -> bool:
    return isinstance(item.get("type"), str) and ("title" in item or any(name in item for name in _TELLING))


def _entry(item: Item) -> Entry:
    note = _text(item, "note")
    return entry(
        _text(item, "title"),
        authors=_names(item),
        dates=(_date(item.get(name)) for name in ("issued", "published", "event-date", "submitted")),
        venues=(_text(item, name) for name in _VENUES),
        doi=_text(item, "DOI"),
        addresses=(_text(item, "URL"), note),
        key=_key(item, note),
        abstract=_text(item, "abstract"),
        keywords=_keywords(item.get("keyword", item.get("keywords"))),
        notes=[("annote", _text(item, "annote")), ("note", note)],
        types=_types(item),
        cited=(str(item.get("is-referenced-by-count", "")),),
        pages=(_text(item, "page") or _text(item, "page-first"),),
        volume=_text(item, "volume"),
        number=_text(item, "issue") or _text(item, "number"),
    )


def _types(item: Item) -> Iterator[str]:
    """Names of the item's type; a plain "article" is a preprint or anything else."""
    updates = item.get("updated-by")
    if isinstance(updates, list) and any(
        isinstance(each, dict) and each.get("type") == "retraction" for each in updates
    ):
        yield "retracted"
    yield _text(item, "genre")
    yield _text(item, "subtype")
    if item.get("type") != "article":
        yield _text(item, "type")


def _text(item: Item, name: str) -> str:
    """A field's text; Crossref writes a list of one."""
    value = item.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, str) else ""


def _names(item: Item) -> Iterator[str]:
    whole = item.get("type") in _WHOLE_VOLUMES
    people = item.get("author") or (item.get("editor") if whole else None)
    for person in people if isinstance(people, list) else ():
        name = _name(person) if isinstance(person, dict) else personal_name(person) if isinstance(person, str) else ""
        if name:
            yield name


def _name(person: Item) -> str:
    """ "van Beethoven, Ludwig, Jr.", joined from CSL's parts of a name."""
    first = " ".join((_text(person, "given"), _text(person, "dropping-particle")))
    family = " ".join((_text(person, "non-dropping-particle"), _text(person, "family")))
    parts = (one_line(part) for part in (family, first, _text(person, "suffix")))
    return ", ".join(part for part in parts if part) or one_line(_text(person, "literal") or _text(person, "name"))


def _date(value: object) -> str:
    """A date as text, from CSL's date parts, raw string or literal; old pandoc has a list of dates."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        parts = value.get("date-parts")
        first = parts[0] if isinstance(parts, list) and parts else None
        if isinstance(first, list) and first and first[0]:
            return str(first[0])
        value = value.get("raw") or value.get("literal") or value.get("year")
    return str(value) if isinstance(value, str | int) else ""


def _key(item: Item, note: str) -> str | None:
    """The researcher's key: in its own field, in Better BibTeX's note, or an identifier that looks like a key."""
    stated = next((key for name in ("citation-key", "citekey") if (key := one_line(_text(item, name)))), None)
    return stated or key_in(note) or key_like(_text(item, "id"))


def _keywords(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return keyword_list(*(part for part in value if isinstance(part, str)))
    return keyword_list(value, commas=True) if isinstance(value, str) else ()
