"""Year, venue and DOI of a paper from what its first page prints around the text."""

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from index.text.normalise import normalise
from index.works.dois import dois_in

_YEAR = r"((?:19|20)\d\d)(?!\d)"
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s)?{_MONTH},?\s(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[-–—]\s?\d{{1,2}})?,?\s)?{_YEAR}"
)
_YEARS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:Published|Available|Publication date|Date of publication)(?: online)?:?\s.{{0,30}}?{_YEAR}",
        rf"\A(?:Published|Publication (?:date|year)|Year)\W+{_YEAR}",
        # Ada Lovelace, Alan Turing. 2023. Drift of Models. In
        rf"\A[^.\d]{{3,300}}(?:\w\.[^.\d]{{1,300}}){{0,40}}\.\s{_YEAR}\.\s\S.{{0,300}}(?:\bIn\b|Reference|pages|ACM|Proc)",
        rf"(?:Proceedings|Proc\.)\s.{{0,160}}?\b{_YEAR}",
        # Journal of Engines, Vol. 3, No. 2, May 2021
        rf"^(?!.*\b(?:Received|Submitted)).{{0,80}}\b(?:Journal|Transactions|Letters|Conference|Workshop|Symposium|"
        rf"Zeitschrift|Tijdschrift|Revista|Revue|Rivista|vol\.?|volume|no\.|J\.)(?=[\s:,]).{{0,80}}?\b{_YEAR}",
        rf"^{_YEAR}\s(?:IEEE|ACM|USENIX|\d+(?:st|nd|rd|th)|International|Conference|Workshop|Annual|[A-Z]{{4,8}}\b)",
        rf"^\S[^.]{{1,60}}\.\s{_YEAR};\d",  # Nucleic Acids Res. 2021;49
        rf"^(?:[A-Z]\S*\s|of\s|and\s|&\s){{1,9}}\(?{_YEAR}\)?[,\s]\s?\d{{1,4}}\b[:(,]",  # Risks 2019, 7, 29
        rf"^(?:[A-Z]\S*\s|of\s|and\s|in\s|&\s){{1,9}}\d{{1,4}}\s\({_YEAR}\)",  # Expert Systems 41 (2014) 2052
        # Z. Naturforsch. 54 a, 272-273 (1999)
        rf"^(?:[A-Z]\S*\s){{1,9}}\d{{1,4}}\s?\w?,\s\d+\s?[-–]\s?\d+\s\({_YEAR}\)",
        # Madrid, Spain, May 22–30, 2021
        rf"^.{{0,90}}\b{_MONTH}\s\d{{1,2}}\s?[-–—]+\s?(?:{_MONTH}\s)?\d{{1,2}}(?:st|nd|rd|th)?,?\s{_YEAR}",
        rf"^.{{0,90}}\b\d{{1,2}}\s?[-–—]+\s?\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH},?\s{_YEAR}",
        rf"(?:©|\(c\)|Copyright)\s?(?:©|\(c\))?\s?(?:by\s|[A-Z][\w.]*\s){{0,4}}{_YEAR}",  # Copyright (c) by 2021
        rf"(?:©|\(c\)|Copyright)\s?(?:\S+\s){{1,8}}{_YEAR}\b",  # © The Author(s) 2020
        rf"(?-i:c\s{_YEAR}\s+[A-Z]\w+)",  # c 2021 Springer, where the circle around the c is lost
        rf"(?-i:\b[A-Z][A-Za-z]*[A-Z]{{2}}[A-Za-z]*[\s-]?[’'`]?{_YEAR})(?!\S*@)",  # WSDM 2018
        rf"\b(?:Appear(?:s|ed)|Presented|Published) (?:in|at)\b.{{0,200}}?\b{_YEAR}",
        rf"\b(?:Accepted|(?:in )?(?:final|revised) form|Revised|Read)(?: for publication)?:?\s.{{0,25}}?{_YEAR}",
        rf"arXiv:\S+\s+\[[^\]]{{1,20}}\]\s+\d{{1,2}}\s+[A-Z][a-z]{{2}}\s+{_YEAR}",  # arXiv:2103.0894 [cs.SE] 4 Mar 2021
        rf"\b(?:Submitted|Draft|Version|Dated?|Last updated|Printed)\b.{{0,40}}?{_YEAR}",
        rf"^(?!.*\bReceived)\W{{0,3}}(?:.{{0,60}}[,;(–—-]\s?)?{_DATE}(?:\W|$)",  # 16 February 2009
        # 12. März 2006, 3 de mayo de 2011
        rf"^(?:\w+,\s(?:den\s)?|le\s)?\d{{1,2}}\.?º?\s(?:de\s)?[^\W\d_]{{3,10}}\.?\s(?:de\s)?{_YEAR}\W{{0,3}}$",
        rf"^\W{{0,3}}\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}\W{{0,3}}$|^\W{{0,3}}{_YEAR}[./-]\d{{1,2}}[./-]\d{{1,2}}\W{{0,3}}$",
        rf"^\W{{0,3}}{_YEAR}\W{{0,3}}$",
        rf"(?<![\d/=-]){_YEAR}-\d\d-\d\d(?![\d-])",
        rf"\b(?:Spring|Summer|Autumn|Fall|Winter|Academic year|Anno Accademico)\s(?:(?:19|20)\d\d\s?[-–/]\s?)?{_YEAR}",
    )
)
"""Contexts of a year of publication, the most reliable first."""
# "SOSP ’01", "STOC'10"
_SHORT_YEAR = re.compile(r"\b[A-Z][A-Za-z]*[A-Z][A-Za-z]*\s?[’'‘`](\d\d)\b(?!\S*@)")
# "Conference acronym ’XX, June 03–05, 2018, Woodstock, NY", which ACM's template prints
_TEMPLATE = re.compile(
    r"(?:In\s)?(?:Proceedings of\s)?(?:ACM\s)?Conference acronym.{0,80}?20\d\d,?\s(?:Woodstock,?\s\w*)?"
    r"|June\s+0?3[-–—]0?5,?\s+2018,?\s+Woodstock|Conference[’'‘]17,\s\w+\s20\d\d|\bWOODSTOCK[’'‘]\d\d"
    r"|Manuscript submitted to \w+|Woodstock[’'‘]18|Permission to (?:copy|make digital).*",
    re.IGNORECASE,
)
# "An earlier version of this paper appeared in Proc. of POPL 2001."
_EARLIER = re.compile(
    r"(?:[^.]|(?<=\bProc)\.|(?<=\bpp)\.)*"
    r"\b(?:earlier|preliminary|previous|extended|conference|short) (?:version|abstract)\b"
    r"(?:[^.]|(?<=\bProc)\.|(?<=\bpp)\.)*",
    re.IGNORECASE,
)
_VERSION = re.compile(r"version|abstract", re.IGNORECASE)
_DIGITS = re.compile(r"\d\d")
_DATA_ARCHIVES = ("10.5281/", "10.6084/", "10.17632/", "10.7910/", "10.5061/")
"""Prefixes of archives for data and software: such a DOI on a first page is not the paper's own."""
# "10.1145/nnnnnnn.nnnnnnn", "10.1145/xxxxxx.xxxxxx", "10.1000/182"
_PLACEHOLDER = re.compile(r"/(?:\S*?(?:n{4,}|x{4,}|0{7,}|1234567\.1234567|y{4,})|(?:xyz|doi)\d*\Z|insert)")
# "10.1145/1122445.", "10.1016/j."
_OPEN_DOI = re.compile(r"\b10\.\d{4,9}/\S*[./_(-]\Z|\b10\.\d{4,9}/?\Z|doi\.org/\Z|doi\.\Z", re.IGNORECASE)
# "Proceedings of ICSE (", "IEEE Transactions on Software Engineering, ", "2021 Conference on Drift"
_VENUE = re.compile(
    r"(?:(?:Appears|Appearing|Published|To appear|Presented)?\s?(?:[Ii]n|at)(?: the)? )?"
    r"(?P<name>(?:Proceedings of|Proc\. of)\s[^,]{8,160}?)\s*(?:,|\(|\bpages\b|\bpp\b|$)"
    r"|(?P<journal>(?:[A-Z][\w&]+\s){0,6}(?:Journal|Transactions|Letters)\s(?:of|on|in)\s[^,\d(]{4,120}?)\s*(?:,|\(|\d|$)"
    r"|(?:19|20)\d\d\s(?P<meeting>(?:\S+\s){0,4}(?:Conference|Workshop|Symposium)\son\s[^,\d]{4,140})"
)
# "Proceedings of the 23rd", "Journal of Engines and"
_OPEN_VENUE = re.compile(r"\b(?:\d+(?:st|nd|rd|th)|of|the|on|for|in|and|&|annual|international)\Z", re.IGNORECASE)
# "International Conference on Drift", below "Proceedings of the 23rd"
_MEETING = re.compile(
    r"(?:[A-Z\d][\w/\ufffe-]*\s){0,6}(?:Con\ufffe?ference|Workshop|Symposium|Meeting|Congress|Transactions|Letters)\b"
)
_RAISED_LETTERS = re.compile(r"(?<=\d)\s(?=(?:st|nd|rd|th)\b)")  # "the 23 rd"
_MAX_TEXT = 2_000
"""Characters of a line or value that are searched for DOIs (a guess)."""


def printed_year(lines: Sequence[str], latest: int) -> int | None:
    """The year of publication on page one, by the most reliable pattern; None if there is none.

    lines: of front matter and margins, without the text; latest: later years are misprints.
    """
    shown = [_dated(normalise(line[:500]).text) for line in lines if _DIGITS.search(line)]
    for pattern in _YEARS:
        for line in shown:
            years = (int(year) for match in pattern.finditer(line) for year in match.groups() if year)
            if year := next((year for year in years if 1900 <= year <= latest), None):
                return year
    short = (int(match.group(1)) for line in shown for match in _SHORT_YEAR.finditer(line))
    return next((year + (1900 if year > 60 else 2000) for year in short), None)


def _dated(line: str) -> str:
    """A line without what a template prints, and without earlier versions."""
    line = _TEMPLATE.sub(" ", line)
    return _EARLIER.sub(" ", line) if _VERSION.search(line) else line  # for speed


def printed_venue(lines: Sequence[str]) -> str | None:
    """The proceedings or journal named in a line of page one, or in one that the next continues."""
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        for text in (line, *([f"{line} {below}"] if _MEETING.match(below[:100]) else [])):
            shown = _RAISED_LETTERS.sub("", normalise(_TEMPLATE.sub(" ", text[:400]).strip()).text)
            match = _VENUE.match(shown)
            name = " ".join(match.group(match.lastgroup).split()).rstrip(" .:–-") if match and match.lastgroup else ""
            if name and not _OPEN_VENUE.search(name):
                return name
            if not name:
                break
    return None


def own_doi(stated: Sequence[str], lines: Sequence[str]) -> str | None:
    """The paper's DOI: the first in its metadata (`stated`), else the only one on page one."""
    in_metadata = next((doi for text in stated for doi in _true_dois(text)), None)
    on_page = {doi for line in _with_next(lines) for doi in _true_dois(line)}
    return in_metadata or (on_page.pop() if len(on_page) == 1 else None)


def _true_dois(text: str) -> Iterable[str]:
    for doi in dois_in(text[:_MAX_TEXT]):
        if not doi.startswith(_DATA_ARCHIVES) and not _PLACEHOLDER.search(doi):
            yield doi


def _with_next(lines: Sequence[str]) -> Iterable[str]:
    """The lines, each that ends within a DOI joined with the next."""
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        goes_on = _OPEN_DOI.search(line) and (not line.endswith(".") or below[:1].isdigit() or below.startswith("org/"))
        yield line + below if goes_on else line
