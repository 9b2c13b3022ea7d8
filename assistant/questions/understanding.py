"""Parse a question without a language model: its kind, topic and conditions."""

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
from assistant.questions.bibliographic import apart_from, is_asking, request_in
from assistant.questions.clauses import grouping_in
from assistant.questions.conditions import Conditions, conditions_in
from assistant.questions.fields import field_question, no_such_field
from assistant.questions.finding import QuestionText
from assistant.questions.inshort import asked_in_short, works_compared
from assistant.questions.one_work import parted
from assistant.questions.phrases import ASKS, SAYING_VERBS, compiled, either, plural_form, verbs
from assistant.questions.question import MAX_LENGTH, Aim, CatalogueQuery, Facet, Known, Question, QuestionKind, Wanted
from assistant.questions.sets import Compared, compared_in, in_words, wanted
from assistant.questions.worknames import named_works
from index.errors import UsageError

_NOTHING_KNOWN = Known()
# "drift OR skew", "NEAR(drift skew)", "concept*"
_OPERATOR = re.compile(r"\b(?:NEAR|OR|AND|NOT)\b|(?<!\w)\*|\*(?!\w)")
# "what do these studies report on": the rest is the topic
_WHAT_IS_SAID = compiled(
    r"what\s+(?:do|does|did)\s+(?:it\s+|(?:this|that|these|those|the|my)\s+(?:\w+\s+)?)?(?:say|tell|write|report|argue)\s+(?:us\s+)?"
    r"(?:about|on|of)\s+"
)


def understand(text: str, known: Known = _NOTHING_KNOWN, without: frozenset[Facet] = frozenset()) -> Question:
    """Parse a question, without the conditions of the facets in `without`.

    Raises UsageError for a question without search words, contradictory conditions, or an unknown work.
    """
    folded = unicodedata.normalize("NFC", " ".join(text.split()))
    if not re.search(r"\w", folded):
        raise UsageError("the question is empty: ask in plain words, such as `which papers discuss concept drift?`")
    whole = folded[:MAX_LENGTH]
    asked, notes = _first_of(whole, known, without)
    question = _single(asked, known, without)
    _ = question.only  # raises UsageError for contradictory conditions
    if _OPERATOR.search(whole) and not whole.isupper():
        notes += ("Operators such as OR, NEAR and * are read as plain words: ask in words, such as “both X and Y”.",)
    return replace(question, text=whole, notes=(*question.notes, *notes), cut=len(folded) > MAX_LENGTH)


def _single(text: str, known: Known, without: frozenset[Facet]) -> Question:
    if (in_short := asked_in_short(text, known, without)) and not _asks_fact(text, known):
        return in_short
    if several := _with_further(text, known, without):
        return several
    compared = compared_in(text)
    listing = asks_for_works(text)
    read = conditions_in(QuestionText(text, text, known, listing), without)
    rest = _tidied(read.rest)
    if by_field := field_question(text, replace(read, rest=rest), known):
        return by_field
    read = replace(read, notes=(*read.notes, *no_such_field(replace(read, rest=rest), known)))
    if not listing and asks_for_works(rest):  # "Faubel's papers on drift"
        listing, read = True, conditions_in(QuestionText(text, text, known, True), without)
        rest = _tidied(read.rest)
    if compared and not listing:
        return _comparison(text, compared, read, known, Facet.WORK in without)
    if request := _whether(rest, read) or request_in(rest, text, known) or _of_kind(rest, read):
        conditions = apart_from(request, read.conditions)
        return _of_catalogue(text, replace(read, conditions=conditions), request)
    if asked := asked_for(rest) or _without_words(asked_for(text), read):
        return _of_works(text, read, asked)
    across = asks_across(text)
    return Question(text, QuestionKind.LOOKUP, _looked_up(text, rest), read.conditions, notes=read.notes, across=across)


def _comparison(text: str, compared: Compared, read: Conditions, known: Known, unnamed: bool) -> Question:
    """A comparison of the works that it names, if any and not `unnamed`, or of what its sides are."""
    if named := None if unnamed else works_compared(text, compared, known):
        compared, works = named
    else:
        works = ()
        without_names = compared_in(
            _tidied(read.rest)
        )  # "compare X and Y in my notes"; two works are "this paper" in it
        compared = without_names if without_names and len(set(without_names.sides)) > 1 else compared
    question = Question(text, QuestionKind.COMPARISON, compared.topic, read.conditions, notes=read.notes)
    return replace(question, sides=compared.sides, works=works)


def _asks_fact(text: str, known: Known) -> bool:
    """True if a text with a work's name asks for a fact of it: "which journal is “X” in?"."""
    read = conditions_in(QuestionText(text, text, known, False))
    rest = _tidied(read.rest)
    request = _whether(rest, read) or request_in(rest, text, known)
    return request is not None and (request.aim not in (Aim.WORKS, Aim.COUNT) or Aim.CITATIONS in request.further)


def _with_further(text: str, known: Known, without: frozenset[Facet]) -> Question | None:
    """ "Who wrote X, and when?": the question on its first fact, with the others; None for other questions."""
    lead, further = parted(text)
    question = _single(lead, known, without) if further else None
    request = question.request if question else None
    if not question or not request or request.aim in (Aim.COUNT, Aim.WORKS) or request.grouped_by:
        return None
    asked = dict.fromkeys((request.aim, *request.further, *further))
    return replace(question, text=text, topic=text, request=replace(request, further=tuple(asked)[1:]))


def _of_works(text: str, read: Conditions, asked: AskedOfWorks) -> Question:
    """A listing or a count; a bibliographic question if it has only conditions on the works."""
    predicate = explained(asked.predicate)
    if (
        not asked.modifiers
        and is_about_works_alone(predicate)
        and (read.conditions or says_something(predicate) or asked.counted)
    ):
        if asked.valued:
            raise UsageError(
                f"the records do not tell which works are “{' '.join(asked.valued)}”: ask by what they tell, such as"
                " years, authors, venues, types, keywords or citations"
            )
        return _of_catalogue(text, read, CatalogueQuery(Aim.COUNT if asked.counted else Aim.WORKS))
    if not asked.modifiers and _DECIDED.fullmatch(predicate):
        raise UsageError(
            f"“{predicate}” is not understood: no record tells what you decided; ask for a keyword, such as"
            " `which works have the keyword included?`, or for a field of your notes, such as"
            " `which verdicts do my notes name?`"
        )
    topics = wanted(asked.modifiers, asked.predicate)
    if not topics.topics:
        raise UsageError(
            "the question asks for works and names no topic with a word to look for: "
            "name one, such as `which papers discuss concept drift?`"
        )
    if topics.combines and all(
        _FACTS.issuperset(re.findall(r"\w+", each.lower())) for each in topics.topics
    ):  # "an abstract but no DOI"
        raise UsageError(f"“{in_words(topics)}” is not understood together: ask for one at a time")
    kind = QuestionKind.COUNT if asked.counted else QuestionKind.LISTING
    if asked.counted and read.left_out:
        raise _not_left_out(read.left_out[0])
    topic = topics.all_of[0] if topics == Wanted(topics.all_of[:1]) else in_words(topics)
    return Question(
        text, kind, topic, read.conditions, topics, notes=read.notes, grouped_by=grouping_in(asked.predicate)
    )


# "(which works) did I include", "have we excluded so far"
_DECIDED = compiled(
    r"(?:(?:do|did|have|has|had|should|must)\s+)?(?:i|we)\s+(?:(?:finally|already|have)\s+)?(?:(?:in|ex)clude|accept"
    r"|reject|select|keep|kept|screen|read|judge)(?:ed|d)?"
    r"(?:\s+(?:so\s+far|yet|already|until\s+now))?"
)
_WORDS_FOR_FACTS = """no a an any and or nor neither the abstract abstracts doi dois keyword keywords full text texts
    pdf pdfs year years venue venues author authors citation citations known number of have with without"""
_FACTS = frozenset(_WORDS_FOR_FACTS.split())
"""Words for facts of records, which are no topics of texts."""


def _of_catalogue(text: str, read: Conditions, request: CatalogueQuery) -> Question:
    """A bibliographic question; raises UsageError where a condition leaves works out, as its number would be false."""
    if read.left_out:
        raise _not_left_out(read.left_out[0])
    types = {type_ for condition in read.conditions for type_ in condition.only.types}
    # "how many articles and how many theses", "are there more articles than theses"
    compares = request.aim is Aim.COUNT or (request.aim is Aim.WORKS and re.search(r"(?i)\b(?:than|vs|versus)\b", text))
    if compares and not request.grouped_by and len(types) > 1:
        request = replace(request, aim=Aim.COUNT, grouped_by=Aim.TYPES)
    notes = read.notes
    if not types and request.aim is Aim.COUNT and _ARTICLES.match(text):
        notes += ("“Articles” was read as works of any type: say “journal articles” for those alone.",)
    return Question(text, QuestionKind.BIBLIOGRAPHIC, text, read.conditions, request=request, notes=notes)


_ARTICLES = compiled(r"\W*(?:how\s+many|number\s+of)\s+articles\b")


def _not_left_out(words: str) -> UsageError:
    return UsageError(
        f"“{words}” is not understood: conditions say which works count, not which are left out, such as "
        "`how many papers since 2022?`"
    )


# "is a", "was"; "is this paper a"
_IS_IT = compiled(
    r"\W*(?:is|are|was|were)(?:\s+(?:this|the)\s+(?:paper|work|article|study))*(?:\s+(?:an?|the))?(?:\s+works?)?\W*"
)


def _whether(rest: str, read: Conditions) -> CatalogueQuery | None:
    """The query for a yes or no: "is X a review?", "was X retracted?"."""
    facets = {condition.facet for condition in read.conditions}
    if not {Facet.WORK, Facet.TYPE} <= facets or not _IS_IT.fullmatch(rest):
        return None
    keys = next(condition.only.keys for condition in read.conditions if condition.facet is Facet.WORK)
    return CatalogueQuery(Aim.TYPES, named=keys)


def _of_kind(rest: str, read: Conditions) -> CatalogueQuery | None:
    """The query for works of a type, or with a keyword, alone: "which are retracted?"."""
    facets = {condition.facet for condition in read.conditions}
    if Facet.WORK in facets or not {Facet.TYPE, Facet.FIELD} & facets or not is_asking(rest):
        return None
    return CatalogueQuery(Aim.COUNT if re.match(r"(?i)\W*how\s+many\b", rest) else Aim.WORKS)


def _without_words(asked: AskedOfWorks | None, read: Conditions) -> AskedOfWorks | None:
    """The request without words of conditions inside its predicate: "what was published in 2022 on ..."."""
    if asked is None:
        return None
    predicate = asked.predicate
    for condition in read.conditions:
        words = condition.words.split()
        ends = (" ".join(words[n:]) for n in range(len(words)))
        if words_before := next((end for end in ends if end in predicate), ""):
            predicate = predicate.replace(words_before, " ")
    return replace(asked, predicate=predicate)


def _looked_up(text: str, rest: str) -> str:
    """The text to look up: the question without the words of its conditions, if anything is left."""
    if lead := _WHAT_IS_SAID.match(rest):
        return bare_topic(rest[lead.end() :]) or text
    if rest != text and not ASKS.match(rest):  # "in my notes: monitoring?"
        rest = bare_topic(rest)
    return rest if says_something(rest) else bare_topic(text) or text


def _tidied(rest: str) -> str:
    """The rest of a question on one line, without punctuation around removed words."""
    line = re.sub(r"\(\s*\)|\[\s*\]|^[\s,;:]+", "", " ".join(rest.split()))
    return re.sub(r"\s+([,;?.!])", r"\1", re.sub(r"(?:,\s*)+([?.!]|$)", r"\1", line)).strip()


_TELLING = ("paper", "work", "study", "article", "publication", "author", "researcher", "scholar", "source", "abstract")
_SEVERAL = (
    r"(?:(?:the|my|our|these|those|different|various|all|existing|published|recent)\s+)*"
    + either((*map(plural_form, _TELLING), "summaries", "notes", "literature", "research", "corpus", "collection"))
)  # fmt: skip
_STATING = [verb for verb in SAYING_VERBS if verb not in ("compare", "contain", "include", "look")]
# "what do the papers say about drift", "according to my notes", "across the literature", "summarise what is known"
_ACROSS = compiled(
    rf"\b(?:what|how|why|which\s+\w+|where|when)\b[^?.]*\b(?:do|does|did|have|has|can|could)\s+{_SEVERAL}\b"
    rf"[^?.]*\b{verbs((*_STATING, 'see', 'think', 'view', 'approach', 'handle', 'understand'), ing=False)}"
    rf"|\baccording\s+to\s+{_SEVERAL}\b|\b(?:in|across|throughout|from|by)\s+{_SEVERAL}\b\s*[?.!]*$"
    r"|^\s*(?:please\s+)?(?:summari[sz]e|synthesi[sz]e|review|give\s+(?:me\s+)?an?\s+(?:overview|summary|synthesis)\s+of)\b"
    r"|\bstate\s+of\s+(?:the\s+)?(?:research|knowledge|art)\b"
)


def asks_across(text: str) -> bool:
    """True if the answer should bring together several works."""
    return bool(_ACROSS.search(text))


# Between two questions in one text: "drift? And", "drift?What", "survey. Which papers"
_BREAK = re.compile(r"(?<=\?)\s+(?=\S)|(?<=\?)(?=[A-Z])|(?<=[a-z)\]]{2}[.!])\s+(?=[A-Z][a-z]+\s)")
_ABBREVIATIONS = ("al.", "e.g.", "i.e.", "cf.", "vs.", "etc.", "fig.", "no.", "resp.", "approx.")
_PLAIN = frozenset({QuestionKind.LOOKUP, QuestionKind.COMPARISON})


def _first_of(text: str, known: Known, without: frozenset[Facet]) -> tuple[str, tuple[str, ...]]:
    """The first of several questions, and a note on the others; consecutive lookups stay together."""
    parts = _sentences(text, known)
    if len(parts) < 2:
        return text, ()
    asks_works = [_kind(part, known, without) not in _PLAIN for part in parts]
    if not any(asks_works):
        return text, ()
    # "I am writing a survey. Which papers ...?": skip the statement.
    asking = [works or part.endswith("?") for works, part in zip(asks_works, parts, strict=True)]
    first = asking.index(True)
    left = [part for part, asks in zip(parts[first + 1 :], asking[first + 1 :], strict=True) if asks]
    note = f"One question is answered at a time; not answered: {' '.join(f'“{part}”' for part in left)}"
    return parts[first], (note,) if left else ()


def _kind(part: str, known: Known, without: frozenset[Facet]) -> QuestionKind:
    try:
        return _single(part, known, without).kind
    except UsageError:
        return QuestionKind.LISTING


def _sentences(text: str, known: Known) -> list[str]:
    """Split a text into sentences, but not within the title of a known work."""
    titles = [(title.start, title.end) for title in named_works(QuestionText(text, text, known, False))]
    parts: list[str] = []
    begun = 0
    for match in _BREAK.finditer(text):
        inside = any(start < match.end() and match.start() < end for start, end in titles)
        if not inside and (text[: match.start()].lower().split() or [""])[-1] not in _ABBREVIATIONS:
            parts.append(text[begun : match.end()].strip())
            begun = match.end()
    return [part for part in (*parts, text[begun:].strip()) if re.search(r"\w", part)]
