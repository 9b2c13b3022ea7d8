"""Bibliographic questions ("who wrote the most papers?", "the three most cited"), read as a query of the catalogue.

Every word of such a question has to be accounted for: what cites what, what is in a title, how the works are sorted,
and then nothing but words of asking. One word more is a topic, and the question is about the texts.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from assistant.questions.citing import TAKING_AWAY, HalfRead, excepts, not_understood, read_citing
from assistant.questions.named import bare_name, names_a_work, unknown_work, works_named
from assistant.questions.phrases import CATALOGUED, CATALOGUED_WORDS, NUMBER, QUOTED, compiled, number_in
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
# Facts of works that a query does not support: "by title only", "have no abstract".
_NOT_A_FACT = compiled(
    r"\b(?:(?:only|just|merely|solely)\s+(?:by|from|through|as)\s+(?:(?:the|their|its|an?)\s+)?titles?"
    r"|(?:by|from|as)\s+(?:(?:the|their|its|an?)\s+)?titles?\s+(?:only|alone)|(?:have|has|with)\s+only\s+(?:an?\s+)?titles?"
    r"|titles?[\s-]only"
    r"|(?:(?:that|which)\s+)?(?:(?:do|does)\s*(?:not|n[’']t)\s+)?(?:have|has|with|without|lack(?:s|ing)?|miss(?:es|ing)?)"
    r"\s+(?:(?:no|an?|any|their|the)\s+)?(?:abstracts?|dois?|pdfs?|full[\s-]?texts?))$"
)
# Not about works: "what year is it", "where does Stone work".
_NOT_OF_WORKS = compiled(
    r"(?:(?:what|which)\s+(?:year|date)\s+is\s+(?:it|this)|when\s+is\s+(?:it|this))(?:\s+(?:now|today))?"
    r"|(?:where|for\s+whom|(?:at|in)\s+(?:which|what)\s+\w+)\s+(?:do|does|did)\b.*\bwork"
)


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
    lacks = _NOT_A_FACT.search(rest)
    if lacks and is_asking(re.sub(r"(?i)\b(?:known|listed|held)\s*$", "", rest[: lacks.start()])):
        raise UsageError(
            f"works cannot be asked for by “{lacks.group()}”: `refdesk status` tells what is known of them"
        )
    nothing = CatalogueQuery(Aim.WORKS)
    begun = read_citing(_read(HalfRead(rest, nothing), _MOST_CITED), whole, known)
    if not begun:
        return None
    reading = _read(_titles(begun), _CLAUSES)
    if is_asking(reading.text):
        return _with_aim(reading, bare=reading.text == whole)
    if begun.request != nothing and excepts(reading.text) and is_asking(TAKING_AWAY.sub(" ", reading.text)):
        raise not_understood(reading.text)
    return _of_work(rest, known) if begun.request == nothing else None


def apart_from(request: CatalogueQuery, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """The conditions without those that only name a cited or citing work."""
    naming = request.naming.casefold()
    return tuple(condition for condition in conditions if not naming or condition.words.casefold() not in naming)


def _tidy(text: str) -> str:
    """Remove outer punctuation and courtesies."""
    text = _LOOSE_MARKS.sub(" ", " ".join(text.split())).strip().removeprefix("'s ").removeprefix("’s ")
    text = re.sub(r"(?i)^(wh(?:at|o|ere|en))[’']s\b", r"\1 is", text)
    return " ".join(_COURTESY.sub("", text).split())


Reader = Callable[[re.Match[str], str], dict[str, Any]]
"""From the match of a clause and the question to fields of the query; empty if the clause means something else."""


def _table(*rows: tuple[Reader, str]) -> tuple[tuple[Reader, re.Pattern[str]], ...]:
    return tuple((reader, compiled(form)) for reader, form in rows)


SOME = 10
"""The number of works for "the newest papers". A guess."""
_PART = r"(?P<part>authors?|years?|dates?|venues?|journals?|conferences?)"
_AIMS = {
    "author": Aim.AUTHORS, "year": Aim.YEARS, "date": Aim.YEARS, "venue": Aim.VENUES, "journal": Aim.VENUES,
    "conference": Aim.VENUES,
}  # fmt: skip


def _part(match: re.Match[str]) -> Aim:
    return _AIMS[match["part"].lower().rstrip("s")]


def _number(match: re.Match[str]) -> int | None:
    """The number in the group `n` or `n2` of a match, or None."""
    words = next((match[name] for name in ("n", "n2") if match.groupdict().get(name)), "").strip().lower()
    return number_in(words) if words and words != "top" else None


def _number_before_noun(text: str) -> int:
    """ "Which three papers": three; "which paper": one; "which papers": some."""
    if match := re.search(rf"\b(?P<n>{NUMBER})\s+{CATALOGUED}", text, re.IGNORECASE):
        return number_in(match["n"])
    return 1 if re.search(r"\b(?:paper|work|study|article|publication)\b", text, re.IGNORECASE) else SOME


def _ranked(match: re.Match[str], text: str) -> dict[str, Any]:
    rank = (match["rank"] or "cited").lower()
    limit = _number(match) or _number_before_noun(match["noun"] or text)
    if "cited" in rank:
        return {"order": Order.CITED, "limit": limit}
    return {"newest_first": not rank.startswith(("old", "earl")), "limit": limit}


def _least(match: re.Match[str], text: str) -> dict[str, Any]:
    if _GROUPS.isdisjoint(_words(text)):
        return {}
    number = _number(match) or 1
    return {"least": number if match["atleast"] else 2 if match["some"] else number + 1}


def _frequent(match: re.Match[str], text: str) -> dict[str, Any]:
    groups = [word for word in _words(text) if word in _GROUPS]
    several = any(word.endswith("s") for word in groups)
    limit = _number(match) or (SOME if several else 1)
    return {"order": Order.FREQUENT, "limit": limit} if groups else {}


_BEFORE_RANKED = rf"\b(?:the\s+)?(?:top\s+)?(?P<n>(?:{NUMBER}|top)\s+)?"
_BEHIND_RANKED = rf"(?:\s+(?:published|written))?(?:\s+(?P<n2>{NUMBER}))?(?=\s+(?P<noun>{CATALOGUED}|one|ones)\b|\W|$)"
_MOST_CITED = _table(
    # "the three most cited papers", "cited by the most papers", "has the most citations", "cited more than any other"
    (
        _ranked,
        rf"{_BEFORE_RANKED}(?P<rank>most\s+(?:often\s+|frequently\s+|highly\s+)?cited|(?:highest|best|top|highly)[\s-]cited)"
        rf"{_BEHIND_RANKED}|\b(?:(?:is|are|was|were)\s+)?cited\s+(?:(?:the\s+)?(?:most(?:\s+often)?|more\s+than\s+any\s+other)\b"
        rf"|by\s+(?:the\s+)?(?:most|(?:largest|highest|greatest)\s+number\s+of)\s+(?:other\s+)?{CATALOGUED}\b)"
        r"|\b(?:has|have|with|got)\s+(?:the\s+)?most\s+citations\b",
    ),
)
_CLAUSES = _table(
    # "papers without a venue", "works that have no known year"
    (
        lambda match, _: {"lacking": _part(match)},
        r"\b(?:(?:that\s+|which\s+)?(?:have|has|with|having)\s+(?:no|an?\s+unknown|unknown|no\s+known|missing)"
        r"|without(?:\s+(?:an?|any|known|a\s+known))?|lack(?:s|ing)?(?:\s+an?)?|(?:do|does)\s+not\s+have(?:\s+an?|\s+any)?"
        rf"|miss(?:es|ing)(?:\s+an?)?)\s+(?:publication\s+|known\s+)?{_PART}\b",
    ),
    # "papers per year", "grouped by venue", "did each author write"
    (
        lambda match, _: {"aim": Aim.COUNT, "grouped_by": _part(match)},
        r"\b(?:(?:(?:are|is|were)\s+)?(?:grouped|broken\s+down|split|sorted\s+out|distributed|divided)\s+)?"
        r"(?:per|by|(?:for|in|from|of)\s+each|over\s+the|across(?:\s+the)?|over|(?:did|does|has)?\s*each"
        rf"|(?:(?:for|in)\s+)?every)\s+(?:publication\s+|single\s+|different\s+)?{_PART}(?:\s+of\s+publication)?\b"
        r"(?:\s+(?:write|wrote|written|have|has|publish(?:ed)?)\b)?",
    ),
    # "more than one paper", "at least 3 works", "several papers", "more than once"
    (
        _least,
        rf"\b(?:with\s+|of\s+|in\s+|on\s+)?(?:(?:more\s+than|over)\s+(?P<n>{NUMBER})|(?P<atleast>at\s+least|no\s+(?:fewer|less)\s+than)"
        rf"\s+(?P<n2>{NUMBER})|(?P<some>several|multiple|repeated))\s+(?:of\s+the\s+|of\s+these\s+)?{CATALOGUED}\b"
        r"|\bmore\s+than\s+once\b",
    ),
    # "the three newest papers", "the oldest"
    (
        _ranked,
        rf"{_BEFORE_RANKED}(?P<rank>most\s+recent(?:ly)?|newest|latest|oldest|earliest|recent){_BEHIND_RANKED}",
    ),
    # "the most frequent authors", "top 5 venues", "has the most papers", "wrote the most"
    (
        _frequent,
        rf"\b(?:the\s+)?(?:top\s+)?(?P<n>{NUMBER}\s+)?(?:most\s+(?:frequent(?:ly)?|prolific|common|productive|active|published|often)"
        rf"|busiest)\b|\b(?:the\s+)?top\s+(?P<n2>{NUMBER})\b|\btop\b(?=\s+(?:authors?|venues?|journals?|conferences?|years?)\b)"
        r"|\b(?:(?:is|are|was|were|has|have|had|with|in)\s+)?(?:the\s+)?(?:most|(?:largest|highest|greatest)\s+number\s+of)"
        rf"\s+(?={CATALOGUED}\b)",
    ),
)


def _read(reading: HalfRead, clauses: Sequence[tuple[Reader, re.Pattern[str]]]) -> HalfRead:
    """Parse and remove the clauses of a table."""
    for asks, form in clauses:
        match = form.search(reading.text)
        if match and (asked := asks(match, reading.text)):
            text = f"{reading.text[: match.start()]} {reading.text[match.end() :]}"
            if form is _MOST_CITED[0][1]:  # "which three papers are cited most": the number is read
                text = re.sub(rf"\b{NUMBER}\s+(?={CATALOGUED}\b)", "", text, flags=re.IGNORECASE)
            reading = HalfRead(" ".join(text.split()), replace(reading.request, **asked))
    return reading


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
    return tuple(part for part in parts if part and not set(_words(part)) <= _ASKING_FOR_WORKS)


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
    represented cover covered range distributed spread kept"""
_ASKING_WORDS = frozenset(_ASKING_IN_WORDS.split())
_AUTHORS = frozenset({"author", "authors", "writer", "writers", "researcher", "researchers"})
_VENUES = frozenset({"venue", "venues", "journal", "journals", "conference", "conferences"})
_YEARS = frozenset({"year", "years", "date", "dates"})
_GROUPS = {"who", "year", "years"} | _AUTHORS | _VENUES
_WROTE = frozenset(
    ("wrote", "written", "published", "authored", "appear", "appears", "write", "writes", "has", "publish", "publishes",
     "have", "contributed")
)  # fmt: skip
_POINTING = frozenset({"it", "they", "this", "that", "these", "those"}) | _AUTHORS | _VENUES | _YEARS
_WANTING = "which what who list show give get find name display all every any is are do does did have has"
_THINGS = {"anything", "everything", "something", "nothing"}
_WANTS = frozenset(_WANTING.split()) | _THINGS
_DOING = "write wrote written publish published authored appeared came have released"
_DONE = frozenset(_DOING.split()) | _THINGS
_OWN_WORDS = frozenset({"titles", "one", "ones", "those", "these", "them"})
_FOR_WORKS = "which what any some all the are is there list show find how many paper papers work works"
_ASKING_FOR_WORKS = frozenset(_FOR_WORKS.split())
# "co-author", "paper's"
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
# "how many papers", "the number of all works"
_HOW_MANY = compiled(r"\b(?:how\s+many|how\s+much|number\s+of|^count)\s+(?P<what>(?:(?:the|all|my|of|total)\s+)*\w*)")


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def is_asking(text: str) -> bool:
    """True if the text has only words of asking for works and their facts."""
    words = _words(text)
    manner = any(a == "how" and b not in ("many", "much") for a, b in pairwise([*words, ""]))
    return not manner and all(word in _ASKING_WORDS or word in CATALOGUED_WORDS for word in words)


def part_named(text: str) -> Aim | None:
    """The fact that the text names: authors, years or venues, or None."""
    words = _words(text)
    named = set(words)
    wrote = "who" in named and not _WROTE.isdisjoint(words[words.index("who") :])
    if named & _AUTHORS or wrote or "whose" in named or ("whom" in named and "by" in named):
        return Aim.AUTHORS
    if named & _YEARS or "when" in named:
        return Aim.YEARS
    return Aim.VENUES if named & _VENUES or "where" in named else None


def _with_aim(reading: HalfRead, bare: bool) -> CatalogueQuery | None:
    """The query with its aim; None if nothing is asked for.

    `bare`: no clause was parsed before, so that "papers" alone asks for nothing.
    """
    text, request = reading.text, reading.request
    words = set(_words(text))
    noun = not words.isdisjoint(CATALOGUED_WORDS)
    of_works = noun or not words.isdisjoint(_OWN_WORDS)
    counting = _HOW_MANY.search(text)
    if request.aim is Aim.COUNT:
        return request if request.naming or not text or of_works or counting else None
    if counting and any(word in _OWN_WORDS or word in CATALOGUED_WORDS for word in _words(counting["what"])):
        return replace(request, aim=Aim.COUNT)
    by_whom = "who" in words and (request.order is Order.FREQUENT or request.least) and request.cited is None
    if request.naming and "who" in words and words.isdisjoint(_AUTHORS):
        return request
    if aim := Aim.AUTHORS if by_whom else part_named(text):
        points = not words.isdisjoint(_POINTING) or noun or re.search(r"(?i)\bwho\s+appears\b", text)
        return replace(request, aim=aim) if not bare or request != CatalogueQuery(Aim.WORKS) or points else None
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


_IS = r"(?:is|was|were|are|did|has|does|do|have)"
_OUT = r"(?:first\s+)?(?:been\s+)?(?:published|written|authored|released|presented|appear|come\s+out|from)"
_OF_ONE_WORK = tuple(
    compiled(form)
    for form in (
        # "who wrote X", "how many authors does X have"
        r"(?P<who>who)\s+(?:all\s+)?(?:wrote|has\s+written|authored|co-?authored|published|is\s+behind)\s+(?P<name>.+)"
        rf"|(?P<count>how\s+many\s+authors)\s+(?:{_IS}\s+)?(?:wrote\s+)?(?P<name2>.+?)(?:\s+have)?",
        # "when was X published", "by whom was X written", "what year is X from"
        r"(?:(?P<who>by\s+(?:whom|which\s+authors?))|(?P<part>when|(?:in\s+|from\s+)?(?:which|what)\s+year|where"
        rf"|(?:(?:in|at|by)\s+)?(?:which|what)\s+(?:venue|journal|conference)))\s+{_IS}\s+(?P<name>.+?)\s+{_OUT}(?:\s+(?:in|at))?",
        # "the publication year of X", "who are the authors of X"
        rf"(?:who\s+{_IS}\s+)?(?:(?:list|show|give|name|what\s+(?:is|are))\s+)?(?:(?:me|us|all)\s+)?(?:the\s+)?"
        r"(?:names?\s+of\s+(?:the\s+)?)?(?P<part>authors?|writers?|publication\s+(?:year|date|venue)"
        r"|year(?:\s+of\s+publication)?|date|venue|journal|conference)\s+of\s+(?P<name>.+)",
    )
)
# "papers about silt" are not a work, "who wrote ..." asks of one
_TOPIC = compiled(
    rf"(?:{CATALOGUED}\s+)?(?:about|on|of|regarding|concerning)\b|(?:the\s+|an?\s+)?{CATALOGUED}\s+(?:about|on|that|which)\b"
)
# "who are the authors of", "by whom"
_SURELY_OF_A_WORK = compiled(r"who\s+(?:wrote|authored|(?:is|are)\s+the\s+authors?)|by\s+wh")


def _of_work(text: str, known: Known) -> CatalogueQuery | None:
    """ "Who wrote X", "when did X appear", "the venue of X"; raises UsageError if X is an unknown work."""
    match = next((match for form in _OF_ONE_WORK if (match := form.fullmatch(text))), None)
    if not match:
        return None
    groups = match.groupdict()
    name = groups["name"] or groups["name2"]
    # One word of a title does not name it: "when was Kubernetes released?"
    surely = bool(_TOPIC.match(name)) or (len(bare_name(name).split()) < 2 and not names_a_work(name))
    if keys := works_named(name, known.works, surely).keys:
        return CatalogueQuery(part_named(groups.get("part") or "") or Aim.AUTHORS, named=keys)
    if _TOPIC.match(name) or not bare_name(name) or not (names_a_work(name) or _SURELY_OF_A_WORK.match(text)):
        return None
    raise unknown_work(name, known.works)
