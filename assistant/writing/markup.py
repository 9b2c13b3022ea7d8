"""Turn a model's Markdown into pieces of plain text, without links, images, code and raw HTML."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.text.normalise import without_hidden, without_private_use


class PieceKind(StrEnum):
    """The kind of Markdown block that a piece comes from."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one paragraph, item or heading, with its line breaks."""

    text: str
    kind: PieceKind


_LONGEST = 8000
"""Characters of a reply that are read: a reply of the 800 tokens that a prompt allows has some 4,000."""
_MANY_BRACKETS = re.compile(r"(?:!?\[\s*+){4,}")
"""Brackets in a row, on which the Markdown parser takes quadratic time."""

# Without underlined headings (models mean a rule below a paragraph) and without indented code (models do not mean it).
_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    .enable("table")
    .disable(["lheading", "code", "html_block", "html_inline"])
)
_IDENTIFIER = re.compile(r"P\d{1,4}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\Z")
_LONGEST_TITLE = 12
"""Words of a bold paragraph that is read as a heading; a bold sentence has more. A guess."""

# The lines of prompting.py around a passage ("<<<9560cbba P2", "9560cbba>>>"), which small models repeat.
_FENCE = re.compile(r"<<<[0-9a-f]{8} P\d+|(?<![0-9a-f])[0-9a-f]{8}>>>")
# "<script>...</script>" with its content; all that follows if the second tag is missing.
_UNREAD = re.compile(
    r"<(script|style|template|iframe|object|svg|textarea|think|thinking|tool_call|tool_response|function_call)\b[^<>]*>"
    r"(?:[^<]|<(?!/\1\b))*(?:</\1\b[^<>]*>)?"
    r"|<!--(?:[^-]|-(?!->))*(?:-->)?",
    re.IGNORECASE,
)
# Only names that mean something to a browser: "vector<int>" and "x<y and z>0" are text.
_ELEMENT = (
    r"(?:a|abbr|article|audio|b|base|blockquote|body|br|button|cite|code|del|details|div|d[ltd]|em|embed|figure|font|footer|form"
    r"|frame|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|mark|math|meta|nav|object|ol|option"
    r"|p|picture|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody"
    r"|td|template|textarea|tfoot|th|thead|title|tr|track|u|ul|var|video|answer|response|passages?|tool_\w+)"
)
# "<b>", "</P>", "<br />", "<img src=x onerror=alert(1)>", "<my-tag on=1>", "<|im_end|>", "<!DOCTYPE html>"
_TAG = re.compile(
    rf"</?(?P<name>{_ELEMENT})(?:\s[^<>]*=[^<>]*|\s*/?)>|</?[a-z][\w:-]*\s[^<>]*=[^<>]*>|<\|[^|<>\n]{{1,40}}\|>"
    r"|<[!?][a-z][^<>]*>",
    re.IGNORECASE,
)
_LESS = re.compile(rf"<(?=/?{_ELEMENT}\b|[!?])", re.IGNORECASE)
_OF_LINES = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4"})
_TRIES = 3
"""How often removing tags may reveal new ones ("<<b>script>"); then a space follows their "<". A guess."""
# "http://e.example/a.png", "www.e.example", "javascript:alert"; not the full stop behind it
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,20}:/{2,}|(?<![\w.])www\.(?=[\w-])|\b(?:mailto|javascript):(?=\S))"
    r"[^\s<>()\[\]{}\"'`]*(?<![.,;:!?])",
    re.IGNORECASE,
)
_GAP = re.compile(r"\s+(?=[.,;:!?](?:\s|\Z))")
"""The space before a full stop after something was removed."""


def pieces_of(text: str, removed: dict[str, None]) -> list[Piece]:
    """The pieces of a reply in order, as plain text; adds the kinds of removed content to `removed`."""
    if len(text) > _LONGEST:
        text, removed["overlong text"] = text[:_LONGEST], None
    shown = without_private_use(without_hidden(text))
    if len(shown) < len(text) - text.count("\r\n"):
        removed["hidden characters"] = None
    plain = _MANY_BRACKETS.sub("[", _without_tags(_FENCE.sub("", shown), removed))
    pieces = (Piece(_plain(piece.text, removed), piece.kind) for piece in _blocks(_MARKDOWN.parse(plain), removed))
    return [piece for piece in pieces if piece.text.strip()]


def _plain(text: str, removed: dict[str, None]) -> str:
    """Remove addresses, and tags that entities had hidden."""
    without = _ADDRESS.sub("", _without_tags(text, removed))
    if "://" in text and without != text:
        removed["link"] = None
    return _GAP.sub("", without)


def _without_tags(text: str, removed: dict[str, None]) -> str:
    if "<" not in text:
        return text
    plain = text
    for _ in range(_TRIES):
        before = plain
        plain = _TAG.sub(lambda tag: "\n" if (tag["name"] or "").lower() in _OF_LINES else "", _UNREAD.sub("", plain))
        if plain == before:
            break
    if plain != text:
        removed["raw HTML"] = None
    return _LESS.sub("< ", plain)


def _blocks(tokens: Sequence[Token], removed: dict[str, None]) -> Iterator[Piece]:
    """The pieces that the tokens make; a row of a table is an item, each cell behind its column's name."""
    items, heading = 0, False
    row: list[str] | None = None
    head: list[str] | None = None
    for token in tokens:
        if token.type in ("list_item_open", "list_item_close"):
            items += token.nesting
        elif token.type in ("heading_open", "heading_close"):
            heading = token.nesting > 0
        elif token.type == "thead_open":
            head = None
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            if head is None:
                head = row
            else:
                cells = (f"{name}: {cell}" if name else cell for name, cell in zip(head, row, strict=True) if cell)
                yield Piece("; ".join(cells), PieceKind.ITEM)
            row = None
        elif token.type == "fence":
            removed["code"] = None
        elif token.type == "inline" and row is not None:
            row.append(" ".join(_inline(token.children or (), removed).split()))
        elif token.type == "inline":
            children = token.children or ()
            is_heading = heading or _is_title(children)
            kind = PieceKind.ITEM if items else PieceKind.HEADING if is_heading else PieceKind.PARAGRAPH
            yield Piece(_inline(children, removed), kind)


def _is_title(children: Sequence[Token]) -> bool:
    """True if a paragraph is a heading in bold: a few words, no full stop, all of them bold."""
    text = "".join(token.content for token in children)
    if len(text.split()) > _LONGEST_TITLE or _SENTENCE_END.search(text) or _IDENTIFIER.search(text):
        return False
    types = [token.type for token in children if token.type != "text" or token.content]
    return types[:1] == ["strong_open"] and types[-1:] == ["strong_close"] and types.count("strong_open") == 1


def _inline(children: Iterable[Token], removed: dict[str, None]) -> str:
    parts: list[str] = []
    link_start: int | None = None
    for token in children:
        if token.type == "image":
            removed["image"] = None
        elif token.type == "link_open":
            removed["link"] = None
            link_start = len(parts)
        elif token.type == "link_close" and link_start is not None:
            text = "".join(parts[link_start:])
            parts[link_start:] = [f"[{text}]" if _IDENTIFIER.fullmatch(text) else text]
            link_start = None
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n" if token.type == "softbreak" else "\n\n")
        else:
            parts.append(token.content)
    return "".join(parts)
