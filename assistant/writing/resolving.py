"""Turn a model's sentences into claims: resolve identifiers to citations, check each claim, label what fails."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answers import Claim, Paragraph, Support
from assistant.composing import Composer
from assistant.questions.phrases import SAYING_VERBS, verbs
from assistant.verifying.judging import Judgement, Verifier
from assistant.verifying.numbers import quantities
from assistant.writing.remarks import only_names, vocabulary
from assistant.writing.reply import WrittenBlock, WrittenSentence
from index.entries import FoundPassage, WorkEntry
from index.works.names import ET_AL, family_name

# ", pp. 3-5", ", page 4"
_PAGES = r"(?:\s*,\s*(?:pp?\.?|pages?)\s*\d+(?:\s*[-–]\s*\d+)?)?"
_LEAD = r"(?:(?:see|cf\.?|e\.\s?g\.,?|as\s+in)\s+)?"
_SAYS = verbs(SAYING_VERBS, ing=False)
# "(John et al., 2021; Das and Bala, 2020)"
_BRACKETS = re.compile(r"\s*\(([^()]*\b\d{4}[a-z]?\b[^()]*)\)")


@dataclass(frozen=True, slots=True)
class Attributed:
    """A sentence without the names and years of its works ("John et al. (2021) report that"), and their keys."""

    text: str
    works: frozenset[str] = frozenset()


def attributed(text: str, works: Iterable[WorkEntry]) -> Attributed:
    """Remove the names and years of `works` from a sentence; other names stay."""
    datable = [work for work in works if work.authors and work.year]
    keys: set[str] = set()

    def without_named(match: re.Match[str]) -> str:
        in_parts = [_keys_in(part, datable) for part in match[1].split(";")]
        if not all(in_parts):
            return match[0]
        keys.update(key for part in in_parts for key in part)
        return ""

    rest = _BRACKETS.sub(without_named, text)
    for work in datable:
        rest, times = _as_speaker(work).subn(" ", rest)
        if times:
            keys.add(work.key)
    if not keys:
        return Attributed(text)
    tidy = re.sub(r"\s+([,.;:!?])", r"\1", " ".join(rest.split())).lstrip(" ,;:")
    return Attributed(tidy or text, frozenset(keys))


def _keys_in(part: str, works: Sequence[WorkEntry]) -> list[str]:
    """Keys of the works that one part of a bracket names: "see John et al., 2021, p. 4"."""
    tail = rf"[a-z]?{_PAGES}\s*"
    return [work.key for work in works if re.fullmatch(rf"\s*{_LEAD}{_authors(work)},?\s+{work.year}{tail}", part)]


def _as_speaker(work: WorkEntry) -> re.Pattern[str]:
    """Matches a work as speaker: "According to John et al. (2021)," and "John et al. (2021) report that"."""
    year = rf"\(\s*{work.year}[a-z]?{_PAGES}\s*\)"
    lead = r"(?:\b[Aa]ccording\s+to\s+|\b[Aa]s\s+)?\b"
    return re.compile(rf"{lead}{_authors(work)}(?:['’]s?)?\s*{year}(?:\s*,|\s+(?:also\s+)?{_SAYS}\s+that\b)?")


def _authors(work: WorkEntry) -> str:
    """Matches the first author's family name, with those of other authors and "et al."."""
    first = re.escape(family_name(work.authors[0]))
    others = "|".join(re.escape(family_name(author)) for author in work.authors[1:])
    also = rf"(?:(?:\s*,\s*|\s*,?\s+(?:and|&)\s+)(?:{others}))*" if others else ""
    return rf"{first}{also}(?:\s*,?\s+{ET_AL})?"


_STATES = 4
"""Words from which a heading is a statement. A guess."""
_STRENGTH = {support: strength for strength, support in enumerate(Support)}


@dataclass(frozen=True, slots=True)
class _Bearing:
    """The judgements that support a sentence, and the number of its own citations that were dropped."""

    by: tuple[Judgement, ...]
    dropped: int = 0


@dataclass(slots=True)
class Resolver:
    """Turns the sentences of one reply into claims of the answer.

    `given` are the passages of the prompt by identifier. `dropped` counts citations that are none of them, or support
    nothing where another does; `left_out` counts unsupported claims, with `strict`.
    """

    composer: Composer
    given: Mapping[str, FoundPassage]
    verifier: Verifier
    strict: bool = False
    dropped: int = 0
    left_out: int = 0
    paragraphs: list[Paragraph] = field(default_factory=list)
    _claimed_texts: set[str] = field(default_factory=set)
    _known: dict[WrittenSentence, _Bearing] = field(default_factory=dict)

    def foresee(self, blocks: Sequence[WrittenBlock]) -> None:
        """Judge the draft so far except its last sentence, which may go on; `resolve` uses the judgements."""
        sentences = [sentence for block in blocks for sentence in block.sentences]
        for sentence in sentences[:-1]:
            self._judged(sentence)

    def resolve(self, blocks: Sequence[WrittenBlock]) -> None:
        """Add the claims and paragraphs of a whole reply."""
        for block in blocks:
            heading = self._heading(block.heading) if block.heading else None
            claimed = (self._claimed(sentence) for sentence in block.sentences)
            if numbers := tuple(number for number in claimed if number is not None):
                self.paragraphs.append(Paragraph(numbers, block.item, heading))

    def _heading(self, heading: str) -> str | None:
        """The heading if it only names things; a statement becomes a claim instead."""
        self._claimed_texts.clear()  # sections may repeat sentences
        if only_names(heading, self._names()):
            return heading
        if len(heading.split()) >= _STATES:
            number = self._claimed(WrittenSentence(heading))
            self.paragraphs += [Paragraph((number,))] if number is not None else []
        return None

    def _works(self) -> list[WorkEntry]:
        return [self.composer.entries[key] for key in dict.fromkeys(passage.work for passage in self.given.values())]

    def _names(self) -> frozenset[str]:
        works = self._works()
        names = [name for work in works for name in (work.label, *work.authors)]
        sections = [passage.section or "" for passage in self.given.values()]
        return vocabulary([self.composer.question.whole, *names, *sections])

    def _claimed(self, sentence: WrittenSentence) -> int | None:
        """Add a claim; returns its index, or None if it was left out or is a repetition."""
        self.dropped += len(sentence.unknown)
        if sentence.text in self._claimed_texts:
            return None
        self._claimed_texts.add(sentence.text)
        bearing = self._judged(sentence)
        self.dropped += bearing.dropped
        support = min((judged.support for judged in bearing.by), key=_STRENGTH.__getitem__, default=Support.UNSUPPORTED)
        if self.strict and not support.holds:
            self.left_out += 1
            return None
        citations = [self.composer.citer.cite(judged.shown.passage, judged.shown.sentence) for judged in bearing.by]
        numbers = tuple(dict.fromkeys(citation.number for citation in citations if citation))
        self.dropped += sum(citation is None for citation in citations)
        if not numbers:
            support = Support.UNSUPPORTED
        self.composer.claims.append(Claim(sentence.text, support, numbers))
        return len(self.composer.claims) - 1

    def _judged(self, sentence: WrittenSentence) -> _Bearing:
        if sentence not in self._known:
            self._known[sentence] = self._judge(sentence)
        return self._known[sentence]

    def _judge(self, sentence: WrittenSentence) -> _Bearing:
        """Judge the sentence by the passages that it cites, or, if they do not support it, by any other.

        If the sentence names a work with its year, only passages of that work can support it.
        """
        claim = attributed(sentence.text, self._works())
        possible = [p for p in self.given.values() if not claim.works or p.work in claim.works]
        cited = [self.given[name] for name in sentence.cited]
        judgements = [_fitting(judged, claim) for judged in self.verifier.judge_each(claim.text, cited) if judged]
        if any(judged.support.holds for judged in judgements):
            # A citation that adds nothing beside one that holds would only mislead.
            supporting = tuple(judged for judged in judgements if judged.support is not Support.UNSUPPORTED)
            return _Bearing(supporting, len(judgements) - len(supporting))
        if together := None if claim.works else self._together(claim.text, cited):
            return _Bearing(
                (together, *(judged for judged in judgements if judged.shown.place != together.shown.place))
            )
        if elsewhere := _holding(self._nearest(claim.text, [p for p in possible if p not in cited])):
            return _Bearing((elsewhere,), len(judgements))
        if claim.works and not cited:
            named = self._nearest(claim.text, possible)
            return _Bearing((named,) if named and named.support is not Support.UNSUPPORTED else ())
        return _Bearing(tuple(judgements))

    def _together(self, claim: str, cited: Sequence[FoundPassage]) -> Judgement | None:
        """Judge a claim by several passages together; not one with a number, which may belong to something else."""
        if len(cited) < 2 or quantities(claim):
            return None
        return _holding(self.verifier.judge(claim, cited))

    def _nearest(self, claim: str, passages: Sequence[FoundPassage]) -> Judgement | None:
        """Judge a claim by the one passage with the nearest sentence."""
        likely = self.verifier.judge(claim, passages)
        return self.verifier.judge(claim, [likely.shown.passage]) if likely else None


def _fitting(judged: Judgement, claim: Attributed) -> Judgement:
    """Weak at most if the sentence names another work than that of the passage."""
    if claim.works and judged.shown.passage.work not in claim.works and judged.support.holds:
        return replace(judged, support=Support.WEAK)
    return judged


def _holding(judged: Judgement | None) -> Judgement | None:
    return judged if judged and judged.support.holds else None
