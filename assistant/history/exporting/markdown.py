"""A kept answer as Markdown: how it was asked and made, what it says, and its references with quotes and places."""

from collections.abc import Iterator, Sequence

from assistant.answers import Citation, JudgedWork, Support, Verdict
from assistant.history.exporting.words import EVIDENCE, LABELS, data, day, lines_of, place
from assistant.history.records import Record
from assistant.history.standing import Change, Standing, standing
from assistant.wording import verdict_name, work_name


def as_markdown(record: Record, found: Sequence[Change] | None) -> str:
    """The answer and what was `found` to have changed since; None where nothing was checked."""
    answer = record.answer
    parts = [f"# {data(answer.question)}", "\n".join(_facts(record, found)), lines_of(answer.text)]
    if found:
        parts += ["## Changed since", "\n".join(_changes(found))]
    if any(claim.support is not Support.VERBATIM for claim in answer.claims):
        parts += ["## Statements", "\n".join(_statements(record)), "\n".join(_legend(record))]
    if answer.works:
        parts += ["## Works decided", "\n".join(_decided(answer.works, combines=answer.combines))]
    if answer.citations:
        parts += ["## References", *(_reference(citation, found or ()) for citation in answer.citations)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(record: Record, found: Sequence[Change] | None) -> Iterator[str]:
    answer = record.answer
    yield f"- Asked: {day(record)} (answer {record.number} of the history)"
    if answer.read_as:
        yield f"- Read as: {data(answer.read_as)}"
    if answer.only:
        yield f"- Filter: {data(answer.filter)}"
    if record.works is not None:
        yield f"- Works asked of: {record.works}"
    if writing := answer.writing:
        part = "" if writing.paragraphs else ", of which nothing is shown"
        yield f"- Written by: {data(writing.model)}, prompt {data(writing.prompt)}{part}"
        yield f"- Tokens: {writing.prompt_tokens} in, {writing.completion_tokens} out{_estimated(writing.estimated)}"
    else:
        yield "- Written by: no language model"
    yield f"- Made with: Refdesk {data(record.version)}, generation {answer.generation} of the index"
    for name, value in record.settings.items():
        yield f"- {data(name)}: {data(value)}"
    if found is not None:
        yield f"- Standing: {standing(found)}"


def _estimated(estimated: bool) -> str:
    return " (estimated)" if estimated else ""


def _changes(found: Sequence[Change]) -> Iterator[str]:
    for change in found:
        where = f"[{change.citation}] " if change.citation is not None else ""
        yield f"- {where}{change.standing}: {data(change.text)}"


def _statements(record: Record) -> Iterator[str]:
    for claim in record.answer.claims:
        markers = "".join(f"[{number}]" for number in claim.citations)
        yield f"- *{claim.support}*: {data(claim.text)} {markers}".rstrip()


def _decided(works: Sequence[JudgedWork], *, combines: bool) -> Iterator[str]:
    """Every work's key under its verdict, so that a denominator can be gone over."""
    for verdict in Verdict:
        if keys := [data(work.key) for work in works if work.verdict is verdict]:
            yield f"- {verdict_name(verdict, combines=combines)} ({len(keys)}): {', '.join(keys)}"


def _legend(record: Record) -> Iterator[str]:
    given = {claim.support for claim in record.answer.claims}
    yield from (f"- *{support}*: {meaning}" for support, meaning in LABELS.items() if support in given)


def _reference(citation: Citation, found: Sequence[Change]) -> str:
    name = data(work_name(citation.title, citation.authors, citation.year))
    told = [change.text for change in found if change.citation == citation.number]
    stands = standing(found, citation.number)
    mark = f"\n\n{stands}: {data('; '.join(told))}" if stands is not Standing.CURRENT else ""
    where = f"Key {data(citation.key)}; {EVIDENCE[citation.kind]}: {data(place(citation))}"
    return f"[{citation.number}] {name}. {where}\n\n> “{data(citation.quote)}”{mark}"
