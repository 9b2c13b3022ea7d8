"""Characters that are not shown: every place where text is read, sent or drawn agrees on them."""

import json
from collections.abc import Callable

import pytest

from assistant.history.exporting import data
from assistant.references.latex import escaped
from assistant.writing.markup import pieces_of
from assistant.writing.prompting import cleaned
from index.readers.records.entry import one_line
from index.text.normalise import escape_hidden, normalise, on_one_line, with_whole_characters, without_hidden
from index.works.keys import own_key
from ui.json_shapes import as_text
from ui.page.text import literal
from ui.terminal.screen import visible

HIDDEN = {
    "null": "\x00",
    "bell": "\x07",
    "escape": "\x1b",
    "delete": "\x7f",
    "control of eight bits": "\x9b",
    "soft hyphen": "\u00ad",
    "combining grapheme joiner": "\u034f",
    "Arabic letter mark": "\u061c",
    "Hangul filler": "\u3164",
    "Hangul filler of half width": "\uffa0",
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "interlinear annotation": "\ufff9",
    "variation selector": "\ufe0f",
    "variation selector of plane 14": "\U000e0100",
    "tag letter": "\U000e0041",
    "no character": "\ufdd0",
}
PARTING = {"line separator": "\u2028", "paragraph separator": "\u2029", "next line": "\x85", "form feed": "\x0c"}
SHOWN = {
    "Persian spelled with a joiner": "می\u200cخواهم",
    "Hindi spelled with a joiner": "क्\u200dष",
    "accents put together": "e\u0301",
    "private use, drawn by a font": "\uf0b7",
    "emoji": "😀",
}


def replied(text: str) -> str:
    """Text as it is read in a model's reply."""
    return "\n".join(piece.text for piece in pieces_of(text, {}))


REMOVING: dict[str, Callable[[str], str]] = {
    "passage": lambda text: normalise(text).text,
    "one line": on_one_line,
    "prompt": cleaned,
    "reply": replied,
    "export": data,
    "page": literal,
    "record": one_line,
    "LaTeX out": escaped,
}
WRITING_OUT: dict[str, Callable[[str], str]] = {
    "terminal": visible,
    "JSON": lambda text: as_text({"x": text}).partition(": ")[2].splitlines()[0].strip('"'),
}


@pytest.mark.parametrize("remove", REMOVING.values(), ids=REMOVING)
@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_hidden_characters_are_removed_everywhere(hidden: str, remove: Callable[[str], str]) -> None:
    assert remove(f"al{hidden}pha") in ("alpha", "alha")  # an escape takes the letter behind it along


@pytest.mark.parametrize("write", WRITING_OUT.values(), ids=WRITING_OUT)
@pytest.mark.parametrize("hidden", [*HIDDEN.values(), *PARTING.values(), "\n", "\t", "\r", "\ud83d"], ids=ascii)
def test_hidden_characters_and_line_ends_are_written_out(hidden: str, write: Callable[[str], str]) -> None:
    shown = write(f"al{hidden}pha")
    assert hidden not in shown
    assert shown.startswith("al\\")
    assert shown.endswith("pha")


@pytest.mark.parametrize("remove", REMOVING.values(), ids=REMOVING)
@pytest.mark.parametrize("parting", PARTING.values(), ids=PARTING)
def test_what_ends_a_line_parts_words_everywhere(parting: str, remove: Callable[[str], str]) -> None:
    assert remove(f"al{parting}pha").split() == ["al", "pha"]


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
def test_what_is_seen_stays(shown: str) -> None:
    kept = without_hidden(f"al {shown} pha")
    assert kept == normalise(kept).text == on_one_line(kept) == visible(kept) == f"al {shown} pha"


@pytest.mark.parametrize("remove", [cleaned, replied])
def test_neither_prompt_nor_reply_has_characters_of_private_use(remove: Callable[[str], str]) -> None:
    assert remove("al\ue000pha\U000f0000") == "alpha"


@pytest.mark.parametrize(
    ("halves", "whole"),
    [("caf\udce9?", "caf\ufffd?"), ("a \ud83d b", "a \ufffd b"), ("\ud83d\ude00", "😀"), ("é", "é")],
)
def test_half_a_surrogate_pair_is_a_replacement_mark_everywhere(halves: str, whole: str) -> None:
    assert with_whole_characters(halves) == without_hidden(halves) == one_line(halves) == data(halves) == whole
    assert cleaned(halves) == replied(halves) == escaped(halves) == whole


def test_json_keeps_what_it_writes_out() -> None:
    text = "".join((*HIDDEN.values(), *PARTING.values(), *SHOWN.values(), "\n\t\ud83d"))
    assert json.loads(as_text({"x": text})) == {"x": text}


def test_hidden_characters_make_no_other_key() -> None:
    assert own_key("john\u200b2021\u202etowards") == "john2021towards"


def test_each_hidden_character_is_written_out_by_itself() -> None:
    assert escape_hidden("a\u200d\u200db", lambda hidden: f"<{ord(hidden):x}>") == "a<200d><200d>b"
