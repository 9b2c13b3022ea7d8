"""The command line as most tests call it: in this process, over the sample corpus."""

import os
from pathlib import Path

import pytest

from index.models.embedding import BgeEmbedder
from index.models.late_interaction import LateInteraction
from index.models.reranking import CrossEncoder
from tests.ui.calling import CommandLine


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting from outside, a terminal of 80 columns, an empty working directory."""
    for name in [name for name in os.environ if name.startswith(("REFDESK_", "FORCE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def refdesk(
    sample_corpus: Path,
    sample_index: Path,
    embedder: BgeEmbedder,
    interaction: LateInteraction,
    reranker: CrossEncoder,
    monkeypatch: pytest.MonkeyPatch,
) -> CommandLine:
    """Every command would load the models anew, which takes longer than all that it does with them."""
    monkeypatch.setattr("index.models.embedding.BgeEmbedder", lambda _threads: embedder)
    monkeypatch.setattr("index.models.late_interaction.LateInteraction", lambda _threads: interaction)
    monkeypatch.setattr("index.models.reranking.CrossEncoder", lambda _threads: reranker)
    return CommandLine(sample_corpus, sample_index)
