"""A claim turned into its opposite: what a sentence bears out better than the claim itself speaks against it."""

import re

from assistant.verifying.opposites import opposites

_MOST = 2
"""Words that are exchanged, each by itself; every one costs a reading of the sentence."""

_WORD = re.compile(r"[^\W\d_]+")
_DENIED = (
    (re.compile(r"\b(?:do|does|did) not ", re.IGNORECASE), ""),
    (
        re.compile(
            r"\b(is|are|was|were|can|could|has|have|had|will|would|may|might|should|must)(?: not\b|n['\u2019]t\b)",
            re.IGNORECASE,
        ),
        r"\1",
    ),
    (re.compile(r"\b(?:do|does|did)n['\u2019]t ", re.IGNORECASE), ""),
    (re.compile(r"\bcannot\b", re.IGNORECASE), "can"),
    (re.compile(r"\b(?:not|no|never|(?:fail|fails|failed) to) ", re.IGNORECASE), ""),
)


def reversed_claims(claim: str) -> list[str]:
    """Sentences that say the opposite of a claim: a word of it exchanged, or its denial taken away; often none."""
    exchanged: list[str] = []
    for match in _WORD.finditer(claim):
        other = opposites().instead.get(match.group().lower())
        if other:
            written = other.capitalize() if match.group()[0].isupper() else other
            exchanged.append(claim[: match.start()] + written + claim[match.end() :])
    plain = _without_denial(claim)
    return ([plain] if plain else []) + exchanged[:_MOST]


def _without_denial(claim: str) -> str | None:
    for pattern, left in _DENIED:
        changed, times = pattern.subn(left, claim, count=1)
        if times:
            return changed
    return None
