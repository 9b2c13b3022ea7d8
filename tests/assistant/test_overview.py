"""Works in short: notes by field, the paper by aspect, and what is said where there is no text."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from assistant.answers import Answer
from assistant.desk import Asking, ask, ask_and_keep
from assistant.history.exporting import as_markdown
from assistant.history.store import History
from assistant.insights import Aspect, PaperSection, is_quotable, section_of, told_in
from assistant.labelled import LabelledQuotes
from assistant.questions.question import QuestionKind
from assistant.view import view_of
from index.models import Models
from index.search import Search
from index.sources import Block, Evidence, Kind, Record, Source
from index.text.passages import make_passages
from tests.assistant.shelves import keys, shelve

PAPER = """# TideWatch: predicting the load of harbour cranes

## Abstract

Cranes stand idle for a third of the day. However, planners know little of the tides that cause it. In this
paper, we propose TideWatch, a framework that predicts the load of cranes from tide tables. We collected the
logs of 212 cranes in four harbours and trained a boosted tree on each of them. Results show that TideWatch
reduces the error of the forecast by 31% compared with planners. Our results help harbour engineers to plan
repairs, and the data are publicly available.

Keywords: cranes; tides; load forecasting; harbours; maintenance; predictive planning; boosted trees.

## Related Work

In this paper by others, we propose a model of the winds that significantly outperforms the tables of the
harbour office.

## Conclusion

We presented TideWatch, a framework that predicts the load of cranes from tide tables. We found that spring
tides explain 60% of the idle hours in the northern harbours. Section 3 describes how we collected the logs of
the cranes in detail.

## Limitations

We only studied cranes in the north, and the logs may not cover strikes. As future work, we plan to add the
wind.

## References

Cole, A. In this paper, we propose a survey of harbour cranes and their tides. Port Letters, 2019.
"""

FILES = {
    "tide.md": PAPER,
    "tide-notes.md": """---
title: "TideWatch: predicting the load of harbour cranes"
---

# TideWatch: predicting the load of harbour cranes

## Challenges

- tides and strikes look alike in the logs
- few harbours keep their logs

## Verdict

Include.
""",
    "dough-notes.md": """---
title: "Dough by camera"
---

# Dough by camera

## Challenges

- the oven is dark

## Verdict

Exclude, as it is about bread.
""",
    "hulls.bib": (
        "@article{hulls, title = {HullScan: finding rust on hulls}, author = {Gil Hay}, year = {2021},"
        " journal = {Port Letters}, abstract = {OBJECTIVE: Rust on hulls is found late and costs a great deal a year."
        " METHODS: Forty hulls were filmed from a boat, and a network was trained on the films of thirty."
        " RESULTS: Nine spots in ten were found on the hulls that the network had not seen."
        " CONCLUSIONS: Filming hulls from a boat can help small harbours to plan their repairs.}}\n"
    ),
    "cranes.bib": (
        "@article{cranes, title = {A survey of harbour cranes}, author = {Ada Cole}, year = {2019},"
        " journal = {Port Letters}}\n"
    ),
    "retracted.bib": (
        "@article{ropes, title = {RETRACTED: Ropes that never break}, author = {Ida Jay}, year = {2020},"
        " abstract = {In this study, we present ropes that never break in a storm of any strength.}}\n"
    ),
    "broken.pdf": "no pdf",
}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, models: Models) -> Iterator[Search]:
    """A paper with notes, notes alone, an abstract in parts, a title, a retracted work, and a file nobody can read."""
    with closing(shelve(tmp_path_factory.mktemp("harbour"), FILES, models)) as search:
        yield search


def quotes(answer: Answer, *, of_notes: bool = False) -> dict[str, list[str]]:
    """The quotes under each heading."""
    by_number = {citation.number: citation.quote for citation in answer.citations}
    parts = [part for part in answer.parts if part.of_notes is of_notes]
    return {part.heading: [by_number[number] for number in part.citations] for part in parts}


def test_the_notes_come_first_by_field_then_the_paper_by_aspect(harbour: Search) -> None:
    answer = ask(harbour, "summarise the TideWatch paper")
    assert (answer.kind, answer.abstained) == (QuestionKind.OVERVIEW, False)
    assert [part.of_notes for part in answer.parts][:2] == [True, True]
    assert quotes(answer, of_notes=True) == {
        "Challenges": ["tides and strikes look alike in the logs", "few harbours keep their logs"],
        "Verdict": ["Include."],
    }
    paper = quotes(answer)
    assert any("we propose TideWatch" in quote for quote in paper[Aspect.AIM])
    assert any("212 cranes" in quote for quote in paper[Aspect.METHODOLOGY])
    assert any("by 31%" in quote for quote in paper[Aspect.RESULTS])
    assert any("engineers" in quote for quote in paper[Aspect.SIGNIFICANCE])
    assert any("only studied cranes" in quote for quote in paper[Aspect.LIMITS])


def test_no_sentence_is_quoted_twice_and_none_of_others_works(harbour: Search) -> None:
    shown = [quote for under in quotes(ask(harbour, "what is TideWatch about?")).values() for quote in under]
    assert len(shown) == len(set(shown))
    assert sum("a framework that predicts the load" in quote for quote in shown) == 1
    assert not any(word in quote for quote in shown for word in ("Keywords", "Section 3", "by others", "Port Letters"))


def test_each_quote_has_its_place_and_a_missing_aspect_is_named(harbour: Search) -> None:
    (block,) = (b for b in view_of(ask(harbour, "summarise HullScan")).body if isinstance(b, LabelledQuotes))
    assert block.title == "The paper, by its abstract (hulls.bib)"
    assert {quote.place for _, placed in block.rows for quote in placed} == {"Abstract"}
    assert block.note == "Nothing found on: limits."


def test_labels_of_a_structured_abstract_decide(harbour: Search) -> None:
    paper = quotes(ask(harbour, "what is HullScan about?"))
    assert {aspect: quoted[0].split(":")[0] for aspect, quoted in paper.items()} == {
        Aspect.AIM: "OBJECTIVE",
        Aspect.METHODOLOGY: "METHODS",
        Aspect.RESULTS: "RESULTS",
        Aspect.SIGNIFICANCE: "CONCLUSIONS",
    }


def test_notes_on_a_work_can_be_asked_for_alone(harbour: Search) -> None:
    answer = ask(harbour, "give me a summary of my notes on the TideWatch paper")
    assert set(quotes(answer, of_notes=True)) == {"Challenges", "Verdict"}
    assert quotes(answer) == {}


def test_a_work_known_by_title_says_so_with_its_record(harbour: Search) -> None:
    answer = ask(harbour, "summarise Cole (2019)")
    assert answer.abstained
    assert answer.reason == (
        "Cole (2019), A survey of harbour cranes (article, Port Letters; key cranes) is known by title only: "
        "there is no text to quote."
    )


def test_a_work_that_could_not_be_read_names_its_file(harbour: Search) -> None:
    answer = ask(harbour, f"summarise {keys(harbour)['broken']}")
    assert answer.abstained
    assert any("broken.pdf" in note for note in answer.notes)


def test_a_retracted_work_says_so_first(harbour: Search) -> None:
    answer = ask(harbour, "what is ropes about?", Asking())
    assert answer.notes[0].startswith("Retracted: Jay (2020)")


def test_works_are_set_side_by_side_under_the_same_headings(harbour: Search) -> None:
    answer = ask(harbour, "compare the TideWatch paper and the HullScan paper")
    assert answer.kind is QuestionKind.COMPARISON
    of = {heading: [p.key for p in answer.parts if p.heading == heading] for heading in (Aspect.AIM, Aspect.RESULTS)}
    both = [work.key for work in answer.found]
    assert of == {Aspect.AIM: both, Aspect.RESULTS: both}
    titles = [block.title for block in view_of(answer).body if isinstance(block, LabelledQuotes)]
    assert titles[:3] == [Aspect.AIM, Aspect.METHODOLOGY, Aspect.RESULTS]


def test_an_aspect_is_looked_up_in_each_work(harbour: Search) -> None:
    answer = ask(harbour, "compare the TideWatch paper and the HullScan paper in terms of training")
    by_number = {citation.number: citation for citation in answer.citations}
    sources = [{by_number[number].source for number in side.citations} for side in answer.sides]
    assert sources == [{"tide.md"}, {"hulls.bib"}]


def test_an_overview_is_kept_and_exported(harbour: Search) -> None:
    kept = ask_and_keep(harbour, "summarise the TideWatch paper")
    record = History(harbour.catalogue.folder).record(kept.number or 0)
    assert record.answer.parts == kept.answer.parts
    text = as_markdown(record, ())
    assert "**Your summary (tide-notes.md)**" in text
    assert "- Verdict: “Include.” [3]" in text


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("THREATS TO VALIDITY > External", PaperSection.LIMITS),
        ("5 Conclusions and Future Work", PaperSection.CONCLUSION),
        ("CONCLUSION", PaperSection.CONCLUSION),
        ("METHODOLOGY > Dataset", PaperSection.METHOD),
        ("Results and Discussion", PaperSection.RESULTS),
        ("Related Work > Approaches", PaperSection.OTHER),
        ("Acknowledgment", PaperSection.OTHER),
        ("Energy Patterns", PaperSection.BODY),
    ],
)
def test_a_heading_says_what_part_it_begins(path: str, section: PaperSection) -> None:
    assert section_of(path, Evidence.PAPER) is section


@pytest.mark.parametrize(
    "sentence",
    [
        "that an algorithm that optimizes the area under the curve is not guaranteed to optimize it.",
        "This work makes four important contributions.",
        "We present the results in Section IV and discuss their implications for developers of apps.",
        "The demo video of the framework can be found at https://youtu.be/r3U1iU8tSmk for everyone.",
        "Copyright: © 2022 Silva et al. This is an open access article distributed under a licence.",
        f"We {'very ' * 60}much like it.",
    ],
)
def test_what_says_nothing_of_the_work_is_not_quoted(sentence: str) -> None:
    assert not is_quotable(sentence)


def test_text_above_the_first_announcement_is_known_as_background() -> None:
    text = "Cranes stand idle for a third of the whole day. In this paper, we propose a plan of the tides for cranes."
    source = Source(Kind.RECORD, {0: text}, (Block(0, len(text), Evidence.ABSTRACT),), (Record(title="Cranes"),))
    first, second = told_in(make_passages(source, "a.bib"))
    assert first.features["abstract, before the first that announces"] == 1
    assert second.features["the first that announces"] == 1
