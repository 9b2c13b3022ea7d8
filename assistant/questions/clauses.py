"""Clauses of bibliographic questions: what works lack, how they are grouped, ranked and limited.

Each table is a list of forms with what each asks for; a form that matches is taken out of the text.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from assistant.questions.citing import HalfRead
from assistant.questions.phrases import CATALOGUED, NUMBER, compiled, number_in
from assistant.questions.question import Aim, CatalogueQuery, Order
from index.entries import Fact

Reader = Callable[[re.Match[str], str], dict[str, Any]]
"""From the match of a clause and the question to fields of the query; empty if the clause means something else."""
Table = Sequence[tuple[Reader, re.Pattern[str]]]


def _table(*rows: tuple[Reader, str]) -> Table:
    return tuple((reader, compiled(form)) for reader, form in rows)


SOME = 10
"""The number of works for "the newest papers". A guess."""

# The parts of a work by which works are grouped, and the facts that they have or lack.

PARTS = {
    Aim.AUTHORS: r"authors?|writers?|researchers?|scholars?",
    Aim.YEARS: r"(?:publication\s+)?(?:years?|dates?)(?:\s+of\s+publication)?",
    Aim.VENUES: r"(?:publication\s+)?(?:venues?|journals?|conferences?|outlets?)",
    Aim.TYPES: (
        r"(?:(?:document|publication|work|paper)\s+)?(?:types?|kinds?)"
        r"(?:\s+of\s+(?:publications?|works?|documents?|papers?))?"
    ),
    Aim.KEYWORDS: r"(?:author\s+)?keywords?|tags?",
}
_PART = "|".join(f"(?P<{aim.name}>{words})" for aim, words in PARTS.items())
_FACTS = {
    Fact.AUTHORS: r"authors?|author\s+names",
    Fact.YEAR: r"(?:publication\s+)?(?:years?|dates?)",
    Fact.VENUE: r"(?:publication\s+)?(?:venues?|journals?|conferences?)",
    Fact.DOI: r"dois?",
    Fact.TYPE: r"(?:(?:document|publication)\s+)?types?",
    Fact.TIMES_CITED: r"citation\s+(?:counts?|numbers?)|numbers?\s+of\s+citations",
    Fact.KEYWORDS: r"(?:author\s+)?keywords?|tags?",
    Fact.ABSTRACT: r"abstracts?",
    Fact.SUMMARY: r"(?:reading\s+)?summar(?:y|ies)",
    Fact.FULL_TEXT: r"full[\s-]?texts?|pdfs?(?:\s+files?)?",
}
_FACT = "|".join(f"(?P<{fact.name}>{words})" for fact, words in _FACTS.items())
_TEXT_FACT = "|".join(f"(?P<{fact.name}>{words})" for fact, words in _FACTS.items() if fact.is_text or fact is Fact.DOI)
_UNKNOWN = r"(?:is|are)\s+(?:missing|unknown|not\s+known|not\s+given|empty|lacking)"


def part_in(match: re.Match[str]) -> Aim:
    """The part that a form with `PARTS` has found."""
    return next(aim for aim in PARTS if match.groupdict().get(aim.name))


def _fact(match: re.Match[str]) -> Fact:
    return next(fact for fact in Fact if match.groupdict().get(fact.name))


def _number(match: re.Match[str]) -> int | None:
    """The number in the group `n` or `n2` of a match, or None."""
    words = next((match[name] for name in ("n", "n2") if match.groupdict().get(name)), "").strip().lower()
    return number_in(words) if words and words != "top" else None


def _number_before_noun(text: str) -> int:
    """ "Which three papers", "top 10": that number; "which paper": one; "which papers": some."""
    if match := re.search(rf"(?i)\b(?P<n>{NUMBER})\s+{CATALOGUED}|\btop\s+(?P<n2>{NUMBER})\b", text):
        return number_in(match["n"] or match["n2"])
    return 1 if re.search(r"(?i)\b(?:paper|work|study|article|publication)\b", text) else SOME


def _ranked(match: re.Match[str], text: str) -> dict[str, Any]:
    rank = match["rank"].lower()
    return {
        "newest_first": not rank.startswith(("old", "earl")),
        "limit": _number(match) or _number_before_noun(match["noun"] or text),
    }


def _most_cited(match: re.Match[str], text: str) -> dict[str, Any]:
    """The order by citations; `here` where works of the corpus are named as the citing ones."""
    groups = match.groupdict()
    limit: int | None = _number(match) or _number_before_noun(groups.get("noun") or text)
    if groups.get("sorted") and not re.search(r"(?i)\btop\b", text):
        limit = None  # "list the papers by citations"
    return {
        "order": Order.CITED,
        "limit": limit,
        "here": bool(groups.get("here")),
        "fewest_first": bool(re.search(r"(?i)\b(?:least|fewest|lowest)\b", match.group())),
    }


def _cited_times(match: re.Match[str], _: str) -> dict[str, Any]:
    """ "More than 100 citations": 101 or more."""
    number = number_in(match["n"])
    least: int = number
    most: int | None = number
    if match["n2"]:
        least, most = sorted((number, number_in(match["n2"])))
    elif match["more"]:
        least, most = number + 1, None
    elif match["least"] or match["plus"]:
        most = None
    elif match["fewer"]:
        least, most = 0, number - 1
    elif match["most"]:
        least = 0
    if most == 0:
        return {"cited": False}
    return {"cited": True, "least": least, "most": most, "here": bool(match.groupdict().get("here"))}


def _least(match: re.Match[str], text: str) -> dict[str, Any]:
    if GROUPS.isdisjoint(words_of(text)):
        return {}
    number = _number(match) or 1
    return {"least": number if match["atleast"] else 2 if match["some"] else number + 1}


def _frequent(match: re.Match[str], text: str) -> dict[str, Any]:
    groups = GROUPS.intersection(words_of(text))
    return {"order": Order.FREQUENT, "limit": _number(match) or SOME} if groups else {}


# "co-author", "paper's"
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; "co-author" is one."""
    return [word.lower() for word in _WORD.findall(text)]


_WROTE = frozenset(
    ("wrote", "written", "published", "authored", "appear", "appears", "write", "writes", "has", "publish", "publishes",
     "have", "contributed")
)  # fmt: skip
_PARTS_IN_WORDS = {
    Aim.AUTHORS: "author authors writer writers researcher researchers scholar scholars",
    Aim.YEARS: "year years date dates when",
    Aim.VENUES: "venue venues journal journals conference conferences outlet outlets where",
    Aim.TYPES: "type types kind kinds",
    Aim.KEYWORDS: "keyword keywords tag tags",
    Aim.DOIS: "doi dois",
    Aim.CITATIONS: "citation citations",
}
PART_WORDS = {aim: frozenset(words.split()) for aim, words in _PARTS_IN_WORDS.items()}
"""Words that ask for a fact."""
GROUPS = frozenset({"who"}.union(*(PART_WORDS[aim] for aim in PARTS)) - {"date", "dates", "when"})
"""Words for the parts by which works are grouped."""


def part_named(text: str) -> Aim | None:
    """The first fact that the text asks for, or None."""
    return next(iter(parts_named(text)), None)


def parts_named(text: str) -> tuple[Aim, ...]:
    """The facts that the text asks for: authors, years, venues, types, keywords, DOIs, citations."""
    words = words_of(text)
    named = set(words)
    wrote = "who" in named and not _WROTE.isdisjoint(words[words.index("who") :])
    asked = {aim for aim, of_part in PART_WORDS.items() if not named.isdisjoint(of_part)}
    if wrote or "whose" in named or ("whom" in named and "by" in named):
        asked.add(Aim.AUTHORS)
    return tuple(aim for aim in PART_WORDS if aim in asked)


_BEFORE_RANKED = rf"\b(?:the\s+)?(?:top\s+)?(?P<n>(?:{NUMBER}|top)\s+)?"
_BEHIND_RANKED = rf"(?:\s+(?:published|written))?(?:\s+(?P<n2>{NUMBER}))?(?=\s+(?P<noun>{CATALOGUED}|one|ones)\b|\W|$)"
_OF_CORPUS = r"\s+(?:of|in|from|within|inside)\s+(?:the|this|my|our)\s+(?:own\s+)?(?:corpus|collection|library)"
_HERE = (
    rf"(?P<here>(?:the\s+)?(?:most|(?:largest|highest|greatest)\s+number\s+of)\s+(?:of\s+the\s+)?(?:other\s+)?{CATALOGUED}{_OF_CORPUS}"
    rf"|(?:each\s+other|one\s+another)|(?:other\s+)?{CATALOGUED}{_OF_CORPUS})"
)
_COMPARED = (
    r"(?:(?P<more>more\s+than|over|above|exceeding)|(?P<least>at\s+least|no\s+(?:fewer|less)\s+than|a\s+minimum\s+of)"
    r"|(?P<fewer>fewer\s+than|less\s+than|under|below)|(?P<most>at\s+most|no\s+more\s+than|up\s+to)|exactly|between)"
)
_SEVERAL_TIMES = (
    rf"(?:(?P<n>\d{{1,6}}|{NUMBER})(?:\s*(?P<plus>\+|or\s+more|and\s+more))?"
    rf"(?:\s+(?:and|to)\s+(?P<n2>\d{{1,6}}|{NUMBER}))?)"
)
CITED: Table = _table(
    # "cited most by works of this corpus", "cited by most papers in my collection", "most cited by each other"
    (
        _most_cited,
        rf"{_BEFORE_RANKED}(?:(?:are|is)\s+)?(?:(?:most|least)\s+(?:often\s+)?)?cited\s+(?:(?:the\s+)?(?:most|least)\s+(?:often\s+)?)?"
        rf"(?:by|among)\s+{_HERE}",
    ),
    # "the three most cited papers", "cited by the most papers", "has the most citations", "cited more than any other"
    (
        _most_cited,
        rf"{_BEFORE_RANKED}(?P<rank>(?:most|least)\s+(?:often\s+|frequently\s+|highly\s+)?cited|(?:highest|lowest|best|top|highly)[\s-]cited)"
        rf"{_BEHIND_RANKED}|\b(?:(?:is|are|was|were)\s+)?cited\s+(?:(?:the\s+)?(?:most|least)(?:\s+often)?\b|more\s+than\s+any\s+other\b"
        rf"|by\s+(?:the\s+)?(?:most|(?:largest|highest|greatest)\s+number\s+of)\s+(?:other\s+)?{CATALOGUED}\b)"
        r"|\b(?:has|have|with|got)\s+(?:the\s+)?(?:most|fewest|highest\s+number\s+of)\s+citations\b"
        r"|\b(?:the\s+)?(?:highest|most)\s+citations?(?:\s+counts?)?\b",
    ),
    # "top 10 by citations", "sorted by how often they are cited"
    (
        _most_cited,
        r"(?P<sorted>\b(?:(?:sorted|ranked|ordered)\s+by|by|in\s+order\s+of|in\s+terms\s+of)\s+(?:their\s+|the\s+)?(?:number\s+of\s+citations"
        r"|citations?(?:\s+counts?|\s+numbers?)?|times\s+cited|how\s+often\s+they\s+(?:are|were)\s+cited)\b)",
    ),
    # "with more than 100 citations", "20+ citations", "between 10 and 20 citations"
    (
        _cited_times,
        rf"\b(?:(?:that\s+|which\s+)?(?:with|have|has|had|having|got|received?)\s+)?(?:{_COMPARED}\s+)?{_SEVERAL_TIMES}\s+(?:citations?|cites)\b",
    ),
    # "cited at least 50 times", "cited more than 3 times by works of this corpus"
    (
        _cited_times,
        rf"\b(?:(?:that|which)\s+)?(?:(?:are|is|were|was|have\s+been|has\s+been)\s+)?cited\s+(?:{_COMPARED}\s+)?{_SEVERAL_TIMES}\s+times\b"
        rf"(?:\s+by\s+(?P<here>(?:other\s+)?{CATALOGUED}(?:{_OF_CORPUS})?|each\s+other))?",
    ),
    # "no citations", "zero citations"
    (
        lambda *_: {"cited": False},
        r"\b(?:(?:that\s+|which\s+)?(?:with|have|has|having)\s+(?:no|zero|0)|without(?:\s+any)?|(?:do|does)\s*(?:not|n[’']t)\s+have(?:\s+any)?)"
        r"\s+citations?\b(?!\s+(?:counts?|numbers?))",
    ),
)
GROUPING: Table = _table(
    # "papers per year", "grouped by venue", "did each author write", "breakdown by document type"
    (
        lambda match, _: {"aim": Aim.COUNT, "grouped_by": part_in(match)},
        r"\b(?:(?:(?:are|is|were)\s+)?(?:grouped|broken\s+down|split|sorted\s+out|distributed|divided)\s+)?"
        r"(?:per|by|(?:for|in|from|of|on|with|under)\s+each|over\s+the|across(?:\s+the)?|over|(?:did|does|has)?\s*each"
        rf"|(?:(?:for|in|of)\s+)?every)\s+(?:single\s+|different\s+)?(?:{_PART})\b"
        r"(?:\s+(?:write|wrote|written|have|has|publish(?:ed)?)\b)?",
    ),
    # "yearly distribution", "publication trend over time", "annual numbers"
    (
        lambda *_: {"aim": Aim.COUNT, "grouped_by": Aim.YEARS},
        r"\b(?:(?:yearly|annual(?:ly)?)(?:\s+(?:distribution|trends?|development|breakdown|numbers?|counts?|output|evolution|production))?"
        r"|(?:(?:publication|publishing)\s+)?(?:trends?|development|evolution)\s+(?:of\s+(?:the\s+)?publications?\s+)?(?:over|across|through)"
        r"\s+(?:the\s+)?(?:time|years)|over\s+time|year\s+by\s+year|through\s+the\s+years)\b",
    ),
)
CLAUSES: Table = (
    *_table(
        # "papers without a venue", "works that have no known year", "lacking an abstract"
        (
            lambda match, _: {"lacking": _fact(match)},
            r"\b(?:(?:that\s+|which\s+)?(?:have|has|with|having)\s+(?:no|an?\s+unknown|unknown|no\s+known|missing|not\s+any)"
            r"|without(?:\s+(?:an?|any|known|a\s+known|the|their))?|lack(?:s|ing)?(?:\s+(?:an?|the|their))?"
            r"|(?:do|does)\s*(?:not|n[’']t)\s+have(?:\s+(?:an?|any|their|the))?"
            rf"|(?:(?:are|is)\s+)?miss(?:es|ing)(?:\s+(?:an?|the|their))?)\s+(?:known\s+)?(?:{_FACT})\b(?!\s+\d)",
        ),
        # "whose year is unknown", "where the abstract is missing"
        (
            lambda match, _: {"lacking": _fact(match)},
            rf"\b(?:whose|where\s+(?:the|their|its)|for\s+which\s+the)\s+(?:{_FACT})\s+{_UNKNOWN}",
        ),
        # "how many abstracts are missing"
        (
            lambda match, _: {"aim": Aim.COUNT, "lacking": _fact(match)},
            rf"^how\s+many\s+(?:{_FACT})\s+{_UNKNOWN}$",
        ),
        # "known by title only"
        (
            lambda *_: {"lacking": Fact.TEXT},
            r"\b(?:(?:only\s+|just\s+)?(?:(?:are|is)\s+)?(?:known|listed|held)\s+)?(?:(?:only|just|merely|solely)\s+(?:by|from|through|as)"
            r"\s+(?:(?:the|their|its|an?)\s+)?titles?|(?:by|from|as)\s+(?:(?:the|their|its|an?)\s+)?titles?\s+(?:only|alone)"
            r"|(?:have|has|with)\s+only\s+(?:an?\s+)?titles?|titles?[\s-]only)$",
        ),
        # "with an abstract", "have full text"
        (
            lambda match, _: {"having": _fact(match)},
            rf"\b(?:(?:that\s+|which\s+)?(?:have|has|with|having)|do\s+(?:i|we)\s+have)\s+(?:an?\s+|the\s+|their\s+)?(?:{_TEXT_FACT})(?=\W*$)",
        ),
    ),
    *GROUPING,
    *_table(
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
        # "the most frequent authors", "top 5 venues", "has the most papers", "wrote the most", "publish most"
        (
            _frequent,
            rf"\b(?:the\s+)?(?:top\s+)?(?P<n>{NUMBER}\s+)?(?:most\s+(?:frequent(?:ly)?|prolific|common(?:ly)?|productive|active|published"
            rf"|often|popular|used)|busiest)\b|\b(?:the\s+)?top\s+(?P<n2>{NUMBER})\b"
            rf"|\b(?:top|main|major|leading)\b(?=\s+(?:{'|'.join(PARTS.values())})\b)"
            r"|\b(?:(?:is|are|was|were|has|have|had|with|in)\s+)?(?:the\s+)?(?:most|(?:largest|highest|greatest)\s+number\s+of)"
            rf"(?:\s+of\s+(?:the|my|our|these))?\s+(?={CATALOGUED}\b)"
            r"|(?<=\bpublish)\s+(?:the\s+)?most\b|(?<=\bpublished)\s+(?:the\s+)?most\b|(?<=\bwrote)\s+(?:the\s+)?most\b"
            r"|(?<=\bpublishes)\s+(?:the\s+)?most\b|(?<=\bappears)\s+(?:the\s+)?most(?:\s+often)?\b|(?<=\bappear)\s+(?:the\s+)?most(?:\s+often)?\b",
        ),
    ),
)


def grouping_in(text: str) -> Aim | None:
    """The part by which a text wants its works counted, "per year", or None."""
    grouped = read_clauses(HalfRead(text, CatalogueQuery(Aim.WORKS)), GROUPING)
    return grouped.request.grouped_by


def read_clauses(reading: HalfRead, clauses: Table) -> HalfRead:
    """Parse and remove the clauses of a table."""
    for asks, form in clauses:
        match = form.search(reading.text)
        if match and (asked := asks(match, reading.text)):
            text = f"{reading.text[: match.start()]} {reading.text[match.end() :]}"
            if asked.get("order") is Order.CITED:  # "which three papers are cited most": the number is read
                text = re.sub(rf"(?i)\b(?:top\s+)?{NUMBER}\s+(?={CATALOGUED}\b)|\btop(?:\s+{NUMBER})?\b", "", text)
            reading = HalfRead(" ".join(text.split()), replace(reading.request, **asked))
    return reading
