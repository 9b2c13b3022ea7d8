"""Sentences become claims: which citations are kept, moved, counted or left out."""

from dataclasses import dataclass, replace

import pytest

from assistant.answers import Citation, Support
from assistant.composing import Composer
from assistant.evidence import Shown
from assistant.questions.question import Known, Question, QuestionKind
from assistant.verifying.judging import Judgement
from assistant.writing.reply import WrittenBlock, WrittenSentence, read_reply
from assistant.writing.resolving import Resolver
from index.entries import FoundPassage
from index.search import Search

S, W, U, V = Support.SUPPORTED, Support.WEAK, Support.UNSUPPORTED, Support.VERBATIM


@dataclass
class Told:
    """A verifier that says what it is told to: by what a passage's title begins with."""

    by_passage: dict[str, Support]
    together: Support = U
    asked: int = 0

    def judge_each(self, claim: str, passages: list[FoundPassage]) -> list[Judgement | None]:
        self.asked += 1
        return [Judgement(self.by_passage.get(p.source, U), 0.5, Shown(p, p.sentences[0])) for p in passages]

    def judge(self, claim: str, passages: list[FoundPassage]) -> Judgement | None:
        if not passages:
            return None
        best = min(passages, key=lambda p: list(Support).index(self.by_passage.get(p.source, U)))
        told = self.by_passage.get(best.source, U)
        return Judgement(self.together if told is U else told, 0.5, Shown(best, best.sentences[0]))


@pytest.fixture
def given(gardens: Search) -> dict[str, FoundPassage]:
    """Three passages of three works, as P1 (bees), P2 (frost) and P3 (soil)."""
    found = {p.source: p for h in ("bumblebees", "frost smoke", "grass soil") for p in [gardens.hits(h)[0].passage]}
    return {f"P{n}": found[name] for n, name in enumerate(sorted(found), 1)}


def resolved(
    gardens: Search, given: dict[str, FoundPassage], told: Told, *sentences: WrittenSentence, strict: bool = False
) -> tuple[Resolver, Composer]:
    made = Composer(gardens, Question("q", QuestionKind.LOOKUP, "q"), Known.of(gardens.catalogue))
    resolver = Resolver(made, given, told, strict)  # type: ignore[arg-type]
    resolver.resolve([WrittenBlock(sentences)])
    return resolver, made


def sources(made: Composer) -> list[str]:
    return [citation.source for citation in made.citer.citations]


@pytest.mark.parametrize(
    ("told", "cited", "support", "kept", "dropped"),
    [
        ({"bees.md": S}, ("P1",), S, ["bees.md"], 0),
        ({"bees.md": S, "frost.md": V}, ("P1", "P2"), V, ["bees.md", "frost.md"], 0),
        ({"bees.md": S, "frost.md": W}, ("P1", "P2"), S, ["bees.md", "frost.md"], 0),
        ({"bees.md": S}, ("P1", "P2"), S, ["bees.md"], 1),  # one that adds nothing misleads
        ({"bees.md": W}, ("P1",), W, ["bees.md"], 0),
        ({}, ("P1",), U, ["bees.md"], 0),  # shown, and labelled
        ({"soil.md": S}, ("P1",), S, ["soil.md"], 1),  # the wrong number
        ({"soil.md": W}, ("P1",), U, ["bees.md"], 0),
        ({"soil.md": S}, (), S, ["soil.md"], 0),  # none was given
        ({"soil.md": W}, (), U, [], 0),
        ({}, (), U, [], 0),
    ],
)
def test_citations_are_those_that_bear_the_sentence_out(
    gardens: Search,
    given: dict[str, FoundPassage],
    told: dict[str, Support],
    cited: tuple[str, ...],
    support: Support,
    kept: list[str],
    dropped: int,
) -> None:
    resolver, made = resolved(gardens, given, Told(told), WrittenSentence("It is so.", cited, ()))
    (claim,) = made.claims
    assert (claim.support, sources(made), resolver.dropped) == (support, kept, dropped)
    assert claim.citations == tuple(range(1, len(kept) + 1))


def test_two_passages_may_bear_a_sentence_out_together(gardens: Search, given: dict[str, FoundPassage]) -> None:
    both = WrittenSentence("Both hold.", ("P1", "P2"), ())
    _, made = resolved(gardens, given, Told({}, together=S), both)
    assert made.claims[0].support is S
    assert sorted(sources(made)) == ["bees.md", "frost.md"]


def test_unknown_markers_are_counted(gardens: Search, given: dict[str, FoundPassage]) -> None:
    resolver, _ = resolved(gardens, given, Told({"bees.md": S}), WrittenSentence("So.", ("P1",), ("P9", "12")))
    assert resolver.dropped == 2


def test_what_is_left_out_cites_nothing(gardens: Search, given: dict[str, FoundPassage]) -> None:
    resolver, made = resolved(gardens, given, Told({"bees.md": W}), WrittenSentence("So.", ("P1",), ()), strict=True)
    assert (made.claims, made.citer.citations, resolver.left_out, resolver.paragraphs) == ([], (), 1, [])


def test_sentence_is_said_once(gardens: Search, given: dict[str, FoundPassage]) -> None:
    same = WrittenSentence("It is so.", ("P1",), ())
    _, made = resolved(gardens, given, Told({"bees.md": S}), same, same)
    assert len(made.claims) == 1


def test_same_sentence_of_a_source_keeps_its_number(gardens: Search, given: dict[str, FoundPassage]) -> None:
    one, other = (WrittenSentence(text, ("P1",), ()) for text in ("It is so.", "It is thus."))
    _, made = resolved(gardens, given, Told({"bees.md": S}), one, other)
    assert [claim.citations for claim in made.claims] == [(1,), (1,)]


def test_what_was_judged_while_it_was_written_is_not_judged_again(
    gardens: Search, given: dict[str, FoundPassage]
) -> None:
    told = Told({"bees.md": S})
    made = Composer(gardens, Question("q", QuestionKind.LOOKUP, "q"), Known.of(gardens.catalogue))
    resolver = Resolver(made, given, told)  # type: ignore[arg-type]
    resolver.foresee(read_reply("It is so [P1]. It is thus [P1]. And the", given).blocks)
    assert told.asked == 2
    resolver.resolve(
        [WrittenBlock((WrittenSentence("It is so.", ("P1",), ()), WrittenSentence("It is thus.", ("P1",), ())))]
    )
    assert told.asked == 2
    assert len(made.claims) == 2


def test_quote_that_does_not_stand_is_no_citation(
    gardens: Search, given: dict[str, FoundPassage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stands(citation: Citation, catalogue: object) -> bool:
        return citation.source != "bees.md"

    monkeypatch.setattr("assistant.composing.stands", stands)
    resolver, made = resolved(gardens, given, Told({"bees.md": S}), WrittenSentence("So.", ("P1",), ()))
    assert (made.claims[0].support, made.claims[0].citations, resolver.dropped) == (U, (), 1)


@pytest.mark.parametrize(
    ("text", "cited", "support", "kept"),
    [
        ("Bees (2001) say that it is so.", ("P1",), S, ["bees.md"]),
        ("It is so (Bees, 2001).", (), S, ["bees.md"]),
        ("Frost (2002) says that it is so.", ("P1",), W, ["bees.md"]),  # what another work says
        ("It is so (Frost, 2002).", (), U, []),
    ],
)
def test_work_that_is_named_with_its_year_is_the_one_that_counts(
    gardens: Search,
    given: dict[str, FoundPassage],
    text: str,
    cited: tuple[str, ...],
    support: Support,
    kept: list[str],
) -> None:
    told = Told({"bees.md": S})
    made = Composer(gardens, Question("q", QuestionKind.LOOKUP, "q"), Known.of(gardens.catalogue))
    for name, year in (("bees", 2001), ("frost", 2002)):
        key = next(p.work for p in given.values() if p.source == f"{name}.md")
        author = (name.capitalize(),)
        made.entries = {**made.entries, key: replace(made.entries[key], authors=author, year=year)}
    resolver = Resolver(made, given, told)  # type: ignore[arg-type]
    resolver.resolve([WrittenBlock((WrittenSentence(text, cited, ()),))])
    assert (made.claims[0].support, sources(made)) == (support, kept)
    assert made.claims[0].text == text
