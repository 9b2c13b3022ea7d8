"""Names of works as conditions: "what does the SliceTeller paper say", "in paper 11", "John et al. (2021)".

What a name means is decided in `assistant.questions.named`.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.questions.authors import name_at
from assistant.questions.finding import FoundCondition, QuestionText
from assistant.questions.named import (
    ONE,
    YEAR,
    Named,
    bare_name,
    by_likeness,
    by_number,
    by_title,
    files_of,
    folded,
    fronts_of,
    works_by,
    works_named,
)
from assistant.questions.phrases import AUX, NEUTRAL, QUOTED, VERB, WH, compiled
from assistant.questions.question import Condition, Facet
from index.entries import WorkEntry
from index.text.words import ORDINAL_WORDS, STOP_WORDS, title_words
from index.works import names
from index.works.dois import canonical_doi
from index.works.filters import Filter

# In a question on citations, the cited work is not a condition on the works asked for.
_CITING_WORDS = """cite cites cited citing citation citations reference references referenced build builds building
    extend extends extending"""
_CITING = frozenset(_CITING_WORDS.split())
# "@john2021towards", "conf/icse/John21", "10.1109/SEAA53835.2021.00050"
_TOKEN = re.compile(r"@?[^\W_][\w:./+()-]*")
# "paper 11", "study no. 3"
_NUMBER = compiled(rf"\b(?:the\s+)?{ONE}\s+(?:number\s+|n[or]\.?\s*)?#?\d{{1,4}}\b(?!\s*[%.]\d)")
# "in", "according to the paper titled"
_LEADING = compiled(
    rf"\b(?:in|from|of|according\s+to|based\s+on)\s+(?:the\s+)?(?:{ONE}\s+)?(?:(?:titled|entitled|called|named)\s+)?$"
)
# "the 2021 John paper", "the paper by John", "John et al. (2021)": names may follow
_BEFORE_NAMES = compiled(
    rf"\b(?:(?:the|this|that)\s+(?:(?P<year>{YEAR})\s+)?{ONE}\s+(?:by|of|from)\s+|(?P<the>the)\s+(?:(?P<year2>{YEAR})\s+)?)"
    r"(?=[^\W\d_])|(?P<bare>(?<!\w)(?=(?-i:[A-Z])))"
)
# After names: "et al. (2021)", ", 2022"
_BEHIND_NAMES = compiled(
    rf"(?P<et_al>\s+{names.ET_AL}(?:['’]s)?)?(?:,?\s*(?:(?:from|of|in)\s+)?[(\[]?\s*(?P<year>{YEAR})[a-z]?\s*[)\]]?)?"
)
# "'s 2021 paper"
_NOUN_AFTER = compiled(rf"(?:['’]s)?\s+(?:\d{{4}}\s+)?{ONE}(?!\w)")
_SURE_NOUN = r"(?:paper|article|preprint|publication)"
# "the MLOps maturity paper", "Granlund's Oravizio paper", "the SliceTeller study"
_CALLED = compiled(
    rf"(?:\bthe|(?P<whose>(?-i:[A-Z])[\w.-]+(?:\s+(?:and\s+(?-i:[A-Z])[\w-]+|et\s+al\.?))?(?:['’]s|(?<=s)['’])))\s+"
    rf"(?P<name>(?:[\w.’'+/-]+\s+){{1,7}}?)(?P<noun>{ONE})(?!\s+(?:(?:by|of|from)\s+[A-Z]|\d))\b"
)
# "the paper on bots", "the recent article about the drift of models"
_ON = compiled(rf"\bthe\s+(?:{NEUTRAL}\s+)?{ONE}\s+(?:on|about|called|titled|entitled)\s+(?=\w)")
# What ends the name in "the paper on bots (say)": "?", " and", " in"
_END = compiled(
    rf"\s*(?:[?!,;:()]|\.(?!\d)|$)|\s+(?={VERB}\b|{AUX}\b|(?:and|or|but|by|from|in|since|before|after|published|that|which|{WH})\b)"
)
# "(the paper on bots), and when?"
_AFTER_NAME = compiled(rf"(?:\W+(?:and|or|but|{WH}))*\W*$")
_ENDS = 8
"""Places where a name may end that are tried. A guess."""
# "what does (Scanflow22) propose", "how did (SliceTeller) find"
_SUBJECT = compiled(
    rf"\b(?:do|does|did|is|are|was|has)\s+(?P<name>(?:[\w.+-]+\s+){{1,6}}?)(?={VERB}\b|about\b|(?:done|evaluated|used)\b)"
)
_SAYING_NOTHING = """same whole original full actual above other cited white position short long current given present
    following next previous right wrong entire single such said this that these those which each any every my our your
    their its his her a an no"""
_NO_TITLE_WORDS = STOP_WORDS | frozenset(_SAYING_NOTHING.split()) | ORDINAL_WORDS.keys()
_NEUTRAL = compiled(NEUTRAL)


def named_works(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find names of works; none in a question on citations."""
    if reading.known.works and _CITING.isdisjoint(re.findall(r"\w+", reading.rest.lower())):
        for finder in (_keys_in, _files_in, _quoted_titles_in, _titles_in, _numbers_in, _authors_in, _called_in):
            yield from finder(reading)


def _keys_in(reading: QuestionText) -> Iterator[FoundCondition]:
    keys = {work.key.casefold(): work for work in reading.known.works}
    dois = {canonical_doi(work.doi): work for work in reading.known.works if work.doi}
    for match in _TOKEN.finditer(reading.rest):
        token = match.group().rstrip(".:/-()")
        doi = canonical_doi(token) if "10." in token and "/" in token else None
        work = keys.get(token.casefold().lstrip("@")) or (dois.get(doi) if doi else None)
        if work and any(c.isdigit() for c in token):
            yield _condition(reading, match.start(), match.start() + len(token), [work])


def _files_in(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find names of files, with their suffix, which tell of one work each."""
    text = reading.rest.casefold()
    if not re.search(r"\.[a-z]{2,5}\b", text):
        return
    named: dict[tuple[int, int], list[WorkEntry]] = {}
    for work in reading.known.works:
        for file in files_of(work):
            if "." in file and (place := text.find(file.casefold())) >= 0:
                named.setdefault((place, place + len(file)), []).append(work)
    for (start, end), works in sorted(named.items(), key=lambda found: found[0][0] - found[0][1]):
        if len(works) == 1:
            yield _condition(reading, start, end, works)


def _quoted_titles_in(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find quoted titles or beginnings of titles, also with typos."""
    works = reading.known.works
    for match in QUOTED.finditer(reading.rest):
        name = folded(match[1])
        if len(name.split()) < 2:
            continue
        begun = (w for w in works if len(name.split()) >= 3 and f"{folded(w.label)} ".startswith(f"{name} "))
        if fitting := by_title(name, works) or list(begun) or by_likeness(name, works):
            yield _condition(reading, match.start(), match.end(), fitting)


def _titles_in(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find unquoted titles of three words or more."""
    words = [(word, match) for match in re.finditer(r"[^\W_]+", reading.rest) for word in title_words(match.group())]
    text = f" {' '.join(word for word, _ in words)} "
    spans: dict[tuple[int, int], list[WorkEntry]] = {}
    for work in reading.known.works:
        for front in fronts_of(work.title or ""):
            if len(front.split()) >= 3 and (place := text.find(f" {front} ")) >= 0:
                first = text[:place].count(" ") if place else 0
                start, end = words[first][1].start(), words[first + len(front.split()) - 1][1].end()
                spans.setdefault((start, end), []).append(work)
                break
    for start, end in spans:
        widest = not any(a <= start and end <= b and (a, b) != (start, end) for a, b in spans)
        if widest and _stands_for_its_work(reading, start, end):
            yield _condition(reading, start, end, spans[start, end])


def _stands_for_its_work(reading: QuestionText, start: int, end: int) -> bool:
    """True if a title in the text means its work; in a listing it may be the topic."""
    capitals = sum(word[:1].isupper() for word in reading.rest[start:end].split())
    if reading.listing:
        return capitals > 1 and _LEADING.search(reading.rest[:start]) is not None
    return capitals > 1 or (reading.opens(start) and reading.closes(end))


def _numbers_in(reading: QuestionText) -> Iterator[FoundCondition]:
    """ "Paper 11", as the notes number their papers."""
    for match in _NUMBER.finditer(reading.rest):
        if fitting := by_number(bare_name(match.group()), reading.known.works):
            yield _condition(reading, *match.span(), fitting)


def _authors_in(reading: QuestionText) -> Iterator[FoundCondition]:
    """ "The 2021 John paper", "the paper by John"; outside listings "John et al.", too."""
    for match in _BEFORE_NAMES.finditer(reading.rest):
        bare = match["bare"] is not None
        people, end = _people_at(reading, match.end())
        behind = _BEHIND_NAMES.match(reading.rest, end) if people else None
        end = behind.end() if behind else end
        noun = _NOUN_AFTER.match(reading.rest, end) if people and match["the"] else None
        sure = not bare or (behind and (behind["year"] or behind["et_al"]) and not reading.listing)
        if behind and sure and (noun or not match["the"]):
            when = match["year"] or match["year2"] or behind["year"]
            if condition := _by_people(reading, match.start(), noun.end() if noun else end, people, when):
                yield condition


def _people_at(reading: QuestionText, start: int) -> tuple[list[str], int]:
    """The names of people from `start`, and their end."""
    people: list[str] = []
    end = start
    while (span := name_at(reading, start)) and reading.rest[span[0]].isupper():
        people.append(reading.rest[slice(*span)])
        end = span[1]
        joined = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE).match(reading.rest, end)
        if not joined:
            break
        start = joined.end()
    return people, end


def _by_people(
    reading: QuestionText, start: int, end: int, people: list[str], year: str | None
) -> FoundCondition | None:
    fitting = works_by(people, int(year) if year else None, reading.known.works)
    if fitting:
        return _condition(reading, start, end, fitting)
    asked = f"{' and '.join(people)}" + (f" of {year}" if year else "")
    return FoundCondition(start, start, (), (f"No work is by {asked}.",)) if year else None


def _called_in(reading: QuestionText) -> Iterator[FoundCondition]:
    """ "The MLOps maturity paper", "Granlund's Oravizio paper", "the paper on bots", "what does Scanflow22 propose"."""
    works = reading.known.works
    for match in _ON.finditer(reading.rest):
        ends = [end.start() for end in _END.finditer(reading.rest, match.end())][:_ENDS]
        for end in reversed(ends):
            name = reading.rest[match.start() : end]
            if named := works_named(name, works).works:
                yield _condition(reading, match.start(), match.start() + len(_AFTER_NAME.sub("", name)), named)
                break
    for match in _CALLED.finditer(reading.rest):
        words = match["name"].split()
        if words[-1].lower() in _NO_TITLE_WORDS or (not match["whose"] and not may_be_title(words)):
            continue
        noun = match["noun"].lower()
        named = works_named(match.group(), works).works
        # "The user study" may be any; "the MLOps study" has a name, and is one work.
        if named and (re.fullmatch(_SURE_NOUN, noun) or (len(named) == 1 and re.search(r"[A-Z]", match["name"]))):
            yield _condition(reading, *match.span(), named)
    for match in _SUBJECT.finditer(reading.rest) if not reading.listing else ():
        name = match["name"].strip()
        if re.search(r"\w[A-Z\d]", name) and (titled := by_title(name, works)):
            yield _condition(reading, match.start("name"), match.start("name") + len(name), titled)


def may_be_title(words: Sequence[str]) -> bool:
    """True if words before "paper" may be those of a title: no "same", "of this", "most recent"."""
    first = next((word for word in words if not _NEUTRAL.fullmatch(word)), "")
    return bool(first) and _NO_TITLE_WORDS.isdisjoint({first.lower(), words[-1].lower()})


def _condition(reading: QuestionText, start: int, end: int, works: Sequence[WorkEntry]) -> FoundCondition:
    lead = _LEADING.search(reading.rest[:start])
    start = lead.start() if lead else start
    instead = "" if lead or reading.listing else "these papers" if len(works) > 1 else "this paper"
    instead = instead if len(instead) <= end - start else "it"
    if reading.rest[start - 1 : start] == "(" and reading.rest[end - 1] == ")" and "(" not in reading.rest[start:end]:
        start -= 1
    named = Named(reading.words(start, end), "", tuple(works))
    notes = (f"{named.choices}.",) if len(works) > 1 else ()
    return FoundCondition(start, end, (Condition(Facet.WORK, named.words, Filter(keys=named.keys)),), notes, instead)
