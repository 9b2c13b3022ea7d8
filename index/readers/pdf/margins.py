"""What stands beside the text of a page: running heads, stamps, licences, and the number printed on it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from operator import attrgetter

from index.readers.pdf.layout import Line, body_size

# Furniture, which is not part of the text: running heads, page numbers, stamps in the margin, licences.

# "12", "Page 3 of 9", "- xiv -"
_PAGE_NUMBER = re.compile(
    r"\W*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[^\w.,;)\]]*$", re.IGNORECASE
)
# "arXiv:2103.08942v1 [cs.SE] 4 Mar 2021", "Downloaded on March 4,2021 at"
_STAMP = re.compile(
    r"arXiv:\S{6,30}\s+\[[\w.-]{2,20}\]\s+\d{1,2}\s\w{3}\s\d{4}"
    r"|Authorized licensed use limited to|Downloaded (?:from|on|by)\b|This content downloaded from"
)
# "© 2021 IEEE", "978-1-4503-0000-0/21", "Permission to make digital or hard copies"
_LICENCE = re.compile(
    r"Permission to make digital|Personal use of this material|Permission to (?:copy|reprint)|"
    r"(?:©|\(c\)|c|Copyright)\s?(?:©|\(c\))?\s?(?:19|20)\d\d\b|Copyright (?:©|is held|held by|for this paper)|©|"
    r"(?:\d+\s)?97[89][-\d]{10,14}[/\s]|\d{4}-\d{3}[\dX]/\d\d|ACM ISBN|ISBN:?\s97|ISSN:?\s\d{4}-|"
    r"Content from this work may be used|Published under licen[cs]e|Licensed under|All rights reserved|"
    r"This (?:work|article|paper|is an open access article).{0,40}(?:licen[cs]ed|distributed) under|"
    r"(?:ACM )?Reference format:|Noname manuscript No\.|\(will be inserted by the editor\)|"
    r"the date of receipt and acceptance should be inserted later",
    re.IGNORECASE,
)
# "In Proceedings of ICSE 2021, Madrid", "Journal of Engines 3 (2021), doi:10.1000/xyz"
_IMPRINT = re.compile(
    r"\A(?:(?:In )?Proceedings of|Proc\. of|(?:Published|Accepted) (?:in|at)\b|To appear in)"
    r"|©\s?(?:19|20)\d\d|\bdoi(?:\.org|:)|\bISSN\b|\bISBN\b",
    re.IGNORECASE,
)
_MARGIN_ROWS = 2
"""Rows at the top and at the foot of a page that can be running heads (a guess)."""
_MANY = 0.4
"""Share of the pages on which a running head close to the text must repeat (a guess)."""
_APART = 1.35
"""Smallest gap to the next row in proportion to font size, for a row apart; lines of text have 1.1 to 1.3."""
_MANY_NUMBERS = 10  # lines of a number alone on a page whose lines are numbered (a guess)
_MAX_DIGITS = 5  # of a line's number (a guess)
_SMALL_PRINT = 0.95  # size of footnotes in proportion to the text's (a guess)
_SAME_ROW = 2.0  # points, largest difference of height within a row (a guess)
_LICENCE_LINES = 20  # of the longest notice (a guess)
_FEW = 0.3
"""Share of a page's lines up to which turned lines are stamps in the margin; more make a page on its side (a guess)."""


def furniture(pages: Mapping[int, Sequence[Line]]) -> set[tuple[int, int]]:
    """(page, start) of every line that is not part of the text."""
    places = running_heads(pages)
    for page, lines in pages.items():
        turned = [line for line in lines if not line.upright]
        stamps = [line for line in lines if _STAMP.match(line.text)]
        margin = (*stamps, *(turned if len(turned) <= _FEW * len(lines) else ()), *_line_numbers(lines))
        places |= {(page, line.start) for line in margin}
    if first := min(pages, default=0):
        imprints = (line for line in _outermost(pages[first]) if _IMPRINT.search(line.text[:200]))
        places |= {(first, line.start) for line in (*_licences(pages[first]), *imprints)}
    return places


def running_heads(pages: Mapping[int, Sequence[Line]]) -> set[tuple[int, int]]:
    """(page, start) of running heads, feet and page numbers: outermost lines that repeat from page to page.

    A line of text at the edge of a column may repeat too ("Linguistics." in a reference list), so a line without a gap
    to the text must repeat on many pages.
    """
    outer = {page: _outermost(lines) for page, lines in pages.items()}
    seen = Counter(text for lines in outer.values() for text in {_without_digits(line.text) for line in lines})
    few, many = max(2, min(3, len(pages) - 1)), max(3, _MANY * len(pages))
    return {
        (page, line.start)
        for page, lines in outer.items()
        for line, apart in lines.items()
        if _PAGE_NUMBER.match(line.text)
        or (len(pages) > 2 and seen[_without_digits(line.text)] >= (few if apart else many))
    }


def _outermost(lines: Sequence[Line]) -> dict[Line, bool]:
    """Each line of the highest and lowest rows of a page -> whether a gap separates it from the text."""
    rows: list[list[Line]] = []
    for line in sorted((line for line in lines if line.upright), key=attrgetter("bottom")):
        if rows and line.bottom - rows[-1][0].bottom < _SAME_ROW:
            rows[-1].append(line)
        else:
            rows.append([line])
    return {**_outer(rows), **_outer(rows[:_MARGIN_ROWS:-1][:_MARGIN_ROWS])}


def heads_and_feet(lines: Sequence[Line], body: float) -> list[Line]:
    """The outermost lines of a page that a gap separates from the text, and its small print, from the top down."""
    apart = {line for line, gap in _outermost(lines).items() if gap}
    small = {line for line in lines if line.upright and 0 < line.size < _SMALL_PRINT * body}
    return sorted(apart | small, key=lambda line: line.start)


def _outer(rows: Sequence[Sequence[Line]]) -> dict[Line, bool]:
    """Each line of the first rows -> whether a gap follows its row."""
    outer: dict[Line, bool] = {}
    for row, inner in zip_longest(rows[:_MARGIN_ROWS], rows[1 : _MARGIN_ROWS + 1]):
        gap = abs(inner[0].bottom - row[0].bottom) if inner else _APART * row[0].size
        apart = gap >= _APART * max(row[0].size, 1.0)
        outer |= dict.fromkeys(row, apart)
    return outer


def _line_numbers(lines: Sequence[Line]) -> Iterator[Line]:
    """The numbers of a manuscript's lines: a column of numbers in the margin that counts on."""
    numbers = [line for line in lines if line.text.isdecimal() and len(line.text) < _MAX_DIGITS]
    if len(numbers) < _MANY_NUMBERS:
        return
    by_height = sorted(numbers, key=lambda line: -line.bottom)
    for above, line, below in zip([None, *by_height], by_height, [*by_height[1:], None], strict=False):
        value = int(line.text)
        if (above and int(above.text) == value - 1) or (below and int(below.text) == value + 1):
            yield line


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", text[:200]).strip().lower()


def _licences(lines: Sequence[Line]) -> Iterator[Line]:
    """Licence and copyright notices on the first page, with the lines below them in the same font size."""
    left, above = 0, None
    for line in lines:
        begins = _LICENCE.match(line.text) is not None
        goes_on = left > 0 and above is not None and _continues(above, line)
        left = _LICENCE_LINES if begins else left - 1 if goes_on else 0
        if begins or goes_on:
            yield line
        above = line


def _continues(above: Line, line: Line) -> bool:
    near = 0 < above.bottom - line.bottom < 1.6 * max(line.size, 1.0)
    return near and abs(above.size - line.size) < 0.3 and abs(above.left - line.left) < 3 * max(line.size, 1.0)


def paragraphs_of(lines: Iterable[Line]) -> list[str]:
    """The text of lines of the margins, with those joined that continue each other."""
    paragraphs: list[str] = []
    above: Line | None = None
    for line in lines:
        if above and _continues(above, line):
            paragraphs[-1] += (
                "" if paragraphs[-1].endswith(("/", ".")) and line.text[0].isdigit() else " "
            ) + line.text
        else:
            paragraphs.append(line.text)
        above = line
    return paragraphs


# The number printed on a page: from the margins, where numbers count on from page to page, and from the file's labels.
#
# A file's labels may lie ("1" to "9" where the heads say 2506 to 2514), so the margins have the last word.

# "2506", "- 12 -", "Page 3 of 9", "S12", "DAFX-3", "111:3"; "xiv" alone
_PRINTED = re.compile(
    r"\W*(?:(?:page|seite|p\.)\s*)?(?P<prefix>[A-Z]{1,2}-?|[A-Z]{3,5}-|\d{1,4}:)?(?P<number>\d{1,5})(?:\s*(?:of|/|von|de)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"\W*((?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3}))\W*", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
# "2506 IEEE TRANSACTIONS ON ENGINES", "111:2 A. Moss", "A. MOSS: CATALOGUE DRIFT 2507", "Risks 2019, 7, 29 2 of 22"
_BEFORE_HEAD = re.compile(r"(?:page\s)?(?P<prefix>\d{1,4}:)?(?P<number>\d{1,5})(?=[\s|•·])\W*[^\W\d]", re.IGNORECASE)
_BEHIND_HEAD = re.compile(r"[^\d\s][\s|•·]*\s(?:page\s)?(?P<prefix>\d{1,4}:)?(?P<number>\d{1,5})\Z", re.IGNORECASE)
_OF_PAGES = re.compile(r"\s(?P<prefix>)(?P<number>\d{1,4})\sof\s\d{1,4}\Z")
# "Halden 12 (2011) 2506–2521", "pp. 2506-21"
_RANGE = re.compile(r"(?<![\d/.-])(\d{1,5})\s?[–—-]\s?(\d{1,5})(?![\d/-])")
_MAX_NUMBER = 30  # characters of a head that end or begin in a number, with what parts it from the text (a guess)
_MAX_CHARS = 300  # of a line in which we look for a range (a guess)
_MANY_PAGES = 5  # from here on two numbers that count on may be chance (a guess)
_LARGE = 10
"""From here on a number in a head that does not repeat may be that of the page; smaller ones number sections."""
_MOST = 0.6  # smallest share of pages with a number beside other text that does not repeat (a guess)
_DENSE = 0.4
"""Smallest share of the pages of a run that show their number; some print it on every other page (a guess)."""
_OWN_NUMBERS = 0.5
"""Numbers that differ from the file's pages win over those that do not if they are on at least half as many pages."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Numbers that count on: on page p stands `prefix` and p + `ahead`."""

    numeral: str
    """decimal, roman or ROMAN"""
    prefix: str
    ahead: int

    def label(self, page: int) -> str:
        number = page + self.ahead
        if self.numeral == "decimal":
            return f"{self.prefix}{number}"
        return _roman(number) if self.numeral == "roman" else _roman(number).upper()


def printed_pages(pages: Mapping[int, Sequence[Line]], stated: Mapping[int, str]) -> dict[int, str]:
    """Page -> the number printed on it, for the pages where it is known.

    stated: the labels in the file, which count where the margins do not contradict them.
    """
    printed = _by_margins(pages)
    labels = {page: label for page, label in stated.items() if _PRINTED.fullmatch(label) or _ROMAN.fullmatch(label)}
    shared = printed.keys() & labels.keys()
    if any(printed[page] != labels[page] for page in shared) or len(set(labels.values())) < len(labels):
        return printed
    # Many programs label the pages 1 to n whatever is printed on them.
    is_stated = shared or any(label != str(page) for page, label in labels.items())
    return dict(sorted((labels | printed if is_stated else printed).items()))


def without_number(text: str, label: str | None) -> str:
    """A line of a margin without the number of its page, `label`, which may look like a year."""
    if not label:
        return text
    number = rf"(?:page\s)?{re.escape(label)}"
    return re.sub(rf"\A\W*{number}(?:\W*\Z|\s+)|\s+{number}\W*\Z", "", text, flags=re.IGNORECASE)


def _by_margins(pages: Mapping[int, Sequence[Line]]) -> dict[int, str]:
    outer = {page: _outermost(lines) for page, lines in pages.items()}
    heads = Counter(text for lines in outer.values() for text in {_without_digits(line.text) for line in lines})
    shown: defaultdict[_Run, set[int]] = defaultdict(set)
    beside_text: defaultdict[_Run, set[int]] = defaultdict(set)
    for page, lines in outer.items():
        for line, apart in lines.items():
            smallest = 1 if heads[_without_digits(line.text)] > 1 else _LARGE if apart else 10 * _LARGE
            for numeral, prefix, number, alone in _numbers(line.text):
                is_sure = alone or prefix or number >= smallest
                (shown if is_sure else beside_text)[_Run(numeral, prefix, number - page)].add(page)
    needed = 2 if len(pages) < _MANY_PAGES else 3
    runs = {
        run: where
        for run, where in shown.items()
        if len(where) >= needed and len(where) >= _DENSE * (max(where) - min(where) + 1)
    }
    # A number glued to the text, as PDFium sets it where the foot is close, must be on most pages.
    for run, where in beside_text.items():
        where |= shown.get(run, set())
        if len(where) >= max(_MANY_PAGES, _MOST * len(pages)):
            runs[run] = where
    if not runs and pages:
        first = outer[min(pages)]
        middle = sum(line.bottom for line in first) / max(len(first), 1)
        # At the foot of the page may stand a reference with a range; the imprint there is in small print.
        imprint = (line for line in first if line.bottom > middle or 0 < line.size < _SMALL_PRINT * body_size(pages))
        runs = {run: set(pages) for run in _stated_range(imprint, len(pages))}
    printed: dict[int, str] = {}
    for run, where in sorted(runs.items(), key=lambda item: -len(item[1]) * (1 if item[0].ahead else _OWN_NUMBERS)):
        # The first page of a paper and the last of a section often show no number.
        span = [page for page in range(min(where) - 1, max(where) + 2) if page in pages and page + run.ahead > 0]
        if not any(page in printed for page in where):
            printed |= {page: run.label(page) for page in span if page not in printed}
    return printed


def _numbers(text: str) -> Iterator[tuple[str, str, int, bool]]:
    """(numeral, prefix, number, is alone) of every number in a line of the margin that may be the page's."""
    text = text.strip()
    if whole := _PRINTED.fullmatch(text):
        yield "decimal", whole["prefix"] or "", int(whole["number"]), True
    elif (roman := _ROMAN.fullmatch(text)) and roman[1]:
        yield "ROMAN" if roman[1].isupper() else "roman", "", _roman_value(roman[1].lower()), True
    else:
        end = text[-_MAX_NUMBER:]
        for match in (_BEFORE_HEAD.match(text[:_MAX_NUMBER]), _BEHIND_HEAD.search(end), _OF_PAGES.search(end)):
            if match:
                yield "decimal", match["prefix"] or "", int(match["number"]), False


def _stated_range(first_page: Iterable[Line], count: int) -> Iterator[_Run]:
    """The run of a range in the margin of page one ("2506–2521") that has as many pages as the file."""
    for line in first_page:
        for match in _RANGE.finditer(line.text[:_MAX_CHARS]):
            first, last = match[1], match[2]
            last = first[: len(first) - len(last)] + last
            if int(last) - int(first) + 1 == count > 1:
                yield _Run("decimal", "", int(first) - 1)
                return


def _roman_value(numeral: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _roman(number: int) -> str:
    tens = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
    ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    return tens[number // 10 % 10] + ones[number % 10]
