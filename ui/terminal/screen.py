"""Draw reports, the ledger, hits and findings in a terminal. Text of documents is data: no markup, no control codes."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.wording import place_of, work_name
from index.text.normalise import escape_hidden
from index.text.words import plural

if TYPE_CHECKING:
    from index.build import Report
    from index.doctor import Diagnosis
    from index.entries import WorkEntry
    from index.freshness import SourceStatus, Status
    from index.search import SourceHit

_NAMED = 5
"""Reasons for ignored files that `status` names. A guess."""
_STATE_STYLE = {"indexed": "green", "failed": "red", "changed": "yellow", "new": "yellow", "removed": "yellow"}


def visible(text: str) -> str:
    """Write out hidden characters and line ends, so that a file name cannot control the terminal."""
    return escape_hidden(text.replace("\n", "\\n").replace("\t", "\\t"), lambda hidden: ascii(hidden)[1:-1])


class Screen(Console):
    """A console that raises BrokenPipeError for a closed pipe, where Rich would end the program with status 1."""

    def on_broken_pipe(self) -> None:
        """Raise the error that Rich is handling."""
        raise BrokenPipeError


def show_report(console: Console, report: "Report") -> None:
    """Print the counts of a build, its notes, and the files that it could not read."""
    console.print(
        f"Index of generation {report.generation}: {report.works} works, {report.passages} passages "
        f"({report.read} files read, {report.unchanged} unchanged, {report.removed} removed, "
        f"{report.embedded} texts embedded, {report.seconds:.1f} s).",
        highlight=False,
    )
    for note in report.notes:
        console.print(Text(visible(note)))
    for file in report.skipped:
        if file.blocked:
            console.print(Text.assemble(("not read ", "red"), visible(file.path), f": {visible(file.reason)}"))
    for path, reason in report.failed:
        if path not in report.newly_failed:
            continue
        console.print(Text.assemble(("not read ", "red"), visible(path), f": {visible(reason)}"))

    if earlier := len(report.failed) - len(report.newly_failed):
        files = plural(earlier, "file that could", "files that could")
        console.print(f"{earlier} {files} not be read before: `refdesk status` names them.", highlight=False)


def show_status(console: Console, status: "Status") -> None:
    """Print the ledger: a line for each source, then reasons, warnings, notices and skipped files."""
    table = Table("State", "Kind", "Pages", "Text", "Passages", "Works", "Read", "Source", box=None, pad_edge=False)
    table.columns[-2].no_wrap = True
    table.columns[-1].overflow = "fold"  # a name cut short is no name
    shown = [line for line in status.sources if line.state != "ignored"]
    for line in shown:
        table.add_row(
            Text(line.state, style=_STATE_STYLE[line.state]),
            line.kind or "",
            str(line.pages or ""),
            _text_quality(line),
            str(line.passages or ""),
            str(len(line.works) or ""),
            f"{line.read_at:%Y-%m-%d %H:%M}" if line.read_at else "",
            Text(visible(line.path)),
        )
    console.print(table)
    for line in shown:
        notes = ([line.reason] if line.reason else []) + list(line.warnings)
        for note in notes:
            console.print(Text.assemble(("! ", "yellow"), f"{visible(line.path)}: {visible(note)}"))
    for notice in status.notices:
        console.print(Text.assemble(("! ", "yellow"), visible(notice)))
    reasons: dict[str, list[str]] = {}
    for file in status.skipped:
        reasons.setdefault(file.reason, []).append(file.path)
    for reason, paths in list(reasons.items())[:_NAMED]:
        files = visible(paths[0]) if len(paths) == 1 else f"{len(paths)} files"
        console.print(Text(f"ignored: {files}: {visible(reason)}", style="dim"))
    if len(reasons) > _NAMED:
        more = sum(map(len, list(reasons.values())[_NAMED:]))
        console.print(Text(f"ignored: {more} more; --json names them", style="dim"))
    state = "behind the corpus: run `refdesk index`" if status.stale else "equal to the corpus"
    console.print(f"{len(status.works)} works; the index (generation {status.generation}) is {state}.", highlight=False)


def _text_quality(line: "SourceStatus") -> Text:
    """The cell "good", or the number of pages with faulty text; empty for a source without pages."""
    if line.kind is None or line.reason or not line.pages:
        return Text("")
    bad = len({fault.page for fault in line.faults})
    return Text(f"{bad} bad" if bad else "good", style="yellow" if bad else "")


def show_hits(console: Console, hits: Iterable["SourceHit"], works: Mapping[str, "WorkEntry"]) -> None:
    """Print ranked passages with their work and place."""
    for hit in hits:
        passage, key = hit.passage, hit.passage.work
        name = passage.source if key is None else work_name(works[key].label, works[key].authors, works[key].year)
        head = Text.assemble(
            (f"{hit.rank}. ", "bold"),
            (visible(name), "bold"),
            (f"  {key or f'{passage.kind} without a work'}  {hit.score:.2f}", "dim"),
        )
        place = place_of(passage.source, passage.page, passage.section, passage.page_label, passage.also)
        lines = (Text(visible(line)) for line in passage.text.split("\n"))
        console.print(head, Padding.indent(Group(Text(visible(place), style="dim"), *lines), 3), "", sep="\n")


_SHOWN = 10
"""Findings of a kind that `doctor` shows. A guess."""


def show_diagnosis(console: Console, diagnosis: "Diagnosis") -> None:
    """Print findings by kind, the first ten of each."""
    for kind, count in diagnosis.counts.items():
        console.print(Text(f"{kind} ({count})", style="bold yellow"))
        for finding in diagnosis.of(kind)[:_SHOWN]:
            line = Text.assemble((visible(finding.subject), "bold"), f": {visible(finding.text)}")
            console.print(Padding.indent(line, 2))
        if count > _SHOWN:
            console.print(Text(f"  and {count - _SHOWN} more; --json has all", style="dim"))
        console.print()
    result = f"{len(diagnosis.findings)} findings" if diagnosis.findings else "nothing is wrong or missing"
    console.print(f"{diagnosis.sources} sources, {diagnosis.works} works: {result}.", highlight=False)
