"""From what a model wrote to claims: identifiers become citations, each claim is checked, what fails is labelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answers import Claim, Paragraph, Support
from assistant.composing import Composer
from assistant.verifying.judging import Judgement, Verifier
from assistant.writing.reply import Block, WrittenSentence, read_reply
from index.entries import FoundPassage

_BORNE_OUT = (Support.VERBATIM, Support.SUPPORTED)
_STRENGTH = {support: strength for strength, support in enumerate(Support)}


@dataclass(frozen=True, slots=True)
class _Borne:
    """What bears a sentence out, and how many of its own citations were taken out for that."""

    by: tuple[Judgement, ...]
    dropped: int = 0


@dataclass(slots=True)
class Resolver:
    """Turns the sentences of one reply into claims of the answer `made`.

    `given` are the passages that the model was given, by identifier. `dropped` counts citations that named none of
    them, or bear nothing out where another does; `left_out` the claims that were not supported, with `strict`.
    """

    made: Composer
    given: Mapping[str, FoundPassage]
    verifier: Verifier
    strict: bool = False
    dropped: int = 0
    left_out: int = 0
    paragraphs: list[Paragraph] = field(default_factory=list)
    _said: set[str] = field(default_factory=set)
    _known: dict[WrittenSentence, _Borne] = field(default_factory=dict)

    def foresee(self, draft: str) -> None:
        """Judge what is drafted so far, but for the last sentence, which may go on; judged once, it is known later."""
        blocks = read_reply(draft, self.given.keys()).blocks
        sentences = [sentence for block in blocks for sentence in block.sentences]
        for sentence in sentences[:-1]:
            self._judged(sentence)

    def resolve(self, blocks: Sequence[Block]) -> None:
        """Add the claims of all that was written."""
        for block in blocks:
            numbers = tuple(number for one in block.sentences if (number := self._claimed(one)) is not None)
            if numbers:
                self.paragraphs.append(Paragraph(numbers, block.item, block.heading))

    def _claimed(self, sentence: WrittenSentence) -> int | None:
        """The place of the sentence among the answer's claims; None where it was left out, or stands there already."""
        if sentence.text in self._said:
            return None  # what is said twice is true once
        self._said.add(sentence.text)
        borne = self._judged(sentence)
        self.dropped += len(sentence.unknown) + borne.dropped
        support = min((one.support for one in borne.by), key=_STRENGTH.__getitem__, default=Support.UNSUPPORTED)
        if self.strict and support not in _BORNE_OUT:
            self.left_out += 1
            return None
        citations = [self.made.citer.cite(one.shown.passage, one.shown.sentence) for one in borne.by]
        numbers = tuple(dict.fromkeys(citation.number for citation in citations if citation))
        self.dropped += sum(citation is None for citation in citations)
        if not numbers:
            support = Support.UNSUPPORTED
        self.made.claims.append(Claim(sentence.text, support, numbers))
        return len(self.made.claims) - 1

    def _judged(self, sentence: WrittenSentence) -> _Borne:
        if sentence not in self._known:
            self._known[sentence] = self._judge(sentence)
        return self._known[sentence]

    def _judge(self, sentence: WrittenSentence) -> _Borne:
        """What bears the sentence out: the passages that it cites, or, where they do not, one that does."""
        cited = [self.given[name] for name in sentence.cited]
        judged = [one for one in self.verifier.judge_each(sentence.text, cited) if one]
        if any(one.support in _BORNE_OUT for one in judged):
            # A citation that adds nothing beside one that holds would only mislead.
            kept = tuple(one for one in judged if one.support is not Support.UNSUPPORTED)
            return _Borne(kept, len(judged) - len(kept))
        together = self.verifier.judge(sentence.text, cited) if len(cited) > 1 else None
        if together and together.support in _BORNE_OUT:
            return _Borne((together, *(one for one in judged if one.shown.place != together.shown.place)))
        found = self.verifier.judge(sentence.text, [p for p in self.given.values() if p not in cited])
        if found and found.support in _BORNE_OUT:
            return _Borne((found,), len(judged))
        return _Borne(tuple(judged))
