"""The JSON documents of the command line; their shapes are a contract with scripts."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from index.text.normalise import escape_hidden

if TYPE_CHECKING:
    from assistant.answers import Answer, Citation, Counted, FieldResult, JudgedWork
    from index.build import Report
    from index.doctor import Diagnosis
    from index.entries import Fact, WorkEntry
    from index.freshness import Status
    from index.search import SourceHit
    from ui.terminal.history import Checked

Document = dict[str, Any]

_CITATION = "number key title authors year source kind page page_label section quote start end also"
_WRITING = "model prompt paragraphs passages prompt_tokens completion_tokens estimated seconds first_word dropped"
_WRITING += " left_out removed ended"


def as_text(document: Document) -> str:
    """Indented JSON with hidden characters escaped."""
    # JSON needs few of these escapes, but a terminal would obey the characters.
    return escape_hidden(json.dumps(document, ensure_ascii=False, indent=2), lambda hidden: json.dumps(hidden)[1:-1])


def facts_of(record: object, names: str) -> Document:
    """The attributes of `record` with these `names`, such as "path kind state"."""
    return {name: getattr(record, name) for name in names.split()}


def report_document(report: "Report") -> Document:
    """The document of `index --json`."""
    return {
        "generation": report.generation,
        "seconds": round(report.seconds, 3),
        "sources": facts_of(report, "read unchanged removed") | {"failed": len(report.failed)},
        **facts_of(report, "works passages embedded"),
        "failed": [{"source": path, "reason": reason} for path, reason in report.failed],
        "skipped": [facts_of(file, "path reason") for file in report.skipped],
        "notes": report.notes,
    }


def status_document(status: "Status") -> Document:
    """The document of `status --json`."""
    from index.works.people import taken_together

    return {
        **facts_of(status, "generation stale"),
        "sources": [
            facts_of(source, "path kind state reason works passages pages warnings")
            | {
                "faults": [facts_of(fault, "page fault") for fault in source.faults],
                "shares": asdict(source.shares) if source.shares else None,
                "read_at": source.read_at.isoformat() if source.read_at else None,
            }
            for source in status.sources
        ],
        "works": [work_document(work) for work in status.works],
        "skipped": [facts_of(file, "path reason") for file in status.skipped],
        "notices": status.notices,
        "authors_taken_together": [
            {"name": name, "names": names} for name, names in taken_together(status.author_names).items()
        ],
        "corrections": [facts_of(outcome, "entry work fact text") for outcome in status.corrections],
        "lacking": _lacking(status.lacking),
    }


def _lacking(numbers: "Iterable[tuple[Fact, int]]") -> Document:
    """How many studies lack a fact, by its name in the singular: {"year": 12, "full_text": 260}."""
    return {fact.name.lower(): number for fact, number in numbers}


def hits_document(query: str, hits: Iterable["SourceHit"], works: Mapping[str, "WorkEntry"]) -> Document:
    """The document of `search --json`; `key` and `title` are null for a source without a work."""
    return {
        "query": query,
        "hits": [
            {
                "rank": hit.rank,
                "score": round(hit.score, 4),
                "key": hit.passage.work,
                "title": None if hit.passage.work is None else works[hit.passage.work].label,
                **facts_of(hit.passage, "source kind page page_label section text start end evidence also"),
            }
            for hit in hits
        ],
    }


def answer_document(answer: "Answer", number: int | None = None) -> Document:
    """The document of `ask --json` and `papers --json`; `number` is that of the answer in the history.

    `works`, `counts`, `by_year` and `by_venue` are null unless the answer comes from a sweep.
    """
    from assistant.answers import by_venue, by_year
    from assistant.markdown import markdown_of

    works = answer.works
    return {
        **facts_of(answer, "question kind read_as topic"),
        "filter": answer.filter or None,
        "conditions": [facts_of(read, "facet words") | {"filter": str(read.only)} for read in answer.conditions],
        **facts_of(answer, "notes summary combines"),
        "answer": markdown_of(answer),
        **facts_of(answer, "abstained reason"),
        "claims": [facts_of(claim, "text support citations") for claim in answer.claims],
        "citations": [citation_document(citation) for citation in answer.citations],
        "works": None
        if works is None
        else [
            facts_of(work, "key title authors year venue verdict")
            | {"probability": round(work.probability, 3), "citations": work.citations}
            | _kind_of_work(work)
            for work in works
        ],
        "counts": None if answer.counts is None else {**answer.counts, "set_aside": dict(answer.set_aside)},
        "set_aside": dict(answer.set_aside),
        "by_year": None if works is None else [_counted(group) for group in by_year(works)],
        "by_venue": None if works is None else [_counted(group) for group in by_venue(works)],
        "found": [work_document(work) for work in answer.found],
        "groups": [facts_of(group, "name keys") for group in answer.groups],
        "sides": [facts_of(side, "name citations") for side in answer.sides],
        "fields": [field_document(field, answer) for field in answer.fields],
        "parts": [facts_of(part, "heading key citations of_notes") for part in answer.parts],
        **facts_of(answer, "generation model"),
        "seconds": round(answer.seconds, 3),
        "writing": _writing(answer),
        "number": number,
    }


def _writing(answer: "Answer") -> Document | None:
    writing = answer.writing
    if writing is None:
        return None
    return facts_of(writing, _WRITING) | {
        "paragraphs": [facts_of(paragraph, "claims item heading") for paragraph in writing.paragraphs],
        "seconds": round(writing.seconds, 3),
        "first_word": None if writing.first_word is None else round(writing.first_word, 3),
    }


def citation_document(citation: "Citation") -> Document:
    """One citation of an answer."""
    return facts_of(citation, _CITATION) | {"evidence": citation.kind}


def field_document(field: "FieldResult", answer: "Answer | None" = None) -> Document:
    """A field of the notes; with its items, in groups, where it is part of an `answer`."""
    document = facts_of(field, "name also works") | {
        "filled": len(field.filled),
        "count": field.count,
        "left_empty": field.empty,
        "without": field.absent,
    }
    if answer is None:
        return document | {"sources": field.sources}
    cited = {citation.number: citation for citation in answer.citations}
    groups = [
        {
            "text": group.text,
            "near": group.near,
            "items": [
                {"text": cited[item.citation].quote, "lead": item.lead, "details": item.details}
                | facts_of(cited[item.citation], "key source section start end number")
                for item in group.items
            ],
        }
        for group in field.groups
    ]
    return document | {"groups": groups}


def fields_document(fields: "Iterable[FieldResult]", generation: int) -> Document:
    """The document of `fields --json` without a field."""
    return {"fields": [field_document(field) for field in fields], "generation": generation}


def _counted(group: "Counted") -> Document:
    return {"name": group.name, "discusses": group.number, "decided": group.decided, "keys": group.keys}


def work_document(work: "WorkEntry") -> Document:
    """A work of the catalogue."""
    return {
        "key": work.key,
        "title": work.label,
        **facts_of(work, "authors year venue doi sources cites cited_by corrected"),
        **_kind_of_work(work),
        "preprint_year": work.preprint_year,
    }


def _kind_of_work(work: "WorkEntry | JudgedWork") -> Document:
    cited = work.times_cited
    return facts_of(work, "type secondary retracted") | {
        "times_cited": None if cited is None else facts_of(cited, "number source")
    }


def diagnosis_document(diagnosis: "Diagnosis") -> Document:
    """The document of `doctor --json`."""
    return {
        **facts_of(diagnosis, "generation sources works"),
        "clean": not diagnosis.findings,
        "counts": {str(kind): count for kind, count in diagnosis.counts.items()},
        "lacking": _lacking(diagnosis.lacking),
        "findings": [facts_of(finding, "kind subject text sources") for finding in diagnosis.findings],
    }


def history_document(lines: "Iterable[Checked]") -> Document:
    """The document of `history --json` without a number."""
    from assistant.history.staleness import standing

    return {
        "answers": [
            {
                "number": record.number,
                "when": record.when.isoformat(),
                **facts_of(record.answer, "question kind abstained model generation"),
                "standing": None if changes is None else standing(changes),
                "changes": None
                if changes is None
                else [facts_of(change, "standing citation text") for change in changes],
            }
            for record, changes in lines
        ]
    }
