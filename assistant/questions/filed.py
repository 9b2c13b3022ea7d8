"""What records are filed under, as conditions: "with the keyword included", "in the group reading", "have rating 5"."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.questions.bibliographic import is_asking
from assistant.questions.citing import not_understood
from assistant.questions.finding import FoundCondition, QuestionText
from assistant.questions.phrases import CATALOGUED, QUOTED, compiled
from assistant.questions.question import Condition, Facet, Known
from index.works.filters import Filed, Filter, folded_value, listed_values

_WORDS = {
    "keyword": (("keyword", "tag"), r"(?:author\s+|index\s+)?(?:keywords?|key\s+words?)"),
    "tag": (("tag", "keyword"), r"(?:tags?|labels?)"),
    "group": (("group",), r"(?:groups?|collections?|folders?)"),
    "note": (("note",), r"(?:notes?|comments?|annotations?)"),
}
"""A name for a kind of field -> the fields in which its values are looked for, and the words for it."""
_NAME = "|".join(f"(?P<{name}>{words})" for name, (_, words) in _WORDS.items())
_HAVE = (
    r"(?:with|ha(?:ve|s|ving)|carr(?:y|ies|ying)|under|contain(?:s|ing)?|us(?:e|es|ing)|whose|without|lack(?:s|ing)?"
    r"|in|by)"
)
_NO = r"(?:(?P<no>do(?:es)?\s*(?:not|n[’']t)|(?:are|is)\s*(?:not|n[’']t)|not|never)\s+)?"
# "with the keyword included", "do not have the tag “to read”", "are in the group reading"
_LED = rf"\b(?:(?:that|which)\s+)?{_NO}(?:(?:are|is)\s+)?(?P<have>{_HAVE})\s+(?:(?:the|an?|their|my|own)\s+)*"
_IS = r"\s*(?:(?:that\s+|which\s+)?(?:is|are|of|called|named|says?|contains?|equals?)\s+|[:=]\s*)?"
_WITH_NAME = compiled(rf"{_LED}(?:{_NAME})\b{_IS}(?=\S)")
# "tagged excluded", "are not labelled as “RQ1”", "filed under reading"
_TAGGED = compiled(
    rf"\b(?:(?:that|which)\s+)?(?:(?:are|is)\s+)?{_NO}(?:(?P<tag>tagged|labell?ed|keyworded)|(?P<group>filed|grouped))\s+"
    r"(?:(?:as|with|under|in|by)\s+)?(?:the\s+)?(?=\S)"
)
# "have drift among their keywords"
_AMONG = compiled(
    rf"{_LED}(?P<value>\S.*?)\s+(?:in|among|as)\s+(?:(?:the|their|its|an?)\s+)?(?:(?P<keyword>(?:author\s+)?keywords?)|(?P<tag>tags?))\b"
)
# What ends a value that is not in quotes: "with the keyword drift and from ..."
_BOUND = compiled(
    r"\s*(?:[,;?!]|\.(?:\s|$)|$|\s{3,}|\s(?:and|or|but|that|which|who|since|from|published|written|are|is|were|was|there|do|does"
    r"|have|has|discuss\w*|mention\w*|cite\w*|by|in\s+(?:the|my|our)\s+(?:corpus|collection|library))\b)"
)
# "and the keyword", "or"
_MORE = compiled(rf"\s+(?P<join>and|or|but)\s+(?:(?:the|an?)\s+)?(?:(?:{_NAME})\s+)?(?=\S)")
_ASKS = compiled(rf"\W*(?:how\s+many|which|what|who|list|show|find|(?:all\s+|the\s+)*{CATALOGUED})\b")
_NEAR = 5
"""Values that a note names where nothing has the one that was asked for. A guess."""
_LONGEST = 12
"""Words of a value that is looked for without quotation marks. A guess."""


def filed(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find conditions on keywords, tags, groups, notes and own fields; raises UsageError for those joined by "or"."""
    if not (reading.listing or _ASKS.match(reading.text)):
        return
    for form in (_WITH_NAME, _TAGGED):
        for match in form.finditer(reading.rest):
            name = next(name for name in _WORDS if match.groupdict().get(name))
            if piece := _with_value(reading, match, name, _WORDS[name][0]):
                yield piece
    for match in _AMONG.finditer(reading.rest):
        names = _WORDS["keyword" if match["keyword"] else "tag"][0]
        if _known_at(match["value"], 0, names, reading.known):
            yield _condition(reading, match.span(), [_value(match["value"])], names, _is_denied(match))
    for name in sorted(reading.known.field_names - {name for names, _ in _WORDS.values() for name in names}):
        yield from _own(reading, name)


def _own(reading: QuestionText, name: str) -> Iterator[FoundCondition]:
    """Conditions on a field of the researcher's own: "rating 5", "rating = 5", "no rating"."""
    words = re.escape(name).replace("-", r"[\s-]").replace("_", r"[\s_]")
    bare = compiled(rf"{_LED}(?P<none>(?:no|any)\s+)?(?P<name>{words})s?\b(?P<is>{_IS})")
    for match in bare.finditer(reading.rest):
        if match["none"] or (
            match["have"].lower() in ("without", "lacking", "lack") and _BOUND.match(reading.rest, match.end())
        ):
            denied = (match["none"] or "no").strip().lower() == "no"
            only = Filter(filed=(Filed((name,), None, denied),))
            yield FoundCondition(*match.span(), (Condition(Facet.FIELD, reading.words(*match.span()), only),))
        elif (
            match["is"].strip()
            or QUOTED.match(reading.rest, match.end())
            or _known_at(reading.rest, match.end(), (name,), reading.known)
        ) and (piece := _with_value(reading, match, name, (name,))):
            yield piece


def _with_value(reading: QuestionText, match: re.Match[str], name: str, names: Sequence[str]) -> FoundCondition | None:
    """The condition with the values that follow; None where no value follows, or the words may mean something else."""
    values, end, joins = [], match.end(), set()
    while span := _value_at(reading, end, names):
        values.append(_value(reading.rest[slice(*span)]))
        end = span[1]
        more = _MORE.match(reading.rest, end)
        if not more or not (
            QUOTED.match(reading.rest, more.end()) or _known_at(reading.rest, more.end(), names, reading.known)
        ):
            break
        joins.add(more["join"].lower())
        end = more.end()
    if not values or (name in ("group", "note") and not _is_certain(reading, match, values[0], names)):
        return None
    denied = _is_denied(match)
    if "or" in joins or "but" in joins or (denied and len(values) > 1):
        raise not_understood(" ".join(reading.rest[match.start() : end].split()))
    return _condition(reading, (match.start(), end), values, names, denied)


def _is_denied(match: re.Match[str]) -> bool:
    without = (match.groupdict().get("have") or "").lower().startswith(("without", "lack"))
    return bool(match["no"]) != without


def _is_certain(reading: QuestionText, match: re.Match[str], value: str, names: Sequence[str]) -> bool:
    """True unless "group" or "note" may be of the topic, as in "with the control group design"."""
    quoted = QUOTED.match(reading.rest, match.end()) is not None
    stated = any(
        Filed(tuple(names), value, within=names[0] == "note").holds(each) for _, each in reading.known.filed(names)
    )
    return quoted or stated or (_closes(reading, match.end()) and is_asking(reading.rest[: match.start()]))


def _closes(reading: QuestionText, start: int) -> bool:
    return len(reading.rest[start:].split()) <= _LONGEST // 4


def _value_at(reading: QuestionText, start: int, names: Sequence[str]) -> tuple[int, int] | None:
    """The span of the value at `start`: in quotation marks, the longest one that is known, or up to a new clause."""
    if quoted := QUOTED.match(reading.rest, start):
        return quoted.span()
    if known := _known_at(reading.rest, start, names, reading.known):
        return start, known
    if _BOUND.match(f" {reading.rest[start:]}"):
        return None
    bound = _BOUND.search(reading.rest, start)
    return (start, bound.start()) if bound and reading.rest[start : bound.start()].strip() else None


def _known_at(text: str, start: int, names: Sequence[str], known: Known) -> int | None:
    """The end of the longest known value at `start`, or None."""
    words = list(re.finditer(r"\S+", text[start:]))[:_LONGEST]
    if not words or words[0].start():
        return None
    values = {folded_value(each) for _, value in known.filed(names) for each in (value, *listed_values(value))}
    ends = (start + len(text[start : start + word.end()].rstrip(" ?.!,;")) for word in reversed(words))
    return next((end for end in ends if folded_value(text[start:end]) in values - {""}), None)


def _value(text: str) -> str:
    quoted = QUOTED.fullmatch(text.strip())
    return " ".join((quoted[1] if quoted else text).split())


def _condition(
    reading: QuestionText, span: tuple[int, int], values: Sequence[str], names: Sequence[str], denied: bool
) -> FoundCondition:
    within = names[0] == "note"
    conditions = tuple(Filed(tuple(names), value, denied, within) for value in values)
    known = [value for _, value in reading.known.filed(names)]
    notes = tuple(
        f"No work has the {names[0]} “{asked.value}”.{_near(asked, known)}"
        for asked in conditions
        if not any(map(asked.holds, known))
    )
    words = reading.words(*span)
    return FoundCondition(*span, (Condition(Facet.FIELD, words, Filter(filed=conditions)),), notes)


def _near(asked: Filed, known: Sequence[str]) -> str:
    """Values that have the words that were asked for, or the most frequent ones."""
    containing, numbers = Filed(asked.names, asked.value, within=True), Counter(known)
    near = [value for value in numbers if containing.holds(value)]
    shown = sorted(near or numbers, key=lambda value: (-numbers[value], value))[:_NEAR]
    if not shown:
        return f" The records have no {asked.names[0]}."
    return (
        f" {'Those with these words' if near else 'The most frequent'}: {', '.join(f'“{value}”' for value in shown)}."
    )
