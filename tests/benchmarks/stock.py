"""An index as LlamaIndex builds it out of the box, with our weights: what a build of ours is measured against."""

from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np
import onnxruntime
from llama_index.core import Document as StockDocument
from llama_index.core import StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import BaseNode, MetadataMode
from llama_index.vector_stores.chroma import ChromaVectorStore
from pydantic import PrivateAttr
from tokenizers import Tokenizer

from index.models.weights import BGE_SMALL
from tests.benchmarks.beir import Document
from tests.benchmarks.network import cls_outputs, open_session, padded


class StockEmbedding(BaseEmbedding):
    """Batches of LlamaIndex's own size, padded to their longest text, all cores on each: what such embeddings do."""

    _session: onnxruntime.InferenceSession = PrivateAttr()
    _tokenizer: Tokenizer = PrivateAttr()

    def __init__(self, threads: int) -> None:
        super().__init__(model_name="bge-small-en-v1.5")
        self._session = open_session(threads)
        self._tokenizer = Tokenizer.from_file(str(BGE_SMALL.path("tokenizer.json")))
        self._tokenizer.enable_truncation(512)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        feed = padded(self._tokenizer.encode_batch(texts))
        (vectors,) = cls_outputs(self._session, [feed], 1)
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).tolist()

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def build_stock(documents: Sequence[Document], folder: Path, threads: int, chunk_size: int) -> list[str]:
    """Split, embed and store into Chroma; returns the texts that were embedded."""
    splitter = SentenceSplitter(chunk_size=chunk_size, chunk_overlap=20)
    nodes: list[BaseNode] = splitter.get_nodes_from_documents(
        [StockDocument(text=f"{document.title}\n\n{document.text}", id_=document.id) for document in documents]
    )
    client = chromadb.PersistentClient(str(folder), settings=chromadb.Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.create_collection("stock", embedding_function=None))
    context = StorageContext.from_defaults(vector_store=store)
    VectorStoreIndex(nodes, storage_context=context, embed_model=StockEmbedding(threads))
    return [node.get_content(MetadataMode.EMBED) for node in nodes]
