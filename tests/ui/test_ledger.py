"""How `status` is drawn: three lines that count, then what needs a look."""

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from index.entries import CorrectionOutcome, WorkEntry
from index.freshness import SourceStatus, State, Status
from index.reading.corpus import Skipped
from index.sources import Fault, Kind, PageFault, WorkType
from ui.terminal.ledger import show_status
from ui.terminal.sheet import LINES

READ = datetime(2026, 11, 30, 12, tzinfo=UTC)


def source(number: int, state: State = State.INDEXED, **more: object) -> SourceStatus:
    name = f"papers/a rather long name of a paper, as people have them, number {number:03}.pdf"
    return SourceStatus(name, state, Kind.PAPER, works=(f"key{number}",), pages=12, read_at=READ, **more)  # type: ignore[arg-type]


def work(number: int, type_: WorkType | None) -> WorkEntry:
    return WorkEntry(f"key{number}", f"Title {number}", f"Title {number}", (), 2020, None, None, ("a",), (), (), type_)


BIG = Status(
    generation=7,
    stale=True,
    sources=(
        *(source(number) for number in range(600)),
        source(600, faults=(PageFault(3, Fault.GARBLED),)),
        source(601, State.FAILED, reason="is encrypted"),
        source(602, State.NEW),
        *(source(603 + number, warnings=("no year", "no authors")) for number in range(15)),
    ),
    works=tuple(work(number, [*WorkType, None][number % 15]) for number in range(615)),
    skipped=(Skipped("b.zip", "has no suffix that a reader knows"),),
    notices=tuple(f"possible duplicates: key{number} and key{number + 1}" for number in range(30)),
    corrections=(
        CorrectionOutcome("key1", "key1", "year", "year 2021, corrected by you (the sources say 2020)"),
        CorrectionOutcome("gone", None, None, "no work has this key: correct the key"),
    ),
    author_names={"D. A. Tamburri": "D. A. Tamburri", "Damian Tamburri": "D. A. Tamburri"},
)


def drawn(status: Status, width: int = 80, *, everything: bool = False) -> str:
    out = io.StringIO()
    show_status(Console(file=out, width=width, force_terminal=False), status, everything=everything)
    return out.getvalue()


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_three_lines_come_first_and_all_fits_the_terminal(width: int, everything: bool) -> None:
    lines = drawn(BIG, width, everything=everything).splitlines()
    assert [line.split("  ")[0] for line in lines[:4]] == ["Files", "Works", "Needs a look", ""]
    assert max(map(len, lines)) <= width


def test_the_three_lines_count_everything() -> None:
    files, works, look = drawn(BIG, 240).splitlines()[:3]
    assert files == "Files         618: 618 papers, 1 not read, 1 new"
    assert "41 articles, 41 conference papers" in works
    assert look.startswith(
        "Needs a look  1 file not read, 1 changed file, 1 correction that fits nothing, 1 file with bad"
    )
    narrow = drawn(BIG).splitlines()[1]
    studies, _, parts = narrow.partition(": ")
    *numbers, aside = [int(part.removeprefix("and ").split()[0]) for part in parts.split(", ")]
    assert (sum(numbers), aside) == (int(studies.split()[1]), 615 - sum(numbers))
    assert narrow.endswith("set aside")


def test_the_line_of_works_names_what_is_set_aside() -> None:
    works = (work(1, WorkType.ARTICLE), *(work(number, WorkType.PROCEEDINGS) for number in range(2, 57)))
    status = Status(1, False, (source(1),), works, (), ())
    assert drawn(status).splitlines()[1] == "Works         1: 1 article, and 55 proceedings volumes set aside"


def test_the_short_form_lists_what_needs_a_look_and_says_how_to_see_the_rest() -> None:
    out = " ".join(drawn(BIG).split())
    assert "number 601" in out
    assert "number 000" not in out
    assert "--all lists them, every file and every work" in out
    assert "gone: no work has this key" in out
    assert "year 2021, corrected by you" in out
    assert "is behind the corpus; run `refdesk index`" in out
    assert len(drawn(BIG).splitlines()) <= LINES


def test_all_lists_every_file_work_warning_and_name() -> None:
    out = " ".join(drawn(BIG, 200, everything=True).split())
    for text in ("number 000", "key614: Title 614", "key29 and key30", "number 617.pdf: no authors", "b.zip"):
        assert text in out
    assert "one author: D. A. Tamburri, also as Damian Tamburri" in out
    assert "--all" not in out


def test_nothing_to_look_at_is_said() -> None:
    calm = Status(1, False, (source(1),), (work(1, None),), (), ())
    assert drawn(calm).splitlines()[:3] == [
        "Files         1: 1 paper",
        "Works         1: 1 of unknown type",
        "Needs a look  nothing",
    ]


def test_passed_over_files_do_not_bury_one_that_failed() -> None:
    odd = [SourceStatus(f"a{number:02}.xyz", State.IGNORED, reason="no reader for .xyz") for number in range(15)]
    skipped = tuple(Skipped(line.path, line.reason or "") for line in odd)
    notes = (SourceStatus(f"n{number}.md", State.INDEXED, Kind.SUMMARY, warnings=("has no text",)) for number in (1, 2))
    status = Status(1, False, (*odd, *notes, source(1, State.FAILED, reason="is encrypted")), (), skipped, ())
    lines = [line for line in drawn(status, 160).splitlines() if line.startswith(("! ", "ignored"))]
    assert lines == [
        f"! {source(1).path}: is encrypted",
        "! 2 files: has no text",
        "ignored: 15 files: no reader for .xyz",
    ]
    assert drawn(status, everything=True).count("ignored: a") == 15
