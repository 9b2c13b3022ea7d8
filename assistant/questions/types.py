"""Types of works as conditions: "journal articles", "which are reviews?", "of type thesis".

A word for a type means one only where it is the noun that the question asks for, or what it says of it: "conference
management" and "preprint servers" are topics. What the records do not tell apart is read as the whole, with a note.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.questions.citing import not_understood
from assistant.questions.finding import FoundCondition, QuestionText
from assistant.questions.phrases import NUMBER, VERB, WORKS, compiled
from assistant.questions.question import Condition, Facet
from index.errors import UsageError
from index.sources import WorkType
from index.works.filters import MARKS, Filter

_PAPERS = r"(?:papers?|articles?|publications?|contributions?|works?|studies|study|ones)"
_PUBLISHED_IN = r"(?:(?:published|appeared|appearing|printed|presented)\s+)?(?:in|at)\s+(?:the\s+|an?\s+)?"
# A journal's or meeting's own name goes on: "in journals", not "in the Journal of Drift".
_UNNAMED = r"(?!\s+(?:of|on|for|called|named|proceedings)\b)"


@dataclass(frozen=True, slots=True)
class _Nouns:
    """Words for one type or mark.

    `narrower` words mean a part of it that records do not tell apart. `doubtful` words often mean a thing ("which data
    sets are used?"), so they count only where nothing but words of asking goes with them.
    """

    value: str
    words: str
    narrower: str = ""
    doubtful: bool = False


_TABLE = (
    _Nouns(
        WorkType.ARTICLE,
        rf"journal\s+{_PAPERS}|{_PUBLISHED_IN}journals?\b{_UNNAMED}",
        rf"magazine\s+{_PAPERS}",
    ),
    _Nouns(
        WorkType.CONFERENCE,
        rf"conference\s+{_PAPERS}|proceedings\s+{_PAPERS}|{_PUBLISHED_IN}(?:conferences?|(?:conference\s+)?proceedings)\b"
        rf"{_UNNAMED}",
        rf"(?:workshop|symposium)\s+{_PAPERS}|extended\s+abstracts|{_PUBLISHED_IN}(?:workshops?|symposia)\b{_UNNAMED}",
    ),
    _Nouns(WorkType.CHAPTER, r"book\s+chapters?|book\s+sections?"),
    _Nouns(WorkType.CHAPTER, r"chapters?", doubtful=True),
    _Nouns(WorkType.BOOK, r"monographs?"),
    _Nouns(WorkType.BOOK, r"(?:text)?books?", doubtful=True),
    _Nouns(
        WorkType.THESIS,
        r"thes[ei]s|dissertations?",
        r"(?:ph\.?\s?d\.?|doctoral|master(?:[’']?s)?|bachelor(?:[’']?s)?|diploma)\s+(?:thes[ei]s|dissertations?)",
    ),
    _Nouns(WorkType.REPORT, r"(?:technical|tech|research)\s+reports?"),
    _Nouns(WorkType.REPORT, r"reports?", doubtful=True),
    _Nouns(WorkType.PREPRINT, rf"pre-?prints?(?:\s+{_PAPERS})?", rf"arxiv\s+(?:{_PAPERS}|pre-?prints?)"),
    _Nouns(WorkType.DATASET, r"data\s?sets?", doubtful=True),
    _Nouns(WorkType.SOFTWARE, r"software(?:\s+packages?)?", doubtful=True),
    _Nouns(WorkType.WEB, r"web\s?(?:pages?|sites?)", r"blog\s+posts?", doubtful=True),
    _Nouns(WorkType.PROCEEDINGS, r"(?:conference\s+)?proceedings(?:\s+volumes?)?|volumes\s+of\s+proceedings"),
    _Nouns(WorkType.EDITORIAL, r"editorials?", r"prefaces?"),
    _Nouns(WorkType.ERRATUM, r"errat(?:um|a)|corrigend(?:um|a)"),
    _Nouns(
        "secondary",
        r"secondary(?=\s*[?.!]*$)|secondary\s+(?:studies|study|sources?|literature|papers?|articles?|works?|publications?|research)"
        rf"|(?:literature\s+)?reviews?(?:\s+{_PAPERS})?|literature\s+surveys?|surveys|survey\s+{_PAPERS}",
        r"(?:systematic\s+|scoping\s+|multi-?vocal\s+|narrative\s+|tertiary\s+|umbrella\s+|rapid\s+)+"
        rf"(?:literature\s+|mapping\s+)*(?:reviews?|surveys?|maps?|{_PAPERS})|mapping\s+(?:studies|study|reviews?)"
        r"|meta-?analys[ei]s",
    ),
    _Nouns(
        "primary",
        r"primary(?=\s*[?.!]*$)|primary\s+(?:studies|study|papers?|articles?|works?|publications?|sources?|literature)",
    ),
)
"""Longer words first where one begins like another."""
_NAMES = {
    WorkType.ARTICLE: "journal articles", WorkType.CONFERENCE: "conference papers", WorkType.CHAPTER: "chapters",
    WorkType.THESIS: "theses", WorkType.PREPRINT: "preprints", WorkType.WEB: "web pages",
    WorkType.EDITORIAL: "editorials", "secondary": "secondary studies (reviews and mapping studies of any method)",
}  # fmt: skip
_PARTS = [
    (nouns, narrow, words)
    for nouns in _TABLE
    for narrow, words in ((True, nouns.narrower), (False, nouns.words))
    if words
]
_NOUN = compiled(
    r"(?<![\w-])(?:" + "|".join(f"(?P<n{i}>{words})" for i, (*_, words) in enumerate(_PARTS)) + r")(?![\w-])"
)
# "non-journal articles"
_NON = compiled(r"\bnon-(?=" + "|".join(words for *_, words in _PARTS) + ")")
# "of type conference", "whose document type is “thesis”"
_STATED = compiled(
    r"(?:of\s+(?:the\s+)?|with\s+(?:the\s+)?|whose\s+|ha(?:s|ve)\s+(?:the\s+)?)(?:document\s+|publication\s+)?type\s+(?:is\s+)?[“\"']?"
    rf"(?P<value>{'|'.join((*WorkType, *MARKS))})\b[”\"']?"
)
# "retracted papers", "have been retracted"
_RETRACTED = compiled(
    rf"\b(?:(?:which|what|that|who)\s+)?(?P<be>(?:(?:are|is|were|was|been|have\s+been|has\s+been|got)\s+))?(?:retracted|withdrawn)\b"
    rf"(?=\s+{WORKS}\b|\s*(?:[?.!,;]|$)|\s+(?:and|or|since|in|from|by|works?)\b)"
)
# "which journals", "per conference", "which journal has the most": the venues of works of one type
_VENUES = compiled(
    r"\b(?:(?P<article>journals)|(?P<conference>conferences)|(?<=per\s)(?:(?P<article2>journal)|(?P<conference2>conference))"
    r"|(?<=each\s)(?:(?P<article3>journal)|(?P<conference3>conference))"
    r"|(?:(?P<article4>journal)|(?P<conference4>conference))(?=\s+(?:has|have|had|publish\w*|contains?)\b))(?![\w-])"
)
_BEFORE = """how many much which what list show find give tell me us get name number total count of the a an any all my
    our your are is there were was do does did have has had i we you please just also some top most more than at least
    recent newest latest oldest earliest cited highly first last share percentage proportion fraction in from who wrote
    published publish publishes authored writes write written by with several and or as only both either each every per
    authors author researchers people venues venue journals journal conferences conference years year publishers
    frequent productive prolific fewest among be been these those them up till now so far corpus collection library
    if whether where when on say does average between can could tell exactly different distinct other kind kinds sort
    says that these this whose according to in different individual yearly annual distribution trend breakdown"""
_ASKING_BEFORE = frozenset(_BEFORE.split())
# After the noun: the end, or what goes on about works: "journal articles since 2022", "reviews that discuss drift"
_AFTER = compiled(
    r"\s*(?:$|[?.!,;:()/]|\b(?:and|or|vs|versus|than|as|that|which|who|whose|are|is|was|were|be|do|does|did|has|have|had|can|could"
    r"|in|on|about|of|from|by|since|between|before|after|until|till|up|during|for|with|without|at|to|per|over|across|there"
    r"|published|written|presented|nor|not|but|only|exist|exists|among|within|regarding|concerning|each|every|grouped|using|too"
    rf"|please|lack|lacking|i|we|dealing|\w+ing|{VERB}|{NUMBER})\b)"
)
_ONLY_ASKED = compiled(
    r"\s*(?:(?:are|is|were|was)\s+there|do\s+(?:i|we)\s+have|exist|in\s+(?:the|my|our|this)\s+(?:corpus|collection|library)"
    r"|by|from|since|and|or|per|,|\s)*[?.!\s]*"
)
# "and how many", "are there and how many are", "versus"
_JOINED = compiled(
    r"(?:\s+(?:are|is|were)\s+there|\s+do\s+(?:i|we)\s+have)?(?:\s+in\s+(?:the|my|our|this)\s+(?:corpus|collection|library))?"
    r"\s*(?:,\s*(?:and\s+|or\s+)?|\band\b|\bor\b|\bvs\b\.?|\bversus\b|\bcompared\s+(?:to|with)\b|\bas\s+well\s+as\b|\bthan\b|/)\s*"
    r"(?:how\s+many\s+)?(?:(?:of\s+them\s+)?(?:are|is|were)\s+)?(?:the\s+|an?\s+)?"
)
_NEGATION = compiled(
    r"(?:\b(?:not|never|neither|nor|except|excluding|without|no|minus|cannot|but)\b|n['’]t\b|\b(?:other|rather)\s+than\b"
    r"|\bapart\s+from\b|\bnon-)"
)
_ONE = compiled(r"(?:paper|article|publication|study|thesis|preprint|chapter|review)$")
_SINGULAR = compiled(r"(?:review|survey|report|book|chapter|editorial|study|thesis|dissertation)$")
_DETERMINED = compiled(
    r"\b(?:an?|the|any|which|what|one|every|each|no|(?:new|old|lat|earli)est|cited|recent|first|type)\s*$"
)
_ARTICLES = compiled(r"articles\b")
# "which of the papers on drift are (reviews)", "how many papers that discuss drift are (journal articles)"
_SAID_OF_WORKS = compiled(
    rf"\s*(?:which|what|how\s+many)\s+(?:of\s+)?(?:(?:the|my|our|these|those)\s+)?{WORKS}\s.*\b(?:are|is|were|was)\s+(?:an?\s+)?"
)
# "articles and (conference papers)", "papers or (preprints)"
_WORKS_JOINED = compiled(rf"\b(?P<noun>{WORKS})\s*(?:,|\b(?:and|or|vs\.?|versus)\b|/)\s*(?:how\s+many\s+)?(?:the\s+)?$")
# "(how many) peer-reviewed papers", "are open access"
_NOT_TOLD = compiled(
    rf"\b(?P<what>peer[\s-]?reviewed|refereed|open[\s-]access|unread|unpublished)\b(?=\s+(?:{WORKS}|journal|conference)\b"
    r"|\s*(?:[?.!]|$))"
)


def types(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find conditions on the types of works, and on what is secondary or retracted.

    Raises UsageError where a type is left out ("not journal articles"), which a condition cannot say.
    """
    rest = reading.rest
    untold = _NOT_TOLD.search(rest)
    if untold and _is_about_works(rest[: untold.start()]):
        raise UsageError(
            f"the records do not tell which works are {untold['what'].lower()}: ask for types of works, such as "
            "`which are journal articles?`"
        )
    for match in _RETRACTED.finditer(rest):
        if _is_about_works(rest[: match.start()]):
            _refuse_negation(rest, match.start(), match.end())
            words = reading.words(*match.span())
            yield FoundCondition(*match.span(), (Condition(Facet.TYPE, words, Filter(marks=("retracted",))),))
    for match in _STATED.finditer(rest):
        _refuse_negation(rest, match.start(), match.end())
        condition = Condition(Facet.TYPE, reading.words(*match.span()), _only({match["value"].lower()}))
        yield FoundCondition(*match.span(), (condition,))
    if (left_out := _NON.search(rest)) and _is_about_works(rest[: left_out.start()]):
        _refuse_negation(rest, left_out.end(), left_out.end())
    known = {work.type for work in reading.known.works}
    for match in _VENUES.finditer(rest):
        type_ = WorkType((match.lastgroup or "").rstrip("234"))
        if type_ in known and _is_about_works(rest[: match.start()]) and _AFTER.match(rest, match.end()):
            words = reading.words(*match.span())
            instead = "venues" if words.endswith("s") else "venue"
            yield FoundCondition(*match.span(), (Condition(Facet.TYPE, words, _only({type_})),), instead=instead)
    for match in _NOUN.finditer(rest):
        if piece := _asked(reading, match):
            yield piece


def _asked(reading: QuestionText, match: re.Match[str]) -> FoundCondition | None:
    """The condition that begins with a noun for a type, with those joined to it; None if it means something else."""
    rest, start, end = reading.rest, match.start(), match.end()
    nouns, narrow = _meant(match)
    before = rest[:start]
    if re.fullmatch(r"(?i)\s*what\s+(?:is|are)\s+(?:an?\s+)?", before) or not _AFTER.match(rest, end):
        return None
    if _SINGULAR.search(match.group()) and not _DETERMINED.search(before):
        return None
    if not (_is_about_works(before) or (_SAID_OF_WORKS.fullmatch(before) and not re.search(r"\w", rest[end:]))):
        return None
    found, values = [(nouns, narrow, match.group())], {nouns.value}
    if led := _WORKS_JOINED.search(before):
        if not led["noun"].lower().startswith("article"):
            raise not_understood(" ".join(rest[led.start() : end].split()))
        before, start = before[: led.start()], led.start()
        values.add(WorkType.ARTICLE)
    while joined := _JOINED.match(rest, end):
        more, plain = _NOUN.match(rest, joined.end()), _ARTICLES.match(rest, joined.end())
        if more and _AFTER.match(rest, more.end()):
            nouns, narrow = _meant(more)
            found.append((nouns, narrow, more.group()))
            values.add(nouns.value)
            end = more.end()
        elif plain:
            values.add(WorkType.ARTICLE)
            end = plain.end()
        else:
            break
    if any(each.doubtful for each, *_ in found) and not (len(found) > 1 or _ONLY_ASKED.fullmatch(rest, end)):
        return None
    if any(each.doubtful for each, *_ in found) and re.match(r"(?i)\s*(?:which|what)\s+(?!are\s+the)", before):
        return None
    _refuse_negation(rest, start, end)
    words = reading.words(start, end)
    notes = tuple(
        f"“{text}” was read as {_NAMES[each.value]}: the records do not tell these apart."
        for each, narrow, text in found
        if narrow
    )
    prose = re.match(r"(?i)(?:published|appear|printed|presented|in\b|at\b)", match.group())
    joined_to = re.search(r"(?i)\b(?:are|is|were|was)\s+(?:an?\s+|the\s+|all\s+|only\s+|also\s+)*$", before)
    one = len(found) == 1 and _ONE.search(match.group())
    instead = "" if prose or joined_to else "work" if one else "works"
    return FoundCondition(start, end, (Condition(Facet.TYPE, words, _only(values)),), notes, instead)


def _meant(match: re.Match[str]) -> tuple[_Nouns, bool]:
    number = next(i for i in range(len(_PARTS)) if match[f"n{i}"])
    return _PARTS[number][:2]


def _only(values: set[str]) -> Filter:
    """The filter for any of these types; a mark and a type together cannot be one."""
    marks = sorted(values & set(MARKS))
    if len(values) > 1 and marks:
        raise UsageError(
            f"{' and '.join(sorted(values))} overlap, as a work can be several of these: ask for one at a time"
        )
    return Filter(types=tuple(type_ for type_ in WorkType if type_ in values), marks=tuple(marks))


def _is_about_works(before: str) -> bool:
    """True if only words of asking, or works and what they are, stand before: "which works are", "the ten newest"."""
    of_works = rf"(?i)\b(?:{NUMBER}|{WORKS}|sources?|entries)\b|[’']s\b"
    words = re.findall(r"[^\W_]+", re.sub(of_works, " ", _NEGATION.sub(" ", before.lower())))
    return _ASKING_BEFORE.issuperset(words)


def _refuse_negation(rest: str, start: int, end: int) -> None:
    """Raise UsageError if a type is left out, and not asked for."""
    negation = next(_NEGATION.finditer(rest[:start]), None)
    if negation:
        raise UsageError(
            f"“{' '.join(rest[negation.start() : end].split())}” is not understood, as types can be asked for and not"
            " left out: ask `how many works of each type are there?`, or name the types that you want"
        )
