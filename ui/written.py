"""What terminal and page show of an answer that a language model wrote."""

from collections.abc import Sequence

from assistant.answers import Answer, Citation, Paragraph, Writing


def written_in(answer: Answer) -> Sequence[Paragraph]:
    """The paragraphs that a language model wrote."""
    return answer.writing.paragraphs if answer.writing else ()


def quoted_by(answer: Answer) -> list[Citation]:
    """The citations that an answer shows as quotes, apart from those of what a model wrote."""
    written = {number for paragraph in written_in(answer) for number in paragraph.claims}
    quoting = [claim for i, claim in enumerate(answer.claims) if i not in written]
    numbers = {number for claim in quoting for number in claim.citations}
    return [citation for citation in answer.citations if citation.number in numbers]


def cost_of(writing: Writing) -> str:
    """What a reply took, in words: the model, tokens in and out, seconds; and what was taken out of it."""
    about = "about " if writing.estimated else ""
    parts = [f"{about}{writing.prompt_tokens} tokens in, {writing.completion_tokens} out", f"{writing.seconds:.1f} s"]
    if writing.dropped:
        parts.append(f"{writing.dropped} citation{'s' if writing.dropped > 1 else ''} dropped")
    if writing.removed:
        parts.append(f"taken out: {', '.join(writing.removed)}")
    return f"{writing.model}: {'; '.join(parts)}."
