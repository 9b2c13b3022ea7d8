"""The judge: from the signals of one work and one topic to a verdict.

The rule is plain on purpose. Its thresholds were set on the listing questions of the evaluation data, where naming the
topic is never wrong and the cross-encoder alone is a poor judge (it rewards the asker's own words).
"""

from dataclasses import dataclass

from assistant.answers import Verdict

NAMED_OFTEN = 2
"""Sentences of a full text that name the topic, from which on it is more than a passing word."""

CERTAIN = 0.6
"""Cross-encoder score of a work's best passage that shows the topic even where no sentence names it."""

LIKELY = 0.5
"""Score that makes a single sentence naming the topic more than a passing word, or a mention of one that does not."""

WORTH_READING = 0.6
"""Cosine below which a passage is not shown to the cross-encoder: nothing under it was ever about the topic."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What was found of a topic in one work.

    `named_in_title`, `named_in_notes` (summary or abstract) and `named_in_heading` tell whether the topic is named
    there; `sentences` counts the sentences of the full text that name it; `cross_encoder` is that of the work's best
    passage. `has_text` is false where nothing but a title is known.
    """

    has_text: bool
    readable: bool = True
    named_in_title: bool = False
    named_in_notes: bool = False
    named_in_heading: bool = False
    sentences: int = 0
    cross_encoder: float = 0.0


def judge(signals: Signals) -> Verdict:
    """The verdict; a work without text is `unreadable` or `unknown` unless its title names the topic."""
    if signals.named_in_title:
        return Verdict.DISCUSSES
    if not signals.has_text:
        return Verdict.UNKNOWN if signals.readable else Verdict.UNREADABLE
    if signals.named_in_notes or signals.named_in_heading or signals.sentences >= NAMED_OFTEN:
        return Verdict.DISCUSSES
    if signals.cross_encoder >= CERTAIN:
        return Verdict.DISCUSSES
    if signals.sentences:
        return Verdict.DISCUSSES if signals.cross_encoder >= LIKELY else Verdict.MENTIONS
    return Verdict.MENTIONS if signals.cross_encoder >= LIKELY else Verdict.NO
