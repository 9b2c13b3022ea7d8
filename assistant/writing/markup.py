"""Markdown of a reply taken apart into paragraphs, items and headings of plain text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.writing.cleaning import without_addresses, without_html, without_unseen


class Place(StrEnum):
    """Where a piece of text stood."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one paragraph, item or heading, a line for each of its lines, two line ends where a break was forced."""

    text: str
    place: Place


# Without underlined headings (a rule below a paragraph would make a heading of it) and without indented code, which
# models do not mean. Raw HTML is out of the text before.
_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    .enable(["table", "strikethrough"])
    .disable(["lheading", "code", "html_block", "html_inline"])
)
_PROSE_FENCES = frozenset({"", "markdown", "md", "text", "txt", "plain", "plaintext"})
_BULLET = re.compile(r"^([ \t]*)[•‣◦▪●∙·⁃][ \t]+", re.MULTILINE)
_MANY_BRACKETS = re.compile(r"(!?\[\s*+){4,}")
_NOISE = re.compile(r"([^\w\s]\W{2})\W{57,}+(.?)")
_IDENTIFIERS = re.compile(r"\[?\^?(P\d{1,4}(?:\s*[,;]\s*P\d{1,4})*)\]?", re.IGNORECASE)
_HALF_IMAGE = re.compile(r"!\[(?!\^?P?\d)([^\[\]\n]{0,300})\](?:\([^()\n]{0,500}\)?)?")
_HALF_LINK = re.compile(r"\[([^\[\]\n]{0,300})\]\((?:\s*[\w+.-]{1,20}:|/|\s*\Z)[^()\n]{0,500}\)?")
# Between two letters they stay: taken out, they would glue these together.
_STRAY = re.compile(r"(?<!\w)(?:\*{2,}|~~+|`+|__+)|(?:\*{2,}|~~+|`+|__+)(?!\w)|!(?=\[(?!\^?[Pp]?\d))")
_TIMES = re.compile(r"(?<![\w*])(?:\d+(?:\.\d+)?|[A-Za-z])(?:\*{1,2}(?:\d+(?:\.\d+)?|[A-Za-z](?![A-Za-z])))+(?![\w*])")
_STAR = "\ue000"
"""Stands for a star that multiplies while Markdown is read. Private characters were taken out of the reply before."""
_FORMULA = re.compile(
    r"(?:\\\[|\$\$)[ \t\n]*((?:(?!\\[\[\]]|\$\$|\n[ \t]*\n)[^`]){1,600}?)[ \t\n]*(?:\\\]|\$\$)"
    r"((?:[ \t\n]*\[P\d[P\d,; ]*\])*)(?P<next>[ \t]*\n?[ \t]*(?=[^\Wa-z\d_]))?"
)
_IS_FORMULA = re.compile(r"[=\\^<>+]|\n")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\Z")
_LONGEST_TITLE = 12
_LONGEST_LABEL = 3
_DEEPEST = 2
"""Fences in fences that are still read."""


def pieces_of(text: str, removed: dict[str, None], depth: int = 0) -> list[Piece]:
    """The pieces of a Markdown text in order; what had to be left out is added to `removed`."""
    environment: dict[str, object] = {}
    text = _MANY_BRACKETS.sub("[[[", _BULLET.sub(r"\1- ", text))
    text = _TIMES.sub(lambda found: found.group().replace("*", _STAR), _FORMULA.sub(_formula, text))
    tokens = _MARKDOWN.parse(text, environment)
    if environment.get("references"):
        removed["link"] = None
    pieces: list[Piece] = []
    for piece in _blocks(tokens, removed, depth):
        plain = plain_text(piece.text.replace(_STAR, "*"), removed)
        if plain.strip():
            pieces.append(Piece(plain, piece.place))
    return pieces


def _formula(found: re.Match[str]) -> str:
    """A formula as it is written, apart from a sentence that begins behind it."""
    if not _IS_FORMULA.search(found[1]):
        return found.group()
    end = "\\\n" if found["next"] is not None else ""
    return f"`{' '.join(found[1].split())}`{found[2]}{end}"


def plain_text(text: str, removed: dict[str, None]) -> str:
    """`text` once more without what entities and the like had hidden from the first look."""
    for pattern, kind, kept in ((_HALF_IMAGE, "image", ""), (_HALF_LINK, "link", r"[\1]")):
        plain = pattern.sub(kept, text)
        if plain != text:
            text, removed[kind] = plain, None
    for take_out, kind in (
        (without_unseen, "hidden characters"),
        (without_html, "raw HTML"),
        (without_addresses, "link"),
        (without_html, "raw HTML"),
    ):
        text, found = take_out(text)
        if found:
            removed[kind] = None
    return _NOISE.sub(r"\1 \2", _STRAY.sub("", text))


def _blocks(tokens: Sequence[Token], removed: dict[str, None], depth: int) -> Iterator[Piece]:
    items = 0
    heading = False
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type in ("list_item_open", "list_item_close"):
            items += token.nesting
        elif token.type in ("heading_open", "heading_close"):
            heading = token.nesting > 0
        elif token.type == "table_open":
            end = next(place for place in range(at, len(tokens)) if tokens[place].type == "table_close")
            yield from _rows(tokens[at:end], removed)
            at = end
        elif token.type == "fence":
            yield from _fence(token, len(tokens) == 1, removed, depth)
        elif token.type == "inline":
            children = token.children or ()
            place = Place.ITEM if items else Place.HEADING if heading or _is_title(children) else Place.PARAGRAPH
            yield Piece(_inline(children, removed), place)
        at += 1


def _is_title(children: Sequence[Token]) -> bool:
    """Whether a paragraph is a heading without its mark: a few words, all bold, or ended by a colon."""
    text = "".join(token.content for token in children)
    if len(text.split()) > _LONGEST_TITLE or _SENTENCE_END.search(text) or _IDENTIFIERS.search(text):
        return False
    kinds = [token.type for token in children if token.type != "text" or token.content]
    bold = kinds[:1] == ["strong_open"] and kinds[-1:] == ["strong_close"] and kinds.count("strong_open") == 1
    return bold or (text.endswith(":") and len(text.split()) <= _LONGEST_LABEL)


def _fence(token: Token, alone: bool, removed: dict[str, None], depth: int) -> Iterator[Piece]:
    """A fence around prose is taken away, as models put whole answers into one; any other goes with what is in it."""
    prose = token.info.strip().lower() in _PROSE_FENCES
    if depth < _DEEPEST and prose and (alone or _IDENTIFIERS.search(token.content)):
        yield from pieces_of(token.content, removed, depth + 1)
    else:
        removed["code"] = None


def _rows(tokens: Iterable[Token], removed: dict[str, None]) -> Iterator[Piece]:
    """Every row of a table as an item: "head: cell; head: cell"."""
    heads: list[str] = []
    cells: list[str] = []
    kind = ""
    for token in tokens:
        if token.type in ("th_open", "td_open"):
            kind = token.type
        elif token.type == "inline":
            text = " ".join(_inline(token.children or (), removed).split())
            (heads if kind == "th_open" else cells).append(text.rstrip(" .") if kind == "td_open" else text)
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and any(cells):
            named = zip(heads, cells, strict=False)
            yield Piece("; ".join(f"{head}: {cell}" if head else cell for head, cell in named if cell), Place.ITEM)


def _inline(children: Iterable[Token], removed: dict[str, None]) -> str:
    parts: list[str] = []
    link_at: int | None = None
    struck = 0
    for token in children:
        if token.type in ("s_open", "s_close"):
            struck += token.nesting
            removed["struck out text"] = None
        elif struck:
            continue
        elif token.type == "image":
            removed["image"] = None
        elif token.type == "link_open":
            removed["link"] = None
            link_at = len(parts)
        elif token.type == "link_close" and link_at is not None:
            text = "".join(parts[link_at:])
            marker = _IDENTIFIERS.fullmatch(text.strip())
            parts[link_at:] = [f"[{marker[1]}]" if marker else text]
            link_at = None
        elif token.type == "softbreak":
            parts.append("\n")
        elif token.type == "hardbreak":
            parts.append("\n\n")
        else:
            parts.append(token.content)
    return "".join(parts)
