"""The sentences of some passages that speak of a claim: those that share its words are read by the cross-encoder."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.sweeping.close_reading import UNREAD, log_odds
from assistant.sweeping.evidence import Shown, sentences_of
from assistant.sweeping.stems import is_english_script, stem, words
from assistant.verifying.quantities import is_number
from index.entries import FoundPassage
from index.search import Search

_READ = 2
"""Sentences that are read for one claim: each takes some ten milliseconds."""

_WORTH_READING = 0.15
"""Share of the claim's words below which a sentence says nothing of it."""

_SHARE = 4.0
"""Log-odds that having all of the claim's words counts for in choosing the sentence that is shown."""

_ASKS = re.compile(
    r"\?\s*$|\b(?:whether|hypothes[ie][sz]\w*|objectives?|little is known|(?:unknown|unclear|elusive|poorly understood)"
    r"|(?:we|to) (?:investigate|examine|assess|determine|test|evaluate|explore|study|ask)\b|remains? to be)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
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


def read(search: Search, claim: str, passages: Sequence[FoundPassage]) -> Reading | None:
    """Read what some passages say of a claim; None where they hold no sentence."""
    shown = [one for one in sentences_of(passages) if one.sentence.text.strip()]
    if not shown:
        return None
    # Numbers are compared as numbers; a single letter is what is left of "model's".
    known = search.word_weights(claim).items()
    weights = {word: weight for word, weight in known if len(word) > 1 and not is_number(word)}
    held = [_stems(one.sentence.text) for one in shown]
    shares = [_covered(weights, stems) for stems in held]
    nearest = sorted(range(len(shown)), key=lambda i: -shares[i])[:_READ]
    worth = [i for i in nearest if shares[i] >= _WORTH_READING]
    texts = [shown[i].sentence.text for i in worth]
    scores = dict(zip(worth, relevance(search, claim, texts), strict=True))
    best = max(nearest, key=lambda i: scores.get(i, UNREAD) + _SHARE * (shares[i] - only_asks(shown[i].sentence.text)))
    return Reading(
        shown=shown[best],
        own=scores.get(best, UNREAD),
        score=max(scores.values(), default=UNREAD),
        by_two=max((_covered(weights, one | other) for one, other in pairwise(held)), default=max(shares)),
        by_all=_covered(weights, _stems(everything(passages))),
        asks=only_asks(shown[best].sentence.text) and not only_asks(claim),
    )


def relevance(search: Search, claim: str, texts: Sequence[str]) -> list[float]:
    """Log-odds of each text to speak of a claim, by the cross-encoder, which knows no script but Latin."""
    if search.reranker is None or not texts or not is_english_script(claim):
        return [UNREAD] * len(texts)
    return [log_odds(score) for score in search.reranker.score(claim, list(texts)).tolist()]


def everything(passages: Sequence[FoundPassage]) -> str:
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
