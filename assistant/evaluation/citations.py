"""Citation recall and precision of an answer, as Gao et al. define them (Enabling Large Language Models to Generate
Text with Citations, EMNLP 2023, "ALCE"), with our verifier in place of their model of entailment.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

from assistant.answers import Answer
from assistant.verifying.judging import Verifier
from index.entries import FoundPassage
from index.search import Search

Supports = Callable[[str, Sequence[FoundPassage]], bool]


@dataclass(frozen=True, slots=True)
class CitationQuality:
    """Counts of one answer: claims, those supported by their citations, citations, and those that are relevant.

    A citation is relevant if its claim is supported, by this citation alone or not without it.
    """

    claims: int
    borne_out: int
    citations: int
    relevant: int

    @property
    def recall(self) -> float | None:
        """Share of the claims that are supported; None without claims."""
        return self.borne_out / self.claims if self.claims else None

    @property
    def precision(self) -> float | None:
        """Share of the citations that are relevant; None without citations."""
        return self.relevant / self.citations if self.citations else None


def citation_quality(answer: Answer, search: Search) -> CitationQuality:
    """Judge every claim of an answer by the whole passages that it cites, from the current index."""
    rowids = search.catalogue.rowids([citation.passage for citation in answer.citations])
    by_id = {passage.id: passage for passage in search.catalogue.passages(rowids.values()).values()}
    numbered = {c.number: by_id[c.passage] for c in answer.citations if c.passage in by_id}
    verifier = Verifier(search)

    def supports(claim: str, passages: Sequence[FoundPassage]) -> bool:
        judged = verifier.judge(claim, passages) if passages else None
        return judged is not None and judged.support.holds

    claims = [(claim.text, [numbered[n] for n in claim.citations if n in numbered]) for claim in answer.claims]
    return quality_of(claims, supports)


def quality_of(claims: Iterable[tuple[str, Sequence[FoundPassage]]], supports: Supports) -> CitationQuality:
    """The quality of claims with their cited passages; `supports` judges a claim by passages together."""
    number = borne_out = citations = relevant = 0
    for text, cited in claims:
        holds = supports(text, cited)
        number, borne_out, citations = number + 1, borne_out + holds, citations + len(cited)
        relevant += sum(_is_relevant(text, cited, i, supports) for i in range(len(cited))) if holds else 0
    return CitationQuality(number, borne_out, citations, relevant)


def average(qualities: Iterable[CitationQuality]) -> tuple[float | None, float | None]:
    """Mean citation recall and precision over the answers that have them."""
    qualities = list(qualities)
    recalls = [each.recall for each in qualities if each.recall is not None]
    precisions = [each.precision for each in qualities if each.precision is not None]
    return (mean(recalls) if recalls else None, mean(precisions) if precisions else None)


def _is_relevant(claim: str, cited: Sequence[FoundPassage], i: int, supports: Supports) -> bool:
    """True if the citation alone supports the claim, or the others do not without it."""
    others = [passage for j, passage in enumerate(cited) if j != i]
    return supports(claim, [cited[i]]) or not supports(claim, others)
