"""BibTeX and BibLaTeX, tidy and not."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ReadError
from index.readers.records import bibtex
from index.sources import Evidence, Kind, Record, Source, WorkType
from tests.index.readers.bibliographies import assert_composed
from tests.index.readers.wellformed import texts_under

REPEATED = "@misc{a, title={One}, year=2020, author={X}}\n@misc{a, title={Two}, year=2020, author={Y}}\n"


def read(text: str) -> Source:
    source = bibtex.read(text.encode())
    assert_composed(source)
    return source


def one(text: str) -> Record:
    (record,) = read(text).records
    return record


def test_an_entry_becomes_a_record_with_its_abstract_as_text() -> None:
    source = read(
        "@article{smith2020, author = {Smith, Ann and Jones, Bob}, title = {{MLOps} in Practice}, year = 2020,\n"
        " journal = {J. Syst.}, doi = {https://doi.org/10.1000/ABC.1}, keywords = {mlops, drift},\n"
        " abstract = {Models drift.\n They are watched.}, file = {x.pdf}}"
    )
    assert source.kind is Kind.RECORD
    assert source.records == (
        Record(
            "MLOps in Practice",
            ("Smith, Ann", "Jones, Bob"),
            2020,
            "J. Syst.",
            "10.1000/abc.1",
            key="smith2020",
            type=WorkType.ARTICLE,
            files=("x.pdf",),
            fields=(
                ("keyword", "mlops"),
                ("keyword", "drift"),
            ),
        ),
    )
    assert source.texts[0] == "MLOps in Practice\n\nmlops; drift\n\nModels drift. They are watched."
    assert [(b.evidence, b.section) for b in source.blocks] == [
        (Evidence.TITLE, None),
        (Evidence.ABSTRACT, "Keywords"),
        (Evidence.ABSTRACT, "Abstract"),
    ]
    assert source.warnings == ()


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (
            "Ludwig van Beethoven and {World Health Organization}",
            ("van Beethoven, Ludwig", "World Health Organization"),
        ),
        ("von Hippel, Eric and Sherry, Jr., John F.", ("von Hippel, Eric", "Sherry, John F., Jr.")),
        ("Sherry, John F., Jr.", ("Sherry, John F., Jr.",)),
        ("G{\\\"o}del, Kurt and Erd{\\H{o}}s, P\\'al and others", ("Gödel, Kurt", "Erdős, Pál")),
        ("{Barnes and Noble}", ("Barnes and Noble",)),
        ("University of Chicago Press", ("University of Chicago Press",)),
        ("Sa, M. C.; Kascheres, A.", ("Sa, M. C.", "Kascheres, A.")),
        ("Knuth,Donald E.\n  and\n Lamport , Leslie", ("Knuth, Donald E.", "Lamport, Leslie")),
        ("others", ()),
    ],
)
def test_names_are_family_name_first(value: str, names: tuple[str, ...]) -> None:
    assert one(f"@misc{{k, title={{T}}, author={{{value}}}}}").authors == names


@pytest.mark.parametrize(
    ("fields", "year"),
    [
        ("year = {2014}", 2014),
        ("date = {2021-05-03}", 2021),
        ("date = {2019/2021}, year = {1999}", 2019),
        ("year = {c2009}", 2009),
        ("year = {in press}", None),
        ("date = {Mar 3}, year = 2015", 2015),
        ("year = {{2011}}", 2011),
    ],
)
def test_the_year_is_found_in_year_and_date(fields: str, year: int | None) -> None:
    assert one(f"@misc{{k, title={{T}}, {fields}}}").year == year


@pytest.mark.parametrize(
    ("fields", "doi"),
    [
        ("doi = {doi:10.1000/Xy}", "10.1000/xy"),
        ("doi = {10.1007/978-3-030-1\\_12}", "10.1007/978-3-030-1_12"),
        ("doi = {http://doi.acm.org/10.1145/1137627}", "10.1145/1137627"),
        ("url = {https://doi.org/10.1000%2Fabc}", "10.1000/abc"),
        ("note = {See https://dx.doi.org/10.1000/abc.}", "10.1000/abc"),
        ("url = {https://example.org/10.1000/abc}", None),
        ("doi = {10.1016/S0140-6736(98)10341-X}", "10.1016/s0140-6736(98)10341-x"),
    ],
)
def test_the_doi_is_bare_and_lower_case(fields: str, doi: str | None) -> None:
    assert one(f"@misc{{k, title={{T}}, {fields}}}").doi == doi


def test_macros_and_concatenation_are_resolved() -> None:
    record = one(
        '@string{ACM = "ACM"} @string{tosem = acm # " Trans. " # {Softw.}}\n'
        "@comment{jabref-meta: groups;} @preamble{ {x} }\n"
        '@article{k, title = "A " # {B} # tosem, journal = TOSEM, year = 20 # 20, month = feb}'
    )
    assert (record.title, record.venue, record.year) == ("A BACM Trans. Softw.", "ACM Trans. Softw.", 2020)


def test_what_a_crossref_or_xdata_says_is_inherited() -> None:
    source = read(
        "@inproceedings{paper, title={Paper}, author={A. B.}, crossref={VOL}}\n"
        "@article{article, title={Article}, author={A. B.}, xdata={x, y}}\n"
        "@proceedings{vol, title={Proc. of X}, year=2019, editor={E. D.}}\n"
        "@xdata{x, journaltitle={J}, xdata={y}} @xdata{y, date={2020-01}, xdata={x}}\n"
    )
    assert [(r.title, r.venue, r.year) for r in source.records] == [
        ("Paper", "Proc. of X", 2019),
        ("Article", "J", 2020),
    ]


def test_an_abstract_is_not_inherited() -> None:
    source = read("@misc{a, title={A}, xdata={x}}\n@xdata{x, year={2001}, abstract={It is of another work.}}")
    assert source.records[0].year == 2001
    assert source.texts[0] == "A"


def test_a_volume_that_nothing_refers_to_is_a_work() -> None:
    record = one("@proceedings{v, booktitle={Proc. of X}, editor={Doe, Jane}, year={2020}, series={LNCS}}")
    assert record == Record("Proc. of X", ("Doe, Jane",), 2020, "LNCS", key="v", type=WorkType.PROCEEDINGS)


def test_a_circle_of_crossrefs_ends() -> None:
    source = read("@misc{a, title={A}, crossref={b}}\n@misc{b, title={B}, year={2001}, crossref={a}}")
    assert [record.year for record in source.records] == [2001, 2001]


@pytest.mark.parametrize(
    ("title", "subtitle", "whole"),
    [("A", "B", "A: B"), ("Why?", "B", "Why? B"), ("A", "", "A"), ("", "B", "B")],
)
def test_the_subtitle_follows_the_title(title: str, subtitle: str, whole: str) -> None:
    assert one(f"@book{{k, title={{{title}}}, subtitle={{{subtitle}}}, year=2000}}").title == whole


def test_a_researchers_notes_are_text_of_the_summary_sort_and_a_programs_are_not() -> None:
    source = read(
        "@misc{k, title={T}, annote={Uses shadow deployment.}, note={303 pp.},\n"
        " comment={Cited By :44\nExport Date: 1 May}}\n"
        "@misc{l, title={U}, note={I read this for its table of tools, which is the best one that I know of.}}"
    )
    assert texts_under(source, "Notes") == [
        "Uses shadow deployment.",
        "I read this for its table of tools, which is the best one that I know of.",
    ]
    assert {b.evidence for b in source.blocks if b.section == "Notes"} == {Evidence.SUMMARY}


def test_what_entries_lack_is_told_and_the_telling_stays_short() -> None:
    source = read(REPEATED + "@misc{b, year=2000}\n" + "".join(f"@misc{{k{i}, title={{T{i}}}}}\n" for i in range(57)))
    assert len(source.records) == 60
    assert "no title: entry b" in source.warnings
    assert "the key a stands twice" in source.warnings
    assert 'no year: "T0"' in source.warnings
    assert "and 37 more without a year" in source.warnings
    assert "and 37 more without authors" in source.warnings
    assert len(source.warnings) == 44


def test_entries_of_one_key_are_both_kept() -> None:
    assert [record.title for record in read(REPEATED).records] == ["One", "Two"]


@pytest.mark.parametrize(
    ("broken", "titles", "warning"),
    [
        ("@misc{b, title={Cut off", ["Cut off"], "line 2: the entry b breaks off"),
        ("@misc{b, title={Cut}, year={20\n", ["Cut"], "line 2: the entry b breaks off"),
        ("@misc{b, title={Stray}, oops }\n", ["Stray"], "line 2: the entry b breaks off"),
        ("@misc{b\n", [], "line 2: the entry b cannot be read and was left out"),
    ],
)
def test_a_broken_entry_costs_no_other(broken: str, titles: list[str], warning: str) -> None:
    source = read(f"@misc{{a, title={{First}}}}\n{broken}\n@misc{{c, title={{Last}}}}")
    assert [record.title for record in source.records] == ["First", *titles, "Last"]
    assert source.warnings[0].startswith(warning)


@pytest.mark.parametrize(
    "text",
    [
        "@misc{k, title={A} year={2020}, author={B. C.}}",
        "@misc(k, title={A}, year={2020}, author={B. C.})",
        "@misc{k, title={A}, title={Other}, year={2020}, author={B. C.}}",
        "@MISC {k ,TITLE= {A} , Year =2020,, author={B. C.}}".replace(",,", ","),
    ],
    ids=["comma forgotten", "round brackets", "field twice", "capitals"],
)
def test_untidy_entries_are_read_whole(text: str) -> None:
    assert one(text) == Record("A", ("C., B.",), 2020, key="k")


def test_an_entry_without_a_key_is_read() -> None:
    source = read("@article{ title = {A}, year = 2020, author = {B}}\n@article{, title = {C}, year=2021, author={B}}")
    assert [(record.key, record.title, record.year) for record in source.records] == [
        (None, "A", 2020),
        (None, "C", 2021),
    ]


@pytest.mark.parametrize(
    "data",
    [
        "% Encoding: windows-1252\n@misc{k, title={Größe “x”}}".encode("cp1252"),
        "@misc{k, title={Größe “x”}}".encode("utf-16-le"),
        "@misc{k, title={Größe “x”}}".encode("utf-16-be"),
        "% Encoding: US-ASCII\n@misc{k, title={Größe “x”}}".encode(),
        "% Encoding: nonsense\n@misc{k, title={Größe “x”}}".encode("utf-8-sig"),
    ],
    ids=["declared", "UTF-16 little", "UTF-16 big", "wrong header", "unknown header"],
)
def test_the_encoding_is_found(data: bytes) -> None:
    assert bibtex.read(data).records[0].title == "Größe “x”"


@pytest.mark.parametrize("text", ["% nothing\n", "@comment{x}\n@string{a = {b}}", "plain words", "@misc{k"])
def test_a_file_without_an_entry_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="holds no entry"):
        bibtex.read(text.encode())


def test_macros_that_explode_are_refused() -> None:
    bomb = '@string{a0 = "0123456789"}\n' + "".join(
        f"@string{{a{i} = {' # '.join([f'a{i - 1}'] * 10)}}}\n" for i in range(1, 10)
    )
    with pytest.raises(ReadError, match="grow without bound"):
        bibtex.read(f"{bomb}@misc{{k, title = a9}}".encode())


@given(
    title=st.text(st.characters(categories=["L", "N", "Po"], exclude_characters="\\{}$~`'\"@%&#_-<;:,*^"), min_size=1),
    year=st.integers(1500, 2099),
)
def test_plain_entries_come_back_as_they_were(title: str, year: int) -> None:
    record = one(f"@misc{{k, title = {{{title}}}, year = {year}}}")
    assert (record.title, record.year) == (title, year)


def test_every_sample_is_read_or_refused_with_a_reason(samples: Path) -> None:
    refused = []
    files = sorted((samples / "bib").glob("*.bib"))
    for path in files:
        try:
            assert_composed(bibtex.read(path.read_bytes()))
        except ReadError:
            refused.append(path.name)
    assert len(files) > 60
    assert refused == ["issue-12274.bib"], "it holds comments alone"


@pytest.mark.parametrize("name", ["CitaviXmlImporterTest1.bib", "CitaviXmlImporterTest3.bib", "complex.bib"])
def test_every_entry_of_a_sample_is_a_record(samples: Path, name: str) -> None:
    data = (samples / "bib" / name).read_bytes()
    entries = re.findall(rb"^@(?!comment|string|preamble)", data, re.IGNORECASE | re.MULTILINE)
    assert len(bibtex.read(data).records) == len(entries) >= 20
