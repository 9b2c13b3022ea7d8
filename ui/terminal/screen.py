"""Draw reports, the ledger, hits and findings in a terminal. Text of documents is data: no markup, no control codes."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from assistant.wording import place_of, work_name, works_held
from index.text.normalise import escape_hidden
from index.text.words import plural, stem, terms, words
from ui.terminal import sheet
from ui.terminal.sheet import Rows

if TYPE_CHECKING:
    from index.build import Report
    from index.entries import SourcePassage, WorkEntry
    from index.search import SourceHit


_WORDS = 60
"""Words of a passage that the short form shows at most: three or four lines. A guess."""
_LEAST = 30
"""Columns of a work's name that are shown in any case. A guess."""


def visible(text: str) -> str:
    """Write out hidden characters and line ends, so that a file name cannot control the terminal."""
    return escape_hidden(text.replace("\n", "\\n").replace("\t", "\\t"), lambda hidden: ascii(hidden)[1:-1])


def cut(text: str, width: int) -> str:
    """The words of a text that fit into so many columns, with "…" for the rest; a part of the first word at least."""
    if cell_len(text) <= width:
        return text
    whole = set_cell_size(text, max(0, width - 1)).rstrip()
    words = whole.rpartition(" ")[0] if not text[len(whole) :].startswith(" ") else whole
    return f"{words if cell_len(words) * 2 > width else whole}…"


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


def show_hits(
    console: Console,
    query: str,
    hits: Sequence["SourceHit"],
    works: Mapping[str, "WorkEntry"],
    *,
    everything: bool = False,
) -> None:
    """Print ranked passages with their work and place: `everything`, or of each the sentence nearest to the query."""
    asked = {stem(term) for term in terms(query)}

    def draw(hit: "SourceHit") -> RenderableType:
        passage, key = hit.passage, hit.passage.work
        name = passage.source if key is None else work_name(works[key].label, works[key].authors, works[key].year)
        lead, end = f"{hit.rank}. ", visible(f"  {key or f'{passage.kind} without a work'}  {hit.score:.2f}")
        room = console.width - cell_len(lead) - cell_len(end)
        short = visible(name) if everything else cut(visible(name), max(room, _LEAST))
        head = Text.assemble((f"{lead}{short}", "bold"), (end, "dim"))
        place = place_of(passage.source, passage.page, passage.section, passage.page_label, passage.also)
        texts = passage.text.split("\n") if everything else [_nearest(passage, asked)]
        lines = (Text(visible(line)) for line in texts if everything or line not in name)
        below = Padding.indent(Group(Text(visible(place), style="dim"), *lines), 3)
        return Group(head, below, "") if everything else Group(head, below)

    listed = Rows(len(hits), lambda shown: Group(*map(draw, hits[: shown.rows])), "passage")
    sheet.show(console, [listed], everything=everything)


def _nearest(passage: "SourcePassage", asked: set[str]) -> str:
    """The first of the sentences of a passage that have the most words of a query; the text if it has none."""
    texts = [sentence.text for sentence in passage.sentences] or [" ".join(passage.text.split())]
    best = max(texts, key=lambda text: len(asked & {stem(word.lower()) for word in words(text)}))
    shown = best.split()
    return best if len(shown) <= _WORDS else f"{' '.join(shown[:_WORDS])} …"
