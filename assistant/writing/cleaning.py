"""What a reply may carry that is not for reading, taken out: unseen characters, thoughts, raw HTML, addresses."""

import re
from collections.abc import Iterator

from assistant.wording import evidence_for_others
from index.sources import Evidence
from index.text.normalise import without_hidden, without_private_use
from index.text.passages import sentence_spans

_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_THOUGHTS = re.compile(r"<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_THOUGHTS_END = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)

# The fence that prompting.py puts around a passage, where a reply gives it back with the passage.
_FENCE = re.compile(
    r"(?<!<)<{2,8}[ \t]?(?:[0-9a-f]{8}[ \t]{1,4})?\[?(P\d{1,4})\]?[ \t]?>{0,8}"
    r"|(?<!<)<{2,8}[ \t]?[0-9a-f]{8}\b[ \t]?>{0,8}"
)
_FENCE_END = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}[ \t]?>{2,8}|\A[ \t]*+>{3,8}[ \t]*+\Z")
_FACTS = re.compile(
    rf"[ \t]*\([^\n]{{1,600}}; from (?:{'|'.join(map(re.escape, map(evidence_for_others, Evidence)))})\)[ \t]*"
)
_FENCE_LIKE = re.compile(r"<<|>>|; from the ")

_SCHEME = r"[a-z][a-z0-9+.-]{0,20}:/{2,}"
_REST = r"(?:[^\s<>()\[\]{}\"'`]|\([^\s<>()\[\]]*\))*"
_ADDRESS = re.compile(
    rf"(?:{_SCHEME}|(?<![\w.])www\d{{0,2}}\.(?=[\w-])|\b(?:mailto|javascript|vbscript):(?=\S)|\bdata:[\w.+-]*[/;,](?=\S)"
    rf"|(?<![\w:/\\])(?://|\\\\)(?=[\w-]+[.\\][\w-])){_REST}",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_STOP = re.compile(r"[.,;:!?]+\Z")
_EMPTY = re.compile(
    r"\s*[(\[]\s*(?:(?:see|cf\.?|from|available|online|at|via|e-?mail|url|link|doi)[\s:]*){0,3}[)\]]", re.IGNORECASE
)
_GAP = re.compile(r"(?<![ \t])[ \t]+(?=[.,;:!?](?:\s|\Z))")


def without_unseen(text: str) -> tuple[str, bool]:
    """`text` without terminal escapes and hidden characters, line ends as "\\n"; and whether there were any."""
    shown = without_private_use(without_hidden(_ESCAPE.sub("", text)))
    return shown, len(shown) < len(text.replace("\r\n", "\n"))


def without_thoughts(text: str) -> tuple[str, bool]:
    """`text` without what a model thinks aloud: a marked stretch, its beginning or its end may be missing.

    Thoughts that never end are all of a reply only where they begin it.
    """
    kept: list[str] = []
    at, found = 0, False
    while opened := _THOUGHTS.search(text, at):
        closed = _THOUGHTS_END.search(text, opened.end())
        before = text[at : opened.start()]
        if closed is None:
            if not before.strip() and not "".join(kept).strip():
                return "", True
            break
        kept.append(before)
        at, found = closed.end(), True
    rest = text[at:]
    if not found and (end := _THOUGHTS_END.search(rest)):  # some models begin to think before their reply begins
        return rest[end.end() :], True
    return "".join(kept) + rest, found


def without_fences(text: str) -> tuple[str, bool]:
    """`text` without a prompt's fences, and whether there were any; what stood in a fence cites its passage."""
    if not _FENCE_LIKE.search(text):
        return text, False
    kept: list[str] = []
    name: str | None = None
    for line in text.split("\n"):
        if _FACTS.fullmatch(line):
            continue
        if opened := _FENCE.search(line):
            name = opened[1]
        fenced, *after = _FENCE_END.split(_FENCE.sub("", line))
        plain = _citing(fenced, name) + "".join(after)
        kept += [plain] if plain.strip() or plain == line else []
        if after or not line.strip():  # an end may be missing
            name = None
    plain_text = "\n".join(kept)
    return plain_text, plain_text != text


def without_fence_lines(text: str) -> str:
    """A stretch of a reply that is still coming without what it has of a prompt's fences."""
    if "<<" not in text and ">>" not in text:
        return text
    return _FENCE_END.sub("", _FENCE.sub("", text))


def _citing(line: str, name: str | None) -> str:
    """A line of a fenced passage with the passage's marker behind each sentence."""
    if name is None or not line.strip():
        return line
    return " ".join(f"{line[start:end]} [{name}]" for start, end in sentence_spans(line))


def without_addresses(text: str) -> tuple[str, bool]:
    """`text` without addresses that a program could follow; and whether there were any."""
    plain = _ADDRESS.sub(lambda match: _stop_of(match.group()), text)
    if "@" in plain:
        plain = _MAIL.sub("", plain)
    if plain == text:
        return text, False
    return _GAP.sub("", _EMPTY.sub("", plain)), True


def _stop_of(address: str) -> str:
    stop = _STOP.search(address)
    return stop.group() if stop else ""


# Raw HTML taken out of text: tags vanish, words between them stay, but for scripts and the like.

# Only names that mean something to a browser: "vector<int>" and "x<y and z>0" are text.
_NAMES = """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body
    br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em
    embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i
    iframe image img input ins kbd keygen label legend li link main map mark marquee math menu menuitem meta meter nav
    nobr noembed noframes noscript object ol optgroup option output p param picture plaintext portal pre progress q rb
    rp rt rtc ruby s samp script search section select slot small source span strike strong style sub summary sup svg
    table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
    think thinking thought reasoning answer response passage passages tool tool_call tool_calls tool_response
    function_call function_calls invoke"""
_ELEMENTS = frozenset(_NAMES.split())
_UNREAD = frozenset(
    {"script", "style", "template", "iframe", "object", "svg", "textarea", "select", "noembed", "noframes", "head"}
    | {"tool_call", "tool_calls", "tool_response", "function_call", "function_calls"}
)
_LINES = {"br": "\n", "li": "\n- ", **{f"h{level}": "\n\n# " for level in range(1, 7)}}
_LINES |= dict.fromkeys(("p", "div", "ul", "ol", "table", "tr", "blockquote", "pre", "section", "hr"), "\n\n")

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][\w:-]{0,40})(?P<rest>(?:[\s/](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*'|[\"'])*+)?)(?P<close>>|(?=<)|\Z)",
    re.IGNORECASE,
)
_JOINS = re.compile(r"\s+(?:and|or|but|if|then|while|&&|\|\|)\s", re.IGNORECASE)
_AROUND_LESS = re.compile(r"[ \n]?<[ \n]?")
_ODD = re.compile(r"<!--|<!\[CDATA\[|\]\]>|<[!?][a-z][^<>]*>?|<\|[^|<>\n]{1,40}\|>", re.IGNORECASE)
_MARKED = re.compile(
    r"<(\w{1,20})(?:\s[^<>]*)?>\s*\[?(\^?P\d{1,4}(?:\s*[,;]\s*P\d{1,4})*)\]?\s*</\1\s*>|</?(P\d{1,4})\s*/?>",
    re.IGNORECASE,
)
_RAISED = re.compile(r"<sup(?:\s[^<>]*)?>\s*([\d,\s–-]{1,20})\s*</sup\s*>", re.IGNORECASE)
_TRIES = 4
"""How often tags may come to light behind tags, before every "<" goes."""


def without_html(text: str) -> tuple[str, bool]:
    """`text` without tags, comments and scripts; and whether there were any. No tag is left in what is returned."""
    if "<" not in text and "]]>" not in text:
        return text, False
    plain = text
    for _ in range(_TRIES):
        before, plain = plain, _once(plain)
        if plain == before:
            return plain, _AROUND_LESS.sub("<", plain) != _AROUND_LESS.sub("<", text)
    return plain.replace("<", " "), True


def _once(text: str) -> str:
    text = _MARKED.sub(lambda match: f"[{match[2] or match[3]}]" if not match[0].startswith("</") else "", text)
    text = _RAISED.sub(_raised, text)
    return "".join(_outside_comments("".join(_outside_tags(text))))


def _raised(match: re.Match[str]) -> str:
    """A number raised behind a word or a stop refers to something; behind a figure or a symbol it is a power."""
    before = match.string[max(0, match.start() - 3) : match.start()].rstrip()
    refers = before[-1:] in tuple(".,;:!?)\"'”") or (before.isalpha() and len(before) == 3)
    return f"[{match[1].strip()}]" if refers else f"^{match[1].strip()}"


def _outside_tags(text: str) -> Iterator[str]:
    at = 0
    unclosed: set[str] = set()
    for tag in _TAG.finditer(text):
        name = tag["name"].lower()
        if tag.start() < at or not _is_markup(tag, name):
            continue
        yield text[at : tag.start()]
        if _compares(tag, name):
            yield " < "
            at = tag.start() + 1
            continue
        yield _LINES.get(name, "")
        at = tag.end()
        if name in _UNREAD and not tag["end"] and name not in unclosed:
            end = re.compile(rf"</{name}\b[^<>]*>?", re.IGNORECASE).search(text, at)
            if end is None:
                unclosed.add(name)  # looked for once, not once for every such tag
            at = end.end() if end else _paragraph_end(text, at)
    yield text[at:]


def _is_markup(tag: re.Match[str], name: str) -> bool:
    if not tag["close"]:
        return name in _ELEMENTS and "=" in tag["rest"]
    return name in _ELEMENTS or "-" in name or "=" in tag["rest"]


def _compares(tag: re.Match[str], name: str) -> bool:
    """Whether "<" and ">" compare, as in "if a<b and b>c": what would be attributes are words of a sentence."""
    if tag["end"] or tag["close"] != ">" or any(character in tag["rest"] for character in "=\"'/"):
        return False
    before = tag.string[max(0, tag.start() - 2) : tag.start()].strip()
    if not tag["rest"].strip() or not before[-1:].isalnum():
        return False
    return len(name) == 1 or _JOINS.match(tag["rest"]) is not None


def _paragraph_end(text: str, at: int) -> int:
    end = text.find("\n\n", at)
    return len(text) if end < 0 else end


def _outside_comments(text: str) -> Iterator[str]:
    at = 0
    for found in _ODD.finditer(text):
        if found.start() < at:
            continue
        yield text[at : found.start()]
        at = found.end()
        if found.group() == "<!--":
            end = text.find("-->", at)
            at = end + 3 if end >= 0 else _paragraph_end(text, at)
    yield text[at:]
