"""A reply while it comes: what of it may be shown already, word by word, and is never taken back."""

import re

from assistant.writing.cleaning import without_addresses, without_fence_lines, without_html, without_unseen

_LONGEST = 400
"""Characters for which something that was opened is waited for to be closed."""
_LOOKS = 5
_NUMBERS = r"[\s\d\^.,;:/&†–—-]|[Pp](?=[ .\-_#]?\d)|\b(?:[Pp]assages?|[Ss]ources?|and|or|to|see)\b"
_MARKER = re.compile(
    rf"\s*(?:\[(?=[^\]]*\d)(?![^\]]*\b0\b)(?:{_NUMBERS})++\]|【[^】]*】|\((?=[^)]*[Pp]\d)(?:{_NUMBERS})++\))(?:\([^()\s]*\))?"
)
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)?|\[[^\[\]]*\])?")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)?")
_LINE_MARK = re.compile(r"(?<=\n)[ \t]*(?:#{1,6}|>)(?=\s|\Z)")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?![\w*])|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|`+|~~+"
)
_ESCAPE_END = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[^\[\]]")
_HALF_TAG = re.compile(r"<(?=[/!?]*[a-z][^<>]*(?:<|\Z))", re.IGNORECASE)
_STRUCK = re.compile(r"~~(?!~)[^~]*~~")
_CLOSED = {"[": "]", "【": "】", "(": ")"}
_OPENED = re.compile(r"[\[【(\x1b]|<(?=[a-z/!?|])|(?<!<)<{2,8}(?=[0-9a-f]|P\d)|~~(?![~\s])", re.IGNORECASE)
_NO_SCHEME = re.compile(r"(?<![a-z0-9+.-])://\S*", re.IGNORECASE)
"""The rest of an address whose scheme may have been shown before."""
_UNREAD = re.compile(r"<(think|thinking|thought|reasoning|script|style|!--)\b[^<>]*>?|<(!)--", re.IGNORECASE)
_FENCE = re.compile(r"(?:^|(?<=\n))[ \t]*(`{3,}|~{3,})[ \t]*([^\s`]*)[^\n`]*(?=\n)")
_PROSE = frozenset({"", "markdown", "md", "text", "txt"})


class Draft:
    """Fed with the pieces of a reply as they come; costs the same for each, however long the reply is."""

    def __init__(self) -> None:
        self._held = "\n"  # so that the first line begins as every other
        self._until: str | None = None
        self._empty = True

    def add(self, piece: str) -> str:
        """The text that may be shown after this piece, in addition to what was; "" where nothing new may be."""
        self._held += piece
        shown = []
        while (ready := self._next()) is not None:
            shown.append(ready)
        return self._begun("".join(shown))

    def rest(self) -> str:
        """What may be shown once no piece follows any more."""
        if self._until is not None:
            return ""
        held, self._held = self._held, ""
        opened = (one.start() for one in _OPENED.finditer(held) if _closing(held, one) is None)
        return self._begun(_shown(held[: next(opened, len(held))]).rstrip())

    def _next(self) -> str | None:
        """The next stretch that is settled, taken from what is held; None where more has to come."""
        if self._until is not None:
            return self._skipped()
        at = 0
        settled = 0
        while at < len(self._held):
            opened = _OPENED.search(self._held, at)
            before = opened.start() if opened else len(self._held)
            if fence := _FENCE.search(self._held, at, min(len(self._held), before + _LONGEST)):
                return self._fenced(fence)
            settled = _last_space(self._held, at, before, settled)
            if opened is None:
                break
            if unread := _UNREAD.match(self._held, opened.start()):
                if not unread.group().endswith((">", "--")):
                    break
                return self._unread(unread)
            closed = _closing(self._held, opened)
            if closed is None:
                if len(self._held) - opened.start() <= _LONGEST:
                    break
                closed = opened.end()
            at = closed
        return self._taken(settled) if settled else None

    def _taken(self, end: int) -> str:
        ready, self._held = self._held[:end], self._held[end:]
        return _shown(ready)

    def _unread(self, opened: re.Match[str]) -> str:
        """What stood before thoughts, scripts and comments, whose end is waited for from here on."""
        self._until = "-->" if "!--" in opened.group() else f"</{opened[1].lower()}>"
        ready, self._held = self._held[: opened.start()], self._held[opened.end() :]
        return _shown(ready)

    def _fenced(self, fence: re.Match[str]) -> str:
        """Code is not shown; the line of a fence never is."""
        if fence[2].lower() not in _PROSE:
            self._until = "\n" + fence[1]
        ready, self._held = self._held[: fence.start()], self._held[fence.end() :]
        return _shown(ready)

    def _skipped(self) -> str | None:
        until = self._until or ""
        found = self._held.lower().find(until)
        if found < 0:
            self._held = self._held[-len(until) :]
            return None
        self._held = self._held[found + len(until) :]
        self._until = None
        return ""

    def _begun(self, text: str) -> str:
        """The text without the white space before its first word."""
        if self._empty:
            text = text.lstrip()
            self._empty = not text
        return text


def _last_space(text: str, start: int, end: int, otherwise: int) -> int:
    """Where the last word before `end` begins with its space: what comes before is settled."""
    for at in range(end - 1, start - 1, -1):
        if text[at].isspace():
            return at
    return otherwise


def _closing(text: str, opened: re.Match[str]) -> int | None:
    """End of what was opened; None where it is not there yet. A link's text is closed with its address."""
    start = opened.start()
    limit = start + _LONGEST
    if text[start] == "\x1b":
        ended = _ESCAPE_END.match(text, start)
        return ended.end() if ended else None
    if text[start] == "~":
        end = text.find("~~", start + 2, limit)
        return end + 2 if end >= 0 else None
    if opened.group().startswith("<<"):
        end = text.find("\n", start, limit)
        return end + 1 if end >= 0 else None
    end = text.find(">" if text[start] == "<" else _CLOSED[text[start]], start, limit)
    return end + 1 if end >= 0 else None


def _shown(text: str) -> str:
    """Settled text without what is not for reading; looked at anew while something comes to light by it."""
    plain = _STRUCK.sub("", _HALF_TAG.sub("", without_fence_lines(without_unseen(text)[0])))
    for _ in range(_LOOKS):
        before = plain
        plain = _MARKER.sub("", _IMAGE.sub("", without_html(plain)[0]))
        plain = _EMPHASIS.sub("", _LINE_MARK.sub("", _LINK.sub(r"\1", plain)))
        plain = _NO_SCHEME.sub("", without_addresses(plain)[0])
        if plain == before:
            return plain
    return plain.replace("<", "").replace("://", ":")
