"""The JSON documents of the command line; their shapes are a contract with scripts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from index.text.normalise import escape_hidden

if TYPE_CHECKING:
    from assistant.answers import Answer, Citation, Writing
    from index.build import Report
    from index.doctor.doctor import Diagnosis
    from index.entries import WorkEntry
    from index.freshness import Status
    from index.search import Hit
    from ui.terminal.history import Checked

Document = dict[str, Any]


def as_text(document: Document) -> str:
    """One JSON document, readable by people too; hidden characters are escaped, so that they are kept and seen."""
    # JSON needs no escapes for most of them, but a terminal would obey them.
    return escape_hidden(json.dumps(document, ensure_ascii=False, indent=2), lambda hidden: json.dumps(hidden)[1:-1])


def report_document(report: "Report") -> Document:
    """Of `index --json`."""
    return {
        "generation": report.generation,
        "seconds": round(report.seconds, 3),
        "sources": {
            "read": report.read,
            "unchanged": report.unchanged,
            "removed": report.removed,
            "failed": len(report.failed),
        },
        "works": report.works,
        "passages": report.passages,
        "embedded": report.embedded,
        "failed": [{"source": path, "reason": reason} for path, reason in report.failed],
        "skipped": [{"path": one.path, "reason": one.reason} for one in report.skipped],
        "notes": list(report.notes),
    }


def status_document(status: "Status") -> Document:
    """Of `status --json`."""
    return {
        "generation": status.generation,
        "stale": status.stale,
        "sources": [
            {
                "path": line.path,
                "kind": line.kind,
                "state": line.state,
                "reason": line.reason,
                "works": list(line.works),
                "passages": line.passages,
                "pages": line.pages,
                "warnings": list(line.warnings),
                "faults": [{"page": found.page, "fault": found.fault} for found in line.faults],
                "read_at": line.read_at.isoformat() if line.read_at else None,
            }
            for line in status.sources
        ],
        "works": [_work(work) for work in status.works],
        "skipped": [{"path": one.path, "reason": one.reason} for one in status.skipped],
        "notices": list(status.notices),
    }


def hits_document(query: str, hits: Iterable["Hit"], works: Mapping[str, "WorkEntry"]) -> Document:
    """Of `search --json`."""
    return {
        "query": query,
        "hits": [
            {
                "rank": hit.rank,
                "score": round(hit.score, 4),
                "key": hit.passage.work,
                "title": works[hit.passage.work].label,
                "source": hit.passage.source,
                "kind": hit.passage.kind,
                "page": hit.passage.page,
                "section": hit.passage.section,
                "text": hit.passage.text,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "evidence": hit.passage.evidence,
            }
            for hit in hits
        ],
    }


def answer_document(answer: "Answer", number: int | None = None) -> Document:
    """Of `ask --json` and `papers --json`; `number` is that under which the answer is kept."""
    from assistant.markdown import markdown_of

    return {
        "question": answer.question,
        "kind": answer.kind,
        "read_as": answer.read_as,
        "topic": answer.topic,
        "filter": answer.filter or None,
        "conditions": [
            {"facet": found.facet, "words": found.words, "filter": str(found.only)} for found in answer.conditions
        ],
        "notes": list(answer.notes),
        "summary": answer.summary,
        "combines": answer.combines,
        "answer": markdown_of(answer),
        "abstained": answer.abstained,
        "reason": answer.reason,
        "claims": [
            {"text": claim.text, "support": claim.support, "citations": list(claim.citations)}
            for claim in answer.claims
        ],
        "citations": [citation_document(citation) for citation in answer.citations],
        "works": _judged(answer),
        "counts": dict(answer.counts) if answer.counts is not None else None,
        **_counted(answer),
        "found": [_work(work) for work in answer.found],
        "groups": [{"name": group.name, "keys": list(group.keys)} for group in answer.groups],
        "sides": [{"name": side.name, "citations": list(side.citations)} for side in answer.sides],
        "generation": answer.generation,
        "model": answer.model,
        "seconds": round(answer.seconds, 3),
        "writing": _writing(answer.writing) if answer.writing else None,
        "number": number,
    }


def _writing(writing: "Writing") -> Document:
    return {
        "model": writing.model,
        "prompt": writing.prompt,
        "paragraphs": [
            {"claims": list(one.claims), "item": one.item, "heading": one.heading} for one in writing.paragraphs
        ],
        "passages": list(writing.passages),
        "prompt_tokens": writing.prompt_tokens,
        "completion_tokens": writing.completion_tokens,
        "estimated": writing.estimated,
        "seconds": round(writing.seconds, 3),
        "first_word": None if writing.first_word is None else round(writing.first_word, 3),
        "dropped": writing.dropped,
        "left_out": writing.left_out,
        "removed": list(writing.removed),
        "ended": writing.ended,
    }


def citation_document(citation: "Citation") -> Document:
    """One citation of an answer."""
    return {
        "number": citation.number,
        "key": citation.key,
        "title": citation.title,
        "authors": list(citation.authors),
        "year": citation.year,
        "source": citation.source,
        "kind": citation.kind,
        "page": citation.page,
        "section": citation.section,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def _judged(answer: "Answer") -> Sequence[Document] | None:
    if answer.works is None:
        return None
    return [
        {
            "key": work.key,
            "title": work.title,
            "authors": list(work.authors),
            "year": work.year,
            "venue": work.venue,
            "verdict": work.verdict,
            "probability": round(work.probability, 3),
            "citations": list(work.citations),
        }
        for work in answer.works
    ]


def _counted(answer: "Answer") -> Document:
    """Counts of a sweep by year and by venue; null where every other count is."""
    from assistant.answers import by_venue, by_year

    if answer.works is None:
        return {"by_year": None, "by_venue": None}
    counted = {"by_year": by_year(answer.works), "by_venue": by_venue(answer.works)}
    return {
        name: [
            {"name": one.name, "discusses": one.number, "decided": one.decided, "keys": list(one.keys)}
            for one in groups
        ]
        for name, groups in counted.items()
    }


def _work(work: "WorkEntry") -> Document:
    return {
        "key": work.key,
        "title": work.label,
        "authors": list(work.authors),
        "year": work.year,
        "venue": work.venue,
        "doi": work.doi,
        "sources": list(work.sources),
        "cites": list(work.cites),
        "cited_by": list(work.cited_by),
    }


def diagnosis_document(diagnosis: "Diagnosis") -> Document:
    """Of `doctor --json`."""
    return {
        "generation": diagnosis.generation,
        "sources": diagnosis.sources,
        "works": diagnosis.works,
        "clean": not diagnosis.findings,
        "counts": {str(kind): count for kind, count in diagnosis.counts.items()},
        "findings": [
            {"kind": str(f.kind), "subject": f.subject, "text": f.text, "sources": list(f.sources)}
            for f in diagnosis.findings
        ],
    }


def history_document(lines: "Iterable[Checked]") -> Document:
    """Of `history --json` without a number."""
    from assistant.history.staleness import standing

    return {
        "answers": [
            {
                "number": record.number,
                "when": record.when.isoformat(),
                "question": record.answer.question,
                "kind": record.answer.kind,
                "abstained": record.answer.abstained,
                "model": record.answer.model,
                "generation": record.answer.generation,
                "standing": None if found is None else standing(found),
                "changes": None if found is None else [
                    {"standing": change.standing, "citation": change.citation, "text": change.text} for change in found
                ],
            }
            for record, found in lines
        ]
    }  # fmt: skip
