"""How results are worded, for every face: works, places, kinds of evidence, marks of support, numbers of things."""

import re
from collections.abc import Mapping, Sequence

from assistant.answers import Support, Verdict
from index.sources import Evidence
from index.text.words import plural
from index.works.names import family_name

_END = re.compile(r"[.!?…。]+$")
# Square brackets too: a quoted "[12]" must not look like one of the answer's own citation markers.
_MARKUP = re.compile(r"([\\`*_\[\]<>~|#])")


def plain_markdown(text: str) -> str:
    """Text of a document as Markdown that shows it literally."""
    return _MARKUP.sub(r"\\\1", text)


def short_authors(authors: Sequence[str]) -> str:
    """Family names as in a running text: "John et al.", "Das & Bala"; empty where none is known."""
    names = [family_name(author) for author in authors]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " & ".join(names)


def work_name(title: str, authors: Sequence[str], year: int | None) -> str:
    """A work in running text: "John et al. (2021), Towards MLOps"; what is not known is left out."""
    who = short_authors(authors)
    when = f"({year})" if year else ""
    lead = " ".join(part for part in (who, when) if part)
    return f"{lead}, {title}" if lead else title


def parted(text: str) -> tuple[str, str]:
    """A sentence and the marks that end it, before which its citations stand."""
    end = _END.search(text)
    return (text[: end.start()], text[end.start() :]) if end else (text, "")


def markers(numbers: Sequence[int]) -> str:
    """The markers of citations: " [1][2]"; empty where there are none."""
    return f" {''.join(f'[{number}]' for number in numbers)}" if numbers else ""


def label_of(support: Support) -> str:
    """What stands beside a claim that does not hold; empty beside one that does."""
    return "" if support.holds else SUPPORT_MEANING[support]


def counted(number: int, noun: str, many: str = "") -> str:
    """A number with its noun: "1 work", "3 works"; `many` is the plural of a noun that takes more than an "s"."""
    return f"{number} {plural(number, noun, many or f'{noun}s')}"


def place_of(source: str, page: int | None, section: str | None) -> str:
    """Where a quote stands: "notes/x.md, page 3, Results"."""
    return ", ".join([source, *([f"page {page}"] if page else []), *([section] if section else [])])


def denominator(
    counts: Mapping[Verdict, int],
    topic: str,
    only: str = "",
    *,
    combines: bool = False,
    evidence: Sequence[str] = (),
) -> str:
    """What the sweep found, with how many works it decided: "1 of 93 works discusses ...".

    `only` names a filter; works fit a topic that `combines` several, rather than discuss it. Where the filter admits
    some kinds of `evidence` alone, what is unknown has no such text.
    """
    total = sum(counts.values())
    fitting, partly = counts[Verdict.DISCUSSES], counts[Verdict.MENTIONS]
    which = f" ({only})" if only else ""
    verb = ("fits", "fit") if combines else ("discusses", "discuss")
    lead = f"{fitting or 'None'} of {total} {plural(total, 'work', 'works')}{which} {verb[fitting > 1]} “{topic}”"
    rest = [
        counted(partly, "fits in part", "fit in part") if combines else counted(partly, "mentions it", "mention it"),
        counted(counts[Verdict.NO], "does not", "do not"),
        f"{counts[Verdict.UNKNOWN]} {unseen(counts[Verdict.UNKNOWN], evidence)}",
        f"{counts[Verdict.UNREADABLE]} could not be read",
    ]
    return f"{lead}; {', '.join(rest)}."


def unseen(number: int, evidence: Sequence[str] = ()) -> str:
    """Why so many works cannot be judged: "are known by title only", or have none of the `evidence` that was asked."""
    if not evidence:
        return f"{plural(number, 'is', 'are')} known by title only"
    return f"{plural(number, 'has', 'have')} no {' or '.join(evidence)}"


def verdict_name(verdict: Verdict, *, combines: bool) -> str:
    """A verdict in words: works fit what combines several topics, "X but not Y", rather than discuss it."""
    if combines and verdict is Verdict.DISCUSSES:
        return "fits"
    return "fits in part" if combines and verdict is Verdict.MENTIONS else str(verdict)


# What kinds of evidence are called: a researcher's own summary must not pass for the paper.

_EVIDENCE = {
    Evidence.PAPER: ("paper", "the paper itself"),
    Evidence.SUMMARY: ("your summary", "the researcher's summary of the paper"),
    Evidence.ABSTRACT: ("abstract", "the paper's abstract"),
    Evidence.TITLE: ("title", "the title alone"),
}


def evidence_name(kind: Evidence) -> str:
    """The kind in words, for the researcher: "your summary"."""
    return _EVIDENCE[kind][0]


def evidence_for_others(kind: Evidence) -> str:
    """The kind in words, for whoever reads an exported answer, or for a language model: "the researcher's summary"."""
    return _EVIDENCE[kind][1]


# How it is shown how well a claim is supported.

MARKS = {Support.VERBATIM: "✓✓", Support.SUPPORTED: "✓", Support.WEAK: "~", Support.UNSUPPORTED: "✗"}
SUPPORT_MEANING = {
    Support.VERBATIM: "quoted word for word",
    Support.SUPPORTED: "supported by what it cites",
    Support.WEAK: "weakly supported",
    Support.UNSUPPORTED: "not supported",
}
