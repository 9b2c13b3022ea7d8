"""The verifier: judge how well passages support a claim.

A claim that the passages have word for word is verbatim. A logistic model weighs the signs for all others; its
coefficients, thresholds and measurement are in `support.toml`, and `tests/benchmarks/claims.py` fits it. The final mark
of a sentence, from all its citations, is set in `assistant/writing/resolving.py`.
"""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from assistant.answers import Support
from assistant.evidence import UNREAD, Shown, log_odds, sentences_of
from assistant.logistic import Fitted, load
from assistant.verifying.direction import Direction, compare, is_denied_by_frame, reversed_claims
from assistant.verifying.numbers import belongs_elsewhere, has_other_side, is_number, missing
from assistant.verifying.verbatim import bare, comparable, says_little, stands_in
from index.entries import FoundPassage
from index.search import Search
from index.text.words import is_english_script, stem, words

_READ = 2
"""Sentences that the cross-encoder reads for one claim: each takes some ten milliseconds. A guess."""

_WORTH_READING = 0.15
"""Share of the claim's words below which a sentence is not read. A guess."""

_SHARE = 4.0
"""Log-odds for having all words of the claim, when choosing the sentence to show. A guess."""

# "We ask whether ...", "The objective was to ...", "It remains to be seen ..."
_ASKS = re.compile(
    r"\?\s*$|\b(?:whether|hypothes[ie][sz]\w*|objectives?|little is known|(?:unknown|unclear|elusive|poorly understood)"
    r"|(?:we|to) (?:investigate|examine|assess|determine|test|evaluate|explore|study|ask)\b|remains? to be)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class BestSentence:
    """The best sentence for a claim, with its scores.

    `own` are its log-odds by the cross-encoder, `score` the best among the sentences read. `by_two` and `by_all` are
    shares of the claim's words, weighted by rarity, in two neighbouring sentences and in all passages with their
    titles. `asks`: the sentence only asks or supposes, and the claim does not.
    """

    shown: Shown
    own: float
    score: float
    by_two: float
    by_all: float
    asks: bool


def read(search: Search, claim: str, passages: Sequence[FoundPassage]) -> BestSentence | None:
    """Find the best sentence for a claim; None if the passages have no sentence."""
    shown = [each for each in sentences_of(passages) if each.sentence.text.strip()]
    if not shown:
        return None
    # Numbers are compared elsewhere; a single letter comes from "model's".
    weighted = search.word_weights(claim).items()
    weights = {word: weight for word, weight in weighted if len(word) > 1 and not is_number(word)}
    stems = [_stems(each.sentence.text) for each in shown]
    shares = [_covered(weights, of_sentence) for of_sentence in stems]
    nearest = sorted(range(len(shown)), key=lambda i: -shares[i])[:_READ]
    worth = [i for i in nearest if shares[i] >= _WORTH_READING]
    texts = [shown[i].sentence.text for i in worth]
    scores = dict(zip(worth, relevance(search, claim, texts), strict=True))
    best = max(nearest, key=lambda i: scores.get(i, UNREAD) + _SHARE * (shares[i] - only_asks(shown[i].sentence.text)))
    return BestSentence(
        shown=shown[best],
        own=scores.get(best, UNREAD),
        score=max(scores.values(), default=UNREAD),
        by_two=max((_covered(weights, first | second) for first, second in pairwise(stems)), default=max(shares)),
        by_all=_covered(weights, _stems(full_text(passages))),
        asks=only_asks(shown[best].sentence.text) and not only_asks(claim),
    )


def relevance(search: Search, claim: str, texts: Sequence[str]) -> list[float]:
    """Log-odds of each text to be about a claim, by the cross-encoder, which knows only Latin script."""
    if search.reranker is None or not texts or not is_english_script(claim):
        return [UNREAD] * len(texts)
    return [log_odds(score) for score in search.reranker.score(claim, list(texts)).tolist()]


def full_text(passages: Sequence[FoundPassage]) -> str:
    """The text of some passages with their headers."""
    return "\n".join(f"{passage.header}\n{passage.text}" for passage in passages)


def only_asks(text: str) -> bool:
    """True if a sentence only asks or supposes."""
    return _ASKS.search(text) is not None


def _stems(text: str) -> set[str]:
    return {stem(word.lower()) for word in words(text)}


def _covered(weights: Mapping[str, float], stems: set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if stem(word) in stems) / total if total else 0.0


_WORTH_REVERSING = 0.6
"""Share of the claim's words in the passages below which its opposite is not tried. A guess."""

_MOST = 1.5
"""The largest contrast, in log-odds. A guess."""


@dataclass(frozen=True, slots=True)
class ClaimSigns:
    """The signs for and against one claim.

    `contrast` is the difference between the cross-encoder's log-odds of the claim and of its opposite for the shown
    sentence: the smallest of several, 0 without an opposite or if the claim is barred. `missing` counts numbers of the
    claim that no passage states, or is 1 if the claim is on the other side of one; `misplaced`: a number belongs to
    something else in the shown sentence.
    """

    best: BestSentence
    direction: Direction
    contrast: float
    missing: int
    misplaced: bool
    denied_by_frame: bool
    says_little: bool

    @property
    def barred(self) -> bool:
        """True if a hard rule rejects the claim, whatever its score.

        - It has a number that the passages do not state, is on the other side of one, or gives one to another thing.
        - It denies what the sentence states, or the other way round.
        - The sentence names it only to deny or doubt it, or only asks it.
        - It says nothing that passages could support.

        Other rules (exchanged sides, a word in another's place, a condition left out) gained nothing on the claims of
        SciFact.
        """
        number = self.missing > 0 or self.misplaced
        denied = self.direction.denied or self.denied_by_frame
        return number or denied or self.best.asks or self.says_little

    def features(self) -> dict[str, float]:
        """The features of the fitted model by name."""
        return {
            "best sentence": self.best.score,
            "words in two sentences": self.best.by_two,
            "words in the passages": self.best.by_all,
            "numbers missing": float(min(self.missing, 2)),
            "opposite sides": float(self.direction.opposed > 0),
            "directions against": max(-1.0, self.direction.against),
            "contrast": max(-_MOST, min(_MOST, self.contrast)),
        }


def signs_of(search: Search, claim: str, passages: Sequence[FoundPassage]) -> ClaimSigns | None:
    """The signs in all of these passages together; None if they have no sentence."""
    best = read(search, claim, passages)
    if best is None:
        return None
    sentence, text = best.shown.sentence.text, full_text(passages)
    signs = ClaimSigns(
        best=best,
        direction=compare(claim, sentence),
        contrast=0.0,
        missing=len(missing(claim, text)) or int(has_other_side(claim, text)),
        misplaced=belongs_elsewhere(claim, sentence),
        denied_by_frame=is_denied_by_frame(claim, sentence),
        says_little=says_little(claim),
    )
    # The contrast needs the cross-encoder, so leave it out if the claim is barred.
    return signs if signs.barred else replace(signs, contrast=_contrast(search, claim, best))


def _contrast(search: Search, claim: str, best: BestSentence) -> float:
    if best.by_all < _WORTH_REVERSING or best.own < 0.0:
        return 0.0
    sentence = [best.shown.sentence.text]
    # In threads: the cross-encoder takes one claim at a time, and there are two cores.
    with ThreadPoolExecutor() as pool:
        scores = list(pool.map(lambda opposite: relevance(search, opposite, sentence)[0], reversed_claims(claim)))
    return best.own - max(scores) if scores else 0.0


FILE_NAME = "support.toml"

_BELOW = 0.01
"""The least distance of a barred claim below the threshold. A guess."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well passages support a claim: `probability` (0..1) that they do, and the best sentence."""

    support: Support
    probability: float
    shown: Shown


class Verifier:
    """Judges claims by passages, with the models of an open index and without a language model."""

    def __init__(self, search: Search) -> None:
        self._search = search

    def judge(self, claim: str, passages: Sequence[FoundPassage]) -> Judgement | None:
        """Judge a claim by all passages together; None if they have no sentence."""
        text = bare(claim)
        verbatim = word_for_word(text, passages)
        if verbatim is not None:
            return Judgement(Support.VERBATIM, 1.0, verbatim)
        signs = signs_of(self._search, text, passages)
        return decided(signs, _fitted()) if signs else None

    def judge_each(self, claim: str, passages: Sequence[FoundPassage]) -> list[Judgement | None]:
        """Judge a claim by each passage alone, in their order."""
        return [self.judge(claim, [passage]) for passage in passages]


def word_for_word(claim: str, passages: Sequence[FoundPassage]) -> Shown | None:
    """The sentence that contains a claim or, if the claim covers several, the one with most of its words.

    None if no passage contains it, or only in a sentence that denies or asks it.
    """
    of_claim = set(comparable(claim))
    for passage in passages:
        shown = [each for each in sentences_of([passage]) if only_asks(claim) or not only_asks(each.sentence.text)]
        run = stands_in(claim, [each.sentence.text for each in shown])
        if run is not None:
            return max((shown[i] for i in run), key=lambda each: len(of_claim & set(comparable(each.sentence.text))))
    return None


def decided(signs: ClaimSigns, fitted: Fitted) -> Judgement:
    """The judgement of a fitted model; a barred claim is weak at most."""
    probability = fitted.model.probability(signs.features())
    supported, weak = fitted.thresholds["supported"], fitted.thresholds["weak"]
    if signs.barred:
        probability = min(probability, max(0.0, supported - _BELOW))
    support = Support.SUPPORTED if probability >= supported else Support.UNSUPPORTED
    if weak <= probability < supported:
        support = Support.WEAK
    return Judgement(support, probability, signs.best.shown)


@lru_cache(maxsize=1)
def _fitted() -> Fitted:
    return load("assistant.verifying", FILE_NAME)
