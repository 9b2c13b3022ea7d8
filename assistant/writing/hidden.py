"""What a reply may carry that is not for reading, taken out: unseen characters, thoughts, raw HTML, addresses."""

import re

from assistant.writing.prompting import TOLD_EVIDENCE
from index.sentences import sentence_spans

# Characters that cannot be seen, or that steer a terminal or the direction of reading; and private ones, which the
# reading of markers needs for itself.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U0010ffff]+"
)
# Persian and the scripts of India spell with these two; elsewhere they only hide.
_JOINER = re.compile("(?<![\u0600-\u06ff\u0900-\u0dff])[\u200c\u200d]+|[\u200c\u200d]+(?![\u0600-\u06ff\u0900-\u0dff])")
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_THOUGHTS = re.compile(r"<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_THOUGHTS_END = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)

# The fence that prompting.py puts around a passage, where a reply gives it back with the passage.
_FENCE = re.compile(
    r"(?<!<)<{2,8}[ \t]?(?:[0-9a-f]{8}[ \t]{1,4})?\[?(P\d{1,4})\]?[ \t]?>{0,8}"
    r"|(?<!<)<{2,8}[ \t]?[0-9a-f]{8}\b[ \t]?>{0,8}"
)
_FENCE_END = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}[ \t]?>{2,8}|\A[ \t]*+>{3,8}[ \t]*+\Z")
_FACTS = re.compile(rf"[ \t]*\([^\n]{{1,600}}; from (?:{'|'.join(map(re.escape, TOLD_EVIDENCE.values()))})\)[ \t]*")
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
    """`text` without characters that hide or steer, line ends as "\\n"; and whether there were any."""
    shown = _LINE_END.sub("\n", _ESCAPE.sub("", text))
    shown = _JOINER.sub("", _UNSEEN.sub("", shown))
    return shown, len(shown) < len(_LINE_END.sub("\n", text))


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
