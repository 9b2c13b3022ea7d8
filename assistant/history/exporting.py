"""Export a kept answer as Markdown, as JSON, or as a paragraph for a methods section."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from assistant.answers import Citation, JudgedWork, Support, Verdict, Writing
from assistant.history.staleness import Change, Standing, standing
from assistant.history.store import KeptAnswer
from assistant.markdown import markdown_of
from assistant.questions.question import QuestionKind
from assistant.wording import (
    SUPPORT_MEANING,
    counted,
    evidence_for_others,
    markers,
    place_of,
    plain_markdown,
    set_aside_note,
    verdict_name,
    work_name,
)
from index.text.normalise import on_one_line, without_hidden
from index.text.words import plural


def as_markdown(record: KeptAnswer, changes: Sequence[Change] | None) -> str:
    """The answer as Markdown, with its `changes` since; None if they were not checked."""
    answer = record.answer
    parts = [f"# {data(answer.question)}", "\n".join(_facts(record, changes))]
    parts.append("\n".join(without_hidden(markdown_of(answer)).splitlines()))
    if changes:
        lines = (
            f"- {numbers}{' ' if numbers else ''}{stands}: {data(text)}"
            for stands, text, numbers in by_gravity(changes)
        )
        parts += ["## Changed since", "\n".join(lines)]
    supports = {claim.support for claim in answer.claims}
    if supports - {Support.VERBATIM}:
        statements = (f"- *{claim.support}*: {data(claim.text)}{markers(claim.citations)}" for claim in answer.claims)
        legend = (f"- *{support}*: {SUPPORT_MEANING[support]}" for support in Support if support in supports)
        parts += ["## Statements", "\n".join(statements), "Checked by program:", "\n".join(legend)]
    if answer.works:
        parts += ["## Works decided", "\n".join(_decided(answer.works, combines=answer.combines))]
    if answer.citations:
        parts += ["## References", *(_reference(citation, changes or ()) for citation in answer.citations)]
    return "\n\n".join(part for part in parts if part) + "\n"


def by_gravity(changes: Sequence[Change]) -> list[tuple[Standing, str, str]]:
    """Distinct changes, worst first: standing, text, and the markers of the citations concerned."""
    numbers: dict[tuple[Standing, str], list[int]] = {}
    ranks = list(Standing)
    for change in sorted(changes, key=lambda change: -ranks.index(change.standing)):
        citations = numbers.setdefault((change.standing, change.text), [])
        citations += [change.citation] if change.citation is not None else []
    return [(stands, text, markers(citations).strip()) for (stands, text), citations in numbers.items()]


def _facts(record: KeptAnswer, changes: Sequence[Change] | None) -> Iterator[str]:
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
        estimated = " (estimated)" if writing.estimated else ""
        yield f"- Written by: {data(writing.model)}, prompt {data(writing.prompt)}{part}"
        yield f"- Tokens: {writing.prompt_tokens} in, {writing.completion_tokens} out{estimated}"
    else:
        yield "- Written by: no language model"
    yield f"- Made with: Refdesk {data(record.version)}, generation {answer.generation} of the index"
    for name, value in record.settings.items():
        yield f"- {data(name)}: {data(value)}"
    if changes is not None:
        yield f"- Standing: {standing(changes)}"


def _decided(works: Sequence[JudgedWork], *, combines: bool) -> Iterator[str]:
    """The keys of all works by verdict, so that readers can check the denominator."""
    for verdict in Verdict:
        if keys := [data(work.key) for work in works if work.verdict is verdict]:
            yield f"- {verdict_name(verdict, combines=combines)} ({len(keys)}): {', '.join(keys)}"


def _reference(citation: Citation, changes: Sequence[Change]) -> str:
    name = data(work_name(citation.title, citation.authors, citation.year))
    texts = "; ".join(change.text for change in changes if change.citation == citation.number)
    stands = standing(changes, citation.number)
    mark = f"\n\n{stands}: {data(texts)}" if stands is not Standing.CURRENT else ""
    place = place_of(citation.source, citation.page, citation.section, citation.page_label, citation.also)
    where = f"Key {data(citation.key)}; {evidence_for_others(citation.kind)}: {data(place)}"
    return f"[{citation.number}] {name}. {where}\n\n> “{data(citation.quote)}”{mark}"


def as_document(record: KeptAnswer, changes: Sequence[Change] | None) -> dict[str, Any]:
    """The JSON document of a record, with its `changes` since; None if they were not checked.

    Instead of the hashes of the corpus's files it has their number.
    """
    whole: dict[str, Any] = _record_adapter().dump_python(record, mode="json", exclude={"contents"})
    whole["answer"]["text"] = markdown_of(record.answer)
    return {
        "number": whole.pop("number"),
        "when": whole.pop("when"),
        "question": record.answer.question,
        "standing": None if changes is None else standing(changes),
        "changes": None if changes is None else [asdict(change) for change in changes],
        "files": None if record.contents is None else len(record.contents),
        **whole,
    }


@cache
def _record_adapter() -> TypeAdapter[KeptAnswer]:
    return TypeAdapter(KeptAnswer)


def methods_paragraph(record: KeptAnswer, changes: Sequence[Change] | None) -> str:
    """How an answer was made, in plain prose on one line; `changes` are None if they were not checked."""
    sentences = [_asked(record), *_decided_in_words(record), *_how_written(record), *_checked(record)]
    if changes is not None:
        sentences.append(_since(changes))
    return on_one_line(" ".join(sentences))


def _asked(record: KeptAnswer) -> str:
    answer = record.answer
    works = "the corpus" if record.works is None else f"{counted(record.works, 'work')} of the corpus"
    limits = f" that {plural(record.works or 0, 'passes', 'pass')} the filter ({answer.filter})" if answer.only else ""
    read = f" (read as “{answer.read_as}”)" if answer.read_as else ""
    return (
        f"On {day(record)}, the question “{answer.question}”{read} was asked of {works}{limits} with Refdesk"
        f" {record.version} (generation {answer.generation} of its index)."
    )


def _decided_in_words(record: KeptAnswer) -> Iterator[str]:
    answer = record.answer
    if answer.counts is not None and answer.works:
        yield _verdicts(answer.topic, answer.counts, combines=answer.combines)
    elif answer.fields and answer.summary and not answer.abstained:
        yield f"It was answered from the headings of the researcher's own notes: {answer.summary}"
    elif answer.kind is QuestionKind.BIBLIOGRAPHIC and not answer.abstained:
        works = f", in which {counted(len(answer.found), 'work was', 'works were')} found" if answer.found else ""
        yield f"It was answered from the bibliographic records alone{works}."
    if answer.set_aside:
        yield set_aside_note(answer.set_aside)
    if answer.abstained:
        yield "No answer was found that the sources bear out, and none was given."


def _verdicts(topic: str, counts: Mapping[Verdict, int], *, combines: bool) -> str:
    number = {verdict: counts.get(verdict, 0) for verdict in Verdict}
    verb, partly = ("fit", "fit it in part") if combines else ("discuss", "mention it in passing")
    were = plural(number[Verdict.DISCUSSES], "was", "were")
    return (
        f"Each was decided by a program, without a language model, for the topic “{topic}”: {number[Verdict.DISCUSSES]}"
        f" {were} found to {verb} it, {number[Verdict.MENTIONS]} to {partly}, {number[Verdict.NO]} not to;"
        f" {number[Verdict.UNKNOWN]} could not be decided, as no more than a title that does not name it is known, and"
        f" {number[Verdict.UNREADABLE]} could not be read."
    )


def _how_written(record: KeptAnswer) -> Iterator[str]:
    answer = record.answer
    if answer.writing:
        yield from _written(answer.writing)
    elif answer.model:
        yield f"The answer was written by the language model {answer.model}."
    elif answer.claims:
        yield "No language model was used: the statements are sentences of the sources, quoted word for word."
    else:
        yield "No language model was used."


def _written(writing: Writing) -> Iterator[str]:
    if not writing.paragraphs:
        yield (
            f"The language model {writing.model} was asked to put the answer into words (version {writing.prompt} of"
            " the prompt); nothing that it wrote is part of the answer, whose statements are quoted from the sources"
            " word for word."
        )
        return
    passages = counted(len(writing.passages), "numbered passage")
    about = "about " if writing.estimated else ""
    yield (
        f"The answer was put into words by the language model {writing.model} (version {writing.prompt} of the prompt)"
        f" from {passages}, with {about}{writing.prompt_tokens} tokens in and {writing.completion_tokens} out."
    )
    if writing.dropped:
        yield (
            f"{counted(writing.dropped, 'citation')} that named no passage given to the model, or none that stands, "
            f"{plural(writing.dropped, 'was', 'were')} taken out."
        )
    if writing.left_out:
        were = plural(writing.left_out, "was", "were")
        yield f"{counted(writing.left_out, 'statement')} that no passage bears out {were} left out."
    if writing.ended:
        yield f"The model's reply ended early ({writing.ended.rstrip('.')})."


def _checked(record: KeptAnswer) -> Iterator[str]:
    """The check of the citations, and the labels of the statements."""
    answer = record.answer
    if not answer.citations or answer.abstained:
        return
    works = counted(len({citation.key for citation in answer.citations}), "work")
    yield (
        f"{counted(len(answer.citations), 'citation')} of {works} {plural(len(answer.citations), 'was', 'were')}"
        " checked by program: each quote was found word for word at the stated page or section of its source."
    )
    labels = Counter(claim.support for claim in answer.claims)
    if labels.keys() - {Support.VERBATIM}:
        summary = ", ".join(f"{labels[support]} {support}" for support in Support if labels[support])
        yield (
            f"Of {counted(len(answer.claims), 'statement')}, a program labelled {summary}, by comparing each with what"
            " it cites (wording, numbers, negation, and a cross-encoder)."
        )


def _since(changes: Sequence[Change]) -> str:
    lost = {change.citation for change in changes if change.standing is Standing.STALE}
    outcomes = {
        Standing.CURRENT: "all of it still stood in the corpus as it was asked",
        Standing.MOVED: "every quote still stood in the corpus, some of them in another place",
        Standing.OLDER: "every quote still stood, but the corpus had changed since",
        Standing.STALE: f"{counted(len(lost), 'quote')} no longer stood in the corpus",
    }
    return f"At the time of writing, {outcomes[standing(changes)]}."


def data(text: str) -> str:
    """Escape text of a document, a name or a question for Markdown, on one line."""
    return plain_markdown(on_one_line(text))


def day(record: KeptAnswer) -> str:
    """The day of asking in local time: "22 November 2026"."""
    when = record.when.astimezone()
    return f"{when.day} {when:%B %Y}"
