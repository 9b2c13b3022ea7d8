"""The embedding network without the pipeline around it: token inputs made beforehand, outputs left as they are."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from index.models.onnx import Array
from index.models.weights import BGE_SMALL

Feed = dict[str, np.ndarray]
"""Inputs of one run: (n_texts, n_tokens) int64 each."""


def tokenise(texts: Sequence[str]) -> list[Encoding]:
    """The very tokens that the embedder gives to the network."""
    tokenizer = Tokenizer.from_file(str(BGE_SMALL.path("tokenizer.json")))
    tokenizer.enable_truncation(512)
    tokenizer.no_padding()
    return list(tokenizer.encode_batch(list(texts)))


def open_session(threads: int) -> onnxruntime.InferenceSession:
    """The network; `threads` work together on each run."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    path = str(BGE_SMALL.path("model.onnx"))
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def padded(encodings: Sequence[Encoding]) -> Feed:
    """One batch, as wide as its longest text."""
    width = max(map(len, encodings))
    rows = {
        "input_ids": [encoding.ids for encoding in encodings],
        "attention_mask": [encoding.attention_mask for encoding in encodings],
        "token_type_ids": [encoding.type_ids for encoding in encodings],
    }
    return {name: np.array([row + [0] * (width - len(row)) for row in lists]) for name, lists in rows.items()}


def cls_outputs(session: onnxruntime.InferenceSession, feeds: Sequence[Feed], runs: int) -> Iterator[Array]:
    """The [CLS] rows of each batch, (n_texts, 384) float32, with `runs` going on side by side."""
    with ThreadPoolExecutor(runs) as pool:
        yield from pool.map(lambda feed: session.run(None, feed)[0][:, 0], feeds)
