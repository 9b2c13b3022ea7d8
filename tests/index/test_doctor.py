"""The doctor: each fault is found, named once, and told with the next step; a sound corpus has none."""

from contextlib import closing
from pathlib import Path

import pytest

from index.doctor import FindingKind, examine
from index.errors import CatalogueError
from index.sources import EntryKind, Fault, Kind, NoteEntry, PageFault, Record, Shares
from index.store.schema import FILE_NAME, connect
from tests.index.stocked import Stock, stocked

TITLE = "A title that says much"
WU = Record(TITLE, ("A. Wu", "B. Li"), 2021, "Venue", "10.1145/1234.5")
OTHER = Record("Something else that is said", ("C. Xu",), 2019)
NO_TEXT = tuple(PageFault(page, Fault.NO_TEXT) for page in (2, 3, 4, 7))
PAPER = Stock("a.pdf", "pdf", Kind.PAPER, (WU,))


def summary(path: str, record: Record, *fields: tuple[str, str]) -> Stock:
    """A summary with the (name, item) of its fields."""
    read = [
        (EntryKind.HEADING, name) if i == 0 else (EntryKind.BULLET, item)
        for name, item in fields
        for i in (0, 1)[: 1 + bool(item)]
    ]
    entries = tuple(NoteEntry(kind, 2, text, n, n + 1) for n, (kind, text) in enumerate(read))
    return Stock(path, "summary", Kind.SUMMARY, (record,), ("summary",), entries=entries)


def bib(path: str, *records: Record, evidence: tuple[str, ...] = ("abstract",)) -> Stock:
    return Stock(path, "bibtex", Kind.RECORD, records, evidence)


def keyed(record: Record, key: str) -> Record:
    return Record(record.title, record.authors, record.year, record.venue, record.doi, key=key)


CASES = [
    (
        [PAPER, Stock("b.pdf", "unread", Kind.PAPER, (Record(),), (), "needs a password: save a copy without one")],
        [
            (FindingKind.UNREADABLE_FILE, "b.pdf", "needs a password: save a copy without one", ("b.pdf",)),
            (FindingKind.NO_AUTHORS, "b", "names its authors", ("b.pdf",)),
            (FindingKind.NO_YEAR, "b", "gives its year", ("b.pdf",)),
            (FindingKind.NO_TEXT, "b", "nothing of “b.pdf” is known", ("b.pdf",)),
        ],
    ),
    (
        [
            Stock("a.pdf", "pdf", Kind.PAPER, (WU,), faults=NO_TEXT),
        ],
        [(FindingKind.UNREADABLE_PAGES, "a.pdf", "pages 2-4, 7: no text: install OCR", ("a.pdf",))],
    ),
    (
        [Stock("a.pdf", "pdf", Kind.PAPER, (WU,), shares=Shares(0.41, 0.2, 0.004, 0.0, 0.3))],
        [
            (
                FindingKind.LITTLE_TEXT,
                "a.pdf",
                "only 41% of its characters are in passages, 20% in references, 30% cannot be seen: open it",
                ("a.pdf",),
            )
        ],
    ),
    (
        [Stock("a.pdf", "pdf", Kind.PAPER, (Record(),)), Stock("b.txt", "plaintext", Kind.PAPER, (Record(),))],
        [
            (FindingKind.FILE_WITHOUT_WORK, "a.pdf", "set the title in its properties", ("a.pdf",)),
            (FindingKind.FILE_WITHOUT_WORK, "b.txt", "write the title on its first line, as `# Title`", ("b.txt",)),
            (FindingKind.NO_AUTHORS, "a", "names its authors", ("a.pdf",)),
            (FindingKind.NO_AUTHORS, "b", "names its authors", ("b.txt",)),
            (FindingKind.NO_YEAR, "a", "gives its year", ("a.pdf",)),
            (FindingKind.NO_YEAR, "b", "gives its year", ("b.txt",)),
        ],
    ),
    (
        [PAPER, Stock("b.pdf", "pdf", Kind.PAPER, (WU,), sha256="a.pdf")],
        [(FindingKind.COPY, "a.pdf", "has the same content as b.pdf: keep one of them", ("a.pdf", "b.pdf"))],
    ),
    (
        [bib("a.bib", keyed(WU, "K")), bib("b.bib", keyed(OTHER, "K"))],
        [(FindingKind.KEY_TWICE, "K", f"is the key of 2 works; “{TITLE}” has it", ("a.bib", "b.bib"))],
    ),
    (
        [bib("a.bib", keyed(WU, "K")), bib("b.bib", keyed(WU, "L"))],
        [(FindingKind.TWO_KEYS, "K", "has the key “L” too, in b.bib: cite it as K", ("b.bib",))],
    ),
    (
        [bib("a.bib", WU), bib("b.bib", Record("Poems of the sea", ("D. Ng",), 2021, "Venue", WU.doi))],
        [(FindingKind.DOI_TWICE, "10.1145/1234.5", "wu2021title (“A title that says much”, 2021)", ("b.bib", "a.bib"))],
    ),
    (
        [bib("a.bib", OTHER), bib("b.bib", Record(OTHER.title, ("C. Xu",), 2023))],
        [(FindingKind.POSSIBLE_DUPLICATE, "xu2019something", "may be the same work as xu2023", ("a.bib", "b.bib"))],
    ),
    (
        [PAPER, bib("b.bib", Record(TITLE, WU.authors, 2022, "Venue", WU.doi))],
        [(FindingKind.CONFLICT, "wu2022title", "year 2022 was taken from b.bib; a.pdf says 2021", ("b.bib", "a.pdf"))],
    ),
    (
        [summary("s.md", WU)],
        [(FindingKind.PAPER_ABSENT, "wu2021title", "is summarised in s.md, but the paper is missing", ("s.md",))],
    ),
    (
        [
            PAPER,
            summary("s.md", WU, ("Challenges", ""), ("Tools", "Git")),
            summary("t.md", WU, ("Challenges", "cost"), ("Tools", "")),
        ],
        [
            (FindingKind.UNFILLED_FIELD, "Challenges", "is unfilled in 1 of 2 summaries (s.md): fill it in", ("s.md",)),
            (FindingKind.UNFILLED_FIELD, "Tools", "is unfilled in 1 of 2 summaries (t.md): fill it in", ("t.md",)),
        ],
    ),
    (
        [bib("a.bib", Record(TITLE, (), 2021))],
        [(FindingKind.NO_AUTHORS, "2021titlethat", "names its authors: add them to a.bib", ("a.bib",))],
    ),
    (
        [bib("a.bib", Record(TITLE, ("A. Wu",)))],
        [(FindingKind.NO_YEAR, "wutitle", "gives its year: add it to a.bib", ("a.bib",))],
    ),
    (
        [bib("a.bib", WU, evidence=("title",))],
        [(FindingKind.NO_TEXT, "wu2021title", "is known: add the paper, a summary or its abstract", ("a.bib",))],
    ),
    ([PAPER, summary("s.md", WU), bib("a.bib", keyed(WU, "K"))], []),
    ([], []),
]  # fmt: skip


@pytest.mark.parametrize(("stocks", "expected"), CASES, ids=[case[1][0][0] if case[1] else "none" for case in CASES])
def test_what_is_wrong_is_found_and_nothing_else(
    tmp_path: Path, stocks: list[Stock], expected: list[tuple[FindingKind, str, str, tuple[str, ...]]]
) -> None:
    stocked(tmp_path, stocks)
    found = examine(tmp_path)
    assert [(f.kind, f.subject, f.sources) for f in found.findings] == [
        (kind, who, where) for kind, who, _, where in expected
    ]
    for finding, (_, _, text, _) in zip(found.findings, expected, strict=True):
        assert text in finding.text
        assert "\n" not in finding.text
    assert found.sources == len(stocks)


def test_findings_are_counted_and_sorted_by_kind(tmp_path: Path) -> None:
    bare = [Record(f"{word} is all that we know", (), None) for word in ("Beta", "Alpha", "Gamma")]
    stocked(tmp_path, [bib("a.bib", *bare, evidence=())])
    found = examine(tmp_path)
    assert list(found.counts.items()) == [
        (FindingKind.NO_AUTHORS, 3),
        (FindingKind.NO_YEAR, 3),
        (FindingKind.NO_TEXT, 3),
    ]
    subjects = [finding.subject for finding in found.of(FindingKind.NO_YEAR)]
    assert subjects == sorted(subjects)
    assert len(subjects) == 3


def test_examining_a_folder_says_what_is_missing_or_damaged(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is no index yet"):
        examine(tmp_path)
    stocked(tmp_path, [PAPER])
    assert examine(tmp_path).works == 1
    with closing(connect(tmp_path)) as db:
        db.execute("ALTER TABLE entries RENAME TO gone")
    with pytest.raises(CatalogueError, match=rf"{FILE_NAME}: is damaged .*--rebuild"):
        examine(tmp_path)
