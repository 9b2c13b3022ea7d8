"""Parse follow-up questions: "and in 2022?", "which of those ...", "tell me more about the second".

A follow-up changes the last parsed question, or is parsed after its references are replaced by what they mean. A
complete question stays as it is.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from assistant.questions.asking import bare_topic
from assistant.questions.bibliographic import part_named
from assistant.questions.conditions import Conditions, conditions_in
from assistant.questions.fields import field_in_words, other_field
from assistant.questions.finding import QuestionText
from assistant.questions.phrases import ASKS, AUX, PAPER_NOUNS, SAYING_VERBS, WH, compiled, nouns, present_forms
from assistant.questions.question import (
    Aim,
    CatalogueQuery,
    Condition,
    Facet,
    Known,
    Order,
    Question,
    QuestionKind,
    Wanted,
    without_facets,
)
from assistant.questions.referring import (
    EarlierReference,
    asks_catalogue,
    check_works_meant,
    is_plural,
    that_thing,
    that_work,
    their_authors,
    these_papers,
    those_works,
    work_named,
    works_at,
    works_chosen,
)
from assistant.questions.sets import asking_for_works, in_words, topics_named, united
from assistant.questions.turns import NoEarlierQuestionError, Talk, Turn, replaced_last, same_head
from assistant.questions.understanding import asks_across, understand
from index.works.filters import Filter

_NOTHING_KNOWN = Known()
_LONGEST = 500
"""Characters of a follow-up; a longer question is complete. A guess."""
_WORK = nouns(PAPER_NOUNS)

# "Ok, thanks. And ..."
_LEAD_IN = compiled(r"^(?:(?:ok(?:ay)?|thanks|thank\s+you|great|good|right|well|hm+|yes|no|please)\s*[,.!:]+\s*)+")
# "And then"
_CONJUNCTION = compiled(r"^(?:(?:and|but|so|then|also|now|ok|okay)\b,?\s+)+")


Understanding = Callable[[str], Question]
"""Parses a complete question."""


def understand_next(
    text: str, turns: Sequence[Turn], known: Known = _NOTHING_KNOWN, without: frozenset[Facet] = frozenset()
) -> Question:
    """Parse a question that follows `turns`, oldest first.

    Raises UsageError like `understand`, and for a reference to works that the earlier answers do not have;
    NoEarlierQuestionError if there is no earlier answer.
    """
    talk, asked = Talk(tuple(turns)), _LEAD_IN.sub("", " ".join(text.split()))
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
    limits = talk.limits(without_facets(replace(question, conditions=conditions, inherited=inherited).only, shown))
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
    if chosen := works_chosen(joined, talk):
        reworded, turn, notes = chosen
        return _within(understood(reworded), reworded, turn.within_works, notes)
    if question := _count_or_list(joined, talk) or _grouped(joined, talk) or _taken_further(joined, talk):
        return question
    for find in (works_at, work_named):
        if reference := find(asked, talk):
            return _with_reference(asked, reference, talk, understood)
    ways = (_other_condition, _other_field, _other_topic)
    if question := _on_key(asked, talk) or next(filter(None, (way(asked, talk, known) for way in ways)), None):
        return question
    for find in (those_works, that_work, their_authors, that_thing):
        if reference := find(joined, talk):
            return _with_reference(joined, reference, talk, understood)
    return None


def _within(question: Question, in_full: str, only: Filter, notes: tuple[str, ...] = ()) -> Question:
    """A question with the filter of an earlier one."""
    return replace(question, inherited=only, in_full=in_full, notes=(*notes, *question.notes))


def _edited(turn: Turn, in_full: str, *, only: Filter | None = None, **changes: object) -> Question:
    """The question of a turn with some `changes`, under the conditions of that turn or `only` these."""
    conditions = turn.question.conditions if only is None else ()
    changes = {"conditions": conditions, **changes, "inherited": turn.only if only is None else only}
    return replace(turn.question, in_full=in_full, notes=(), cut=False, **changes)  # type: ignore[arg-type]


def _lookup(turn: Turn, topic: str, only: Filter, notes: tuple[str, ...] = (), in_full: str = "") -> Question:
    """A lookup of a topic with the filter `only`."""
    in_full, across = in_full or topic, asks_across(in_full or topic)
    text, kind = turn.question.text, QuestionKind.LOOKUP
    return Question(text, kind, topic, notes=notes, across=across, inherited=only, in_full=in_full)


# "how many are they?", "list them all", "why not?", "tell me more"
_HOW_MANY, _WHICH, _WHY, _MORE = (
    compiled(form)
    for form in (
        rf"how\s+many(?:\s+{_WORK}|\s+(?:is\s+that|are\s+they|in\s+total|are\s+there))?",
        r"which(?:\s+(?:ones|are\s+they|are\s+those))*|(?:list|show|name)(?:\s+me)?(?:\s+(?:them|those))?(?:\s+all)?"
        r"|what\s+are\s+they",
        r"(?P<word>why|how|when|where|by\s+whom)(?:\s+(?:so|not|exactly|is\s+that(?:\s+so)?))?|how\s+come",
        r"(?:(?:tell|show|give)\s+me\s+|say\s+)?(?:a\s+bit\s+|some\s+)?more(?:\s+details?)?(?:\s+please)?|go\s+on|continue"
        r"|elaborate|(?:what|anything)\s+else",
    )
)


def _count_or_list(text: str, talk: Talk) -> Question | None:
    turn, asked = talk.last, text.rstrip(" ?.!")
    counts = _HOW_MANY.fullmatch(asked) is not None
    if not turn or not (counts or _WHICH.fullmatch(asked)):
        return None
    if turn.lists:
        kind = QuestionKind.COUNT if counts else QuestionKind.LISTING
        return _edited(turn, asking_for_works(kind, turn.question.topic), kind=kind)
    aim = Aim.COUNT if counts else Aim.WORKS
    request, whole = turn.question.request, _GROUPING.sub("", turn.question.whole)
    asks = re.match(rf"(?i)(?:(?:how\s+many|which|what|list(?:\s+the)?)\s+)?(?=(?:{_WORK}|do|does)\b)", whole)
    if request and asks:  # "who wrote X" cannot be said so: its works are counted
        in_full = f"{'how many' if counts else 'which'} {whole[asks.end() :]}"
        return _edited(turn, in_full, topic=in_full, request=replace(request, aim=aim, grouped_by=None))
    return _catalogued(aim, talk.with_works(asked).within_works)


_ASKED_OF_WORKS = {
    Aim.COUNT: "how many papers are there?", Aim.WORKS: "which papers are there?", Aim.AUTHORS: "who wrote {}?",
    Aim.YEARS: "when did {} appear?", Aim.VENUES: "where did {} appear?",
}  # fmt: skip


def _catalogued(aim: Aim, only: Filter) -> Question:
    """What the catalogue knows of these works."""
    asked = _ASKED_OF_WORKS[aim].format(these_papers(only.keys))
    request = CatalogueQuery(aim)
    return Question(asked, QuestionKind.BIBLIOGRAPHIC, asked, request=request, inherited=only, in_full=asked)


# "by venue", "what about per year?", "grouped by author"
_GROUPED = compiled(
    r"(?:(?:what|how)\s+about\s+)?(?:grouped\s+|split\s+)?(?P<by>(?:by|per)\s+(?:year|author|venue|journal|conference)s?)"
)
_GROUPING = compiled(rf",?\s*\b{_GROUPED.pattern}\b")


def _grouped(text: str, talk: Talk) -> Question | None:
    """The works that the last question asked for, counted by a part: "and by venue?"."""
    turn, match = talk.last, _GROUPED.fullmatch(text.rstrip(" ?.!"))
    if not match or not turn:
        return None
    part = part_named(match["by"])
    if turn.lists and turn.works:
        request, in_full = CatalogueQuery(Aim.COUNT, grouped_by=part), f"how many papers {match['by']}?"
        made = Question(text, QuestionKind.BIBLIOGRAPHIC, in_full, request=request)
        return replace(made, inherited=turn.within_works, in_full=in_full)
    if not turn.question.request:
        return None
    counted = replace(turn.question.request, aim=Aim.COUNT)
    request = replace(counted, grouped_by=part, order=Order.YEAR, newest_first=False, limit=None, least=None)
    in_full = f"{_GROUPING.sub('', turn.question.whole).rstrip(' ?.!')}, {match['by']}?"
    return _edited(turn, in_full, topic=in_full, request=request)


def _taken_further(text: str, talk: Talk) -> Question | None:
    turn, asked = talk.last, text.strip(" ?.!")
    why = _WHY.fullmatch(asked)
    if not turn or not (why or _MORE.fullmatch(asked)):
        return None
    only = turn.within_works if turn.works else turn.only
    if not why:
        more = (
            f"what else is said about {turn.subject}?" if turn.subject else f"what else is said: {turn.question.whole}"
        )
        return _lookup(turn, more, only)
    word, before = (why["word"] or "why").lower(), turn.question.topic.rstrip(" ?.!")
    aim = {"when": Aim.YEARS, "where": Aim.VENUES, "by whom": Aim.AUTHORS}.get(word)
    if aim and (turn.question.request or aim is Aim.AUTHORS):
        return _catalogued(aim, talk.with_works(text).within_works)
    if turn.lists:
        works = talk.with_works(text).works
        do = "does" if len(works) == 1 else "do"
        return _lookup(turn, f"{word} {do} {these_papers(works)} discuss {turn.question.topic}?", only)
    yes_or_no = re.match(rf"{AUX}\s", before, re.IGNORECASE)
    return _lookup(turn, f"{word} {before[0].lower()}{before[1:]}?" if yes_or_no else f"{before}, and {word}?", only)


# "tell me more about adams2021", "adams2021"
_ABOUT_KEY = compiled(
    r"(?:(?:tell\s+me\s+|show\s+me\s+|say\s+)?(?:more\s+)?(?:on|about)\s+|and\s+|(?:what|how)\s+about\s+)?(?P<key>[^\s?!,;]+)"
)
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
    details me more on of for only just the in a an bit some can could you i want look at now to"""
_SAYING_NOTHING = frozenset(_FILLING.split())
"""All of "and what about", "please tell me more about", "the one on"."""
_ASKING = """do does did don is are was were has have had can could will would should may might must not n t please what
    how else exactly about and on also even contradict contrast"""
_WITHOUT_OBJECT = frozenset(_ASKING.split()) | {form for verb in SAYING_VERBS for form in present_forms(verb)}
"""All of "what do ... recommend", "how does ... compare"."""
_MOST_COMPARED = 4
"""Works that a question compares by their keys; more do not fit into one sentence. A guess."""


def _on_key(text: str, talk: Talk) -> Question | None:
    """ "More on adams2021", a key of an earlier answer."""
    match = _ABOUT_KEY.fullmatch(text.rstrip(" ?.!"))
    if not match or not any(match["key"] in (*turn.works, *turn.named) for turn in talk.turns):
        return None
    return _on_works(text, EarlierReference(*match.span("key"), "this paper", (match["key"],)), talk)


def _on_works(text: str, reference: EarlierReference, talk: Talk) -> Question | None:
    """For "and the second?": the last question for this work, or what the work says on its topic."""
    turn, keys = talk.last, reference.keys
    if not turn:
        return None
    only = Filter(keys=keys, kinds=turn.only.kinds, evidence=turn.only.evidence)
    if again := _MORE_OF.isdisjoint(_words(text)):
        if turn.kind is QuestionKind.LOOKUP:
            return replace(_edited(turn, turn.question.whole, only=only), notes=reference.notes)
        if named := turn.asked_of(keys):
            return replace(_edited(turn, named.whole, topic=named.topic, request=named.request), notes=reference.notes)
    if again and turn.focus and (request := turn.question.request) and request.aim not in (Aim.COUNT, Aim.WORKS):
        return replace(_catalogued(request.aim, only), notes=reference.notes)
    do, are = ("does", "is") if len(keys) == 1 else ("do", "are")
    if not turn.subject:
        return _lookup(turn, f"what {are} {these_papers(keys)} about?", only, reference.notes)
    in_full = f"what {do} {these_papers(keys)} say about {turn.subject}?"
    return _lookup(turn, turn.subject, only, reference.notes, in_full)


def _with_reference(text: str, reference: EarlierReference, talk: Talk, understood: Understanding) -> Question | None:
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
    if others <= _SAYING_NOTHING:
        return _on_works(text, reference, talk)
    if _COMPARED.search(text) and 1 < len(reference.keys) <= _MOST_COMPARED:
        reworded = reference.keys_put_into(text)
        return _about(_within(understood(reworded), reworded, only, reference.notes), others, "on", turn.subject)
    if len(reference.keys) > 1 and (each := _OF_EACH.match(f"{before}@{after}")):
        reworded = f"which papers {f'{before}@{after}'[each.end() :]}"
        return _within(understood(reworded), reworded, only, reference.notes)
    reworded = reference.put_into(text)
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


# "and what about ", "only ", "limit it to "
_LEAD = compiled(
    rf"(?:(?:and|but|or|now)\s+)?(?:(?:what|how)\s+about\s+|are\s+there\s+|any\s+|others?\s+|only\s+|just\s+|(?:the\s+)?{_WORK}\s+"
    r"|(?:restrict|limit|narrow)(?:ed)?\s+(?:(?:it|that|this|them)\s+)?(?:down\s+)?to\s+)*"
)
_OF_ITS_OWN = compiled(rf"(?:the\s+)?{_WORK}\s")  # "papers from 2023"
_TOGETHER = ({Facet.KIND, Facet.EVIDENCE},)
"""Facets that replace each other: "in my summaries", "in the abstracts"."""


def _other_condition(text: str, talk: Talk, known: Known) -> Question | None:
    """The last question with another year, author, venue or kind of source: "and in 2022?", "only by Faubel".

    After a question on one work of a listing, other years apply to the listing, as a work has only one year. Raises
    NoEarlierQuestionError before the first answer.
    """
    led = _LEAD.match(text)
    words = text[led.end() if led else 0 :].strip(" ?.!")
    conditions, notes = _conditions_alone(words, talk, known)
    if not conditions or _OF_ITS_OWN.match(text):
        return None
    turn, facets = talk.last, {condition.facet for condition in conditions}
    if not turn:
        raise NoEarlierQuestionError(
            f"“{text}” changes a condition of an earlier question, and this is the first: ask it whole, such as "
            "`which papers from 2022 discuss concept drift?`"
        )
    if facets == {Facet.YEAR} and talk.before_one_work and (listing := talk.before_one_work.last):
        notes = (*notes, f"“{text}” was read as going on from “{listing.question.whole}”.")
        turn = listing
    question, in_full = _limited(_edited(turn, turn.question.whole), conditions), turn.question.whole
    replaced = [condition for condition in turn.question.conditions if condition.facet in _facets(conditions)]
    if len(replaced) == len(conditions) == 1:  # "are by Baker" replaces "are by Faubel"
        linked = re.match(r"(?:(?:and|that|which)\s+)*(?:(?:are|were|is|was)\s+)?", replaced[0].words)
        lead = linked.group() if linked else ""
        reworded = conditions[0].words.removeprefix(lead)
        if reworded[0].isdigit():  # "what about 2018?"
            reworded = f"from {reworded}"
        in_full = replaced_last(in_full, replaced[0].words, lead + reworded) or in_full
    topic = in_full if turn.kind is QuestionKind.BIBLIOGRAPHIC else turn.question.topic
    return replace(question, in_full=in_full, topic=topic, notes=notes)


def _limited(question: Question, conditions: Sequence[Condition]) -> Question:
    """The question under these conditions, and under no other of their facets."""
    facets = _facets(conditions)
    unchanged = tuple(condition for condition in question.conditions if condition.facet not in facets)
    return replace(question, conditions=(*unchanged, *conditions), inherited=without_facets(question.inherited, facets))


def _facets(conditions: Sequence[Condition]) -> set[Facet]:
    """The facets of conditions, and those whose place they take."""
    facets = {condition.facet for condition in conditions}
    return facets.union(*(together for together in _TOGETHER if facets & together))


def _conditions_alone(words: str, talk: Talk, known: Known) -> tuple[tuple[Condition, ...], tuple[str, ...]]:
    """The conditions in the words, and notes on them; none if the words say anything else."""
    last = talk.last
    by_author = last and last.kind is QuestionKind.BIBLIOGRAPHIC and last.only.authors
    if by_author and re.fullmatch(r"[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*)?", words):  # "and Baker?"
        return (Condition(Facet.AUTHOR, f"by {words}", Filter(authors=(words,))),), ()
    read = conditions_in(QuestionText(words, words, known, listing=True, of_works=True))
    has_more = re.search(r"\w", re.sub(r"\b(?:only|also)\b", "", read.rest, flags=re.IGNORECASE))
    if has_more or any(condition.facet is Facet.WORK for condition in read.conditions):
        return (), ()
    return read.conditions, read.notes


def _other_field(text: str, talk: Talk, known: Known) -> Question | None:
    """The last question by field, of another field or on another topic."""
    turn = talk.last
    if not turn or not turn.question.field or not (field := other_field(text, turn.question.field, known)):
        return None
    return _edited(turn, field_in_words(field), field=field, topic=field.topic or field.words)


# "what about X", "and the same for X", "but not X"
_TOPIC_ALONE = compiled(
    r"(?:(?:and|but|or)\s+)?(?:(?:what|how)\s+about|and|or|but(?=\s+not))\s+(?:(?:about|regarding|concerning)\s+)?"
    r"(?:the\s+same\s+(?:thing\s+)?(?:for|with|about|on)\s+)?(?P<topic>.+?)[\s?.!]*"
)
# Not a topic: "what about when models drift", "and the authors".
_NOT_ELLIPTIC = compiled(
    rf"^(?:{WH}|if|{AUX}|list|show|find|give|tell|compare|summari[sz]e|explain|describe|count|please|i|we|you|they|it|he|she"
    rf"|them|those|these|this|that|there|let)\b|\b{AUX}\b|[?;:()]|\b(?:it|they|them|those|these)\b|\b{_WORK}\b"
    r"|^the\s+(?:authors?|others?|rest|years?)$"
)
_BEFORE_PLACES = ("in ", "on ", "at ", "for ", "with ", "without ", "during ", "under ", "among ", "within ", "to ")
_MOST_WORDS = 7
"""Words of a topic in a follow-up. A guess."""


def _other_topic(text: str, talk: Talk, known: Known) -> Question | None:
    """The last question with another topic, under the conditions that are named with it: "and privacy by Faubel?"."""
    match, turn = _TOPIC_ALONE.fullmatch(text), talk.last
    if not match or not turn or len(match["topic"].split()) > _MOST_WORDS or _NOT_ELLIPTIC.search(match["topic"]):
        return None
    topic, of_works = match["topic"], turn.lists or turn.kind is QuestionKind.BIBLIOGRAPHIC
    read = conditions_in(QuestionText(topic, topic, known, listing=of_works))
    if rest := " ".join(read.rest.split()):
        edited = _on_topic(turn, rest, narrowed=bool(read.conditions))
        return edited and _with_conditions(turn, edited, read)
    if read.notes and not read.conditions:  # "but not from 2021?"
        return replace(_edited(turn, turn.question.whole), notes=read.notes)
    return _on_topic(turn, topic)


def _with_conditions(turn: Turn, edited: Question, read: Conditions) -> Question:
    """The question on a new topic under its own conditions, worded with them."""
    question, in_full = _limited(edited, read.conditions), edited.in_full
    if _facets(read.conditions) & {condition.facet for condition in turn.question.conditions}:
        in_full = asking_for_works(edited.kind, edited.topic) if edited.wanted.topics else edited.topic
    words = " ".join(condition.words for condition in read.conditions)
    in_full = f"{in_full.rstrip(' ?.!')} {words}?" if words else in_full
    return replace(question, in_full=in_full, notes=(*edited.notes, *read.notes))


def _on_topic(turn: Turn, topic: str, *, narrowed: bool = False) -> Question | None:
    """The question of a turn with another topic; `narrowed` by conditions, it is not asked of one work."""
    question = turn.question
    if turn.lists:
        return _other_listing(turn, topic)
    request = question.request
    if request and (narrowed or not turn.focus or request in (CatalogueQuery(Aim.COUNT), CatalogueQuery(Aim.WORKS))):
        kind = QuestionKind.COUNT if request.aim is Aim.COUNT else QuestionKind.LISTING
        return _listed(turn, topics_named(topic), kind)
    if topic.lower().startswith(_BEFORE_PLACES) and not request:
        in_full = f"{question.whole.rstrip(' ?.!')} {topic}?"
        return _edited(turn, in_full, topic=f"{question.topic.rstrip(' ?.!')} {topic}")
    if turn.focus:
        topic = bare_topic(re.sub(rf"^(?:{'|'.join(_BEFORE_PLACES)})", "", topic, flags=re.IGNORECASE)) or topic
        return _lookup(turn, topic, turn.within_works, in_full=f"what does this paper say about {topic}?")
    asked = replaced_last(question.topic, turn.subject, topic) or same_head(question.topic, topic)
    if asked is None:
        return _lookup(turn, topic, turn.only, in_full=f"what is said about {topic}?")
    asked = re.sub(r"^(what\s+)(?:is|are)\b", rf"\1{'are' if is_plural(topic) else 'is'}", asked, flags=re.IGNORECASE)
    # "What do my summaries say about drift?" looks up "drift" in the summaries.
    whole = replaced_last(question.whole, turn.subject, topic) if turn.subject == question.topic else None
    return _lookup(turn, asked, turn.only, in_full=whole or asked)


def _other_listing(turn: Turn, topic: str) -> Question | None:
    """The last listing or count with another topic, one more, one excluded, or a more precise one."""
    before, also = turn.question.wanted, re.match(r"also\s+", topic, re.IGNORECASE)
    new = topics_named(topic[also.end() :] if also else topic)
    if topic.lower().startswith(_BEFORE_PLACES):
        *others, last = before.topics
        named = {old: f"{old} {topic}" if old == last or not others else old for old in before.topics}
        new = Wanted(*(tuple(named[old] for old in part) for part in (before.all_of, before.any_of, before.none_of)))
    elif also or not (new.all_of or new.any_of):  # "but not privacy"
        new = united(before, new)
    return _listed(turn, new, turn.kind)


def _listed(turn: Turn, topics: Wanted, kind: QuestionKind) -> Question | None:
    """A listing or a count of these topics under the conditions of a turn; None where there are none."""
    if not topics.topics:
        return None
    topic = in_words(topics)
    reworded = replaced_last(turn.question.whole, turn.question.topic, topic) if turn.lists else None
    return _edited(turn, reworded or asking_for_works(kind, topic), kind=kind, topic=topic, wanted=topics, request=None)
