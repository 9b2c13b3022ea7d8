"""ONNX models from the installed weights, run one text at a time on every core.

One text a run, not a padded batch: the weights are quantised with one scale for a whole input tensor, so in a batch
a text's vector depends on its neighbours (cosine 0.998 to the same text alone), and a rebuilt index would differ from
the first. Single-threaded runs side by side are also no slower, since no time goes into padding.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.models.weights import Weights
from index.text.normalise import with_whole_characters

if TYPE_CHECKING:
    import onnxruntime

Array = npt.NDArray[np.float32]


Tokens = tuple[Sequence[int], Sequence[int]]
"""Token ids of a text or a pair of texts, and their type ids (1 for the second text)."""


class OnnxModel:
    """A transformer and its tokenizer, loaded at first use."""

    def __init__(self, weights: Weights, threads: int, max_tokens: int = 512) -> None:
        self.weights = weights
        self.threads = max(1, threads)
        self._max_tokens = max_tokens
        self._loading = Lock()

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer, which truncates at `max_tokens`."""
        tokenizer = Tokenizer.from_file(str(self.weights.path("tokenizer.json")))
        tokenizer.enable_truncation(self._max_tokens)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def session(self) -> "onnxruntime.InferenceSession":
        """The network, each run on one thread."""
        import onnxruntime  # a third of a second, and some commands only want the fingerprint

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        path = str(self.weights.path("model.onnx"))
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def encode(self, inputs: Sequence[str] | Sequence[tuple[str, str]]) -> list[Encoding]:
        """Tokens of texts or pairs of texts; half a surrogate pair becomes U+FFFD, which BERT ignores."""
        clean = [
            with_whole_characters(i) if isinstance(i, str) else tuple(map(with_whole_characters, i)) for i in inputs
        ]
        encodings: list[Encoding] = self.tokenizer.encode_batch(clean)
        return encodings

    def outputs(self, inputs: Sequence[str] | Sequence[tuple[str, str]]) -> Iterator[Array]:
        """The network's first output for each text or pair, as `run` gives it."""
        return self.run([(encoding.ids, encoding.type_ids) for encoding in self.encode(inputs)])

    def run(self, inputs: Sequence[Tokens]) -> Iterator[Array]:
        """The network's first output for each input, in order: (1, n_tokens, width) or (1, n_labels) float32."""
        with self._loading:
            names = {node.name for node in self.session.get_inputs()}
        if len(inputs) == 1:
            yield self._run_one(inputs[0], names)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            yield from pool.map(lambda tokens: self._run_one(tokens, names), inputs)

    def _run_one(self, tokens: Tokens, names: set[str]) -> Array:
        ids, type_ids = tokens
        inputs = {"input_ids": ids, "attention_mask": [1] * len(ids), "token_type_ids": type_ids}
        feed = {name: np.asarray([values], dtype=np.int64) for name, values in inputs.items() if name in names}
        output: Array = self.session.run(None, feed)[0]
        return output
