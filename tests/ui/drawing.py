"""The page run without a browser, over any corpus and index, with models that are loaded already."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from index.models.embedding import BgeEmbedder
from index.models.late_interaction import LateInteraction
from index.models.reranking import CrossEncoder
from tests.assistant.language.scripted import Scripted
from tests.ui.process import PROJECT

Page = Callable[..., AppTest]


@pytest.fixture
def page(
    monkeypatch: pytest.MonkeyPatch, embedder: BgeEmbedder, interaction: LateInteraction, reranker: CrossEncoder
) -> Page:
    """The page over a corpus and an index, drawn once, in a session of its own; a server's model writes, if given."""
    monkeypatch.setattr("index.models.embedding.BgeEmbedder", lambda _threads: embedder)
    monkeypatch.setattr("index.models.late_interaction.LateInteraction", lambda _threads: interaction)
    monkeypatch.setattr("index.models.reranking.CrossEncoder", lambda _threads: reranker)

    def draw(corpus: Path, index: Path, server: Scripted | None = None) -> AppTest:
        monkeypatch.setenv("REFDESK_CORPUS", str(corpus))
        monkeypatch.setenv("REFDESK_INDEX", str(index))
        if server:
            monkeypatch.setenv("REFDESK_MODEL_BASE_URL", server.base_url)
            monkeypatch.setenv("REFDESK_MODEL_NAME", "scripted")
        return AppTest.from_file(str(PROJECT / "ui" / "page" / "app.py"), default_timeout=60).run()

    return draw


def ask(drawn: AppTest, question: str) -> AppTest:
    return drawn.chat_input[0].set_value(question).run()


def captions(drawn: AppTest) -> list[str]:
    """What is said in small print in the conversation."""
    return [element.value for element in drawn.main.caption][1:]


def texts(drawn: AppTest) -> list[str]:
    """What is shown to the letter: the quotes, then each passage with its quote in a part of its own."""
    return [element.value for element in drawn.main.text]


def paragraphs(drawn: AppTest) -> list[str]:
    """What is shown as Markdown in the conversation."""
    return [element.value for element in drawn.main.markdown]
