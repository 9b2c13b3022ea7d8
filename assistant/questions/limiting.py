"""Questions that choose among the works of an earlier answer: "which of those ...", "only the ones by ..."."""

import re
from collections.abc import Callable

from assistant.questions.question import QuestionKind
from assistant.questions.referring import AUXILIARY, NUMBER, SAY, WORK, check_number, explained_before, of_works
from assistant.questions.turns import FollowUp, Talk

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
