"""The page in a real browser: ask, open a citation to its passage, see the status; nothing leaves this machine."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from index.build import build
from index.embedding import BgeEmbedder
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
        self.page.get_by_label("Question").fill(question)
        self.page.get_by_role("button", name="Ask").click()
        expect(self.page.get_by_test_id("stMain").locator("em")).to_have_text(question, timeout=ANSWERED_WITHIN)
        expect(self.page.get_by_role("heading", name="References")).to_be_visible(timeout=ANSWERED_WITHIN)

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
    main = visited.page.get_by_test_id("stMain")
    expect(main).to_contain_text("works discusses “training-serving skew”")
    expect(main.get_by_test_id("stText").first).to_contain_text("“training-serving skew: features are computed one way")
    reference = main.get_by_test_id("stExpander")
    expect(reference).to_have_count(1)
    expect(reference.locator(FRAMED)).not_to_be_visible()
    reference.get_by_text("[1] John et al. (2021), Towards MLOps").click()
    expect(reference.locator(FRAMED)).to_be_visible()
    expect(reference.locator(FRAMED)).to_contain_text("training-serving skew: features are computed one way")
    expect(reference).to_contain_text("summary: summaries/john2021towards.md, Challenges · key john2021towards")
    expect(reference).to_contain_text("communication with end users")


def test_hostile_document_is_read_as_it_is_written_and_does_nothing(visited: Visit) -> None:
    visited.ask("what goes with widget calibration?")
    main = visited.page.get_by_test_id("stMain")
    assert HOSTILE_QUOTE in main.get_by_test_id("stText").first.inner_text()
    main.get_by_test_id("stExpander").first.locator("summary").click()
    expect(main.locator(FRAMED).first).to_be_visible()
    assert HOSTILE_QUOTE in main.locator(FRAMED).first.inner_text()
    assert visited.dialogs == []
    for made in ("script", "img", "a[href*=example]", "[onerror]", ".katex"):
        assert main.locator(made).count() == 0


def test_page_asks_no_other_machine(visited: Visit) -> None:
    visited.ask("what goes with widget calibration?")
    assert len(visited.requests) > 5
    assert visited.hosts() == {"127.0.0.1"}
