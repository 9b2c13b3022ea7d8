"""Draw reports, the ledger, hits and findings in a terminal. Text of documents is data: no markup, no control codes."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from assistant.wording import place_of, work_name, works_held
from index.text.normalise import escape_hidden
from index.text.words import plural

if TYPE_CHECKING:
    from index.build import Report
    from index.entries import WorkEntry
    from index.search import SourceHit


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
        f"Index of generation {report.generation}: {works_held(report.works, report.set_aside)}, "
        f"{report.passages} passages ({report.read} files read, {report.unchanged} unchanged, "
        f"{report.removed} removed, {report.embedded} texts embedded, {report.seconds:.1f} s).",
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
