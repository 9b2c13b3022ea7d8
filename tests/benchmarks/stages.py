"""The stages of search, each as a run of its own over one index."""

from collections.abc import Iterable
from pathlib import Path

from index.models import Models
from index.models.embedding import BgeEmbedder
from index.models.late_interaction import LateInteraction
from index.search import Recipe, Search
from index.store.catalogue import Catalogue
from index.store.fulltext import any_of
from index.store.vectors import VectorStore


class Stages:
    """From a query to the sources of the `k` best passages of each stage, best first."""

    def __init__(self, index: Path, recipe: Recipe, k: int) -> None:
        self._catalogue = Catalogue(index)
        self._store = VectorStore(index / str(self._catalogue.meta("collection")))
        self._embedder = BgeEmbedder()
        self._search = Search(self._catalogue, Models(self._embedder, LateInteraction()), recipe)
        self._k = k

    def lexical(self, query: str) -> list[str]:
        """FTS5's BM25 alone."""
        expression = any_of(query)
        found = self._catalogue.matches(expression, self._k, self._search.recipe.title_weight) if expression else {}
        return self._sources(found)

    def dense(self, query: str) -> list[str]:
        """Cosine of the embeddings alone."""
        ids = [identifier for identifier, _ in self._store.nearest(self._embedder.embed_query(query), self._k)]
        rowids = self._catalogue.of_texts(ids)
        return self._sources(rowid for identifier in ids for rowid in rowids[identifier])

    def fused(self, query: str) -> list[str]:
        """Both signals, fused."""
        return [hit.passage.source for hit in self._search.hits(query, self._k, rerank=False)]

    def reranked(self, query: str) -> list[str]:
        """Search as it is: fused, and the first candidates reranked."""
        return [hit.passage.source for hit in self._search.hits(query, self._k)]

    def close(self) -> None:
        """Close the index."""
        self._search.close()

    def _sources(self, rowids: Iterable[int]) -> list[str]:
        ranked = list(rowids)
        passages = self._catalogue.passages(ranked)
        return [passages[rowid].source for rowid in ranked]
