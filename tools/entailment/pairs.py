"""The pairs: public ones, and claims of SciFact with sentences of the abstracts that they cite."""

import gzip
import hashlib
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LABELS = ("entailed", "neutral", "contradicted")
NOT_ENTAILED = 3  # neutral or contradicted, the source does not say which


@dataclass(frozen=True, slots=True)
class Pair:
    """A premise, a hypothesis, and what the one says of the other."""

    premise: str
    hypothesis: str
    label: int
    source: str = ""


# The general pairs.

CAPS = {"mnli": 10_000, "fever": 8_000, "bnli": 1_000, "med": 800}
"""Pairs of a source at most: the largest are the furthest from papers, and two of them are much alike within."""

MOST_WORDS = {"evinf": 62}
"""Of premise and hypothesis together; of the other sources 46. Short pairs are cheap, and papers are what matters."""


def general(path: Path, seed: int) -> tuple[list[Pair], list[Pair]]:
    """The public pairs for training, and one in fifty premises of them to look at."""
    names = {name: i for i, name in enumerate((*LABELS, "not_entailed"))}
    by_source: dict[str, list[Pair]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        next(file)
        for line in file:
            premise, hypothesis, label, source = line.rstrip("\n").split("\t")
            if len(premise.split()) + len(hypothesis.split()) <= MOST_WORDS.get(source, 46):
                by_source[source].append(Pair(premise, hypothesis, names[label], source))
    learned: list[Pair] = []
    looked: list[Pair] = []
    for source, pairs in sorted(by_source.items()):
        random.Random(seed).shuffle(pairs)
        for pair in pairs[: CAPS.get(source, len(pairs))]:
            held = hashlib.blake2b(pair.premise.encode(), digest_size=2).digest()[0] < 5
            (looked if held else learned).append(pair)
    return learned, looked


# Claims of SciFact (Wadden et al. 2020): a claim and an abstract that it cites.

STANCES = {"SUPPORT": 0, "NONE": 1, "CONTRADICT": 2}


@dataclass(frozen=True, slots=True)
class Case:
    """A claim, the sentences of an abstract, and which of them are evidence."""

    number: int
    claim: str
    document: str
    sentences: tuple[str, ...]
    stance: int
    evidence: tuple[tuple[int, ...], ...]

    def text(self, first: int, last: int) -> str:
        """Sentences of the abstract, from one to another."""
        return " ".join(self.sentences[first : last + 1])

    def units(self) -> list[tuple[int, int]]:
        """First and last sentence of every sentence and window of two."""
        n = len(self.sentences)
        return [(i, i) for i in range(n)] + [(i, i + 1) for i in range(n - 1)]


def read_cases(folder: Path) -> list[Case]:
    """The cases, in the order of `tests/benchmarks/claims.py`."""
    lines = (json.loads(line) for line in (folder / "documents.jsonl").read_text("utf-8").splitlines())
    documents = {line["_id"]: tuple(sentence.strip() for sentence in line["sentences"]) for line in lines}
    cases = []
    for line in (folder / "claims.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        for document in map(str, told["cited_doc_ids"]):
            found = told["evidence"].get(document, [])
            stance = STANCES[found[0]["label"] if found else "NONE"]
            evidence = tuple(tuple(sorted(rationale["sentences"])) for rationale in found)
            cases.append(Case(told["id"], told["claim"], document, documents[document], stance, evidence))
    return cases


def fold_numbers(cases: Sequence[Case], count: int) -> list[int]:
    """The fold of each case, as `tests/benchmarks/claims.py` has them: what hangs together is in one."""
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while above.setdefault(name, name) != name:
            name = above[name]
        return name

    for case in cases:
        above[top(case.claim)] = top(case.document)
    together = Counter(top(case.document) for case in cases)
    sizes, chosen = [0] * 10, dict[str, int]()
    for name, size in sorted(together.items(), key=lambda item: (-item[1], item[0])):
        chosen[name] = sizes.index(min(sizes))
        sizes[chosen[name]] += size
    return [chosen[top(case.document)] % count for case in cases]


def claim_pairs(case: Case, chance: random.Random) -> list[Pair]:
    """Each evidence with its label, now and then with a neighbour; as neutral, what is near in words alone."""
    words = _words(case.claim)
    gold = {i for rationale in case.evidence for i in rationale}
    pairs = []
    for rationale in case.evidence:
        premise = " ".join(case.sentences[i] for i in rationale)
        if len(rationale) == 1 and len(case.sentences) > 1 and chance.random() < 0.4:
            first = max(0, min(len(case.sentences) - 2, rationale[0] - chance.randrange(2)))
            premise = case.text(first, first + 1)
        pairs.append(Pair(premise, case.claim, case.stance, "claims"))

    def shared(unit: tuple[int, int]) -> float:
        own = _words(case.text(*unit))
        return len(own & words) / math.sqrt(len(own) + 5)

    silent = [unit for unit in case.units() if not gold & set(range(unit[0], unit[1] + 1))]
    silent.sort(key=shared, reverse=True)
    chosen = [unit for unit in silent if unit[0] == unit[1]][:5]
    chosen = chance.sample(chosen[:3], min(1, len(chosen))) if gold else chance.sample(chosen, min(1, len(chosen)))
    if not gold:
        chosen += chance.sample([unit for unit in silent if unit not in chosen][:4], 1)
    return pairs + [Pair(case.text(*unit), case.claim, 1, "claims") for unit in chosen]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text.lower()))


def unit_pairs(cases: Sequence[Case]) -> list[Pair]:
    """A pair of every sentence and window of every case, in order."""
    return [Pair(case.text(*unit), case.claim, case.stance) for case in cases for unit in case.units()]


def claims_data(cases: Sequence[Case], seed: int, draws: int) -> tuple[list[Pair], list[int]]:
    """So many draws of the pairs of every case, and the case of each pair."""
    pairs, owners = [], []
    for draw in range(draws):
        chance = random.Random(seed * 100 + draw)
        for i, case in enumerate(cases):
            made = claim_pairs(case, chance)
            pairs += made
            owners += [i] * len(made)
    return pairs, owners
