"""What a language model writes, on the page: marks, links to references, what is left out, and what happens instead."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from index.build import build
from index.models.embedding import BgeEmbedder
from tests.assistant.language.scripted import Script, Scripted, Turn, fails, half, says, scripted
from tests.assistant.language.scripted import page as web_page
from tests.assistant.writing.conftest import GARDENS
from tests.assistant.writing.test_writer import FROST, TRUE, citing
from tests.ui import drawing
from tests.ui.drawing import Page, ask, captions, paragraphs, texts
from tests.ui.process import free_port
from ui.page.talk import Job

page = drawing.page

INVENTED = "The frost was blue and sang a song"
QUOTED = f"“{TRUE}.” [1] (your summary)"


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory, embedder: BgeEmbedder) -> Path:
    """A folder with three papers on orchards and their index."""
    folder = tmp_path_factory.mktemp("orchard")
    (folder / "corpus").mkdir()
    for name, text in GARDENS.items():
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    build(folder / "corpus", folder / "index", embedder)
    return folder


@dataclass
class Desk:
    """The page over the orchards, with a scripted model."""

    page: Page
    folder: Path

    def open(self, server: Scripted | None = None) -> AppTest:
        return self.page(self.folder / "corpus", self.folder / "index", server)

    def asked(self, script: Script, question: str = FROST) -> AppTest:
        with scripted(script) as server:
            drawn = ask(self.open(server), question)
        assert not drawn.exception
        return drawn


@pytest.fixture
def desk(page: Page, orchard: Path, tmp_path: Path) -> Desk:
    for name in ("corpus", "index"):
        shutil.copytree(orchard / name, tmp_path / name)
    return Desk(page, tmp_path)


def test_each_sentence_has_its_mark_and_links_to_its_reference(desk: Desk) -> None:
    drawn = desk.asked(citing(f"{TRUE} {{frost}}. {INVENTED}.", frost="37%"))
    (written,) = paragraphs(drawn)[:1]
    first, _, _ = written.partition(INVENTED)
    assert re.search(r" \[\\\[1\\\]\]\(#cited-1-1\)\\?\.\u00a0:green\[✓+\] $", first)
    assert written.endswith(f"{INVENTED}.\u00a0:red-badge[✗]")
    (reference,) = [e for e in drawn.main.expander if e.label.startswith("\\[1\\]")]
    assert [(head.value, head.anchor) for head in reference.subheader] == [(":small[Quote 1]", "cited-1-1")]
    (legend,) = [told for told in captions(drawn) if told.startswith("Checked by program")]
    assert ":red-badge[✗] not supported" in legend
    assert "weakly" not in legend


def test_list_and_headings_are_drawn_as_such(desk: Desk) -> None:
    drawn = desk.asked(citing(f"## Late frost\n\n- {TRUE} {{frost}}.\n- {INVENTED}.\n", frost="37%"))
    assert paragraphs(drawn)[0] == "**Late frost**"
    assert [text.startswith("- ") for text in paragraphs(drawn)[1:3]] == [True, True]


def test_markup_in_a_reply_is_nothing_but_text(desk: Desk) -> None:
    tricks = "Frost costs $x$ and :red[x] and :material/home: at http://evil.example/a and www.evil.example"
    drawn = desk.asked(citing(f"{tricks} {{frost}}. ![p](http://evil.example/p.png) <img src=x> {TRUE}.", frost="37%"))
    for text in paragraphs(drawn):
        assert "$x$" not in text
        assert " :red[x]" not in text
        assert " :material/" not in text
        assert "://" not in text
        assert "www." not in text.replace("\\", "")
        assert "<img" not in text
    assert not drawn.get("html")
    assert not any(element.allow_html for element in drawn.main.markdown)


def test_what_is_not_supported_can_be_left_out(desk: Desk) -> None:
    with scripted(citing(f"{TRUE} {{frost}}. {INVENTED}.", frost="37%")) as server:
        drawn = desk.open(server)
        drawn.toggle(key="strict").set_value(True)
        drawn = ask(drawn, FROST)
    assert INVENTED not in " ".join(paragraphs(drawn))
    assert "Left out, as nothing in the passages supports it\\: 1 sentence." in captions(drawn)


def test_answer_by_quotes_alone_asks_no_model(desk: Desk) -> None:
    with scripted(says(f"{TRUE}.")) as server:
        drawn = desk.open(server)
        drawn.toggle(key="quotes-only").set_value(True)
        drawn = ask(drawn, FROST)
        assert server.requests == []
    assert QUOTED in texts(drawn)
    assert not any("✓" in text for text in paragraphs(drawn))


def test_model_is_named_where_there_is_one(desk: Desk) -> None:
    with scripted(says("")) as server:
        assert [e.label for e in desk.open(server).sidebar.expander][1] == "Language model"


def test_without_a_model_nothing_is_said_of_one(desk: Desk) -> None:
    assert "Language model" not in [e.label for e in desk.open().sidebar.expander]


@pytest.mark.parametrize(
    ("turn", "told"),
    [
        (fails(401, "no such key"), "refuses the key"),
        (fails(429, headers={"Retry-After": "0"}), "no more requests"),
        (fails(500), "500"),
        (web_page(), "scripted"),
    ],
)
def test_model_that_fails_is_one_line_and_the_quotes(desk: Desk, turn: Turn, told: str) -> None:
    drawn = desk.asked(turn)
    (line,) = [text for text in captions(drawn) if text.startswith("No language model wrote this answer")]
    assert told in line.replace("\\", "")
    assert QUOTED in texts(drawn)
    assert not drawn.error


def test_model_that_cannot_be_reached_is_one_line_and_the_quotes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFDESK_MODEL_BASE_URL", f"http://127.0.0.1:{free_port()}/v1")
    monkeypatch.setenv("REFDESK_MODEL_NAME", "scripted")
    drawn = ask(desk.open(), FROST)
    assert len([text for text in captions(drawn) if text.startswith("No language model wrote this answer")]) == 1
    assert QUOTED in texts(drawn)


def test_reply_that_breaks_off_is_shown_as_far_as_it_is_whole(desk: Desk) -> None:
    drawn = desk.asked(half(f"{TRUE}. Smoke did not"))
    assert any(TRUE.replace("%", "") in text.replace("%", "") for text in paragraphs(drawn))
    assert "Smoke" not in paragraphs(drawn)[0]
    assert any("is not whole" in text for text in captions(drawn))


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs that the page begins."""
    begun: list[Job] = []

    class Noted(Job):
        def start(self, work: object) -> Job:
            begun.append(self)
            return super().start(work)  # type: ignore[arg-type]

    monkeypatch.setattr("ui.page.talk.Job", Noted)
    return begun


def test_stopped_answer_keeps_what_was_written_and_is_kept_itself(desk: Desk, jobs: list[Job]) -> None:
    def pieces() -> Iterator[str]:
        yield f"{TRUE}. "
        yield "Smoke did "
        jobs[0].cancellation.cancel()
        while True:
            yield "not "

    drawn = desk.asked(Turn(pieces=pieces(), delay=0.01))
    assert any("is not whole\\: it was stopped" in text for text in captions(drawn))
    assert "Smoke" not in paragraphs(drawn)[0]
    assert drawn.session_state["talk"][-1].kept == 1
    assert len(jobs) == 1


def test_stopped_before_a_word_the_answer_is_made_of_quotes(desk: Desk, jobs: list[Job]) -> None:
    def script(_: dict[str, object]) -> str:
        jobs[0].cancellation.cancel()
        return TRUE

    drawn = desk.asked(script)
    assert any("it was stopped" in text for text in captions(drawn))
    assert QUOTED in texts(drawn)
    assert len(jobs) == 1


def test_question_that_failed_stays_until_the_next(desk: Desk) -> None:
    with scripted(citing(f"{TRUE} {{frost}}.", frost="37%")) as server:
        drawn = ask(desk.open(server), "?!")
        drawn = drawn.toggle(key="strict").set_value(True).run()
        assert texts(drawn) == ["?!"]
        assert len(drawn.error) == 1
        drawn = ask(drawn, FROST)
    assert "?!" not in texts(drawn)
    assert not drawn.error
    assert len(drawn.chat_message) == 2


def test_listing_is_decided_by_program_and_worded_by_the_model(desk: Desk) -> None:
    drawn = desk.asked(citing(f"{TRUE} {{frost}}.", frost="37%"), "which papers discuss apple blossoms?")
    summary, written = paragraphs(drawn)[:2]
    assert "works discuss “apple blossoms”" in summary
    assert "](#cited-1-1)" in written
    assert drawn.tabs[0].label == "Evidence"


def test_synthesis_stands_under_the_quotes(desk: Desk) -> None:
    drawn = desk.asked(citing(f"{TRUE} {{frost}}.", frost="37%"), "what do the papers say about apple blossoms?")
    told = paragraphs(drawn)
    assert "](#cited-1-" in told[told.index(r"Taken together\:") + 1]
    assert any(text.startswith("“") for text in texts(drawn))
