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
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
_FINITE = re.compile(
    rf"\b(?:is|are|was|were|has|have|had|can|may|must|should|will|does|do|did)\b|\s{SAYS}", re.IGNORECASE
)


def without_source_list(pieces: Sequence[Piece]) -> tuple[list[Piece], bool]:
    """The pieces without a list of sources at their end; and whether there was one.

    "Source: [P3]" in a line of its own further up is a marker of the sentence before it.
    """
    cut = _start_of_list(pieces)
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
                only_definitions = only_definitions and bool(_DEFINITION.match(text))
                defined = (at, line) if only_definitions else defined
    return defined


def _is_entry(line: str) -> bool:
    """Whether a line could stand in a list of references, and says nothing in a sentence."""
    return not line.strip() or bool(_YEAR.search(line)) or not _FINITE.search(line)


def _marker_alone(line: str) -> str:
    labelled = _LABELLED.fullmatch(line)
    return f"[{labelled['names'].strip(' []().')}]" if labelled else line
