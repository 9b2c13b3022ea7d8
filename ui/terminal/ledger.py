"""Draw the ledger (`status`) and the findings (`doctor`) in a terminal: first the numbers, then the lists."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.answers import numbers_by_type
from assistant.wording import counted, counted_type, lacking_list, set_aside_list, works_held
from index.text.words import plural, quoted
from index.works.filters import studies
from index.works.people import taken_together
from ui.terminal import sheet
from ui.terminal.screen import visible
from ui.terminal.sheet import Extent, Rows, fixed

if TYPE_CHECKING:
    from index.doctor import Diagnosis, Finding
    from index.entries import WorkEntry
    from index.freshness import SourceStatus, Status

_STATE_STYLE = {"indexed": "green", "failed": "red", "changed": "yellow", "new": "yellow", "removed": "yellow"}
_FEW_FILES = 20
"""Files that `status` lists without `--all`: as many as a terminal shows below the three lines. A guess."""
_LEAST = 30
"""Width that the types of studies need at least, such as "12345: 12345 others, ". A guess."""
_LABEL = 14
"""Width of the labels "Files", "Works" and "Needs a look", with the space behind them."""


def show_status(console: Console, status: "Status", *, everything: bool = False) -> None:
    """Print files, works and what needs a look in a line each, then the lists: in forty lines, or `everything`."""
    number = sum(line.state != "ignored" for line in status.sources)
    number_of_studies = len(studies(status.works)[0])
    misfits = [
        f"corrections.toml: {outcome.entry}: {outcome.text}" for outcome in status.corrections if not outcome.work
    ]
    done = [(outcome.work, outcome.text) for outcome in status.corrections if outcome.work]
    people, lacking = taken_together(status.author_names), lacking_list(status.lacking)
    parts = [
        fixed(_lead("Files", str(number), [*_kinds(status), *_states(status)], console.width)),
        fixed(_lead("Works", f"{number_of_studies}", _types(status, console.width), console.width)),
        *([fixed(_lead("Without", "", lacking, console.width))] if lacking else []),
        fixed(_lead("Needs a look", "", _to_look_at(status) or ["nothing"], console.width)),
        _files(status, everything),
        _list("warning", [_warned(note) for note in _notes(status, everything)]),
        _list("correction that fits nothing", [_warned(misfit) for misfit in misfits], "corrections that fit nothing"),
        _list("possible duplicate", [_warned(notice) for notice in status.notices]),
        _list("ignored file", [Text(line, style="dim") for line in _ignored(status, everything)]),
        _list("correction", [Text.assemble((visible(key), "bold"), f": {visible(text)}") for key, text in done]),
    ]
    if everything:
        parts.append(_list("work", [_named(work) for work in status.works]))
        for shown, names in people.items():
            others = ", ".join(name for name in names if name != shown)
            parts.append(fixed(Text(visible(f"one author: {shown}, also as {others}"))))
    else:
        are = plural(len(people), "author has", "authors have")
        lead = f"{len(people)} {are} several names; --all lists them, " if people else "--all lists "
        parts.append(fixed(Text(f"{lead}every file and every work", style="dim")))
    state = "behind the corpus; run `refdesk index`" if status.stale else "equal to the corpus"
    parts.append(fixed(Text(f"The index (generation {status.generation}) is {state}. See also `refdesk doctor`.")))
    sheet.show(console, parts, everything=everything)


def _warned(note: str) -> Text:
    return Text.assemble(("! ", "yellow"), visible(note))


def _named(work: "WorkEntry") -> Text:
    of = ", ".join(filter(None, (work.type, str(work.year or ""))))
    return Text.assemble((visible(work.key), "bold"), f": {visible(work.label)}", f" ({of})" if of else "")


def _lead(label: str, total: str, parts: Sequence[str], width: int) -> Text:
    """One line that fits the width, with the parts that have room."""
    lead = f"{label:{_LABEL}}{total}{': ' if total and parts else ''}"
    lines = (lead + ", ".join([*parts[:number], *["and more"] * (number < len(parts))]) for number in _down(len(parts)))
    return Text(next((line for line in lines if len(line) <= width), lead))


def _down(number: int) -> range:
    return range(number, -1, -1)


def _kinds(status: "Status") -> list[str]:
    names = {"summary": "summaries", "your mark": "marks"}
    kinds = Counter(str(line.kind) for line in status.sources if line.kind and line.state != "ignored")
    return [f"{number} {plural(number, kind, names.get(kind, f'{kind}s'))}" for kind, number in kinds.most_common()]


def _states(status: "Status") -> list[str]:
    words = {"failed": "not read"}
    states = Counter(str(line.state) for line in status.sources if line.state != "indexed")
    return [f"{number} {words.get(state, state)}" for state, number in states.most_common()]


def _types(status: "Status", width: int) -> list[str]:
    """The numbers of studies by type, the rarest together where the line has no room for them; then the other works."""
    counting, others_aside = studies(status.works)
    types = Counter(work.type for work in counting).most_common()
    listed = set_aside_list(numbers_by_type(others_aside))
    aside = [f"and {listed} set aside"] if listed else []
    if len(", ".join(aside)) + _LABEL + _LEAST > width:
        aside = [f"and {len(others_aside)} set aside"]
    for named in _down(len(types)):
        others = sum(number for _, number in types[named:])
        parts = [counted_type(number, type_) for type_, number in types[:named]]
        parts += [counted(others, "other")] if others else []
        parts += aside
        if len(", ".join(parts)) + _LABEL + len(f"{len(counting)}: ") <= width:
            break
    return parts


def _notes(status: "Status", everything: bool) -> list[str]:
    """Why files were not read, with their titles, then what was unclear in the others, then why some tell of no work.

    Unless all are wanted: of each file the first line, and the files that tell of no work by their reason.
    """
    titles = {work.key: work.title for work in status.works}
    notes: list[str] = []
    workless: list[tuple[str, str]] = []
    for line in sorted(status.sources, key=lambda line: line.reason is None):
        of_file = [*([line.reason] if line.reason else []), *line.warnings]
        more = len(of_file) - 1
        if line.state == "ignored":
            continue
        title = next((titles[key] for key in line.works if line.reason and titles.get(key)), None)
        name = f"{quoted(title)} ({line.path})" if title else line.path
        if everything:
            notes += [f"{name}: {note}" for note in of_file]
        elif more > 0:
            notes.append(f"{name}: {of_file[0]}; and {counted(more, 'more warning')}")
        elif line.works or line.state == "failed":
            notes += [f"{name}: {note}" for note in of_file]
        else:
            workless += [(line.path, note) for note in of_file]
    return notes + _by_reason(workless)


def _ignored(status: "Status", everything: bool) -> list[str]:
    """Files that are left out, each or by their reason."""
    if everything:
        return [visible(f"ignored: {file.path}: {file.reason}") for file in status.skipped]
    return [visible(f"ignored: {line}") for line in _by_reason([(file.path, file.reason) for file in status.skipped])]


def _by_reason(files: Sequence[tuple[str, str]]) -> list[str]:
    """A line a reason: the file's path, or the number of files that have it."""
    paths: dict[str, list[str]] = {}
    for path, reason in files:
        paths.setdefault(reason, []).append(path)
    return [f"{names[0] if len(names) == 1 else f'{len(names)} files'}: {reason}" for reason, names in paths.items()]


def _to_look_at(status: "Status") -> list[str]:
    """What a person should do something about, most pressing first."""
    failed = sum(line.state == "failed" for line in status.sources)
    changed = sum(line.state in ("new", "changed", "removed") for line in status.sources)
    bad = sum(bool(line.faults) for line in status.sources)
    warned = sum(bool(line.warnings) for line in status.sources)
    misfits = sum(outcome.work is None for outcome in status.corrections)
    duplicates = len(status.notices)
    numbers = (
        (failed, counted(failed, "file not read", "files not read")),
        (changed, counted(changed, "changed file", "changed files")),
        (misfits, counted(misfits, "correction that fits nothing", "corrections that fit nothing")),
        (bad, counted(bad, "file with bad pages", "files with bad pages")),
        (duplicates, counted(duplicates, "possible duplicate", "possible duplicates")),
        (warned, counted(warned, "warning", "files with warnings")),
    )
    return [words for number, words in numbers if number]


def _files(status: "Status", everything: bool) -> Rows:
    """The table of files, of many only those that need a look; what failed is named with the reason elsewhere."""
    lines = [line for line in status.sources if line.state != "ignored"]
    if not everything and len(lines) > _FEW_FILES:
        order = ["removed", "changed", "new", "indexed"]
        lines = [line for line in lines if line.state in order and (line.state != "indexed" or line.faults)]
        lines = sorted(lines, key=lambda line: order.index(line.state))
    extra = ("Passages", "Read") if everything else ()

    def draw(shown: Extent) -> Table:
        table = Table("State", "Kind", "Pages", "Works", *extra, "Source", box=None, pad_edge=False)
        table.columns[-1].overflow = "fold"  # a name cut short is no name
        for column in table.columns[2 : 5 if everything else 4]:
            column.justify = "right"
        for line in lines[: shown.rows]:
            read = f"{line.read_at:%Y-%m-%d}" if line.read_at else ""
            table.add_row(
                Text(line.state, style=_STATE_STYLE.get(line.state, "")),
                line.kind or "",
                _pages(line),
                str(len(line.works) or ""),
                *((str(line.passages or ""), read) if everything else ()),
                Text(visible(line.path)),
            )
        return table

    return Rows(len(lines), draw, "file", apart=True)


def _pages(line: "SourceStatus") -> Text:
    """ "12", or "12 (3 bad)"; empty for a source without pages."""
    if not line.pages:
        return Text("")
    bad = len({fault.page for fault in line.faults})
    return Text(f"{line.pages} ({bad} bad)" if bad else str(line.pages), style="yellow" if bad else "")


def _list(noun: str, lines: Sequence[Text], many: str = "") -> Rows:
    return Rows(len(lines), lambda shown: Group(*lines[: shown.rows]), noun, many)


def show_diagnosis(console: Console, diagnosis: "Diagnosis", *, everything: bool = False) -> None:
    """Print a table of counts, then the findings by kind: in forty lines, or `everything`."""
    parts = []
    if diagnosis.counts:
        table = Table("Finding", "Count", box=None, pad_edge=False)
        table.columns[1].justify = "right"
        for kind, count in diagnosis.counts.items():
            table.add_row(kind, str(count))
        parts.append(fixed(table))
    parts += [_findings(kind, diagnosis.of(kind)) for kind in diagnosis.counts]
    number = len(diagnosis.findings)
    result = counted(number, "finding", "findings") if number else "nothing is wrong or missing"
    held = works_held(diagnosis.works, diagnosis.set_aside)
    parts.append(fixed(Text(f"{diagnosis.sources} sources, {held}: {result}."), apart=True))
    if lacking := lacking_list(diagnosis.lacking):
        parts.append(fixed(_lead("Works without", "", lacking, console.width)))
    sheet.show(console, parts, everything=everything)


def _findings(kind: str, findings: Sequence["Finding"]) -> Rows:
    heading = Text(f"{kind} ({len(findings)})", style="bold yellow")
    lines = [
        Padding.indent(Text.assemble((visible(finding.subject), "bold"), f": {visible(finding.text)}"), 2)
        for finding in findings
    ]
    return Rows(len(lines), lambda shown: Group(heading, *lines[: shown.rows]), "finding", apart=True)
