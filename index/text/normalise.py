"""Text as a person reads it: without hidden characters, and normalised with a map back to the raw text.

Only this module decides which characters are hidden. `without_hidden` and `on_one_line` clean any text, `escape_hidden`
writes hidden characters out, `normalise` drops them from passages.
"""

import hashlib
import re
import unicodedata
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Controls that end no line; what Unicode 16 calls Default_Ignorable_Code_Point (DerivedCoreProperties.txt: soft hyphen,
# zero width space, marks and overrides of direction, fillers, variation selectors, tags) but for the two joiners;
# interlinear annotation, the empty Braille cell, and code points that are not characters.
_HIDDEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Persian and the scripts of India spell with these two ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645");
# elsewhere they hide.
_SPELLED_WITH_JOINERS = "[\u0600-\u06ff\u0900-\u0dff]"
_JOINER = f"(?<!{_SPELLED_WITH_JOINERS})[\u200c\u200d]+|[\u200c\u200d]+(?!{_SPELLED_WITH_JOINERS})"
_HIDDEN_RUN = re.compile(f"[{_HIDDEN}]+|{_JOINER}")
_NOT_LETTERS = re.compile(r"[\W_]+")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_ESCAPED = re.compile(f"[{_HIDDEN}\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029\ud800-\udfff]|{_JOINER}")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]+")


def without_hidden(text: str) -> str:
    """`text` without hidden characters and half surrogate pairs, with every line end as "\\n"; tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return with_whole_characters(_HIDDEN_RUN.sub("", _LINE_END.sub("\n", text)))


def on_one_line(text: str) -> str:
    """`text` on one line without hidden characters: a name, a title, a question, a heading."""
    return " ".join(without_hidden(text).split())


def hash_of_letters(text: str) -> int:
    """A signed 64-bit hash of the letters and digits of a text: databases differ in case, spaces and punctuation."""
    letters = _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold()) or text
    digest = hashlib.blake2b(letters.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def with_whole_characters(text: str) -> str:
    """`text` with U+FFFD for each half of a surrogate pair, which neither files nor SQLite can store.

    Damaged fonts, JSON ("\\ud83d") and arguments in another encoding contain such halves.
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def escape_hidden(text: str, escape: Callable[[str], str]) -> str:
    """`text` with `escape` applied to hidden characters, half surrogate pairs, and line ends other than "\\n"."""
    return _ESCAPED.sub(lambda match: "".join(map(escape, match.group())), text)


def without_private_use(text: str) -> str:
    """`text` without private-use characters, whose shape only a font defines.

    Documents keep them, but prompts and replies must not have any, because we mark places in a reply with them.
    """
    return _PRIVATE_USE.sub("", text)


# Passages: resolve ligatures, join words hyphenated at line ends, fold white space to single spaces, drop hidden
# characters. Nothing else changes, so that a normalised quote maps to the raw text and back.

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# PDFium writes one of these, depending on its version, for a line-end hyphen inside a word.
_PDFIUM_BREAK = "\ufffe\u0002"
_LETTER = r"[^\W\d_]"
# "trans-\nformer", "a  b", "\u200b", "ﬁ"
_SPECIAL = re.compile(
    rf"(?P<hyphen>(?<={_LETTER})(?:[-\u2010\xad][ \t]*\r?\n|[{_PDFIUM_BREAK}](?:[ \t]*\r?\n)?)[ \t]*(?={_LETTER}))"
    rf"|(?P<space>(?:\s|[{_PDFIUM_BREAK}]){{2,}}|[^\S ]|[{_PDFIUM_BREAK}])"
    rf"|(?P<hidden>[{_HIDDEN}]|{_JOINER})"
    rf"|(?P<ligature>[{''.join(_LIGATURES)}\ufb50-\ufdff\ufe70-\ufefc])"
)
# With lookahead, so that "state-of-the-art" gives its three pairs of neighbours.
_COMPOUND = re.compile(rf"(?<!{_LETTER})(?=({_LETTER}+-{_LETTER}+))")


@dataclass(frozen=True, slots=True)
class Normalised:
    """Normalised text, and the raw offset of each of its characters."""

    text: str
    offsets: Sequence[int]
    """(len(text),) non-decreasing."""

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of the normalised span [start, end); raises ValueError if it is empty or outside the text."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"empty or outside the text: {start}..{end}")
        return self.offsets[start], self.offsets[end - 1] + 1


def compounds(raw: str) -> frozenset[str]:
    """Lower-case hyphenated words within a line of `raw`, whose hyphen does not come from a line break."""
    return frozenset(match.group(1).lower() for match in _COMPOUND.finditer(raw))


def normalise(raw: str, keep: frozenset[str] = frozenset()) -> Normalised:
    """Normalise `raw`; a word of `keep` (see `compounds`) broken at its hyphen keeps it."""
    pieces: list[str] = []
    offsets = array("q")
    done = 0
    for match in _SPECIAL.finditer(raw):
        start = match.start()
        pieces.append(raw[done:start])
        offsets.extend(range(done, start))
        piece = _replacement(raw, match, keep)
        pieces.append(piece)
        offsets.extend([start] * len(piece))
        done = match.end()
    pieces.append(raw[done:])
    offsets.extend(range(done, len(raw)))
    return _fold("".join(pieces), offsets)


def _replacement(raw: str, match: re.Match[str], keep: frozenset[str]) -> str:
    match match.lastgroup:
        case "hyphen":
            return "-" if keep and _broken_word(raw, match) in keep else ""
        case "space":
            return " "
        case "ligature":
            # Presentation forms of Arabic, which old fonts have for the letters themselves: "\ufefb" is lam and alef.
            return _LIGATURES.get(match.group()) or unicodedata.normalize("NFKC", match.group())
        case _:
            return ""


def _fold(text: str, offsets: "array[int]") -> Normalised:
    """Strip the text, and fold spaces that became neighbours when a character between them was dropped."""
    if "  " in text:
        places = [i for i, char in enumerate(text) if char != " " or not i or text[i - 1] != " "]
        text, offsets = "".join(text[i] for i in places), array("q", (offsets[i] for i in places))
    first = len(text) - len(text.lstrip(" "))
    last = len(text.rstrip(" "))
    return Normalised(text[first:last], offsets[first:last])


def _broken_word(raw: str, match: re.Match[str]) -> str:
    """The lower-case word around a line-end hyphen, with the hyphen."""
    left = re.search(rf"{_LETTER}+\Z", raw[max(0, match.start() - 40) : match.start()])
    right = re.match(rf"{_LETTER}+", raw[match.end() : match.end() + 40])
    return f"{left.group() if left else ''}-{right.group() if right else ''}".lower()
