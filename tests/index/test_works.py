"""Works: records of one publication brought together, others kept apart."""

import time
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.entries import TimesCited
from index.sources import Record, WorkType
from index.works.works import Work, match_works, possible_duplicates

OCEAN = Record("OceanBench: The Sea Surface Height Edition", ("J. E. Johnson", "Q. Febvre", "R. Fablet"), 2023)
CAUSAL, CASUAL = "Causal models of drift in practice", "Casual models of drift in practice"


def works(*records: Record) -> list[Work]:
    """The works of records from one source each, in files 0.md, 1.md and so on."""
    return match_works({(f"{i}.md", 0): record for i, record in enumerate(records)})


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (OCEAN, "the same"),
        (Record(OCEAN.title), "a title alone"),
        (Record("oceanbench – the sea  surface height edition"), "case and punctuation"),
        (Record(OCEAN.title, OCEAN.authors, 2024), "preprint and publication"),
        (Record(OCEAN.title, ("Johnson, J. E.",), 2023), "another way of writing the author"),
        (Record("OceanBench", OCEAN.authors, 2023), "no subtitle"),
        (Record("OceanBench: The Sea Surfcae Hieght Edition", OCEAN.authors, 2023), "slips, all authors"),
        (Record(": The Sea Surface Height Edition", ("J. E. Johnson", "Q. Febvre", "Ronan Fablet")), "a cut title"),
    ],
)
def test_records_of_one_work_are_brought_together(other: Record, why: str) -> None:
    assert len(works(OCEAN, other)) == 1, why


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Record(OCEAN.title, ("Someone Else",), 2023), "no author in common"),
        (Record(OCEAN.title, OCEAN.authors, 2020), "years apart"),
        (Record("The Sea Surface", OCEAN.authors, 2023), "too short a fragment"),
        (Record("The Sea Surface Height Edition", ("J. E. Johnson", "A. B", "C. D"), 2023), "one author of three"),
        (Record("The Sea Surface Height Edition", (), 2023), "a fragment and nobody to vouch for it"),
        (Record("Sea The Surface Height Edition", OCEAN.authors, 2023), "words in another order"),
        (Record(None, OCEAN.authors, 2023), "no title"),
        (Record("OceanBench", (), 2023), "a short title and nobody to vouch for it"),
        (Record("OceanBench: The Lake Surface Height Edition", OCEAN.authors, 2023), "another word"),
        (Record("OceanBench: The Sea Surface Height Edition 2", OCEAN.authors, 2023), "another number"),
        (Record("Reply to OceanBench: The Sea Surface Height Edition", OCEAN.authors, 2023), "a reply"),
    ],
)
def test_records_of_different_works_are_kept_apart(other: Record, why: str) -> None:
    assert len(works(OCEAN, other)) == 2, why


def test_the_fullest_record_leads_and_the_others_fill_its_gaps() -> None:
    (work,) = works(
        Record("Towards MLOps", ("Meenu Mary John",), None, "SEAA"),
        Record("Towards MLOps", ("M. M. John", "J. Bosch"), 2021, None),
        Record("towards mlops", ("John", "Bosch"), 2021, None, "10.1/x"),
    )
    assert (work.title, work.year, work.venue, work.doi) == ("towards mlops", 2021, "SEAA", "10.1/x")
    assert work.authors == ("John", "Bosch")
    assert work.key == "john2021towards"
    assert work.records == (("0.md", 0), ("1.md", 0), ("2.md", 0))


def test_untitled_records_are_works_of_their_own_and_are_called_by_their_file() -> None:
    found = match_works({("notes/a b.md", 0): Record(), ("b.md", 0): Record()})
    assert [(work.key, work.title, work.label) for work in found] == [("ab", None, "a b.md"), ("b", None, "b.md")]


def test_works_with_the_same_base_key_get_letters_and_keep_them() -> None:
    one, two = Record("Drift in practice", ("A. Wu",), 2021), Record("Drift in theory", ("B. Wu",), 2021)
    first = works(two)
    assert [work.key for work in first] == ["wu2021drift"]
    held = {work.identity: work.key for work in first}
    later = match_works({("0.md", 0): one, ("1.md", 0): two}, held_keys=held)
    assert {work.title: work.key for work in later} == {
        "Drift in theory": "wu2021drift",
        "Drift in practice": "wu2021driftb",
    }


RECORDS = st.builds(
    Record,
    title=st.none() | st.sampled_from(["A big title of many words", "big title of many", "Other", "Ärger", "…", ""]),
    authors=st.lists(st.sampled_from(["A. One", "Two, B.", "C. Three", ""]), max_size=3).map(tuple),
    year=st.none() | st.integers(2019, 2023),
    doi=st.none() | st.just("10.1/x"),
)


@given(st.lists(RECORDS, max_size=12))
def test_every_record_is_in_exactly_one_work(records: list[Record]) -> None:
    found = works(*records)
    assert sorted(ref for work in found for ref in work.records) == sorted((f"{i}.md", 0) for i in range(len(records)))
    assert len({work.key for work in found}) == len({work.identity for work in found}) == len(found)
    assert found == sorted(found, key=lambda work: work.key)


@given(st.lists(RECORDS, max_size=8))
def test_works_do_not_depend_on_the_order_of_reading(records: list[Record]) -> None:
    refs = {(f"{i}.md", 0): record for i, record in enumerate(records)}
    assert match_works(dict(reversed(refs.items()))) == match_works(refs)


def test_a_second_match_with_the_held_keys_changes_nothing() -> None:
    refs = {(f"{i}.md", 0): Record("Same title", (f"{name}. Wu",), 2021) for i, name in enumerate("ABC")}
    first = match_works(refs)
    assert match_works(refs, held_keys={work.identity: work.key for work in first}) == first


@pytest.mark.parametrize(
    ("one", "other", "reported"),
    [
        (Record("Auditing pipelines", ("A. B", "C. D"), 2023), Record("Something else", ("C D", "A B"), 2023), True),
        (
            Record("Data dependency analysis", ("A. B", "C. D"), 2022),
            Record("Data dependency", ("A. B", "C. D"), 2023),
            True,
        ),
        (Record("Auditing pipelines", ("A. B", "C. D"), 2022), Record("Something else", ("A. B", "C. D"), 2023), False),
        (Record(CAUSAL, ("A. B",), 2023), Record(CASUAL, ("A. B",), 2023), True),
        (Record(CAUSAL, ("A. B",), 2023), Record(CASUAL), True),
        (Record("Auditing pipelines", ("A. B",), 2023), Record("Auditing pipelines", (), 2023), True),
        (Record("Preface", (), 2023), Record("Preface", (), 2023), False),
        (Record("Auditing pipelines", ("A. B",), 2023), Record("Auditing services", ("A. B",), 2023), False),
        (
            Record("Auditing pipelines", ("A. B", "C. D"), 2020),
            Record("Auditing pipeline", ("A. B", "C. D"), 2023),
            False,
        ),
    ],
)
def test_possible_duplicates_are_reported_and_not_merged(one: Record, other: Record, reported: bool) -> None:
    found = works(one, other)
    assert len(found) == 2
    assert bool(possible_duplicates(found)) is reported


@pytest.mark.parametrize(
    ("one", "other", "n"),
    [
        (Record("Introduction"), Record("Introduction"), 2),
        (Record("Introduction", ("A. Wu",)), Record("Introduction"), 2),
        (Record("Introduction", ("A. Wu",)), Record("Introduction", ("A. Wu",)), 1),
        (Record("Introduction", (), 2021), Record("introduction", (), 2021), 2),
        (Record("Introduction", (), 2021), Record("Introduction", (), 2021), 2),
        (Record("Introduction", (), 2021, "ICSE"), Record("introduction", (), 2021, "Proc. of ICSE"), 1),
        (Record("Preface", (), 2020, "Proc. ICSE"), Record("Preface", (), 2020, "Proc. KDD"), 2),
        (Record("Preface", ("A. Wu", "B. Li"), 2020, "Book A"), Record("Preface", ("A. Wu", "B. Li"), 2020, "B"), 2),
        (Record("Introduction", ("A. Wu",), 2020, "Book A"), Record("Introduction", ("A. Wu",), 2020, "Book B"), 2),
        (Record("Auto-Wu", ("A. Wu", "B. Li"), 2020, "NIPS"), Record("Auto-Wu", ("A. Wu", "B. Li"), 2020, "PMLR"), 1),
        (Record("A title that says much"), Record("A title that says much"), 1),
    ],
)
def test_a_short_title_is_no_proof_unless_authors_or_year_and_venue_agree(one: Record, other: Record, n: int) -> None:
    assert len(works(one, other)) == n


@pytest.mark.parametrize(
    ("one", "other", "n"),
    [
        (Record(CAUSAL, ("A. Wu",), 2021), Record(CASUAL, ("A. Wu",), 2021), 2),
        (Record(CAUSAL, (), 2021), Record(CASUAL, (), 2021), 2),
        (Record(CAUSAL, ("A. Wu",), 2021, "ICSE"), Record(CASUAL, ("A. Wu",), 2021, "KDD"), 2),
        (Record(CAUSAL, ("A. Wu",), 2021, "Proc. ICSE"), Record(CASUAL, ("A. Wu",), 2021, "ICSE"), 1),
        (Record(CAUSAL, ("A. Wu", "B. Li"), 2021), Record(CASUAL, ("Wu, A.", "Li, B."), 2021), 1),
        (Record(CAUSAL, ("A. Wu", "B. Li"), 2021), Record(CASUAL, ("Wu, A.", "Li, B."), 2022), 2),
        (Record(CAUSAL, ("A. Wu",), 2021, None, "10.1/x"), Record(CASUAL, ("A. Wu",), 2021, None, "10.1/x"), 1),
        (Record("Modelling behaviour of users", ("A. Wu",)), Record("Modelling behavior of users", ("A. Wu",)), 1),
        (Record("Analysis of C++ code", ("A. Wu",), 2021), Record("Analysis of C# code", ("A. Wu",), 2021), 2),
    ],
)
def test_a_slip_is_another_word_unless_more_than_an_author_bears_it_out(one: Record, other: Record, n: int) -> None:
    assert len(works(one, other)) == n


def test_books_that_cannot_be_one_are_not_joined_by_a_chapter_that_names_none() -> None:
    told = [Record("Introduction", ("A. Wu",), 2021, venue) for venue in ("Book A", "Book B", None)]
    assert sorted(len(work.records) for work in works(*told)) == [1, 2]


def test_works_that_cannot_be_one_are_not_joined_by_a_third_record() -> None:
    title = "A title that says much"
    found = works(Record(title, ("A. Wu",), 2021), Record(title, ("B. Li",), 2021), Record(title, (), 2021))
    assert sorted(len(work.records) for work in found) == [1, 2]
    assert [len(pair) for pair in possible_duplicates(found)] == [2]


def test_a_work_inherits_its_key_through_its_record() -> None:
    before = match_works({("a.md", 0): Record("Drift in practise", ("A. Wu",), 2021)})
    after = match_works(
        {("a.md", 0): Record("Drift in practice", ("A. Wu",), 2021), ("b.md", 0): Record("Drift", ("A. Wu",), 2021)},
        held_keys={work.identity: work.key for work in before},
        held_by_record={ref: work.key for work in before for ref in work.records},
    )
    assert {work.title: work.key for work in after} == {"Drift in practice": "wu2021drift", "Drift": "wu2021driftb"}


A, B = (
    Record("Deep learning for x", ("J. Smith",), 2020, None, "10.1/a"),
    Record("Deep models of y", ("J. Smith",), 2020, None, "10.1/b"),
)
"""Works whose keys are made from the same base."""


class Library:
    """A corpus that is indexed again and again, as `index.store.publish` does."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        self.before: dict[tuple[str, int], str] = {}

    def index(self, *files: list[Record]) -> dict[Record, str]:
        """The key of each record; the files are 0.ris, 1.ris and so on."""
        told = {(f"{n}.ris", i): record for n, records in enumerate(files) for i, record in enumerate(records)}
        found = match_works(told, held_keys=self.held, held_by_record=self.before)
        self.held |= {work.held_as: work.key for work in found}
        self.before = {ref: work.key for work in found for ref in work.records}
        return {record: self.before[ref] for ref, record in told.items()}


def test_an_entry_put_in_front_does_not_take_the_key_of_the_one_behind() -> None:
    library = Library()
    assert library.index([A]) == {A: "smith2020deep"}
    assert library.index([B, A]) == {B: "smith2020deepb", A: "smith2020deep"}
    assert library.index([B]) == {B: "smith2020deepb"}
    assert library.index([A]) == {A: "smith2020deep"}


def test_an_entry_that_replaces_another_gets_a_key_of_its_own() -> None:
    library = Library()
    assert library.index([A]) == {A: "smith2020deep"}
    assert library.index([B]) == {B: "smith2020deepb"}


POOL = [
    A,
    B,
    Record("Deep learning for x", ("J. Smith",), 2020, None, "10.1/journal"),
    Record("Deep learning for x", ("K. Smith",), 2020),
    Record("Deep forests", ("J. Smith",), 2020),
    Record("Deep dive", ("J. Smith",), 2020, "Book A"),
    Record("Deep dive", ("J. Smith",), 2020, "Book B"),
    Record("Preface", (), 2020, "Proc. ICSE"),
    Record("Preface", (), 2020, "Proc. KDD"),
    Record(CAUSAL, ("J. Smith",), 2020),
    Record(CASUAL, ("J. Smith",), 2020),
    Record(None, ("J. Smith",), 2020, "Book A"),
    Record(None, ("J. Smith",), 2020, "Book B"),
]
"""Works that are easily taken for each other."""
FILE = st.lists(st.sampled_from(POOL), unique_by=id, max_size=8)


@given(st.lists(FILE, min_size=2, max_size=6))
def test_no_key_moves_from_one_work_to_another_whatever_comes_goes_and_changes_place(
    builds: list[list[Record]],
) -> None:
    library, ever = Library(), dict[str, Record]()
    for told in builds:
        keys = library.index(told)
        assert len(set(keys.values())) == len(told)
        for record, key in keys.items():
            assert ever.setdefault(key, record) == record
    for record in {id(record): record for told in builds for record in told}.values():
        assert len([key for key, holder in ever.items() if holder == record]) == 1


@given(FILE, st.permutations(POOL))
def test_a_title_corrected_in_place_keeps_its_key(others: list[Record], order: list[Record]) -> None:
    wrong, right = (Record(f"Shallow learning in {how}", ("J. Smith",), 2020) for how in ("practise", "practice"))
    library, place = Library(), len(others) // 2
    keys = library.index([*others[:place], wrong, *others[place:]])
    assert library.index([*others[:place], right, *others[place:]])[right] == keys[wrong]
    moved = library.index([record for record in order if record in others] + [right])
    assert moved == {**{record: keys[record] for record in others}, right: keys[wrong]}


@given(FILE)
def test_a_fresh_build_of_an_equal_corpus_gives_equal_keys(told: list[Record]) -> None:
    assert Library().index(told) == Library().index(list(reversed(told)))


def test_what_is_the_same_in_all_but_its_file_keeps_its_key_when_the_other_goes() -> None:
    library, one, other = Library(), Record("Drift", (), 2021), Record("drift", (), 2021)
    keys = library.index([one], [other])
    assert sorted(keys.values()) == ["2021drift", "2021driftb"]
    assert library.index([], [other]) == {other: keys[other]}
    assert library.index([one], [other]) == keys


ARXIV, ACM, IEEE = "10.48550/arxiv.2103.1", "10.1145/1234.5", "10.1109/1234.5"
TITLE = "A title that says much"


@pytest.mark.parametrize(
    ("one", "other", "n"),
    [
        (Record(TITLE, ("A. Wu",), 2015, None, ACM), Record("Another wording of it", ("A. Wu",), 2021, None, ACM), 2),
        (Record(TITLE, ("A. Wu",), 2015, None, ACM), Record("A title", ("A. Wu",), 2021, None, ACM), 1),
        (Record(TITLE, ("A. Wu",), 2015, None, ACM), Record(TITLE, ("B. Li",), 2021, None, ACM), 1),
        (Record(TITLE, (), 2021, None, ACM), Record(None, (), None, None, f"https://doi.org/{ACM}"), 1),
        (Record(TITLE, ("A. Wu",), 2021, None, ACM), Record(TITLE, ("A. Wu",), 2021, None, IEEE), 2),
        (Record(TITLE, ("A. Wu",), 2021, None, ACM), Record(TITLE, ("A. Wu",), 2018, None, ARXIV), 1),
        (Record(TITLE, ("A. Wu",), 2021, None, ACM), Record(TITLE, ("A. Wu",), 2019, "arXiv preprint"), 1),
        (Record(TITLE, ("A. Wu",), 2021, None, ACM), Record(TITLE, ("A. Wu",), 2019), 2),
        (Record(TITLE, ("A. Wu",), 2021, None, f"{ARXIV}v1"), Record(TITLE, ("A. Wu",), 2021, None, f"{ARXIV}v2"), 1),
        (Record(TITLE, ("A. Wu",), 2021, None, ARXIV), Record(TITLE, ("A. Wu",), 2021, None, f"{ARXIV}2"), 2),
        (Record("Proceedings of the conference", (), 2021), Record("Proceedings of the conference", (), 2022), 2),
        (Record("Drift", ("Zhang Wei",), 2021), Record("Drift", ("Wei Zhang",), 2021), 1),
    ],
)
def test_a_doi_joins_and_parts_works(one: Record, other: Record, n: int) -> None:
    assert len(works(one, other)) == n


def test_chapters_under_the_doi_of_their_volume_stay_apart() -> None:
    names = ["Cooling of engines", "Poems of the sea", "A grammar of Finnish", "Grammar of Finnish"]
    found = works(*(Record(name, (), 2021, None, ACM) for name in names))
    assert sorted(len(work.records) for work in found) == [1, 1, 2]


@given(st.lists(RECORDS, max_size=10))
def test_no_work_joins_records_that_a_veto_parts(records: list[Record]) -> None:
    for work in works(*records):
        members = [records[int(path[:-3])] for path, _ in work.records]
        years = [record.year for record in members if record.year and not record.doi]
        assert not years or max(years) - min(years) <= 1


@pytest.mark.parametrize("order", [("a.bib", "b.csv", "c.md"), ("c.bib", "a.csv", "b.md"), ("b.bib", "c.csv", "a.md")])
def test_the_most_trusted_reader_is_heard_first(order: tuple[str, str, str]) -> None:
    told = [
        Record(TITLE, ("A. Wu",), 2021, None, None, key="Wu:21"),
        Record(TITLE.upper(), ("Wu, A.",), 2022, "Venue", ACM),
        Record(TITLE.lower(), (), 2020, "Other venue", "10.1145/other", key="Wu:Note"),
    ]
    readers = dict(zip(order, ("bibtex", "export", "summary"), strict=True))
    (work, *rest) = match_works({(path, 0): record for path, record in zip(order, told[:2], strict=False)}, readers)
    assert (work.key, work.title, work.authors, work.year) == ("Wu:21", TITLE, ("A. Wu",), 2021)
    assert (work.venue, work.doi, rest) == ("Venue", ACM, [])


def test_a_cut_title_gives_way_to_the_whole_one() -> None:
    cut = Record(": The Sea Surface Height Edition", OCEAN.authors, 2023, None, "10.1/x")
    (work,) = match_works({("a.csv", 0): cut, ("b.md", 0): OCEAN}, {"a.csv": "export", "b.md": "summary"})
    assert (work.title, work.doi) == (OCEAN.title, "10.1/x")


def test_own_keys_win_and_a_key_used_twice_goes_to_the_more_trusted() -> None:
    records = {
        ("a.ris", 0): Record("Drift in practice today", ("A. Wu",), 2021, key="Wu"),
        ("b.bib", 0): Record("Skew in practice today", ("A. Wu",), 2021, key="Wu"),
        ("b.bib", 1): Record("Bias in practice today", ("A. Wu",), 2021, key="wu2021drift"),
    }
    found = match_works(records, {"a.ris": "ris", "b.bib": "bibtex"}, held_by_record={("a.ris", 0): "wu2021drift"})
    keys = {work.title: work.key for work in found}
    assert keys == {
        "Skew in practice today": "Wu",
        "Bias in practice today": "wu2021drift",
        "Drift in practice today": "wu2021driftb",
    }


def test_a_work_that_had_an_own_key_for_a_while_gets_its_made_one_back() -> None:
    drift, other = Record("Drift in practice", ("A. Wu",), 2021), Record("Drift: a survey", ("B. Wu",), 2021)
    own = Record(drift.title, drift.authors, 2021, key="Wu:Drift")
    held: dict[str, str] = {}
    seen = []
    for corpus in ({"a.md": drift}, {"a.md": drift, "b.bib": own}, {"b.bib": own, "c.md": other}, {"a.md": drift}):
        found = match_works({(path, 0): record for path, record in corpus.items()}, {"b.bib": "bibtex"}, held)
        held |= {work.held_as: work.key for work in found}
        seen.append({work.title: work.key for work in found})
    assert seen == [
        {drift.title: "wu2021drift"},
        {drift.title: "Wu:Drift"},
        {drift.title: "Wu:Drift", other.title: "wu2021driftb"},
        {drift.title: "wu2021drift"},
    ]


def test_matching_takes_time_in_proportion_to_the_records() -> None:
    shared = [
        Record(f"A study of topic {i} in shared systems", ("A. Shared", f"B. {chr(97 + i % 26)}")) for i in range(2500)
    ]
    title = [Record(TITLE, ("A. Shared", f"B. {chr(97 + i % 26) * (2 + i // 26)}"), 2021) for i in range(1000)]
    begun = time.process_time()
    found = works(*shared, *title)
    assert time.process_time() - begun < 6
    assert len(found) >= 2501


def matched(*records: Record, readers: Mapping[str, str] | None = None) -> Work:
    (work,) = match_works({(f"{i}.x", 0): record for i, record in enumerate(records)}, readers)
    return work


PUBLISHED = Record("On the Drift of Widgets", ("Verne, Ada",), 2021, "Journal of Widgets", "10.5555/w.1")


def test_a_preprint_and_its_published_form_are_one_work_shown_as_published() -> None:
    preprint = replace(PUBLISHED, year=2019, venue="arXiv", doi="10.48550/arxiv.1901.00001", type=WorkType.PREPRINT)
    for records in ((preprint, PUBLISHED), (PUBLISHED, preprint)):
        work = matched(*records)
        assert (work.year, work.venue, work.doi, work.type) == (2021, "Journal of Widgets", "10.5555/w.1", None)
        assert work.preprint_year == 2019
    assert matched(preprint).type is WorkType.PREPRINT


def test_a_mark_of_retraction_unites_what_it_marks_and_is_shown() -> None:
    marked = replace(PUBLISHED, title="RETRACTED: On the Drift of Widgets", doi=None, retracted=True)
    work = matched(marked, PUBLISHED)
    assert (work.title, work.label) == ("On the Drift of Widgets", "RETRACTED: On the Drift of Widgets")
    assert work.retracted
    notice = replace(PUBLISHED, title="Retraction notice to “On the Drift of Widgets”", doi="10.5555/w.2")
    assert len(match_works({("a", 0): marked, ("b", 0): notice})) == 2


def test_the_highest_number_of_citations_counts_with_its_source() -> None:
    work = matched(replace(PUBLISHED, times_cited=7), replace(PUBLISHED, times_cited=12), PUBLISHED)
    assert work.times_cited == TimesCited(12, "1.x")


@pytest.mark.parametrize(
    ("types", "readers", "type_"),
    [
        (("article", "editorial"), ("bibtex", "export"), "editorial"),
        (("article", "editorial"), ("export", "export"), "article"),
        (("web", "article"), ("bibtex", "export"), "article"),
        (("web", None), ("bibtex", "pdf"), "web"),
        (("preprint", "conference"), ("bibtex", "ris"), "conference"),
        (("other", "thesis"), ("bibtex", "ris"), "thesis"),
        ((None, None), ("pdf", "markdown"), None),
    ],
)
def test_a_work_is_a_study_where_a_database_knows_it_as_one(
    types: tuple[str | None, ...], readers: tuple[str, ...], type_: str | None
) -> None:
    records = (replace(PUBLISHED, type=WorkType(name) if name else None) for name in types)
    work = matched(*records, readers={f"{i}.x": reader for i, reader in enumerate(readers)})
    assert work.type == type_


def test_and_others_does_not_replace_a_full_list_of_authors() -> None:
    short = Record("Serving of models on the edge of harbours", ("Liu, Peini",), 2021, key="liu2021", authors_cut=True)
    full = Record("Serving of models on the edge of harbours", ("P. Liu", "J. Guitart", "D. Moss"), 2021)
    records = {("a.bib", 0): short, ("b.csv", 0): full}
    for reader in ("export", "ris", "bibtex", "summary"):
        (work,) = match_works(records, {"a.bib": "bibtex", "b.csv": reader})
        assert (work.authors, work.key) == (full.authors, "liu2021")
    whole = {**records, ("a.bib", 0): replace(short, authors_cut=False)}
    (work,) = match_works(whole, {"a.bib": "bibtex", "b.csv": "export"})
    assert work.authors == short.authors, "the manager's list is complete"
    others = Record("Serving of models on the edge of harbours", ("Liu, Peini", "Guitart, Jordi"), 2021)
    (work,) = match_works({("a.bib", 0): others, ("b.csv", 0): replace(full, authors=("P. Liu",))}, {"a.bib": "bibtex"})
    assert work.authors == others.authors


COLUMN = Record(
    "Software Engineering for Machine Learning", ("Cleland-Huang, Jane", "Col, Ann"), 2019, "IEEE Software",
    key="col2019", type=WorkType.ARTICLE, first_page="3", last_page="5", volume="36", number="1",
)  # fmt: skip
SEQUEL = replace(COLUMN, year=2020, key="col2020", first_page="11", last_page="14", volume="37", number="4")
REPORT = Record("Requirements of Ledgers", ("Ito, K.",), 2020, key="tr1", type=WorkType.REPORT, number="TR-1")
EDITORIAL = Record("Editorial", ("Moe, B.",), 2021, "Journal of Ledgers", type=WorkType.EDITORIAL)
REVIEW = Record("Book Review", ("Moe, B.",), 2021, "Journal of Ledgers", volume="3")


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (COLUMN, SEQUEL, "volume, number and pages"),
        (replace(COLUMN, volume=None, number=None), replace(SEQUEL, volume=None, number=None, year=2019), "pages"),
        (replace(COLUMN, first_page=None), replace(SEQUEL, year=2019, first_page=None), "volume"),
        (replace(EDITORIAL, title=COLUMN.title, key="a"), replace(EDITORIAL, title=COLUMN.title, year=2022, key="b"),
         "year of entries with keys"),
        (REPORT, replace(REPORT, key="tr2", number="TR-2"), "number of a report"),
        (REPORT, replace(REPORT, key="tr2", number="TR-2", year=2021), "number of a report and year"),
        (EDITORIAL, replace(EDITORIAL, year=2022), "year of a common title"),
        (REVIEW, replace(REVIEW, volume="4"), "volume of a common title"),
        (REVIEW, replace(REVIEW, volume="4", venue="J. of Ledgers"), "volume, with a shortened venue"),
    ],
)  # fmt: skip
def test_two_printings_in_one_venue_are_two_works(first: Record, second: Record, why: str) -> None:
    assert len(works(first, second)) == len(works(second, first)) == 2, why
    scraped = Record(first.title, first.authors, first.year)
    assert len(works(first, second, scraped)) == 2, "a third record joins no two that differ"


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (replace(SEQUEL, first_page="3", last_page="5"), "pages"),
        (replace(SEQUEL, first_page=None, last_page=None, volume=None, number=None, key=None), "nothing but the year"),
        (replace(COLUMN, year=2018, venue="arXiv", type=WorkType.PREPRINT, key="b", first_page="11"), "a preprint"),
        (replace(COLUMN, number="1-2"), "a double issue"),
        (replace(COLUMN, first_page="1", last_page="3"), "pages counted from 1"),
        (replace(COLUMN, first_page="8"), "a slip in the first page"),
        (replace(COLUMN, volume="2019"), "the year for a volume"),
    ],
)
def test_one_printing_stated_twice_is_one_work(second: Record, why: str) -> None:
    assert len(works(COLUMN, second)) == len(works(second, COLUMN)) == 1, why


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            replace(COLUMN, authors=("Wang, Li",), key=None),
            replace(COLUMN, authors=("Wang, Lei",), key=None, first_page="20", last_page="24"),
        ),
        (replace(COLUMN, key=None), replace(COLUMN, key=None, first_page="20", last_page="24")),
    ],
)
def test_letters_of_keys_do_not_depend_on_names_of_files(first: Record, second: Record) -> None:
    def lettered(*records: Record) -> dict[str, Record]:
        return {work.key: records[int(work.records[0][0][0])] for work in works(*records)}

    assert len(lettered(first, second)) == 2
    assert lettered(first, second) == lettered(second, first)


def test_a_key_once_held_stays_when_a_work_comes_that_would_be_lettered_first() -> None:
    li = replace(COLUMN, authors=("Wang, Li",), key=None)
    lei = replace(li, authors=("Wang, Lei",), first_page="20", last_page="24")
    alone = match_works({("b.md", 0): li})
    held, before = {work.held_as: work.key for work in alone}, {("b.md", 0): alone[0].key}
    both = match_works({("a.md", 0): lei, ("b.md", 0): li}, held_keys=held, held_by_record=before)
    assert next(work for work in both if work.records == (("b.md", 0),)).key == alone[0].key


def test_online_first_and_its_issue_with_one_doi_are_one_work() -> None:
    early = replace(COLUMN, first_page=None, last_page=None, volume=None, number=None, doi="10.1/x")
    assert len(works(early, replace(SEQUEL, doi="10.1/x"))) == 1
