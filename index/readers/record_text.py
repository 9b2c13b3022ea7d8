"""Field text without what databases leave in it: inline HTML and JATS tags, character references, broken lines."""

import html
import re

from index.readers import latex

# Known names alone: "p < 0.05 and q > 0.1" holds no tag.
_NAMES = (
    "abstract|a|article-title|bold|b|br|caption|cite|code|div|emphasis|emph|em|font|h[1-6]|hr|inf|inline-formula|italic|i|li|list-item|"
    "list|mark|math|mi|mn|mo|mrow|msub|msup|msubsup|mtext|nlm|ol|p|pre|scp|sc|section|sec|small|span|strike|strong|sub|sup|"
    "tex-math|title|tt|underline|ul|u"
)
_TAG = re.compile(rf"<(/?)(?:\w{{1,8}}:)?({_NAMES})(?:\s[^<>]{{0,400}})?/?>", re.IGNORECASE)
_BREAKS = frozenset(
    {"br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "list-item", "p", "sec", "section", "title"}
)
_MATHJAX = re.compile(r"\\\(((?:[^\n\\]|\\[^()\n]){1,300})\\\)")
# Half of a surrogate pair (JSON can write one) and control characters have no place in text.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SENTENCE_END = re.compile(r"[.!?:;][\"')\]”’]*$")
_BLANK_LINE = re.compile(r"\n\s*\n")
_ABSTRACT_LABEL = re.compile(r"(?i:abstract)(?:\s{0,3}[:.–—-]\s*|\s+(?=[A-Z]))")
_NOTHING = re.compile(r"\W*(?:abstract|no abstract(?: (?:is )?available)?|n/?a|null|none|nan)?\W*", re.IGNORECASE)


def one_line(text: str) -> str:
    """Field text as one line: markup and unprintable characters gone, white space folded."""
    return " ".join(_unmarked(text).split())


def title_line(text: str) -> str:
    """A title as one line, without the comma that IEEE Xplore puts behind it."""
    return one_line(text).rstrip(" ,;")


def abstract_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of an abstract, a line each; none where a database only says that there is none."""
    parts = [part for each in _BLANK_LINE.split(_unmarked(text)) if (part := " ".join(each.split()))]
    ended = [bool(_SENTENCE_END.search(part[-8:])) for part in parts[:-1]]
    # Reference managers wrap lines with blank ones between: then most lines end amid a sentence.
    if 2 * sum(ended) <= len(ended):
        parts = [" ".join(parts)]
    label = _ABSTRACT_LABEL.match(parts[0])
    parts[0] = parts[0][label.end() :] if label else parts[0]
    return tuple(part for part in parts if not _NOTHING.fullmatch(part))


def note_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a note, lines kept; a line of `#` signs is a heading and stands alone."""
    lines = [line.strip() for line in _unmarked(text).split("\n")]
    spaced = "\n".join(f"\n{line.lstrip('#').strip()}\n" if line.startswith("#") else line for line in lines)
    return tuple(part.strip() for part in _BLANK_LINE.split(spaced) if part.strip())


def _unmarked(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<" in text:
        text = _TAG.sub(_instead, text)
    if "&" in text:
        # Twice, for databases that escape what is escaped already; tags may come to light.
        text = _TAG.sub(_instead, html.unescape(html.unescape(text)))
    if "\\(" in text:
        text = _MATHJAX.sub(lambda match: latex.decode(f"${match.group(1)}$"), text)
    return _UNPRINTABLE.sub(" ", text)


def _instead(tag: re.Match[str]) -> str:
    return "\n\n" if tag.group(2).lower() in _BREAKS else ""
