"""Pronouns and the like that mean works or the topic of an earlier answer: "they", "it", "those", "that paper"."""

import re

from assistant.questions.referring import (
    NUMBER,
    ONE_WORK,
    SAY,
    WORK,
    Reference,
    check_number,
    explained_before,
    is_plural,
    papers,
    subject,
)
from assistant.questions.turns import Talk, Turn
from index.errors import UsageError

_PEOPLE = re.compile(
    r"\b(?P<they>they)\b|\b(?P<their>their)\b|\b(?P<them>them)\b"
    r"|\bthe(?:se)?\s+(?P<authors>authors?)\b(?P<s>[’']s?)?(?!\s+(?:of|who|that|in|with|from)\b)",
    re.IGNORECASE,
)
_IT = re.compile(
    r"\b(?P<it>it)\b|\b(?P<its>its)\b"
    r"|\b(?P<this>this|that)\b(?=\s*(?:\?|$)|\s+(?:\w+ed|done|work|mean|help|matter|compare|differ|relate|happen)\b)",
    re.IGNORECASE,
)
# "It" that means nothing: "is it possible to", "how long does it take".
_EXPLETIVE = re.compile(
    r"\s+(?:true|correct|right|(?:\w+\s+){0,2}(?:to|that|whether|if)\b|takes?\b|comes?\b|worth\b|turns?\s+out\b|seems?\b)",
    re.IGNORECASE,
)
_SAID = re.compile(rf"\s+{SAY}\b", re.IGNORECASE)
_CITED = re.compile(r"\b(?:cite[sd]?|citing)\s+$|\bcited\b", re.IGNORECASE)
_PRONOUN = r"(?:it|this|that|them|they|these|those)"
# The catalogue is asked, and a topic has neither an author nor a year.
_CATALOGUED = re.compile(
    rf"who\s+(?:wrote|published|authored)\s+{_PRONOUN}(?:,?\s+and\s+(?:when|where))?"
    rf"|who\s+(?:is|are|was|were)\s+(?:the\s+authors?\s+of\s+{_PRONOUN}|(?:its|their)\s+authors?)"
    rf"|(?:when|where|(?:in\s+)?(?:which|what)\s+(?:year|venue|journal))\s+(?:was|were|is|are|did|has|have)\s+{_PRONOUN}"
    r"\s+(?:been\s+)?(?:published|written|released|appear(?:ed)?|come\s+out)",
    re.IGNORECASE,
)
_ANY_PRONOUN = re.compile(rf"\b(?:{_PRONOUN}|its|their)\b", re.IGNORECASE)
_BE_BEFORE = re.compile(r"\b(?:are|were)\s*$", re.IGNORECASE)
_SET = re.compile(
    rf"\b(?:these|those)\s+(?:{NUMBER}\s+)?(?:{WORK})\b(?!\s+(?:that|which|who)\b)"
    rf"|\b(?:these|those)(?=\s*(?:[?.!]|$)|\s+{SAY}\b)|\bthe\s+(?P<the>{NUMBER})\s+{WORK}(?=\s*(?:[?.!]|$))",
    re.IGNORECASE,
)
_ONE = re.compile(
    rf"\b(?P<such>this|that)\s+(?:same\s+)?(?:{ONE_WORK}|one)\b|\bthe\s+(?:same\s+)?(?:paper|article|study)\b"
    r"(?!\s+(?:by|on|that|which|of|in|from|about|titled|called|entitled|with|to)\b)",
    re.IGNORECASE,
)
_OTHER_WORK = re.compile(rf"\b(?:{WORK})\b|\bet\s+al\b", re.IGNORECASE)


def check_works_meant(text: str, talk: Talk) -> None:
    """Raise UsageError where the catalogue is asked about a pronoun alone, "who wrote it?", and no work was named."""
    if _is_catalogued(text) and not (talk.last and talk.last.works):
        said = _ANY_PRONOUN.search(text)
        before = "the last answer names none" if talk.last else "no answer before it names one"
        raise UsageError(
            f"“{said[0] if said else text}” means a work, and {before}: name the work by its title or its citation key"
        )


def set_of_works(text: str, talk: Talk) -> Reference | None:
    """Works of the last answer as "those papers" or "these two"; raises UsageError where it names none."""
    match = _SET.search(text)
    if not match or _OTHER_WORK.search(text[: match.start()]):
        return None
    # Before the first answer "these papers" are the corpus.
    if not talk.last and (match.group().lower().startswith("these") or match["the"]):
        return None
    turn, notes = talk.list_meant(match.group())
    check_number(match.group(), turn)
    return Reference(*match.span(), papers(turn.works), turn.works, notes)


def one_work(text: str, talk: Talk) -> Reference | None:
    """The only work of the last answer as "that paper" or "the paper"; raises UsageError where "that" fits several."""
    match = _ONE.search(text)
    turn = talk.last
    if not match or not turn or not turn.works or _OTHER_WORK.search(text[: match.start()]):
        return None
    if len(turn.works) == 1:
        return Reference(*match.span(), "this paper", turn.works)
    if not match["such"]:
        return None
    raise UsageError(
        f"“{match.group()}” may be any of the {len(turn.works)} works of the last answer: "
        "say which one, such as “the second paper”"
    )


def people(text: str, talk: Talk) -> Reference | None:
    """They, their, them and "the authors", without anybody in the question whom they might mean."""
    turn, match = talk.last, _PEOPLE.search(text)
    if not turn or not match or (not match["authors"] and _explained(text, match)):
        return None
    if match["authors"] and re.search(r"\bet\s+al\b|\(\d{4}\)", text[: match.start()]):
        return None
    if not match["authors"] and not _is_catalogued(text) and _means_subject(text, match, turn):
        words = f"{subject(turn)}’" if match["their"] else subject(turn)
        return Reference(*match.span(), words, ())
    if not turn.works:
        return None
    if match["their"] and _is_catalogued(text):
        return _authors_of(text, match, turn)
    if match["them"] or (match["they"] and _BE_BEFORE.search(text[: match.start()])):
        return Reference(*match.span(), papers(turn.works), turn.works)
    words = "the authors’" if match["their"] or match["s"] else "the authors"
    return Reference(*match.span(), words, turn.works)


def thing(text: str, talk: Talk) -> Reference | None:
    """It, its and "this" alone: the work when one was spoken of or when it is said to say something, else the
    topic."""
    turn, match = talk.last, _IT.search(text)
    if not turn or not match or explained_before(text[: match.start()], plural=False):
        return None
    said = _SAID.match(text, match.end())
    if not said and _EXPLETIVE.match(text, match.end()):
        return None
    catalogued = _is_catalogued(text)
    # Works are cited and written, not topics.
    topic = "" if catalogued or _CITED.search(text[: match.start()]) else subject(turn)
    if match["this"] and not catalogued:
        return Reference(*match.span(), topic, ()) if topic else None
    if topic and not said and not turn.focus:
        return Reference(*match.span(), f"{topic}’s" if match["its"] else topic, ())
    if not turn.works or (_CITED.search(text[: match.start()]) and len(turn.works) > 1):
        return None
    if match["its"] and catalogued:
        return _authors_of(text, match, turn)
    words = "this paper’s" if match["its"] else "this paper"
    count = len(turn.works)
    notes = () if count == 1 else (f"“{match.group()}” was read as any of the {count} works of the last answer.",)
    return Reference(*match.span(), words if count == 1 else words.replace("this", "each"), turn.works, notes)


def _authors_of(text: str, match: re.Match[str], turn: Turn) -> Reference:
    """For "its authors", which end the question."""
    return Reference(match.start(), len(text.rstrip(" ?.!")), f"the authors of {papers(turn.works)}", turn.works)


def _is_catalogued(text: str) -> bool:
    return _CATALOGUED.fullmatch(text.strip(" ?.!")) is not None


def _explained(text: str, match: re.Match[str]) -> bool:
    return explained_before(text[: match.start()], plural=True, is_object=match["them"] is not None)


def _means_subject(text: str, match: re.Match[str], turn: Turn) -> bool:
    """Whether "they" are the things asked about, "feature stores", and not those who wrote of them."""
    topic = subject(turn)
    if not topic or not is_plural(topic) or turn.focus or _SAID.match(text, match.end()):
        return False
    return not turn.lists or bool(_BE_BEFORE.search(text[: match.start()]))
