"""The words of asking that are left of a bibliographic question, and what they aim at.

What is said of citing, titles and ranks was read before; a word beside those of asking is a topic.
"""

import re
from dataclasses import replace

from assistant.bibliography.reading import NOUN, Reading
from assistant.questions.requests import Aim, Order, Request

_ASKING = frozenset(
    word
    for line in (
        "which what who whom whose when where how many much number count total list show give get find display",
        "tell me us all every each any some the a an and or of from by in at with to for is are was were be been",
        "being there here it they them these those this that do does did has have had i we you know my our your",
        "their its between corpus collection library catalogue bibliography index database listing set different",
        "distinct unique separate individual overall altogether only also now so far already ever yet out one",
        "ones anything everything something write wrote written authored publish publishes published publishing",
        "appear appears appeared appearing release released come came known held listed exist exists occur occurs",
        "occurring stand stands contribute contributed year years date dates venue venues journal journals",
        "conference conferences author authors writer writers researcher researchers name names title titles",
        "publication distribution breakdown histogram group grouped split sort sorted order available else",
        "represented cover covered range distributed spread kept",
    )
    for word in line.split()
)
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_MANNER = re.compile(r"(?i)\bhow\b(?!\s+(?:many|much)\b)")
_HOW_MANY = re.compile(
    r"(?i)\b(?:how\s+many|how\s+much|number\s+of|^count)\s+(?P<what>(?:(?:the|all|my|of|total)\s+)*\w*)"
)
_NOUN = re.compile(rf"(?i)\b{NOUN}\b")
_TITLES = re.compile(r"(?i)\btitles\b")
_OWN_WORDS = re.compile(rf"(?i)\b(?:{NOUN}|titles|ones?|those|these|them)\b")
_WANTS = re.compile(
    r"(?i)\b(?:which|what|who|list|show|give|get|find|name|display|all|every|any|anything|everything|something|is|are|do"
    r"|does|did|have|has)\b"
)
_DONE = re.compile(
    r"(?i)\b(?:write|wrote|written|publish|published|authored|appeared|came\s+out|have|released|\w+thing)\b"
)
_WHO = re.compile(r"(?i)\bwho\b")
_AUTHOR = re.compile(r"(?i)\b(?:authors?|writers?|researchers?)\b")
_AIMS = {
    Aim.AUTHORS: re.compile(
        r"(?i)\b(?:authors?|writers?|researchers?)\b|\bwho\b.*\b(?:wrote|written|published|authored|appears?|writes?|has"
        r"|publish(?:es)?|have|contributed)\b|\bby\s+whom\b|\bwhose\b"
    ),
    Aim.YEARS: re.compile(r"(?i)\bwhen\b|\b(?:years?|dates?)\b"),
    Aim.VENUES: re.compile(r"(?i)\bwhere\b|\b(?:venues?|journals?|conferences?)\b"),
}
_POINTING = re.compile(
    rf"(?i)\b(?:{NOUN}|who(?=\s+appears)|it|they|this|that|these|those|authors?|writers?|researchers?|venues?|journals?"
    r"|conferences?|years?|dates?)\b"
)


def is_asking(text: str) -> bool:
    """Whether nothing is left but words of asking for works, or of what is known of them."""
    words = _WORD.findall(text.lower())
    return not _MANNER.search(text) and all(word in _ASKING or _NOUN.fullmatch(word) for word in words)


def asked(reading: Reading, bare: bool) -> Request | None:
    """The request with its aim; None where nothing is asked for.

    `bare`: nothing was taken off the question before, so that "papers" alone asks for nothing.
    """
    text, request = reading.text, reading.request
    if request.aim is Aim.COUNT:
        return request if request.naming or not text or _OWN_WORDS.search(text) or _HOW_MANY.search(text) else None
    counting = _HOW_MANY.search(text)
    if counting and _OWN_WORDS.search(counting["what"]):
        return replace(request, aim=Aim.COUNT)
    by_whom = _WHO.search(text) and (request.order is Order.FREQUENT or request.least) and request.cited is None
    if request.naming and _WHO.search(text) and not _AUTHOR.search(text):
        return request
    if aim := Aim.AUTHORS if by_whom else part_named(text):
        pointing = not bare or request != Request(Aim.WORKS) or _POINTING.search(text)
        return replace(request, aim=aim) if pointing else None
    if counting:
        return replace(request, aim=Aim.COUNT)
    if request.order is Order.FREQUENT or not _asks_for_works(text, request, bare):
        return None
    listed = request.order is Order.YEAR and not request.title_words and not request.limit
    return replace(request, order=Order.TITLE) if listed and _TITLES.search(text) else request


def part_named(words: str) -> Aim | None:
    """Which of authors, years and venues is spoken of."""
    return next((aim for aim, form in _AIMS.items() if form.search(words)), None)


def _asks_for_works(text: str, request: Request, bare: bool) -> bool:
    if request.naming or request.cited is not None or request.citing is not None:
        return True
    if request.limit and not bare:
        return True
    wanted = _WANTS.search(text) is not None
    if _OWN_WORDS.search(text):
        return not bare or wanted or bool(request.title_words)
    return not bare and (text.lower() == "all" or (wanted and _DONE.search(text) is not None))
