"""A paragraph for a methods section: what was asked of what, by what it was answered, and how that was checked."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from assistant.answers import Support, Verdict, Writing
from assistant.history.exporting.words import count, day, one_line
from assistant.history.records import Record
from assistant.history.standing import Change, Standing, standing
from assistant.questions.question import QuestionKind


def methods_paragraph(record: Record, found: Sequence[Change] | None) -> str:
    """Plain prose on one line; `found` is what has changed since, None where nothing was checked."""
    sentences = [_asked(record), *_decided(record), *_made(record), *_checked(record)]
    if found is not None:
        sentences.append(_since(found))
    return one_line(" ".join(sentences))


def _asked(record: Record) -> str:
    answer = record.answer
    works = "the corpus" if record.works is None else f"{count(record.works, 'work')} of the corpus"
    limits = f" that {'passes' if record.works == 1 else 'pass'} the filter ({answer.filter})" if answer.only else ""
    read = f" (read as “{answer.read_as}”)" if answer.read_as else ""
    return (
        f"On {day(record)}, the question “{answer.question}”{read} was asked of {works}{limits} with Refdesk"
        f" {record.version} (generation {answer.generation} of its index)."
    )


def _decided(record: Record) -> Iterator[str]:
    answer = record.answer
    if answer.counts is not None and answer.works:
        yield _verdicts(answer.topic, answer.counts, combines=answer.combines)
    elif answer.kind is QuestionKind.BIBLIOGRAPHIC and not answer.abstained:
        found = f", in which {count(len(answer.found), 'work was', 'works were')} found" if answer.found else ""
        yield f"It was answered from the bibliographic records alone{found}."
    if answer.abstained:
        yield "No answer was found that the sources bear out, and none was given."


def _verdicts(topic: str, counts: Mapping[Verdict, int], *, combines: bool) -> str:
    number = {verdict: counts.get(verdict, 0) for verdict in Verdict}
    verb, partly = ("fit", "fit it in part") if combines else ("discuss", "mention it in passing")
    were = "was" if number[Verdict.DISCUSSES] == 1 else "were"
    return (
        f"Each was decided by a program, without a language model, for the topic “{topic}”: {number[Verdict.DISCUSSES]}"
        f" {were} found to {verb} it, {number[Verdict.MENTIONS]} to {partly}, {number[Verdict.NO]} not to;"
        f" {number[Verdict.UNKNOWN]} could not be decided, as no more than a title that does not name it is known, and"
        f" {number[Verdict.UNREADABLE]} could not be read."
    )


def _made(record: Record) -> Iterator[str]:
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
    passages = count(len(writing.passages), "numbered passage")
    about = "about " if writing.estimated else ""
    yield (
        f"The answer was put into words by the language model {writing.model} (version {writing.prompt} of the prompt)"
        f" from {passages}, with {about}{writing.prompt_tokens} tokens in and {writing.completion_tokens} out."
    )
    if writing.dropped:
        yield (
            f"{count(writing.dropped, 'citation')} that named no passage given to the model, or none that stands, "
            f"{'was' if writing.dropped == 1 else 'were'} taken out."
        )
    if writing.left_out:
        were = "was" if writing.left_out == 1 else "were"
        yield f"{count(writing.left_out, 'statement')} that no passage bears out {were} left out."
    if writing.ended:
        yield f"The model's reply ended early ({writing.ended.rstrip('.')})."


def _checked(record: Record) -> Iterator[str]:
    """How citations were checked, and how the statements came out."""
    answer = record.answer
    if not answer.citations or answer.abstained:
        return
    works = count(len({citation.key for citation in answer.citations}), "work")
    yield (
        f"{count(len(answer.citations), 'citation')} of {works} {'was' if len(answer.citations) == 1 else 'were'}"
        " checked by program: each quote was found word for word at the stated page or section of its source."
    )
    labels = Counter(claim.support for claim in answer.claims)
    if labels.keys() - {Support.VERBATIM}:
        told = ", ".join(f"{labels[support]} {support}" for support in Support if labels[support])
        yield (
            f"Of {count(len(answer.claims), 'statement')}, a program labelled {told}, by comparing each with what it"
            " cites (wording, numbers, negation, and a cross-encoder)."
        )


def _since(found: Sequence[Change]) -> str:
    lost = {change.citation for change in found if change.standing is Standing.STALE}
    match standing(found):
        case Standing.CURRENT:
            return "At the time of writing, all of it still stood in the corpus as it was asked."
        case Standing.MOVED:
            return "At the time of writing, every quote still stood in the corpus, some of them in another place."
        case Standing.OLDER:
            return "At the time of writing, every quote still stood, but the corpus had changed since."
        case Standing.STALE:
            return f"At the time of writing, {count(len(lost), 'quote')} no longer stood in the corpus."
