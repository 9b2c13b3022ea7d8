"""The listing page: one subject, and the works that cite it."""

import re
from pathlib import Path

import pytest

from index.readers import listing
from index.sources import Evidence, Kind, Source
from index.works.works import match_works, possible_duplicates
from tests.index.readers.wellformed import assert_well_formed, read_file, texts_under

HEAD = "Title | Authors | Year | Actions |\n---|---|---|---|\n"
NO_YEAR = [
    "MLOPS and Microservices Frameworks in the Perspective of Smart Cities",
    "of machine learning-based",
    "MLOps for PHM Systems",
    ": The Sea Surface Height Edition",
    "Requirements and Reference Architecture for MLOps:Insights from Industry",
    "MIS Quarterly Executive",
]


@pytest.fixture(scope="module", params=["seed", "sample"])
def page(request: pytest.FixtureRequest, sample_corpus: Path) -> Path:
    if request.param == "sample":
        return sample_corpus / "records" / "symeonidis2022mlops.txt"
    seeds: Path = request.getfixturevalue("seeds")
    return next(seeds.glob("000*"))


@pytest.fixture(scope="module")
def source(page: Path) -> Source:
    reader, source = read_file(page)
    assert reader.name == "listing"
    return source


def test_every_row_is_a_record_that_cites_the_subject(source: Source) -> None:
    assert_well_formed(source)
    assert source.kind is Kind.RECORD
    assert len(source.records) == 93
    assert source.records[0].cites == ()
    assert {record.cites for record in source.records[1:]} == {(0,)}


def test_rows_without_a_year_have_none_and_are_named(source: Source) -> None:
    assert [record.title for record in source.records[1:] if record.year is None] == NO_YEAR
    assert [warning for warning in source.warnings if warning.startswith("no year")] == [
        f'no year: "{title}"' for title in NO_YEAR
    ]
    assert {record.year for record in source.records[1:]} == {None, 2022, 2023, 2024, 2025}


def test_titles_that_look_cut_are_named_and_kept(source: Source) -> None:
    assert [warning for warning in source.warnings if "looks cut" in warning] == [
        'the title looks cut: "of machine learning-based"',
        'the title looks cut: ": The Sea Surface Height Edition"',
    ]


def test_nothing_is_invented(source: Source, page: Path) -> None:
    text = " ".join(page.read_text(encoding="utf-8").split())
    for record in source.records[1:]:
        assert record.title
        assert record.title in text
        assert record.authors
        assert ", ".join(record.authors) in text


def test_every_row_stands_whole_in_its_record(source: Source, page: Path) -> None:
    """The rows taken apart another way: cell by cell, a line each."""
    rows = re.split(r"\nView Paper \|(?: \|)?\n", page.read_text(encoding="utf-8").split("---|---|---|---|\n")[1])
    cells = [[cell for cell in row.replace("|", "").split("\n") if cell.strip()] for row in rows[:-1]]
    assert cells == [
        [record.title, ", ".join(record.authors), *([str(record.year)] if record.year else [])]
        for record in source.records[1:]
    ]


def test_each_title_is_a_block_of_its_own_record(source: Source) -> None:
    titles = {block.record: source.raw(block) for block in source.blocks if block.evidence is Evidence.TITLE}
    expected = {i: record.title for i, record in enumerate(source.records) if record.title}
    assert titles == expected


def test_the_overview_is_the_subjects_abstract(source: Source) -> None:
    overview = [block for block in source.blocks if block.evidence is Evidence.ABSTRACT]
    assert [(block.record, block.section) for block in overview] == [(0, "Overview"), (0, "Overview")]
    assert all("MLOps" in source.raw(block) and "AutoML" in source.raw(block) for block in overview)


def test_the_subject_of_the_seed_has_no_title_and_says_so(seeds: Path) -> None:
    _, source = read_file(next(seeds.glob("000*")))
    subject = source.records[0]
    assert (subject.title, subject.authors, subject.year) == (None, (), None)
    assert "the subject paper's title is not on the page: put it on the first line as `# Title`" in source.warnings
    assert "4 lines above the table are neither overview nor title and were left out" in source.warnings
    assert len(source.warnings) == 10


def test_the_subject_of_the_sample_is_named(sample_corpus: Path) -> None:
    _, source = read_file(sample_corpus / "records" / "symeonidis2022mlops.txt")
    subject = source.records[0]
    assert (subject.title, subject.year) == ("MLOps - Definitions, Tools and Challenges", 2022)
    assert subject.authors[0] == "Georgios Symeonidis"
    assert len(subject.authors) == 4


def test_the_seed_is_91_works_two_of_them_told_by_two_rows(source: Source) -> None:
    works = match_works({("page.txt", i): record for i, record in enumerate(source.records)})
    assert len(works) == 91
    twice = {work.title: [source.records[i].title for _, i in work.records] for work in works if len(work.records) > 1}
    assert [[title[:20] for title in titles if title] for titles in twice.values()] == [
        ["OceanBench: The Sea ", ": The Sea Surface He"],
        ["Riding a bicycle whi", "of machine learning-"],
    ]
    assert all(title and title[0].isupper() for title in twice)


def test_likely_duplicates_are_reported_and_kept_apart(source: Source) -> None:
    works = match_works({("page.txt", i): record for i, record in enumerate(source.records)})
    pairs = {frozenset(((one.title or "")[:30], (other.title or "")[:30])) for one, other in possible_duplicates(works)}
    assert {"Mithridates: Auditing and Boos", "Mithridates: Boosting Natural "} in pairs
    assert {"Automatically Resolving Data S", "A Data Source Dependency Analy"} in pairs


@pytest.mark.parametrize(
    ("rows", "records"),
    [
        ("One | A. B, C. D | 2020 | View Paper |\n", [("One", ("A. B", "C. D"), 2020)]),
        ("| One | A. B et al. | View Paper | |\n", [("One", ("A. B",), None)]),
        ("One \n two\n|\nA. B\n|\n2020\n|\nview paper |\n", [("One two", ("A. B",), 2020)]),
        ("One\n|\n2020\n|\nView Paper |\n", [("One", (), 2020)]),
        ("|\n|\nView Paper |\nOne | A. B | View Paper", [("One", ("A. B",), None)]),
        ("In 2020 | A. B | 3020 | View Paper |", [("In 2020", ("A. B", "3020"), None)]),
    ],
)
def test_rows_are_read_however_they_are_wrapped(
    rows: str, records: list[tuple[str, tuple[str, ...], int | None]]
) -> None:
    source = listing.read((HEAD + rows).encode())
    assert [(record.title, record.authors, record.year) for record in source.records[1:]] == records


def test_what_stands_below_the_last_row_is_told() -> None:
    source = listing.read(f"{HEAD}One | A. B | 2020 | View Paper |\nTwo\n|\nC. D\n|\nComments (0)\n".encode())
    assert [record.title for record in source.records] == [None, "One"]
    assert "2 lines below the last row were left out; a row ends with `View Paper`" in source.warnings


def test_a_subject_with_authors_and_year_below_its_title_is_read() -> None:
    above = "\ufeff# MLOps\nGeorgios S., Evangelos Nerantzis\n2022\n\nIt is an overview.\n"
    source = listing.read(f"{above}{HEAD}One | A. B | 2020 | View Paper |\n".encode())
    subject = source.records[0]
    assert (subject.title, subject.authors, subject.year) == ("MLOps", ("Georgios S.", "Evangelos Nerantzis"), 2022)
    assert texts_under(source, "Overview") == ["It is an overview."]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("|\nA. B, C. D\n|\n2021\n|\nView Paper |\n", "A. B, C. D, 2021"),
        ("| | A. B | 2021 | View Paper |\n", "A. B, 2021"),
        ("|\n|\n2021\n|\nView Paper |\n", "2021"),
        ("2021 | View Paper |\n", "2021"),
        ("| | A. B | View Paper |\n", "A. B, no year"),
    ],
)
def test_a_row_without_a_title_is_left_out_and_told(row: str, told: str) -> None:
    source = listing.read((HEAD + row + "One | E. F | 2020 | View Paper |\n").encode())
    assert [record.title for record in source.records] == [None, "One"]
    assert f"a row without a title was left out: {told}" in source.warnings
    assert not [warning for warning in source.warnings if warning.startswith("no ")]
