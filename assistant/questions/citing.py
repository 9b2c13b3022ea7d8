"""Which cites which: the part of a question that sets works beside those they cite or are cited by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.questions.named import bare_name, names_a_work, unknown_work, works_named
from assistant.questions.parts import (
    NOUN,
    HalfRead,
    Parts,
    excepts,
    joined_names,
    not_understood,
    parts_of,
    quotes_in,
)
from assistant.questions.phrases import NUMBER, number_in
from assistant.questions.question import Aim, Known, Request
from index.errors import UsageError
from index.text.words import title_words

_CITE = r"(?:cit(?:e[sd]?|ing)|referenc(?:e[sd]?|ing)|refer(?:s|red|ring)?\s+to)"
_NO = r"(?:(?:(?:do|does|did|is|are|was|were|has|have|had)\s*n[’']?t|not|never)(?:\s+(?:been|ever|yet|even))*)"
_ANY = rf"(?:any(?:thing|one|body)?|some(?:thing|one)?|at\s+all|at\s+least)?\s*(?:of\s+the\s+)?(?:other\s+)?{NOUN}?"
_ANYTHING = re.compile(rf"(?:anything|something|(?:any|some|other|any\s+other|some\s+other)\s+{NOUN})", re.IGNORECASE)
_NOTHING = re.compile(rf"(?:nothing|none|no\s+(?:other\s+)?{NOUN})", re.IGNORECASE)
_CITED = re.compile(
    rf"^(?P<left>.*?)\s*(?:\b(?P<no>{_NO}|by\s+no)\s+)?\b(?P<un>un)?cited(?:\s+by\s+(?P<by>{_ANY}|no\s+(?:one|{_ANY})"
    rf"|nobody|none))?(?:\s+(?:more\s+(?P<more>than)|at\s+least|over)\s+(?P<n>{NUMBER}|once|twice)(?:\s+times?)?"
    r"|\s+(?:at\s+all|ever|yet))?$",
    re.IGNORECASE,
)
_UNCITED = re.compile(rf"^(.*?)\buncited\s+({NOUN}.*)$", re.IGNORECASE)
_ABOUT_ONE = re.compile(
    r"how\s+(?:often|many\s+times|much|frequently)\b|where\b|by\s+wh|is\b|was\b|are\b(?!\s+there)", re.IGNORECASE
)
_BY = re.compile(
    rf"^(?P<left>.*?)\s*(?:\b(?P<no>{_NO})\s+)?\b(?:cited|referenced|referred\s+to)\s+(?:by|in)\b\s*(?P<x>.*)$",
    re.IGNORECASE,
)
_DOES_CITE = re.compile(
    rf"^(?P<left>.*\S)\s+(?P<aux>do|does|did)\b(?!\s*(?:n[’']?t|not|never)\b)\s*(?P<x>.*?)\s*\b{_CITE}\b(?P<tail>.*)$",
    re.IGNORECASE,
)
_REFERENCES_OF = re.compile(
    r"^(?P<left>.*?)\b(?:the\s+)?(?:references|reference\s+list|bibliography|works\s+cited)\s+(?:of|in|from)\b\s*(?P<x>.*)$",
    re.IGNORECASE,
)
_TIMES_CITED = re.compile(
    r"^(?P<left>)how\s+(?:often|many\s+times|frequently|much)\s+(?:is|was|are|has|have)\s*(?P<x>.*?)\s*(?:been\s+)?cited\b"
    r"|^how\s+many\s+citations\s+(?:do|does|did|has|have)\b\s*(?P<x2>.*?)\s*(?:have|has|get|got|received?)?$",
    re.IGNORECASE,
)
_WHERE_CITED = re.compile(
    rf"^(?P<left>)(?:where|(?:by\s+|in\s+)?(?:which|what|whom|who)(?:\s+other)?(?:\s+{NOUN})?)\s+(?:is|was|are|were|has)"
    r"\s*(?P<x>.*?)\s*(?:been\s+)?\bcited(?:\s+(?:by|in))?$"
    r"|^(?:(?:which|what)\s+are\s+)?(?:the\s+)?citations\s+(?:of|to)\b\s*(?P<x2>.*)$",
    re.IGNORECASE,
)
_THEY_CITE = re.compile(
    rf"^(?P<left>(?:.*\b)?(?:{NOUN}|what|which))(?:\s+(?:that|which))?\s*(?P<x>.*?)\s*\bcite[sd]?$", re.IGNORECASE
)
_PAIR = re.compile(
    rf"^(?:do|does|did|has|have|is|are|was|were)\b(?!\s+(?:there|any|some|other|{NOUN})\b)\s*(?P<x>.*?)\s*\b(?P<verb>{_CITE}(?:\s+by|\s+in)?)\b\s*(?P<y>.*)$",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    rf"^(?P<left>.*?)\s*(?:\b(?P<no>(?:(?:do|does|did)\s+)?{_NO}|without)\s+)?\b(?:also\s+)?(?P<verb>{_CITE})\b\s*(?P<x>.*)$",
    re.IGNORECASE,
)
_FURTHER = re.compile(
    r"\s+(?=(?:since|after|before|from|between|in|until|till|up|by|at|published|written|and|or|but|that|which|within"
    r"|during|with|about|on|also|for|as|is|are|was|were)\b)|(?<=[,;])\s+",
    re.IGNORECASE,
)
_MOST = re.compile(
    rf"(?:the\s+)?(?:most|fewest|(?:largest|highest)\s+number\s+of)\s+(?:other\s+)?{NOUN}$", re.IGNORECASE
)
_CONDITIONS = 8
"""So many conditions are looked for behind a work's name."""
_PRONOUN = re.compile(
    r"(?:it|its|this|that|them|they|these|those|the\s+authors?|each\s+other|themselves|you|we|i|one)", re.IGNORECASE
)
_PROSE = re.compile(r"\b(?:as|because|when|if|why|how)\b", re.IGNORECASE)


def read_citing(reading: HalfRead, whole: str, known: Known) -> HalfRead | None:
    """Read citing off a question; None where the words of citing are used of something else than works.

    `whole` is the question with all its conditions: they may be words of a work's name. Raises UsageError where no work
    has the name given.
    """
    text = reading.text
    if not re.search(rf"\b(?:un)?(?:{_CITE}|references|bibliography|citations)\b", text, re.IGNORECASE):
        return reading
    if found := _whether_cited(reading):
        return found
    if (pair := _PAIR.match(whole)) and _PAIR.match(text):
        return _pair(reading, pair, known)
    for form, field in (
        (_TIMES_CITED, "count"), (_WHERE_CITED, "cites"), (_BY, "cited_by"), (_REFERENCES_OF, "cited_by"),
        (_DOES_CITE, "cited_by"), (_THEY_CITE, "cited_by"), (_ACTIVE, "cites"),
    ):  # fmt: skip
        in_whole, in_rest = form.match(whole), form.match(text)
        if in_whole and in_rest and (form is not _THEY_CITE or _work_before_verb(in_whole, known)):
            return _with_works(reading, in_rest, in_whole, field, known)
    return reading


def _whether_cited(reading: HalfRead) -> HalfRead | None:
    """ "Never cited", "cited by some other work", "cited more than twice"."""
    if match := _UNCITED.match(reading.text):
        return HalfRead(f"{match[1]}{match[2]}", replace(reading.request, cited=False))
    match = _CITED.match(reading.text)
    if not match or _ABOUT_ONE.match(reading.text):
        return None
    by = (match["by"] or "").lower()
    never = bool(match["no"] or match["un"] or by.startswith("no"))
    least = None
    if match["n"]:
        told = {"once": 1, "twice": 2}.get(match["n"].lower()) or number_in(match["n"])
        least = told + 1 if match["more"] or "over" in match[0].lower() else told
    return HalfRead(match["left"], replace(reading.request, cited=not never, least=least))


def _pair(reading: HalfRead, pair: re.Match[str], known: Known) -> HalfRead | None:
    """ "Does X cite Y", "is X cited by Y"."""
    passive = pair["verb"].lower().endswith(("by", "in"))
    one, other = _meant(pair["x"], known, pair["verb"]), _meant(pair["y"], known, pair["verb"], passive)
    if not one or not other:
        return None
    if one.several:
        raise not_understood(one.words)
    naming = pair.string[pair.start("x") : pair.start("y") + len(other.words)]
    request = other.sought(replace(reading.request, named=one.keys, naming=naming), "cited_by" if passive else "cites")
    return HalfRead("which works", request)


def _with_works(
    reading: HalfRead, in_rest: re.Match[str], in_whole: re.Match[str], field: str, known: Known
) -> HalfRead | None:
    groups, whole_groups = in_rest.groupdict(), in_whole.groupdict()
    words = whole_groups["x"] or whole_groups.get("x2") or ""
    left, request = (groups["left"] or "").strip(), reading.request
    if field == "cites" and (whether := _whether_citing(words, bool(groups.get("no")))) is not None:
        return HalfRead(left, replace(request, citing=whether))
    meant = _meant(words, known, whole_groups.get("verb") or "cite", field == "cited_by")
    if not meant:
        return None
    over = _left_over(" ".join(groups.get(name) or "" for name in ("x", "x2", "tail")), meant.words)
    request = replace(request, naming=meant.words, denied=bool(groups.get("no")))
    if field == "count":
        if meant.several:
            raise not_understood(meant.words)
        return HalfRead(f"how many works {over}", meant.sought(replace(request, aim=Aim.COUNT), "cites"))
    request = meant.sought(request, field)
    return HalfRead(f"{left or 'which works'} {over}".strip(), request)


def _whether_citing(words: str, negated: bool) -> bool | None:
    """Of "cite anything" and "cite no other work": whether some work is to be cited; None where one is named."""
    words = words.strip(" ?.!")
    if _NOTHING.fullmatch(words):
        return negated
    return not negated if _ANYTHING.fullmatch(words) else None


@dataclass(frozen=True, slots=True)
class _Meant:
    keys: tuple[str, ...]
    words: str
    """That name the works, without conditions that follow."""
    also: tuple[tuple[str, ...], ...] = ()
    but_not: tuple[str, ...] = ()
    neither: bool = False

    @property
    def several(self) -> bool:
        """Whether more is said than that one of some works is meant."""
        return bool(self.also or self.but_not or self.neither)

    def sought(self, request: Request, field: str) -> Request:
        """The request for works that cite, or are cited by, these; raises UsageError for a "not" before several."""
        if self.several and request.denied:
            raise not_understood(self.words)
        denied = request.denied or self.neither
        request = replace(request, also=self.also, but_not=self.but_not, denied=denied)
        return replace(request, cites=self.keys) if field == "cites" else replace(request, cited_by=self.keys)


def _meant(words: str, known: Known, verb: str, passive: bool = False) -> _Meant | None:
    words = words.strip(" ?.!,;")
    if not words or _PRONOUN.fullmatch(words) or not bare_name(words):
        return None
    # What is "referred to" may be anything: only a sure name makes a work of it.
    vague = not verb.lower().startswith("cit")
    titled = any(words.casefold() in work.label.casefold() for work in known.works)
    if not titled and not _PROSE.search(words) and (parts := parts_of(words, passive)):
        return _of_parts(words, parts, known, verb)
    if _MOST.match(words):
        raise UsageError(f"works are not ranked by citing “{words}”: ask for the most cited, or what one work cites")
    if not (titled or vague or _PROSE.search(words)) and excepts(words):
        raise not_understood(words)
    one = quotes_in(words) < 2 and bool(works_named(words, known.works))
    either = [works_named(name, known.works, surely=vague) for name in re.split(r"(?i)\s+or\s+", words)]
    if len(either) > 1 and all(either) and not one:
        return _Meant(tuple(dict.fromkeys(key for keys in either for key in keys)), words)
    if not titled and not one and (several := _joined(words, known)):
        return several
    if quotes_in(words) > 1:
        raise not_understood(words)
    for some in _shorter_and_shorter(words):
        if keys := works_named(some, known.works, surely=vague and not names_a_work(some)):
            return _Meant(keys, some)
    if vague or _PROSE.search(words):
        return None
    raise unknown_work(words, known.works)


def _of_parts(words: str, parts: Parts, known: Known, verb: str) -> _Meant | None:
    """Each part by itself; raises UsageError where one of them is no work, or is of several again."""
    together, none = ([_meant(part, known, verb) for part in some] for some in (parts.together, parts.none))
    found = [one for one in (*together, *none) if one]
    if len(found) < len(together) + len(none):
        return None
    if any(one.several for one in found):
        raise not_understood(words)
    said = words[: words.rindex(found[-1].words) + len(found[-1].words)]
    denied = tuple(dict.fromkeys(key for one in none if one for key in one.keys))
    if not together:
        return _Meant(denied, said, neither=True)
    first, *others = (one.keys for one in together if one)
    return _Meant(first, said, tuple(others), denied)


def _joined(words: str, known: Known) -> _Meant | None:
    """ "A and B", where each is surely a work's name; conditions may follow the last."""
    for some in _shorter_and_shorter(words):
        found = [works_named(part, known.works) for part in joined_names(some)]
        if found and all(found):
            return _Meant(found[0], some, tuple(found[1:]))
    return None


def _shorter_and_shorter(words: str) -> Iterator[str]:
    """`words`, and what is left of them as one thing after another is taken for a condition."""
    yield words
    for cut in reversed([match.start() for match in _FURTHER.finditer(words)][:_CONDITIONS]):
        if rest := words[:cut].strip(" ,;"):
            yield rest


def _left_over(words: str, said: str) -> str:
    named = set(title_words(said))
    return " ".join(word for word in words.split() if not set(title_words(word)) <= named)


def _work_before_verb(match: re.Match[str], known: Known) -> bool:
    return bool(match["x"]) and bool(works_named(match["x"], known.works))
