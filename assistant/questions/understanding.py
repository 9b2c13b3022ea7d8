"""Understanding a question without a language model: its kind, its topic, and the conditions in it."""

import re
import unicodedata
from dataclasses import replace

from assistant.questions.asking import (
    AskedOfWorks,
    asked_for,
    asks_for_works,
    bare_topic,
    explained,
    is_about_works_alone,
    says_something,
)
from assistant.questions.conditions import Conditions, conditions_in
from assistant.questions.finding import QuestionText
from assistant.questions.named import named_works
from assistant.questions.phrases import compiled
from assistant.questions.question import MAX_LENGTH, Aim, CatalogueQuery, Facet, Known, Question, QuestionKind, Wanted
from assistant.questions.requesting import apart_from, request_in
from assistant.questions.sets import Compared, compared_in, in_words, wanted
from index.errors import UsageError

_SAYING = re.compile(
    r"^what\s+(?:do|does|did)\s+(?:(?:this|that|these|those|the|my)\s+(?:\w+\s+)?)?(?:say|tell|write|report|argue)\s+"
    r"(?:us\s+)?(?:about|on|of)\s+",
    re.IGNORECASE,
)
_NOTHING_KNOWN = Known()
_QUESTION_WORD = re.compile(
    r"(?:wh\w+|how|is|are|was|were|do|does|did|has|have|had|can|could|should|would|will)\b", re.IGNORECASE
)
_OPERATOR = re.compile(r"\b(?:NEAR|OR|AND|NOT)\b|(?<!\w)\*|\*(?!\w)")
_WORD = re.compile(r"\w")
_PLAIN = frozenset({QuestionKind.LOOKUP, QuestionKind.COMPARISON})


def understand(text: str, known: Known = _NOTHING_KNOWN, without: frozenset[Facet] = frozenset()) -> Question:
    """Read a question, leaving out the conditions of the facets that its asker took away.

    Raises UsageError where there is nothing in it to look for, where its conditions contradict each other, and where
    it asks for a work that is not known.
    """
    folded = unicodedata.normalize("NFC", " ".join(text.split()))
    if not _WORD.search(folded):
        raise UsageError("the question is empty: ask in plain words, such as `which papers discuss concept drift?`")
    whole = folded[:MAX_LENGTH]
    asked, notes = _one_of(whole, known, without)
    question = _single(asked, known, without)
    _ = question.only  # conditions that contradict each other are told now
    notes = (*question.notes, *notes, *_on_operators(whole))
    return replace(question, text=whole, notes=notes, cut=len(folded) > MAX_LENGTH)


def _on_operators(text: str) -> tuple[str, ...]:
    """A note where somebody writes to a search engine: there is none to steer here."""
    if text.isupper() or not _OPERATOR.search(text):
        return ()
    return ("Operators such as OR, NEAR and * are read as plain words: ask in words, such as “both X and Y”.",)


def _one_of(text: str, known: Known, without: frozenset[Facet]) -> tuple[str, tuple[str, ...]]:
    """The question to answer of several, and a note of the others; sentences that only look something up stay one."""
    titles = [(found.start, found.end) for found in named_works(QuestionText(text, text, known, False))]
    parts = sentences_of(text, titles)
    if len(parts) < 2:
        return text, ()
    kinds = [_kind(part, known, without) for part in parts]
    if set(kinds) <= _PLAIN:
        return text, ()
    # "I am writing a survey. Which papers ...?": a statement before the first question is no question.
    first = next((i for i, part in enumerate(parts) if kinds[i] not in _PLAIN or part.endswith("?")), 0)
    left = [part for part in parts[first + 1 :] if part.endswith("?") or kinds[parts.index(part)] not in _PLAIN]
    if not left:
        return parts[first], ()
    return parts[first], (
        f"One question is answered at a time; not answered: {' '.join(f'“{part}”' for part in left)}",
    )


def _kind(part: str, known: Known, without: frozenset[Facet]) -> QuestionKind:
    try:
        return _single(part, known, without).kind
    except UsageError:
        return QuestionKind.LISTING


def _single(text: str, known: Known, without: frozenset[Facet]) -> Question:
    compared = compared_in(text)
    listing = asks_for_works(text)
    found = conditions_in(QuestionText(text, text, known, listing), without)
    rest = _joined(found.rest)
    if not listing and asks_for_works(rest):  # "Faubel's papers on drift"
        listing, found = True, conditions_in(QuestionText(text, text, known, True), without)
        rest = _joined(found.rest)
    if compared and not listing:
        return _comparison(text, found, compared_in(rest) or compared)
    request = request_in(rest, text, known)
    if request is not None:
        conditions = apart_from(request, found.found)
        return Question(text, QuestionKind.BIBLIOGRAPHIC, text, conditions, request=request, notes=found.notes)
    asked = asked_for(rest) or _without_words(asked_for(text), found)
    if asked is not None:
        return _of_works(text, found, asked)
    looked_up = _looked_up(text, rest)
    return Question(text, QuestionKind.LOOKUP, looked_up, found.found, notes=found.notes, across=asks_across(text))


def _comparison(text: str, found: Conditions, compared: Compared) -> Question:
    return Question(text, QuestionKind.COMPARISON, compared.topic, found.found, sides=compared.sides, notes=found.notes)


def _of_works(text: str, found: Conditions, asked: AskedOfWorks) -> Question:
    """A listing or a count; of the catalogue's facts where nothing but conditions is said of the works."""
    said = explained(asked.predicate)
    if not asked.modifiers and is_about_works_alone(said) and (found.found or says_something(said) or asked.counted):
        request = CatalogueQuery(Aim.COUNT if asked.counted else Aim.WORKS)
        return Question(text, QuestionKind.BIBLIOGRAPHIC, text, found.found, request=request, notes=found.notes)
    topics = wanted(asked.modifiers, asked.predicate)
    if not topics.topics:
        raise UsageError(
            "the question asks for works and names no topic with a word to look for: "
            "name one, such as `which papers discuss concept drift?`"
        )
    kind = QuestionKind.COUNT if asked.counted else QuestionKind.LISTING
    return Question(text, kind, _topic(topics), found.found, topics, notes=found.notes)


def _topic(topics: Wanted) -> str:
    return topics.all_of[0] if topics == Wanted(topics.all_of[:1]) else in_words(topics)


def _without_words(asked: AskedOfWorks | None, found: Conditions) -> AskedOfWorks | None:
    """What is asked without the words of conditions that led over to it: "what was published in 2022 on ..."."""
    if asked is None:
        return None
    predicate = asked.predicate
    for condition in found.found:
        words = condition.words.split()
        told = next((end for n in range(len(words)) if (end := " ".join(words[n:])) in predicate), "")
        predicate = predicate.replace(told, " ") if told else predicate
    return replace(asked, predicate=predicate)


def _looked_up(text: str, rest: str) -> str:
    """What is looked up: the question without the words of its conditions, unless nothing is left of it."""
    if said := _SAYING.match(rest):
        return bare_topic(rest[said.end() :]) or text
    if rest != text and not _QUESTION_WORD.match(rest):  # "in my notes: monitoring?"
        rest = bare_topic(rest)
    return rest if says_something(rest) else bare_topic(text) or text


def _joined(rest: str) -> str:
    """What is left of a question as one line, without punctuation left behind by what was taken out."""
    line = " ".join(rest.split())
    line = re.sub(r"\(\s*\)|\[\s*\]", "", line)
    line = re.sub(r"^[\s,;:]+", "", line)
    return re.sub(r"\s+([,;?.!])", r"\1", re.sub(r"(?:,\s*)+([?.!]|$)", r"\1", line)).strip()


# Telling whether a lookup asks what several works say: "what do the papers say about drift?".

_TELLERS = (
    r"(?:(?:the|my|our|these|those|different|various|all|existing|published|recent)\s+)*"
    r"(?:papers|works|studies|articles|publications|authors|researchers|scholars|sources|summaries|notes|abstracts"
    r"|literature|research|corpus|collection)"
)
_SAY = (
    r"(?:say|says|tell|report|find|found|argue|claim|conclude|recommend|suggest|propose|write|think|agree|disagree|see|view"
    r"|describe|define|address|treat|handle|approach|deal|explain|name|mention|give|offer|consider|understand|discuss)"
)
_ACROSS = compiled(
    rf"\b(?:what|how|why|which\s+\w+|where|when)\b[^?.]*\b(?:do|does|did|have|has|can|could)\s+{_TELLERS}\b"
    rf"[^?.]*\b{_SAY}"
    rf"|\baccording\s+to\s+{_TELLERS}\b"
    rf"|\b(?:in|across|throughout|from|by)\s+{_TELLERS}\b\s*[?.!]*$"
    r"|^\s*(?:please\s+)?(?:summari[sz]e|synthesi[sz]e|review|give\s+(?:me\s+)?an?\s+(?:overview|summary|synthesis)\s+of)\b"
    r"|\bstate\s+of\s+(?:the\s+)?(?:research|knowledge|art)\b"
)


def asks_across(text: str) -> bool:
    """Whether an answer has to bring together what several works say, rather than find who says it best."""
    return bool(_ACROSS.search(text))


# Several questions in one text: where one ends and the next begins.

_BREAK = re.compile(r"(?<=\?)\s+(?=\S)|(?<=\?)(?=[A-Z])|(?<=[a-z)\]]{2}[.!])\s+(?=[A-Z][a-z]+\s)")
_ABBREVIATED = re.compile(r"(?:\b(?:et\s+al|e\.g|i\.e|cf|vs|etc|Fig|No|resp|approx|al)\.)$", re.IGNORECASE)


def sentences_of(text: str, whole: list[tuple[int, int]]) -> list[str]:
    """The sentences of a text that have words; no break is within the stretches of `whole`, such as titles."""
    parts: list[str] = []
    at = 0
    for match in _BREAK.finditer(text):
        inside = any(start < match.end() and match.start() < end for start, end in whole)
        if inside or _ABBREVIATED.search(text[: match.start()]):
            continue
        parts.append(text[at : match.end()].strip())
        at = match.end()
    parts.append(text[at:].strip())
    return [part for part in parts if re.search(r"\w", part)]
