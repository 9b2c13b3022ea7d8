"""Lists of sources that models put under their replies: the program makes its own."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.writing.markers import SAYS
from assistant.writing.markup import Piece

_NAME = (
    r"(?:(?:list of |key |cited )?(?:references|sources|citations)(?: (?:used|cited|consulted|list))?|"
    r"(?:works|literature|passages) (?:cited|used|consulted)|cited (?:works|literature|passages)|"
    r"bibliography|reference list|footnotes)"
)
_LABEL = re.compile(rf"\W*{_NAME}\s*(?:\([^()]*\))?\s*:?\W*", re.IGNORECASE)
_IDENTIFIERS = r"(?:[\s,;&()\[\]【】.^–-]|\band\b|\bpassages?\b|P?\d{1,4}\b)"
_LABELLED = re.compile(
    rf"\W*(?P<label>{_NAME}|sources?|reference|citation|passages?|evidence)\s*:\s*"
    rf"(?P<names>(?=.*\d){_IDENTIFIERS}++)",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"\s*\[\^?P?\d{1,4}\]\s*:\s")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = str.maketrans(_RAISED, "0123456789")
_NOTE = re.compile(
    rf"[ \t]*(?:[-*][ \t]+)?(?:(?P<foot>\[\^\d{{1,3}}\])|\[\d{{1,3}}\]|[{_RAISED}]{{1,3}}|"
    r"\(\d{1,3}\)|\^?\d{1,3}[.):]?)"
    r"[ \t]*[:=]?[ \t]*(?P<names>[^\n]*)",
)
_NOTE_NAMES = re.compile(r"\b[Pp]\d{1,4}\b")
_ONLY_NAMES = re.compile(r"(?:[\s,;&.\[\]()]|\band\b|\bpassages?\b|\b[Pp]\d{1,4}\b)+", re.IGNORECASE)
_MARK = re.compile(rf"\[\^?(?P<bracket>\d{{1,3}})\]|(?P<raised>[{_RAISED}]{{1,3}})|\^(?P<caret>\d{{1,3}})(?!\w)")
_REFERS = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?)\"'”\]])\s?\Z")
_REFERENCE = re.compile(
    r"\W*(?:\[?\^?\d{1,3}[\].:)]*\s+)?[^\W\da-z_][^!?:]{0,120}?\(?\b(?:19|20)\d\d[a-z]?\b\)?[.,:]\s+[^\W\d_a-z“\"].{3,300}",
    re.DOTALL,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
_FINITE = re.compile(
    rf"\b(?:is|are|was|were|has|have|had|can|may|must|should|will|does|do|did)\b|\s{SAYS}", re.IGNORECASE
)


def with_notes(text: str) -> tuple[str, bool]:
    """`text` with the identifiers of its footnotes in place of their marks, without the notes; and whether it had any.

    A raised number without a note becomes a marker that names nothing, where it can refer to something.
    """
    lines = text.rstrip().split("\n")
    notes: dict[str, str] = {}
    kept = _body(lines, notes)
    body = "\n".join(kept)
    if not any(mark in body for mark in ("[", "^", *_RAISED)):
        return text, False
    plain = _MARK.sub(lambda mark: _resolved(mark, notes), body)
    if notes and plain == body:
        return text, False  # nothing refers to them: they are a list of something else
    return (plain, True) if plain != body else (text, False)


def _body(lines: Sequence[str], notes: dict[str, str]) -> list[str]:
    """The lines that are no notes: "[^1]: P3" is one anywhere, any other form only at the end."""
    kept: list[str] = []
    at_end = True
    for line in reversed(lines):
        note = _NOTE.fullmatch(line)
        names = _NOTE_NAMES.findall(note["names"]) if note else []
        if note and names and (note["foot"] or (at_end and _ONLY_NAMES.fullmatch(note["names"]))):
            number = re.sub(r"\D", "", line[: note.start("names")].translate(_PLAIN))
            notes[number] = "".join(f"[{name.upper()}]" for name in names)
            continue
        at_end = at_end and not line.strip()
        kept.append(line)
    return kept[::-1]


def _resolved(mark: re.Match[str], notes: dict[str, str]) -> str:
    number = (mark["bracket"] or mark["raised"] or mark["caret"]).translate(_PLAIN)
    before = mark.string[max(0, mark.start() - 4) : mark.start()]
    if mark["bracket"]:
        return notes.get(number, mark.group())
    if not _REFERS.search(before) or (mark["caret"] and number not in notes and before[-1:].isalnum()):
        return mark.group()
    return notes.get(number, f"[{number}]")


def without_source_list(pieces: Sequence[Piece]) -> tuple[list[Piece], bool]:
    """The pieces without a list of sources at their end; and whether there was one.

    "Source: [P3]" in a line of its own further up is a marker of the sentence before it.
    """
    cut = _start_of_list(pieces) or _start_of_references(pieces)
    if cut == (0, 0) and any(_is_prose(line) for piece in pieces for line in piece.text.split("\n")):
        cut = None  # the whole reply: sentences led by their markers
    kept = list(pieces)
    if cut is not None:
        piece, line = cut
        kept = kept[:piece]
        if line:
            kept.append(replace(pieces[piece], text="\n".join(pieces[piece].text.split("\n")[:line])))
    return [
        replace(piece, text="\n".join(map(_marker_alone, piece.text.split("\n")))) for piece in kept
    ], cut is not None


def _start_of_list(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """Piece and line at which a list begins that goes on to the end."""
    defined: tuple[int, int] | None = None
    only_definitions = True
    for at in range(len(pieces) - 1, -1, -1):
        lines = pieces[at].text.split("\n")
        for line in range(len(lines) - 1, -1, -1):
            text = lines[line]
            labelled = _LABELLED.fullmatch(text)
            if _LABEL.fullmatch(text) or (labelled and labelled["label"].lower().endswith("s")):
                return at, line
            if not _is_entry(text):
                return defined
            if text.strip():
                only_definitions = only_definitions and bool(_DEFINITION.match(text)) and not _is_prose(text)
                defined = (at, line) if only_definitions else defined
    return defined


def _start_of_references(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """Where a list without a heading begins: authors, year and title in every line, and nothing else to the end."""
    at = len(pieces)
    while at and _REFERENCE.fullmatch(pieces[at - 1].text) and not _NOTE_NAMES.search(pieces[at - 1].text):
        if _FINITE.search(pieces[at - 1].text):
            break
        at -= 1
    if not 0 < at < len(pieces) or pieces[at - 1].text.rstrip().endswith(":"):
        return None
    return at, 0


def _is_prose(line: str) -> bool:
    """Whether what follows "[P1]:" is a sentence and no reference: most of its words are small ones, no year."""
    definition = _DEFINITION.match(line)
    if definition is None or _YEAR.search(line):
        return False
    words = line[definition.end() :].split()
    return (
        len(words) > 2 and line.rstrip().endswith((".", "!")) and 2 * sum(w[:1].islower() for w in words) > len(words)
    )


def _is_entry(line: str) -> bool:
    """Whether a line could stand in a list of references, and says nothing in a sentence."""
    return not line.strip() or bool(_YEAR.search(line)) or not _FINITE.search(line)


def _marker_alone(line: str) -> str:
    labelled = _LABELLED.fullmatch(line)
    return f"[{labelled['names'].strip(' []().')}]" if labelled else line
