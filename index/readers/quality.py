"""Whether the text extracted from a page is what a person reads there.

Each measure is a share, so that a page of formulas, a table or a line of code does not decide about a page; measures
of words are taken for the scripts that have them, and say nothing of pages in others.
"""

import re
from collections.abc import Mapping, Sequence, Set

from index.sources import Fault, PageFault

_ADVICE = {
    Fault.NO_TEXT: "no text on {} (scanned?): run OCR over it",
    Fault.GARBLED: "garbled text on {} (fonts that do not say which letters they draw?): run OCR over it",
    Fault.LOST_SPACES: "spaces lost on {}, words run together: get another copy or run OCR over it",
    Fault.INTERLEAVED: "columns read across on {}, sentences are mixed up: get another copy or run OCR over it",
}
_NAMED = 10

_CID = re.compile(r"\(cid:\d{1,6}\)")
_UNREADABLE = re.compile(r"[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd\x00\x01\x03-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MAX_UNREADABLE = 0.06
_WORD = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]+")
"""A run of letters of the scripts that part words by spaces and write vowels."""
_LATIN_WORD = re.compile(r"(?<![^\W_])[A-Za-zÀ-ɏ]{4,}(?![^\W_])")
_VOWELLESS = re.compile(r"(?<![^\W_])[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZßçñ]{4,}(?![^\W_])")
_VOWELS = b"aeiouyAEIOUY"
_CONSONANTS = bytes(c for c in range(128) if chr(c).isalpha() and c not in _VOWELS)
_USUAL_VOWELS = 0.34
"""Share of vowels among the letters of text in which few words have none; English has 0.40."""
_MANY_WORDS = 60
_MAX_VOWELLESS = 0.25
_SYMBOL = re.compile(r"([!-/:-@\[-`{-~])\1*")
_SYMBOLS = bytes(c for c in range(33, 127) if not chr(c).isalnum())
_MAX_SYMBOLS = 0.5
_MANY_CHARS = 200
_LONG_WORD = 32
_MAX_IN_LONG_WORDS = 0.15
_MEAN_WORD = 12.0


def page_faults(texts: Mapping[int, str], drawn: Set[int], across: Set[int]) -> tuple[PageFault, ...]:
    """The faults of each page, by page.

    drawn: pages with hardly any text on which something is drawn; across: pages whose columns were read across.
    """
    found: list[PageFault] = []
    blank = not any(text.strip() for text in texts.values())  # a paper without any text is none that was left blank
    for page, text in texts.items():
        if blank or page in drawn:
            found.append(PageFault(page, Fault.NO_TEXT))
        elif is_garbled(text):
            found.append(PageFault(page, Fault.GARBLED))
        else:
            found += [PageFault(page, Fault.LOST_SPACES)] if has_lost_spaces(text) else []
            found += [PageFault(page, Fault.INTERLEAVED)] if page in across else []
    return tuple(found)


def warnings(faults: Sequence[PageFault], pages: int) -> tuple[str, ...]:
    """A line for each kind of fault, with its pages and what to do; `pages` is how many the document has."""
    said: list[str] = []
    for fault, advice in _ADVICE.items():
        where = [found.page for found in faults if found.fault is fault]
        if fault is Fault.NO_TEXT and len(where) == pages:
            said.append(f"no text on any of its {pages} pages (scanned images?): run OCR over it")
        elif where:
            said.append(advice.format(_pages(where)))
    return tuple(said)


def unseen_warning(pages: Set[int]) -> tuple[str, ...]:
    """A line that tells from which pages text was left out."""
    if not pages:
        return ()
    return (f"text that cannot be seen was left out on {_pages(sorted(pages))}",)


def _pages(where: Sequence[int]) -> str:
    more = " and more" if len(where) > _NAMED else ""
    return f"page {', '.join(map(str, where[:_NAMED]))}{more}"


def is_garbled(text: str) -> bool:
    """Whether the characters are not those that are printed: unreadable ones, or letters that make no words."""
    size = len(text) - text.count(" ") - text.count("\n") - text.count("\r")
    if not size:
        return False
    unreadable = sum(len(mark) for mark in _CID.findall(text)) if "(cid:" in text else 0
    if not text.isascii() or not text.isprintable():
        unreadable += len(_UNREADABLE.findall(text))
    if unreadable > max(_MAX_UNREADABLE * size, 3):
        return True
    plain = text.encode("ascii", "ignore")  # counted in bytes: every page goes through this, few go further
    return size >= _MANY_CHARS and (_is_without_vowels(text, plain) or _is_of_symbols(text, plain, size))


def _is_without_vowels(text: str, plain: bytes) -> bool:
    consonants = len(plain) - len(plain.translate(None, _CONSONANTS))
    vowels = len(plain) - len(plain.translate(None, _VOWELS))
    if vowels > _USUAL_VOWELS * (vowels + consonants):
        return False
    without = len(_VOWELLESS.findall(text))
    if without < _MAX_VOWELLESS * _MANY_WORDS:
        return False
    words = len(_LATIN_WORD.findall(text))
    return words >= _MANY_WORDS and without > _MAX_VOWELLESS * words


def _is_of_symbols(text: str, plain: bytes, size: int) -> bool:
    """Leaders in a table of contents are one symbol many times over: they count once."""
    symbols = len(plain) - len(plain.translate(None, _SYMBOLS))
    return symbols > _MAX_SYMBOLS * size and len(_SYMBOL.findall(text)) > _MAX_SYMBOLS * size


def has_lost_spaces(text: str) -> bool:
    """Whether words run together: many letters stand in words longer than any language's."""
    stretches = text.split()
    if max(map(len, stretches), default=0) <= _LONG_WORD and len(text) <= _MEAN_WORD * len(stretches):
        return False
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if letters < _MANY_CHARS:
        return False
    in_long = sum(len(word) for word in words if len(word) > _LONG_WORD)
    return in_long > _MAX_IN_LONG_WORDS * letters or letters > _MEAN_WORD * len(words)
