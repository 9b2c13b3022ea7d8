"""Ranking the documents of a collection for its queries, by the search that answers users."""

from collections.abc import Mapping, Set
from time import perf_counter

from assistant.evaluation.collections import Collection, paper_of
from assistant.evaluation.files import ranked_documents
from index.filters import Filter
from index.search import Search

_DEEPER = 4
"""Passages looked at for each document wanted, where long documents take several of the first places each."""


class Ranker:
    """Documents by query, over an open index whose files are those of `names` (document identifiers by file name)."""

    def __init__(self, search: Search, collection: Collection, names: Mapping[str, str]) -> None:
        self._search = search
        self._names = names
        self._works = {source.path: source.works for source in search.catalogue.sources()}
        files = {identifier: name for name, identifier in names.items()}
        self._files: dict[str, set[str]] = {paper: set() for paper in collection.papers.values()}
        for document in collection.documents:
            if document.id in files and paper_of(document) in self._files:
                self._files[paper_of(document)].add(files[document.id])

    def rank(self, query: str, k: int, paper: str | None = None) -> tuple[list[str], float]:
        """The `k` best documents, of one paper where it is named, and the seconds that searching took."""
        if paper is None:
            return self._found(query, k, Filter(), self._names.keys())
        among = self._files[paper]
        keys = tuple(sorted({work for file in among for work in self._works.get(file, ())}))
        # A filter without a key would admit every work.
        return self._found(query, k, Filter(keys=keys), among) if keys else ([], 0.0)

    def _found(self, query: str, k: int, only: Filter, among: Set[str]) -> tuple[list[str], float]:
        begun = perf_counter()
        hits = self._search.hits(query, k, only)
        seconds = perf_counter() - begun
        sources = [hit.passage.source for hit in hits]
        # What a user would see of k passages decides the first places; the rest is filled up from further down.
        if len(sources) == k and len(set(sources) & among) < k:
            further = self._search.hits(query, _DEEPER * k, only, rerank=False)
            sources += [hit.passage.source for hit in further]
        # Works merged from documents of several papers bring documents of the others along.
        return ranked_documents((source for source in sources if source in among), self._names)[:k], seconds
