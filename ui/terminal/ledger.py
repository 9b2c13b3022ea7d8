"""Draw the ledger (`status`) and the findings (`doctor`) in a terminal: first the numbers, then the lists."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.answers import numbers_by_type
from assistant.wording import counted, counted_type, set_aside_list, works_held
from index.text.words import plural
from index.works.filters import studies
from index.works.people import taken_together
from ui.terminal.screen import visible

if TYPE_CHECKING:
    from index.doctor import Diagnosis, Finding
    from index.freshness import SourceStatus, Status

_STATE_STYLE = {"indexed": "green", "failed": "red", "changed": "yellow", "new": "yellow", "removed": "yellow"}
_FEW_FILES = 20
"""Files that `status` lists without `--all`: as many as a terminal shows below the three lines. A guess."""
_SHOWN = 10
"""Lines of a list that are shown without `--all`. A guess."""
_LEAST = 30
"""Width that the types of studies need at least, such as "12345: 12345 others, ". A guess."""
_LABEL = 14
"""Width of the labels "Files", "Works" and "Needs a look", with the space behind them."""


def show_status(console: Console, status: "Status", *, everything: bool = False) -> None:
    """Print files, works and what needs a look in a line each, then the lists; all of them with `everything`."""
    number = sum(line.state != "ignored" for line in status.sources)
    _lead(console, "Files", str(number), [*_kinds(status), *_states(status)])
    number_of_studies = len(studies(status.works)[0])
    _lead(console, "Works", f"{number_of_studies}", _types(status, console.width))
    _lead(console, "Needs a look", "", _to_look_at(status) or ["nothing"])
    console.print()
    _list_files(console, status, everything)
    _list(console, [Text.assemble(("! ", "yellow"), visible(note)) for note in _notes(status, everything)], everything)
    misfits = (
        f"corrections.toml: {outcome.entry}: {outcome.text}" for outcome in status.corrections if not outcome.work
    )
    _list(console, [Text.assemble(("! ", "yellow"), visible(misfit)) for misfit in misfits], everything)
    _list(console, [Text.assemble(("! ", "yellow"), visible(notice)) for notice in status.notices], everything)
    _list(console, [Text(line, style="dim") for line in _ignored(status, everything)], everything)
    done = [(outcome.work, outcome.text) for outcome in status.corrections if outcome.work]
    _list(console, [Text.assemble((visible(key), "bold"), f": {visible(text)}") for key, text in done], everything)
    people = taken_together(status.author_names)
    if everything:
        for work in status.works:
            of = ", ".join(filter(None, (work.type, str(work.year or ""))))
            console.print(
                Text.assemble((visible(work.key), "bold"), f": {visible(work.label)}", f" ({of})" if of else "")
            )
        for shown, names in people.items():
            others = ", ".join(name for name in names if name != shown)
            console.print(Text(visible(f"one author: {shown}, also as {others}")))
    elif people:
        are = plural(len(people), "author has", "authors have")
        console.print(Text(f"{len(people)} {are} several names; --all lists them, and every work", style="dim"))
    state = "behind the corpus; run `refdesk index`" if status.stale else "equal to the corpus"
    console.print(f"The index (generation {status.generation}) is {state}. See also `refdesk doctor`.", highlight=False)


def _lead(console: Console, label: str, total: str, parts: Sequence[str]) -> None:
    """One line that fits the terminal, with the parts that have room."""
    lead = f"{label:{_LABEL}}{total}{': ' if total and parts else ''}"
    lines = (lead + ", ".join([*parts[:number], *["and more"] * (number < len(parts))]) for number in _down(len(parts)))
    console.print(Text(next((line for line in lines if len(line) <= console.width), lead)), soft_wrap=True)


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
    """Why files were not read, then what was unclear in the others, then why some tell of no work.

    Unless all are wanted: of each file the first line, and the files that tell of no work by their reason.
    """
    notes: list[str] = []
    workless: list[tuple[str, str]] = []
    for line in sorted(status.sources, key=lambda line: line.reason is None):
        of_file = [*([line.reason] if line.reason else []), *line.warnings]
        more = len(of_file) - 1
        if line.state == "ignored":
            continue
        if everything:
            notes += [f"{line.path}: {note}" for note in of_file]
        elif more > 0:
            notes.append(f"{line.path}: {of_file[0]}; and {counted(more, 'more warning')}")
        elif line.works or line.state == "failed":
            notes += [f"{line.path}: {note}" for note in of_file]
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


def _list_files(console: Console, status: "Status", everything: bool) -> None:
    """The table of files; of many only those that need a look, unless all are asked for."""
    known = lines = tuple(line for line in status.sources if line.state != "ignored")
    if not everything and len(lines) > _FEW_FILES:
        lines = tuple(line for line in lines if line.state != "indexed" or line.faults)
        order = ["failed", "removed", "changed", "new"]
        lines = tuple(sorted(lines, key=lambda line: (*order, line.state).index(line.state)))[:_FEW_FILES]
    if lines:
        extra = ("Passages", "Read") if everything else ()
        table = Table("State", "Kind", "Pages", "Works", *extra, "Source", box=None, pad_edge=False)
        table.columns[-1].overflow = "fold"  # a name cut short is no name
        for column in table.columns[2 : 5 if everything else 4]:
            column.justify = "right"
        for line in lines:
            read = f"{line.read_at:%Y-%m-%d}" if line.read_at else ""
            table.add_row(
                Text(line.state, style=_STATE_STYLE.get(line.state, "")),
                line.kind or "",
                _pages(line),
                str(len(line.works) or ""),
                *((str(line.passages or ""), read) if everything else ()),
                Text(visible(line.path)),
            )
        console.print(table)
    if len(known) > len(lines):
        rest = counted(len(known) - len(lines), "more file", "more files")
        console.print(Text(f"{'and ' * bool(lines)}{rest}; --all lists them", style="dim"))


def _pages(line: "SourceStatus") -> Text:
    """ "12", or "12 (3 bad)"; empty for a source without pages."""
    if not line.pages:
        return Text("")
    bad = len({fault.page for fault in line.faults})
    return Text(f"{line.pages} ({bad} bad)" if bad else str(line.pages), style="yellow" if bad else "")


def _list(console: Console, lines: Sequence[Text], everything: bool) -> None:
    for line in lines if everything else lines[:_SHOWN]:
        console.print(line)
    if len(lines) > _SHOWN and not everything:
        console.print(Text(f"and {len(lines) - _SHOWN} more like these; --all lists them", style="dim"))


def show_diagnosis(console: Console, diagnosis: "Diagnosis", *, everything: bool = False) -> None:
    """Print a table of counts, then the findings by kind, the first ten of each or `everything`."""
    if diagnosis.counts:
        table = Table("Finding", "Count", box=None, pad_edge=False)
        table.columns[1].justify = "right"
        for kind, count in diagnosis.counts.items():
            table.add_row(kind, str(count))
        console.print(table, "", sep="\n")
    for kind, count in diagnosis.counts.items():
        console.print(Text(f"{kind} ({count})", style="bold yellow"))
        _findings(console, diagnosis.of(kind)[: None if everything else _SHOWN])
        if count > _SHOWN and not everything:
            console.print(Text(f"  and {count - _SHOWN} more; --all lists them", style="dim"))
        console.print()
    number = len(diagnosis.findings)
    result = counted(number, "finding", "findings") if number else "nothing is wrong or missing"
    console.print(
        f"{diagnosis.sources} sources, {works_held(diagnosis.works, diagnosis.set_aside)}: {result}.", highlight=False
    )


def _findings(console: Console, findings: Iterable["Finding"]) -> None:
    for finding in findings:
        line = Text.assemble((visible(finding.subject), "bold"), f": {visible(finding.text)}")
        console.print(Padding.indent(line, 2))
