"""Questions on the facts of a real export as researchers type them, against counts made from its rows alone."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.answers import Answer
from assistant.bibliography.facts import from_catalogue
from assistant.composing import Composer
from assistant.questions.question import Known, QuestionKind
from assistant.questions.understanding import understand
from index.build import build
from index.doctor import FindingKind, examine
from index.entries import Fact
from index.errors import UsageError
from index.freshness import read_status
from index.models import Models
from index.search import Search, open_search
from tests.benchmarks.million import MadeEmbedder

Row = dict[str, str]

BIB = """
@article{tides, title = {Tides of harbours}, author = {Stone, Ada}, year = {2020}, keywords = {included, RQ1},
  groups = {reading, methods}, rating = {5}, rq = {RQ1;RQ2}, note = {To read again before the meeting}}
@inproceedings{silt, title = {Silt in harbours}, author = {Hill, Bo and Stone, Ada}, booktitle = {ICH}, year = {2021},
  keywords = {excluded}, groups = {methods}, rating = {3}, rq = {RQ1}}
@phdthesis{sand, title = {Sand on beaches}, author = {Reed, Cleo}, school = {Coast}, keywords = {included}}
@misc{quay, title = {Quays and their cranes}, author = {Cole, Ian}, year = {2024}}
"""


@dataclass(frozen=True)
class Asked:
    """The desk over a corpus, without models: no question here reads a text."""

    search: Search

    def __call__(self, question: str) -> Answer:
        known = Known.of(self.search.catalogue)
        understood = understand(question, known)
        assert understood.kind is QuestionKind.BIBLIOGRAPHIC, f"{question}: read as a {understood.kind}"
        return from_catalogue(Composer(self.search, understood, known, understood.only))


def _desk(folder: Path, name: str, data: bytes) -> Iterator[Asked]:
    (folder / "corpus").mkdir()
    (folder / "corpus" / name).write_bytes(data)
    build(folder / "corpus", folder / ".refdesk", MadeEmbedder())
    with closing(open_search(folder / ".refdesk", Models(MadeEmbedder()))) as search:
        yield Asked(search)


@pytest.fixture(scope="module")
def export(samples: Path) -> bytes:
    path = samples / "exports" / "scopus.csv"
    if not path.is_file():
        pytest.skip("shared/samples has no scopus.csv")
    return path.read_bytes()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, export: bytes) -> Iterator[Asked]:
    yield from _desk(tmp_path_factory.mktemp("scopus"), "scopus.csv", export)


@pytest.fixture(scope="module")
def rows(export: bytes) -> list[Row]:
    """The rows of the export that are studies."""
    listed = csv.DictReader(export.decode("utf-8-sig").splitlines(keepends=True))
    return [row for row in listed if row["Document Type"] not in ("Conference review", "Editorial", "Erratum")]


@pytest.fixture(scope="module")
def bib(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    yield from _desk(tmp_path_factory.mktemp("bib"), "own.bib", BIB.encode())


def is_of(*types: str) -> Callable[[Row], bool]:
    return lambda row: row["Document Type"] in types


ARTICLE, CONFERENCE = is_of("Article", "Review", "Short survey", "Retracted"), is_of("Conference paper")
NUMBERS: list[tuple[Callable[[Row], bool], list[str]]] = [
    (lambda _: True, ["how many papers are there?", "number of works"]),
    (
        ARTICLE,
        [
            "how many journal articles are there?",
            "list the journal articles",
            "how many papers were published in journals?",
            "how many are journal articles?",
            "which works are journal papers?",
            "papers of type article",
        ],
    ),
    (
        CONFERENCE,
        [
            "how many conference papers do I have?",
            "conference papers in my corpus",
            "how many of the papers are conference papers?",
            "what share of the papers are conference papers?",
            "how many papers were presented at conferences?",
        ],
    ),
    (is_of("Book chapter"), ["how many book chapters?", "which are book chapters?", "show all chapters"]),
    (is_of("Thesis"), ["how many theses are there?", "list the dissertations", "which are technical reports?"]),
    (
        lambda row: ARTICLE(row) and row["Year"] >= "2022",
        ["journal articles since 2022", "how many journal articles from 2022 or later?"],
    ),
    (
        lambda row: CONFERENCE(row) and row["Year"] == "2023",
        ["conference papers from 2023", "how many conference papers were published in 2023?"],
    ),
    (
        lambda row: int(row["Cited by"] or -1) > 20,
        [
            "papers with more than 20 citations",
            "which works are cited more than 20 times?",
            "papers with 21+ citations",
        ],
    ),
    (
        lambda row: int(row["Cited by"] or -1) == 0,
        ["which papers have no citations?", "uncited works", "works that have never been cited"],
    ),
    (
        lambda row: CONFERENCE(row) and int(row["Cited by"] or -1) >= 10,
        ["conference papers cited at least 10 times", "which conference papers have at least 10 citations?"],
    ),
    (
        lambda row: not row["DOI"],
        ["which papers have no DOI?", "how many works lack a DOI?", "works without doi", "how many DOIs are missing?"],
    ),
    (
        lambda row: not row["Abstract"] or row["Abstract"].startswith("[No abstract"),
        ["how many papers have no abstract?", "works whose abstract is missing"],
    ),
    (
        lambda row: not row["Year"],
        ["works without year", "how many papers have no year?", "papers whose year is unknown"],
    ),
    (lambda _: True, ["which works lack full text?", "how many papers are without a full text?"]),
    (
        lambda row: "machine learning" in _keywords(row),
        [
            "which papers have the keyword “machine learning”?",
            "papers with the keyword machine learning",
            "how many works are tagged machine learning?",
            "papers with machine learning among their keywords",
        ],
    ),
    (lambda row: not _keywords(row), ["which records have no keywords?", "how many papers are without keywords?"]),
]


def _keywords(row: Row) -> list[str]:
    keywords = row["Author Keywords"] or row["Index Keywords"]
    return [word.strip().lower().replace("-", " ") for word in keywords.split(";") if word.strip()]


@pytest.mark.parametrize(("fits", "question"), [(fits, each) for fits, kind in NUMBERS for each in kind])
def test_numbers_are_those_of_the_rows(
    desk: Asked, rows: Sequence[Row], fits: Callable[[Row], bool], question: str
) -> None:
    assert len(desk(question).found) == sum(map(fits, rows))


@pytest.mark.parametrize(
    "question",
    [
        "papers per year",
        "how many papers were published each year?",
        "number of works by year",
        "publication trend over time",
        "yearly distribution of the papers",
        "how many works in every year?",
    ],
)
def test_years_are_a_table_in_order_without_gaps(desk: Asked, rows: Sequence[Row], question: str) -> None:
    numbers = Counter(int(row["Year"]) for row in rows)
    expected = [(str(year), numbers[year]) for year in range(min(numbers), max(numbers) + 1)]
    assert [(group.name, len(group.keys)) for group in desk(question).groups] == expected


@pytest.mark.parametrize(
    "question",
    ["how many conference papers per year since 2021?", "conference papers from 2021 or later by year"],
)
def test_types_and_years_combine(desk: Asked, rows: Sequence[Row], question: str) -> None:
    numbers = Counter(row["Year"] for row in rows if CONFERENCE(row) and row["Year"] >= "2021")
    assert {group.name: len(group.keys) for group in desk(question).groups} == dict(numbers)


@pytest.mark.parametrize(
    "question",
    [
        "how many journal articles and how many conference papers?",
        "how many conference papers vs journal articles",
        "number of journal articles and conference papers",
        "are there more journal articles than conference papers?",
    ],
)
def test_several_types_are_counted_apart(desk: Asked, rows: Sequence[Row], question: str) -> None:
    expected = {"articles": sum(map(ARTICLE, rows)), "conference papers": sum(map(CONFERENCE, rows))}
    assert {group.name: len(group.keys) for group in desk(question).groups} == expected


@pytest.mark.parametrize(
    "question", ["how many works of each type?", "breakdown by document type", "what types of publications are there?"]
)
def test_types_are_a_table(desk: Asked, rows: Sequence[Row], question: str) -> None:
    groups = desk(question).groups
    assert sum(len(group.keys) for group in groups) == len(rows)
    assert len(next(group.keys for group in groups if group.name == "articles")) == sum(map(ARTICLE, rows))


@pytest.mark.parametrize(
    "question",
    [
        "which are cited most?",
        "the ten most cited papers",
        "top 10 by citations",
        "highly cited works",
        "most cited papers",
    ],
)
def test_the_most_cited_are_those_of_the_export(desk: Asked, rows: Sequence[Row], question: str) -> None:
    answer = desk(question)
    cited = sorted((int(row["Cited by"]) for row in rows if row["Cited by"]), reverse=True)[:10]
    assert [work.times_cited and work.times_cited.number for work in answer.found] == cited
    assert answer.summary
    assert "by the numbers that the exports state" in answer.summary


def test_citations_within_the_corpus_are_another_number(desk: Asked) -> None:
    answer = desk("which papers are cited by most works of this corpus?")
    assert "exports" not in (answer.summary or answer.reason or "")


@pytest.mark.parametrize(
    "question",
    [
        "which venues publish most?",
        "top ten venues",
        "where are most of the papers published?",
        "what are the main outlets?",
    ],
)
def test_venues_are_ranked(desk: Asked, rows: Sequence[Row], question: str) -> None:
    answer = desk(question)
    most = max(Counter(row["Source title"] for row in rows).values())
    assert (len(answer.groups), len(answer.groups[0].keys)) == (10, most)


@pytest.mark.parametrize(
    "question",
    ["who wrote the most papers", "who published most?", "most productive authors", "which authors appear most often?"],
)
def test_ten_authors_are_listed_with_the_number_that_tie(desk: Asked, question: str) -> None:
    answer = desk(question)
    assert len(answer.groups) == 10
    assert "as many as the last that is listed" in (answer.summary or "")


@pytest.mark.parametrize("question", ["oldest", "oldest paper", "what is the earliest publication?"])
def test_the_oldest_are_of_the_first_year(desk: Asked, rows: Sequence[Row], question: str) -> None:
    assert desk(question).found[0].year == min(int(row["Year"]) for row in rows)


def test_journals_are_venues_of_articles(desk: Asked, rows: Sequence[Row]) -> None:
    most = max(Counter(row["Source title"] for row in rows if ARTICLE(row)).values())
    assert len(desk("which journal has the most papers?").groups[0].keys) == most


@pytest.mark.parametrize("words", ["“{}”", "the paper “{}”"])
def test_facts_of_one_work(desk: Asked, rows: Sequence[Row], words: str) -> None:
    row = next(row for row in rows if row["DOI"] and row["Cited by"] and ARTICLE(row))
    name = words.format(row["Title"])
    assert row["DOI"].lower() in (desk(f"what is the DOI of {name}?").summary or "")
    assert f"appeared in {row['Source title']}." in (desk(f"which journal is {name} in?").summary or "")
    assert f"cited {row['Cited by']} time" in (desk(f"how often is {name} cited?").summary or "")
    both = desk(f"who wrote {name}, and when?").summary or ""
    assert f"({row['Year']}) is by " in both
    assert (desk(f"is {name} a conference paper?").summary or "").startswith("No: ")


REFUSED = [
    "how many papers are not journal articles?",
    "papers other than conference papers",
    "which works are neither journal articles nor conference papers?",
    "how many papers are from 2023 but not reviews?",
    "how many non-journal articles are there?",
    "all works except reviews",
    "how many papers without reviews?",
    "how many papers not from 2023?",
    "how many papers not by Wang?",
    "how many papers not by Wang discuss blockchain?",
    "how many peer-reviewed papers are there?",
    "how many important papers are there?",
    "how many recent papers are there?",
    "how many journal articles and reviews are there?",
    "how many papers or preprints?",
    "how many papers per type and year?",
    "how many authors per year?",
    "how many papers have more than three authors?",
    "which papers have the most authors?",
    "papers with the keyword drift or “machine learning”",
    "who is the most cited author?",
    "which venue is cited most?",
    "which authors have only one paper?",
    "which year had the fewest papers?",
    "how many citations do the papers have in total?",
    "what is the average number of citations?",
    "which papers have an abstract but no DOI?",
    "which papers have neither DOI nor abstract?",
]


@pytest.mark.parametrize("question", REFUSED)
def test_what_would_be_a_false_number_is_refused(desk: Asked, question: str) -> None:
    with pytest.raises(UsageError):
        desk(question)


@pytest.mark.parametrize(
    "question",
    [
        "what does the literature say about conference management?",
        "which preprint servers are used?",
        "which review process do the papers describe?",
        "which papers discuss journal rankings?",
        "what are preprints?",
        "which papers describe a group design?",
        "which paper reviews data management?",
        "which datasets are used?",
    ],
)
def test_words_of_types_in_topics_are_no_conditions(desk: Asked, question: str) -> None:
    understood = understand(question, Known.of(desk.search.catalogue))
    assert understood.kind is not QuestionKind.BIBLIOGRAPHIC
    assert not understood.conditions


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("which works have the keyword included?", ["tides", "sand"]),
        ("which entries have the tag included?", ["tides", "sand"]),
        ("works tagged excluded", ["silt"]),
        ("which works do not have the keyword excluded?", ["tides", "sand", "quay"]),
        ("works with the keywords included and RQ1", ["tides"]),
        ("how many papers with the keyword included are from 2020?", ["tides"]),
        ("which entries are in the group reading?", ["tides"]),
        ("papers in the group “methods”", ["tides", "silt"]),
        ("works with a note that says “read again”", ["tides"]),
        ("works with the note to read again", ["tides"]),
        ("which works have rating 5?", ["tides"]),
        ("papers with a rating of 3", ["silt"]),
        ("which works have rq RQ1?", ["tides", "silt"]),
        ("which works have rq RQ2?", ["tides"]),
        ("which works have no rating?", ["sand", "quay"]),
        ("which works have no keywords?", ["quay"]),
        ("list the theses", ["sand"]),
        ("works without year", ["sand"]),
        ("which works have the keyword nonsense?", []),
        ("which entries are in the group nonsense?", []),
    ],
)
def test_what_a_bibliography_files_its_entries_under(bib: Asked, question: str, keys: list[str]) -> None:
    assert sorted(work.key for work in bib(question).found) == sorted(keys)


def test_values_near_the_one_that_nothing_has_are_named(bib: Asked) -> None:
    assert "“included”" in " ".join(bib("which works have the keyword nonsense?").notes)


@pytest.mark.parametrize(
    ("question", "fact", "kind"),
    [
        ("works without year", Fact.YEAR, FindingKind.NO_YEAR),
        ("works without authors", Fact.AUTHORS, FindingKind.NO_AUTHORS),
        ("which works are known by title only?", Fact.TEXT, FindingKind.NO_TEXT),
        ("which works have no venue?", Fact.VENUE, None),
        ("which works have no DOI?", Fact.DOI, None),
        ("which works lack an abstract?", Fact.ABSTRACT, None),
        ("which works have no full text?", Fact.FULL_TEXT, None),
    ],
)
def test_a_number_of_works_without_something_is_one_number(
    bib: Asked, question: str, fact: Fact, kind: FindingKind | None
) -> None:
    number = len(bib(question).found)
    index = bib.search.catalogue.folder
    diagnosis = examine(index)
    assert dict(read_status(index.parent / "corpus", index, "made").lacking)[fact] == number
    assert dict(diagnosis.lacking)[fact] == number
    assert kind is None or diagnosis.counts.get(kind, 0) == number
