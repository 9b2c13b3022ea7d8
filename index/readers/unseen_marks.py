"""Text of Markdown that nobody sees where it is shown as a page: comments, and HTML that hides what stands in it."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import fragment_fromstring

from index.readers.css_sheets import Sheets
from index.readers.looks import PROPERTIES
from index.readers.sight import is_hidden

_MARK = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*$|(?P<code>`+)|(?P<comment>(?P<alone>^ {0,3})?<!--)"
    r"|<(?P<name>[a-z][\w-]{0,30})(?:\s[^<>]{0,2000})?>"
    r"|(?P<note>^ {0,3}\[[^\]\n]{1,200}\]:[ \t]+(?:#|<#?>)[ \t]*(?:\([^\n]*\)|\"[^\n]*\"|'[^\n]*')[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_STYLE = re.compile(r"<style\b[^<>]{0,500}>", re.IGNORECASE)
_NEVER_SHOWN = frozenset({"noscript", "script", "style", "template", "title"})
_TELLING = re.compile("hidden|style|color", re.IGNORECASE)
_SMALL = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
_EMPTY = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_ENDED_BY_OTHERS = frozenset({"dd", "dt", "li", "p", "td", "th", "tr"})
_MAX_CODE = 2_000
_MAX_SCRIPT = 20_000
_INK = re.compile(r"[^\s]")
_WORDS = re.compile(r"[^\W_]")
_TAGS = re.compile(r"<[^<>]{0,2000}>")


def without_unseen(text: str) -> tuple[str, bool]:
    """The text with spaces for what cannot be seen, so that all else keeps its place; and whether HTML hid words.

    Comments are left out too, but not counted: they are the writer's, and no secret.
    """
    if "<" not in text and "]:" not in text:
        return text, False
    parts: list[str] = []
    at, hid = 0, False
    for start, end, is_secret in _unseen(text):
        parts += text[at:start], _INK.sub(" ", text[start:end])
        hid = hid or (is_secret and bool(_WORDS.search(_TAGS.sub("", text[start:end]))))
        at = end
    return "".join([*parts, text[at:]]), hid


def _unseen(text: str) -> Iterator[tuple[int, int, bool]]:
    """Spans, in order, of what cannot be seen, each with whether it is hidden by more than a comment's marks."""
    styles = list(_sheets(text))
    sheets, last = Sheets(styles, PROPERTIES), text.rfind("-->")
    at, folded = 0, text.translate(_SMALL)
    while mark := _MARK.search(text, at):
        at = mark.end()
        if mark["fence"]:
            at = _end_of_fence(text, at, mark["fence"])
        elif mark["code"]:
            closed = text.find(mark["code"], at, at + _MAX_CODE)
            at = closed + len(mark["code"]) if closed >= 0 else at
        elif mark["name"]:
            end, never = at, mark["name"].lower() in _NEVER_SHOWN
            if never:
                end = _end_of_script(text, folded, mark)
            elif (styles or _TELLING.search(mark.group())) and is_hidden(_element(mark.group()), sheets):
                end = _end_of_element(text, mark)
            if end > at:
                yield mark.start(), end, not never
            at = end
        elif mark["note"] or at <= last or mark["alone"] is not None:
            at = at if mark["note"] else text.find("-->", at) + 3 if at <= last else len(text)
            yield mark.start(), at, False


def _sheets(text: str) -> Iterator[str]:
    """What stands between the tags of its style sheets."""
    at = 0
    while opened := _STYLE.search(text, at):
        at = text.find("</", opened.end())
        if at < 0:
            return
        yield text[opened.end() : at]


def _end_of_fence(text: str, at: int, fence: str) -> int:
    closing = re.compile(rf"^ {{0,3}}{re.escape(fence)}{re.escape(fence[0])}*[ \t]*$", re.MULTILINE)
    closed = closing.search(text, at)
    return closed.end() if closed else len(text)


def _end_of_element(text: str, mark: re.Match[str]) -> int:
    """Where an element ends, elements of its name in it passed over; one without an end goes on as in a browser."""
    name, at = mark["name"].lower(), mark.end()
    if name in _EMPTY or mark.group().endswith("/>"):
        return at
    depth = 1
    for tag in re.compile(rf"<(/?){name}\b[^<>]{{0,2000}}>", re.IGNORECASE).finditer(text, at):
        depth += -1 if tag.group(1) else 1
        if not depth:
            return tag.end()
    paragraph = text.find("\n\n", at) if name in _ENDED_BY_OTHERS else -1
    return paragraph if paragraph >= 0 else len(text)


def _end_of_script(text: str, folded: str, mark: re.Match[str]) -> int:
    """Where an element ends that is never shown; without an end tag it is a word about one."""
    closing = folded.find(f"</{mark['name'].lower()}", mark.end(), mark.end() + _MAX_SCRIPT)
    return text.find(">", closing) + 1 if closing >= 0 else mark.end()


def _element(tag: str) -> etree._Element:
    """The element that a tag opens; one that says nothing where the parser makes none of it."""
    try:
        return fragment_fromstring(tag)
    except (etree.LxmlError, ValueError):
        return etree.Element("span")
