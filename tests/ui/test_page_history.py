"""Earlier answers on the page: listed, found, shown again as they were, and told stale, with nothing asked anew."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.answers import Claim, Paragraph, Support, Writing
from assistant.history.store import History
from tests.assistant.history.answering import Shelf
from tests.ui import drawing
from tests.ui.corpora import write_hostile
from tests.ui.drawing import Page, ask, captions, paragraphs, texts
from ui.page.history import LISTED, earlier_answer, listing

page = drawing.page

BEES = "# Bees and their dances\n\n## Method\n\nBees dance on the comb. A camera looks at them.\n"
BREAD = "# Baking bread\n\n## Results\n\nThe crust was even on nine loaves.\n"
ASKED = "how do bees dance?"
QUOTED = "“Bees dance on the comb.” [1] (your summary)"

Draw = Callable[[], AppTest]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Two papers and an answer on each, kept before the page is opened."""
    made = Shelf(tmp_path)
    made.write({"bees.md": BEES, "bread.md": BREAD})
    made.keep("Bees dance", question=ASKED)
    made.keep("nine loaves", question="was the crust even?")
    return made


@pytest.fixture
def draw(page: Page, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Draw:
    """A new session, in which nothing can be searched for."""

    def refused(*_: object) -> None:
        raise AssertionError("the index was opened for search")

    monkeypatch.setattr("index.search.open_search", refused)
    return lambda: page(shelf.corpus, shelf.index)


def listed(drawn: AppTest) -> list[str]:
    return [button.label.partition("] ")[2] for button in drawn.sidebar.button if str(button.key).startswith("kept-")]


def opened(drawn: AppTest, number: int = 1) -> AppTest:
    drawn = drawn.button(key=f"kept-{number}").click().run()
    assert not drawn.exception
    return drawn


def written(text: str) -> dict[str, object]:
    """That a model wrote the one claim of an answer."""
    told = Writing("scripted", "1", (Paragraph((0,)),), (), 10, 5, 0.5, 0.1, estimated=False)
    return {"claims": (Claim(text, Support.SUPPORTED, (1,)),), "writing": told, "model": "scripted"}


def test_nothing_is_said_of_earlier_answers_where_none_was_kept(page: Page, tmp_path: Path) -> None:
    Shelf(tmp_path).write({"bees.md": BEES})
    drawn = page(tmp_path / "corpus", tmp_path / ".refdesk")
    assert "Earlier answers" not in [part.label for part in drawn.sidebar.expander]


def test_newest_answers_are_listed_by_their_questions(draw: Draw) -> None:
    assert listed(draw()) == ["was the crust even?", ASKED]


def test_no_more_than_a_few_are_listed(draw: Draw, shelf: Shelf) -> None:
    for number in range(LISTED):
        shelf.keep("Bees dance", question=f"question {number}")
    assert listed(draw()) == [f"question {number}" for number in reversed(range(LISTED))]


@pytest.mark.parametrize(
    ("words", "found", "told"),
    [
        ("comb dancing", [ASKED], None),
        ("loaves", ["was the crust even?"], None),
        ("zebra", [], "No kept answer has all of these words."),
        ("?", [], "there is no word to look for"),
        ("  ", ["was the crust even?", ASKED], None),
    ],
)
def test_answers_are_found_by_words(draw: Draw, words: str, found: list[str], told: str | None) -> None:
    drawn = draw().text_input(key="sought").set_value(words).run()
    assert listed(drawn) == found
    assert not drawn.error
    assert told is None or any(caption.value.startswith(told) for caption in drawn.sidebar.caption)


def test_answer_is_shown_again_whole_and_unsearched(draw: Draw) -> None:
    drawn = opened(draw())
    assert texts(drawn)[:2] == [ASKED, QUOTED]
    assert captions(drawn)[0].startswith("Answer 1, asked ")
    assert captions(drawn)[1] == ":green[✓] All that it cites stands as it did."
    (reference, _) = drawn.main.expander
    assert "no longer stands" not in reference.label
    assert "A camera looks at them." in " ".join(text.value for text in reference.text)


def test_sentence_that_is_gone_is_marked_wherever_it_is_cited(draw: Draw, shelf: Shelf) -> None:
    shelf.write({"bees.md": BEES.replace("dance on", "sleep on")})
    drawn = opened(draw())
    (warning,) = drawn.warning
    assert warning.value.startswith("Something that it cites is gone.")
    assert "\\[1\\] the sentence is no longer in bees.md" in warning.value.replace("\u2060", "")
    assert "“Bees dance on the comb.” [1] (your summary, no longer stands)" in texts(drawn)
    reference = drawn.main.expander[0]
    assert reference.label.endswith(":red-badge[no longer stands]")
    assert any(caption.value.startswith("Since then") for caption in reference.caption)


def test_marker_in_what_a_model_wrote_is_struck_where_its_quote_is_gone(draw: Draw, shelf: Shelf) -> None:
    shelf.keep("Bees dance", **written("Bees are dancers."))
    assert "[\\[1\\]](#cited--3-1)" in paragraphs(opened(draw(), 3))[0]
    shelf.write({"bees.md": None})
    assert "[~~\\[1\\]~~](#cited--3-1)" in paragraphs(opened(draw(), 3))[0]


def test_answer_on_all_works_is_older_once_there_are_more(draw: Draw, shelf: Shelf) -> None:
    shelf.keep("Bees dance", listing=True, summary="1 of 2 works.")
    shelf.write({"new.md": "# Lakes\n\nIce is thin.\n"})
    drawn = opened(draw(), 3)
    (told,) = drawn.info
    assert told.value.startswith("All that it cites still stands, but the corpus has changed since.")
    assert "1 work added since\\: lakes" in told.value


def test_change_is_seen_in_an_answer_that_is_open(draw: Draw, shelf: Shelf) -> None:
    drawn = opened(draw())
    shelf.write({"bees.md": None})
    assert drawn.run().warning[0].value.startswith("Something that it cites is gone.")


def test_change_that_is_not_indexed_yet_is_told(draw: Draw, shelf: Shelf) -> None:
    (shelf.corpus / "bees.md").write_text("# Nothing\n\nIs left.\n", encoding="utf-8")
    assert any(told.startswith("The corpus has changed since the index was built") for told in captions(opened(draw())))


def test_without_an_index_it_is_shown_unchecked(draw: Draw, shelf: Shelf) -> None:
    for file in shelf.index.iterdir():
        if not file.name.startswith("history"):
            file.rename(shelf.folder / file.name)
    drawn = opened(draw())
    assert QUOTED in texts(drawn)
    assert "Not checked, as there is no index." in captions(drawn)


@pytest.mark.parametrize("button", ["back-to-conversation", "anew"])
def test_back_to_the_conversation(draw: Draw, button: str) -> None:
    drawn = opened(draw())
    drawn = drawn.button(key=button).click().run()
    assert not drawn.chat_message
    assert not drawn.exception


def test_question_leads_back_to_the_conversation(page: Page, tmp_path: Path) -> None:
    write_hostile(tmp_path / "corpus")
    drawn = ask(page(tmp_path / "corpus", tmp_path / "index"), "how many papers are there?")
    before = texts(drawn)
    drawn = opened(drawn)
    assert any(told.startswith("Answer 1, asked") for told in captions(drawn))
    drawn = ask(drawn, "how many papers are from 2020?")
    assert not drawn.exception
    assert texts(drawn)[: len(before)] == before
    assert len(drawn.chat_message) == 4


def test_exports_and_methods_paragraph_are_at_hand(draw: Draw) -> None:
    drawn = opened(draw())
    labels = [button.proto.label for button in drawn.main.get("download_button")]
    assert [label for label in labels if label not in ("CSV", "BibTeX")] == ["Markdown", "JSON"]
    (paragraph,) = drawn.main.code
    assert f"the question “{ASKED}” was asked" in paragraph.value


def test_hostile_question_and_title_are_text(draw: Draw, shelf: Shelf) -> None:
    shelf.keep("Bees dance", question="what is $x$ :red[y] <b> ![](http://evil.example/p.png)?")
    drawn = draw()
    assert "\\$x\\$" in listed(drawn)[0]
    assert "http://" not in listed(drawn)[0]
    assert not any(element.allow_html for element in opened(drawn, 3).main.markdown)


def test_history_that_cannot_be_read_is_a_line_in_the_sidebar(draw: Draw, shelf: Shelf) -> None:
    History(shelf.index).path.write_bytes(b"no database at all, though it is long enough to be one" * 40)
    drawn = draw()
    assert not drawn.exception
    assert not drawn.error
    (line,) = [told.value for told in drawn.sidebar.caption if "history" in told.value]
    assert "is damaged" in line
    assert drawn.sidebar.metric[0].label == "Works"


def test_answer_removed_meanwhile_is_a_line(draw: Draw, shelf: Shelf) -> None:
    drawn = draw()
    History(shelf.index).remove(1)
    drawn = opened(drawn)
    assert [error.value.startswith("no answer is kept under the number 1") for error in drawn.error] == [True]
    assert listed(drawn) == ["was the crust even?"]


def test_nothing_is_read_again_until_something_changes(shelf: Shelf) -> None:
    assert listing(shelf.index, "") is listing(shelf.index, " ")
    assert earlier_answer(shelf.index, 1) is earlier_answer(shelf.index, 1)
    before = listing(shelf.index, "")
    shelf.keep("Bees dance", question="and now?")
    assert [line.question for line in listing(shelf.index, "").lines][1:] == [line.question for line in before.lines]


def test_long_question_is_cut_in_the_list_alone(shelf: Shelf) -> None:
    long = "how is it that bees dance " * 20
    shelf.keep("Bees dance", question=long)
    assert len(listing(shelf.index, "").lines[0].question) < 100
    assert earlier_answer(shelf.index, 3).exchange.asked.question == long
