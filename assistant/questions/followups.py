"""Parse follow-up questions: "and in 2022?", "which of those ...", "tell me more about the second".

A follow-up changes the last parsed question, or is parsed after its references are replaced by what they mean. A
complete question stays as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from assistant.questions.ellipses import (
    Understanding,
    another_field,
    catalogued,
    edited,
    elliptic,
    exported,
    lookup,
    other_condition,
    other_topic,
)
from assistant.questions.inshort import asked_in_short
from assistant.questions.named import ONE, names_a_work, unknown_work, works_named
from assistant.questions.phrases import ASKS, AUX, SAYING_VERBS, compiled, present_forms
from assistant.questions.question import Aim, Facet, Known, Question, QuestionKind, overview_of, without_facets
from assistant.questions.referring import (
    EarlierReference,
    asks_catalogue,
    check_works_meant,
    other_works,
    pointing_back,
    that_thing,
    that_work,
    their_authors,
    these_papers,
    those_works,
    work_named,
    works_at,
    works_chosen,
)
from assistant.questions.turns import Talk, Turn, replaced_last
from assistant.questions.understanding import understand
from assistant.questions.worknames import may_be_title
from index.errors import UsageError
from index.works.filters import Filter

_NOTHING_KNOWN = Known()
_LONGEST = 500
"""Characters of a follow-up; a longer question is complete. A guess."""

# "Ok, thanks. And ..."
_LEAD_IN = compiled(r"^(?:(?:ok(?:ay)?|thanks|thank\s+you|great|good|right|well|hm+|yes|no|please)\s*[,.!:]+\s*)+")
# ", please"
_AFTERWARDS = compiled(r"[\s,]+(?:please|then|though|thanks|thank\s+you)(?=\W*$)")
# "And then"
_CONJUNCTION = compiled(r"^(?:(?:and|but|so|then|also|now|ok|okay)\b,?\s+)+")


def understand_next(
    text: str, turns: Sequence[Turn], known: Known = _NOTHING_KNOWN, without: frozenset[Facet] = frozenset()
) -> Question:
    """Parse a question that follows `turns`, oldest first.

    Raises UsageError like `understand`, and for a reference to works that the earlier answers do not have;
    NoEarlierQuestionError if there is no earlier answer.
    """
    talk, asked = Talk(tuple(turns)), _AFTERWARDS.sub("", _LEAD_IN.sub("", " ".join(text.split())))
    if len(asked) > _LONGEST:
        return understand(text, known, without)
    joined = _CONJUNCTION.sub("", asked)
    understood = partial(understand, known=known, without=without)
    question = _following(asked, joined, talk, known, understood)
    if question is None:  # "And which papers ...?" is complete apart from "and", which would disturb the parser
        question = understand(joined if ASKS.match(joined) else text, known, without)
        return replace(question, text=" ".join(text.split()) if not question.cut else question.text)
    inherited = without_facets(question.inherited, without)
    conditions = tuple(condition for condition in question.conditions if condition.facet not in without)
    shown = [c.facet for c in conditions if c.words.casefold() in question.in_full.casefold()]
    only = without_facets(replace(question, conditions=conditions, inherited=inherited).only, shown)
    limits = talk.limits(only, {work.key: work.label for work in known.works if work.key in only.keys})
    return replace(
        question,
        text=" ".join(text.split()),
        conditions=conditions,
        inherited=inherited,
        read_as=f"{question.in_full} ({limits})" if limits else question.in_full,
    )


def _following(asked: str, joined: str, talk: Talk, known: Known, understood: Understanding) -> Question | None:
    """The follow-up, or None for a complete question; `joined` is the text without a leading "and"."""
    check_works_meant(joined, talk)
    if question := elliptic(joined, talk, known, understood):
        return question
    if chosen := works_chosen(joined, talk):
        reworded, turn, notes = chosen
        return _within(understood(reworded), reworded, turn.within_works, notes)
    for reference in (works_at(asked, talk, known), work_named(asked, talk, known), other_works(asked, talk, known)):
        if reference:
            return _with_reference(asked, reference, talk, known, understood)
    if (
        question := _on_named(asked, talk, known)
        or other_condition(asked, talk, known)
        or another_field(asked, talk, known)
        or other_topic(asked, talk, known)
    ):
        return question
    for find in (those_works, that_work, their_authors, that_thing, pointing_back):
        if reference := find(joined, talk):
            return _with_reference(joined, reference, talk, known, understood)
    if talk.last and _FRAGMENT.match(asked) and not ASKS.match(joined) and len(asked.split()) <= _SHORT:
        raise UsageError(
            f"“{asked}” is not understood as going on from “{talk.last.question.whole}”: ask it whole, such as "
            "`which papers from 2023 discuss concept drift?`"
        )
    return None


def _within(question: Question, in_full: str, only: Filter, notes: tuple[str, ...] = ()) -> Question:
    """A question with the filter of an earlier one."""
    return replace(question, inherited=only, in_full=in_full, notes=(*notes, *question.notes))


# "more on adams2021", "and the COBRA paper?", "what about paper 11?"
_ABOUT_WORK = compiled(r"(?:(?:more\s+)?(?:on|about)\s+|(?:and|but)\s+|(?:what|how)\s+about\s+)*(?P<name>\S.*)")
# "and a literature review?" is a topic
_OF_A_TOPIC = compiled(rf"(?!the\b).*\s{ONE}|[\"“'‘]\S+(?:\s+\S+)?[\"”'’]")
# "limit to the good ones", "and blue"
_FRAGMENT = compiled(
    r"(?:and|but|only|just|without|remove|drop|exclude|limit|restrict|narrow|keep|sort|order|rank|export|save|download|except)\s"
    rf"(?!.*\b{AUX}\b)(?!\w+\s+(?:summari[sz]e|compare|explain|describe|define|count|tell|give)\b)"
)
_SHORT = 8
"""Words of a fragment; a longer text is a question of its own. A guess."""
# "compare ...", "how do ... differ"; "what do they compare to?" compares nothing
_COMPARED = compiled(
    r"\b(?:compare(?!\s+(?:to|with|against)\s*[?.!]*$)|contrast|differ(?:s|ences?)?|disagree|in\s+common)\b"
)
# "do @ also mention X", where @ are several works: asked of each
_OF_EACH = compiled(
    r"(?:do|does|did)\s+@\s+(?:also\s+)?(?=(?:mention|discuss|cover|address|describe|propose|use|consider|evaluate|report|provide"
    r"|contain|include)\s+\w)"
)
_CITING = frozenset({"cite", "cites", "cited", "citing", "reference", "references"})
_SUMMING_UP = frozenset({"summarise", "summarize", "summary", "sum", "outline"})
_MORE_OF = frozenset({"more", "tell", "explain", "describe", "elaborate", "detail", "details", "expand"})
_FILLING = """and but so then what how about is are please list tell show give explain describe elaborate expand detail
    details me more on of for only just the in a an bit some can could you i want look at now to them those these all
    keep"""
_SAYING_NOTHING = frozenset(_FILLING.split())
"""All of "and what about", "please tell me more about", "the one on"."""
_ASKING = """do does did don is are was were has have had can could will would should may might must not n t please what
    how else exactly about and on also even contradict contrast"""
_WITHOUT_OBJECT = frozenset(_ASKING.split()) | {form for verb in SAYING_VERBS for form in present_forms(verb)}
"""All of "what do ... recommend", "how does ... compare"."""
_MOST_COMPARED = 4
"""Works that a question compares by their keys; more do not fit into one sentence. A guess."""


def _on_named(text: str, talk: Talk, known: Known) -> Question | None:
    """ "More on adams2021", "and the COBRA paper?": the last question asked of a work that the text names.

    Raises UsageError if no work has this name.
    """
    match = _ABOUT_WORK.fullmatch(text.rstrip(" ?.!"))
    if not match or not talk.last or not names_a_work(match["name"]) or _OF_A_TOPIC.fullmatch(match["name"]):
        return None
    named = works_named(match["name"], known.works)
    if not named.works:
        if match["name"].lower().startswith("the ") and may_be_title(named.name.split()):
            raise unknown_work(match["name"], known.works)
        return None
    notes = (f"{named.choices}.",) if named.choices else ()
    return _on_works(text, EarlierReference(*match.span("name"), these_papers(named.keys), named.keys, notes), talk)


def _on_works(text: str, reference: EarlierReference, talk: Talk) -> Question | None:
    """For "and the second?": the last question for this work, or what the work says on its topic."""
    turn, keys = talk.last, reference.keys
    if not turn:
        return None
    only = Filter(keys=keys, kinds=turn.only.kinds, evidence=turn.only.evidence)
    if again := _MORE_OF.isdisjoint(_words(text)):
        if turn.kind is QuestionKind.OVERVIEW:
            return _in_short(text, reference, only, f"{these_papers(keys)} in short")
        if turn.kind in (QuestionKind.LOOKUP, QuestionKind.FIELDS):
            whole = turn.question.whole
            for words in (c.words for c in turn.question.conditions if c.facet is Facet.WORK):
                whole = replaced_last(whole, words, these_papers(keys)) or whole
            return replace(edited(turn, whole, only=only), notes=reference.notes)
        if named := turn.asked_of(keys):
            return replace(edited(turn, named.whole, topic=named.topic, request=named.request), notes=reference.notes)
    if again and turn.focus and (request := turn.question.request) and request.aim not in (Aim.COUNT, Aim.WORKS):
        return replace(catalogued(request.aim, only), notes=reference.notes)
    do, are = ("does", "is") if len(keys) == 1 else ("do", "are")
    if not turn.subject:
        return lookup(turn, f"what {are} {these_papers(keys)} about?", only, reference.notes)
    in_full = f"what {do} {these_papers(keys)} say about {turn.subject}?"
    return lookup(turn, turn.subject, only, reference.notes, in_full)


def _in_short(text: str, reference: EarlierReference, only: Filter, in_full: str) -> Question:
    """The work of a reference in short."""
    return replace(overview_of(text, reference.keys, only, in_full), notes=reference.notes)


def _with_reference(
    text: str, reference: EarlierReference, talk: Talk, known: Known, understood: Understanding
) -> Question | None:
    """Replace a reference by what it means, and limit the question to the works meant."""
    turn = talk.last
    if not turn or not reference.keys:
        reworded = reference.topic_put_into(text)
        return _within(understood(reworded), reworded, turn.only if turn else Filter(), reference.notes)
    only = Filter(keys=reference.keys, kinds=turn.only.kinds, evidence=turn.only.evidence)
    before, after = text[: reference.start], text[reference.end :]
    if asks_catalogue(text, reference.start, reference.end):  # "who wrote it?", from any source
        possessive = text[reference.start : reference.end].lower() in ("its", "their")
        reworded = f"{before}the{after}" if possessive else reference.put_into(text)
        return _within(understood(reworded), reworded, Filter(keys=reference.keys), reference.notes)
    if not _CITING.isdisjoint(_words(text)):  # the citing works can be any others
        reworded = reference.keys_put_into(text)
        return _within(understood(reworded), reworded, Filter(), reference.notes)
    others = _words(f"{before} {after}")
    if len(reference.keys) > 1 and others <= _SAYING_NOTHING and others & {"list", "show"}:
        return replace(catalogued(Aim.WORKS, only), notes=reference.notes)
    if others and len(reference.keys) == 1 and asked_in_short(reference.keys_put_into(text), known):
        return _in_short(text, reference, only, reference.put_into(text))  # "tell me more about the first"
    if others <= _SAYING_NOTHING:
        return _on_works(text, reference, talk)
    if _COMPARED.search(text) and 1 < len(reference.keys) <= _MOST_COMPARED:
        reworded = reference.keys_put_into(text)
        compared = _within(understood(reworded), reworded, only, reference.notes)
        if compared.kind is QuestionKind.COMPARISON:
            return _about(compared, others, "on", turn.subject)
    if len(reference.keys) > 1 and (each := _OF_EACH.match(f"{before}@{after}")):
        reworded = f"which papers {f'{before}@{after}'[each.end() :]}"
        return _within(understood(reworded), reworded, only, reference.notes)
    reworded = reference.put_into(text)
    if export := exported(reworded, only):
        return export
    question = _within(understood(reworded), reworded, only, reference.notes)
    if not _SUMMING_UP.isdisjoint(others):
        topic = f"{reworded.rstrip(' ?.!')}: the problem, the approach and the findings"
        return replace(question, topic=topic, in_full=topic)
    return _about(question, others, "about", turn.subject)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.lower()))


def _about(question: Question, others: set[str], joined: str, topic: str) -> Question:
    """Add the topic to a question without an object: "what do the authors recommend"."""
    if not topic or not others <= _WITHOUT_OBJECT or question.kind is QuestionKind.BIBLIOGRAPHIC:
        return question

    def added(words: str) -> str:
        return f"{words.rstrip(' ?.!')} {joined} {topic}{'?' * words.rstrip().endswith('?')}"

    return replace(question, topic=added(question.topic), in_full=added(question.in_full))
