"""A conversation as the next question sees it: the turns so far, and a question that was made whole from them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.questions.question import QuestionKind
from index.errors import UsageError
from index.works.filters import Filter

_LIMITS = re.compile(
    r"(?:\s+\((?:among\s+the\s+\d+\s+works\s+of\s+(?:the\s+last|an\s+earlier)\s+answer|limited\s+to\s)"
    r"(?:[^()]|\([^()]*\))*\))+\s*$"
)
"""What `Talk.made_whole` adds to a question to show its limits, where these name no work."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what its answer named.

    `text`, `topic` and `only` are of the question as it was made whole. `works` are the keys of the works of the answer
    in the order in which they were shown: for a listing those that discuss, then those that mention; for a lookup
    those cited; for a bibliographic question those found. `named` gives the name under which a key was shown.
    """

    text: str
    kind: QuestionKind
    topic: str
    only: Filter = Filter()
    works: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)

    @property
    def lists(self) -> bool:
        """Whether its topic is a topic, and not a question in full."""
        return self.kind in (QuestionKind.LISTING, QuestionKind.COUNT)

    @property
    def focus(self) -> bool:
        """Whether it was about one work, so that "it" is that work rather than the topic."""
        return len(self.works) == 1 and (len(self.only.keys) == 1 or self.kind is QuestionKind.BIBLIOGRAPHIC)

    @property
    def within_works(self) -> Filter:
        """Its works, and where in them was looked; what chose the works is settled by their keys."""
        return Filter(keys=self.works, kinds=self.only.kinds, evidence=self.only.evidence)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that can be understood by itself.

    `only` are the conditions it takes over from the conversation, empty for a question that is whole as it was asked;
    `shown` is how it is put to the asker, with the works it is limited to; `notes` are sentences on how it was read.
    """

    text: str
    shown: str
    only: Filter = Filter()
    rewritten: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """The turns before a question, the newest last."""

    turns: tuple[Turn, ...]

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> "Talk":
        """Without the newest turns that named no work and had no topic: nothing can refer to them."""
        kept = [_without_limits(turn, turns) for turn in turns]
        while kept and not (kept[-1].works or kept[-1].topic.strip()):
            kept.pop()
        return cls(tuple(kept))

    @property
    def last(self) -> Turn | None:
        """The turn that a question refers to; None before the first."""
        return self.turns[-1] if self.turns else None

    def with_works(self, said: str) -> Turn:
        """The turn whose works `said` means; raises UsageError where there are none."""
        if not self.last:
            raise UsageError(
                f"“{said}” refers to an earlier answer, and this is the first question: ask it whole, such as "
                "`which papers from 2023 discuss concept drift?`"
            )
        if not self.last.works:
            raise UsageError(
                f"“{said}” refers to works of the last answer, and it names none: ask the question whole or name a work"
            )
        return self.last

    def list_meant(self, said: str) -> tuple[Turn, tuple[str, ...]]:
        """The turn whose works `said` means, and notes: after a question on one work out of a list, the list.

        Raises UsageError where no answer named works.
        """
        last = self.with_works(said)
        if last.focus and last.only.keys == last.works:
            for earlier in reversed(self.turns[:-1]):
                if len(earlier.works) > 1 and last.works[0] in earlier.works:
                    return earlier, (f"“{said}” was read as the works of the answer to “{earlier.text}”.",)
        return last, ()

    @property
    def before_one_work(self) -> "Talk | None":
        """The conversation up to the listing out of which the last turn took one work; None where it took none."""
        last = self.last
        if not last or not last.focus or last.only.keys != last.works:
            return None
        for end in range(len(self.turns) - 1, 0, -1):
            earlier = self.turns[end - 1]
            if earlier.lists and last.works[0] in earlier.works:
                return Talk(self.turns[:end])
        return None

    def made_whole(self, text: str, only: Filter, notes: tuple[str, ...] = ()) -> FollowUp:
        """`text` as it goes on, and as it is shown with the conditions it takes over."""
        text = " ".join(text.split())
        limits = [self._among(only.keys)] if only.keys else []
        rest = str(replace(only, keys=()))
        limits += [f"limited to {rest}"] if rest else []
        shown = f"{text} ({'; '.join(limits)})" if limits else text
        return FollowUp(text, shown, only, rewritten=True, notes=notes)

    def name(self, key: str) -> str:
        """The name under which a work was shown last, or its key."""
        return next((turn.named[key] for turn in reversed(self.turns) if key in turn.named), key)

    def _among(self, keys: tuple[str, ...]) -> str:
        if self.last and len(keys) > 1 and keys == self.last.works:
            return f"among the {len(keys)} works of the last answer"
        if len(keys) > 1 and any(keys == turn.works for turn in self.turns):
            return f"among the {len(keys)} works of an earlier answer"
        if len(keys) > 3:
            return f"in {self.name(keys[0])} and {len(keys) - 1} more works"
        return f"in {'; '.join(self.name(key) for key in keys)}"


def _without_limits(turn: Turn, turns: Sequence[Turn]) -> Turn:
    """The turn with its text cleared of the limits in brackets, where it was kept as shown: `only` has them."""
    if not turn.only:
        return turn
    text = _LIMITS.sub("", turn.text)
    for key in turn.only.keys[:1]:
        for name in dict.fromkeys((key, *(earlier.named.get(key) or key for earlier in turns))):
            at = text.rfind(f" (in {name}")
            text = text[:at] if at > 0 and text.endswith(")") else text
    return replace(turn, text=text)
