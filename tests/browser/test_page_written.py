"""Answers written by a model, in a real browser: seen as they grow, stopped, left, and found again."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, expect

from index.build import build
from index.models.embedding import BgeEmbedder
from tests.assistant.language.scripted import Scripted, Turn, scripted
from tests.assistant.writing.conftest import GARDENS
from tests.assistant.writing.test_writer import FROST, TRUE, named
from tests.browser.test_page import ANSWERED_WITHIN, FRAMED, Visit, visit
from tests.ui.process import serving

pytestmark = pytest.mark.browser

_HELD_FOR = 60.0
"""Seconds that a model waits after its first sentence, where a test does not let it go on."""
_BEGUN = 3
"""Words of the next sentence that it writes before it waits: until then the first is not shown."""


@dataclass
class Model:
    """A model that writes what it is given, word by word; after the first sentence it waits until it may `go_on`."""

    reply: str = ""
    delay: float = 0.05
    go_on: threading.Event = field(default_factory=threading.Event)

    def __call__(self, asked: dict[str, object]) -> Turn:
        text = self.reply.replace("[frost]", f"[{named(asked, '37%')}]")
        return Turn(pieces=self._words(text), delay=self.delay)

    def _words(self, text: str) -> Iterator[str]:
        words = re.findall(r"\S+\s*", text)
        for i, word in enumerate(words):
            yield word
            if i >= _BEGUN and words[i - _BEGUN].rstrip().endswith("."):
                self.go_on.wait(_HELD_FOR)


@dataclass
class Desk:
    """The page over three papers on orchards, its model, and that model's server."""

    visited: Visit
    model: Model
    server: Scripted


@pytest.fixture(scope="module")
def desk(chromium: Browser, embedder: BgeEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("orchard")
    (folder / "corpus").mkdir()
    for name, text in GARDENS.items():
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    build(folder / "corpus", folder / "index", embedder)
    model = Model()
    model.go_on.set()
    with scripted(model) as server:
        (folder / "refdesk.toml").write_text(
            f'[model]\nbase_url = "{server.base_url}"\nname = "scripted"\n', encoding="utf-8"
        )
        with serving(folder / "corpus", folder / "index", folder) as (process, port):
            yield Desk(visit(chromium, port), model, server)
            process.terminate()
            assert "ScriptRunContext" not in process.communicate(timeout=30)[1]


@pytest.fixture
def visited(desk: Desk) -> Visit:
    """The page with a new conversation."""
    anew = desk.visited.page.get_by_role("button", name="New conversation")
    desk.visited.settle()
    if anew.is_enabled():
        anew.click()
        expect(desk.visited.messages).to_have_count(0)
        desk.visited.settle()
    return desk.visited


def begin(visited: Visit, question: str = FROST) -> None:
    """Ask, and wait for the first words of the draft."""
    box = visited.page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    expect(visited.page.get_by_text("A draft, which is checked")).to_be_visible(timeout=ANSWERED_WITHIN)


def test_draft_is_seen_while_the_model_writes_and_grows(desk: Desk, visited: Visit) -> None:
    desk.model.reply = f"{TRUE} [frost]. " + "Smoke did not protect the blossoms [frost]. " * 3
    desk.model.go_on.clear()
    begin(visited)
    expect(visited.answer).to_contain_text("Late")
    first = visited.answer.inner_text()
    desk.model.go_on.set()
    expect(visited.answer).to_contain_text("Smoke did not")
    second = visited.answer.inner_text()
    assert len(second) > len(first)
    expect(visited.page.get_by_role("button", name="Stop")).to_have_count(0, timeout=ANSWERED_WITHIN)
    visited.settle()
    expect(visited.answer).to_contain_text("Checked by program")
    expect(visited.messages).to_have_count(2)


def test_marker_leads_to_the_reference_and_opens_it(desk: Desk, visited: Visit) -> None:
    desk.model.reply, desk.model.delay = f"{TRUE} [frost].", 0.0
    visited.go_on(FROST)
    reference = visited.answer.get_by_test_id("stExpander")
    expect(reference.locator(FRAMED)).not_to_be_visible()
    visited.answer.get_by_role("link", name="[1]").click()
    expect(reference.locator(FRAMED)).to_be_visible()
    expect(reference.locator(FRAMED)).to_have_text(f"{TRUE}.")
    expect(reference.locator(FRAMED)).to_be_in_viewport()
    desk.model.delay = 0.05


def test_stop_ends_the_model_and_keeps_what_is_written(desk: Desk, visited: Visit) -> None:
    desk.model.reply = f"{TRUE} [frost]. " + "Smoke did not protect the blossoms [frost]. " * 40
    begin(visited)
    expect(visited.answer).to_contain_text("Smoke did not protect")
    visited.page.get_by_role("button", name="Stop").click()
    expect(visited.answer).to_contain_text("not whole: it was stopped", timeout=5000)
    assert desk.server.requests[-1].went_away.wait(5)
    visited.settle()
    expect(visited.answer).to_contain_text(TRUE)
    expect(visited.messages).to_have_count(2)


def test_click_beside_a_draft_neither_ends_it_nor_begins_it_twice(desk: Desk, visited: Visit) -> None:
    desk.model.reply = f"{TRUE} [frost]. " + "Smoke did not protect the blossoms [frost]. " * 4
    before = len(desk.server.requests)
    visited.page.get_by_text("Language model", exact=True).click()
    begin(visited)
    for _ in range(2):
        visited.page.get_by_text("Leave out what is not supported").click()
        visited.page.wait_for_timeout(200)
    expect(visited.page.get_by_text("A draft, which is checked")).to_have_count(1)
    expect(visited.answer).to_contain_text("Checked by program", timeout=ANSWERED_WITHIN)
    visited.settle()
    assert len(desk.server.requests) == before + 1
    expect(visited.messages).to_have_count(2)
    expect(visited.answer.get_by_role("link", name="[1]").first).to_be_visible()


def test_next_question_comes_after_what_was_written_of_the_one_before(desk: Desk, visited: Visit) -> None:
    desk.model.reply = f"{TRUE} [frost]. " + "Smoke did not protect the blossoms [frost]. " * 40
    begin(visited)
    expect(visited.answer).to_contain_text("Smoke did")
    box = visited.page.get_by_test_id("stChatInputTextArea")
    box.fill("how many papers are there?")
    box.press("Enter")
    expect(visited.messages).to_have_count(4, timeout=ANSWERED_WITHIN)
    visited.settle()
    expect(visited.messages.nth(0)).to_contain_text(FROST)
    expect(visited.messages.nth(1)).to_contain_text("it was stopped")
    expect(visited.messages.nth(2)).to_contain_text("how many papers are there?")
    expect(visited.messages.nth(3)).to_contain_text(f"{len(GARDENS)} works")


def test_new_conversation_leaves_what_is_being_written_behind(desk: Desk, visited: Visit) -> None:
    desk.model.reply = f"{TRUE} [frost]. " + "Smoke did not protect the blossoms [frost]. " * 40
    begin(visited)
    visited.page.get_by_role("button", name="New conversation").click()
    expect(visited.messages).to_have_count(0)
    assert desk.server.requests[-1].went_away.wait(5)
    visited.go_on("how many papers are there?")
    expect(visited.messages).to_have_count(2)


def test_reply_with_images_and_links_has_nothing_fetched(desk: Desk, visited: Visit) -> None:
    evil = "http://evil.example"
    desk.model.reply = (
        f"{TRUE} [frost]. See [this]({evil}/a) and ![p]({evil}/p.png) and <img src={evil}/q.png> and {evil}/bare and "
        f"www.evil.example and me@evil.example $x^2$ :red[x] :material/home: [frost]. {TRUE} [frost]."
    )
    begin(visited)
    expect(visited.page.get_by_text("See")).to_be_visible()
    for done in (False, True):
        if done:
            expect(visited.answer).to_contain_text("Checked by program", timeout=ANSWERED_WITHIN)
            visited.settle()
        for made in ("img", "a[href*=evil]", "a[href^=mailto]", "script", ".katex"):
            assert visited.answer.locator(made).count() == 0
    assert visited.hosts() == {"127.0.0.1"}
    assert visited.dialogs == []


def test_answer_that_was_left_by_a_reload_is_among_the_earlier_ones(desk: Desk, visited: Visit) -> None:
    desk.model.reply = f"{TRUE} [frost]. " + "Smoke did not protect the blossoms [frost]. " * 4
    begin(visited, "what did late frost do to the apple blossoms?")
    before = len(desk.server.requests)
    visited.page.reload()
    visited.settle()
    expect(visited.messages).to_have_count(0)
    assert desk.server.requests[-1].done.wait(10)
    sidebar = visited.page.get_by_test_id("stSidebar")
    sidebar.get_by_text("Earlier answers").click()
    found = sidebar.get_by_role("button", name="what did late frost do")
    sought = sidebar.get_by_label("Words in them")
    for words in ("late", "frost", "apple"):  # each draws the page anew, until it is there
        sought.fill(words)
        sought.press("Enter")
        visited.settle()
        visited.page.wait_for_timeout(400)
        if found.count():
            break
    found.click()
    expect(visited.page.get_by_text("All that it cites stands as it did.")).to_be_visible()
    visited.settle()
    expect(visited.answer).to_contain_text(TRUE)
    expect(visited.answer).to_contain_text("Checked by program")
    with visited.page.expect_download() as waiting:
        visited.page.get_by_role("button", name="Markdown").click()
    assert TRUE.replace("%", "") in waiting.value.path().read_text(encoding="utf-8").replace("\\%", "").replace("%", "")
    visited.page.get_by_role("button", name="Back to the conversation").click()
    expect(visited.messages).to_have_count(0)
    assert len(desk.server.requests) == before, "no model was asked again"
