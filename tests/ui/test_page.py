"""The page, run without a browser: what it draws for an answer, an abstention, an error, a hostile document."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui import drawing
from tests.ui.corpora import HOSTILE_QUOTE, write_hostile, write_paper, write_unreadable
from tests.ui.drawing import Page, ask, captions, texts
from tests.ui.test_cli import FLAGSHIP

page = drawing.page


def chips(drawn: AppTest) -> dict[str, str]:
    """The buttons that take a limit away: their keys by their labels."""
    return {str(b.label): str(b.key) for b in drawn.main.button if str(b.key).startswith("without-")}


def test_flagship_is_answered_with_work_quote_and_passage(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = ask(page(sample_corpus, sample_index), FLAGSHIP)
    assert not drawn.exception
    shown = [element.value for element in drawn.main.markdown]
    assert "works discusses “training-serving skew”; 2 do not" in shown[0]
    assert shown[1] == "**John et al. (2021), Towards MLOps\\: A Framework and Maturity Model** — discusses"
    assert [element.value for element in drawn.subheader] == ["References"]
    question, quote, before, framed, after = texts(drawn)
    assert question == FLAGSHIP
    assert quote.startswith("“training-serving skew: features are computed one way")
    assert quote == f"“{framed}” [1] (your summary)"
    assert before.startswith("cost: AI is expensive")
    assert "communication with end users" in after
    (reference,) = drawn.main.expander
    assert reference.label == "\\[1\\] John et al. (2021), Towards MLOps\\: A Framework and Maturity Model"
    assert (
        reference.caption[0].value == "your summary\\: summaries/john2021towards.md, Challenges · key john2021towards"
    )


def test_lookup_shows_quotes_and_marks_each_in_its_passage(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = ask(page(sample_corpus, sample_index), "what is a model registry?")
    assert not drawn.exception
    quotes = [text[1:].rpartition("”")[0] for text in texts(drawn) if text.startswith("“")]
    assert len(quotes) == len(drawn.main.expander) > 0
    for quote, reference in zip(quotes, drawn.main.expander, strict=True):
        assert [text.value for text in reference.text].count(quote) == 1


def test_work_in_short_is_drawn_by_heading(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = ask(page(sample_corpus, sample_index), "what is the John et al. (2021) paper about?")
    assert not drawn.exception
    lines = [element.value for element in drawn.main.markdown]
    assert any("Your summary (summaries/john2021towards.md)" in line for line in lines)
    assert "Challenges" in lines
    assert sum(text.startswith("“") for text in texts(drawn)) == len(drawn.main.expander) > 0


def test_abstention_gives_reason_and_what_came_nearest(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = ask(page(sample_corpus, sample_index), "what is the airspeed velocity of an unladen swallow?")
    assert not drawn.exception
    (reason,) = drawn.info
    assert reason.value.startswith("No passage of the ")
    assert "What came nearest\\:" in [element.value for element in drawn.main.markdown]
    assert sum(text.startswith("“") for text in texts(drawn)) == len(drawn.main.expander) > 0


def test_question_without_words_is_asked_for_again(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = ask(page(sample_corpus, sample_index), "?!")
    assert not drawn.exception
    assert [error.value for error in drawn.error] == [
        "the question is empty\\: ask in plain words, such as \\`which papers discuss concept drift?\\`"
    ]


def test_status_stands_in_the_sidebar(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = page(sample_corpus, sample_index)
    assert not drawn.exception
    (works,) = drawn.sidebar.metric
    assert works.label == "Works"
    assert int(works.value) > 90
    assert drawn.sidebar.caption[0].value == "3 sources, generation 1, equal to the corpus"


def test_status_names_what_is_new_and_what_failed(page: Page, tmp_path: Path) -> None:
    write_paper(tmp_path / "corpus")
    write_unreadable(tmp_path / "corpus")
    before = page(tmp_path / "corpus", tmp_path / "index")
    assert before.sidebar.caption[0].value == "2 sources, generation 0, behind the corpus"
    assert {caption.value for caption in before.sidebar.caption} >= {"new\\: widgets.md", "new\\: broken.pdf"}
    after = ask(before, "which papers discuss widget calibration?")
    assert not after.exception
    assert after.sidebar.caption[0].value == "2 sources, generation 1, equal to the corpus"
    assert after.sidebar.error[0].value.startswith("broken.pdf ")
    assert "1 of 2 files could not be read" in after.warning[0].value


def test_answer_stays_when_its_source_is_gone(page: Page, tmp_path: Path) -> None:
    write_paper(tmp_path / "corpus")
    drawn = ask(page(tmp_path / "corpus", tmp_path / "index"), "which papers discuss widget calibration?")
    (tmp_path / "corpus" / "widgets.md").unlink()
    write_paper(tmp_path / "corpus", "other.md", "Sails", "Sails of ships are cut from canvas and sewn by hand.")
    shown = texts(drawn)
    assert shown
    assert texts(drawn.run()) == shown
    assert not drawn.exception


@pytest.mark.parametrize(
    ("made", "message"),
    [(True, "holds no file that can be read"), (False, "there is no such folder; make it and put papers into it")],
)
def test_corpus_that_cannot_be_asked_gives_a_message(page: Page, tmp_path: Path, made: bool, message: str) -> None:
    if made:
        (tmp_path / "corpus").mkdir()
    drawn = page(tmp_path / "corpus", tmp_path / "index")
    assert not drawn.exception
    assert made or message in drawn.error[0].value
    asked = ask(drawn, FLAGSHIP)
    assert not asked.exception
    assert [message in error.value for error in asked.error] == [True]


def test_hostile_document_is_nothing_but_text(page: Page, tmp_path: Path) -> None:
    write_hostile(tmp_path / "corpus")
    drawn = ask(page(tmp_path / "corpus", tmp_path / "index"), "what goes with widget calibration?")
    assert not drawn.exception
    assert f"“{HOSTILE_QUOTE}” [1] (your summary)" in texts(drawn)
    assert not drawn.get("html")
    for element in drawn.main.markdown:
        assert not element.allow_html
    assert drawn.main.expander[0].caption[0].value.startswith("your summary\\: notes \\[bold\\]a")


def test_follow_up_goes_on_from_the_turns_of_this_session(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = ask(page(sample_corpus, sample_index), "which papers mention drift?")
    drawn = ask(drawn, "and which of those are from 2023?")
    assert not drawn.exception
    assert any(told.startswith("Read as\\: ") and "2023" in told for told in captions(drawn))
    assert [str(message.name) for message in drawn.chat_message] == ["user", "assistant"] * 2


def test_new_conversation_forgets_the_last_one(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = ask(page(sample_corpus, sample_index), "how many papers from 2023?")
    drawn = drawn.button(key="anew").click().run()
    assert not drawn.chat_message
    drawn = ask(drawn, "and which of those are by Faubel?")
    assert "this is the first question" in drawn.error[0].value


def test_pressed_chip_asks_again_without_its_limit(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = ask(page(sample_corpus, sample_index), "how many papers by Faubel since 2023?")
    found = chips(drawn)
    assert set(found) == {"by Faubel ✕", "since 2023 ✕"}
    drawn = drawn.button(key=found["since 2023 ✕"]).click().run()
    assert not drawn.exception
    assert set(chips(drawn)) == {"by Faubel ✕"}
    drawn = drawn.button(key=chips(drawn)["by Faubel ✕"]).click().run()
    assert chips(drawn) == {}
    assert len(drawn.chat_message) == 2


def test_only_the_last_answer_has_chips(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = ask(page(sample_corpus, sample_index), "how many papers since 2023?")
    drawn = ask(drawn, "how many papers by Faubel?")
    assert set(chips(drawn)) == {"by Faubel ✕"}
    assert "Limited to\\: since 2023" in captions(drawn)


def test_filter_of_the_sidebar_goes_with_the_question_and_is_no_chip(
    page: Page, sample_corpus: Path, sample_index: Path
) -> None:
    drawn = page(sample_corpus, sample_index)
    drawn.number_input(key="from-year").set_value(2023)
    drawn.number_input(key="to-year").set_value(2022)
    drawn = ask(drawn, "which papers discuss drift?")
    assert not drawn.exception
    assert "Filter\\: year 2022..2023" in captions(drawn)
    assert chips(drawn) == {}
    assert "(year 2022..2023)" in drawn.main.markdown[0].value


def test_sweep_has_every_verdict_in_a_table_and_its_files(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = ask(page(sample_corpus, sample_index), FLAGSHIP)
    (table,) = drawn.main.dataframe
    assert len(table.value) == int(drawn.sidebar.metric[0].value)
    assert list(table.value["verdict"])[:2] == ["discusses", "no"]
    assert table.value["evidence"].iloc[0] == "your summary"
    assert [tab.label for tab in drawn.tabs] == ["Evidence", f"Verdicts ({len(table.value)})", "By year", "By venue"]
    exchange = drawn.session_state["talk"][-1]
    assert exchange.csv.startswith(b"\xef\xbb\xbfkey,title,")
    assert b"john2021towards," in exchange.bibtex


def test_catalogue_answers_in_tables(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = ask(page(sample_corpus, sample_index), "which papers are by Faubel?")
    (works,) = drawn.main.dataframe
    assert {"key", "authors", "year", "title"} <= set(works.value)
    assert all("Faubel" in authors for authors in works.value["authors"])
    drawn = ask(drawn, "how many papers by year?")
    groups = drawn.main.dataframe[-1].value
    assert sum(map(int, groups["works"])) > 80


def test_comparison_has_its_sides(page: Page, sample_corpus: Path, sample_index: Path) -> None:
    drawn = ask(page(sample_corpus, sample_index), "what is the difference between data drift and concept drift?")
    assert not drawn.exception
    heads = [element.value for element in drawn.main.markdown if element.value.startswith("On ")]
    assert heads == ["On data drift\\:", "On concept drift\\:"]
