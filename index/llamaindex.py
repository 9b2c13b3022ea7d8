"""Adapters for LlamaIndex pipelines: an embedding, a retriever and a node postprocessor.

Refdesk itself does not import LlamaIndex, because that takes longer than answering a question.
"""

from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode
from pydantic import PrivateAttr

from index.models.embedding import Embedder
from index.models.reranking import Reranker
from index.search import Hit, Search
from index.works.filters import Filter


class RefdeskEmbedding(BaseEmbedding):
    """An `Embedder` as a LlamaIndex embedding."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **options: Any) -> None:
        super().__init__(model_name=embedder.fingerprint, **options)
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(x) for x in self._embedder.embed_query(query)]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in vector] for vector in self._embedder.embed_passages(texts)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class RefdeskRetriever(BaseRetriever):
    """A `Search` as a LlamaIndex retriever; the metadata of a node has the locator of its passage."""

    def __init__(self, search: Search, k: int = 10, only: Filter = Filter(), *, rerank: bool = True) -> None:
        self._search = search
        self._k = k
        self._only = only
        self._rerank = rerank
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._search.hits(query_bundle.query_str, self._k, self._only, rerank=self._rerank)
        return [NodeWithScore(node=_node(hit), score=hit.score) for hit in hits]


class RefdeskPostprocessor(BaseNodePostprocessor):
    """A `Reranker` as a LlamaIndex postprocessor: nodes in the cross-encoder's order, the best `top_n` of them."""

    top_n: int = 10
    _reranker: Reranker = PrivateAttr()

    def __init__(self, reranker: Reranker, **options: Any) -> None:
        super().__init__(**options)
        self._reranker = reranker

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is None or not nodes:
            return nodes[: self.top_n]
        texts = [item.node.get_content(MetadataMode.NONE) for item in nodes]
        scores = self._reranker.score(query_bundle.query_str, texts)
        order = (-scores).argsort(kind="stable")[: self.top_n]
        return [NodeWithScore(node=nodes[int(i)].node, score=float(scores[int(i)])) for i in order]


def _node(hit: Hit) -> TextNode:
    passage = hit.passage
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata={
            "key": passage.work,
            "source": passage.source,
            "kind": str(passage.kind),
            "evidence": str(passage.evidence),
            "page": passage.page,
            "page_label": passage.page_label,
            "section": passage.section,
            "start": passage.start,
            "end": passage.end,
        },
    )
