"""Training: pairs as tokens, a plan, a loop that can be interrupted, and probabilities of what was trained."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from tools.entailment.network import WIDTH, Encoder, weights_folder
from tools.entailment.pairs import LABELS, NOT_ENTAILED, Pair

MOST_TOKENS = 128


class Encoded:
    """Pairs as tokens, and the state of each after the frozen layers, once it has been computed."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        tokenizer = Tokenizer.from_file(str(weights_folder() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MOST_TOKENS)
        encodings = tokenizer.encode_batch([(pair.hypothesis, pair.premise) for pair in pairs])
        self.ids = [encoding.ids for encoding in encodings]
        self.types = [encoding.type_ids for encoding in encodings]
        self.labels = [pair.label for pair in pairs]
        self.states: dict[int, Tensor] = {}

    def batch(self, model: Encoder, rows: Sequence[int], frozen: int, keep: bool) -> tuple[Tensor, Tensor]:
        """The state after the frozen layers (rows, tokens, WIDTH), and the mask."""
        longest = max(len(self.ids[row]) for row in rows)
        mask = torch.zeros(len(rows), 1, 1, longest, dtype=torch.bool)
        for i, row in enumerate(rows):
            mask[i, ..., : len(self.ids[row])] = True
        missing = [row for row in rows if row not in self.states]
        if not missing or keep:
            self._fill(model, missing, frozen)
            state = torch.zeros(len(rows), longest, WIDTH)
            for i, row in enumerate(rows):
                state[i, : len(self.ids[row])] = self.states[row]
            return state, mask
        return self._state(model, rows, longest, mask, frozen), mask

    def _state(self, model: Encoder, rows: Sequence[int], longest: int, mask: Tensor, frozen: int) -> Tensor:
        ids, types = (
            torch.zeros(len(rows), longest, dtype=torch.long),
            torch.zeros(len(rows), longest, dtype=torch.long),
        )
        for i, row in enumerate(rows):
            ids[i, : len(self.ids[row])] = torch.tensor(self.ids[row])
            types[i, : len(self.ids[row])] = torch.tensor(self.types[row])
        training = model.training
        with torch.set_grad_enabled(not frozen and training):
            model.train(training and not frozen)
            state = model.lower(ids, types, mask, frozen)
            model.train(training)
        return state.float()

    def _fill(self, model: Encoder, rows: Sequence[int], frozen: int) -> None:
        if rows:
            longest = max(len(self.ids[row]) for row in rows)
            mask = torch.zeros(len(rows), 1, 1, longest, dtype=torch.bool)
            for i, row in enumerate(rows):
                mask[i, ..., : len(self.ids[row])] = True
            for row, state in zip(rows, self._state(model, rows, longest, mask, frozen), strict=True):
                self.states[row] = state[: len(self.ids[row])].half()

    def batches(self, rows: Sequence[int], size: int, seed: int) -> Iterator[list[int]]:
        """Every row once, in batches of like length, in an order by the seed."""
        order = list(rows)
        shuffled = random.Random(seed)
        shuffled.shuffle(order)
        chunks = [order[i : i + 40 * size] for i in range(0, len(order), 40 * size)]
        for chunk in chunks:
            chunk.sort(key=lambda row: len(self.ids[row]))
            cut = [chunk[i : i + size] for i in range(0, len(chunk), size)]
            shuffled.shuffle(cut)
            yield from cut


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train."""

    steps: int
    rate: float
    batch: int
    seed: int
    frozen: int
    warm: float = 0.06
    decay: float = 0.4
    """Share of the steps, the last ones, in which the rate falls to nothing."""

    def factor(self, step: int) -> float:
        """Of the rate."""
        warm, falling = max(1, round(self.warm * self.steps)), max(1, round(self.decay * self.steps))
        return min(1.0, (step + 1) / warm, max(0.0, (self.steps - step) / falling))


def loss_of(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of three labels; of a pair that is not entailed, of entailed against the other two."""
    three = labels < NOT_ENTAILED
    parts = []
    if three.any():
        parts.append(functional.cross_entropy(logits[three], labels[three], reduction="sum", label_smoothing=0.05))
    if not three.all():
        chance = functional.log_softmax(logits[~three], -1)
        parts.append(-torch.logsumexp(chance[:, 1:], -1).sum())
    return torch.stack(parts).sum() / len(labels)


def train(
    model: Encoder, data: Encoded, plan: Plan, rows: Sequence[int], keep: bool = False, checkpoint: Path | None = None
) -> None:
    """Train the layers above the frozen ones on the rows; goes on from the checkpoint if there is one."""
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    upper = [*model.layers[plan.frozen :].parameters(), *model.pooler.parameters()]
    groups = [{"params": upper, "lr": plan.rate}, {"params": list(model.head.parameters()), "lr": 10 * plan.rate}]
    for parameter in (*upper, *model.head.parameters()):
        parameter.requires_grad_(True)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    torch.manual_seed(plan.seed)
    step, epoch, passed = 0, 0, 0
    if checkpoint and checkpoint.exists():
        held = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(held["model"])
        optimizer.load_state_dict(held["optimizer"])
        step = held["step"]
        torch.manual_seed(plan.seed + step)
    saved = shown = time.monotonic()
    losses: list[float] = []
    model.train()
    while step < plan.steps:
        for batch in data.batches(rows, plan.batch, plan.seed * 1000 + epoch):
            passed += 1
            if passed <= step:
                continue
            for group, rate in zip(optimizer.param_groups, (plan.rate, 10 * plan.rate), strict=True):
                group["lr"] = rate * plan.factor(step)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                state, mask = data.batch(model, batch, plan.frozen, keep)
                logits = model.upper(state, mask, plan.frozen).float()
            loss = loss_of(logits, torch.tensor([data.labels[row] for row in batch]))
            loss.backward()
            nn.utils.clip_grad_norm_(upper, 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            losses.append(loss.item())
            step += 1
            if step == plan.steps:
                break
            if time.monotonic() - shown > 60:
                print(f"{time.strftime('%H:%M')} step {step} of {plan.steps}: loss {np.mean(losses):.3f}", flush=True)
                shown, losses = time.monotonic(), []
            if checkpoint and time.monotonic() - saved > 180:
                part = checkpoint.with_suffix(".part")
                torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}, part)
                part.replace(checkpoint)
                saved = time.monotonic()
        epoch += 1
    model.eval()


def probabilities(model: Encoder, data: Encoded, frozen: int) -> np.ndarray:
    """(pairs, 3) float32."""
    model.eval()
    order = sorted(range(len(data.ids)), key=lambda row: len(data.ids[row]))
    found = np.zeros((len(order), len(LABELS)), dtype=np.float32)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for i in range(0, len(order), 32):
            rows = order[i : i + 32]
            state, mask = data.batch(model, rows, frozen, keep=False)
            found[rows] = torch.softmax(model.upper(state, mask, frozen).float(), -1).numpy()
    return found
