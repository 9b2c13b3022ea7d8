"""A paper's facts from its first page: title, year, venue and DOI; what is not plainly there stays empty."""

import re
from collections.abc import Sequence

from index.folding import plain
from index.normalise import normalise
from index.readers.frontlines import FrontLine, with_accents
from index.readers.layout import Line

_MARGINAL = re.compile(
    r"arXiv:|doi\b|https?:|Noname manuscript|\(will be inserted|ISSN|Vol\.|RESEARCH ARTICLE\Z", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{3}")
_FOOTNOTE_MARK = re.compile(r"[\s*∗†‡§¶]+\Z")
_CONTACT = re.compile(r"\S@\S|\bUniversit|\bInstitut|\bDepartment\b")
_STANDS_OUT = 1.15
_SAME_SIZE = 0.3
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_YEARS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:Proceedings|Proc\.)\s.{{0,120}}?\b{_YEAR}",
        rf"Published(?: online)?:?\s.{{0,30}}?{_YEAR}",
        rf"(?:©|\(c\)|Copyright)\s?(?:©|\(c\))?\s?(?:by\s)?{_YEAR}",
        rf"^(?!.*\b(?:Received|Submitted)).{{0,80}}\b(?:Journal|Transactions|Letters|Conference|Workshop|Symposium|vol\.?|"
        rf"volume|no\.)\b.{{0,80}}?\b{_YEAR}",
        rf"^{_YEAR}\s(?:IEEE|ACM|\d+(?:st|nd|rd|th)|International|Conference|Workshop)",
        rf"^\S[^.]{{1,60}}\.\s{_YEAR};\d",
        rf"arXiv:\S+\s+\[[^\]]{{1,20}}\]\s+\d{{1,2}}\s+[A-Z][a-z]{{2}}\s+{_YEAR}",
        rf"^.{{0,60}}\b{_MONTH}\s\d{{1,2}}\s?[-–—]\s?(?:{_MONTH}\s)?\d{{1,2}},?\s{_YEAR}",
    )
)
"""Where a year of publication stands, the surest place first."""
_C_IN_CIRCLE = re.compile(rf"c\s{_YEAR}\s+[A-Z]\w+")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`\[\]]{2,150}")
_DOI_ENDS = re.compile(r"[.,;:)\]’'”*]+\Z")
_DATA_DOI = re.compile(r"10\.(?:5281|6084|17632|7910|5061)/")
"""Archives of data and software: such a DOI on a paper's first page is not the paper's."""
_VENUE = re.compile(
    r"(?:In )?(?P<name>(?:Proceedings of|Proc\. of)\s[^,]{8,160}?)\s*(?:,|\(|\bpages\b|\bpp\b|$)"
    r"|(?P<journal>(?:[A-Z][\w&]+\s){0,6}(?:Journal|Transactions|Letters)\s(?:of|on|in)\s[^,\d(]{4,120}?)\s*(?:,|\(|\d|$)"
    r"|(?:19|20)\d\d\s(?P<meeting>(?:\S+\s){0,4}(?:Conference|Workshop|Symposium)\son\s[^,\d]{4,140})"
)


def printed_title(front: Sequence[FrontLine], body: float, furniture: set[int]) -> tuple[Line, ...]:
    """The lines of the title as printed: the largest print above the abstract that stands over the authors.

    body: the size of the document's text in points; furniture: where the lines begin that are no text.
    """
    lines = [said.line for said in front if said.line.start not in furniture and not _MARGINAL.match(said.line.text)]
    contact = max((line.top for line in lines if _CONTACT.search(line.text)), default=0.0)
    above = [line for line in lines if line.bottom > contact] or lines
    groups = [group for group in _of_one_print(above) if any(_WORD.search(line.text) for line in group)]
    large = [group for group in groups if group[0].size >= body * _STANDS_OUT]
    return max(large, key=lambda group: (round(group[0].size, 1), group[0].top), default=())


def _of_one_print(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Runs of lines in one size, one closely below the other."""
    groups: list[tuple[Line, ...]] = []
    for line in lines:
        if groups and _goes_on(groups[-1][-1], line):
            groups[-1] += (line,)
        else:
            groups.append((line,))
    return groups


def _goes_on(above: Line, line: Line) -> bool:
    return abs(above.size - line.size) <= _SAME_SIZE and abs(above.bottom - line.bottom) <= 2.2 * max(above.size, 1.0)


def title_text(lines: Sequence[Line]) -> str | None:
    """The title that these lines spell; None where it is too short or too long for one."""
    title = _FOOTNOTE_MARK.sub("", normalise(with_accents("\n".join(line.text for line in lines))).text)
    return title if 8 <= len(title) <= 300 else None


def agreed_title(informed: str | None, printed: str | None, page: str) -> str | None:
    """The document information's title where page one bears it out, else the title as printed.

    Programs leave the template's or the file's name in the document information, so its word alone is not taken
    where something else is printed large. `page` is the text of page one.
    """
    if informed is None or (
        printed is not None and plain(informed) != plain(printed) and plain(informed) in plain(printed)
    ):
        return printed
    return informed if plain(informed) in plain(page) or not page.strip() else printed


def printed_year(lines: Sequence[str], latest: int) -> int | None:
    """The year of publication as page one tells it, by the surest of its statements; None where it tells none.

    lines: those of the front matter and the margins, not the text's; latest: years after this one are misprints.
    """
    for pattern in (*_YEARS, _C_IN_CIRCLE):
        for line in lines:
            match = pattern.search(line[:400])
            if match and 1900 <= int(match.group(1)) <= latest:
                return int(match.group(1))
    return None


def printed_venue(lines: Sequence[str]) -> str | None:
    """The proceedings or the journal that a running head or a foot of page one names."""
    for line in lines:
        match = _VENUE.match(line[:400].strip())
        if match and match.lastgroup:
            return " ".join(match.group(match.lastgroup).split()).rstrip(" .:–-")
    return None


def own_doi(stated: Sequence[str], lines: Sequence[str]) -> str | None:
    """The paper's own DOI: by its metadata (`stated`), else the one DOI on page one; None where several are there."""
    for text in stated:
        if found := _dois(text):
            return found[0]
    found = [doi for line in lines for doi in _dois(line) if not _DATA_DOI.match(doi)]
    return found[0] if len(set(found)) == 1 else None


def _dois(text: str) -> list[str]:
    return [_DOI_ENDS.sub("", _balanced(match.group())).lower() for match in _DOI.finditer(text[:2000])]


def _balanced(doi: str) -> str:
    """Cut at a bracket that closes none of its own: it closes what stands around the DOI."""
    depth = 0
    for i, char in enumerate(doi):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return doi[:i]
    return doi
