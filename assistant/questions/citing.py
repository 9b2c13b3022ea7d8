"""Parse conditions on citations: "which papers cite X", "never cited", "does X cite Y"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.questions.named import bare_name, names_a_work, unknown_work, works_named
from assistant.questions.phrases import CATALOGUED, NUMBER, QUOTED, compiled, number_in
from assistant.questions.question import Aim, CatalogueQuery, Known
from index.errors import UsageError
from index.text.words import title_words


@dataclass(frozen=True, slots=True)
class HalfRead:
    """A bibliographic question: `text` is still to be parsed, `request` has the result so far."""

    text: str
    request: CatalogueQuery


def not_understood(words: str) -> UsageError:
    """The error for a combination of conditions that the parser does not know."""
    return UsageError(f"“{words}” is not understood: ask for one at a time")


# "A but not B", "other than B"
TAKING_AWAY = compiled(r"\b(?:but|not|except(?:ing)?|apart\s+from|other\s+than|neither|nor|never|without)\b")


def excepts(words: str) -> bool:
    """True if a word of exclusion ("but", "without") is outside quotes."""
    return TAKING_AWAY.search(QUOTED.sub(" ", words)) is not None


_CITE = r"(?:cit(?:e[sd]?|ing)|referenc(?:e[sd]?|ing)|refer(?:s|red|ring)?\s+to)"
_NO = r"(?:(?:(?:do|does|did|is|are|was|were|has|have|had)\s*n[’']?t|not|never)(?:\s+(?:been|ever|yet|even))*)"
_SOME = (
    rf"(?:any(?:thing|one|body)?|some(?:thing|one)?|at\s+all|at\s+least)?\s*(?:of\s+the\s+)?(?:other\s+)?{CATALOGUED}?"
)
# "papers that are never cited", "cited by some other work", "cited more than twice", "uncited papers"
_CITED = compiled(
    rf"(?P<left>.*?)\s*(?:\b(?P<no>{_NO}|by\s+no)\s+)?\b(?P<un>un)?cited(?:\s+by\s+(?P<by>{_SOME}|no\s+(?:one|{_SOME})"
    rf"|nobody|none))?(?:\s+(?:more\s+(?P<more>than)|at\s+least|over)\s+(?P<n>{NUMBER}|once|twice)(?:\s+times?)?"
    rf"|\s+(?:at\s+all|ever|yet))?(?P<behind>(?<=uncited)\s+{CATALOGUED}.*)?"
)
# "how often is ... cited": of one work, not of all
_OF_ONE = compiled(r"how\s+(?:often|many\s+times|much|frequently)\b|where\b|by\s+wh|is\b|was\b|are\b(?!\s+there)")
# "does X cite Y", "is X cited by Y"
_PAIR = compiled(
    rf"(?:do|does|did|has|have|is|are|was|were)\b(?!\s+(?:there|any|some|other|{CATALOGUED})\b)\s*(?P<x>.*?)\s*"
    rf"\b(?P<verb>{_CITE}(?:\s+by|\s+in)?)\b\s*(?P<y>.*)"
)
_FORMS = tuple(
    (field, compiled(form))
    for field, form in (
        # "how often is X cited", "how many citations does X have"
        (
            "count",
            r"(?P<left>)how\s+(?:(?:often|many\s+times|frequently|much)\s+(?:is|was|are|has|have)|many\s+citations\s+(?:do|does|did"
            r"|has|have)\b)\s*(?P<x>.*?)\s*(?:(?:been\s+)?cited\b|(?:have|has|get|got|received?)$)",
        ),
        # "where is X cited", "by which papers was X cited", "the citations of X"
        (
            "cites",
            rf"(?P<left>)(?:(?:where|(?:by\s+|in\s+)?(?:which|what|whom|who)(?:\s+other)?(?:\s+{CATALOGUED})?)\s+(?:is|was|are|were|has)(?=.*\bcited(?:\s+(?:by|in))?$)"
            r"|(?:(?:which|what)\s+are\s+)?(?:the\s+)?citations\s+(?:of|to)\b)\s*(?P<x>.*?)\s*(?:(?:been\s+)?\bcited(?:\s+(?:by|in))?)?$",
        ),
        # "papers not cited by X", "the references of X"
        (
            "cited_by",
            rf"(?P<left>.*?)\s*(?:(?:\b(?P<no>{_NO})\s+)?\b(?:cited|referenced|referred\s+to)\s+(?:by|in)"
            r"|\b(?:the\s+)?(?:references|reference\s+list|bibliography|works\s+cited)\s+(?:of|in|from))\b\s*(?P<x>.*)",
        ),
        # "what does X cite", "the papers that X cites"
        (
            "cited_by",
            rf"(?P<left>.*\S)\s+(?P<aux>do|does|did)\b(?!\s*(?:n[’']?t|not|never)\b)\s*(?P<x>.*?)\s*\b{_CITE}\b(?P<tail>.*)"
            rf"|(?P<left2>(?:.*\b)?(?:{CATALOGUED}|what|which))(?:\s+(?:that|which))?\s*(?P<x2>.*?)\s*\bcite[sd]?",
        ),
        # "which papers do not cite X", "papers citing X", "who refers to X"
        (
            "cites",
            rf"(?P<left>.*?)\s*(?:\b(?P<no>(?:(?:do|does|did)\s+)?{_NO}|without)\s+)?\b(?:also\s+)?(?P<verb>{_CITE})\b\s*(?P<x>.*)",
        ),
    )
)
# "anything", "no other paper"
_ANY_WORK = compiled(
    rf"(?P<no>nothing|none|no\s+(?:other\s+)?{CATALOGUED})|(?:any|some)thing|(?:(?:any|some)\s+)?(?:other\s+)?{CATALOGUED}"
)
# What may follow a name: "Stone since 2020", "Stone and discuss silt"
_FURTHER = compiled(
    r"\s+(?=(?:since|after|before|from|between|in|until|till|up|by|at|published|written|and|or|but|that|which|within|during"
    r"|with|about|on|also|for|as|is|are|was|were)\b)|(?<=[,;])\s+"
)
_MOST_CONDITIONS = 8
"""Conditions that are tried after a work's name. A guess."""
# "the most papers", "the largest number of works"
_RANKING = compiled(rf"(?:the\s+)?(?:most|fewest|(?:largest|highest)\s+number\s+of)\s+(?:other\s+)?{CATALOGUED}")
_PRONOUNS = frozenset(
    ("it", "its", "this", "that", "them", "they", "these", "those", "the author", "the authors", "each other",
     "themselves", "you", "we", "i", "one")
)  # fmt: skip
_IN_PROSE = frozenset({"as", "because", "when", "if", "why", "how"})  # "cite cost as a barrier"


def read_citing(reading: HalfRead, whole: str, known: Known) -> HalfRead | None:
    """Parse conditions on citations; None if the words of citing are not about works.

    `whole` is the question with all conditions, which may be part of a work's name. Raises UsageError for an unknown
    work.
    """
    text = reading.text
    if not re.search(rf"\b(?:un)?(?:{_CITE}|references|bibliography|citations)\b", text, re.IGNORECASE):
        return reading
    if (match := _CITED.fullmatch(text)) and not _OF_ONE.match(text):
        return _whether_cited(reading, match)
    pair = _PAIR.fullmatch(whole)
    if pair and _PAIR.fullmatch(text):
        return _pair(reading, pair, known)
    for field, form in _FORMS:
        in_whole, in_rest = form.fullmatch(whole), form.fullmatch(text)
        if in_whole and in_rest and _names_who_cites(in_whole, known):
            return _with_works(reading, in_rest, in_whole, field, known)
    return reading


def _whether_cited(reading: HalfRead, match: re.Match[str]) -> HalfRead:
    """ "Never cited", "cited by some other work", "cited more than twice"."""
    never = bool(match["no"] or match["un"] or (match["by"] or "").lower().startswith("no"))
    least = None
    if match["n"]:
        times = {"once": 1, "twice": 2}.get(match["n"].lower()) or number_in(match["n"])
        least = times + 1 if match["more"] or "over" in match[0].lower() else times
    # "By some other work" names the corpus's own works as the citing ones; "never cited" does not.
    here = re.search(rf"\b{CATALOGUED}\b", match["by"] or "", re.IGNORECASE) is not None
    request = replace(reading.request, cited=not never, least=least, here=here)
    return HalfRead(f"{match['left']}{match['behind'] or ''}", request)


def _names_who_cites(match: re.Match[str], known: Known) -> bool:
    """True if X in "papers that X cites" is a work, not a verb or empty."""
    before_verb = match.groupdict().get("x2")
    return before_verb is None or bool(before_verb and works_named(before_verb, known.works).works)


def _pair(reading: HalfRead, pair: re.Match[str], known: Known) -> HalfRead | None:
    """ "Does X cite Y", "is X cited by Y"."""
    citing, cited = _meant(pair["x"], known, pair["verb"]), _meant(pair["y"], known, pair["verb"])
    if not citing or not cited:
        return None
    if citing.also:
        raise not_understood(citing.words)
    field = "cited_by" if pair["verb"].lower().endswith(("by", "in")) else "cites"
    naming = pair.string[pair.start("x") : pair.start("y") + len(cited.words)]
    return HalfRead("which works", cited.sought(replace(reading.request, named=citing.keys, naming=naming), field))


def _with_works(
    reading: HalfRead, in_rest: re.Match[str], in_whole: re.Match[str], field: str, known: Known
) -> HalfRead | None:
    groups, named = in_rest.groupdict(), in_whole.groupdict()
    words = named["x"] or named.get("x2") or ""
    left, denied = (groups["left"] or groups.get("left2") or "").strip(), bool(groups.get("no"))
    if field == "cites" and (anything := _ANY_WORK.fullmatch(words.strip(" ?.!"))):
        return HalfRead(left, replace(reading.request, citing=bool(anything["no"]) == denied))
    meant = _meant(words, known, named.get("verb") or "cite")
    if not meant:
        return None
    name = set(title_words(meant.words))
    behind = " ".join(groups.get(group) or "" for group in ("x", "x2", "tail"))
    over = " ".join(word for word in behind.split() if not set(title_words(word)) <= name)
    request = replace(reading.request, naming=meant.words, denied=denied)
    if field == "count":
        if meant.also:
            raise not_understood(meant.words)
        return HalfRead(
            f"how many works {over}", meant.sought(replace(request, aim=Aim.COUNT, further=(Aim.CITATIONS,)), "cites")
        )
    return HalfRead(f"{left or 'which works'} {over}".strip(), meant.sought(request, field))


@dataclass(frozen=True, slots=True)
class _Meant:
    """A work with one of `keys`, and one for each set in `also`; `words` name them."""

    keys: tuple[str, ...]
    words: str
    also: tuple[tuple[str, ...], ...] = ()

    def sought(self, request: CatalogueQuery, field: str) -> CatalogueQuery:
        """The request for works that cite, or are cited by, these; raises UsageError for a negation of several."""
        if self.also and request.denied:
            raise not_understood(self.words)
        request = replace(request, also=self.also)
        return replace(request, cites=self.keys) if field == "cites" else replace(request, cited_by=self.keys)


def _meant(words: str, known: Known, verb: str) -> _Meant | None:
    """The works named after a verb of citing; None if the words may name something else.

    Raises UsageError for an unknown work, and for a combination of names that the parser does not know.
    """
    words = words.strip(" ?.!,;")
    if not words or words.lower() in _PRONOUNS or not bare_name(words):
        return None
    # "Referred to" may have any object, so only a certain name counts.
    vague = not verb.lower().startswith("cit")
    prose = vague or not _IN_PROSE.isdisjoint(words.lower().split())
    if _RANKING.fullmatch(words):
        raise UsageError(f"works are not ranked by citing “{words}”: ask for the most cited, or what one work cites")
    if not any(words.casefold() in work.label.casefold() for work in known.works):  # not part of a title
        if excepts(words) and not prose:
            raise not_understood(words)
        if several := _several(words, known, vague):
            return several
        if len(QUOTED.findall(words)) > 1:
            raise not_understood(words)
    for name in _shorter_and_shorter(words):
        if keys := works_named(name, known.works, surely=vague and not names_a_work(name)).keys:
            return _Meant(keys, name)
    if prose:
        return None
    raise unknown_work(words, known.works)


def _several(words: str, known: Known, vague: bool) -> _Meant | None:
    """ "A or B", "both A and B", "A, B and C", where each is surely a work's name; conditions may follow the last."""
    if len(QUOTED.findall(words)) < 2 and works_named(words, known.works).works:
        return None
    either = [works_named(name, known.works, surely=vague).keys for name in re.split(r"(?i)\s+or\s+", words)]
    if len(either) > 1 and all(either):
        return _Meant(tuple(dict.fromkeys(key for keys in either for key in keys)), words)
    for start in _shorter_and_shorter(words):
        parts = [part for part in _AND.split(re.sub(r"(?i)^both\s+", "", start)) if part]
        # "and discuss silt": a lower-case word before others begins a name only where it is an article or a particle.
        if any(part.split()[0] not in _SMALL and re.match(r"[a-z]+\s", part) for part in parts):
            continue
        keys_of_each = [works_named(part, known.works).keys for part in parts]
        if len(keys_of_each) > 1 and all(keys_of_each):
            return _Meant(keys_of_each[0], start, tuple(keys_of_each[1:]))
    return None


# "A, B, and also C"
_AND = compiled(r"\s*,\s*(?:and\s+)?(?:also\s+)?|\s+(?:and|as\s+well\s+as)\s+(?:also\s+)?")
_SMALL = frozenset({"the", "a", "an", "van", "von", "de"})


def _shorter_and_shorter(words: str) -> Iterator[str]:
    """Yield `words`, then ever shorter beginnings, as the rest may be conditions."""
    yield words
    for cut in reversed([match.start() for match in _FURTHER.finditer(words)][:_MOST_CONDITIONS]):
        if rest := words[:cut].strip(" ,;"):
            yield rest
