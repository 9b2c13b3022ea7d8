"""What `evaluate` measured, for a terminal and as JSON documents."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ui.documents import Document
from ui.terminal import visible

if TYPE_CHECKING:
    from assistant.evaluation.citations import CitationQuality
    from assistant.evaluation.history import Comparison, Difference
    from assistant.evaluation.outcomes import Outcome
    from assistant.evaluation.trial import Trial


def trial_document(trial: "Trial", notes: Sequence[str]) -> Document:
    """Of `evaluate FOLDER --json`."""
    return {
        "queries": trial.queries,
        "documents": trial.documents,
        "ndcg@10": round(trial.scores.ndcg_10, 4),
        "recall@10": round(trial.scores.recall_10, 4),
        "recall@100": round(trial.scores.recall_100, 4),
        "mrr@10": round(trial.scores.mrr_10, 4),
        "seconds_index": round(trial.seconds_index, 2),
        "seconds_query_p50": round(trial.p50, 4),
        "seconds_query_p95": round(trial.p95, 4),
        "passages": trial.passages,
        "embedded": trial.embedded,
        "unread": [{"document": name, "reason": reason} for name, reason in trial.unread],
        "notes": list(notes),
    }


def show_trial(screen: Console, trial: "Trial") -> None:
    """The measures of a collection."""
    scores = trial.scores
    table = Table(box=None, pad_edge=False, show_header=False)
    measured = {"nDCG@10": scores.ndcg_10, "recall@10": scores.recall_10, "recall@100": scores.recall_100}
    for name, value in {**measured, "MRR@10": scores.mrr_10}.items():
        table.add_row(name, f"{value:.4f}")
    screen.print(table)
    screen.print(
        f"{trial.queries} queries over {trial.documents} documents ({trial.passages} passages). Indexed in "
        f"{trial.seconds_index:.1f} s ({trial.embedded} texts embedded); a query takes {trial.p50 * 1000:.0f} ms "
        f"(median), {trial.p95 * 1000:.0f} ms (95th percentile).",
        highlight=False,
    )


def outcomes_document(
    file: Path, outcomes: Sequence["Outcome"], comparison: "Comparison | None", unknown: Sequence[str]
) -> Document:
    """Of `evaluate --json` for saved questions; `gained`, `lost` and `previous` are null without an earlier answer."""
    differences = comparison.differences if comparison else {}
    return {
        "file": str(file),
        "generation": outcomes[0].generation,
        "previous": comparison.before if comparison else None,
        "counts": {"questions": len(outcomes), "met": sum(outcome.met for outcome in outcomes)},
        "questions": [_outcome(outcome, differences.get(outcome.question.ask)) for outcome in outcomes],
        "changed": comparison.changed if comparison else None,
        "new": list(comparison.new) if comparison else [],
        "gone": list(comparison.gone) if comparison else [],
        "unknown": list(unknown),
        "citations": _run_quality(outcomes),
    }


def _quality(quality: "CitationQuality") -> Document:
    return {
        "claims": quality.claims,
        "borne_out": quality.borne_out,
        "citations": quality.citations,
        "relevant": quality.relevant,
        "recall": _rounded(quality.recall),
        "precision": _rounded(quality.precision),
    }


def _run_quality(outcomes: Sequence["Outcome"]) -> Document | None:
    """Of a whole run; None where citations were not judged."""
    from assistant.evaluation.citations import average

    judged = [outcome.quality for outcome in outcomes if outcome.quality]
    recall, precision = average(judged)
    return {"answers": len(judged), "recall": _rounded(recall), "precision": _rounded(precision)} if judged else None


def _outcome(outcome: "Outcome", difference: "Difference | None") -> Document:
    return {
        "question": outcome.question.ask,
        "kind": outcome.kind,
        "met": outcome.met,
        "answered": outcome.answered,
        "reason": outcome.reason,
        "expected": list(outcome.question.expected),
        "found": list(outcome.found),
        "missing": list(outcome.missing),
        "unwanted": list(outcome.unwanted),
        "precision": _rounded(outcome.precision),
        "recall": _rounded(outcome.recall),
        "citations": _quality(outcome.quality) if outcome.quality else None,
        "gained": list(difference.gained) if difference is not None else None,
        "lost": list(difference.lost) if difference is not None else None,
    }


def show_outcomes(screen: Console, outcomes: Sequence["Outcome"], comparison: "Comparison | None") -> None:
    """Each question with what its answer named and missed, then what changed since the last run."""
    differences = comparison.differences if comparison else {}
    for outcome in outcomes:
        state = Text("met      ", "green") if outcome.met else Text("not met  ", "bold red")
        screen.print(Text.assemble(state, (visible(outcome.question.ask), "bold")))
        for line in _lines(outcome, differences.get(outcome.question.ask)):
            screen.print(Padding.indent(Text(visible(line)), 9))
    met = sum(outcome.met for outcome in outcomes)
    screen.print(f"\n{met} of {len(outcomes)} questions met, generation {outcomes[0].generation}.", highlight=False)
    if quality := _run_quality(outcomes):
        shares = ", ".join(f"{name} {_share(quality[name])}" for name in ("recall", "precision"))
        screen.print(f"Citations (ALCE), mean of {quality['answers']} answers: {shares}.", highlight=False)
    screen.print(Text(visible(_since(comparison))))


def _lines(outcome: "Outcome", difference: "Difference | None") -> Iterator[str]:
    """What is to be told of one question."""
    shares = {"precision": outcome.precision, "recall": outcome.recall}
    told = [f"{name} {share:.2f}" for name, share in shares.items() if share is not None]
    yield f"{', '.join([outcome.kind or 'not asked', *told])}; found: {', '.join(outcome.found) or 'no work'}"
    if (quality := outcome.quality) and quality.claims:
        yield (
            f"{quality.borne_out} of {quality.claims} claims borne out, "
            f"{quality.relevant} of {quality.citations} citations to the point"
        )
    if outcome.missing:
        yield f"missing: {', '.join(outcome.missing)}"
    if outcome.unwanted:
        yield f"not wanted: {', '.join(outcome.unwanted)}"
    if outcome.question.answered is False and outcome.answered:
        yield "answered, where no answer was expected"
    if outcome.reason and not outcome.met:
        yield f"no answer: {outcome.reason}"
    if difference:
        yield from _changes(difference)


def _changes(difference: "Difference") -> Iterator[str]:
    if difference.gained:
        yield f"gained since the last run: {', '.join(difference.gained)}"
    if difference.lost:
        yield f"lost since the last run: {', '.join(difference.lost)}"
    if difference.answered is not None:
        yield (
            "answered now, and not in the last run" if difference.answered else "answered in the last run, and not now"
        )


def _since(comparison: "Comparison | None") -> str:
    """What changed since the last run, in a line."""
    if comparison is None:
        return "Nothing to compare with yet: the next run is compared with this one."
    changes = [one for one in comparison.differences.values() if one]
    told = []
    if changes:
        gained, lost = sum(len(one.gained) for one in changes), sum(len(one.lost) for one in changes)
        told.append(
            f"{len(changes)} of {len(comparison.differences)} answers changed, {gained} works gained, {lost} lost"
        )
    elif comparison.differences:
        told.append("nothing changed")
    for name, questions in (("new", comparison.new), ("gone", comparison.gone)):
        if questions:
            told.append(f"{name}: {'; '.join(questions)}")
    return f"Since the last run (generation {comparison.before}): {'. '.join(told)}."


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.2f}"


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
