"""Questions that change a condition of the last one and keep the rest: "and in 2022?", "only since 2021"."""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.questions.question import QuestionKind
from assistant.questions.referring import AUXILIARY, NUMBER, SAY, WORK, check_number, explained_before, of_works
from assistant.questions.turns import FollowUp, Talk, Turn
from index.errors import UsageError
from index.works.filters import Years

_YEAR = r"(?:19|20)\d\d"
_YEARS = (
    rf"(?:published\s+)?(?:between\s+{_YEAR}\s+and\s+{_YEAR}|from\s+{_YEAR}\s+(?:to|until|till)\s+{_YEAR}"
    rf"|(?:in|from|of|since|after|before|until|till|up\s+to)\s+{_YEAR}(?:\s+on(?:wards?)?)?"
    r"|(?:(?:in|from|over)\s+)?(?:the\s+)?(?:last|past)\s+(?:\w+\s+)?(?:years?|decade)|(?:in|from)\s+this\s+year)"
)
_BARE_YEARS = rf"{_YEAR}(?:\s*[-–]\s*{_YEAR}|\s+to\s+{_YEAR})?"
_NAME = r"(?!\w+ing\b)[^\W\d_][\w.’'-]*"
_AUTHOR = rf"(?:(?:written|authored)\s+)?by\s+{_NAME}(?:\s+(?:and\s+)?(?:[A-Z]{_NAME}|[A-Z]\.|et\s+al\.?))*"
_ANY_AUTHOR = rf"(?:(?:written|authored)\s+)?by\s+{_NAME}(?:\s+{_NAME}){{0,3}}"
_KIND = (
    r"(?:in|from|according\s+to)\s+(?:my\s+(?:own\s+)?(?:\w+\s+)?(?:summar(?:ies|y)|notes)"
    r"|the\s+(?:summaries|notes|abstracts|full\s+texts|papers\s+themselves|full\s+papers))"
)
_VENUE = (
    r"published\s+(?:in|at|by)\s+\D[^,;:?!()]{1,60}?"
    r"|(?:from|at)\s+(?:the\s+)?(?!table|figure|section)(?-i:[A-Z])[^,;:?!()]{1,60}?"
)
_CONDITION = rf"(?P<years>{_YEARS}|{_BARE_YEARS})|(?P<author>{_ANY_AUTHOR})|(?P<kind>{_KIND})|(?P<venue>{_VENUE})"
_LEAD = (
    rf"(?:(?:what|how)\s+about\s+|are\s+there\s+|any\s+|others?\s+|only\s+|just\s+|(?:the\s+)?{WORK}\s+"
    r"|(?:restrict|limit|narrow)(?:ed)?\s+(?:(?:it|that|this|them)\s+)?(?:down\s+)?to\s+)*"
)
_CHANGE = re.compile(
    rf"(?:(?:and|but|or|now)\s+)?{_LEAD}(?P<said>{_CONDITION})(?:\s+only)?[\s?.!]*",
    re.IGNORECASE,
)
_BARE_NAME = re.compile(
    r"(?i:and|(?:and\s+)?(?:what|how)\s+about)\s+(?P<name>[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*)?)[\s?.!]*"
)
_OF_ITS_OWN = re.compile(rf"(?:the\s+)?{WORK}\s", re.IGNORECASE)  # "papers from 2023"
_YEARS_IN_TEXT = re.compile(rf"\b(?:{_YEARS})\b(?!\s*[-–]\s*\d)", re.IGNORECASE)
_AUTHOR_IN_TEXT = re.compile(rf"\b(?:(?:written|authored)\s+)?by\s+[A-Z]{_NAME}(?:\s+(?:et\s+al\.?|[A-Z][\w.’'-]*))*")
_NEVER = re.compile(r"(?!)")
_ASKS_FOR_WORKS = re.compile(
    rf"(?:which|what|how\s+many|list(?:\s+all)?|show(?:\s+me)?|find)\s+(?:all\s+|the\s+)*{WORK}\b", re.IGNORECASE
)


def changed(text: str, talk: Talk) -> FollowUp | None:
    """The last question with its years, author or kind of source changed; raises UsageError before the first answer."""
    match = _CHANGE.fullmatch(_by_author(text, talk.last))
    if not match or _OF_ITS_OWN.match(text):
        return None
    turn = talk.last
    if not turn:
        raise UsageError(
            f"“{text}” changes a condition of an earlier question, and this is the first: ask it whole, such as "
            "`which papers from 2022 discuss concept drift?`"
        )
    said = match["said"]
    if match["years"]:
        years = _years(said)
        phrase = f"from {said}" if re.fullmatch(_BARE_YEARS, said) else said
        kept = replace(turn.only, years=years)
        return talk.made_whole(_put(turn, phrase, _YEARS_IN_TEXT) or _unread(turn, phrase, years), kept)
    if match["author"]:
        kept = replace(turn.only, authors=())
        if put := _put(turn, said, _AUTHOR_IN_TEXT):
            return talk.made_whole(put, kept)
        name = re.sub(r"^.*?\bby\s+|\s+et\s+al\.?$", "", said, flags=re.IGNORECASE)
        return talk.made_whole(turn.text, replace(kept, authors=(name,)))
    if match["venue"]:
        at = (
            said
            if said.lower().startswith("published")
            else f"published {re.sub('^from', 'in', said, flags=re.IGNORECASE)}"
        )
        kept = replace(turn.only, venues=())
        return talk.made_whole(_put(turn, at, _NEVER) or f"{turn.text.rstrip(' ?.!')} {at}?", kept)
    kept = replace(turn.only, kinds=(), evidence=())
    bare = re.sub(rf"\s*\b{_KIND}", "", turn.text.rstrip(" ?.!"), flags=re.IGNORECASE)
    return talk.made_whole(f"{bare} {said}?", kept)


def _by_author(text: str, turn: Turn | None) -> str:
    """After "how many papers are by Faubel?" a bare name is an author's."""
    if turn and turn.kind is QuestionKind.BIBLIOGRAPHIC and turn.only.authors and (name := _BARE_NAME.fullmatch(text)):
        return f"by {name['name']}"
    return text


def _put(turn: Turn, phrase: str, earlier: re.Pattern[str]) -> str | None:
    """The turn's question with a condition in place of the earlier one, or behind the word for works; None where it
    asks for no works."""
    head = _ASKS_FOR_WORKS.match(turn.text)
    if not head:
        return None
    if before := earlier.search(turn.text, head.end()):
        return f"{turn.text[: before.start()]}{phrase}{turn.text[before.end() :]}"
    rest = turn.text[head.end() :]
    joined = " are" if turn.kind is QuestionKind.BIBLIOGRAPHIC and not re.search(r"\w", rest) else ""
    return f"{turn.text[: head.end()]}{joined} {phrase}{rest}"


def _unread(turn: Turn, phrase: str, years: Years | None) -> str:
    """A lookup keeps its words where its years are a condition already, so that they are not searched for."""
    return turn.text if years else f"{turn.text.rstrip(' ?.!')} {phrase}?"


def _years(said: str) -> Years | None:
    """The years that are said in figures; None for "the last three years", which depend on the day."""
    told = [int(year) for year in re.findall(_YEAR, said)]
    words = said.lower()
    if not told:
        return None
    if len(told) == 2:
        return Years(min(told), max(told))
    if re.search(r"\bsince\b|\bonwards?\b|\bon$", words):
        return Years(told[0], None)
    if "after" in words:
        return Years(told[0] + 1, None)
    if "before" in words:
        return Years(None, told[0] - 1)
    if re.search(r"\b(?:until|till|up to)\b", words):
        return Years(None, told[0])
    return Years(told[0], told[0])


# Questions that choose among the works of an earlier answer: "which of those ...", "only the ones by ...".

_NOUN = rf"(?:{WORK}|ones?)"
_VERB = (
    rf"(?:{AUXILIARY}|{SAY}(?:e?s)?|need|run|rely|require|deploy|train|work|measure|look|deal|apply|test|build"
    r"|come|give|take)"
)
# "Which of those models use ..." is about models: an unknown word with a plural or a verb behind it is their noun.
_NO_NOUN = (
    rf"(?=\s*(?:[?.!,]|$)|\s+(?:{_VERB}|from|by|in|since|before|after|published|about|on|with|without|also|not)\b"
    r"|\s+(?!\w+[^su\W]s\b)\w+\s+(?!\w+[^su\W]s\b))"
)
_SET = rf"(?:them\b|(?:(?:those|these)(?:\s+{NUMBER})?|the\s+{NUMBER})(?:\s+{_NOUN})?\b{_NO_NOUN})"
_CHOSEN = re.compile(
    rf"(?P<asks>which|what|who|how\s+many|list|show|show\s+me|give\s+me|find)\s+(?:(?:all|{_NOUN}|(?:any|some))\s+)?"
    rf"(?:of|among|amongst|out\s+of|from)\s+(?P<set>(?:all\s+(?:of\s+)?)?{_SET})\s*,?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_IN_FRONT = re.compile(rf"(?:of|among|amongst)\s+(?P<set>{_SET})\s*,?\s*(?P<rest>(?:which|what|how\s+many)\b.*)", re.I)
_ANY = re.compile(
    rf"(?P<verb>{AUXILIARY})\s+(?:any|some|one|either)\s+of\s+(?P<set>{_SET})\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_DOING = {
    "addressing": "address",
    "applying": "apply",
    "citing": "cite",
    "comparing": "compare",
    "considering": "consider",
    "covering": "cover",
    "dealing": "deal",
    "describing": "describe",
    "discussing": "discuss",
    "evaluating": "evaluate",
    "introducing": "introduce",
    "mentioning": "mention",
    "presenting": "present",
    "proposing": "propose",
    "reporting": "report",
    "studying": "study",
    "talking": "talk",
    "using": "use",
}
"""What works are told apart by, and as a question of them says it."""
_ONES = re.compile(
    r"(?P<only>(?:(?:show|list|give|find|keep)\s+(?:me\s+)?|only\s+|just\s+|what\s+about\s+|how\s+about\s+)*)"
    r"(?P<set>(?:the|those|these)\s+(?:ones|(?<=those\s)papers|(?<=these\s)papers)|those)\s+"
    r"(?P<how>from|by|in|since|before|after|between|published|written|that|which|on|about|with|without|not|"
    rf"{'|'.join(_DOING)})\s+(?P<rest>.+)",
    re.IGNORECASE,
)
_WHICH_ONES = re.compile(rf"(?P<set>which\s+ones?)\s+(?P<rest>(?:{_VERB})\b.*)", re.IGNORECASE)
# Before the first answer, "these papers" are the corpus.
_OF_CORPUS = re.compile(rf"^these\s+.*{WORK}|^which", re.IGNORECASE)
_CHOICE = re.compile(r",|\bor\b|\bof\b", re.IGNORECASE)


def limited(text: str, talk: Talk) -> FollowUp | None:
    """The question asked of the works of the last answer; raises UsageError where there are none."""
    forms: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
        (_CHOSEN, _chosen),
        (_IN_FRONT, lambda match: re.sub(rf"^(which|what|how\s+many)(?:\s+{_NOUN})?\b", r"\1 papers", match["rest"])),
        (_ANY, _any),
        (_ONES, _ones),
        (_WHICH_ONES, lambda match: None if _CHOICE.search(match["rest"]) else of_works("which", match["rest"])),
    )
    for form, worded in forms:
        match = form.fullmatch(text)
        if match and (talk.last or not _OF_CORPUS.search(match["set"])) and (question := worded(match)):
            turn, notes = talk.list_meant(match["set"])
            check_number(match["set"], turn)
            return talk.made_whole(question, turn.within_works, notes)
    return None


def counted_or_listed(text: str, talk: Talk) -> FollowUp | None:
    """After "how many?" of a listing, or "which ones?" of a count, the same question, asked the other way."""
    turn = talk.last
    if not turn:
        return None
    asked = text.rstrip(" ?.!")
    if _HOW_MANY.fullmatch(asked):
        return _other_way(
            talk, "how many", r"^(?:which|what|list(?:\s+all)?|show(?:\s+me)?|find)(?=\s+(?:the\s+)?papers)"
        )
    if _WHICH.fullmatch(asked):
        return _other_way(talk, "which", r"^how\s+many(?=\s+papers)")
    return None


_HOW_MANY = re.compile(rf"how\s+many(?:\s+{WORK}|\s+(?:is\s+that|are\s+they|in\s+total|are\s+there))?", re.IGNORECASE)
_WHICH = re.compile(
    r"which(?:\s+(?:ones|are\s+they|are\s+those))*|(?:list|show|name)(?:\s+me)?(?:\s+(?:them|those))?"
    r"(?:\s+all)?|what\s+are\s+they",
    re.IGNORECASE,
)


def _other_way(talk: Talk, asks: str, began: str) -> FollowUp:
    turn = talk.last
    if turn and turn.kind in (QuestionKind.LISTING, QuestionKind.COUNT, QuestionKind.BIBLIOGRAPHIC):
        turned = re.sub(began, asks, turn.text, flags=re.IGNORECASE)
        if turned != turn.text or turn.text.lower().startswith(asks):
            return talk.made_whole(turned, turn.only)
        if turn.lists:
            return talk.made_whole(f"{asks} papers discuss {turn.topic}?", turn.only)
    return talk.made_whole(f"{asks} papers are there?", talk.with_works(asks).within_works)


def _chosen(match: re.Match[str]) -> str | None:
    if match["set"].lower().endswith("them") and explained_before(match.string[: match.start("set")], plural=True):
        return None
    asks = match["asks"].lower()
    asks = asks if asks in ("which", "what") or asks.startswith("how") else "which"
    rest = match["rest"].strip()
    return of_works(asks, rest) if re.search(r"\w", rest) else f"{asks} papers are there?"


def _any(match: re.Match[str]) -> str:
    verb = match["verb"].lower()
    return (
        f"which papers {match['rest']}"
        if verb in ("do", "does", "did")
        else f"which papers {_are(verb)} {match['rest']}"
    )


def _are(verb: str) -> str:
    return {"is": "are", "was": "were", "has": "have"}.get(verb, verb)


def _ones(match: re.Match[str]) -> str | None:
    how, rest = match["how"].lower(), match["rest"].rstrip(" ?.!")
    if how in ("that", "which"):
        return f"which papers {rest}?"
    if how in ("on", "about"):
        return f"which papers discuss {rest}?"
    if how in ("with", "without"):
        return f"which papers {'have' if how == 'with' else 'do not have'} {rest}?"
    if how in _DOING:
        return f"which papers {_DOING[how]} {rest}?"
    return f"which papers are {how} {rest}?"
