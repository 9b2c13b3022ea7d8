"""What an answer was limited to besides what its asker chose by hand, and how each limit is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Answer, Citation, Paragraph, Writing
from assistant.questions.question import Condition, Facet
from assistant.wording import counted
from index.works.filters import Filter

_FEW = 3


@dataclass(frozen=True, slots=True)
class Limit:
    """All that limits one facet, with its `meaning` in words.

    `words` are those of the question that say it; empty where it was taken over from the conversation.
    """

    facet: Facet
    words: str
    meaning: str

    @property
    def name(self) -> str:
        """How it is called where there is room for a few words alone."""
        return self.words or self.meaning


def limits_of(answer: "Answer", given: Filter = Filter()) -> tuple[Limit, ...]:
    """The limits that were read from the question or taken over from earlier ones; those `given` by hand are none."""
    found = []
    for facet in Facet:
        read = [condition for condition in answer.conditions if condition.facet is facet]
        whole, chosen = _part(answer.only, facet), _part(given, facet)
        if read:
            found.append(Limit(facet, ", ".join(dict.fromkeys(one.words for one in read)), _meaning(facet, read)))
        elif whole and whole != chosen:
            found.append(Limit(facet, "", _in_words(facet, whole)))
    return tuple(found)


def _meaning(facet: Facet, read: Sequence[Condition]) -> str:
    return ", ".join(dict.fromkeys(_in_words(facet, condition.only) for condition in read))


def _in_words(facet: Facet, only: Filter) -> str:
    if facet is Facet.WORK and len(only.keys) > _FEW:
        return f"{len(only.keys)} works"
    return str(only)


def _part(only: Filter, facet: Facet) -> Filter:
    """The conditions of one facet."""
    match facet:
        case Facet.YEAR:
            return Filter(years=only.years)
        case Facet.AUTHOR:
            return Filter(authors=only.authors)
        case Facet.VENUE:
            return Filter(venues=only.venues)
        case Facet.KIND:
            return Filter(kinds=only.kinds)
        case Facet.EVIDENCE:
            return Filter(evidence=only.evidence)
        case Facet.WORK:
            return Filter(keys=only.keys)


# What terminal and page show of an answer that a language model wrote.


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
        parts.append(f"{counted(writing.dropped, 'citation')} dropped")
    if writing.removed:
        parts.append(f"taken out: {', '.join(writing.removed)}")
    return f"{writing.model}: {'; '.join(parts)}."
