"""Search: lexical and dense candidates for a query are fused and reranked into hits."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from index.entries import FoundPassage, SourcePassage
from index.errors import CollectionError
from index.models import Models
from index.models.late_interaction import rarity
from index.models.onnx import Array
from index.store.catalogue import Catalogue
from index.store.fulltext import affordable, any_of, any_term
from index.store.seal import check_files, published_folder
from index.text.passages import embedded_text
from index.text.words import terms, unspaced_words
from index.works.filters import Filter

if TYPE_CHECKING:
    from index.store.vectors import VectorStore

_EXACT_UP_TO = 50_000
"""Up to this many passages are compared without the collection, one by one: the graph misses some neighbours, and other
ones after each rebuild. Reading the vectors takes 1 s, once, and comparing them 0.03 s (measured on a busy machine)."""

_NEAR = 1e-4
"""More than the rounding of a cosine in single precision, which is below 1e-6."""

_WEIGHED = 64  # words of a query that get a weight; as many as in a full-text expression

_ATTEMPTS = 3
"""Attempts to open an index while builds replace it (a guess)."""

_SCORED = 60_000
"""Passages that one query may score in full text, at a microsecond each; only larger indexes reach the limit."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Weights of the signals of search, chosen by nDCG@10; one setting for every collection.

    SciFact's training claims: fused 0.769; the first passages reranked by late interaction 0.773 (its projection fitted
    on claims about other abstracts, standard error of the gain 0.003). Questions about one paper each (QASPER, 68):
    0.434 and 0.463. Headings against annotations (21): 0.606 and 0.592. More passages than these ten order no better.
    """

    candidates: int = 100
    lexical_weight: float = 0.4
    title_weight: float = 2.0
    reranked: int = 10
    interaction_weight: float = 0.5


@dataclass(frozen=True, slots=True)
class SourceHit:
    """A passage with its scores; `score` decides the rank, the others are 0 if that stage did not see the passage."""

    rank: int
    score: float
    passage: SourcePassage
    lexical: float
    dense: float
    interaction: float


@dataclass(frozen=True, slots=True)
class Hit(SourceHit):
    """A hit in a work, which an answer may cite."""

    passage: FoundPassage


class Search:
    """One open index that answers queries with hits; not thread-safe."""

    def __init__(self, catalogue: Catalogue, models: Models, recipe: Recipe = Recipe()) -> None:
        self.catalogue = catalogue
        self.embedder = models.embedder
        self.interaction = models.interaction
        self.reranker = models.reranker
        self.recipe = recipe
        self._vectors: tuple[int, list[int], Array] | None = None
        self._store: VectorStore | None = None
        self._checked: str | None = None
        self._sealed: str | None = None

    def close(self) -> None:
        """Close the catalogue and the collection."""
        self.catalogue.close()
        self._let_go()

    def _let_go(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    @contextmanager
    def steady(self) -> Iterator[None]:
        """All searches and reads inside see the newest generation of the index; nested contexts share one.

        Raises CollectionError if the vectors of that generation are missing or damaged. Of a small index, whose
        collection is not used, only the files are looked at.
        """
        with ExitStack() as state:
            self.catalogue.follow()
            for attempt in range(_ATTEMPTS):
                state.enter_context(self.catalogue.snapshot())
                try:
                    self._check()
                    break
                except CollectionError:
                    # A build may have replaced both after we read the catalogue.
                    state.close()
                    if attempt + 1 == _ATTEMPTS:
                        raise
            yield

    def _check(self) -> None:
        if self.catalogue.passage_count() > _EXACT_UP_TO:
            self._collection()
            return
        sealed = self.catalogue.meta("sealed")
        if sealed is None or sealed != self._checked:
            check_files(published_folder(self.catalogue, self.embedder.fingerprint), sealed)
            self._checked = sealed
            self._let_go()  # a collection of an earlier, larger generation

    def _collection(self) -> "VectorStore":
        """The collection of the catalogue's generation, opened again if a build replaced it."""
        sealed = self.catalogue.meta("sealed")
        if self._store is None or sealed != self._sealed:
            from index.store.vectors import open_published  # Chroma takes two seconds to import

            self._let_go()  # first, since Chroma shares state between clients of one folder
            self._store, self._sealed = open_published(self.catalogue, self.embedder.fingerprint), sealed
        return self._store

    def hits(self, query: str, k: int = 10, only: Filter = Filter(), *, rerank: bool = True) -> list[Hit]:
        """The `k` best passages of studies for `query` that `only` admits, best first; empty for a blank query.

        What is no study, a proceedings volume or an erratum, is found only if `only` names its type or key.
        """
        with self.steady():
            admitted, barred = self.catalogue.admitted(only), self.catalogue.set_aside(only)
            if admitted is None:
                barred |= self.catalogue.without_work()
            else:
                admitted, barred = admitted - barred, frozenset()
            ranked = self._ranked(query, k, admitted, barred, rerank=rerank)
        return [
            Hit(hit.rank, hit.score, hit.passage, hit.lexical, hit.dense, hit.interaction)
            for hit in ranked
            if isinstance(hit.passage, FoundPassage)
        ]

    def source_hits(self, query: str, k: int = 10, only: Filter = Filter(), *, rerank: bool = True) -> list[SourceHit]:
        """As `hits`, but also passages of works that are no studies, and of sources without a work, unless `only` has a
        condition on works."""
        with self.steady():
            admitted = self.catalogue.admitted(only)
            if admitted is not None and not only.is_on_works:
                admitted |= self.catalogue.without_work(only)
            return self._ranked(query, k, admitted, frozenset(), rerank=rerank)

    def _ranked(
        self, query: str, k: int, admitted: frozenset[int] | None, barred: frozenset[int], *, rerank: bool
    ) -> list[SourceHit]:
        """The best of the passages that are `admitted` and not `barred`."""
        if not query.strip() or k < 1:
            return []
        n = max(self.recipe.candidates, k)
        # The barred passages are few, so it costs little to look at as many more.
        lexical = _without(barred, self._lexical(query, n + len(barred), admitted), n)
        dense = _without(barred, self._dense(query, n + len(barred), admitted), n)
        fused = convex(lexical, dense, self.recipe.lexical_weight)
        passages = self.catalogue.source_passages(list(fused)[: max(k, self.recipe.reranked)])
        scores = {rowid: fused[rowid] for rowid in fused if rowid in passages}
        reranked = self._reranked(query, passages, scores) if rerank else {}
        scores |= self._blended(scores, reranked)
        best = sorted(scores, key=lambda rowid: (-scores[rowid], rowid))[:k]
        return [
            SourceHit(i, scores[r], passages[r], lexical.get(r, 0.0), dense.get(r, 0.0), reranked.get(r, 0.0))
            for i, r in enumerate(best, 1)
        ]

    def similarities(self, query: str) -> dict[int, float]:
        """Row identifier of every passage -> its cosine to the query."""
        rowids, matrix = self._all_vectors()
        return dict(zip(rowids, cosines(matrix, self.embedder.embed_query(query)).tolist(), strict=True))

    def _all_vectors(self) -> tuple[list[int], Array]:
        """The vectors of all passages; those of a small index are kept until a build changes it."""
        if self.catalogue.passage_count() > _EXACT_UP_TO:
            return self.catalogue.vectors(self.embedder.fingerprint)
        generation = self.catalogue.generation()
        if self._vectors is None or self._vectors[0] != generation:
            self._vectors = (generation, *self.catalogue.vectors(self.embedder.fingerprint))
        return self._vectors[1:]

    def word_weights(self, query: str) -> dict[str, float]:
        """Lower-case word of a query -> its weight in late interaction, higher for rare words."""
        total = self.catalogue.passage_count()
        return {term: rarity(self.catalogue.frequency(term), total) for term in terms(query)[:_WEIGHED]}

    def _lexical(self, query: str, n: int, admitted: frozenset[int] | None) -> dict[int, float]:
        if unspaced := unspaced_words(query.lower()):
            rows = (r for r in self.catalogue.containing(unspaced) if admitted is None or r in admitted)
            return dict.fromkeys(islice(rows, n), 1.0)
        expression = any_of(query)
        if expression and self.catalogue.passage_count() > _SCORED:
            frequencies = {term: self.catalogue.frequency(term) for term in terms(query)[:_WEIGHED]}
            expression = any_term(affordable(frequencies, _SCORED))
        if not expression:
            return {}
        return self.catalogue.matches(expression, n, self.recipe.title_weight, admitted)

    def _dense(self, query: str, n: int, admitted: frozenset[int] | None) -> dict[int, float]:
        vector = self.embedder.embed_query(query)
        count = self.catalogue.passage_count()
        if admitted is not None and len(admitted) <= _EXACT_UP_TO < count:
            return nearest(*self.catalogue.vectors(self.embedder.fingerprint, admitted), vector, n)
        if count <= max(_EXACT_UP_TO, n):
            # If all are wanted, too, as an approximate graph may miss one.
            rowids, matrix = self._all_vectors()
            repeats = self.catalogue.repeats()
            barred = [i for i, r in enumerate(rowids) if r in repeats or (admitted is not None and r not in admitted)]
            return nearest(rowids, matrix, vector, n, barred)
        wanted = n
        while True:
            near = self._collection().nearest(vector, wanted)
            rows_of = self.catalogue.of_texts([text_hash for text_hash, _ in near])
            scores = {rowid: cosine for text_hash, cosine in near for rowid in rows_of.get(text_hash, ())}
            scores = {r: s for r, s in scores.items() if admitted is None or r in admitted}
            if len(scores) >= n or len(near) < wanted or admitted is None:
                return dict(list(scores.items())[:n])
            wanted *= 4

    def _reranked(self, query: str, passages: dict[int, SourcePassage], scores: dict[int, float]) -> dict[int, float]:
        if self.interaction is None:
            return {}
        first = sorted(scores, key=lambda rowid: (-scores[rowid], rowid))[: self.recipe.reranked]
        texts = [embedded_text(passages[r].header, passages[r].text) for r in first]
        return dict(zip(first, map(float, self.interaction.score(query, self.word_weights(query), texts)), strict=True))

    def _blended(self, scores: dict[int, float], reranked: dict[int, float]) -> dict[int, float]:
        """Scores of the reranked candidates: both signals mixed, in the range of their fused scores."""
        if not reranked:
            return {}
        fused = {rowid: scores[rowid] for rowid in reranked}
        floor, span = min(fused.values()), max(fused.values()) - min(fused.values())
        mixed = convex(reranked, fused, self.recipe.interaction_weight)
        return {rowid: floor + span * score for rowid, score in mixed.items()}


def open_search(index: Path, models: Models, recipe: Recipe = Recipe()) -> Search:
    """Open the index in a folder for searching.

    Raises CatalogueError if there is none, CollectionError if its vectors are missing, incomplete or of another model.
    """
    search = Search(Catalogue(index), models, recipe)
    try:
        with search.steady():
            return search
    except BaseException:
        search.close()
        raise


def _without(barred: frozenset[int], scores: dict[int, float], n: int) -> dict[int, float]:
    """The first `n` scores of passages that are not barred."""
    return dict(islice(((r, score) for r, score in scores.items() if r not in barred), n)) if barred else scores


_WHOLE = 2.0**23
"""Factor that makes whole numbers of the components of unit vectors, as exact as single precision has them. Sums of
their products stay below 2**53, so that double precision holds each sum, and its order does not matter."""
_ROWS = 4096  # rows that are widened at once, a few megabytes


def cosines(matrix: Array, vector: Array) -> npt.NDArray[np.float64]:
    """(n_rows,) the cosine of each row to a vector, both of unit length: equal rows have equal cosines, wherever they
    stand and whatever number of threads compute them, so that ties can be broken by the rows' order."""
    asked = np.rint(vector.astype(np.float64) * _WHOLE)
    sums = np.empty(len(matrix))
    for i in range(0, len(matrix), _ROWS):
        sums[i : i + _ROWS] = np.rint(matrix[i : i + _ROWS] * np.float32(_WHOLE)).astype(np.float64) @ asked
    return sums / _WHOLE**2


def nearest(
    rowids: Sequence[int], matrix: Array, vector: Array, n: int, barred: Sequence[int] = ()
) -> dict[int, float]:
    """The `n` nearest rows with their cosines, nearest first, equally near ones in their order.

    barred: the numbers of rows that are left out.
    """
    n = min(n, len(rowids) - len(barred))
    if n < 1:
        return {}
    rough = matrix @ vector
    rough[list(barred)] = -np.inf
    near = np.flatnonzero(rough >= np.partition(rough, -n)[-n] - _NEAR)
    exact = cosines(matrix[near], vector)
    return {rowids[near[i]]: float(exact[i]) for i in np.argsort(-exact, kind="stable")[:n]}


# Fusing ranked lists by a convex combination of min-max normalised scores (Bruch, Gai & Ingber 2023, TOIS 42:1).

K = TypeVar("K", int, str)


def min_max(scores: Mapping[K, float]) -> dict[K, float]:
    """Scores scaled to 0..1: (s - min) / (max - min); all 1 if they are equal."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {key: (score - low) / (high - low) for key, score in scores.items()}


def convex(lexical: Mapping[K, float], dense: Mapping[K, float], lexical_weight: float) -> dict[K, float]:
    """w * lexical + (1 - w) * dense of the normalised scores; a missing score counts 0. Best first."""
    left, right = min_max(lexical), min_max(dense)
    fused = {
        key: lexical_weight * left.get(key, 0.0) + (1.0 - lexical_weight) * right.get(key, 0.0)
        for key in left.keys() | right.keys()
    }
    return dict(sorted(fused.items(), key=lambda item: (-item[1], item[0])))
