"""Wording for the terminal, the page, Markdown and JSON: works, places, evidence, support, counts."""

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.answers import FieldResult, Support, Verdict
from assistant.questions.question import FieldAim
from index.entries import Fact, WorkEntry
from index.sources import Evidence, WorkType
from index.text.words import plural
from index.works.names import family_name
from index.works.people import taken_together

# "." in "Drift is common.", "?!" in "Is it?!"
_END = re.compile(r"[.!?…。]+$")
# Square brackets too: a quoted "[12]" must not look like one of the answer's own citation markers.
_MARKUP = re.compile(r"([\\`*_\[\]<>~|#])")


def plain_markdown(text: str) -> str:
    """Escape text of a document, so that Markdown shows it literally."""
    return _MARKUP.sub(r"\\\1", text)


def short_authors(authors: Sequence[str]) -> str:
    """Family names as in running text: "John et al.", "Das & Bala"; empty without authors."""
    names = [family_name(author) for author in authors]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " & ".join(names)


_QUOTED_WORDS = 60
"""Words of a quote in a short form, some four lines; JSON and exports have all. A guess."""


def shortened(quote: str) -> str:
    """The first 60 words of a quote, with "[…]" for the rest: brackets, as "…" could stand in the source."""
    words = quote.split(" ")
    return quote if len(words) <= _QUOTED_WORDS else f"{' '.join(words[:_QUOTED_WORDS])} […]"


def work_name(title: str, authors: Sequence[str], year: int | None) -> str:
    """A work in running text: "John et al. (2021), Towards MLOps"; leaves out what is unknown."""
    lead = " ".join(part for part in (short_authors(authors), f"({year})" if year else "") if part)
    return f"{lead}, {title}" if lead else title


def work_label(title: str, authors: Sequence[str], year: int | None) -> str:
    """A work in a cell of a table: "John et al. (2021)", or its title if no author is known."""
    return " ".join(filter(None, (short_authors(authors) or title, f"({year})" if year else "")))


def work_facts(work: WorkEntry) -> str:
    """A work with what its record knows: "Cole (2019), A survey of cranes (article, Port Letters; key cole2019)"."""
    kind = counted_type(1, work.type).removeprefix("1 ") if work.type else ""
    known = ", ".join(filter(None, (kind, work.venue)))
    return f"{work_name(work.label, work.authors, work.year)} ({'; '.join(filter(None, (known, f'key {work.key}')))})"


def split_end(text: str) -> tuple[str, str]:
    """A sentence without its final punctuation, and that punctuation: citations go between the two."""
    end = _END.search(text)
    return (text[: end.start()], text[end.start() :]) if end else (text, "")


def markers(numbers: Sequence[int]) -> str:
    """The markers of citations: " [1][2]", or ""."""
    return f" {''.join(f'[{number}]' for number in numbers)}" if numbers else ""


def label_of(support: Support) -> str:
    """The label of a claim that does not hold; empty for one that does."""
    return "" if support.holds else SUPPORT_MEANING[support]


def counted(number: int, noun: str, many: str = "") -> str:
    """A number with its noun: "1 work", "3 works"; `many` is an irregular plural."""
    return f"{number} {plural(number, noun, many or f'{noun}s')}"


def listed(parts: Iterable[str], mark: str = ",") -> str:
    """Parts of a sentence side by side: "a, b and c"; empty without any. `mark` parts all but the last two."""
    *before, last = list(parts) or [""]
    return f"{f'{mark} '.join(before)} and {last}" if before else last


def authors_in_full(authors: Sequence[str]) -> str:
    """Names as printed: "Ada Stone, Bo Hill and Cy Reed", "Stone, Ada; Hill, Bo and Reed, Cy"."""
    return listed(authors, ";" if any("," in author for author in authors) else ",")


def place_of(
    source: str, page: int | None, section: str | None, label: str | None = None, also: Sequence[str] = ()
) -> str:
    """The place of a quote: "a.pdf, p. 2506 (4th page of the file), Results"; `label` is the printed page.

    `also` are other sources with the same text: "a.csv, Abstract (also in b.csv)".
    """
    pages = [page_name(page, label)] if page else []
    place = ", ".join([source, *pages, *([section] if section else [])])
    return f"{place} (also in {', '.join(also)})" if also else place


def page_name(page: int, label: str | None) -> str:
    """A page as printed, with the file's page where that differs: "p. 2506 (4th page of the file)"."""
    if label is None:
        return f"page {page} of the file"
    return f"p. {label}" if label == str(page) else f"p. {label} ({_ordinal(page)} page of the file)"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def denominator(
    counts: Mapping[Verdict, int],
    topic: str,
    only: str = "",
    *,
    combines: bool = False,
    evidence: Sequence[str] = (),
    set_aside: Mapping[WorkType, int] | None = None,
) -> str:
    """The result of a sweep with its denominator: "1 of 93 works discusses “drift”; 2 do not, 90 are ...".

    What no work is or does is left out. `only` is the filter in words; works "fit" a topic that `combines` several.
    `evidence` are the kinds that the filter admits: unknown works have no such text. `set_aside` counts works that are
    no studies.
    """
    total = sum(counts.values())
    fitting, partly = counts[Verdict.DISCUSSES], counts[Verdict.MENTIONS]
    which = f" ({only})" if only else ""
    verb = ("fits", "fit") if combines else ("discusses", "discuss")
    lead = f"{fitting or 'None'} of {total} {plural(total, 'work', 'works')}{which} {verb[fitting > 1]} “{topic}”"
    rest = (
        (partly, counted(partly, *(("fits in part", "fit in part") if combines else ("mentions it", "mention it")))),
        (counts[Verdict.NO], counted(counts[Verdict.NO], "does not", "do not")),
        (counts[Verdict.UNKNOWN], f"{counts[Verdict.UNKNOWN]} {unseen(counts[Verdict.UNKNOWN], evidence)}"),
        (counts[Verdict.UNREADABLE], not_read(counts[Verdict.UNREADABLE])),
    )
    others = ", ".join(words for number, words in rest if number)
    aside = f" {apart}" if (apart := set_aside_note(set_aside or {})) else ""
    return f"{lead}{f'; {others}' if others else ''}.{aside}"


def not_read(number: int) -> str:
    """How many works could not be read, and where they are named."""
    return f"{number} could not be read (see `refdesk status`)"


_NO_STUDIES = {
    WorkType.DATASET: ("dataset", "datasets"),
    WorkType.SOFTWARE: ("software", "pieces of software"),
    WorkType.WEB: ("web page", "web pages"),
    WorkType.PROCEEDINGS: ("proceedings volume", "proceedings volumes"),
    WorkType.EDITORIAL: ("editorial", "editorials"),
    WorkType.ERRATUM: ("erratum", "errata"),
}


_STUDIES = {
    WorkType.ARTICLE: ("article", "articles"),
    WorkType.CONFERENCE: ("conference paper", "conference papers"),
    WorkType.CHAPTER: ("chapter", "chapters"),
    WorkType.BOOK: ("book", "books"),
    WorkType.THESIS: ("thesis", "theses"),
    WorkType.REPORT: ("report", "reports"),
    WorkType.PREPRINT: ("preprint", "preprints"),
    WorkType.OTHER: ("of another type", "of other types"),
    None: ("of unknown type", "of unknown type"),
}


def counted_type(number: int, type_: WorkType | None) -> str:
    """A number of works of a type: "3 theses", "12 of unknown type"."""
    return counted(number, *(_STUDIES[type_] if type_ in _STUDIES else _NO_STUDIES[WorkType(type_ or "")]))


def type_name(type_: WorkType) -> str:
    """A type in words: "conference papers", "other types"."""
    return (_STUDIES[type_] if type_ in _STUDIES else _NO_STUDIES[type_])[1].removeprefix("of ")


def counted_types(number: int, types: Sequence[str], *, bare: bool = False, article: bool = False) -> str:
    """A number of works of any of these types: "12 articles or theses"; of "works" without a type.

    `bare`: without the number. `article`: one of them, "a thesis".
    """
    names = [(_STUDIES | _NO_STUDIES)[WorkType(type_) if type_ else None] for type_ in types] or [("work", "works")]
    if article:
        kinds = [name if name.startswith("of ") or name == "software" else f"{_a(name)} {name}" for name, _ in names]
        return " or ".join(kinds)
    words = " or ".join(name[number != 1] for name in names)
    words = words.replace("of another type", "work of another type").replace("of other types", "works of other types")
    return words if bare else f"{number} {words}"


def _a(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


_FACT_NAMES = {
    Fact.YEAR: "year", Fact.VENUE: "venue", Fact.TYPE: "known type", Fact.TIMES_CITED: "number of citations",
    Fact.DOI: "DOI", Fact.TEXT: "text beside the title",
}  # fmt: skip


def fact_name(fact: Fact, *, article: bool = False) -> str:
    """A fact after "no": "year", "authors"; or, with its `article`, after "has": "an abstract", "full text"."""
    name = _FACT_NAMES.get(fact, str(fact))
    plain = fact in (Fact.FULL_TEXT, Fact.KEYWORDS, Fact.AUTHORS, Fact.TEXT)
    return name if plain or not article else f"{_a(name)} {name}"


def lacking_list(numbers: Iterable[tuple[Fact, int]]) -> list[str]:
    """How many works lack a fact, in words: "year 12", "DOI 76"; those that none lacks are left out."""
    names = {Fact.TEXT: "any text"}
    return [f"{names.get(fact, fact_name(fact))} {number}" for fact, number in numbers if number]


def set_aside_note(numbers: Mapping[WorkType, int]) -> str:
    """What was left out as no study: "9 proceedings volumes and 1 erratum are set aside."; empty if nothing was."""
    apart = set_aside_list(numbers)
    return f"And {apart}, set aside as no {plural(sum(numbers.values()), 'study', 'studies')}." if apart else ""


def set_aside_list(numbers: Mapping[WorkType, int]) -> str:
    """The numbers of works that are no studies: "9 proceedings volumes, 2 editorials and 1 erratum", or ""."""
    return listed(counted(number, *_NO_STUDIES[type_]) for type_, number in numbers.items() if number)


def works_held(works: int, set_aside: int) -> str:
    """How many of `works` count as studies, and how many do not: "12 works, and 3 set aside"."""
    return f"{counted(works - set_aside, 'work')}{f', and {set_aside} set aside' if set_aside else ''}"


# What the notes have under a field. A work with notes counts as one summary, however many notes there are.

SAME_ITEMS = (
    "Grouped: items that are equal apart from case, punctuation, articles and plural endings"
    " (`--ungrouped` lists each by itself)."
)


def field_summary(field: FieldResult, aim: FieldAim, topic: str = "", which: str = "", one: str = "") -> str:
    """The result of a question by field with its denominator: "17 of 31 summaries fill Challenges, 83 items.".

    `which` says which summaries: " (year 2021)"; `one` names the work if the question is about it alone.
    """
    if not field.works:
        return f"There is no summary{which}." if which else "No note of the corpus tells of a work."
    if one:
        key = (*field.filled, *field.empty, *field.absent)[0]
        result = f"Your notes on {one}: {noted_in_words(field, key, field.count)}"
    elif (none := len(field.empty) + len(field.absent)) and (aim is FieldAim.LACKING or not field.filled):
        lead = f"{none} of {counted(field.works, 'summary', 'summaries')}{which}"
        result = f"{lead} {plural(none, 'has', 'have')} nothing under {field.name}{_why_nothing(field)}"
    else:
        lead = f"{len(field.filled)} of {counted(field.works, 'summary', 'summaries')}{which}"
        items = f"{field.name}, {counted(field.count, 'item')}"
        result = f"{lead} {plural(len(field.filled), 'fills', 'fill')} {items}"
    return f"{result}{_on_topic(field, topic) if topic and field.count else ''}."


def _on_topic(field: FieldResult, topic: str) -> str:
    """What a topic leaves of the items: "; 2 of them name “drift”, 1 more is like it, 80 are left out"."""
    naming, near, left = field.naming, field.shown - field.naming, field.count - field.shown
    parts = [f"{naming or 'none'} of them {plural(naming or 1, 'names', 'name')} “{topic}”"]
    parts += [f"{near} {'more ' if naming else ''}{plural(near, 'is', 'are')} like it"] if near else []
    parts += [f"{left} {plural(left, 'is', 'are')} left out"] if left else []
    return f"; {', '.join(parts)}"


def noted_in_words(field: FieldResult, key: str, items: int) -> str:
    """What the notes of one work have under a field: "3 items under Tools", "no heading Tools"."""
    if key in field.absent:
        return f"no heading {field.name}"
    return f"{field.name} left empty" if key in field.empty else f"{counted(items, 'item')} under {field.name}"


def _why_nothing(field: FieldResult) -> str:
    empty, absent = len(field.empty), len(field.absent)
    parts = [f"{empty} {plural(empty, 'leaves', 'leave')} it empty"] if empty else []
    parts += [f"{absent} {plural(absent, 'has', 'have')} no such heading"] if absent else []
    return f": {', '.join(parts)}" if parts else ""


def unseen(number: int, evidence: Sequence[str] = ()) -> str:
    """Why some works cannot be judged: "are known by title only", or "have no summary" if `evidence` is limited."""
    if not evidence:
        return f"{plural(number, 'is', 'are')} known by title only"
    kinds = " or ".join(_EVIDENCE[Evidence(kind)][2] for kind in evidence)
    return f"{plural(number, 'has', 'have')} no {kinds}"


def verdict_name(verdict: Verdict, *, combines: bool) -> str:
    """A verdict in words: works "fit" a combination of topics ("X but not Y"), but "discuss" a single one."""
    if combines and verdict is Verdict.DISCUSSES:
        return "fits"
    return "fits in part" if combines and verdict is Verdict.MENTIONS else str(verdict)


# Names of kinds of evidence, for the researcher, for others, and after "no": readers must not take a researcher's
# summary for the paper.

_EVIDENCE = {
    Evidence.PAPER: ("paper", "the paper itself", "paper"),
    Evidence.TABLE: ("table", "a table of the paper", "table"),
    Evidence.CAPTION: ("caption", "a caption in the paper", "caption"),
    Evidence.OCR: (
        "read by OCR",
        "a picture of the paper, read by a program that may mistake letters",
        "text from OCR",
    ),
    Evidence.YOUR_MARK: ("your mark", "the researcher's highlight or note in the paper", "mark of yours"),
    Evidence.SUMMARY: ("your summary", "the researcher's summary of the paper", "summary"),
    Evidence.ABSTRACT: ("abstract", "the paper's abstract", "abstract"),
    Evidence.TITLE: ("title", "the title alone", "title"),
}


def evidence_name(kind: Evidence) -> str:
    """The kind in words for the researcher: "your summary"."""
    return _EVIDENCE[kind][0]


def evidence_for_others(kind: Evidence) -> str:
    """The kind in words for readers of an export, or for a language model: "the researcher's summary"."""
    return _EVIDENCE[kind][1]


MARKS = {Support.VERBATIM: "✓✓", Support.SUPPORTED: "✓", Support.WEAK: "~", Support.UNSUPPORTED: "✗"}
SUPPORT_MEANING = {
    Support.VERBATIM: "quoted word for word",
    Support.SUPPORTED: "supported by what it cites",
    Support.WEAK: "weakly supported",
    Support.UNSUPPORTED: "not supported",
}


_PEOPLE_NAMED = 3
"""Authors whose several names a note lists (a guess)."""


def as_one_author(shown: Mapping[str, str], printed: Iterable[str]) -> list[str]:
    """A note on which of the `printed` names were taken as one author's, if any.

    shown: name as printed -> name shown (see `index.works.people`). Names that differ only in dots and accents are not
    worth a note.
    """
    people = list(taken_together({name: shown.get(name, name) for name in printed}).values())
    if not people:
        return []
    named = "; ".join(", ".join(f"“{name}”" for name in names) for names in people[:_PEOPLE_NAMED])
    more = len(people) - _PEOPLE_NAMED
    others = f"; and {counted(more, 'more author')} (`refdesk status --all`)" if more > 0 else ""
    return [f"Taken as one author: {named}{others}."]
