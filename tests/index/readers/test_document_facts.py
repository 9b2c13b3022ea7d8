"""Type, marks, number of citations and pages of a work, in every form in which databases and programs export them."""

import pytest

from index.readers import reader_for
from index.readers.records.entry import page_range, times_cited
from index.sources import Record, WorkType

SCOPUS = '"Authors","Title","Year","Source title","Page start","Page end","Cited by","Abstract","Document Type"\n'
IEEE = (
    '"Document Title",Authors,"Publication Title","Start Page","End Page",Article Citation Count,Document Identifier\n'
)
WOS = "Publication Type\tAuthors\tArticle Title\tTimes Cited, WoS Core\tStart Page\tEnd Page\tDocument Type\n"
POP = "Cites,Authors,Title,Year,Type,StartPage,EndPage\n"


def only(text: str, suffix: str) -> Record:
    data = text.encode()
    (record,) = reader_for(data, suffix).read(data).records
    return record


@pytest.mark.parametrize(
    ("text", "suffix", "type_", "cited", "pages"),
    [
        (f'{SCOPUS}"Verne A.","T","2020","J","11","19","7","A.","Article"', ".csv", "article", 7, ("11", "19")),
        (f'{SCOPUS}"","T","2020","J","","","","A.","Conference Review"', ".csv", "proceedings", None, (None, None)),
        (f'{IEEE}"T","A. Verne","C","94","99","31","IEEE Conferences"', ".csv", "conference", 31, ("94", "99")),
        (f"{WOS}J\tVerne, A\tT\t0\tS12\tS19\tArticle; Early Access\n", ".tsv", "article", 0, ("S12", "S19")),
        (f'{POP}12,"A Verne","T",2017,"Proceeding",1,9', ".csv", "proceedings", 12, ("1", "9")),
        ("Item Title,Authors,Content Type\nT,Ada Verne,Chapter\n", ".csv", "chapter", None, (None, None)),
        (
            "FN Clarivate\nVR 1.0\nPT J\nAU Verne, A\nTI T\nDT Editorial Material\nTC 4\nZ9 6\nBP 30\nEP 41\nER\n",
            ".txt",
            "editorial",
            6,
            ("30", "41"),
        ),
        (
            "PMID- 1\nTI  - T.\nFAU - Verne, Ada\nPT  - Preprint\nPG  - 1123-5\n",
            ".nbib",
            "preprint",
            None,
            ("1123", "1125"),
        ),
        (
            "TY  - JOUR\nAU  - Verne, A.\nTI  - T\nSP  - 67-76\nM3  - Conference Paper\nN1  - Cited By :12\nER  - \n",
            ".ris",
            "conference",
            12,
            ("67", "76"),
        ),
        ("TY  - THES\nAU  - Verne, A.\nTI  - T\nSP  - 5\nEP  - 9\nER  - \n", ".ris", "thesis", None, ("5", "9")),
        ("@inproceedings{a, author={Verne, A}, title={T}, pages={12--34}}", ".bib", "conference", None, ("12", "34")),
        ("@misc{a, author={Verne, A}, title={T}, eprint={2101.00001}}", ".bib", "preprint", None, (None, None)),
        ("@misc{a, author={Verne, A}, title={T}}", ".bib", None, None, (None, None)),
        (
            "@article{a, author={Verne, A}, title={T}, note={cited By 12}, document_type={Review}}",
            ".bib",
            "article",
            12,
            (None, None),
        ),
        ("@online{a, author={Verne, A}, title={T}, url={https://a.example}}", ".bib", "web", None, (None, None)),
        ('[{"type": "paper-conference", "title": "T", "page": "3-9"}]', ".json", "conference", None, ("3", "9")),
        ('[{"type": "article", "title": "T", "author": []}]', ".json", None, None, (None, None)),
        (
            '<xml><records><record><ref-type name="Conference Proceedings">10</ref-type>'
            "<titles><title>T</title></titles>"
            "<pages>55-60</pages></record></records></xml>",
            ".xml",
            "conference",
            None,
            ("55", "60"),
        ),
        ("%0 Conference Proceedings\n%A Verne, A\n%T T\n%P 168-175\n", ".enw", "conference", None, ("168", "175")),
    ],
)
def test_each_form_states_type_citations_and_pages(
    text: str, suffix: str, type_: str | None, cited: int | None, pages: tuple[str | None, str | None]
) -> None:
    record = only(text, suffix)
    assert record.type == type_
    assert record.times_cited == cited
    assert (record.first_page, record.last_page) == pages


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        (f'{SCOPUS}"Verne A.","T","2020","J","","","7","A.","Retracted"', ".csv"),
        (f"{WOS}J\tVerne, A\tT\t0\t1\t9\tArticle; Retracted Publication\n", ".tsv"),
        ("PMID- 1\nTI  - T.\nFAU - Verne, Ada\nPT  - Journal Article\nRIN - Ann Widgets. 2021;3:1\n", ".nbib"),
        ("TY  - JOUR\nTI  - RETRACTED: T\nAU  - Verne, A.\nER  - \n", ".ris"),
        (
            '[{"type": "article-journal", "title": "T", "updated-by": [{"type": "retraction", "DOI": "10.1/r"}]}]',
            ".json",
        ),
        ("@article{a, author={Verne, A}, title={T}, note={Retracted}}", ".bib"),
        ("Title,Author,Journal,RetractionNature\nT,Ada Verne,Ann. Widgets,Retracted article\n", ".csv"),
    ],
)
def test_a_retracted_work_is_marked(text: str, suffix: str) -> None:
    record = only(text, suffix)
    assert record.retracted
    assert record.type is WorkType.ARTICLE or suffix in (".csv", ".bib")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("12.0", 12),
        ("Cited By (since 1996):2 Export Date: 6 January 2014", 2),
        ("Times Cited in Web of Science Core Collection:   11", 11),
        ("Citations: 3", 3),
        ("Sea Health. 2019 Nov 3;3(2):11-19", None),
        ("It was cited by three of the 12 teams", None),
        ("", None),
    ],
)
def test_the_number_of_citations_is_read_alone_or_behind_its_label(text: str, number: int | None) -> None:
    assert times_cited(text) == number


@pytest.mark.parametrize(
    ("first", "last", "pages"),
    [
        ("12", "34", ("12", "34")),
        ("12–34", "", ("12", "34")),
        ("pp. 12-34", "", ("12", "34")),
        ("xii", "xx", ("xii", "xx")),
        ("1123", "5", ("1123", "1125")),
        ("12", "", ("12", None)),
        ("no pages", "", (None, None)),
        ("", "34", (None, None)),
    ],
)
def test_pages_are_a_first_and_a_last_one(first: str, last: str, pages: tuple[str | None, str | None]) -> None:
    assert page_range(first, last) == pages
