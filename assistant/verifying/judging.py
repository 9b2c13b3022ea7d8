"""The verifier: from a claim and the passages it cites to how well they bear it out.

What stands there word for word is verbatim. A logistic model weighs the signs of everything else; its coefficients,
thresholds and measurement stand in `support.toml`, and the script `tests/benchmarks/claims.py` fits it. The mark that a
sentence gets in the end, from all its citations, is set in `assistant/writing/resolving.py`.
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

# The sentences of some passages that speak of a claim: the cross-encoder reads those that share its words.

_READ = 2
"""Sentences that are read for one claim: each takes some ten milliseconds."""

_WORTH_READING = 0.15
"""Share of the claim's words below which a sentence says nothing of it."""

_SHARE = 4.0
"""Log-odds that having all of the claim's words counts for in choosing the sentence that is shown."""

# "We ask whether ...", "The objective was to ...", "It remains to be seen ..."
_ASKS = re.compile(
    r"\?\s*$|\b(?:whether|hypothes[ie][sz]\w*|objectives?|little is known|(?:unknown|unclear|elusive|poorly understood)"
    r"|(?:we|to) (?:investigate|examine|assess|determine|test|evaluate|explore|study|ask)\b|remains? to be)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class BestSentence:
    """The sentence that speaks of a claim most, and what was found on the way.

    `own` is its log-odds to speak of the claim, `score` the best among the sentences that were read. Of the claim's
    words, the rarer the heavier, `by_two` is the share that two neighbouring sentences have, `by_all` that of all the
    passages with their titles. `asks` says that the sentence only asks or supposes, and the claim does not.
    """

    shown: Shown
    own: float
    score: float
    by_two: float
    by_all: float
    asks: bool


def read(search: Search, claim: str, passages: Sequence[FoundPassage]) -> BestSentence | None:
    """Read what some passages say of a claim; None if they have no sentence."""
    shown = [each for each in sentences_of(passages) if each.sentence.text.strip()]
    if not shown:
        return None
    # Numbers are compared as numbers; a single letter is what is left of "model's".
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
    """Log-odds of each text to speak of a claim, by the cross-encoder, which knows no script but Latin."""
    if search.reranker is None or not texts or not is_english_script(claim):
        return [UNREAD] * len(texts)
    return [log_odds(score) for score in search.reranker.score(claim, list(texts)).tolist()]


def full_text(passages: Sequence[FoundPassage]) -> str:
    """The text of some passages with the titles they stand under."""
    return "\n".join(f"{passage.header}\n{passage.text}" for passage in passages)


def only_asks(text: str) -> bool:
    """Whether a sentence asks or supposes what it speaks of."""
    return _ASKS.search(text) is not None


def _stems(text: str) -> set[str]:
    return {stem(word.lower()) for word in words(text)}


def _covered(weights: Mapping[str, float], stems: set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if stem(word) in stems) / total if total else 0.0


# The signs for and against a claim.

_WORTH_REVERSING = 0.6
"""Share of the claim's words in the passages below which its opposite is not tried: neither is said there."""

_MOST = 1.5
"""Log-odds beyond which a contrast says nothing more."""


@dataclass(frozen=True, slots=True)
class ClaimSigns:
    """What was found for one claim.

    `contrast` is by how much the shown sentence speaks more of the claim than of its opposite, in log-odds of the
    cross-encoder: the least if there are several opposites, 0 if there is none or the claim is barred anyway.
    `missing` counts the claim's numbers that no passage states, or is 1 if it is on the other side of one;
    `misplaced` says that one of them belongs to something else in the shown sentence.
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
        """Whether a hard rule rejects the claim, whatever its score.

        - It has a number that the passages do not state, is on the other side of one, or gives one to another thing.
        - It denies what the sentence states, or the other way round.
        - The sentence names it only to deny or doubt it, or only asks it.
        - It says nothing that could be borne out.

        Other rules (exchanged sides, a word in another's place, a condition left out) gained nothing on the claims of
        SciFact.
        """
        number = self.missing > 0 or self.misplaced
        denied = self.direction.denied or self.denied_by_frame
        return number or denied or self.best.asks or self.says_little

    def features(self) -> dict[str, float]:
        """What the fitted model multiplies with its coefficients."""
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
    # The contrast asks a model, and what is barred does not need it.
    return signs if signs.barred else replace(signs, contrast=_contrast(search, claim, best))


def _contrast(search: Search, claim: str, best: BestSentence) -> float:
    if best.by_all < _WORTH_REVERSING or best.own < 0.0:
        return 0.0
    sentence = [best.shown.sentence.text]
    # Side by side: the cross-encoder takes one claim at a time, and there are two cores.
    with ThreadPoolExecutor() as pool:
        scores = list(pool.map(lambda opposite: relevance(search, opposite, sentence)[0], reversed_claims(claim)))
    return best.own - max(scores) if scores else 0.0


FILE_NAME = "support.toml"

_BELOW = 0.01
"""By how much a claim that is barred stays under the threshold at least."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well passages bear a claim out: `probability` (0..1) that they do, and the sentence that shows it best."""

    support: Support
    probability: float
    shown: Shown


class Verifier:
    """Judges claims by the passages they cite, with the models of one open index and without a language model."""

    def __init__(self, search: Search) -> None:
        self._search = search

    def judge(self, claim: str, passages: Sequence[FoundPassage]) -> Judgement | None:
        """What all the passages together say of a claim; None if they have no sentence."""
        text = bare(claim)
        verbatim = word_for_word(text, passages)
        if verbatim is not None:
            return Judgement(Support.VERBATIM, 1.0, verbatim)
        signs = signs_of(self._search, text, passages)
        return decided(signs, _fitted()) if signs else None

    def judge_each(self, claim: str, passages: Sequence[FoundPassage]) -> list[Judgement | None]:
        """What each passage by itself says of a claim, in their order."""
        return [self.judge(claim, [passage]) for passage in passages]


def word_for_word(claim: str, passages: Sequence[FoundPassage]) -> Shown | None:
    """The sentence in which a claim stands or, if it runs over several, the one that shares most words with it.

    None if it stands in none of the passages, or only in a sentence that takes it back or asks it.
    """
    of_claim = set(comparable(claim))
    for passage in passages:
        shown = [each for each in sentences_of([passage]) if only_asks(claim) or not only_asks(each.sentence.text)]
        run = stands_in(claim, [each.sentence.text for each in shown])
        if run is not None:
            return max((shown[i] for i in run), key=lambda each: len(of_claim & set(comparable(each.sentence.text))))
    return None


def decided(signs: ClaimSigns, fitted: Fitted) -> Judgement:
    """What a fitted model makes of the signs; what is barred is weak at most."""
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
