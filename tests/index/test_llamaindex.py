"""Refdesk's parts as LlamaIndex parts: the same vectors, the same hits, the same order."""

import asyncio

import pytest
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

from index.llamaindex import RefdeskEmbedding, RefdeskPostprocessor, RefdeskRetriever
from index.models.embedding import BgeEmbedder
from index.models.reranking import CrossEncoder
from index.search import Search
from index.works.filters import Filter, Years

QUERY = "monitoring of models in production"
TEXTS = ["Drift is a change in inputs.", "Canary releases reach few users."]


def test_the_embedding_gives_the_embedders_vectors(embedder: BgeEmbedder) -> None:
    embedding = RefdeskEmbedding(embedder)
    expected = [vector.tolist() for vector in embedder.embed_passages(TEXTS)]
    assert embedding.get_text_embedding_batch(TEXTS) == expected
    assert embedding.get_text_embedding(TEXTS[1]) == expected[1]
    assert embedding.get_query_embedding(QUERY) == embedder.embed_query(QUERY).tolist()
    assert asyncio.run(embedding.aget_query_embedding(QUERY)) == embedding.get_query_embedding(QUERY)
    assert embedding.model_name == embedder.fingerprint


@pytest.mark.parametrize("only", [Filter(), Filter(years=Years(2023, None), kinds=("record",))])
def test_the_retriever_gives_searchs_hits(search: Search, only: Filter) -> None:
    nodes = RefdeskRetriever(search, 7, only, rerank=False).retrieve(QUERY)
    hits = search.hits(QUERY, 7, only, rerank=False)
    assert len(nodes) == 7
    assert [(n.node.node_id, n.score, n.text) for n in nodes] == [(h.passage.id, h.score, h.passage.text) for h in hits]
    for node, hit in zip(nodes, hits, strict=True):
        passage = hit.passage
        assert node.metadata == {
            "key": passage.work,
            "source": passage.source,
            "kind": passage.kind,
            "evidence": passage.evidence,
            "page": passage.page,
            "page_label": passage.page_label,
            "section": passage.section,
            "start": passage.start,
            "end": passage.end,
        }


def test_the_retriever_reranks_as_search_does(search: Search) -> None:
    nodes = RefdeskRetriever(search, 3).retrieve(QUERY)
    assert [(n.node.node_id, n.score) for n in nodes] == [(h.passage.id, h.score) for h in search.hits(QUERY, 3)]


def test_the_postprocessor_puts_nodes_into_the_rerankers_order(reranker: CrossEncoder) -> None:
    texts = ["The canteen serves soup.", "Concept drift is a change of relation.", "Drift."]
    nodes = [NodeWithScore(node=TextNode(id_=str(i), text=text), score=0.5) for i, text in enumerate(texts)]
    query = "What is concept drift?"
    best = RefdeskPostprocessor(reranker, top_n=2).postprocess_nodes(nodes, query_str=query)
    scores = reranker.score(query, texts)
    order = sorted(range(3), key=lambda i: -scores[i])[:2]
    assert [(int(n.node.node_id), n.score) for n in best] == [(i, float(scores[i])) for i in order]
    assert best[0].node.get_content(MetadataMode.NONE) == texts[1]


def test_the_postprocessor_without_a_query_or_nodes_changes_nothing(reranker: CrossEncoder) -> None:
    nodes = [NodeWithScore(node=TextNode(text=str(i))) for i in range(3)]
    processor = RefdeskPostprocessor(reranker, top_n=2)
    assert processor.postprocess_nodes(nodes) == nodes[:2]
    assert processor.postprocess_nodes([], QueryBundle(QUERY)) == []
