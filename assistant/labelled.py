"""What is shown of works in short: quotes by label, each with its place; of one work, or of several in turn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answers import Answer, Citation
from assistant.insights import Aspect
from assistant.wording import page_name, work_label
from index.sources import Evidence


@dataclass(frozen=True, slots=True)
class PlacedQuote:
    """A quote, and in words where it stands in its source: "p. 4, Conclusion"; empty if its title says it."""

    citation: Citation
    place: str


@dataclass(frozen=True, slots=True)
class LabelledQuotes:
    """What is quoted under one title, by a label for each row: a field, an aspect, or one of the works compared.

    `note` says what is missing, empty if nothing is.
    """

    title: str
    rows: tuple[tuple[str, tuple[PlacedQuote, ...]], ...]
    note: str = ""


def in_short(answer: Answer, by_number: Mapping[int, Citation]) -> Iterator[LabelledQuotes]:
    """A work's notes, then the work itself."""
    for of_notes in (True, False):
        parts = [part for part in answer.parts if part.of_notes is of_notes]
        cited = [by_number[number] for part in parts for number in part.citations]
        sources = ", ".join(dict.fromkeys(citation.source for citation in cited))
        if of_notes and parts:
            rows = ((p.heading, tuple(PlacedQuote(by_number[n], "") for n in p.citations)) for p in parts)
            yield LabelledQuotes(f"Your summary ({sources})", tuple(rows))
        elif not of_notes and (parts or not (answer.only.kinds or answer.only.evidence)):
            kinds = {citation.kind for citation in cited}
            by = "The paper, by its abstract" if kinds == {Evidence.ABSTRACT} else "The paper"
            missing = [aspect.value for aspect in Aspect if aspect not in {part.heading for part in parts}]
            rows = ((p.heading, tuple(_placed(by_number[n]) for n in p.citations)) for p in parts)
            yield LabelledQuotes(f"{by} ({sources})" if parts else by, tuple(rows), _nothing_on(missing))


def _nothing_on(missing: Sequence[str]) -> str:
    if len(missing) == len(Aspect):
        return "There is no text of it, or none to quote under a heading."
    return f"Nothing found on: {', '.join(missing)}." if missing else ""


def _placed(citation: Citation) -> PlacedQuote:
    # Without the page of the file, which the reference has.
    page = page_name(citation.page, citation.page_label).partition(" (")[0] if citation.page else ""
    section = (citation.section or "").split(" > ")[0]
    return PlacedQuote(citation, ", ".join(filter(None, (page, section))))


def in_turn(answer: Answer, by_number: Mapping[int, Citation]) -> Iterator[LabelledQuotes]:
    """Under each heading what is quoted of each work: aspects of the papers, then fields that notes on several fill.

    Of a work with notes alone all fields are shown.
    """
    names = {work.key: work_label(work.label, work.authors, work.year) for work in answer.found}
    short = {key: name if list(names.values()).count(name) == 1 else key for key, name in names.items()}
    ranks = {aspect.value: rank for rank, aspect in enumerate(Aspect)}
    papers = {part.key for part in answer.parts if not part.of_notes}
    headings = dict.fromkeys((part.of_notes, part.heading) for part in answer.parts)
    for of_notes, heading in sorted(headings, key=lambda each: (each[0], ranks.get(each[1], 0))):
        parts = [part for part in answer.parts if (part.of_notes, part.heading) == (of_notes, heading)]
        if of_notes and len(parts) < 2 and parts[0].key in papers:
            continue
        rows = ((short[p.key], tuple(_placed(by_number[n]) for n in p.citations)) for p in parts)
        yield LabelledQuotes(f"Your notes: {heading}" if of_notes else heading, tuple(rows))
