"""Parts of a bibliographic question that say which works, how many of them and in what order: titles, gaps, ranks."""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.questions.parts import NOUN, HalfRead, cut_off, excepts, not_understood
from assistant.questions.phrases import NUMBER, number_in
from assistant.questions.question import Aim, Order, Request

SOME = 10
"""How many are shown of "the newest papers", where no number is given."""

_HAS = r"(?:contain(?:s|ed|ing)?|includ(?:e|es|ed|ing)|mention(?:s|ed|ing)?|ha(?:ve|s|ving)|us(?:e|es|ing)|with)"
_NO = r"(?P<no>(?:(?:do|does|did)\s*n[’']?t|(?:do|does|did)\s+not|not|without|lack(?:s|ing)?)\s+)?"
_IN_TITLE = r"in\s+(?:(?:the|their|its|a|any)\s+)?(?:paper\s+)?titles?"
_TITLES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "papers with drift in the title", "papers without drift in their titles"
        rf"^(?P<left>.*?\b{NOUN}\b.*?|.*?)\s*\b(?:that\s+|which\s+)?{_NO}(?:{_HAS}\s+)?(?P<words>(?<!\w)\S.*?)"
        rf"\s+(?:(?:is|are|appears?|occurs?|stands?)\s+)?{_IN_TITLE}$",
        # "titles containing drift", "papers whose titles do not contain drift", "does any title mention drift"
        rf"^(?P<left>.*?)\s*\b(?:whose\s+|with\s+(?:a\s+|the\s+)?|ha(?:ve|s)\s+(?:a\s+|the\s+)?)?titles?\s+"
        rf"(?:that\s+|which\s+)?{_NO}{_HAS}\s+(?P<words>.+)$",
        # "papers titled drift", "in whose title does drift appear"
        rf"^(?P<left>.*?\b{NOUN})\s+(?:(?:is|are)\s+)?(?P<no>not\s+)?(?:titled|entitled)\s+(?P<words>.+)$",
        r"^(?P<left>.*?)\s*\bin\s+(?:whose|which|what)\s+titles?\s+(?P<no>(?!))?(?:(?:do|does|is|are)\s+)?(?P<words>.+?)"
        r"(?:\s+(?:appears?|occurs?|stands?))?$",
    )
)
_THE_WORD = re.compile(
    rf"^(?:(?:{_HAS}|discuss(?:es)?|names?|are|is|do|does|that|which|there|also|either|both)\s+)*"
    r"(?:the\s+)?(?:(?:words?|terms?|phrases?|strings?|keywords?)\s+)?(?:the\s+|an?\s+)?",
    re.IGNORECASE,
)
_QUOTES = "\"“”„«»'‘’`"
_QUOTED = re.compile(rf"(?<!\w)[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}](?!\w)")
_BETWEEN = re.compile(r"\s*,\s*(?:and|or)?\s*|\s+(?:and(?:\s+also)?|or|as\s+well\s+as)\s+", re.IGNORECASE)
_ASKING = re.compile(rf"(?:which|what|any|some|all|the|are|is|there|list|show|find|how|many|{NOUN}|\s)+", re.IGNORECASE)

_NEITHER = re.compile(r"^neither\s+(.+?)\s+nor\s+(.+)$", re.IGNORECASE)
_BUT_BEHIND = re.compile(
    rf"^(.+?)\s+({_IN_TITLE}),?\s+but\s+(?:not|without|no)\s+(?:with\s+)?(\S+(?:\s+\S+)?)$", re.IGNORECASE
)
_PART = r"(?P<part>authors?|years?|dates?|venues?|journals?|conferences?)"
_LACKING = re.compile(
    rf"\b(?:(?:that\s+|which\s+)?(?:have|has|with|having)\s+(?:no|an?\s+unknown|unknown|no\s+known|missing)"
    rf"|without(?:\s+(?:an?|any|known|a\s+known))?|lack(?:s|ing)?(?:\s+an?)?|(?:do|does)\s+not\s+have(?:\s+an?|\s+any)?"
    rf"|miss(?:es|ing)(?:\s+an?)?)\s+(?:publication\s+|known\s+)?{_PART}\b",
    re.IGNORECASE,
)
_PARTS = {
    "author": Aim.AUTHORS, "writer": Aim.AUTHORS, "year": Aim.YEARS, "date": Aim.YEARS,
    "venue": Aim.VENUES, "journal": Aim.VENUES, "conference": Aim.VENUES,
}  # fmt: skip

_GROUPED = re.compile(
    rf"\b(?:(?:(?:are|is|were)\s+)?(?:grouped|broken\s+down|split|sorted\s+out|distributed|divided)\s+)?"
    rf"(?:per|by|for\s+each|in\s+each|from\s+each|of\s+each|over\s+the|across(?:\s+the)?|over|(?:did|does|has)?\s*each|every"
    rf"|for\s+every|in\s+every)\s+(?:publication\s+|single\s+|different\s+)?{_PART}(?:\s+of\s+publication)?\b"
    r"(?:\s+(?:write|wrote|written|have|has|publish(?:ed)?)\b)?",
    re.IGNORECASE,
)

_RANK = (
    r"(?P<rank>most\s+(?:recent(?:ly)?|(?:often\s+|frequently\s+|highly\s+)?cited)|highest\s+cited|best[\s-]cited"
    r"|top[\s-]cited|highly[\s-]cited|newest|latest|oldest|earliest|recent)"
)
_RANKED = re.compile(
    rf"\b(?:the\s+)?(?:top\s+)?(?P<n>(?:{NUMBER}|top)\s+)?(?P<rank_>{_RANK})(?:\s+(?:published|written))?"
    rf"(?:\s+(?P<n2>{NUMBER}))?(?=\s+(?P<noun>{NOUN}|one|ones)\b|\W|$)",
    re.IGNORECASE,
)
_CITED_MOST = re.compile(
    r"\b(?:(?:is|are|was|were)\s+)?cited\s+(?:(?:the\s+)?(?:most(?:\s+often)?|more\s+than\s+any\s+other)\b"
    rf"|by\s+(?:the\s+)?(?:most|(?:largest|highest|greatest)\s+number\s+of)\s+(?:other\s+)?{NOUN}\b)",
    re.IGNORECASE,
)
_HAS_MOST_CITATIONS = re.compile(r"\b(?:has|have|with|got)\s+(?:the\s+)?most\s+citations\b", re.IGNORECASE)
_FREQUENT = re.compile(
    rf"\b(?:the\s+)?(?:top\s+)?(?P<n>{NUMBER}\s+)?(?:most\s+(?:frequent(?:ly)?|prolific|common|productive|active|published|often)"
    rf"|busiest)\b|\b(?:the\s+)?top\s+(?P<n2>{NUMBER})\b|\btop\b(?=\s+(?:authors?|venues?|journals?|conferences?|years?)\b)"
    rf"|\b(?:(?:is|are|was|were|has|have|had|with|in)\s+)?(?:the\s+)?(?:most|largest\s+number\s+of|highest\s+number\s+of"
    rf"|greatest\s+number\s+of)\s+(?={NOUN}\b)|\bmost\s+often\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"\b{NUMBER}\s+(?={NOUN}\b)", re.IGNORECASE)
_GROUP = re.compile(r"\b(?:who|authors?|writers?|researchers?|venues?|journals?|conferences?|years?)\b", re.IGNORECASE)
_LEAST = re.compile(
    rf"\b(?:with\s+|of\s+|in\s+|on\s+)?(?:(?P<more>more\s+than|over)\s+(?P<n>{NUMBER})|(?P<atleast>at\s+least|no\s+(?:fewer|less)\s+than)"
    rf"\s+(?P<n2>{NUMBER})|(?P<some>several|multiple|repeated))\s+(?:of\s+the\s+|of\s+these\s+)?{NOUN}\b"
    r"|\bmore\s+than\s+(?P<once>once)\b",
    re.IGNORECASE,
)


def read_clauses(reading: HalfRead) -> HalfRead:
    """Read off whatever there is of titles, gaps, groups and ranks."""
    steps: tuple[Callable[[HalfRead], HalfRead], ...] = (_titles, _lacking, _grouped, _least, _by_age, _frequent)
    for step in steps:
        reading = step(reading)
    return reading


def _titles(reading: HalfRead) -> HalfRead:
    if not re.search(r"\btitles?\b|\b(?:en)?titled\b", reading.text, re.IGNORECASE):
        return reading
    text = _BUT_BEHIND.sub(r"\1 but not \3 \2", reading.text)
    for form in _TITLES:
        match = form.match(text)
        words, but = _with_and_without(match["words"]) if match else ("", "")
        phrases = _phrases(words)
        if match and phrases:
            neither = _NEITHER.match(words) is not None
            if excepts(_NEITHER.sub(r"\1", f"{words} {but}")) or (match["no"] and (but or neither)):
                raise not_understood(match["words"])
            any_word = neither or bool(re.search(r"\bor\b", _QUOTED.sub(" ", words), re.IGNORECASE))
            request = replace(reading.request, title_words=phrases, any_word=any_word, but_words=_phrases(but))
            request = replace(request, denied=bool(match["no"]) or neither)
            return HalfRead(f"{match['left']} titles", request)
    return reading


def _with_and_without(words: str) -> tuple[str, str]:
    """What stands in the title, and behind "but not" what does not."""
    before, after, _ = cut_off(words)
    return before, after


def _phrases(words: str) -> tuple[str, ...]:
    """What is to stand in titles: quoted phrases, or the words between "and" and "or"; empty where all is asking."""
    words = _NEITHER.sub(r"\1 or \2", words)
    if quoted := tuple(phrase.strip() for phrase in _QUOTED.findall(words) if phrase.strip()):
        return quoted
    parts = (_THE_WORD.sub("", part.strip(f" {_QUOTES}")).strip() for part in _BETWEEN.split(_THE_WORD.sub("", words)))
    return tuple(part for part in parts if part and not _ASKING.fullmatch(part))


def _lacking(reading: HalfRead) -> HalfRead:
    if not (match := _LACKING.search(reading.text)):
        return reading
    return _without(reading, match, "", lacking=_part(match))


def _part(match: re.Match[str]) -> Aim:
    return _PARTS[match["part"].lower().rstrip("s")]


def _grouped(reading: HalfRead) -> HalfRead:
    """ "How many papers per year", "the distribution of papers over the years"."""
    if not (match := _GROUPED.search(reading.text)):
        return reading
    return _without(reading, match, "", aim=Aim.COUNT, grouped_by=_part(match))


def _least(reading: HalfRead) -> HalfRead:
    if not (match := _LEAST.search(reading.text)) or not _GROUP.search(reading.text):
        return reading
    number = number_in(match["n"] or match["n2"] or "one")
    least = number if match["atleast"] else 2 if match["some"] or match["once"] else number + 1
    return _without(reading, match, "", least=least)


def read_most_cited(reading: HalfRead) -> HalfRead:
    """Read off "most cited", in which nothing is said of who cites."""
    for form in (_CITED_MOST, _HAS_MOST_CITATIONS):
        if match := form.search(reading.text):
            limit = _number_before_noun(reading.text)
            read = _without(reading, match, " ", order=Order.CITED, limit=limit)
            return replace(read, text=_NUMBERED.sub("", read.text))
    match = _RANKED.search(reading.text)
    return _ranked(reading, match) if match and "cited" in match["rank"].lower() else reading


def _number_before_noun(text: str) -> int:
    """ "Which three papers": three; "which paper": one; "which papers": some."""
    if match := re.search(rf"\b(?P<n>{NUMBER})\s+{NOUN}", text, re.IGNORECASE):
        return number_in(match["n"])
    return 1 if re.search(r"\b(?:paper|work|study|article|publication)\b", text, re.IGNORECASE) else SOME


def _by_age(reading: HalfRead) -> HalfRead:
    """ "The three newest papers", "which paper is the oldest"."""
    match = _RANKED.search(reading.text)
    return _ranked(reading, match) if match and "cited" not in match["rank"].lower() else reading


def _ranked(reading: HalfRead, match: re.Match[str]) -> HalfRead:
    rank = match["rank"].lower()
    number = match["n"] or match["n2"]
    told = number_in(number.strip()) if number and number.strip().lower() != "top" else None
    limit = told or _number_before_noun(match["noun"] or reading.text)
    order = Order.CITED if "cited" in rank else Order.YEAR
    newest = order is Order.YEAR and not rank.startswith(("old", "earl"))
    return _without(reading, match, " ", order=order, newest_first=newest, limit=limit)


def _frequent(reading: HalfRead) -> HalfRead:
    """ "The most frequent authors", "which year has the most papers"."""
    if not _GROUP.search(reading.text) or not (match := _FREQUENT.search(reading.text)):
        return reading
    number = match["n"] or match["n2"]
    several = any(noun.lower().endswith("s") for noun in _GROUP.findall(reading.text))
    limit = number_in(number.strip()) if number else SOME if several else 1
    return _without(reading, match, " ", order=Order.FREQUENT, limit=limit)


def _without(reading: HalfRead, match: re.Match[str], instead: str, **told: object) -> HalfRead:
    """The reading with what was `told`, and without the words that told it."""
    text = reading.text[: match.start()] + instead + reading.text[match.end() :]
    return HalfRead(" ".join(text.split()), replace(reading.request, **told))  # type: ignore[arg-type]


# The words of asking that are left of a bibliographic question, and what they aim at.
#
# What is said of citing, titles and ranks was read before; a word beside those of asking is a topic.

_ASKING_WORDS = frozenset(
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
_TITLES_WORD = re.compile(r"(?i)\btitles\b")
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
    return not _MANNER.search(text) and all(word in _ASKING_WORDS or _NOUN.fullmatch(word) for word in words)


def asked(reading: HalfRead, bare: bool) -> Request | None:
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
    return replace(request, order=Order.TITLE) if listed and _TITLES_WORD.search(text) else request


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
