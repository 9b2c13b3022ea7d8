"""Questions for works in short: "summarise the SliceTeller paper", "what is X about?", "compare X and Y" of two works.

What a name means is decided in `assistant.questions.named`. Without a named work such a question asks something else:
"summarise what is known about drift".
"""

import re
from collections.abc import Iterator

from assistant.questions.asking import without_courtesy
from assistant.questions.conditions import conditions_in
from assistant.questions.finding import QuestionText
from assistant.questions.named import (
    Named,
    NameOutcome,
    bare_name,
    begins_title,
    folded,
    names_a_work,
    several_works,
    unknown_work,
    works_named,
)
from assistant.questions.phrases import PAPER_NOUNS, TEXT_NOUNS, compiled, either, plural_form
from assistant.questions.question import Condition, Facet, Known, Question, QuestionKind
from assistant.questions.sets import Compared
from index.entries import WorkEntry
from index.sources import Kind
from index.works.filters import Filter

_GIVE = r"(?:(?:give|show|write|tell)\s+(?:me\s+)?|i\s+(?:want|need|would\s+like)\s+)?"
_SUMMARY = r"(?:summary|overview|synopsis|summari[sz]ation|gist|outline|tl;?dr)"
# What comes before or after the name of a work, which alone is left.
_OF_A_TEXT = tuple(
    compiled(form)
    for form in (
        # "what is X about?", "what's X all about?"
        r"(?:and\s+)?what(?:\s+is|['’]s|\s+was)\s+(?P<name>.+?)\s+(?:all\s+)?about",
        # "what does the paper by Granlund do?", "what does X say?"
        r"what\s+(?:do|does|did)\s+(?P<name>.+?)\s+(?:do|say|deal\s+with)",
        # "X in short", "X in a nutshell"
        r"(?P<name>.+?),?\s+in\s+(?:short|brief|a\s+nutshell|a\s+few\s+(?:words|sentences))",
    )
)
_OF_ANYTHING = tuple(
    compiled(form)
    for form in (
        # "summarise X", "sum up X for me", "describe X briefly"
        r"(?:briefly\s+)?(?:summari[sz]e|sum\s+up|describe|outline|present)\s+(?P<name>.+?)(?:\s+(?:for\s+me|briefly))?",
        # "give me a short summary of X", "overview of X", "the gist of X"
        rf"{_GIVE}(?:an?\s+|the\s+)?(?:(?:short|brief|quick|concise)\s+)?{_SUMMARY}\s+(?:of|on|about)\s+(?P<name>.+)",
        # "tell me about X", "tell me more about X"
        r"tell\s+me\s+(?:something\s+|more\s+)?about\s+(?P<name>.+)",
    )
)
# "my notes on X", "my summary of X"
_MY_NOTES = compiled(
    r"(?P<notes>(?:my|our)\s+(?:own\s+)?(?:reading\s+)?(?:notes?|summar(?:y|ies)))\s+(?:on|of|about|for)\s+(?P<name>.+)"
)
# "the papers on drift", "what is known about drift": several works, or none
_SEVERAL = compiled(
    rf"(?:(?:the|my|all|these|those|some|recent|other)\s+)*(?:{either(map(plural_form, (*PAPER_NOUNS, *TEXT_NOUNS)))}"
    r"|literature|research|evidence|findings|state|what|how|why)\b"
)


def asked_in_short(text: str, known: Known, without: frozenset[Facet] = frozenset()) -> Question | None:
    """The question for a named work in short; None if the text asks something else.

    A name that fits several works has all of them, and a note on which. Raises UsageError for an unknown work.
    """
    asked = text.strip().rstrip(" ?.!")
    for name, of_text in _names_asked_of(asked):
        named, conditions = _work_called(text, name, known, of_text=of_text)
        if named.works and Facet.WORK not in without:
            named_by = Condition(Facet.WORK, name, Filter(keys=named.keys))
            conditions = (*(c for c in conditions if c.facet not in without), named_by)
            notes = (f"{named.choices}.",) if named.choices else ()
            return Question(text, QuestionKind.OVERVIEW, text, conditions, works=named.keys, notes=notes)
        if known.works and not named.works and name != asked and _must_be_a_work(name):
            raise unknown_work(name, known.works)
    return None


def _names_asked_of(asked: str) -> Iterator[tuple[str, bool]]:
    """What the text may ask to have in short, and whether it can only be a text; the whole text may be a name."""
    for of_text, forms in ((True, _OF_A_TEXT), (False, _OF_ANYTHING)):
        said = asked if of_text else without_courtesy(asked)
        yield from ((match["name"], of_text) for form in forms if (match := form.fullmatch(said)))
    yield asked, False


_OF_ONE_THING = 3
"""Works whose titles begin with one name, as papers on one tool do; with more the name is that of a field. A guess."""


def _work_called(text: str, name: str, known: Known, *, of_text: bool) -> tuple[Named, tuple[Condition, ...]]:
    """The works called so in a text, and conditions on what is read of them: "my notes on X", "X in the abstracts"."""
    conditions: tuple[Condition, ...] = ()
    if mine := _MY_NOTES.fullmatch(name):
        conditions, name = (Condition(Facet.KIND, mine["notes"], Filter(kinds=(Kind.SUMMARY.value,))),), mine["name"]
    for condition in conditions_in(QuestionText(name, name, known, False)).conditions:
        if condition.facet in (Facet.KIND, Facet.EVIDENCE):
            conditions, name = (*conditions, condition), name.replace(condition.words, " ")
    if _SEVERAL.match(name.strip()):
        return Named(name, ""), ()
    read = conditions_in(QuestionText(text, text, known, False))
    named_by = [c for c in read.conditions if c.facet is Facet.WORK and bare_name(c.words) == bare_name(name)]
    if named_by:
        keys = set(named_by[0].only.keys)
        return Named(name.strip(), bare_name(name), tuple(w for w in known.works if w.key in keys)), conditions
    named = works_named(name, known.works, surely=True)
    # "summarise data lakes" with a work "Data lakes: a survey", "what is the long paper about?" with one by Wei Long
    is_vague = (name.islower() or name == text) and not (of_text and not names_a_work(name))
    # "overview of MLOps" asks of a topic, "summarise AutoBlackTest" of one of the two papers that begin with the name
    of_one_thing = len(named.works) <= _OF_ONE_THING and all(begins_title(name, work) for work in named.works)
    is_topic = named.outcome is NameOutcome.SEVERAL and not names_a_work(name) and not of_one_thing
    if is_topic or (is_vague and not any(_is_whole(name, work) for work in named.works)):
        return Named(name, ""), ()
    return named, conditions


def _is_whole(name: str, work: WorkEntry) -> bool:
    """True if a name is all of the title or the key."""
    return folded(name) in (folded(work.label), folded(work.key))


def works_compared(text: str, compared: Compared, known: Known) -> tuple[Compared, tuple[str, ...]] | None:
    """A comparison of works in a text, and their keys; None if a side names none.

    Raises UsageError if a name fits several works, or one side names a work and another one that is unknown.
    """
    words = " and ".join(compared.sides)
    halves = ((words[: place.start()], words[place.end() :]) for place in re.finditer(r"\s+and\s+", words))
    for names in (compared.sides, *halves):  # "compare Drift and Skew and Hay (2021)"
        sides = [_side(text, name, known) for name in names]
        if all(side.works for side in sides):
            if unclear := next((side for side in sides if side.outcome is NameOutcome.SEVERAL), None):
                raise several_works(unclear)
            keys = tuple(key for side in sides for key in side.keys)
            return (Compared(tuple(names), compared.aspect), keys) if len(set(keys)) == len(keys) > 1 else None
    missing = [name for name in compared.sides if _must_be_a_work(name) and not _side(text, name, known).works]
    if missing and any(_side(text, name, known).works for name in compared.sides):
        raise unknown_work(missing[0], known.works)
    return None


def _must_be_a_work(name: str) -> bool:
    """True for "the SliceTeller paper"; "the long paper" and "the drift survey" may be a topic."""
    return names_a_work(name) and not name.islower()


def _side(text: str, name: str, known: Known) -> Named:
    """The works that one side names: read by itself, as works named in one text are alternatives, with its article."""
    if len(called := tuple(work for work in known.works if begins_title(name, work))) == 1:
        return Named(name, name, called)
    with_article = re.search(rf"\bthe\s+{re.escape(name)}", text, re.IGNORECASE)
    return _work_called(with_article[0] if with_article else name, name, known, of_text=False)[0]
