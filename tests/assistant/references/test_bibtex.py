"""Works as BibTeX: what is written is read back, by our own reader and by the library's."""

import unicodedata

import bibtexparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.references.bibtex import as_bibtex
from index.readers.records import bibtex
from index.readers.records.entry import title_line
from index.readers.records.names import BEHIND_NAME, NOBODY, tidy
from index.sources import Record
from index.works import names
from index.works.names import Authors
from tests.assistant.references.entries import work, written

SPECIAL = "\\{}~^<>|&%$#_`'\"-,.:;@=()[] \t\nAbÉß漂é́1"
TEXTS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(SPECIAL)), max_size=60)
KEYS = st.from_regex(r"[A-Za-zÀ-ž0-9][A-Za-zÀ-ž0-9:._/+-]{0,20}", fullmatch=True)
GIVEN = ("Ann", "A. B.", "Jean-Luc", "O", "Ángel", "María del", "Jos'e")
FAMILY = (
    "Smith",
    "van der Aalst",
    "Le Goues",
    "O’Brien",
    "boyd",
    "Alcorta y Lozano",
    "Müller-Birn",
    "D'Elia",
    "张",
    "St. John",
)
PERSONS = st.builds(
    lambda given, family, form: form.format(given=given, family=family),
    st.sampled_from(GIVEN),
    st.sampled_from(FAMILY),
    st.sampled_from(
        [
            "{family}, {given}",
            "{given} {family}",
            "{family}",
            "{family}, {given}, Jr.",
            "{family} A.",
            "{given} {family} III",
        ]
    ),
)
NAMES = st.one_of(
    PERSONS, TEXTS, st.sampled_from(["ATLAS Collaboration", "Barnes and Noble", "Dept. of X, University Y"])
)


def one(text: str) -> Record:
    (record,) = bibtex.read(text.encode()).records
    return record


def compared(authors: tuple[str, ...]) -> Authors:
    return names.listed(name for author in authors if (name := names.compared(author)))


@given(key=KEYS, title=TEXTS, year=st.none() | st.integers(1000, 2199))
def test_key_title_and_year_are_read_back(key: str, title: str, year: int | None) -> None:
    # A title as a reader leaves it: one line without markup. TeX has no other sign for a grave accent alone.
    cleaned = title_line(title_line(unicodedata.normalize("NFC", title)).replace("`", "‘"))
    record = one(as_bibtex([work(key, cleaned or None, (), year)]))
    assert (record.key, record.year) == (key, year)
    assert record.title == (cleaned or "notes on drift.pdf")


@given(authors=st.lists(NAMES, max_size=4).map(tuple))
def test_authors_are_read_back_as_the_same_persons(authors: tuple[str, ...]) -> None:
    # Names as a reader leaves them: tidied, without markup, and none that says that nobody is known.
    tidied = (tidy(tidy(unicodedata.normalize("NFC", name))) for name in authors)
    cleaned = tuple(name for name in tidied if not NOBODY.fullmatch(name) and not BEHIND_NAME.fullmatch(name))
    assert compared(one(as_bibtex([work(authors=cleaned)])).authors) == compared(cleaned)


@given(
    suffix=st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='"'), min_size=1, max_size=40)
)
def test_a_doi_is_read_back(suffix: str) -> None:
    known = one(
        f"@misc{{a, title = {{T}}, doi = {{10.1000/{suffix.translate({123: None, 125: None, 92: None, 37: None})}x}}}}"
    ).doi
    assert known is not None
    assert one(as_bibtex([work(doi=known)])).doi == known


@pytest.mark.parametrize(
    "doi", ["10.1000/a_b", "10.1002/(sici)1<1::aid-x>3.0.co;2-k", "10.1000/a{b}c", "10.1000/50%", "10.1/#a&b"]
)
def test_an_unusual_doi_stays_one_balanced_value(doi: str) -> None:
    assert "{" not in written(work(doi=doi))["doi"]
    assert one(as_bibtex([work(doi=doi)])).doi in (doi, None)


@given(st.lists(st.tuples(KEYS, TEXTS, TEXTS, NAMES, TEXTS), max_size=4, unique_by=lambda row: row[0].lower()))
def test_any_text_gives_entries_that_a_parser_takes(rows: list[tuple[str, str, str, str, str]]) -> None:
    works = [work(key, title, (author,), None, venue) for key, title, venue, author, _ in rows]
    library = bibtexparser.parse_string(as_bibtex(works, {key: note for key, *_, note in rows}))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [key for key, *_ in rows]
    for entry in library.entries:
        for field in entry.fields:
            # BibTeX counts braces whether or not they are escaped.
            assert field.value.count("{") == field.value.count("}")


def test_an_entry_is_laid_out_for_people() -> None:
    entry = work(
        "john2021", "Towards MLOps", ("Meenu Mary John", "Jan Bosch"), 2021, "J. Syst. & Softw.", "10.1016/j.jss.1_2"
    )
    assert as_bibtex([entry], {"john2021": "50% done"}) == (
        "@article{john2021,\n"
        "  author = {John, Meenu Mary and Bosch, Jan},\n"
        "  title = {Towards {MLOps}},\n"
        "  journal = {J. Syst. \\& Softw.},\n"
        "  year = {2021},\n"
        "  doi = {10.1016/j.jss.1_2},\n"
        "  note = {50\\% done},\n"
        "}\n"
    )


def test_a_preprint_has_its_number() -> None:
    entry = written(work(venue="arXiv preprint arXiv:2103.08942"))
    assert (entry["type"], entry["eprint"], entry["archiveprefix"]) == ("misc", "2103.08942", "arXiv")


def test_a_work_of_which_only_the_file_is_known_goes_by_its_name() -> None:
    assert written(work(title=None, authors=(), year=None)) == {
        "type": "misc",
        "title": "notes on drift.pdf",
    }


def test_no_works_give_an_empty_text() -> None:
    assert as_bibtex([]) == ""


def test_entries_keep_the_order_of_the_works_and_stand_once() -> None:
    works = [work("b"), work("a"), work("b")]
    assert [entry.key for entry in bibtexparser.parse_string(as_bibtex(works)).entries] == ["b", "a"]


@pytest.mark.parametrize("key", ["smith 2020", "a,b", "a{b}c", "a@misc{b,", 'a"b', "a%b", "a\\b", " "])
def test_a_key_that_bibtex_refuses_is_mended_and_told(key: str) -> None:
    text = as_bibtex([work(key), work("other")])
    library = bibtexparser.parse_string(text)
    assert [entry.key for entry in library.entries][1:] == ["other"]
    assert len(library.entries) == 2
    assert text.startswith("% the key ")
    assert "@" not in text.splitlines()[0]
