"""A collection through the real pipeline, with the real models."""

from pathlib import Path

import pytest

from assistant.evaluation.collections import read_collection
from assistant.evaluation.measures import Scores
from assistant.evaluation.trial import CORPUS, INDEX, Trial, try_out
from index.models import Models
from index.models.embedding import BgeEmbedder
from index.models.reranking import CrossEncoder
from index.store.schema import FILE_NAME
from tests.assistant.evaluation.folders import DOCUMENTS, JUDGED, QUERIES, write_folder


@pytest.fixture
def tried(tmp_path: Path, embedder: BgeEmbedder, reranker: CrossEncoder):  # type: ignore[no-untyped-def]
    """Tries out a folder in one place."""

    def run(k: int = 100, **content: object) -> Trial:
        collection = read_collection(write_folder(tmp_path / "beir", **content))  # type: ignore[arg-type]
        return try_out(collection, tmp_path / "place", Models(embedder, reranker=reranker), k)

    return run


def test_documents_are_found_and_measured(tried) -> None:  # type: ignore[no-untyped-def]
    trial = tried()
    assert trial.scores == Scores(1.0, 1.0, 1.0, 1.0)
    assert (trial.queries, trial.documents, trial.unread) == (2, 3, ())
    assert 0 < trial.p50 <= trial.p95
    assert len(trial.seconds_queries) == 2


def test_wrong_judgements_score_low(tried) -> None:  # type: ignore[no-untyped-def]
    assert tried(k=1, judged=[("q1", "tea", 1), ("q2", "bees/1 ü", 1)]).scores == Scores(0, 0, 0, 0)


def test_copies_of_a_document_are_documents_of_their_own(tried) -> None:  # type: ignore[no-untyped-def]
    copy = {**DOCUMENTS[1], "_id": "copy"}
    trial = tried(documents=[*DOCUMENTS, copy], judged=[("q1", "bees/1 ü", 1), ("q1", "copy", 1)])
    assert (trial.scores.ndcg_10, trial.scores.recall_10) == (1.0, 1.0)


def test_a_document_that_is_nowhere_counts_as_not_found(tried) -> None:  # type: ignore[no-untyped-def]
    assert tried(judged=[*JUDGED[:1], ("q1", "gone", 1)]).scores.recall_100 == 0.5


@pytest.mark.parametrize("field", ["paper", "title"])
def test_a_query_about_a_paper_ranks_that_paper_alone(tried, field: str) -> None:  # type: ignore[no-untyped-def]
    bees = "Bees dance to tell where nectar is found."
    documents = [
        {"_id": "other", field: "P1", "text": bees},
        {"_id": "dull", field: "P2", "text": "Hives are cleaned in spring by the keeper."},
        {"_id": "ours", field: "P2", "text": f"In this study, {bees.lower()}"},
    ]
    judged = [("q1", "ours", 1)]
    asked = [{**QUERIES[0], "paper": "P2"}]
    assert tried(documents=documents, queries=asked, judged=judged, k=1).scores.mrr_10 == 1
    assert tried(documents=documents, queries=QUERIES, judged=judged, k=1).scores.mrr_10 == 0
    assert tried(documents=documents, queries=[{**QUERIES[0], "paper": "P3"}], judged=judged).scores.recall_100 == 0


def test_a_long_document_does_not_push_others_out_of_the_ranking(tried) -> None:  # type: ignore[no-untyped-def]
    dances = " ".join(
        f"Bees dance in hive number {n} to tell of nectar that is found {n} yards away." for n in range(150)
    )
    documents = [{"_id": "long", "title": "Bees", "text": dances}, *DOCUMENTS]
    judged = [("q1", "long", 1), ("q1", "bees/1 ü", 1)]
    assert tried(k=2, documents=documents, judged=judged).scores.recall_10 == 1


def test_a_kept_place_is_used_again_and_follows_the_collection(tried, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert tried().embedded > 0
    assert tried().embedded == 0
    shorter = tried(documents=DOCUMENTS[:2])
    assert (shorter.documents, shorter.embedded) == (2, 0)
    assert len(list((tmp_path / "place" / CORPUS).iterdir())) == 2


def test_an_index_that_cannot_be_read_any_more_is_made_anew(tried, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    tried()
    (tmp_path / "place" / INDEX / FILE_NAME).write_bytes(b"of another version")
    assert tried().scores == Scores(1.0, 1.0, 1.0, 1.0)


def test_percentiles_of_times() -> None:
    trial = Trial(Scores(0, 0, 0, 0), 21, 1, 1, 1, 0.0, tuple(n / 10 for n in range(21)), ())
    assert (trial.p50, trial.p95) == pytest.approx((1.0, 1.9))
    assert Trial(Scores(0, 0, 0, 0), 1, 1, 1, 1, 0.0, (0.5,), ()).p95 == 0.5
