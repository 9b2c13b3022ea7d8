"""Comparing titles: equal, with a slip or another spelling, without the subtitle, truncated, or different."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.fuzz import ratio, token_set_ratio

from index.text.words import (
    ARTICLES,
    ORDINAL_WORDS,
    SMALL_WORDS,
    ascii_lower,
    in_one_spelling,
    read_rightly,
    signed_words,
    unspelled,
)

TELLING_WORDS = 4
"""A title with fewer words ("Introduction") does not identify a work (a guess, as are the numbers below)."""

_LONGEST = 400  # characters that are compared
_LONG_WORD = 24  # letters; a title in a script without spaces is one long word, which counts as several
SLIPS = 2
"""Words of a title that may have a slip."""
_EDITS = 10  # letters in which two titles may differ
_SUBTITLES = 3
_CLEARLY_OTHER = 55  # percent (rapidfuzz): titles with one DOI below this differ, if the authors are the same
_SURELY_ONE = 85  # the same for different authors
_SMALL = SMALL_WORDS | {"s"}  # "Author's"
# ": ", "? ", " - "; and at an end, "...", "of the"
_SUBTITLE = re.compile(r":\s*|[?!]\s+|\.\s+|\s[-–|]\s|\s*—\s*|\s--+\s")
_CUT_MARK = re.compile(r"(?:…|\.\.\.|-|\b(?:of|for|the|and|in|on|with|to|a|an))\s*$", re.IGNORECASE)
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_LONE_ROMAN = {"i": "1", "v": "5", "x": "10"}
_EDITIONS = {word: str(number) for word, number in ORDINAL_WORDS.items() if number > 1}
"""A first edition is the work itself."""
_NUMBERED = frozenset(
    {"part", "parts", "vol", "volume", "chapter", "book", "edition", "phase", "section", "act", "no", "number", "type"}
)
_ANOTHER_TEXT = _NUMBERED | frozenset(
    {"erratum", "errata", "corrigendum", "correction", "corrections", "reply", "response", "comment", "comments"}
    | {"retraction", "retracted", "addendum", "supplement", "supplementary", "appendix"}
)
_OPPOSITES = (
    ("hypo", "hyper"), ("endo", "exo"), ("ab", "ad"), ("macro", "micro"), ("intra", "inter"), ("pre", "pro"),
    ("on", "off"), ("ante", "anti"), ("super", "sub"), ("para", "peri"), ("mono", "multi"), ("meiot", "mitot"),
)  # fmt: skip
_FORMAL_WORDS = """
    introduction introductory preface foreword prologue epilogue afterword editorial preamble editor editors guest chair
    chairs chairman program programme general committee message note notes letter letters welcome remarks opening about
    closing special issue issues section chapter volume book books part track this our we contents table index front
    back matter cover title page list author authors reviewers contributors organizers organisers acknowledgments
    acknowledgements conclusion conclusions summary abstract abstracts references bibliography glossary appendix news
    conference workshop symposium proceedings review reviews erratum corrigendum obituary
"""
_FORMAL = _SMALL | frozenset(unspelled(_FORMAL_WORDS).split())
_LIKE = 80


@dataclass(frozen=True, slots=True)
class Title:
    """A title, prepared for comparison."""

    words: tuple[str, ...]
    joined: str
    """Without spaces, punctuation and articles: "co-design" equals "codesign", but "C" not "C++"."""
    mains: tuple[str, ...]
    """`joined` of the text before each subtitle, shortest first."""
    numbers: tuple[str, ...]
    """All numbers in any notation: works differ by part, edition and year."""
    cut_in_front: bool
    cut_behind: bool
    telling: bool
    """See `is_telling`."""
    long: bool
    """Whether it is too long to be compared for anything but equality."""
    formal: bool
    """See `is_formal`."""


class Relation(Enum):
    """How two titles may be of one work."""

    EQUAL = "equal"
    NO_SUBTITLE = "one has no subtitle"
    RESPELLED = "another spelling"
    SLIP = "a slip, or another word like it"
    CUT = "one is cut"


def compared(text: str) -> Title:
    """A title, prepared for comparison."""
    words = tuple(words_of(text))
    bare = text.strip()
    joined = _joined(words)
    return Title(
        words,
        joined,
        tuple(_mains(bare)),
        _numbers(words),
        not bare[:1].isalnum() or bare[:1].islower(),
        bool(_CUT_MARK.search(bare[-20:])),
        is_telling(words),
        len(joined) > _LONGEST,
        is_formal(words),
    )


def is_formal(words: Sequence[str]) -> bool:
    """Whether these words are a common title ("Introduction"), even of several works by one author in one year."""
    return all(word in _FORMAL or word.isdigit() for word in words)


def is_telling(words: Sequence[str]) -> bool:
    """Whether a title of these words identifies a work by itself."""
    return (len(words) >= TELLING_WORDS or any(len(word) >= _LONG_WORD for word in words)) and not is_formal(words)


def relation(left: Title, right: Title) -> Relation | None:
    """How two titles may be of one work; None if the titles show two works."""
    if left.joined == right.joined:
        return Relation.EQUAL
    # This runs for a million pairs, so the cheap checks come first.
    if (left.mains or right.mains) and (is_without_subtitle(left, right) or is_without_subtitle(right, left)):
        return Relation.NO_SUBTITLE
    if left.numbers != right.numbers or left.long or right.long:
        return None
    if -_EDITS <= len(left.joined) - len(right.joined) <= _EDITS and _differ_by_slips(left, right):
        return Relation.RESPELLED if _in_one_spelling(left) == _in_one_spelling(right) else Relation.SLIP
    if len(left.words) == len(right.words):
        return None
    short, long = (left, right) if len(left.words) < len(right.words) else (right, left)
    return Relation.CUT if (short.cut_in_front or short.cut_behind) and is_cut_of(short, long) else None


def is_without_subtitle(short: Title, long: Title) -> bool:
    """Whether `short` is `long` without its subtitle; "Part II" is not a subtitle."""
    return short.joined in long.mains and short.numbers == long.numbers[: len(short.numbers)]


def _differ_by_slips(left: Title, right: Title) -> bool:
    """Whether all differences are slips or spellings of single words: "survey of X" is not "survey of Y"."""
    if Levenshtein.distance(left.joined, right.joined, score_cutoff=_EDITS) > _EDITS:
        return False
    slips = 0
    for step in Levenshtein.opcodes(left.words, right.words):
        if step.tag != "equal":
            these, those = left.words[step.src_start : step.src_end], right.words[step.dest_start : step.dest_end]
            slips += _slips(these, those)
        if slips > SLIPS:
            return False
    return True


def is_cut_of(short: Title, long: Title) -> bool:
    """Whether `short` is a part of `long` and looks truncated, like a scraper's titles."""
    n, of = len(short.words), len(long.words)
    if not (short.cut_in_front or short.cut_behind) or not TELLING_WORDS <= n < of:
        return False
    starts = (i for i in range(of - n + 1) if long.words[i : i + n] == short.words)
    if not any((i > 0 and short.cut_in_front) or (i + n < of and short.cut_behind) for i in starts):
        return False
    return _ANOTHER_TEXT.isdisjoint(set(long.words) - set(short.words))


def is_correction(old: Title, new: Title) -> bool:
    """Whether `new` corrects `old`: by slips, spellings, a subtitle or added or dropped words, never another word."""
    short, long = sorted((old.words, new.words), key=len)
    if old.numbers != new.numbers or not _ANOTHER_TEXT.isdisjoint(set(short) ^ set(long)):
        return False
    if relation(old, new) or long[: len(short)] == short:
        return True
    rest = iter(long)
    return all(word in rest for word in short) and ratio(old.joined[:_LONGEST], new.joined[:_LONGEST]) >= _LIKE


def clearly_different(left: Title, right: Title, *, same_authors: bool) -> bool:
    """Whether two titles with one DOI cannot be of one work, like a chapter and its proceedings."""
    if relation(left, right):
        return False
    alike = token_set_ratio(" ".join(left.words)[:_LONGEST], " ".join(right.words)[:_LONGEST])
    return bool(alike < (_CLEARLY_OTHER if same_authors else _SURELY_ONE))


def significant(title: Title) -> list[str]:
    """The distinct words that distinguish titles."""
    return list(dict.fromkeys(word for word in title.words[:60] if word not in _SMALL))


def words_of(text: str) -> list[str]:
    """The words of a title for comparison: lower-case ASCII, umlauts in one spelling, "C++" as a word."""
    return signed_words(unspelled(ascii_lower(text)))


def _joined(words: Sequence[str]) -> str:
    return "".join(word for word in words if word not in ARTICLES) or "".join(words)


def _in_one_spelling(title: Title) -> str:
    return "".join(in_one_spelling(word) for word in title.words if word not in _SMALL)


def _mains(text: str) -> Iterator[str]:
    """`joined` of each beginning before a subtitle; "Part II" and corrections are not subtitles."""
    for split in islice(_SUBTITLE.finditer(text[:_LONGEST]), _SUBTITLES):
        main, rest = words_of(text[: split.start()]), words_of(text[split.end() :])
        another = main and rest and not _ANOTHER_TEXT.isdisjoint({main[0], *rest[:3]})
        if main and rest and not another and not _numbers(rest[:1]):
            yield _joined(main)


def _numbers(words: Sequence[str]) -> tuple[str, ...]:
    numbers = []
    for i, word in enumerate(words):
        if word in _ROMAN or (word in _EDITIONS and words[i + 1 : i + 2] == ("edition",)):
            numbers.append(_ROMAN.get(word) or _EDITIONS[word])
        elif word in _LONE_ROMAN and i and words[i - 1] in _NUMBERED:
            numbers.append(_LONE_ROMAN[word])
        elif not word.isalpha():
            numbers += [number.lstrip("0") or "0" for number in re.findall(r"\d+", read_rightly(word))]
    return tuple(numbers)


def _slips(these: Sequence[str], those: Sequence[str]) -> int:
    """The number of slips between two runs of words; more than `SLIPS` if they are other words."""
    if not these or not those:
        return 0 if all(word in _SMALL for word in (*these, *those)) else SLIPS + 1
    if _joined(these) == _joined(those):
        return 0
    if len(these) == len(those):
        return sum(_slip(a, b) for a, b in zip(these, those, strict=True))
    return _slip("".join(these), "".join(those))


def _slip(left: str, right: str) -> int:
    """0 for the same word, 1 for a slip or another spelling, more than `SLIPS` for another word."""
    if left == right or (left in _SMALL and right in _SMALL):
        return 0
    left, right = sorted((read_rightly(left), read_rightly(right)), key=len)
    if left == right or right in (left + "s", left + "es"):
        return 1
    allowed = 0 if len(left) < 5 else 1 if len(left) < 8 else 2
    if left[0] != right[0] or right.endswith(left) or _are_opposites(left, right):
        return SLIPS + 1
    return 1 if OSA.distance(left, right, score_cutoff=allowed) <= allowed else SLIPS + 1


def _are_opposites(left: str, right: str) -> bool:
    """Whether two words differ by opposite prefixes: "hypoglycemia", "hyperglycemia"."""
    for pair in _OPPOSITES:
        for a, b in (pair, pair[::-1]):
            if left.startswith(a) and right.startswith(b) and left[len(a) :] == right[len(b) :]:
                return True
    return False
