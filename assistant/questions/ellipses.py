"""Follow-ups that leave out what the last question said: "how many?", "and by venue?", "in 2022?", "and the rest?".

Each changes the last parsed question, and works on the works of its answer.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.questions.asking import bare_topic
from assistant.questions.clauses import part_named
from assistant.questions.conditions import Conditions, conditions_in
from assistant.questions.fields import field_in_words, other_field
from assistant.questions.finding import QuestionText
from assistant.questions.phrases import AUX, NUMBER, PAPER_NOUNS, VERB, WH, compiled, nouns
from assistant.questions.question import (
    Aim,
    CatalogueQuery,
    Condition,
    Facet,
    FieldAim,
    Known,
    Order,
    Question,
    QuestionKind,
    Wanted,
    without_facets,
)
from assistant.questions.referring import THOSE, is_plural, these_papers
from assistant.questions.sets import asking_for_works, in_words, topics_named, united
from assistant.questions.turns import NoEarlierQuestionError, Talk, Turn, replaced_last, same_head
from assistant.questions.understanding import asks_across
from index.errors import UsageError
from index.works.filters import Filter, names_meant

Understanding = Callable[[str], Question]
"""Parses a complete question."""
_WORK = nouns(PAPER_NOUNS)


def edited(turn: Turn, in_full: str, *, only: Filter | None = None, **changes: object) -> Question:
    """The question of a turn with some `changes`, under the conditions of that turn or `only` these."""
    conditions = turn.question.conditions if only is None else ()
    changes = {"conditions": conditions, **changes, "inherited": turn.only if only is None else only}
    return replace(turn.question, in_full=in_full, notes=(), cut=False, **changes)  # type: ignore[arg-type]


def lookup(turn: Turn, topic: str, only: Filter, notes: tuple[str, ...] = (), in_full: str = "") -> Question:
    """A lookup of a topic with the filter `only`."""
    in_full, across = in_full or topic, asks_across(in_full or topic)
    text, kind = turn.question.text, QuestionKind.LOOKUP
    return Question(text, kind, topic, notes=notes, across=across, inherited=only, in_full=in_full)


def elliptic(text: str, talk: Talk, known: Known, understood: Understanding) -> Question | None:
    """The question that a text of a known form stands for, without words that point back; None for other texts."""
    turn, asked = talk.last, text.strip(" ?.!")
    if not turn:
        return None
    for form, reader in _FORMS:
        if (match := form.fullmatch(asked)) and (question := reader(match, turn, talk, known, understood)):
            return question
    return None


def _count_or_list(match: re.Match[str], turn: Turn, talk: Talk, *_: object) -> Question | None:
    """ "How many are they?", "list them all"."""
    counts = match.re is _HOW_MANY
    if turn.lists:
        kind = QuestionKind.COUNT if counts else QuestionKind.LISTING
        return edited(turn, asking_for_works(kind, turn.question.topic), kind=kind)
    aim = Aim.COUNT if counts else Aim.WORKS
    request, whole = turn.question.request, _GROUPING.sub("", turn.question.whole)
    asks = re.match(rf"(?i)(?:(?:how\s+many|which|what|list(?:\s+the)?)\s+)?(?=(?:{_WORK}|do|does)\b)", whole)
    if request and asks:  # "who wrote X" cannot be said so: its works are counted
        in_full = f"{'how many' if counts else 'which'} {whole[asks.end() :]}"
        return edited(turn, in_full, topic=in_full, request=replace(request, aim=aim, grouped_by=None))
    return catalogued(aim, talk.with_works(match.string).within_works)


_ASKED_OF_WORKS = {
    Aim.COUNT: "how many papers are there?", Aim.WORKS: "which papers are there?", Aim.AUTHORS: "who wrote {}?",
    Aim.YEARS: "when did {} appear?", Aim.VENUES: "where did {} appear?",
}  # fmt: skip


def catalogued(aim: Aim, only: Filter) -> Question:
    """What the catalogue knows of these works."""
    asked = _ASKED_OF_WORKS[aim].format(these_papers(only.keys))
    request = CatalogueQuery(aim)
    return Question(asked, QuestionKind.BIBLIOGRAPHIC, asked, request=request, inherited=only, in_full=asked)


# "by venue", "what about per year?", "grouped by author"
_GROUPED = compiled(
    rf"(?:(?:what|how)\s+about\s+)?(?:grouped\s+|split\s+|(?:(?:can|could)\s+you\s+)?(?:group|split|count)\s+{THOSE}\s+)?"
    r"(?P<by>(?:by|per)\s+(?:year|author|venue|journal|conference)s?)"
)
_GROUPING = compiled(rf",?\s*\b{_GROUPED.pattern}\b")


def _grouped(match: re.Match[str], turn: Turn, *_: object) -> Question | None:
    """The works that the last question asked for, counted by a part: "and by venue?"."""
    part = part_named(match["by"])
    if turn.lists and turn.works:
        request, in_full = CatalogueQuery(Aim.COUNT, grouped_by=part), f"how many papers {match['by']}?"
        made = Question(match.string, QuestionKind.BIBLIOGRAPHIC, in_full, request=request)
        return replace(made, inherited=turn.within_works, in_full=in_full)
    if not turn.question.request:
        return None
    counted = replace(turn.question.request, aim=Aim.COUNT)
    request = replace(counted, grouped_by=part, order=Order.YEAR, newest_first=False, limit=None, least=None)
    in_full = f"{_GROUPING.sub('', turn.question.whole).rstrip(' ?.!')}, {match['by']}?"
    return edited(turn, in_full, topic=in_full, request=request)


# "sort them by year", "order these by title", "newest first"
_SORTED = compiled(
    rf"(?:sort|order|rank|arrange)(?:\s+(?:{THOSE}|it|the\s+list))?\s+by\s+(?:(?:the\s+)?publication\s+)?(?P<by>year|date|title|citations)s?"
    r"(?:,?\s+(?:the\s+)?(?P<first>newest|latest|oldest|earliest)\s+first)?|(?:the\s+)?(?P<alone>newest|latest|oldest|earliest)\s+first"
)


def _sorted(match: re.Match[str], _: Turn, talk: Talk, __: Known, understood: Understanding) -> Question:
    only = talk.with_works(match.string).within_works
    by, first = (match["by"] or "year").lower(), (match["first"] or match["alone"] or "").lower()
    if by == "citations":
        return replace(understood("which are the most cited papers?"), inherited=only, in_full=match.string)
    newest_first = first in ("newest", "latest")
    request = CatalogueQuery(Aim.WORKS, order=Order.TITLE if by == "title" else Order.YEAR, newest_first=newest_first)
    in_full = f"{these_papers(only.keys)} by {by.replace('date', 'year')}{', newest first' * newest_first}"
    return replace(catalogued(Aim.WORKS, only), request=request, in_full=in_full, topic=in_full)


# "the oldest?", "which is the most cited one?", "the five newest"
_RANKED = compiled(
    rf"(?:(?:which|what)\s+(?:ones?\s+)?(?:is|are|was|were)\s+|only\s+|just\s+)?the\s+(?P<n>{NUMBER}\s+)?"
    rf"(?P<rank>newest|latest|oldest|earliest|most\s+recent|(?:most|best|highest)[\s-]cited)(?:\s+(?P<n2>(?!one\b){NUMBER}))?"
    rf"(?:\s+(?:{_WORK}|(?P<one>ones?)))?"
)


def _ranked(match: re.Match[str], turn: Turn, talk: Talk, _: Known, understood: Understanding) -> Question:
    """The oldest of the last works; after a ranking, of the works that were ranked."""
    n, one = (match["n"] or match["n2"] or "").strip(), match["one"] == "one" or not match["one"]
    several = bool(n) or not one
    asked = f"which {'are' if several else 'is'} the {f'{n} ' if n else ''}{match['rank']} paper{'s' * several}?"
    of_all = turn.question.request and turn.question.request.limit
    only = turn.only if of_all else talk.with_works(match.string).within_works
    return replace(understood(asked), inherited=only, in_full=asked)


# "export these papers as bibtex", "save it to a file", "download as .bib"
_EXPORTED = compiled(
    rf"(?:please\s+)?(?:(?:export|save|download)|(?:write|give\s+me|get|copy|put)(?=.*\b(?:bib|bibtex|csv|file)\b))"
    rf"(?:\s+(?:{THOSE}|it|all|everything|(?:this|the|these)\s+(?:list|results?|answer|references|{_WORK})))?"
    r"(?:\s+(?:as|to|in|into|for)\s+(?:an?\s+|the\s+|my\s+)?(?P<format>[\w.-]+)(?:\s+(?:file|format|entries))?)?"
    rf"|(?:(?:give|show)\s+me\s+|get\s+)?(?:the\s+)?bib(?:tex)?(?:\s+entr(?:y|ies))?\s+(?:of|for)\s+(?:{THOSE}|it|this\s+paper)"
)


def exported(text: str, only: Filter) -> Question | None:
    """The list of works that a text asks to export, with the option that writes it; None for another text."""
    if not (match := _EXPORTED.fullmatch(text.strip(" ?.!"))):
        return None
    option = "csv" if (match["format"] or "").lower().strip(".") in ("csv", "excel", "xlsx", "table") else "bibtex"
    command = f'refdesk ask "{text}" --follow-up --{option} works.{option[:3]}'
    return replace(catalogued(Aim.WORKS, only), notes=(f"This writes them to a file: `{command}`.",))


def _exported(match: re.Match[str], _: Turn, talk: Talk, *__: object) -> Question | None:
    return exported(match.string, talk.with_works(match.string).within_works)


# "without the year", "for any author", "drop the filters"
_UNLIMITED = compiled(
    r"(?:without|drop|remove|ignore|forget|lift|leave\s+(?:out|aside)|regardless\s+of|(?:for|of|by|in)\s+(?=any|all))\s+"
    r"(?:the\s+|any\s+|all\s+)?(?P<facet>year|author|venue|type|kind|filter|condition|limit)s?(?:\s+(?:limit|filter|condition)s?)?"
)


def _unlimited(match: re.Match[str], turn: Turn, *_: object) -> Question:
    """The last question without its conditions on one facet, or without any; raises UsageError if there are none."""
    named = match["facet"].lower()
    is_any = named in ("filter", "condition", "limit")
    facets = {facet for facet in Facet if facet is not Facet.WORK and (is_any or named == facet.value)}
    taken = [condition for condition in turn.question.conditions if condition.facet in facets]
    only = without_facets(turn.only, facets)
    if only == turn.only:
        none = "no condition" if is_any else f"no condition on the {named}"
        raise UsageError(f"“{match.string}” changes nothing: the last question has {none}")
    in_full = turn.question.whole
    for condition in taken:
        in_full = " ".join((replaced_last(in_full, condition.words, "") or in_full).split()).replace(" ?", "?")
    left = tuple(condition for condition in turn.question.conditions if condition.facet not in facets)
    topic = in_full if turn.kind is QuestionKind.BIBLIOGRAPHIC else turn.question.topic
    return edited(turn, in_full, only=only, conditions=left, topic=topic)


# "the rest?", "what about the ones that do not?", "which do not?"
_REST = compiled(
    r"(?:(?:what|how)\s+about\s+|(?:list|show)\s+(?:me\s+)?)?(?:all\s+)?(?:the|those)\s+(?:rest|others|(?:other|remaining)(?:\s+ones|\s+"
    rf"{_WORK})?|ones\s+(?:that|which)\s+(?:do|does|did|are|were)(?:n[’']t|\s+not))(?:\s+of\s+them)?"
    r"|(?:which|what)(?:\s+(?:ones|of\s+them|papers))?\s+(?:do|does|did|are)(?:n[’']t|\s+not)"
)


def _rest(match: re.Match[str], turn: Turn, talk: Talk, known: Known, _: Understanding) -> Question | None:
    """After a listing of one topic, the works that do not discuss it; else those that the last answer does not name."""
    wanted, field = turn.question.wanted, turn.question.field
    if field and field.aim is not FieldAim.ITEMS:
        field = replace(field, aim=FieldAim.LACKING if field.aim is FieldAim.FILLED else FieldAim.FILLED)
        return edited(turn, field_in_words(field), field=field)
    if turn.lists and len(wanted.topics) == 1:
        denied = Wanted(none_of=wanted.all_of) if wanted.all_of else Wanted(wanted.none_of)
        return _listed(turn, denied, turn.kind)
    only, notes = talk.others(match.string, known.works)
    return replace(catalogued(Aim.WORKS, only), notes=notes)


# "without the ones from 2022", "remove those by Guo", "but not from 2021", "except the ones on privacy"
_LEFT_OUT = compiled(
    r"(?:but\s+)?(?P<not>not\s+)?(?(not)|(?:without|remove|drop|exclude|excluding|except(?:\s+for)?|leave\s+out|minus|omit)\s+)"
    rf"(?:(?:{THOSE}|(?:the\s+|any\s+|all\s+)*(?:{_WORK}|ones|those))\s+(?:(?:that|which)\s+(?:are\s+)?)?"
    rf"(?:(?:{VERB}|about|on)\s+)?)?(?P<rest>.+)"
)


def _left_out(match: re.Match[str], turn: Turn, talk: Talk, known: Known, _: Understanding) -> Question | None:
    """The last question without a topic, or asked of its works without those that a condition admits."""
    conditions, notes = _conditions_alone(match["rest"], talk, known)
    if not conditions:
        if match["not"]:
            return None
        wanted = united(turn.question.wanted, topics_named(f"not {match['rest']}"))
        return _listed(turn, wanted, turn.kind) if turn.lists else None
    if not all(condition.only.is_on_works and not condition.only.filed for condition in conditions):
        return None
    works = talk.with_works(match.string).works
    only = [condition.only for condition in conditions]
    people = {name for each in only for name in each.authors}
    meant = {name: names_meant(name, known.author_names) for name in people if known.author_names}
    out = {
        work.key
        for work in known.works
        if all(
            each.admits_work(work.key, work.authors, work.year, work.venue, work.type, meant, work.marks)
            for each in only
        )
    }
    left = tuple(key for key in works if key not in out)
    if not left:
        raise UsageError(f"“{match.string}” leaves none of the works of the last answer")
    limited = Filter(keys=left, kinds=turn.only.kinds, evidence=turn.only.evidence)
    in_full = f"{turn.question.whole.rstrip(' ?.!')}, but not {conditions[0].words}?"
    topic = in_full if turn.kind is QuestionKind.BIBLIOGRAPHIC else turn.question.topic
    return replace(edited(turn, in_full, only=limited, topic=topic), notes=notes)


def _why(match: re.Match[str], turn: Turn, talk: Talk, *_: object) -> Question:
    word, before = (match["word"] or "why").lower(), turn.question.topic.rstrip(" ?.!")
    only = turn.within_works if turn.works else turn.only
    aim = {"when": Aim.YEARS, "where": Aim.VENUES, "by whom": Aim.AUTHORS}.get(word)
    if aim and (turn.question.request or aim is Aim.AUTHORS):
        return catalogued(aim, talk.with_works(match.string).within_works)
    if turn.lists:
        works = talk.with_works(match.string).works
        do = "does" if len(works) == 1 else "do"
        return lookup(turn, f"{word} {do} {these_papers(works)} discuss {turn.question.topic}?", only)
    yes_or_no = re.match(rf"{AUX}\s", before, re.IGNORECASE)
    return lookup(turn, f"{word} {before[0].lower()}{before[1:]}?" if yes_or_no else f"{before}, and {word}?", only)


def _more(_: re.Match[str], turn: Turn, *__: object) -> Question:
    more = f"what else is said about {turn.subject}?" if turn.subject else f"what else is said: {turn.question.whole}"
    return lookup(turn, more, turn.within_works if turn.works else turn.only)


_HOW_MANY, _WHICH, _WHY, _MORE = (
    compiled(form)
    for form in (
        # "how many are they?", "how many are left?"
        rf"how\s+many(?:\s+{_WORK})?(?:\s+(?:is\s+that|are\s+(?:they|those|left)|remain))?|how\s+many\s+(?:in\s+total|are\s+there)",
        # "which ones?", "list them all", "give me the list again"
        r"which(?:\s+(?:ones|are\s+they|are\s+those))*|what\s+are\s+they"
        r"|(?:list|show|name|give)(?:\s+me)?(?:\s+(?:them|those|these|the\s+list))?(?:\s+all)?(?:\s+again)?",
        r"(?P<word>why|how|when|where|by\s+whom)(?:\s+(?:so|not|exactly|is\s+that(?:\s+so)?))?|how\s+come",
        r"(?:(?:tell|show|give)\s+me\s+|say\s+)?(?:a\s+bit\s+|some\s+)?more(?:\s+details?)?|go\s+on|continue"
        r"|elaborate|(?:what|anything)\s+else",
    )
)
_Reader = Callable[[re.Match[str], Turn, Talk, Known, Understanding], Question | None]
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_HOW_MANY, _count_or_list),
    (_WHICH, _count_or_list),
    (_GROUPED, _grouped),
    (_SORTED, _sorted),
    (_RANKED, _ranked),
    (_EXPORTED, _exported),
    (_UNLIMITED, _unlimited),
    (_REST, _rest),
    (_LEFT_OUT, _left_out),
    (_WHY, _why),
    (_MORE, _more),
)


# "and what about ", "only ", "limit it to "
_LEAD = compiled(
    rf"(?:(?:and|but|or|now)\s+)?(?:(?:what|how)\s+about\s+|are\s+there\s+|any\s+|others?\s+|only\s+|just\s+|(?:show|list|keep|give)\s+(?:me\s+)?(?=only|just)|(?:the\s+)?{_WORK}\s+"
    r"|(?:restrict|limit|narrow)(?:ed)?\s+(?:(?:it|that|this|them)\s+)?(?:down\s+)?to\s+)*"
)
_VENUE_NOUN = compiled(r"\s+(?:venues?|journals?|conferences?)$")
_OF_ITS_OWN = compiled(rf"(?:the\s+)?{_WORK}\s")  # "papers from 2023"
_TOGETHER = ({Facet.KIND, Facet.EVIDENCE},)
"""Facets that replace each other: "in my summaries", "in the abstracts"."""


# "before that?", "and since then?", "later ones"
_THEN = compiled(
    rf"(?:and\s+)?(?:(?P<side>before|after|since)\s+(?:that|then)|(?P<later>earlier|later)(?:\s+(?:ones|{_WORK}|years))?)\W*"
)


def _with_years(text: str, talk: Talk) -> str:
    """ "Before 2022" for "before that?", by the years of the last question."""
    match, years = _THEN.fullmatch(text), talk.last.only.years if talk.last else None
    if not match or not years:
        return text
    if (match["side"] or "before").lower() == "before" and (match["later"] or "earlier").lower() == "earlier":
        return f"before {years.first}" if years.first else text
    return f"after {years.last}" if years.last else text


def other_condition(text: str, talk: Talk, known: Known) -> Question | None:
    """The last question with another year, author, venue or kind of source: "and in 2022?", "only by Faubel".

    After a question on one work of a listing, other years apply to the listing, as a work has only one year. Raises
    NoEarlierQuestionError before the first answer.
    """
    text = _with_years(text, talk)
    led = _LEAD.match(text)
    words = text[led.end() if led else 0 :].strip(" ?.!")
    conditions, notes = _conditions_alone(words, talk, known)
    if not conditions and led and "to" in led.group().split():  # "limit it to IEEE venues"
        conditions, notes = _conditions_alone(f"in {_VENUE_NOUN.sub('', words)}", talk, known)
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
    question, in_full = _limited(edited(turn, turn.question.whole), conditions), turn.question.whole
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


# "only the ones", "the works", which stand for "the conference papers"
_NOUN_ALONE = compiled(rf"\b(?:only|also|the|ones|those|{_WORK})\b")


def _conditions_alone(words: str, talk: Talk, known: Known) -> tuple[tuple[Condition, ...], tuple[str, ...]]:
    """The conditions in the words, and notes on them; none if the words say anything else."""
    last = talk.last
    by_author = last and last.kind is QuestionKind.BIBLIOGRAPHIC and last.only.authors
    if by_author and re.fullmatch(r"[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*)?", words):  # "and Baker?"
        return (Condition(Facet.AUTHOR, f"by {words}", Filter(authors=(words,))),), ()
    read = conditions_in(QuestionText(words, words, known, listing=True, of_works=True))
    has_more = re.search(r"\w", _NOUN_ALONE.sub("", read.rest))
    if has_more or any(condition.facet is Facet.WORK for condition in read.conditions):
        return (), ()
    return read.conditions, read.notes


def another_field(text: str, talk: Talk, known: Known) -> Question | None:
    """The last question by field, of another field or on another topic."""
    turn = talk.last
    if not turn or not turn.question.field or not (field := other_field(text, turn.question.field, known)):
        return None
    return edited(turn, field_in_words(field), field=field, topic=field.topic or field.words)


# "what about X", "and the same for X", "but not X"
_TOPIC_ALONE = compiled(
    r"(?:(?:and|but|or)\s+)?(?:(?:what|how)\s+about|i\s+meant?|and|or|but(?=\s+(?:not|neither)\b))\s+(?:(?:about|regarding|concerning)\s+)?"
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


def other_topic(text: str, talk: Talk, known: Known) -> Question | None:
    """The last question with another topic, under the conditions that are named with it: "and privacy by Faubel?"."""
    match, turn = _TOPIC_ALONE.fullmatch(text), talk.last
    if not match or not turn or len(match["topic"].split()) > _MOST_WORDS or _NOT_ELLIPTIC.search(match["topic"]):
        return None
    topic, of_works = match["topic"], turn.lists or turn.kind is QuestionKind.BIBLIOGRAPHIC
    read = conditions_in(QuestionText(topic, topic, known, listing=of_works))
    if rest := " ".join(read.rest.split()):
        on_topic = _on_topic(turn, rest, narrowed=bool(read.conditions))
        return on_topic and _with_conditions(turn, on_topic, read)
    if read.notes and not read.conditions:  # "but not from 2021?"
        return replace(edited(turn, turn.question.whole), notes=read.notes)
    return _on_topic(turn, topic)


def _with_conditions(turn: Turn, asked: Question, read: Conditions) -> Question:
    """The question on a new topic under its own conditions, worded with them."""
    question, in_full = _limited(asked, read.conditions), asked.in_full
    if _facets(read.conditions) & {condition.facet for condition in turn.question.conditions}:
        in_full = asking_for_works(asked.kind, asked.topic) if asked.wanted.topics else asked.topic
    words = " ".join(condition.words for condition in read.conditions)
    in_full = f"{in_full.rstrip(' ?.!')} {words}?" if words else in_full
    return replace(question, in_full=in_full, notes=(*asked.notes, *read.notes))


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
        return edited(turn, in_full, topic=f"{question.topic.rstrip(' ?.!')} {topic}")
    if turn.focus:
        topic = bare_topic(re.sub(rf"^(?:{'|'.join(_BEFORE_PLACES)})", "", topic, flags=re.IGNORECASE)) or topic
        return lookup(turn, topic, turn.within_works, in_full=f"what does this paper say about {topic}?")
    asked = replaced_last(question.topic, turn.subject, topic) or same_head(question.topic, topic)
    if asked is None:
        return lookup(turn, topic, turn.only, in_full=f"what is said about {topic}?")
    asked = re.sub(r"^(what\s+)(?:is|are)\b", rf"\1{'are' if is_plural(topic) else 'is'}", asked, flags=re.IGNORECASE)
    # "What do my summaries say about drift?" looks up "drift" in the summaries.
    whole = replaced_last(question.whole, turn.subject, topic) if turn.subject == question.topic else None
    return lookup(turn, asked, turn.only, in_full=whole or asked)


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
    asserts = topics.all_of or topics.any_of
    reworded = replaced_last(turn.question.whole, turn.question.topic, topic) if turn.lists and asserts else None
    return edited(turn, reworded or asking_for_works(kind, topic), kind=kind, topic=topic, wanted=topics, request=None)
