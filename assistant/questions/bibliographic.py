"""Bibliographic questions ("who wrote the most papers?", "the three most cited"), read as a query of the catalogue.

Every word of such a question has to be accounted for: what cites what, what is in a title, how the works are sorted,
and then nothing but words of asking. One word more is a topic, and the question is about the texts.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.questions.citing import TAKING_AWAY, HalfRead, excepts, not_understood, read_citing
from assistant.questions.clauses import CITED, CLAUSES, PART_WORDS, parts_named, read_clauses, words_of
from assistant.questions.one_work import of_one_work
from assistant.questions.phrases import CATALOGUED, CATALOGUED_WORDS, NUMBER, QUOTED, compiled
from assistant.questions.question import Aim, CatalogueQuery, Condition, Known, Order
from index.errors import UsageError

# "Please, can you tell me", "I would like to know"
_COURTESY = compiled(
    r"^(?:(?:please|and|so|ok|okay|now|hi|hello)[\s,]+"
    r"|(?:can|could|would|will)\s+you\s+(?:please\s+)?(?=(?:tell|list|show|give|find|count|name)\b)"
    r"|(?:tell|show|give)\s+(?:me|us)\s+(?=who|when|where|which|what|how|by\b)"
    r"|(?:i\s+(?:want|need|would\s+like)|i[’']d\s+like)\s+(?:to\s+(?:know|see)|an?\s+list\s+of)\s+|do\s+you\s+know\s+)+"
)
_LONGEST = 400
"""Characters of a bibliographic question, even one with a title in it. A guess."""
# "?!" at the end, ", " after removed words
_LOOSE_MARKS = re.compile(r"(?<!\S)[\s?!.,;:…]+|[\s?!.,;:…]+$")
# Not about works: "what year is it", "what did this paper find", "where does Stone work".
_NOT_OF_WORKS = compiled(
    r"(?:(?:what|which)\s+(?:year|date)\s+is\s+(?:it|this)|when\s+is\s+(?:it|this))(?:\s+(?:now|today))?"
    r"|what\s+(?:do|does|did)\s+(?:this\s+paper|it|they|the\s+authors?)?\s*(?:find|show|get|give|tell(?:\s+(?:us|me))?)(?:\s+out)?"
    r"|(?:where|for\s+whom|(?:at|in)\s+(?:which|what)\s+\w+)\s+(?:do|does|did)\b.*\bwork"
)
_REFUSED = tuple(
    (compiled(form), advice)
    for form, advice in (
        # "(papers) with more than three authors", "single-author (papers)"
        (
            r"\b(?:(?:that\s+)?(?:with|have|has|by|written\s+by)\s+)?(?:(?:the\s+)?(?:most|fewest)|(?:(?:more|fewer|less)\s+than"
            rf"|at\s+(?:least|most)|exactly|only)\s+{NUMBER}|{NUMBER}(?=\s+(?:co-?)?authors?\s*$)|single|sole)[\s-]+(?:co-?)?authors?\b"
            r"(?!\s+(?:with|of|who|that|wrote|have|has))",
            "ask who wrote a work, or for works by an author, such as `how many papers by Faubel?`",
        ),
        # "(authors with) only one paper", "(the year with) the fewest papers"
        (
            rf"\b(?:only|exactly|just|(?:fewer|less)\s+than|at\s+most)\s+{NUMBER}\s+{CATALOGUED}\b"
            rf"|\b(?:the\s+)?(?:fewest|least)\s+{CATALOGUED}\b|(?<=\bhave\s)no\s+{CATALOGUED}\b|(?<=\bhas\s)no\s+{CATALOGUED}\b",
            "ask for those with most works, or with at least so many, such as `which authors have at least 3 papers?`",
        ),
        # "(how many) citations (do the papers have) in total", "average number of citations", "citations per year"
        (
            r"\b(?:the\s+)?(?:average|mean|median|total)\s+(?:number\s+of\s+)?citations?(?:\s+counts?)?\b"
            r"|\bcitations?\b.*\b(?:on\s+average|in\s+total|together|altogether|per\s+\w+|each\s+year)",
            "citations are not added up: ask for the most cited papers, or how often one work is cited",
        ),
    )
)
"""What is not counted, with what can be asked in its place."""


def request_in(rest: str, whole: str, known: Known) -> CatalogueQuery | None:
    """The query of a bibliographic question; None for other questions.

    `rest` is the question without conditions on years, authors, venues, kinds and works, `whole` the original. Raises
    UsageError for an unknown work, and for a combination of conditions that the parser does not know.
    """
    if len(whole) > _LONGEST:
        return None
    rest, whole = _tidy(rest), _tidy(whole)
    if _NOT_OF_WORKS.fullmatch(rest):
        return None
    for form, advice in _REFUSED:
        match = form.search(rest)
        if match and is_asking(f"{rest[: match.start()]} {rest[match.end() :]}"):
            raise UsageError(f"“{match.group().strip()}” is not understood: {advice}")
    nothing = CatalogueQuery(Aim.WORKS)
    begun = read_citing(read_clauses(HalfRead(rest, nothing), CITED), whole, known)
    if not begun:
        return None
    reading = read_clauses(_titles(begun), CLAUSES)
    if is_asking(reading.text):
        return _with_aim(reading, bare=reading.text == whole)
    if begun.request != nothing and excepts(reading.text) and is_asking(TAKING_AWAY.sub(" ", reading.text)):
        raise not_understood(reading.text)
    return of_one_work(rest, known) if begun.request == nothing else None


def apart_from(request: CatalogueQuery, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """The conditions without those that only name a cited or citing work."""
    naming = request.naming.casefold()
    return tuple(condition for condition in conditions if not naming or condition.words.casefold() not in naming)


def _tidy(text: str) -> str:
    """Remove outer punctuation and courtesies."""
    text = _LOOSE_MARKS.sub(" ", " ".join(text.split())).strip().removeprefix("'s ").removeprefix("’s ")
    text = re.sub(r"(?i)^(wh(?:at|o|ere|en))[’']s\b", r"\1 is", text)
    return " ".join(_COURTESY.sub("", text).split())


_HAS = r"(?:contain(?:s|ed|ing)?|includ(?:e|es|ed|ing)|mention(?:s|ed|ing)?|ha(?:ve|s|ving)|us(?:e|es|ing)|with)"
_NO = r"(?P<no>(?:(?:do|does|did)\s*n[’']?t|(?:do|does|did)\s+not|not|without|lack(?:s|ing)?)\s+)?"
_TITLES = tuple(
    compiled(form)
    for form in (
        # "papers with drift in the title", "papers without drift in their titles"
        rf"(?P<left>.*?\b{CATALOGUED}\b.*?|.*?)\s*\b(?:that\s+|which\s+)?{_NO}(?:{_HAS}\s+)?(?P<words>(?<!\w)\S.*?)"
        r"\s+(?:(?:is|are|appears?|occurs?|stands?)\s+)?in\s+(?:(?:the|their|its|a|any)\s+)?(?:paper\s+)?titles?(?P<but>,?\s+but\s.*)?",
        # "titles containing drift", "papers whose titles do not contain drift", "papers titled drift"
        r"(?P<left>.*?)\s*\b(?:whose\s+|with\s+(?:a\s+|the\s+)?|ha(?:ve|s)\s+(?:a\s+|the\s+)?)?"
        rf"(?:titles?\s+(?:that\s+|which\s+)?{_NO}{_HAS}|(?:(?:is|are)\s+)?(?:en)?titled)\s+(?P<words>.+)(?P<but>)",
    )
)
# Before the words of a title: "discuss the word", "either the term"
_BEFORE_WORDS = compiled(
    rf"^(?:(?:{_HAS}|discuss(?:es)?|names?|are|is|do|does|that|which|there|also|either|both)\s+)*"
    r"(?:the\s+)?(?:(?:words?|terms?|phrases?|strings?|keywords?)\s+)?(?:the\s+|an?\s+)?"
)
# "silt, and sand", "silt as well as sand"
_BETWEEN_WORDS = compiled(r"\s*,\s*(?:and|or)?\s*|\s+(?:and(?:\s+also)?|or|as\s+well\s+as)\s+")


def _titles(reading: HalfRead) -> HalfRead:
    for form in _TITLES:
        match = form.fullmatch(reading.text)
        if not match or not (phrases := _phrases(match["words"])):
            continue
        unquoted = QUOTED.sub(" ", match["words"])
        if TAKING_AWAY.search(unquoted) or match["but"]:
            raise not_understood(f"{match['words']}{match['but'] or ''}")
        any_word = bool(re.search(r"\bor\b", unquoted, re.IGNORECASE))
        request = replace(reading.request, title_words=phrases, any_word=any_word, denied=bool(match["no"]))
        return HalfRead(f"{match['left']} titles", request)
    return reading


def _phrases(words: str) -> tuple[str, ...]:
    """Words of titles: quoted phrases, or the words between "and" and "or"; empty if all are words of asking."""
    if quoted := tuple(phrase.strip() for phrase in QUOTED.findall(words) if phrase.strip()):
        return quoted
    parts = (_BEFORE_WORDS.sub("", part.strip()).strip() for part in _BETWEEN_WORDS.split(_BEFORE_WORDS.sub("", words)))
    return tuple(part for part in parts if part and not set(words_of(part)) <= _ASKING_FOR_WORKS)


_ASKING_IN_WORDS = """
    which what who whom whose when where how many much number count total list show give get find display tell me us
    all every each any some the a an and or of from by in at with to for is are was were be been being there here it
    they them these those this that do does did has have had i we you know my our your their its between corpus
    collection library catalogue bibliography index database listing set different distinct unique separate individual
    overall altogether only also now so far already ever yet out one ones anything everything something write wrote
    written authored publish publishes published publishing appear appears appeared appearing release released come came
    known held listed exist exists occur occurs occurring stand stands contribute contributed year years date dates
    venue venues journal journals conference conferences author authors writer writers researcher researchers name names
    title titles publication distribution breakdown histogram group grouped split sort sorted order available else
    represented cover covered range distributed spread kept doi dois type types kind kinds keyword keywords tag tags
    outlet outlets scholar scholars document documents just"""
_ASKING_WORDS = frozenset(_ASKING_IN_WORDS.split())
_POINTING = frozenset({"it", "they", "this", "that", "these", "those"}).union(*PART_WORDS.values()) - {"when", "where"}
_WANTING = "which what who list show give get find name display all every any is are do does did have has"
_THINGS = {"anything", "everything", "something", "nothing"}
_WANTS = frozenset(_WANTING.split()) | _THINGS
_DOING = "write wrote written publish published authored appeared came have released"
_DONE = frozenset(_DOING.split()) | _THINGS
_TABLES = frozenset({"breakdown", "distribution", "histogram", "number", "the", "of", "show", "give", "me", "a"})
_OWN_WORDS = frozenset({"titles", "one", "ones", "those", "these", "them"})
_FOR_WORKS = "which what any some all the are is there list show find how many paper papers work works"
_ASKING_FOR_WORKS = frozenset(_FOR_WORKS.split())
# "how many papers", "the number of all works"
_HOW_MANY = compiled(r"\b(?:how\s+many|how\s+much|number\s+of|^count)\s+(?P<what>(?:(?:the|all|my|of|total)\s+)*\w*)")


def is_asking(text: str) -> bool:
    """True if the text has only words of asking for works and their facts."""
    words = words_of(text)
    manner = any(a == "how" and b not in ("many", "much") for a, b in pairwise([*words, ""]))
    return not manner and all(word in _ASKING_WORDS or word in CATALOGUED_WORDS for word in words)


def _with_aim(reading: HalfRead, bare: bool) -> CatalogueQuery | None:
    """The query with its aim; None if nothing is asked for.

    `bare`: no clause was parsed before, so that "papers" alone asks for nothing.
    """
    text, request = reading.text, reading.request
    words = set(words_of(text))
    noun = not words.isdisjoint(CATALOGUED_WORDS)
    of_works = noun or not words.isdisjoint(_OWN_WORDS)
    counting = _HOW_MANY.search(text)
    if request.grouped_by and set(parts_named(text)) - {request.grouped_by}:  # "per type and year", "authors per year"
        raise not_understood(f"{text}, by {request.grouped_by}")
    if request.aim is Aim.COUNT:
        return request if request.naming or not text or of_works or counting or words <= _TABLES else None
    if counting and request.limit and request.order is Order.YEAR:  # "how many recent papers"
        raise UsageError("works are not counted as new or old: name years, such as `how many papers since 2022?`")
    if counting and any(word in _OWN_WORDS or word in CATALOGUED_WORDS for word in words_of(counting["what"])):
        return replace(request, aim=Aim.COUNT)
    by_whom = "who" in words and (request.order is Order.FREQUENT or request.least) and request.cited is None
    if request.naming and "who" in words and words.isdisjoint(PART_WORDS[Aim.AUTHORS]):
        return request
    if asked := (Aim.AUTHORS,) if by_whom else parts_named(text):
        points = not words.isdisjoint(_POINTING) or noun or re.search(r"(?i)\bwho\s+appears\b", text)
        if bare and request == CatalogueQuery(Aim.WORKS) and not points:
            return None
        if request.limit and request.order is not Order.FREQUENT:
            if noun:  # "who wrote the oldest paper": its line says it
                return request
            raise UsageError(
                f"“{text}” is not understood: works are ranked by year or citations, their {asked[0]} by how many works"
                " they have, such as `who wrote the most papers?`"
            )
        return replace(request, aim=asked[0], further=asked[1:])
    if counting:
        return replace(request, aim=Aim.COUNT)
    if request.order is Order.FREQUENT or not _asks_for_works(words, of_works, text, request, bare):
        return None
    listed = request.order is Order.YEAR and not request.title_words and not request.limit
    return replace(request, order=Order.TITLE) if listed and "titles" in words else request


def _asks_for_works(words: set[str], of_works: bool, text: str, request: CatalogueQuery, bare: bool) -> bool:
    if request.naming or request.cited is not None or request.citing is not None or (request.limit and not bare):
        return True
    wanted = not words.isdisjoint(_WANTS)
    if of_works:
        return not bare or wanted or bool(request.title_words)
    return not bare and (text.lower() == "all" or (wanted and not words.isdisjoint(_DONE)))
