"""A conversation for the next question: each parsed question, and the works of its answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.questions.phrases import AUX, NUMBER_WORDS, WH, compiled
from assistant.questions.question import Question, QuestionKind, Wanted
from assistant.questions.sets import in_words
from assistant.wording import counted
from index.entries import WorkEntry
from index.errors import UsageError
from index.works.filters import Filter

_IMPERATIVE = r"(?:summari[sz]e|review|compare|list|explain|describe|discuss|outline|define|give|show|tell|find)"
# The topic of a lookup: "what is concept drift?", "how is concept drift detected?", "what is said about drift?".
_ABOUT = tuple(
    compiled(form)
    for form in (
        r"how\s+(?:is|are)\s+(?:an?\s+|the\s+)?(?P<topic>.+?)\s+\w+(?:ed|en|ne|lt)",
        r".*\b(?:about|regarding)\s+(?P<topic>.+)",
        r"what\s+(?:is|are|was|were)\s+(?:meant\s+by\s+)?(?:an?\s+|the\s+)?(?P<topic>.+)",
        # "summarise the literature on drift", "explain concept drift"; "concept drift"
        rf"(?:please\s+)?{_IMPERATIVE}\s+(?:(?:me|us)\s+)?(?:.*\b(?:on|(?:overview|summary|survey|review|definition)\s+of)\s+)?"
        r"(?:an?\s+|the\s+)?(?P<topic>.+)",
        rf"(?!(?:please|{_IMPERATIVE}|{WH}|{AUX})\b)(?P<topic>.+)",
    )
)
# Not a topic: "the effect of it", "drift for".
_NOT_A_TOPIC = compiled(
    rf"(?:^|\s)(?:{WH}|{AUX}|it|they|them|their|its|this|that|these|those|or|but|to)(?:\s|$)|\b(?:for|of|in|on|by|with)$"
)
_KEY = r"(?<![\w-]){}(?![\w-])"
"""A citation key in a text, and not the beginning of a longer one."""
_LONGEST_TOPIC = 6
"""Words of a topic; longer text is a sentence. A guess."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and the works of its answer.

    `only` has all conditions, also those of options. `works` are keys in the order shown: for a listing the works that
    discuss the topic, then those that mention it; for a lookup those cited; for a bibliographic question those found.
    `named` has the displayed name of a key.
    """

    question: Question
    only: Filter = Filter()
    works: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> QuestionKind:
        """The kind of the question."""
        return self.question.kind

    @property
    def lists(self) -> bool:
        """True for a listing or a count by topic."""
        return self.kind in (QuestionKind.LISTING, QuestionKind.COUNT)

    @property
    def focus(self) -> bool:
        """True if it was about one work, so that "it" means that work and not the topic."""
        return len(self.works) == 1 and (len(self.only.keys) == 1 or self.kind is QuestionKind.BIBLIOGRAPHIC)

    @property
    def within_works(self) -> Filter:
        """A filter for its works, with its kinds of sources and evidence."""
        return Filter(keys=self.works, kinds=self.only.kinds, evidence=self.only.evidence)

    def asked_of(self, keys: tuple[str, ...]) -> Question | None:
        """Its question of the catalogue, "what does adams2021 cite?", with these in place of the work it names.

        None where it names none by its key.
        """
        request, whole = self.question.request, self.question.whole
        if not request:
            return None
        asked_before = (*request.named, *request.cites, *request.cited_by)
        old = next((key for key in asked_before if re.search(_KEY.format(re.escape(key)), whole)), None)
        if old is None:
            return None

        def put(asked: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(new for key in asked for new in (keys if key == old else (key,))))

        whole, naming = (
            re.sub(_KEY.format(re.escape(old)), lambda _: " and ".join(keys), words)
            for words in (whole, request.naming)
        )
        named, cites, cited_by = put(request.named), put(request.cites), put(request.cited_by)
        request = replace(request, named=named, cites=cites, cited_by=cited_by, naming=naming)
        return replace(self.question, topic=whole, in_full=whole, request=request)

    @property
    def subject(self) -> str:
        """Its topic as a noun phrase, "concept drift" of "what is concept drift?", or ""."""
        if self.lists:
            return in_words(Wanted(self.question.wanted.all_of, self.question.wanted.any_of))
        if self.kind is not QuestionKind.LOOKUP:
            return ""
        asked = self.question.topic.rstrip(" ?.!")
        topics = (match["topic"] for form in _ABOUT if (match := form.fullmatch(asked)))
        return next((t for t in topics if len(t.split()) <= _LONGEST_TOPIC and not _NOT_A_TOPIC.search(t)), "")


@dataclass(frozen=True, slots=True)
class Talk:
    """The turns before a question, oldest first."""

    turns: tuple[Turn, ...]

    @property
    def last(self) -> Turn | None:
        """The last turn, or None."""
        return self.turns[-1] if self.turns else None

    def with_works(self, words: str) -> Turn:
        """The turn whose works `words` refer to; raises UsageError if there are none."""
        if not self.last:
            raise NoEarlierQuestionError(
                f"“{words}” refers to an earlier answer, and this is the first question: ask it whole, such as "
                "`which papers from 2023 discuss concept drift?`"
            )
        if not self.last.works:
            raise UsageError(
                f"“{words}” refers to works of the last answer, and it names none: "
                "ask the question whole or name a work"
            )
        return self.last

    def with_list(self, words: str) -> tuple[Turn, tuple[str, ...]]:
        """The turn whose works `words` refer to, and notes; after a question on one work of a list, the list.

        Raises UsageError if there are no works, or not the number in `words`.
        """
        turn = self.with_works(words)
        notes: tuple[str, ...] = ()
        if earlier := self._list_before:
            turn, notes = earlier, (f"“{words}” was read as the works of the answer to “{earlier.question.whole}”.",)
        number = next((word for word in words.split() if word.isdecimal() or word.lower() in NUMBER_WORDS), "one")
        if number != "one" and (NUMBER_WORDS.get(number.lower()) or int(number)) != len(turn.works):
            raise UsageError(
                f"the last answer names {counted(len(turn.works), 'work')}, not {number}: "
                "say which, such as “the first” or “the last one”"
            )
        return turn, notes

    def others(self, words: str, works: Sequence[WorkEntry]) -> tuple[Filter, tuple[str, ...]]:
        """A filter for the works that the last answer does not name, of those that it was to look at, and a note.

        After a question on one work of a list: the others of the list. Raises UsageError if there are none.
        """
        turn, named = self.with_works(words), "the last answer does not name"
        pool = turn.only.keys or tuple(work.key for work in works if not work.type or work.type.is_study)
        if earlier := self._list_before:
            pool, named = earlier.works, f"are beside it in the answer to “{earlier.question.whole}”"
        left = tuple(key for key in pool if key not in turn.works)
        if not left:
            raise UsageError(f"“{words}” means no work: the last answer names all {len(pool)} that it was asked of")
        return replace(turn.only, keys=left), (f"“{words}” was read as the {counted(len(left), 'work')} that {named}.",)

    @property
    def _list_before(self) -> Turn | None:
        """The list from which the last question took its one work, or None."""
        turn = self.last
        if not turn or not turn.focus or turn.only.keys != turn.works:
            return None
        earlier = (earlier for earlier in reversed(self.turns[:-1]) if len(earlier.works) > 1)
        return next((turn_before for turn_before in earlier if turn.works[0] in turn_before.works), None)

    @property
    def before_one_work(self) -> "Talk | None":
        """The conversation up to the listing from which the last turn took one work, or None."""
        last = self.last
        if not last or not last.focus or last.only.keys != last.works:
            return None
        for end in range(len(self.turns) - 1, 0, -1):
            earlier = self.turns[end - 1]
            if earlier.lists and last.works[0] in earlier.works:
                return Talk(self.turns[:end])
        return None

    def limits(self, only: Filter, labels: Mapping[str, str] = {}) -> str:
        """Inherited conditions in words: "among the 4 works of the last answer"; `labels` are titles by key."""
        limits = [self._among(only.keys, labels)] if only.keys else []
        others = str(replace(only, keys=()))
        return "; ".join([*limits, f"limited to {others}"] if others else limits)

    def _among(self, keys: tuple[str, ...], labels: Mapping[str, str]) -> str:
        if self.last and len(keys) > 1 and keys == self.last.works:
            return f"among the {len(keys)} works of the last answer"
        if len(keys) > 1 and any(keys == turn.works for turn in self.turns):
            return f"among the {len(keys)} works of an earlier answer"
        shown = [turn.named for turn in reversed(self.turns)]
        names = [next((named[key] for named in (*shown, labels) if key in named), key) for key in keys]
        return f"among {len(keys)} works" if len(keys) > 3 else f"in {'; '.join(names)}"


class NoEarlierQuestionError(UsageError):
    """A follow-up question without an earlier question."""


def replaced_last(text: str, old: str, new: str) -> str | None:
    """Replace the last occurrence of `old`; None if there is none."""
    start = text.lower().rfind(old.lower()) if old else -1
    return None if start < 0 else f"{text[:start]}{new}{text[start + len(old) :]}"


def same_head(text: str, topic: str) -> str | None:
    """Replace a phrase with the same last word: "data drift" for "concept drift"."""
    words = topic.split()
    alike = re.search(rf"(?:\b[\w-]+\s+){{{len(words) - 1}}}{re.escape(words[-1])}\b", text, re.IGNORECASE)
    return text[: alike.start()] + topic + text[alike.end() :] if alike and len(words) > 1 else None
