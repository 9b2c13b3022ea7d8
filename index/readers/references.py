"""Reference lists: their headings, and their entries by numbers, labels, blank lines, indents or authors."""

import re
from collections.abc import Iterable, Iterator, Sequence

from index.text.normalise import compounds, normalise
from index.works.names import PARTICLES

_NAMES = frozenset(
    """
    references|reference|references cited|referenceslist|list of references|reference list|references and notes
    notes and references|references and further reading|references and links|cited references|key references
    bibliography|selected bibliography|bibliography and references|literature|literature cited|cited literature
    works cited|primary studies|selected studies|selected primary studies|sources|electronic references
    literatur|literaturverzeichnis|literaturangaben|literaturliste|quellen|quellenverzeichnis|referenzen
    références|références bibliographiques|bibliographie|ouvrages cités
    referencias|referencias bibliográficas|bibliografía|obras citadas|literatura citada
    referências|referências bibliográficas|bibliografia|riferimenti bibliografici|literatuur|referenties
    """.replace(" ", "")
    .replace("|", "\n")
    .split()
)
# Before a heading's name: "7 ", "VII. ", "## ".
_HEADING_NUMBER = re.compile(r"\s*(?:(?:\d{1,2}(?:\.\d{1,2}){0,2}|[IVX]{1,5}|[A-H])[.)]?\s+|[§#*_\s]+)?")
_HEADING_ENDS = re.compile(r"[\s.:*_#—–-]+\Z")

# All of these are guesses.
_MAX_CHARS = 4_000_000  # characters of a list
_MAX_ENTRY = 2_000  # characters of an entry; more is text that follows the list
_MIN_ENTRY = 8  # characters of an entry; less is a page number or a mark
_MAX_SKIPPED = 3  # consecutive numbers that extraction may have lost
_LINES_ABOVE = 3  # first lines of a list, one of which begins its first entry
_WINDOW = 1_500  # characters in which an entry that begins with authors has its year

_MARKS = tuple(
    map(
        re.compile,
        (
            r"\[\s*(\d{1,4})\s*\][.:]?\s*",  # [1]
            r"\(\s*(\d{1,4})\s*\)\s+",  # (1)
            r"(\d{1,4})\s?[.)](?:\s+|(?=[^\W\d_]))",  # 1.
            r"(\d{1,4})\s+(?=[^\W\d_]|[“\"‘'])",  # 1 Lovelace
            r"(\d{1,3})(?=[^\W\d_])",  # 1Lovelace, where the number was raised
        ),
    )
)
"""Numbers before an entry, the least distinctive form last."""
_FIRST = re.compile(r"\[1\]\s+\S")
# "[1] Yubo Chen" at the start of a line, "2015. [2] Thien" within it
_MARK_ANYWHERE = re.compile(r"(?:^|(?<=[.\d)\]”\"]) )\[(\d{1,4})\](?=\s+\S)")
# "... 2015. [2] Thien Nguyen": an entry within a line, since extraction sometimes joins lines.
_WITHIN = re.compile(r"(?<=[.\d)\]”\"]) (?=\[\d{1,4}\]\s+\S)")
# [Lov43], [Hopper, 1952]:
_LABEL = re.compile(r"\[\^?[^\W\d_][^\]\n]{0,39}\]:?\s*")
_BULLET = re.compile(r"[-*•–]\s+")
# "1843", "n. d.", "to appear"
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|\b(?:n\.\s?d\.|in press|to appear|forthcoming)", re.IGNORECASE)
_FULL_YEAR = re.compile(r"(?<![\d.:/–-])(?:19|20)\d\d(?![\d/–-])")
# Ends of an entry: "pp. 12-15.", "1843", "https://a.example/b", "10.1000/xyz"
_ENDS = re.compile(r"(?:[.!?)\]”\"’/]|\d|://\S{1,80}|\b10\.\d{4,9}/\S{1,80}|/[\w./-]{1,60})\Z")
# Ends of a line that continues below: "pp.", "van der Berg, and", "Babbage, C."
_RUNS_ON = re.compile(r"(?i:[-,;:&\ufffe\u2010]|\b(?:and|und|et|y|e|in|of|the|pages?|pp\.?|vol\.|no\.))\Z|\b[A-Z]\.\Z")

_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_FAMILY = rf"(?:(?:{'|'.join(map(re.escape, sorted(PARTICLES)))})\s){{0,3}}(?:[dDOL][’'`])?{_UPPER}[\w’'`´¨ˇ˘-]{{1,30}}"
_OPENS_WITH_AUTHOR = re.compile(
    rf"(?:{_FAMILY}(?:\s{_FAMILY})?,\s(?:{_UPPER}\.[\s-]?){{1,4}}"  # Lovelace, A. K.
    rf"|(?:{_UPPER}\.[\s-]?){{1,4}}\s?{_FAMILY}(?:\s{_FAMILY}){{0,2}}(?:,|\sand\s|\s?&|\set\sal)"  # A. K. Lovelace,
    rf"|{_FAMILY}(?:\s{_FAMILY})?\s{_UPPER}{{1,3}}(?:,|\.|\set\sal)\s"  # Lovelace AK,
    r"|[—–_-]{2,}[.,\s])"  # ———. for the same author again
)
# "Lovelace. 1843", "Lovelace (1843a)", "(n. d."
_YEAR_AFTER_NAMES = re.compile(r"(?<=[.;)\]])\s+\(?(?:1[5-9]|20)\d\d[a-z]?\b|\((?:1[5-9]|20)\d\d[a-z]?\b|\(?n\.\s?d\.")
# "van" and "engine", but not the end of "McCarthy"
_SMALL_WORD = re.compile(r"(?<![\w’'`´¨ˇ˘-])[a-zß-öø-ÿ]{2,}")
_WORDS_AMONG_NAMES = PARTICLES | {"and", "und", "et", "y", "e", "others", "ed", "eds", "of", "for", "the"}
_BROKEN = re.compile(r"(?<=\w)-\n(?=\w)|[\ufffe\x02\xad]\n?|\s?[´`¨ˇ˘˙˜ˆ¸˝˚]\s?")
"""Splits a name in two: a hyphen at a line end, or a separately printed accent."""
# A list of names has no number and no end of a sentence: "the engine. It", "Why?"
_NOT_NAMES = re.compile(r"\d|(?<!\b[JS]r)(?<!\bet al)(?<!\beds)(?<=\w\w)\.\s+\S|[?!:]\s")
# "In Proceedings of", "Springer, Berlin"
_OPENS_OTHERWISE = re.compile(
    r"(?:in|on|the|proceedings|proc|advances|journal|conference|association|springer|ieee|acm|elsevier|press|"
    r"university|url|http\S*|www\S*|doi|arxiv|available|pages|volume|vol|pp)\b",
    re.IGNORECASE,
)

# "[1]", "(2) ", "- 3. "
_MARKED = re.compile(r"\s*(?:[-*•–]\s+)?(?:\[[^\]\n]{1,40}\]|\(?\d{1,4}[.)]\s)")
_DATED = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|\bdoi\b|https?://|\bin press\b|\bn\.\s?d\.", re.IGNORECASE)
_LIST = 0.5  # smallest share of paragraphs that look like entries (a guess)
# "Lovelace, A. K.", "A. Turing", "pp. 12-15", "Proc. of", "vol. 3", "71–80"; with the two above, signs of an entry
_SIGN = re.compile(
    r"\b[A-ZÀ-Þ]\.[\s-]?(?:[A-ZÀ-Þ]\.)*\s?[A-ZÀ-Þ][\w’'-]+|[\w’'-]+,\s[A-ZÀ-Þ]\.|\bpp?\.\s?\d|\bpages\s\d|\bProc(?:\.|eedings)"
    r"|\b[Vv]ol\.|\bet al\b|\bISBN\b|\bIn:?\s[A-Z]|(?<![\d.])\d{1,5}\s?[–—-]\s?\d{1,5}(?![\d.])"
)
_LINES_SEEN = 16
"""Lines of a reference list that are looked at together; no entry has as many without a sign (a guess)."""
_FEW_LINES = 5  # fewer lines at the end are too few to judge (a guess)
_FEW_SIGNS = 0.2  # largest share of lines with a sign in text that is no list (a guess)
_MOSTLY = 0.5  # smallest share of lines of prose in such a text (a guess)
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS_OF_PROSE = 6
"""Smallest number of words in a line of prose, most of them in lower case (a guess)."""


def is_reference_heading(name: str) -> bool:
    """Whether a heading, with or without a number or letter-spacing, opens the reference list."""
    bare = _HEADING_ENDS.sub("", name[:80])
    return any("".join(text.split()).casefold() in _NAMES for text in (bare, _HEADING_NUMBER.sub("", bare, count=1)))


def under_references(path: Iterable[str]) -> bool:
    """Whether a section path contains the heading of a reference list."""
    return any(map(is_reference_heading, path))


def is_list(paragraphs: Sequence[str]) -> bool:
    """Whether the paragraphs under such a heading are entries: half of them have a mark, a year or an address."""
    marked = sum(1 for text in paragraphs if _MARKED.match(text) or _DATED.search(text))
    return marked >= _LIST * len(paragraphs)


def reference_list(paragraphs: Sequence[str], *, whole: bool = False) -> tuple[str, ...] | None:
    """The entries of a section under such a heading, None if it is prose.

    whole: each paragraph is one entry, by the document's markup.
    """
    if not is_list(paragraphs):
        return None
    listed = entries("\n\n".join(paragraphs))
    if not whole or len(listed) == len(paragraphs):
        return listed
    return tuple(entry for text in paragraphs for entry in entries(" ".join(text.split()))[:1])


def entries(text: str) -> tuple[str, ...]:
    """The entries of a reference list, in order, each on one line and dehyphenated.

    text: the lines below the heading, as extracted. They are grouped by numbers or labels, else by empty lines between
    entries, else by hanging indents, else by lines that begin with authors.
    """
    text = text[:_MAX_CHARS]
    keep = compounds(text)
    if _FIRST.match(text.lstrip()):
        text = _WITHIN.sub("\n", text)
    lines = [line.rstrip() for line in text.splitlines()]
    groups = (normalise("\n".join(group), keep).text for group in _groups(lines))
    return tuple(entry[:_MAX_ENTRY] for entry in groups if len(entry) >= _MIN_ENTRY)


def list_length(lines: Sequence[str]) -> int:
    """How many of the lines below the heading of a reference list belong to it; 0 if none does.

    A list ends where prose goes on for some lines, or where no line has a sign of an entry: a year, an initial, pages.
    """
    signs = [_MARKED.match(line) or _DATED.search(line) or _SIGN.search(line) for line in lines]
    shown = [i for i, line in enumerate(lines) if not line.isdecimal()]  # manuscripts number their lines
    for number, i in enumerate(shown):
        seen = shown[number : number + _LINES_SEEN]
        if len(seen) < _FEW_LINES:
            break
        signed = sum(1 for j in seen if signs[j])
        if signed > _FEW_SIGNS * len(seen) or signs[i] or not _ended(lines, i):
            continue
        in_prose = sum(1 for j in seen if not signs[j] and _is_prose(lines[j]))
        if in_prose >= _MOSTLY * len(seen) or (signed <= 1 and len(seen) == _LINES_SEEN):
            return i
    return len(lines)


def _is_prose(line: str) -> bool:
    words = _LETTERS.findall(line)
    return len(words) >= _WORDS_OF_PROSE and 2 * sum(map(str.islower, words)) > len(words)


def unheaded_list(lines: Sequence[str]) -> int | None:
    """Index of the line that begins a reference list without a heading: the last [1] that [2] and [3] follow."""
    later = len(lines) // 3
    first = next((i for i in range(len(lines) - 1, later, -1) if _FIRST.match(lines[i])), None)
    if first is None:
        return None
    numbers = [match.group(1) for line in lines[first:] for match in _MARK_ANYWHERE.finditer(line)]
    return first if numbers[:3] == ["1", "2", "3"] else None


def latest_year(references: Sequence[str], until: int) -> int | None:
    """The latest year up to `until` in any entry; None if there is none."""
    years = {int(year) for entry in references for year in _FULL_YEAR.findall(entry)}
    return max((year for year in years if year <= until), default=None)


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each entry, without marks and without text above the first entry."""
    starts = _numbered(lines) or _marked(lines, _LABEL) or _marked(lines, _BULLET)
    if not starts:
        starts = dict.fromkeys(_set_apart(lines) or _hanging(lines) or _by_authors(lines), 0)
    group: list[str] = []
    for i, line in enumerate(lines):
        if i in starts:
            yield group
            group = []
        if group or i in starts:
            group.append(line.lstrip()[starts.get(i, 0) :])
    yield group


def _numbered(lines: Sequence[str]) -> dict[int, int]:
    """Line -> length of its number if the list is numbered from the top, else empty."""
    above = [i for i, line in enumerate(lines) if line.strip()][:_LINES_ABOVE]
    counts = [_count(lines, mark) for mark in _MARKS]
    begun = [count for count in counts if count and min(count) in above]
    best = max(begun, key=len, default={})
    return best if len(best) > 1 or best is counts[0] else {}


def _count(lines: Sequence[str], mark: re.Pattern[str]) -> dict[int, int]:
    """Line -> length of its number, for numbers of this form that count up."""
    starts: dict[int, int] = {}
    last = 0
    for i, line in enumerate(lines):
        match = mark.match(line.lstrip())
        number = int(match.group(1)) if match else 0
        # The text may be part of a list, so the count can begin anywhere.
        if match and (number == last + 1 or (last < number <= last + _MAX_SKIPPED and _ended(lines, i))):
            starts[i] = match.end()
            last = number
    return starts


def _marked(lines: Sequence[str], mark: re.Pattern[str]) -> dict[int, int]:
    """Line -> length of its label if the first line and others have one, else empty."""
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    starts = {i: match.end() for i, line in enumerate(lines) if (match := mark.match(line.lstrip()))}
    return starts if len(starts) > 1 and first in starts else {}


def _set_apart(lines: Sequence[str]) -> list[int]:
    """Lines after empty lines, if these separate most entries and not only pages."""
    starts = [
        i
        for i, line in enumerate(lines)
        if line.strip() and (i == 0 or not lines[i - 1].strip()) and _may_open(line) and _ended(lines, i)
    ]
    written = sum(1 for line in lines if line.strip())
    return starts if len(starts) > 1 and written <= 8 * len(starts) else []


def _hanging(lines: Sequence[str]) -> list[int]:
    """Lines with less leading white space than the others."""
    depth = {i: len(line) - len(line.lstrip()) for i, line in enumerate(lines) if line.strip()}
    least = min(depth.values(), default=0)
    starts = [i for i, white in depth.items() if white < least + 2]
    return starts if 1 < len(starts) <= 0.75 * len(depth) else []


def _by_authors(lines: Sequence[str]) -> list[int]:
    """Lines that begin with authors, after an entry that has a year and whose last line looks complete."""
    starts: list[int] = []
    dated = True
    for i, line in enumerate(lines):
        if not line.strip():
            continue
        if not starts or (dated and _ended(lines, i) and _begins_with_authors(lines, i)):
            starts.append(i)
            dated = False
        dated = dated or _YEAR.search(line) is not None
    return starts


def _ended(lines: Sequence[str], i: int) -> bool:
    """Whether the text above line i can be the end of an entry."""
    above = next((lines[j].rstrip() for j in range(i - 1, max(-1, i - 4), -1) if lines[j].strip()), "")
    return not above or (_ENDS.search(above[-40:]) is not None and _RUNS_ON.search(above[-40:]) is None)


def _may_open(line: str) -> bool:
    return not line.lstrip()[:1].islower() or _begins_with_authors([line], 0)


def _begins_with_authors(lines: Sequence[str], i: int) -> bool:
    line = lines[i].lstrip()
    if _OPENS_OTHERWISE.match(line):
        return False
    if _OPENS_WITH_AUTHOR.match(line):
        return True
    window = _BROKEN.sub("", "\n".join(lines[i : i + 30])[:_WINDOW])
    year = _YEAR_AFTER_NAMES.search(window)
    if year is None or not line[:1].isupper():
        return False
    names = window[: year.start()]
    return not _NOT_NAMES.search(names) and _WORDS_AMONG_NAMES.issuperset(_SMALL_WORD.findall(names))
