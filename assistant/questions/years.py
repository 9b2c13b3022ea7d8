"""Years as conditions on works: "since 2022", "between 2019 and 2021", "2023 papers", "the last three years"."""

import re
from collections.abc import Iterator

from assistant.questions.finding import FoundCondition, QuestionText
from assistant.questions.phrases import MONTH, NEUTRAL, NUMBER_WORDS, WORKS, compiled
from assistant.questions.question import Condition, Facet
from index.works.filters import Filter, Years

_Y = r"(?:1[89]|20|21)\d\d"
# "that were published "
_PUBLISHED = (
    r"(?:(?:and|but|that|which)\s+)*(?:(?:are|were|was|is|have\s+been)\s+)?(?:published|written|appeared"
    r"|appearing|dated|released)\s+"
)
# "the beginning of ", "March "
_FROM = rf"(?:the\s+(?:year|beginning\s+of|start\s+of|end\s+of)\s+|{MONTH}\s+)?"
_NUMBERS = NUMBER_WORDS | {"couple of": 2, "few": 3, "": 1}
_LAST = (
    rf"(?:the\s+)?(?:last|past|previous)\s+(?:(?P<n>\d{{1,2}}|{'|'.join(filter(None, _NUMBERS))})\s+years"
    rf"|(?P<decade>decade))"
)
_END = r"\b(?![-–/.]\s*\d|['’]s\b)"
# "published between 2019 and 2021", "since March 2022", "not older than 2020", "in the last three years"
_TELLING = compiled(
    rf"\(?\b(?P<published>{_PUBLISHED})?(?:"
    rf"(?:in\s+)?between\s+{_FROM}(?P<first>{_Y})\s+(?:and|to)\s+{_FROM}(?P<last>{_Y})"
    rf"|from\s+{_FROM}(?P<first2>{_Y})\s*(?:to|until|till|through|up\s+to|[-–])\s*{_FROM}(?P<last2>{_Y})"
    rf"|(?:since|from)\s+{_FROM}(?P<since>{_Y})\s+on(?:wards?)?"
    rf"|(?:ever\s+)?since\s+{_FROM}(?P<since2>{_Y})|starting\s+(?:in|from|with)\s+(?P<since3>{_Y})"
    rf"|(?:not|no)\s+(?:before|earlier\s+than|older\s+than)\s+{_FROM}(?P<since4>{_Y})"
    rf"|(?:in|from)\s+(?P<since5>{_Y})\s+(?:or|and)\s+(?:later|after(?:wards?)?|newer)"
    rf"|(?:in\s+or\s+after|on\s+or\s+after)\s+(?P<since6>{_Y})"
    rf"|(?:not|no)\s+(?:after|later\s+than|newer\s+than)\s+{_FROM}(?P<until>{_Y})"
    rf"|(?:until|till|up\s+to|through)\s+{_FROM}(?P<until2>{_Y})"
    rf"|(?:in|from)\s+(?P<until3>{_Y})\s+(?:or|and)\s+(?:earlier|before|older)"
    rf"|(?:after|later\s+than|newer\s+than|more\s+recent\s+than|post)[\s-]\s*{_FROM}(?P<after>{_Y})"
    rf"|(?:before|prior\s+to|earlier\s+than|older\s+than|pre)[\s-]\s*{_FROM}(?P<before>{_Y})"
    rf"|(?:(?:in|of|from|within|during|over)\s+)?{_LAST}"
    rf"|since\s+the\s+(?P<sincedecade>{_Y[:-2]}0)s"
    rf"){_END}\)?"
)
# "in 2023", "2019-2021", "this year", which may also describe a crisis, a data set or an edition
_PLAIN = compiled(
    rf"\(?\b(?P<published>{_PUBLISHED})?(?:(?P<link>in|from|of|for|during)\s+(?:the\s+years?\s+)?)?(?:"
    rf"(?P<first>{_Y})\s*(?:[-–]|to)\s*(?P<last>{_Y})|(?P<either>{_Y})\s*(?:and|or|,|&)\s*(?P<or>{_Y})"
    rf"|(?:the\s+)?(?P<indecade>{_Y[:-2]}0)s|(?P<in>{_Y})|(?P<this>this\s+year)|(?P<lastyear>last\s+year)"
    rf"){_END}\)?"
)
# "(the 2023) papers", "'s recent studies"
_BEFORE_NOUN = re.compile(rf"['’]?s?\s+(?:{NEUTRAL}\s+)?{WORKS}\b", re.IGNORECASE)
_JOINED = re.compile(r"\s{6,}(?:,|and|but)\s*$", re.IGNORECASE)
"""After the blanks of a condition found before: "and" in "since 2019 and before 2022"."""

# "tweets (from 2015)", "the challenges held (in 2019)"
_OF_DATA = compiled(
    r"\b(?:data(?:sets?)?|corp(?:us|ora)|tweets?|posts?|crisis|elections?|challenges?\s+held|competition"
    r"|edition|version"
    r"|release|records?|images?|samples?|census|pandemic|outbreak|season|shared\s+task|olympics?|cup|war"
    r"|events?|act|law"
    r"|collected|gathered|recorded|sampled|crawled|scraped|held|occurr(?:ed|ing)|happened|measured|obtained"
    r"|taken|observed"
    r"|created|launched|introduced|founded|enacted|adopted|posted|news|reports?|logs?)\s*$"
)


def years(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find conditions on years."""
    for pattern, plain in ((_TELLING, False), (_PLAIN, True)):
        for match in pattern.finditer(reading.rest):
            before_noun = not (plain and match["link"]) and _BEFORE_NOUN.match(reading.rest, match.end())
            joined = _JOINED.search(reading.rest[: match.start()])
            if before_noun or joined or _is_condition(reading, match, plain):
                yield _condition(reading, match)


def _is_condition(reading: QuestionText, match: re.Match[str], plain: bool) -> bool:
    """True if the years are those of the works, not of the topic."""
    start, end = match.span()
    if match["published"] or reading.follows_works(start):
        return True
    if _OF_DATA.search(reading.rest[:start].rstrip(" (")):
        return False
    if reading.opens(start):
        return reading.listing and reading.rest[end:].lstrip().startswith(",")
    if not plain:
        leads = ("since", "in the last", "in the past", "over the", "during the", "within the")
        lasting = match.group().lower().lstrip("( ").startswith(leads)
        return reading.ends_clause(end) and (reading.listing or (lasting and reading.closes(end)))
    linked = (match["link"] or "").lower() in ("in", "from", "during") or match["this"] or match["lastyear"]
    parenthetical = match.group().startswith("(") and match["first"]
    return reading.listing and reading.closes(end) and bool(linked or parenthetical)


def _condition(reading: QuestionText, match: re.Match[str]) -> FoundCondition:
    groups = {name.rstrip("23456"): value for name, value in match.groupdict().items() if value}
    span = _years(groups, reading.today.year)
    notes = []
    if "either" in groups and abs(int(groups["either"]) - int(groups["or"])) > 1:
        notes.append(f"The years {groups['either']} and {groups['or']} were taken as a range: {span}.")
    if span.first and span.first > reading.today.year:
        notes.append(f"{span.first} is in the future.")
    start, end = match.span()
    condition = Condition(Facet.YEAR, reading.words(start, end), Filter(years=span))
    return FoundCondition(start, end, (condition,), tuple(notes))


def _years(groups: dict[str, str], this_year: int) -> Years:
    """The range of a match; "the last three years" start three years ago."""
    year = {name: int(value) for name, value in groups.items() if value.isdecimal()}
    pairs = (("first", "last"), ("either", "or"))
    for first, last in pairs:
        if first in year and last in year:
            return Years(min(year[first], year[last]), max(year[first], year[last]))
    if "n" in groups:
        return Years(this_year - (year.get("n") or _NUMBERS[" ".join(groups["n"].lower().split())]), None)
    if "decade" in groups:
        return Years(this_year - 10, None)
    if "indecade" in year:
        return Years(year["indecade"], year["indecade"] + 9)
    if "this" in groups or "lastyear" in groups:
        meant = this_year - ("lastyear" in groups)
        return Years(meant, meant)
    if since := year.get("since") or year.get("sincedecade"):
        return Years(since, None)
    if "after" in year:
        return Years(year["after"] + 1, None)
    if "before" in year:
        return Years(None, year["before"] - 1)
    return Years(None, year["until"]) if "until" in year else Years(year["in"], year["in"])
