"""Works in short: the researcher's notes by field, then the paper by aspect, in quotes; of one work, or of several."""

from collections.abc import Iterable, Sequence
from itertools import chain, groupby, zip_longest

from assistant.answering import synthesise
from assistant.answers import Answer, OverviewPart, Side
from assistant.composing import Composer
from assistant.evidence import Shown, sentences_of
from assistant.fields import study_fields
from assistant.insights import LONGEST, Aspect, Told, chosen, likely, told_in
from assistant.sweeping.topics import Glossary
from assistant.wording import work_facts, work_name
from assistant.writing.pen import Pen
from index.entries import FoundPassage, WorkEntry
from index.fields import FieldItem
from index.search import Search
from index.sources import Evidence
from index.text.passages import Sentence
from index.works.filters import Filter

_QUOTES, _QUOTES_IN_TURN = 2, 1
"""Quotes under a heading: of one work, and of each of several. Guesses."""
_MOST_COMPARED = 4
"""Works that are set side by side. A guess."""


def in_short(composer: Composer, glossary: Glossary, pen: Pen | None = None) -> Answer:
    """The work of the question in short; if the name fits several, abstain and list them."""
    works = _works(composer)
    composer.found = tuple(works)
    if len(works) != 1:
        composer.reason = _which_is_meant(composer, works)
        return composer.answer()
    (work,) = works
    composer.summary = work_facts(work)
    told_of = _tell(composer, glossary, work, _QUOTES)
    if told_of:
        synthesise(composer, pen, "overview", told_of)
    if not composer.claims:
        composer.reason = _nothing_known(composer, work)
    return composer.answer()


def side_by_side(composer: Composer, glossary: Glossary, pen: Pen | None = None) -> Answer:
    """The works of a comparison under the same headings."""
    works = _works(composer)
    if len(works) > _MOST_COMPARED:
        left = ", ".join(work.key for work in works[_MOST_COMPARED:])
        composer.notes += (f"At most {_MOST_COMPARED} works are compared at a time; left out: {left}.",)
        works = works[:_MOST_COMPARED]
    composer.found = tuple(works)
    told_of = []
    for work in works:
        begun = len(composer.parts)
        told_of.append(_tell(composer, glossary, work, _QUOTES_IN_TURN))
        numbers = dict.fromkeys(number for part in composer.parts[begun:] for number in part.citations)
        composer.sides += (Side(work.label, tuple(numbers)),)
        if not numbers:
            composer.notes += (_nothing_known(composer, work),)
    if not composer.claims:
        composer.reason = "Of none of these works is there a text to quote."
        return composer.answer()
    passages = [passage for passage in chain.from_iterable(zip_longest(*told_of)) if passage]
    synthesise(composer, pen, "in turn", passages, sides=" and ".join(f"“{work.label}”" for work in works))
    return composer.answer()


def _works(composer: Composer) -> list[WorkEntry]:
    """The works named, in the order of the question, without those that the filter excludes."""
    admitted = {work.key: work for work in composer.admitted}
    return [admitted[key] for key in composer.question.works if key in admitted]


def _which_is_meant(composer: Composer, works: Sequence[WorkEntry]) -> str:
    if works:
        return f"{len(works)} works may be meant: ask for one by its key, such as {works[0].key}."
    return f"The work named does not pass the filter ({composer.only})."


def _nothing_known(composer: Composer, work: WorkEntry) -> str:
    """Why nothing is quoted of a work: no text, or none that could be read, or none under a heading."""
    passages = _passages(composer.search, Filter(keys=(work.key,)))
    if work.key in composer.search.catalogue.unreadable():
        return f"{work_facts(work)}: no text of it could be read."
    if all(passage.evidence is Evidence.TITLE for passage in passages):
        return f"{work_facts(work)} is known by title only: there is no text to quote."
    if composer.only.kinds or composer.only.evidence:
        return f"{work_facts(work)}: nothing in the text asked for ({composer.only}) can be quoted."
    return f"{work_facts(work)}: nothing in its text can be quoted under a heading."


def _tell(composer: Composer, glossary: Glossary, work: WorkEntry, most: int) -> list[FoundPassage]:
    """Quote a work under headings; returns the passages of the quotes, those of the notes last, or all if none is."""
    if work.retracted:
        composer.notes += (f"Retracted: {work_name(work.label, work.authors, work.year)}.",)
    if reason := composer.search.catalogue.unreadable().get(work.key):
        composer.notes += (f"The full text could not be read: {_unread(composer, work)}{reason}.",)
    passages = _passages(composer.search, composer.only.and_also(Filter(keys=(work.key,))))
    quoted: list[FoundPassage] = []
    of_notes = by_field(composer.search, glossary, work.key, passages)
    for heading, items in of_notes:
        _add(composer, work, heading, items, of_notes=True)
    said = [shown.sentence.text for _, items in of_notes for shown in items]
    for aspect, sentences in of_paper(composer.search, passages, most, said).items():
        _add(composer, work, aspect, sentences)
        quoted += (shown.passage for shown in sentences)
    quoted += (shown.passage for _, items in of_notes for shown in items)
    told_of = quoted or [passage for passage in passages if passage.evidence is not Evidence.TITLE]
    return list({passage.id: passage for passage in told_of}.values())


def _unread(composer: Composer, work: WorkEntry) -> str:
    """The files of a work that could not be read: "papers/a.pdf "."""
    failed = (s.path for s in composer.search.catalogue.sources() if s.reason and s.path in work.sources)
    return "".join(f"{path} " for path in failed)


def _passages(search: Search, only: Filter) -> list[FoundPassage]:
    """The passages that `only` admits, in the order of their sources, pages and places."""
    passages = search.catalogue.passages(search.catalogue.admitted(only) or ())
    return sorted(passages.values(), key=lambda p: (p.source, p.page or 0, p.start))


def _add(
    composer: Composer, work: WorkEntry, heading: str, sentences: Iterable[Shown], *, of_notes: bool = False
) -> None:
    numbers = dict.fromkeys(citation.number for citation in composer.claim(sentences))
    if numbers:
        composer.parts += (OverviewPart(heading, work.key, tuple(numbers), of_notes),)


def by_field(
    search: Search, glossary: Glossary, work: str, passages: Sequence[FoundPassage]
) -> list[tuple[str, list[Shown]]]:
    """What the notes on a work have under each of their fields, in the order of the notes.

    `passages` are those of the work in their order; notes that are not among them are left out.
    """
    notes = [passage for passage in passages if passage.evidence is Evidence.SUMMARY]
    if not notes:
        return []
    study = study_fields(search.catalogue, glossary)
    items = [item for field in (*study.fields, *study.own) for item in field.items if item.work == work]
    under: dict[str, list[Shown]] = {}
    for item in sorted(items, key=lambda item: (item.source, item.start)):
        inside = [p for p in notes if p.source == item.source and p.start < item.end and item.start < p.end]
        if inside and (quoted := _quoted(item, inside)):
            under.setdefault(item.field, []).append(Shown(inside[0], quoted))
    if not under:  # prose without headings
        under["Notes"] = [shown for shown in sentences_of(notes) if len(shown.sentence.text.split()) <= LONGEST]
    return [(field, shown) for field, shown in under.items() if shown]


def _quoted(item: FieldItem, passages: Sequence[FoundPassage]) -> Sentence | None:
    """An item as one quote; of a longer one, its first sentence that is short enough."""
    if len(item.text.split()) <= LONGEST:
        return Sentence(item.text, item.start, item.end)
    inside = (s for p in passages for s in p.sentences if item.start <= s.start and s.end <= item.end)
    return next((sentence for sentence in inside if len(sentence.text.split()) <= LONGEST), None)


def of_paper(
    search: Search, passages: Sequence[FoundPassage], most: int, said: Iterable[str] = ()
) -> dict[Aspect, list[Shown]]:
    """The sentences of a paper, or of its abstract, for each aspect: at most `most`, none that is already `said`."""
    stretches: list[FoundPassage] = []
    told: list[Told] = []
    for _, of_source in groupby(passages, key=lambda p: p.source):
        here = list(of_source)
        told += (each.moved(len(stretches)) for each in told_in(here))
        stretches += here
    # A paper's own abstract before the same in an export, which has no page.
    told.sort(key=lambda each: _RANK[stretches[each.stretch].evidence])
    under = chosen(told, likely(told, search.reranker), most, said)
    return {a: [Shown(stretches[each.stretch], each.sentence) for each in quotes] for a, quotes in under.items()}


_RANK = {evidence: i for i, evidence in enumerate(Evidence)}
