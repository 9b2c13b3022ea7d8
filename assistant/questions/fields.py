"""Questions that ask by a field of the study's own template: "which challenges do my notes name?".

A question is one if what it asks for is a field that the notes have, and nothing in it is left unexplained: "which
papers discuss challenges of drift" asks for papers, "what causes challenges" for a cause. A question that names the
notes is always answered by field; one that does not ("which benefits are reported?") only where the field has items.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.questions.asking import bare_topic, without_courtesy
from assistant.questions.conditions import OWN_TEXTS, Conditions, conditions_in
from assistant.questions.finding import People, QuestionText
from assistant.questions.named import names_a_work, works_named
from assistant.questions.phrases import (
    CATALOGUED_WORDS,
    DETERMINERS,
    DOING_VERBS,
    IN_CORPUS,
    NOUN,
    PREPOSITION,
    SAYING_VERBS,
    compiled,
    past_forms,
    present_forms,
    verbs,
)
from assistant.questions.question import (
    Condition,
    Facet,
    FieldAim,
    FieldNames,
    FieldQuery,
    Known,
    Question,
    QuestionKind,
)
from index.fields import field_key
from index.sources import Kind
from index.text.words import singular
from index.works.filters import Filter

_MORE_VERBS = (
    "achieve", "draw", "face", "fill", "get", "have", "hold", "list", "mark", "meet", "obtain", "reach", "record",
    "see",
)  # fmt: skip
_VERBS = frozenset(
    form
    for verb in (*SAYING_VERBS, *DOING_VERBS, *_MORE_VERBS)
    if verb not in ("study", "survey", "review", "work")  # nouns of what is asked: "do these studies name"
    for form in (present_forms(verb)[0], *past_forms(verb))
)
"""Verbs after "do my notes" and "have my notes": "name", "named"."""
_SAID = verbs((*SAYING_VERBS, "identify", "face", "meet", "record"), present=False, ing=False)
_DONE = verbs((*DOING_VERBS, "see", "find", "have"), present=False, ing=False)
_NEUTRAL = """all biggest chief common commonest different distinct essential frequent frequently general identified
    important key known listed main major mentioned most named often other overall principal reported several single
    specific top typical various"""
_NEUTRAL_WORDS = frozenset(_NEUTRAL.split())
"""Words before a field that name no topic: "the most important challenges"."""
_OF_TEXTS = frozenset(
    {singular(word) for word in CATALOGUED_WORDS}
    | {"author", "note", "paper", "report", "review", "summary", "survey", "title", "venue", "year"}
)
"""Headings that questions name for the texts and their facts: "which papers", "my summaries", "which year"."""
_LEADING = """about across against among around as at before behind between by concerning during for from in into of on
    regarding through to toward towards under upon using via when where while with within without"""
_LINKS = frozenset(_LEADING.split())
"""Words that may follow a field and lead to its topic: "challenges of drift", "tools for monitoring"."""
_NOT_BEFORE = _LINKS | frozenset(
    ("a", "an", "any", "neither", "no", "not", "works", "what", "which", "how", "why", "is", "are", *_VERBS)
)
"""Words before a field with which it is not what is asked for: "a method", "no results on accuracy"."""

_TITLE = 3
"""Words of a title that may stand for its work behind a field: "my verdict on Ships in fog". Fewer are a topic."""

# "most often", "so far", "in common", "at all": of the whole question
_ASIDE = compiled(
    r"\s*\b(?:(?:the\s+)?most(?:\s+(?:often|frequently|commonly))?|so\s+far|in\s+common|at\s+all|overall|in\s+(?:total|all)|altogether|there)$"
)
# "in the papers", "by the authors", "across works"
_IN_TEXTS = compiled(rf"(?:{PREPOSITION}|within)\s+{DETERMINERS}(?:{NOUN}|works){IN_CORPUS}$")
# "on the paper about bots", "of the study on drift"
_OF_PAPER_ON = compiled(
    rf"(?:(?:{PREPOSITION})\s+)?(?:the|that|this|a|an)\s+{NOUN}\s+(?:on|about|regarding|concerning)\s+(?P<topic>.+)$"
)
# "works", "the papers", "these studies", "the authors of"
_TEXTS = compiled(rf"{DETERMINERS}(?:{NOUN}|works|texts){IN_CORPUS}")
_WORKS_ON = compiled(rf"(?:works|{DETERMINERS}{NOUN})\s+(?:on|about|regarding|concerning)\s+(?P<topic>.+)$")

_OPEN = r"(?:(?P<count>(?:in\s+)?how\s+many)|which|what)\s+(?:of\s+)?(?:(?:the|my|our|all|kinds?\s+of|sorts?\s+of)\s+)*"
_FIELD = r"(?P<field>[^\s?!.,;:]\S*(?:\s+\S+){0,9}?)"
# "which challenges do", "how many tools have", "(tell me) which challenges works name"
_ACTIVE = compiled(rf"{_OPEN}{_FIELD}\s+(?:(?:do|does|did|have|has)\s+|(?=works\s))(?P<rest>.+)$")
# "which benefits are reported for small teams", "what tools have been used"
_PASSIVE = compiled(
    rf"{_OPEN}{_FIELD}\s+(?:are|is|were|was|have\s+been|has\s+been|get|got)\s+(?:(?:also|most\s+often|mostly|often)\s+)?"
    rf"(?:(?P<said>{_SAID})|(?P<done>{_DONE}|there|in|known))\b(?P<tail>.*)$"
)
# "what are the challenges", "what was my verdict on"
_BEING = compiled(
    rf"(?:which|what)\s+(?:are|is|was|were)\s+(?:all\s+)?(?P<own>my|our)?\s*(?:the\s+)?(?P<single>{_FIELD})$"
)
# "list all the limitations", "show me my verdicts"
_LIST = compiled(
    r"(?:list|show|give|collect|name|enumerate|tell|get|print)(?:\s+(?:me|us))?(?:\s+(?:a|the)\s+list\s+of)?"
    rf"(?:\s+(?:all|every))?(?:\s+of)?\s+(?P<own>my|our)?\s*(?:the\s+)?{_FIELD}$"
)
# "which challenges come up most often", "what benefits recur in the papers"
_ARISING = compiled(
    rf"{_OPEN}{_FIELD}\s+(?:come[sn]?\s+up|came\s+up|occurs?|recurs?|reoccurs?|appears?|emerges?|arises?)\b(?P<tail>.*)$"
)
# "which findings concern energy", "what challenges are about data"
_CONCERNING = compiled(
    rf"{_OPEN}{_FIELD}\s+(?:concerns?|regards?|(?:are|is)\s+(?:about|on)|relates?\s+to|deals?\s+with)\s+(?P<topic>.+)$"
)
_OF_MINE = tuple(
    map(
        compiled,
        (
            # "what do works say under Challenges", "under the heading Results", "what do works list as tools"
            r"(?:(?:what\s+(?:else\s+)?(?:do(?:es)?|did|stands?|is|was|have)|what[’']s|list|show)\s+.*?)?"
            r"\b(?:under|beneath|below|in\s+the\s+(?:field|section)|as)\s+(?:the\s+)?(?:(?:heading|field|section)\s+)?"
            rf"{_FIELD}$",
            # "do works name any challenges", "are there any limitations", "any challenges about privacy"
            rf"(?:(?:do|does|did)\s+works\s+\w+|(?:are|is)\s+there|any|some)(?:\s+(?:any|some|the))*\s+{_FIELD}$",
            # "summarise the challenges", "give me an overview of all tools"
            r"(?:summari[sz]e|(?:(?:give|show)\s+(?:me\s+)?)?an?\s+(?:overview|summary|synthesis)\s+of)\s+(?:all\s+)?(?:the\s+)?"
            rf"{_FIELD}$",
        ),
    )
)
"""Questions that name the notes or a work: "in my notes" is taken out of them."""
# "challenges of drift"
_NOUN = compiled(rf"(?:all\s+)?(?:the\s+)?{_FIELD}$")
_MINE = compiled(rf"(?:my|our)\s+(?:own\s+)?{_FIELD}$")
_NONE = r"(?:no|not\s+any|zero)"
_SAY_IT = verbs((*SAYING_VERBS, *_MORE_VERBS), past=False, ing=False)
_SUBJECT = (
    r"(?:(?P<count>(?:in\s+)?how\s+many)|(?:(?:in|for|from)\s+)?(?:which|what)|list|show|find|do\s+any|are\s+there)"
    r"(?:\s+(?:me|of|all|the|any))*\s+works\s+"
)
_WORKS_WITHOUT, _WORKS_WITH = (
    tuple(map(compiled, forms))
    for forms in (
        (
            # "which works have no results", "leave Challenges empty", "do not name any tools", "are without a verdict"
            rf"{_SUBJECT}(?:that\s+|which\s+)?(?:(?:do|does|did)\s+(?:not|n[’']t)\s+{_SAY_IT}(?:\s+(?:in|out))?|(?:don|doesn|didn)[’']t\s+{_SAY_IT}(?:\s+(?:in|out))?"
            rf"|(?:{_SAY_IT}|with)\s+{_NONE}|have\s+not\s+filled(?:\s+(?:in|out))?|lack(?:ing)?|miss(?:ing)?|(?:are|is)\s+(?:without|missing|lacking)|without)"
            rf"\s+(?:(?:any|a|an|the)\s+)*{_FIELD}$",
            # "which works leave Results empty", "have an empty verdict"
            rf"{_SUBJECT}(?:that\s+|which\s+)?(?:(?:leave|have|with)\s+)(?:the\s+)?{_FIELD}\s+(?:empty|blank|unfilled|out|open)$",
            rf"{_SUBJECT}(?:that\s+|which\s+)?(?:have|with)\s+(?:an?\s+|the\s+)?(?:empty|blank|unfilled|missing)\s+{_FIELD}$",
            # "in which works is the verdict missing"
            rf"{_SUBJECT}(?:are|is|was|were)\s+(?:the\s+)?{_FIELD}\s+(?:empty|blank|unfilled|missing|lacking|not\s+(?:filled|given|there)(?:\s+in)?)$",
        ),
        (
            # "which works have results", "fill in Benefits"
            rf"{_SUBJECT}(?:that\s+|which\s+)?(?:have\s+filled(?:\s+in)?|have|has|with|fill(?:\s+(?:in|out))?|give|name|list|contain|hold)"
            rf"\s+(?:(?:any|an?|the|some|filled)\s+)*{_FIELD}(?:\s+filled(?:\s+in)?)?$",
        ),
    )
)
"""Forms of questions for the summaries that lack a field, and that fill it; "my summaries" has become "works"."""
_OTHER_TEXTS = compiled(r"\b(?:abstracts?|full[\s-]?texts?|pdfs?)\b")
# What stands for the works that a question, or the one before, names
_NAMED_WORK = compiled(r"\bth(?:is|ese)\s+papers?\b")
_OWN = compiled(rf"\b(?:my|our)\s+(?:own\s+)?{OWN_TEXTS}\b")


@dataclass(frozen=True, slots=True)
class _Line:
    """A question without the words of its conditions: "works" stands for the notes, and for works that it names."""

    text: str
    is_own: bool
    """It names the notes."""
    conditions: tuple[Condition, ...]
    """Those on works."""

    @classmethod
    def of(cls, read: Conditions) -> "_Line":
        conditions = tuple(c for c in read.conditions if c.only.kinds != (Kind.SUMMARY.value,))
        line = " ".join(without_courtesy(" ".join(read.rest.split())).split()).strip(" ?!.,;:")
        line = re.sub(r"(?i)\s+(?:yet|still|so\s+far)\b", "", line)
        line, number = _OWN.subn("works", line)  # "tell me which challenges my notes name"
        return cls(_NAMED_WORK.sub("works", line), bool(number) or len(conditions) < len(read.conditions), conditions)

    @property
    def names_work(self) -> bool:
        return any(condition.facet in (Facet.WORK, Facet.AUTHOR) for condition in self.conditions)


def field_question(text: str, read: Conditions, known: Known) -> Question | None:
    """The question by field that `text` is, or None; `read` has its conditions."""
    line = _Line.of(read)
    if not known.fields or any(c.facet in (Facet.KIND, Facet.EVIDENCE) for c in line.conditions):
        return None
    if _OTHER_TEXTS.search(line.text):
        return None
    for query, more in _readings(line, known, text):
        topic, conditions = query.topic or query.words, (*line.conditions, *more)
        return Question(text, QuestionKind.FIELDS, topic, conditions, field=query, notes=read.notes)
    return None


# "which hypotheses do works name", "which works have no hypotheses"
_FOR_A_FIELD = compiled(
    r"(?:which|what)\s+(?:(?P<named>[\w-]+(?:\s+[\w-]+)?)\s+(?:do|does|did)\s+works\s+(?:name|list|give|state|have|report|mention)"
    r"|(?:of\s+)?works\s+(?:have\s+no|lack|leave)\s+(?P<lacked>[\w-]+(?:\s+[\w-]+)?)(?:\s+empty)?$)"
)
_LISTED = 10
"""Fields that a note lists (a guess)."""


def no_such_field(read: Conditions, known: Known) -> tuple[str, ...]:
    """A note for a question that asks the notes for what is no field of theirs, with the fields there are."""
    line, fields = _Line.of(read), known.study.fields if known.study else ()
    match = _FOR_A_FIELD.match(line.text) if line.is_own and fields else None
    words = match and (match["named"] or match["lacked"])
    if not words or not words.endswith("s") or set(field_key(words.split()[-1])) <= _OF_TEXTS:
        return ()
    listed = ", ".join(field.name for field in fields[:_LISTED])
    more = " and others" if len(fields) > _LISTED else ""
    return (f"No heading of your notes is called “{words}”; there are {listed}{more} (`refdesk fields`).",)


_Reading = tuple[FieldQuery, tuple[Condition, ...]]
_Names = tuple[tuple[str, ...], ...]


def _readings(asked: _Line, known: Known, text: str) -> Iterator[_Reading]:
    """The ways to read a question by field, the surest first."""
    line, is_own, names_work = asked.text, asked.is_own, asked.names_work
    if is_own:
        yield from _of_notes(line, known)
    yield from _active(line, known, is_own=is_own, names_work=names_work)
    if match := _PASSIVE.match(line):
        tail = match["tail"] if match["done"] != "in" else f"in{match['tail']}"
        for query, conditions in _asked(match["field"], tail, known, is_own=is_own):
            if match["said"] or is_own or not query.topic:
                yield replace(query, counted=bool(match["count"])), conditions
    for form in (_BEING, _LIST):
        if match := form.match(line):
            mine = is_own or bool(match["own"])
            for query, conditions in _asked(match["field"], "", known, is_own=mine):
                if form is _LIST or mine or names_work or not query.topic:
                    yield query, conditions
    if match := _ARISING.match(line):
        yield from _asked(match["field"], match["tail"], known, is_own=is_own)
    if match := _CONCERNING.match(line):
        yield from _asked(match["field"], f"about {match['topic']}", known, is_own=is_own)
    if match := _MINE.match(line):
        yield from _asked(match["field"], "", known, is_own=True)
    if (is_own or names_work) and not _SAY_ABOUT.match(text):
        forms = _OF_MINE if line.partition(" ")[0].lower() in _VERBS else (*_OF_MINE, _NOUN)
        for match in filter(None, (form.match(line) for form in forms)):
            yield from _asked(match["field"], "", known, is_own=is_own)


# "what do my notes say about challenges": looked up
_SAY_ABOUT = compiled(
    rf"\W*(?:what|where|how|why)\s+(?:do|does|did)\s.*\b{verbs(SAYING_VERBS, past=False, ing=False)}"
    r"\s+(?:about|on|of|regarding)\b"
)


def _of_notes(line: str, known: Known) -> Iterator[_Reading]:
    """Questions for the summaries that lack a field, or fill it."""
    for aim, forms in ((FieldAim.LACKING, _WORKS_WITHOUT), (FieldAim.FILLED, _WORKS_WITH)):
        for match in filter(None, (form.match(line) for form in forms)):
            for query, conditions in _asked(match["field"], "", known, is_own=True):
                if not query.topic:
                    yield replace(query, aim=aim, counted=bool(match["count"])), conditions
                elif aim is FieldAim.FILLED:  # that a summary names no challenge of drift is for a sweep to say
                    yield query, conditions


def _active(line: str, known: Known, *, is_own: bool, names_work: bool) -> Iterator[_Reading]:
    """ "Which challenges do works name (for monitoring)"."""
    match = _ACTIVE.match(line)
    words = match["rest"].split() if match else []
    for i, word in enumerate(words):
        if not match or word.lower() not in _VERBS:
            continue
        found = _subject(" ".join(words[:i]), known, is_own=is_own, names_work=names_work)
        if not found:
            continue
        mine, of_works, conditions = found
        for query, more in _asked(match["field"], " ".join(words[i + 1 :]), known, is_own=mine):
            query = replace(query, of_works=query.of_works or of_works, counted=bool(match["count"]))
            yield query, (*conditions, *more)
        return


def _subject(
    words: str, known: Known, *, is_own: bool, names_work: bool
) -> tuple[bool, str, tuple[Condition, ...]] | None:
    """Whether it is the notes, the topic of their works, and conditions; None for a subject that is no text."""
    if words.lower() in ("i", "we"):
        return True, "", ()
    if not words:
        return (is_own, "", ()) if is_own or names_work else None
    if _TEXTS.fullmatch(words):
        return is_own, "", ()
    if match := _WORKS_ON.fullmatch(words):
        return is_own, bare_topic(match["topic"]), ()
    if re.fullmatch(rf"(?:works|{DETERMINERS}{NOUN})\s+(?:on|about|of|in|for)", words, re.IGNORECASE):
        return (is_own, "", ()) if names_work else None
    if words[0].isupper() and People.of(known).has(words):
        return is_own, "", (Condition(Facet.AUTHOR, words, Filter(authors=(words,))),)
    if keys := works_named(words, known.works, surely=True).keys:
        return is_own, "", (Condition(Facet.WORK, words, Filter(keys=keys)),)
    return None


def _asked(noun: str, tail: str, known: Known, *, is_own: bool) -> Iterator[_Reading]:
    """The query of a noun phrase, "monitoring tools", "challenges of drift", and of what follows its verb."""
    found = _fields_in(noun, known.fields)
    if not found:
        return
    names, words, before, behind = found
    topics, of_works = [before], ""
    for part in (_ASIDE.sub("", part.strip(" ?!.,;:")) for part in (behind, tail)):
        if not part or _IN_TEXTS.fullmatch(part):
            continue
        if of_paper := _OF_PAPER_ON.fullmatch(part):
            of_works = bare_topic(of_paper["topic"])
        elif part.split()[0].lower() in _LINKS:
            topics.append(part)
        else:
            return
    topic = " ".join(filter(None, topics))
    read = conditions_in(QuestionText(topic, topic, known, listing=True, of_works=True))
    conditions = tuple(c for c in read.conditions if c.facet in (Facet.YEAR, Facet.AUTHOR, Facet.VENUE))
    rest = (read.rest if conditions else topic).split()
    while rest and rest[0].lower() in _LINKS:  # "for monitoring"
        rest = rest[1:]
    topic = bare_topic(" ".join(rest))
    is_name = names_a_work(topic)
    if (is_name or len(topic.split()) >= _TITLE) and (keys := works_named(topic, known.works, surely=not is_name).keys):
        conditions, topic = (*conditions, Condition(Facet.WORK, topic, Filter(keys=keys))), ""
    yield FieldQuery(FieldAim.ITEMS, names, words, topic, of_works, own=is_own), conditions


def _fields_in(noun: str, fields: Sequence[FieldNames]) -> tuple[_Names, str, str, str] | None:
    """The fields that a noun phrase names: their names, its words for them, the words before, and those behind."""
    words = noun.split()
    spans = [(i, j) for i in range(len(words)) for j in range(len(words), i, -1)]
    for i, j in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        before, behind = [word.lower() for word in words[:i]], words[j:]
        if not _NOT_BEFORE.isdisjoint({*before, words[i].lower()} - _NEUTRAL_WORDS) or (
            behind and behind[0].lower() not in _LINKS
        ):
            continue
        if names := _each_of(" ".join(words[i:j]), fields):
            topic = " ".join(word for word in words[:i] if word.lower() not in _NEUTRAL_WORDS)
            return names, " ".join(words[i:j]), bare_topic(topic), " ".join(behind)
    return None


def _each_of(words: str, fields: Sequence[FieldNames]) -> _Names:
    """The fields that the words name, or each of "challenges and benefits"; none for words for texts."""
    if names := _named(words, fields):
        return (names,)
    parts = [part for part in re.split(r"\s*(?:,|\band\b|\bor\b|&)\s*", words) if part]
    named = tuple(dict.fromkeys(_named(part, fields) for part in parts))
    return named if len(parts) > 1 and all(named) else ()


def _named(words: str, fields: Sequence[FieldNames]) -> tuple[str, ...]:
    return () if set(field_key(words)) <= _OF_TEXTS else fields_named(words, fields)


def fields_named(words: str, fields: Sequence[FieldNames]) -> tuple[str, ...]:
    """The fields with this name or with this end of a name, "tools" and "Associated Tools"; else those of whose name
    it is a part, "conclusion" of "Conclusion and Future Directions"."""
    wanted = field_key(words)
    if not wanted:
        return ()
    keys, parts = _keys(tuple(fields))
    if named := tuple(name for name, of in keys.items() if any(key[-len(wanted) :] == wanted for key in of)):
        return named
    return tuple(name for name, of in parts.items() if wanted in of)


_Keys = dict[str, list[tuple[str, ...]]]


@lru_cache(maxsize=4)
def _keys(fields: tuple[FieldNames, ...]) -> tuple[_Keys, _Keys]:
    """Of each field the keys of its names, and those of their parts."""
    # "Challenges/Concerns" are two names of one field; "Motivation and Benefits" is one name.
    names = {
        each.name: [part for name in (each.name, *each.also) for part in (name, *name.split("/"))] for each in fields
    }
    keys = {name: [field_key(part) for part in of if not _JOINED.search(part)] for name, of in names.items()}
    joined = {name: [part for whole in of for part in (whole, *_JOINED.split(whole))] for name, of in names.items()}
    return keys, {name: [field_key(part) for part in of] for name, of in joined.items()}


_JOINED = compiled(r"\s*(?:,|;|&|\band\b)\s*")


# "and the benefits?", "what about my verdict?", "and for deployment?"
_OTHER_FIELD = compiled(
    r"(?:(?:and|or|but|now)\s+)?(?:(?:what|how)\s+about\s+|show\s+(?:me\s+)?)?(?:(?:the\s+)?same\s+)?(?:the\s+|my\s+|our\s+)*"
    r"(?P<link>(?:for|on|about|regarding|of)\s+)?(?P<words>\S+(?:\s+\S+){0,6})"
)


# "and which of my notes have none?"
_HAVE_NONE = compiled(
    rf"(?:and\s+|but\s+)?(?:which|what|how\s+many)(?:\s+(?:of\s+)?(?:the|my|our|them)?\s*(?:ones|works|{OWN_TEXTS})?)?\s+(?:have|has|name)\s+none"
)


def other_field(text: str, before: FieldQuery, known: Known) -> FieldQuery | None:
    """The query before, of another field ("and the benefits?"), on another topic ("and for deployment?"), or of the
    summaries that lack the field ("which have none?"); else None."""
    if _HAVE_NONE.fullmatch(text.rstrip(" ?.!")):
        return replace(before, aim=FieldAim.LACKING, topic="")
    match = _OTHER_FIELD.fullmatch(text.rstrip(" ?.!"))
    if not match:
        return None
    if names := _each_of(match["words"], known.fields):
        return replace(before, names=names, words=match["words"])
    topic = bare_topic(match["words"]) if match["link"] and before.aim is FieldAim.ITEMS else ""
    return replace(before, topic=topic) if topic else None


def field_in_words(query: FieldQuery) -> str:
    """A query as a question."""
    if query.aim is FieldAim.ITEMS:
        return f"what stands under {query.words} in my notes{f' on {query.topic}' if query.topic else ''}?"
    return f"which of my notes {'fill' if query.aim is FieldAim.FILLED else 'have nothing under'} {query.words}?"
