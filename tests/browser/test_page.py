"""The page in a real browser: ask, open a citation to its passage, see the status; nothing leaves this machine."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from index.build import build
from index.models.embedding import BgeEmbedder
from tests.ui.corpora import HOSTILE_QUOTE, write_hostile
from tests.ui.process import serving

pytestmark = pytest.mark.browser
FRAMED = "[class*=st-key-quote-]"
"""The quote set off in its passage."""

ANSWERED_WITHIN = 30_000
"""Milliseconds that the first question may take: the models are loaded by it."""


@dataclass
class Visit:
    """An open page and what it did besides drawing."""

    page: Page
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Ask in a new conversation."""
        anew = self.page.get_by_role("button", name="New conversation")
        if anew.is_enabled():
            anew.click()
            expect(self.messages).to_have_count(0)
        self.go_on(question)

    def go_on(self, question: str) -> None:
        """Ask, and wait for the answer."""
        messages = self.messages.count()
        self.settle()
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(question)
        box.press("Enter")
        expect(self.messages).to_have_count(messages + 2, timeout=ANSWERED_WITHIN)
        expect(self.messages.nth(messages).get_by_test_id("stText")).to_have_text(question)
        expect(self.page.get_by_text("Looking through the corpus")).to_have_count(0, timeout=ANSWERED_WITHIN)
        self.settle()

    def settle(self) -> None:
        """Wait until the page is drawn."""
        self.page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for(
            timeout=ANSWERED_WITHIN
        )

    @property
    def messages(self) -> Locator:
        return self.page.get_by_test_id("stChatMessage")

    @property
    def answer(self) -> Locator:
        """The newest answer."""
        return self.messages.last

    def hosts(self) -> set[str | None]:
        return {urlsplit(url).hostname for url in self.requests if not url.startswith(("data:", "blob:"))}


def visit(chromium: Browser, port: int) -> Visit:
    opened = Visit(chromium.new_page())
    opened.page.on("request", lambda request: opened.requests.append(request.url))
    opened.page.on("websocket", lambda socket: opened.requests.append(socket.url))
    opened.page.on("dialog", lambda dialog: (opened.dialogs.append(dialog.message), dialog.dismiss()))
    opened.page.goto(f"http://127.0.0.1:{port}")
    return opened


@pytest.fixture(scope="module")
def visited(
    chromium: Browser,
    sample_corpus: Path,
    sample_index: Path,
    embedder: BgeEmbedder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Visit]:
    """The page over the sample corpus and one hostile document."""
    folder = tmp_path_factory.mktemp("browser")
    corpus = shutil.copytree(sample_corpus, folder / "corpus")
    index = shutil.copytree(sample_index, folder / "index")
    write_hostile(corpus)
    build(corpus, index, embedder)
    with serving(corpus, index) as (_, port):
        opened = visit(chromium, port)
        yield opened
        opened.page.close()


def test_status_is_seen_before_anything_is_asked(visited: Visit) -> None:
    sidebar = visited.page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_test_id("stMetric")).to_contain_text("Works")
    expect(sidebar).to_contain_text("4 sources, generation 2, equal to the corpus")
    sidebar.get_by_text("Sources", exact=True).click()
    expect(sidebar.get_by_text("summaries/john2021towards.md")).to_be_visible()


def test_question_is_answered_and_its_citation_opens_to_the_marked_quote(visited: Visit) -> None:
    visited.ask("which papers discuss training-serving skew?")
    answer = visited.answer
    expect(answer).to_contain_text("works discusses “training-serving skew”")
    quote = answer.get_by_test_id("stText").first
    expect(quote).to_contain_text("“training-serving skew: features are computed one way")
    expect(quote).to_contain_text("[1] (your summary)")
    reference = answer.get_by_test_id("stExpander")
    expect(reference).to_have_count(1)
    expect(reference.locator(FRAMED)).not_to_be_visible()
    reference.get_by_text("[1] John et al. (2021), Towards MLOps").click()
    expect(reference.locator(FRAMED)).to_be_visible()
    expect(reference.locator(FRAMED)).to_contain_text("training-serving skew: features are computed one way")
    expect(reference).to_contain_text("your summary: summaries/john2021towards.md, Challenges · key john2021towards")
    expect(reference).to_contain_text("communication with end users")


def test_verdicts_and_counts_by_year_stand_behind_tabs(visited: Visit) -> None:
    visited.ask("which papers discuss drift?")
    visited.answer.get_by_role("tab", name="Verdicts").click()
    expect(visited.answer.get_by_test_id("stDataFrame")).to_be_visible()
    visited.answer.get_by_role("tab", name="By year").click()
    expect(visited.answer.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible()


@pytest.mark.parametrize(
    ("button", "begins"), [("CSV", b"\xef\xbb\xbfkey,title,authors,year,venue,verdict"), ("BibTeX", b"@")]
)
def test_works_can_be_taken_away_as_a_file(visited: Visit, button: str, begins: bytes) -> None:
    visited.ask("which papers discuss training-serving skew?")
    with visited.page.expect_download() as waiting:
        visited.answer.get_by_role("button", name=button).click()
    content = waiting.value.path().read_bytes()
    assert content.startswith(begins)
    assert b"john2021towards" in content


def test_follow_up_is_made_whole_and_a_limit_is_taken_away(visited: Visit) -> None:
    visited.ask("which papers discuss drift?")
    visited.go_on("and which of those are since 2022?")
    expect(visited.answer).to_contain_text("Read as:")
    expect(visited.answer.get_by_role("button", name="✕")).to_have_count(2)
    visited.answer.get_by_role("button", name="since 2022 ✕").click()
    expect(visited.answer.get_by_role("button", name="since 2022 ✕")).to_have_count(0, timeout=ANSWERED_WITHIN)
    visited.settle()
    expect(visited.answer.get_by_role("button", name="✕")).to_have_count(1)
    expect(visited.messages).to_have_count(4)


def test_the_beginning_of_an_answer_is_seen_first(visited: Visit) -> None:
    visited.ask("which papers discuss machine learning?")
    visited.page.wait_for_timeout(500)
    expect(visited.answer.get_by_text("works discuss “machine learning”")).to_be_in_viewport()


def test_hostile_document_is_read_as_it_is_written_and_does_nothing(visited: Visit) -> None:
    for question in ("what goes with widget calibration?", "which papers discuss widget calibration?"):
        visited.ask(question)
        answer = visited.answer
        quotes = answer.get_by_test_id("stText").filter(visible=True)
        assert any(HOSTILE_QUOTE in text for text in quotes.all_inner_texts())
        expect(answer.get_by_test_id("stExpander").first).to_be_visible()
        for reference in answer.get_by_test_id("stExpander").all():
            reference.locator("summary").click()
            expect(reference.locator(FRAMED)).to_be_visible()
        assert HOSTILE_QUOTE in answer.locator(FRAMED).all_inner_texts()
        assert answer.get_by_test_id("stMarkdown").filter(has_text=re.compile("www.?[.]links")).count() > 0
        assert visited.dialogs == []
        for made in ("script", "img", "a[href*=example]", "[onerror]", ".katex"):
            assert answer.locator(made).count() == 0


def test_page_asks_no_other_machine(visited: Visit) -> None:
    visited.ask("which papers discuss drift?")
    assert len(visited.requests) > 5
    assert visited.hosts() == {"127.0.0.1"}
