"""Search over the sample corpus: what is asked for comes first, the same each time, and no query upsets it."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import CatalogueError, CollectionError
from index.models import Models
from index.models.embedding import BgeEmbedder
from index.models.late_interaction import LateInteraction
from index.models.onnx import Array
from index.search import Hit, Recipe, Search, convex, min_max, open_search
from index.store.vectors import VectorStore
from index.works.filters import Filter, Years
from tests.index.conftest import Bench

PRIMER = "refdesk2026short"


@pytest.mark.parametrize(
    ("query", "work", "section"),
    [
        ("training-serving skew", "john2021towards", "Challenges"),
        ("How do data drift and concept drift differ?", PRIMER, "Monitoring and Drift > Data drift and concept drift"),
        ("Can a few users get a new model first?", PRIMER, "Deployment Patterns > Shadow and canary releases"),
        ("Which study is about earthquakes?", "singh2025scalable", None),
        ("MLOps on low-cost air quality sensors", "delia2024concept", None),
    ],
)
def test_what_is_asked_for_comes_first(search: Search, query: str, work: str, section: str | None) -> None:
    best = search.hits(query, 3)[0].passage
    assert (best.work, best.section) == (work, section)


def test_hits_are_ranked_by_their_scores(search: Search) -> None:
    hits = search.hits("monitoring of models in production", 20)
    assert [hit.rank for hit in hits] == list(range(1, 21))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == 20
    assert all(-1 <= hit.dense <= 1 for hit in hits)
    assert any(hit.lexical > 0 for hit in hits)


def test_the_first_candidates_are_reranked_and_stay_above_the_others(search: Search) -> None:
    hits = search.hits("monitoring of models in production", 30)
    assert {hit.rank for hit in hits if hit.interaction} == set(range(1, search.recipe.reranked + 1))
    assert all(-1 <= hit.interaction <= 1 for hit in hits)
    plain = search.hits("monitoring of models in production", 30, rerank=False)
    assert {hit.interaction for hit in plain} == {0.0}
    first = {hit.passage.id for hit in plain[: search.recipe.reranked]}
    assert {hit.passage.id for hit in hits if hit.interaction} == first
    assert [hit.passage.id for hit in hits if not hit.interaction] == [
        hit.passage.id for hit in plain[search.recipe.reranked :]
    ]


def test_reranking_loses_no_hit_and_brings_in_none(search: Search) -> None:
    """Also where fewer are asked for than are reranked, and where all passages are."""
    n = search.catalogue.passage_count()
    query = "which challenges does deployment have?"
    plain = [hit.passage.id for hit in search.hits(query, n, rerank=False)]
    reranked = [hit.passage.id for hit in search.hits(query, n)]
    assert sorted(plain) == sorted(reranked)
    assert plain != reranked
    assert len(search.hits(query, 3)) == 3
    assert {hit.passage.id for hit in search.hits(query, 3)} <= set(plain[: search.recipe.reranked])


@pytest.mark.parametrize(
    "query", ["the of and", "?!…", "🤖", "half a pair \ud83d of drift", "drift " * 1700, "a" * 9000]
)
def test_reranking_survives_any_query(search: Search, query: str) -> None:
    hits = search.hits(query, 5)
    assert len(hits) == 5
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


class Backwards:
    """Likes best what fusion likes least, and remembers how the words of the query were weighted."""

    def __init__(self) -> None:
        self.weights: dict[str, float] = {}
        self.texts: list[str] = []

    def score(self, query: str, weights: Mapping[str, float], texts: Sequence[str]) -> Array:
        self.weights, self.texts = dict(weights), list(texts)
        return np.linspace(-0.5, 0.5, len(texts), dtype=np.float32)


def test_late_interaction_alone_decides_where_it_has_all_the_weight(sample_index: Path, embedder: BgeEmbedder) -> None:
    model, recipe = Backwards(), Recipe(reranked=7, interaction_weight=1.0)
    with closing(open_search(sample_index, Models(embedder, model), recipe)) as search:
        plain = [hit.passage.id for hit in search.hits("model drift", 10, rerank=False)]
        hits = [hit.passage.id for hit in search.hits("model drift", 10)]
    assert hits == plain[6::-1] + plain[7:]
    assert len(model.texts) == 7


def test_rare_words_weigh_more_than_common_ones_and_empty_ones_nothing(
    sample_index: Path, embedder: BgeEmbedder
) -> None:
    model = Backwards()
    with closing(open_search(sample_index, Models(embedder, model))) as search:
        search.hits("What is the earthquake model?")
    assert model.weights.keys() == {"earthquake", "model"}
    assert model.weights["earthquake"] > 2 * model.weights["model"] > 0


def test_only_so_many_words_of_a_long_query_are_looked_up(sample_index: Path, embedder: BgeEmbedder) -> None:
    model = Backwards()
    with closing(open_search(sample_index, Models(embedder, model))) as search:
        search.hits(" ".join(f"word{n}" for n in range(2000)))
    assert list(model.weights) == [f"word{n}" for n in range(64)]


def test_a_stage_without_a_model_is_left_out(sample_index: Path, embedder: BgeEmbedder) -> None:
    with closing(open_search(sample_index, Models(embedder))) as search:
        assert shown(search.hits("drift")) == shown(search.hits("drift", rerank=False))


def test_fewer_hits_are_the_first_of_more(search: Search) -> None:
    many = [hit.passage.id for hit in search.hits("model registry", 30, rerank=False)]
    assert [hit.passage.id for hit in search.hits("model registry", 4, rerank=False)] == many[:4]


def test_all_passages_are_hits_also_if_the_graph_misses_one(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    nearest = VectorStore.nearest
    monkeypatch.setattr("index.search._EXACT_UP_TO", 0)
    monkeypatch.setattr(VectorStore, "nearest", lambda store, vector, n: nearest(store, vector, n)[:-1])
    wanted = search.catalogue.passage_count()
    assert len(search.hits("model registry", wanted, rerank=False)) == wanted


def shown(hits: list[Hit]) -> list[tuple[str, float]]:
    return [(hit.passage.id, hit.score) for hit in hits]


def test_the_same_query_has_the_same_hits_also_after_reopening(
    sample_index: Path, embedder: BgeEmbedder, interaction: LateInteraction
) -> None:
    found = []
    for _ in range(2):
        with closing(open_search(sample_index, Models(embedder, interaction), Recipe(reranked=4))) as search:
            found += [shown(search.hits("versioning of data and lineage")) for _ in range(2)]
    assert found[0]
    assert found == [found[0]] * 4


@pytest.mark.parametrize("query", ["", " ", "\n\t"])
def test_a_blank_query_has_no_hits(search: Search, query: str) -> None:
    assert search.hits(query) == []
    assert search.hits("drift", 0) == []


@pytest.mark.parametrize(
    "query",
    [
        '" OR text:* AND NOT (',
        "drift NEAR/3 skew*",
        "'; DROP TABLE passages; --",
        "{header} : drift ^ model",
        "?!…",
        "Дрейф данных в производстве",
        "机器学习运维 的 挑战",
        "🤖 😀 drift",
        "nul\x00byte",
        "half a pair \ud83d of drift",
        "drift " * 1700,
        "w" * 10_000,
    ],
)
def test_no_query_upsets_search(search: Search, query: str) -> None:
    before = search.catalogue.passage_count()
    assert len(search.hits(query, 3, rerank=False)) == 3
    assert search.catalogue.passage_count() == before


def test_operators_in_a_query_find_what_its_words_find(search: Search) -> None:
    plain = [hit.lexical for hit in search.hits("drift skew", 5, rerank=False)]
    assert plain == [hit.lexical for hit in search.hits('"drift" AND NOT (skew)', 5, rerank=False)]


def test_similarities_cover_every_passage_and_agree_with_the_collection(search: Search) -> None:
    cosines = search.similarities("concept drift")
    assert len(cosines) == search.catalogue.passage_count()
    for hit in search.hits("concept drift", 10, rerank=False):
        assert cosines[hit.passage.rowid] == pytest.approx(hit.dense, abs=1e-4)


def test_without_the_dense_signal_the_words_decide(sample_index: Path, embedder: BgeEmbedder) -> None:
    with closing(open_search(sample_index, Models(embedder), Recipe(lexical_weight=1.0))) as search:
        hits = search.hits("earthquake magnitude", 5)
    assert hits[0].passage.work == "singh2025scalable"
    assert [hit.score for hit in hits[1:3]] == sorted((hit.score for hit in hits[1:3]), reverse=True)
    assert hits[0].score == 1.0


def test_an_index_that_is_not_there_or_lacks_vectors_is_told_of(
    bench: Bench, tmp_path: Path, embedder: BgeEmbedder
) -> None:
    with pytest.raises(CatalogueError, match="there is no index yet"):
        open_search(tmp_path / "none", Models(embedder))
    bench.write("a.md", "# A\n\nDrift.\n")
    bench.build()
    next(bench.index.glob("vectors-*")).rename(bench.index / "elsewhere")
    with pytest.raises(CollectionError, match="the vector collection is missing; run `refdesk index`"):
        open_search(bench.index, Models(embedder))


def test_vectors_of_another_model_are_not_searched(bench: Bench, embedder: BgeEmbedder) -> None:
    class Other:
        fingerprint = "other"
        embed_query = embedder.embed_query
        embed_passages = embedder.embed_passages

    bench.write("a.md", "# A\n\nDrift.\n")
    bench.build()
    with pytest.raises(CollectionError, match=f"was built with the model {embedder.fingerprint}, not other"):
        open_search(bench.index, Models(Other()))


def test_vectors_of_an_older_build_are_not_answered_from(bench: Bench) -> None:
    """A passage that left the catalogue is no hit, whatever the collection still holds."""
    bench.write("a.md", "# On Drift\n\nDrift is a change.\n")
    bench.build()
    with closing(open_search(bench.index, Models(bench.embedder))) as search:
        assert len(search.hits("drift")) == 2
        bench.remove("a.md")
        bench.write("b.md", "# On Skew\n\nSkew is a difference.\n")
        bench.build()
        assert {hit.passage.source for hit in search.hits("drift or skew")} == {"b.md"}


def test_the_exact_comparison_and_the_collection_agree(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passages of a small index are compared one by one, those of a large one through Chroma."""
    query = "pipelines for training"
    exact = search._dense(query, 20, None)
    monkeypatch.setattr("index.search._EXACT_UP_TO", 0)
    near = search._dense(query, 20, None)
    assert list(near) == list(exact)
    assert np.allclose(list(near.values()), list(exact.values()), atol=1e-4)


QUERY = "challenges of MLOps"


@pytest.mark.parametrize(
    "only",
    [
        Filter(years=Years(2023, 2023)),
        Filter(years=Years(None, 2021)),
        Filter(years=Years(2025, None)),
        Filter(authors=("Faubel",)),
        Filter(authors=("Leonhard Faubel", "Eichelberger")),
        Filter(kinds=("paper",)),
        Filter(kinds=("summary", "record")),
        Filter(keys=("john2021towards",)),
        Filter(keys=("john2021towards", "symeonidis2022mlops")),
        Filter(years=Years(2022, 2022), authors=("Schmid",), kinds=("record",)),
    ],
)
def test_hits_are_within_the_filter_and_all_of_it_can_be_had(search: Search, only: Filter) -> None:
    admitted = search.catalogue.admitted(only)
    assert admitted
    hits = search.hits(QUERY, 500, only, rerank=False)
    assert {hit.passage.rowid for hit in hits} == admitted
    works = {work.key for work in search.catalogue.works(only)}
    assert {hit.passage.work for hit in hits} == works
    assert all(not only.kinds or hit.passage.kind in only.kinds for hit in hits)


def test_filtered_hits_are_the_unfiltered_ones_that_pass(sample_index: Path, embedder: BgeEmbedder) -> None:
    only = Filter(kinds=("record",))
    with closing(open_search(sample_index, Models(embedder), Recipe(lexical_weight=0.0))) as search:
        admitted = search.catalogue.admitted(only)
        assert admitted
        everything = [hit.passage.rowid for hit in search.hits(QUERY, 500)]
        assert len(everything) > len(admitted)
        passing = [rowid for rowid in everything if rowid in admitted]
        assert [hit.passage.rowid for hit in search.hits(QUERY, 10, only)] == passing[:10]


@pytest.mark.parametrize(
    "only",
    [
        Filter(years=Years(1900, 1950)),
        Filter(authors=("Nobody",)),
        Filter(keys=("none2020none",)),
        Filter(kinds=("x",)),
    ],
)
def test_a_filter_that_admits_nothing_has_no_hits(search: Search, only: Filter) -> None:
    assert search.hits(QUERY, 5, only) == []


def test_reranking_stays_within_the_filter(search: Search) -> None:
    hits = search.hits("which challenges does industry report?", 4, Filter(authors=("Faubel",)))
    assert len(hits) == 4
    assert {hit.passage.work.removesuffix("b") for hit in hits} <= {
        "faubel2022mlops",
        "faubel2023mlops",
        "faubel2023towards",
        "faubel2024mlops",
    }
    assert all(hit.interaction > 0 for hit in hits)


SCORES = st.dictionaries(st.integers(0, 30), st.floats(-1e6, 1e6), max_size=12)


def test_min_max_moves_scores_to_nought_and_one() -> None:
    assert min_max({"a": 2.0, "b": 4.0, "c": 3.0}) == {"a": 0.0, "b": 1.0, "c": 0.5}


def test_min_max_of_equal_scores_is_one() -> None:
    assert min_max({"a": -2.0, "b": -2.0}) == {"a": 1.0, "b": 1.0}
    assert min_max({}) == {}


def test_convex_weighs_both_lists_and_counts_what_one_lacks_as_nought() -> None:
    fused = convex({"a": 1.0, "b": 3.0}, {"b": 0.5, "c": 0.9, "d": 0.7}, 0.25)
    assert fused == pytest.approx({"c": 0.75, "d": 0.375, "b": 0.25, "a": 0.0})
    assert list(fused) == ["c", "d", "b", "a"]


@given(SCORES)
def test_min_max_stays_within_bounds_and_keeps_the_order(scores: dict[int, float]) -> None:
    moved = min_max(scores)
    assert all(0.0 <= score <= 1.0 for score in moved.values())
    ranked = sorted(scores, key=lambda key: scores[key])
    assert [moved[key] for key in ranked] == sorted(moved.values())


@given(SCORES, SCORES, st.floats(0.0, 1.0))
def test_convex_stays_within_bounds_has_every_key_and_is_sorted(
    lexical: dict[int, float], dense: dict[int, float], weight: float
) -> None:
    fused = convex(lexical, dense, weight)
    assert fused.keys() == lexical.keys() | dense.keys()
    assert all(0.0 <= score <= 1.0 + 1e-12 for score in fused.values())
    assert list(fused.values()) == sorted(fused.values(), reverse=True)


@given(SCORES, SCORES, st.floats(0.0, 1.0))
def test_convex_ranks_ties_the_same_whatever_the_order_of_the_lists(
    lexical: dict[int, float], dense: dict[int, float], weight: float
) -> None:
    backwards = convex(dict(reversed(lexical.items())), dict(reversed(dense.items())), weight)
    assert list(backwards.items()) == list(convex(lexical, dense, weight).items())


DRAFT = "---\nkind: draft\n---\n# My thesis\n\nGondolas need a calibration of their wind gauges every spring.\n"
GONDOLAS = "# Gondola maintenance\n\n## Introduction\n\nWind gauges on gondolas age. Cables are greased twice a year.\n"


def test_draft_is_found_by_search_and_by_no_answer(bench: Bench, models: Models) -> None:
    bench.write("thesis.md", DRAFT)
    bench.write("gondolas.md", GONDOLAS)
    bench.build()
    with closing(open_search(bench.index, models)) as search:
        found = search.source_hits("calibration of wind gauges on gondolas")
        assert {(hit.passage.source, hit.passage.work is None) for hit in found} == {
            ("thesis.md", True),
            ("gondolas.md", False),
        }
        assert [hit.rank for hit in found] == list(range(1, len(found) + 1))
        answered = search.hits("calibration of wind gauges on gondolas")
        assert {hit.passage.source for hit in answered} == {"gondolas.md"}
        assert search.hits("calibration of wind gauges on gondolas", 1)[0].passage.source == "gondolas.md"
        drafts = search.source_hits("gauges", only=Filter(kinds=("draft",)))
        assert {hit.passage.source for hit in drafts} == {"thesis.md"}
        assert not search.hits("gauges", only=Filter(kinds=("draft",)))
        assert {hit.passage.source for hit in search.source_hits("gauges", only=Filter(years=Years(2020)))} == set()
        assert search.catalogue.work_count() == 1
        assert {place.work for place in search.catalogue.places()} == {work.key for work in search.catalogue.works()}


@pytest.mark.parametrize(
    "condition",
    [
        Filter(years=Years(2000)),
        Filter(authors=("Cole",)),
        Filter(keys=("gondola0000",)),
        Filter(venues=("Wind",)),
        Filter(types=("article",)),
    ],
    ids=str,
)
def test_no_source_without_a_work_passes_a_condition_on_works(bench: Bench, models: Models, condition: Filter) -> None:
    bench.write("thesis.md", DRAFT)
    bench.write("README.md", "# About\n\nWind gauges on gondolas: what each file of this folder is.\n")
    bench.write("cole.bib", "@article{gondola, author={Cole, Ada}, year={2020}, journal={Wind}, title={Wind Gauges}}")
    bench.build()
    with closing(open_search(bench.index, models)) as search:
        assert any(hit.passage.work is None for hit in search.source_hits("wind gauges on gondolas"))
        found = search.source_hits("wind gauges on gondolas", only=condition)
        assert [hit for hit in found if hit.passage.work is None] == []
        both = Filter(kinds=("draft", "record")).and_also(condition)
        assert [hit for hit in search.source_hits("wind gauges", only=both) if hit.passage.work is None] == []
