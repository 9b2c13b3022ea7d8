"""The models of the installation, passed together."""

from pathlib import Path

import pytest

from index.models import standard_models
from index.models.embedding import BgeEmbedder
from index.models.late_interaction import LateInteraction
from index.models.reranking import FILE_NAME, CrossEncoder, RememberingReranker


def test_the_standard_models_are_those_of_the_installation() -> None:
    models = standard_models(2)
    assert isinstance(models.embedder, BgeEmbedder)
    assert isinstance(models.interaction, LateInteraction)
    assert isinstance(models.reranker, CrossEncoder)


def test_scores_are_kept_beside_an_index_that_is_named(
    tmp_path: Path, reranker: CrossEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.models.reranking.CrossEncoder", lambda _threads: reranker)
    models = standard_models(1, tmp_path / "index")
    assert not (tmp_path / "index").exists()
    assert isinstance(models.reranker, RememberingReranker)
    models.reranker.score("drift", ["a text"])
    assert (tmp_path / "index" / FILE_NAME).exists()
