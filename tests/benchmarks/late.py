"""The projection of late interaction: cross-validated on SciFact's training claims, and fitted on all of them.

The claims (CC BY 4.0) and abstracts (ODC-By 1.0) are those of SciFact (Wadden et al. 2020, EMNLP); of them the project
carries nothing but the numbers fitted here, `index/late_interaction.npy`. Each claim stands against the passages that
search finds for it before they are reranked.

Claims about one abstract are in one fold: often several were written of one, and a projection that has seen one of them
knows the abstract of the others. Folds of claims drawn at random promise a gain that no other corpus gives.
Run with `python -m tests.benchmarks.late --folds 3 [--dimensions 64 128] [--epochs 4 8]`, or `--write FILE`.
"""

import argparse
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from rich.console import Console

from index.models import Models
from index.models.embedding import BgeEmbedder
from index.models.late_interaction import LateInteraction
from index.search import Hit, Recipe, Search, convex, open_search
from index.text.passages import embedded_text
from tests.benchmarks.beir import EVAL, Collection, ndcg, read_collection, write_corpus
from tests.benchmarks.late_fit import Array, Example, fit, principal_components
from tests.benchmarks.retrieval import indexing, timed_build

States = dict[str, Array]
"""Token states (n_tokens, 384) by passage."""

COLLECTION = "scifact-train"
WEIGHTS = (0.0, 0.4, 0.5, 0.6, 0.7)
"""Weights of late interaction in the blend; with none of it the fusion stands."""

_FOUND, _DOCUMENTS = 100, 40
_AT_ONCE = 500
_SAMPLED = 7
"""Of the token states of passages every seventh is looked at for the principal components."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with what search found for it: passages by fused score, best first, and the document each is of."""

    states: Array
    weights: Array
    fused: Mapping[str, float]
    documents: Mapping[str, str]
    gains: Mapping[str, int]

    @property
    def leading(self) -> dict[str, str]:
        """The best passage of each of the first documents."""
        best: dict[str, str] = {}
        for passage in self.fused:
            best.setdefault(self.documents[passage], passage)
        return dict(list(best.items())[:_DOCUMENTS])

    def example(self) -> Example:
        """What there is to learn from it."""
        relevant = {document for document, gain in self.gains.items() if gain > 0}
        near = tuple(passage for document, passage in self.leading.items() if document in relevant)
        others = tuple(passage for document, passage in self.leading.items() if document not in relevant)
        return Example(self.states, self.weights, near, others)

    def quality(self, met: Mapping[str, float], weight: float) -> float:
        """nDCG@10 of its documents where the passages `met` by late interaction are ordered anew, as search does."""
        first = convex(met, {passage: self.fused[passage] for passage in met}, weight)
        ranking = dict.fromkeys(self.documents[passage] for passage in (*first, *self.fused))
        return ndcg(list(ranking), self.gains, 10)


def claims_of(
    collection: Collection, search: Search, interaction: LateInteraction, names: Mapping[str, str]
) -> tuple[dict[str, Claim], dict[str, str]]:
    """The claims of which a word counts, and the text of every passage that they need."""
    claims: dict[str, Claim] = {}
    texts: dict[str, str] = {}
    for query, text in collection.queries.items():
        hits = search.hits(text, _FOUND, rerank=False)
        weights = interaction.token_weights(text, search.word_weights(text))
        if not hits or not weights.any():
            continue
        claim = Claim(
            interaction.query_states(text),
            weights / weights.sum(),
            {hit.passage.id: hit.score for hit in hits},
            {hit.passage.id: names[hit.passage.source] for hit in hits},
            collection.qrels[query],
        )
        claims[query] = claim
        texts |= _texts(hits, needed={*claim.leading.values(), *list(claim.fused)[: search.recipe.reranked]})
    return claims, texts


def _texts(hits: Iterable[Hit], needed: set[str]) -> dict[str, str]:
    """The texts as search reranks them."""
    passages = (hit.passage for hit in hits if hit.passage.id in needed)
    return {passage.id: embedded_text(passage.header, passage.text) for passage in passages}


def states_of(texts: Mapping[str, str], interaction: LateInteraction, kept: Path, console: Console) -> States:
    """Token states of each passage, in half precision and left on the disk, since those of 5,000 abstracts take 2 GB;
    not made again where the folder `kept` has them."""
    kept.mkdir(parents=True, exist_ok=True)
    order, rows, lengths = sorted(texts), kept / "rows.float16", kept / "lengths.json"
    if not (lengths.exists() and list(json.loads(lengths.read_text())) == order):
        made: dict[str, int] = {}
        begun = perf_counter()
        with rows.open("wb") as file:
            for i in range(0, len(order), _AT_ONCE):
                chunk = order[i : i + _AT_ONCE]
                found = interaction.passage_states([texts[passage] for passage in chunk])
                for passage, states in zip(chunk, found, strict=True):
                    states.astype(np.float16).tofile(file)
                    made[passage] = len(states)
                console.print(f"token states of {len(made)} of {len(order)} passages, {perf_counter() - begun:.0f} s")
        lengths.write_text(json.dumps(made))  # last: with it the rows count
    ends = np.cumsum(list(json.loads(lengths.read_text()).values()))
    every = np.memmap(rows, np.float16, "r").reshape(int(ends[-1]), -1)
    return dict(zip(order, np.split(every, ends[:-1]), strict=True))


def groups(claims: Mapping[str, Claim]) -> list[list[str]]:
    """Claims that are about one abstract, or about abstracts that another claim is about together."""
    group_of: dict[str, list[str]] = {}
    for query, claim in claims.items():
        merged = [query]
        for known in {id(g): g for g in (group_of.get(document) for document in claim.gains) if g}.values():
            merged += known
        group_of |= {document: merged for member in merged for document in claims[member].gains}
    return sorted({min(group): sorted(group) for group in group_of.values()}.values())


def folds_of(claims: Mapping[str, Claim], count: int) -> list[set[str]]:
    """The claims in `count` parts of about one size, always the same ones."""
    together = groups(claims)
    random.Random(0).shuffle(together)
    folds: list[set[str]] = [set() for _ in range(count)]
    for group in together:
        min(folds, key=len).update(group)
    return folds


@dataclass(frozen=True, slots=True)
class Fitting:
    """What a projection is fitted with."""

    claims: Mapping[str, Claim]
    states: States
    start: Array

    def fitted(self, queries: Iterable[str], epochs: int) -> tuple[Array, list[float]]:
        """The projection by some of the claims, and the mean loss of each epoch."""
        return fit([self.claims[query].example() for query in queries], self.states, self.start, epochs)

    def met(self, claim: Claim, projection: Array, count: int) -> dict[str, float]:
        """Scores of the first passages of a claim by late interaction."""
        asked = _unit(claim.states @ projection)
        first = list(claim.fused)[:count]
        return {p: float((asked @ _unit(self.states[p] @ projection).T).max(axis=1) @ claim.weights) for p in first}

    def held_out(self, folds: Sequence[set[str]], epochs: int, reranked: int) -> dict[float, list[float]]:
        """nDCG@10 of every claim by a projection that has not seen it, for each weight."""
        qualities: dict[float, list[float]] = {weight: [] for weight in WEIGHTS}
        for fold in folds:
            projection, _ = self.fitted((query for query in self.claims if query not in fold), epochs)
            for query in sorted(fold):
                met = self.met(self.claims[query], projection, reranked)
                for weight in WEIGHTS:
                    qualities[weight].append(self.claims[query].quality(met, weight))
        return qualities


def _unit(rows: Array) -> Array:
    scaled: Array = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)
    return scaled


def started(claims: Mapping[str, Claim], states: States, dimension: int) -> Fitting:
    """Begin with the principal components of some of the passages."""
    sample = random.Random(0).sample(sorted(states), min(1500, len(states)))
    rows = np.concatenate([states[passage][::_SAMPLED] for passage in sample]).astype(np.float32)
    return Fitting(claims, states, principal_components(rows, dimension))


def cross_validate(args: argparse.Namespace, claims: Mapping[str, Claim], states: States, console: Console) -> None:
    """Print a line for each way of fitting, as soon as it is known."""
    folds = folds_of(claims, args.folds)
    console.print(
        f"folds of {', '.join(str(len(fold)) for fold in folds)} claims; nDCG@10 of those held out, gain by weight"
    )
    for dimension, epochs in product(args.dimensions, args.epochs):
        begun = perf_counter()
        qualities = started(claims, states, dimension).held_out(folds, epochs, args.reranked)
        plain = np.array(qualities[0.0])
        gains = {weight: np.array(quality) - plain for weight, quality in qualities.items() if weight}
        errors = {weight: gain.std() / np.sqrt(len(gain)) for weight, gain in gains.items()}
        shown = "  ".join(f"{weight}: {gain.mean():+.4f} ± {errors[weight]:.4f}" for weight, gain in gains.items())
        spent = perf_counter() - begun
        console.print(
            f"{dimension} dimensions, {epochs} epochs: fused {plain.mean():.4f}  {shown}  ({spent:.0f} s)",
            soft_wrap=True,
        )


def write(
    file: Path, claims: Mapping[str, Claim], states: States, dimension: int, epochs: int, console: Console
) -> None:
    """Fit on all claims; the projection is written in half precision."""
    projection, losses = started(claims, states, dimension).fitted(claims, epochs)
    np.save(file, projection.astype(np.float16))
    console.print(f"{file}: {projection.shape}, loss by epoch {', '.join(f'{loss:.4f}' for loss in losses)}")


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder of the evaluation data")
    parser.add_argument(
        "--work", type=Path, help="folder to keep index and token states in; a temporary one by default"
    )
    parser.add_argument("--reranked", type=int, default=Recipe().reranked, help="how many passages are ordered anew")
    parser.add_argument("--dimensions", type=int, nargs="+", default=[128], help="of the projection, one or several")
    parser.add_argument("--epochs", type=int, nargs="+", default=[4], help="of the fitting, one or several")
    parser.add_argument("--folds", type=int, default=0, help="cross-validate with so many folds")
    parser.add_argument("--write", type=Path, metavar="FILE", help="fit on all claims, the first of each, and write")
    return parser.parse_args()


def prepare(folder: Path, work: Path, console: Console) -> tuple[dict[str, Claim], States]:
    """Index the collection in `work`, ask every claim, read what is needed."""
    collection, interaction = read_collection(folder), LateInteraction()
    names = write_corpus(collection.documents, work / "corpus")
    console.print(indexing(*timed_build(work / "corpus", work / "index")))
    with closing(open_search(work / "index", Models(BgeEmbedder(), interaction))) as search:
        claims, texts = claims_of(collection, search, interaction, names)
    return claims, states_of(texts, interaction, work / "states", console)


def main() -> None:
    """Parse, prepare, cross-validate, write."""
    args, console = parse(), Console(highlight=False)
    folder = args.eval / COLLECTION
    if not folder.is_dir():
        console.print(f"skipped: no evaluation data in {folder}")
        return
    with TemporaryDirectory() as temporary:
        claims, states = prepare(folder, (args.work or Path(temporary)) / COLLECTION, console)
        if args.folds:
            cross_validate(args, claims, states, console)
        if args.write:
            write(args.write, claims, states, args.dimensions[0], args.epochs[0], console)


if __name__ == "__main__":
    main()
