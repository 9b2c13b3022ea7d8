"""Answer by field: what the researcher's notes have under a heading of their template, grouped, with the denominator.

Items are grouped only if they are equal but for case, punctuation, articles and plural endings (see `sameness`). A
topic limits the items to those that name it, by its words or by a name of the glossary; a few others that are like it
are shown apart, as likeness tells little on such short texts. So no work is said to have none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from assistant.answers import Answer, Claim, FieldEntry, FieldGroup, FieldResult, Support
from assistant.composing import Composer
from assistant.questions.fields import fields_named
from assistant.questions.question import FieldAim, FieldNames, FieldQuery, Known
from assistant.sweeping.topics import Glossary, Topic, make_topic, named_by, topic_of
from assistant.wording import SAME_ITEMS, field_summary, work_label
from index import fields as noted_fields
from index.entries import FoundPassage
from index.errors import UsageError
from index.fields import Field, StudyFields
from index.search import Search
from index.sources import Evidence, Kind
from index.store.catalogue import Catalogue
from index.text.passages import Sentence
from index.text.words import STOP_WORDS, in_one_spelling, is_english_script, quoted, singular, terms
from index.works.filters import Filter

_COMMON = 0.1
"""Share of the works with notes that must have a field for a question that does not name the notes (a guess)."""
_LISTED = 20
"""Fields that an error names (a guess)."""
_EMBEDDED = 60
"""Items that are compared with a topic by likeness, those of the nearest passages: a third of a second. A guess."""
_ALIKE = 0.62
"""Least cosine of an item that is like a topic. On hand-made lists of items those on it had 0.59 to 0.68, others up to
0.59; between annotations of one field it tells little (tests/benchmarks, `seaibib`: precision 0.06)."""
_NEAREST = 5
"""Items like a topic that are shown beside those that name it (a guess)."""


def study_fields(catalogue: Catalogue, glossary: Glossary) -> StudyFields:
    """The fields of all notes; names that the glossary takes for the same are one field."""
    return noted_fields.study_fields(catalogue, glossary.names)


def names_of(study: StudyFields, glossary: Glossary) -> tuple[FieldNames, ...]:
    """The names of the fields, also those of the glossary, for reading a question; headings of one note come last."""
    return tuple(
        FieldNames(each.name, tuple(dict.fromkeys((*each.also, *_synonyms(each, glossary)))))
        for each in (*study.fields, *study.own)
    )


def _synonyms(field: Field, glossary: Glossary) -> Iterator[str]:
    for name in (field.name, *field.also):
        for term in glossary.of(name):
            yield from (term.name, *term.same)


def fields_asked(name: str, known: Known) -> FieldQuery:
    """The query of all items of the fields called `name`; raises UsageError, with those there are, if none is."""
    words = " ".join(name.split())
    if names := fields_named(words, known.fields):
        return FieldQuery(FieldAim.ITEMS, (names,), words)
    there = [each.name for each in known.study.fields] if known.study else []
    more = f" and {len(there) - _LISTED} more (`refdesk fields`)" if len(there) > _LISTED else ""
    listed = f"the fields are: {', '.join(there[:_LISTED])}{more}" if there else "no two notes share a heading"
    raise UsageError(f"no note has a field {quoted(words)}; {listed}")


def by_field(composer: Composer, query: FieldQuery, glossary: Glossary, *, grouped: bool = True) -> Answer:
    """Answer by the fields of a query; abstain if nothing is under them.

    For a question that does not name the notes, also if no item names its topic or few notes have the field.
    """
    study = composer.known.study or study_fields(composer.search.catalogue, glossary)
    noted = _noted(composer, study, query)
    topic = topic_of(composer.search.catalogue, query.topic, glossary) if query.topic else None
    for names in query.names:
        fields = [each for name in names if (each := study.named(name))]
        if not fields:  # kept with a question of an earlier state of the notes
            continue
        field = _united(fields)
        if not query.own and len(field.works) < _COMMON * len(study.works):
            composer.reason = f"Few notes have the field {field.name}."
        elif len(names) > 1:
            composer.notes += (f"Taken together as one field: {', '.join(each.name for each in fields)}.",)
        groups = () if query.aim is FieldAim.LACKING else _groups(composer, field, noted, topic, grouped=grouped)
        composer.fields += (_result(field, noted, groups),)
    _conclude(composer, query)
    return composer.answer()


def list_fields(catalogue: Catalogue, glossary: Glossary, only: Filter = Filter()) -> tuple[FieldResult, ...]:
    """Every field of the notes on works that `only` admits, without its items, the most often filled first."""
    study = study_fields(catalogue, glossary)
    noted = frozenset(study.works) & {work.key for work in catalogue.works(only)} if _reads_notes(only) else frozenset()
    results = [_result(_united([field]), noted, ()) for field in study.fields]
    there = (each for each in results if each.filled or each.empty)
    return tuple(sorted(there, key=lambda each: (-len(each.filled), -each.count, each.name)))


def _noted(composer: Composer, study: StudyFields, query: FieldQuery) -> frozenset[str]:
    """The keys of the works with notes that the question is about, also of those that are no studies."""
    if not _reads_notes(composer.only):
        return frozenset()
    works = [*composer.admitted, *composer.set_aside]
    composer.admitted, composer.set_aside = works, ()
    if query.of_works:
        about = make_topic(query.of_works, capitals=False)
        within = (work for work in works if all(word in work.label.lower() for word in terms(query.of_works)))
        works = [work for work in works if named_by(about, work.label)] or list(within)  # "bots" in "chatbots"
    return frozenset(study.works) & {work.key for work in works}


def _reads_notes(only: Filter) -> bool:
    """True unless a filter is for other sources or evidence than notes."""
    return (not only.kinds or Kind.SUMMARY in only.kinds) and (not only.evidence or Evidence.SUMMARY in only.evidence)


@dataclass(frozen=True, slots=True)
class _United:
    """The fields that one word names, as one."""

    name: str
    also: tuple[str, ...]
    works: frozenset[str]
    items: tuple[noted_fields.FieldItem, ...]
    sources: tuple[str, ...]


def _united(fields: Sequence[Field]) -> _United:
    first = max(fields, key=lambda field: len(field.filled))
    names = dict.fromkeys(name for field in (first, *fields) for name in (field.name, *field.also))
    items = (item for field in fields for item in field.items)
    return _United(
        first.name,
        tuple(name for name in names if name != first.name),
        frozenset(key for field in fields for key in field.works),
        tuple(sorted(items, key=lambda item: (item.work, item.source, item.start))),
        tuple(sorted({path for field in fields for path in field.sources})),
    )


def _result(field: _United, noted: frozenset[str], groups: tuple[FieldGroup, ...]) -> FieldResult:
    items = [item for item in field.items if item.work in noted]
    filled = {item.work for item in items}
    return FieldResult(
        name=field.name,
        also=field.also,
        works=len(noted),
        filled=tuple(sorted(filled)),
        empty=tuple(sorted(field.works & noted - filled)),
        absent=tuple(sorted(noted - field.works)),
        count=len(items),
        groups=groups,
        sources=field.sources,
    )


def _conclude(composer: Composer, query: FieldQuery) -> None:
    """Say the result in a line, or why nothing is shown, and find the works asked for."""
    which = f" with “{query.of_works}” in its title" if query.of_works else ""
    which += f" ({composer.only})" if composer.only else ""
    named = [work for work in composer.admitted if work.key in composer.only.keys]
    one = work_label(named[0].label, named[0].authors, named[0].year) if len(named) == 1 else ""
    results = composer.fields
    composer.summary = " ".join(field_summary(result, query.aim, query.topic, which, one) for result in results)
    if query.aim is FieldAim.ITEMS:
        if not any(result.groups if query.own else result.naming for result in results):
            composer.reason = composer.summary
    else:
        lacking = query.aim is FieldAim.LACKING
        keys = {key for each in results for key in ((*each.empty, *each.absent) if lacking else each.filled)}
        composer.found = tuple(work for work in composer.admitted if work.key in keys)
    if any(len(group.items) > 1 for result in results for group in result.groups):
        composer.notes += (SAME_ITEMS,)


# Items: cited, limited to a topic, grouped.


@dataclass(frozen=True, slots=True)
class _Placed:
    """An item with its passage, whose section is the item's own."""

    item: noted_fields.FieldItem
    passage: FoundPassage

    @property
    def text(self) -> str:
        """The item with the line that introduces it and its details."""
        return ". ".join(filter(None, (self.item.lead, self.item.text, *self.item.below)))


def _groups(
    composer: Composer, field: _United, noted: frozenset[str], topic: Topic | None, *, grouped: bool
) -> tuple[FieldGroup, ...]:
    """The items of a field, or those on a topic, with their citations."""
    placed = list(_placed(composer.search.catalogue, [item for item in field.items if item.work in noted]))
    tiers = [(placed, False)]
    if topic:
        ranks = {each.item: name.kind for each in placed if (name := named_by(topic, each.text))}
        naming = sorted((each for each in placed if each.item in ranks), key=lambda each: ranks[each.item])
        others = [each for each in placed if each.item not in ranks]
        tiers = [(naming, False), (_like(composer.search, topic.text, others), True)]
    groups: list[FieldGroup] = []
    for chosen, is_near in tiers:
        for same in _same(chosen) if grouped else [[each] for each in chosen]:
            cited = [
                FieldEntry(citation.number, each.item.lead, each.item.below)
                for each in same
                if (citation := composer.citer.cite(each.passage, _sentence(each.item)))
            ]
            if cited:
                text = same[0].item.text
                groups.append(FieldGroup(text, tuple(cited), is_near))
                composer.claims.append(Claim(text, Support.VERBATIM, tuple(item.citation for item in cited)))
    return tuple(groups)


def _placed(catalogue: Catalogue, items: Sequence[noted_fields.FieldItem]) -> Iterator[_Placed]:
    """Each item with its passage; an item that is a heading is in none and stands for itself."""
    passages = {path: catalogue.of_source(path) for path in dict.fromkeys(item.source for item in items)}
    for item in items:
        around = (p for p in passages[item.source] if p.start <= item.start < p.end and p.page is None)
        section = " > ".join(item.path) or None
        if passage := next(around, None):
            yield _Placed(item, replace(passage, section=section or passage.section))
        else:
            place = item.source, Kind.SUMMARY, Evidence.SUMMARY, None, section, item.start, item.end
            yield _Placed(item, FoundPassage(0, "", item.work, *place, item.text, "", ()))


def _sentence(item: noted_fields.FieldItem) -> Sentence:
    return Sentence(item.text, item.start, item.end)


def _like(search: Search, topic: str, placed: Sequence[_Placed]) -> list[_Placed]:
    """The few items that are most like a topic, best first."""
    if not placed or not is_english_script(topic):
        return []
    wanted = search.embedder.embed_query(topic)
    if len(placed) > _EMBEDDED:
        rowids, matrix = search.catalogue.vectors(search.embedder.fingerprint, {each.passage.rowid for each in placed})
        near = dict(zip(rowids, (matrix @ wanted).tolist() if rowids else [], strict=True))
        placed = sorted(placed, key=lambda each: -near.get(each.passage.rowid, 0.0))[:_EMBEDDED]
    vectors = np.array(list(search.embedder.embed_passages([each.text for each in placed])))
    scores = vectors @ wanted
    best = (-scores).argsort(kind="stable")[:_NEAREST]
    return [placed[int(i)] for i in best if scores[i] >= _ALIKE]


def _same(placed: Iterable[_Placed]) -> list[list[_Placed]]:
    """Items that say the same, those of most works first, otherwise in their order."""
    groups: dict[tuple[str, ...], list[_Placed]] = {}
    for each in placed:
        groups.setdefault(sameness(each.item.text), []).append(each)
    return sorted(groups.values(), key=lambda group: -len({each.item.work for each in group}))


# A number with its point and signs ("0.5", "-3", "1,000"), a word with apostrophes and signs ("can't", "C++", "C#"),
# and what stands alone and says something: "%", "<", "?", "≥", "€", "/" does not.
_TOKEN = re.compile(
    r"(?<![\w.,])[-−+±]?\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*(?:\+\+|\#)?|[%‰?#@&]|[^\w\s\x00-\x1f!\"'()*,\-./:;\[\\\]_`{|}“”‘’„«»–—…•·]"
)
_ARTICLES = frozenset({"a", "an", "the"})
_NO_PLURALS = frozenset({"news", "goods", "means", "customs"})
"""Words that mean something else without their "s"."""


def sameness(text: str) -> tuple[str, ...]:
    """What has to be equal in items that are grouped: words without case, punctuation, articles and plural endings, in
    one spelling; numbers, signs and question marks as they are.

    A word in capitals that is a small word otherwise ("IT", "US", "vitamin A") keeps them.
    """
    shouted = text.isupper()
    words: list[str] = []
    for i, token in enumerate(_TOKEN.findall(text)):
        word = token.casefold().replace("’", "'").strip("_")
        if token.isupper() and not shouted and i and (word in STOP_WORDS or word in _ARTICLES):
            words.append(token)
        elif word and word not in _ARTICLES:
            words.append(_one_form(word))
    return tuple(words) or (text,)


@lru_cache(16_384)
def _one_form(word: str) -> str:
    return word if word in _NO_PLURALS or not word.isalpha() else in_one_spelling(singular(word))
