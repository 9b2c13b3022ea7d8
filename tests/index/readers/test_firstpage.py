"""A paper's facts from its first page and from what the file says of itself."""

import pytest

from index.readers.pdf import reader as pdf
from index.readers.pdf.covers import cover_facts, is_cover
from index.readers.pdf.front import with_accents
from index.readers.pdf.imprint import own_doi, printed_venue, printed_year
from index.readers.pdf.people import agreed_authors, is_name, names_in
from index.sources import Record
from tests.index.readers.handmade import one_page

FIGURE = "24 60 Figure Text Here"


def record(*shown: str, info: bytes = b"") -> Record:
    """The record of a page with these lines, each "size height text", or "size left,height text"."""
    drawn = []
    for line in shown:
        size, place, text = line.split(" ", 2)
        left, _, height = place.rpartition(",")
        drawn.append(f"/F1 {size} Tf 1 0 0 1 {left or 20} {height} Tm ({text}) Tj")
    data = one_page(f"BT {' '.join(drawn)} ET".encode("latin-1"), b"/Encoding /WinAnsiEncoding", info, info=6)
    return pdf.read(data).records[0]


TOP = ("16 280 Drift of Models", "10 260 Ada Lovelace, Charles Babbage")
BELOW = ("8 245 University of Somewhere", "8 235 ada@some.edu", "10 215 Abstract", "8 200 Models drift in production.")


def test_title_and_authors_stand_above_the_abstract() -> None:
    found = record(*TOP, *BELOW)
    assert (found.title, found.authors) == ("Drift of Models", ("Ada Lovelace", "Charles Babbage"))


def test_a_title_and_authors_may_be_in_the_print_of_the_text() -> None:
    found = record(
        "10 280 A Study of Catalogue Upkeep", "10 266 Ada Verne", "10 252 University of Halden", "10 238 1998"
    )
    assert (found.title, found.authors, found.year) == ("A Study of Catalogue Upkeep", ("Ada Verne",), 1998)


def test_a_file_s_name_is_no_title() -> None:
    assert record(info=b"<< /Title (lorem ipsum.jpg) >>").title is None


@pytest.mark.parametrize("line", ["Error Name", "120.4.4 ENGINE ECU FAULTS", "DTC Codes"])
def test_headings_of_tables_and_sections_are_no_names(line: str) -> None:
    assert names_in(line) == []


def test_a_figure_in_larger_print_below_the_authors_is_no_title() -> None:
    assert record(*TOP, *BELOW[:2], "24 225 Large Figure Text", *BELOW[2:]).title == "Drift of Models"


def test_a_font_that_calls_itself_one_point_is_measured_as_drawn() -> None:
    page = (
        b"BT /F1 1 Tf 16 0 0 16 20 280 Tm (Drift of Models) Tj 8 0 0 8 20 200 Tm "
        b"(Models drift in production, and this is the text of the page.) Tj ET"
    )
    assert pdf.read(one_page(page)).records[0].title == "Drift of Models"


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["Ada Lovelace and Charles Babbage"], ("Ada Lovelace", "Charles Babbage")),
        (["Ada Lovelace\xb7 Charles Babbage"], ("Ada Lovelace", "Charles Babbage")),
        (["Ada Lovelace1, Charles Babbage2,*"], ("Ada Lovelace", "Charles Babbage")),
        (["Dr. Ada K. Lovelace, Ph.D."], ("Ada K. Lovelace",)),
        (["Prof. Dr. Ada Lovelace; Jan van der Berg"], ("Ada Lovelace", "Jan van der Berg")),
        (["ADA LOVELACE, CHARLES BABBAGE"], ("ADA LOVELACE", "CHARLES BABBAGE")),
        (["A. Lovelace, C. Babbage"], ("A. Lovelace", "C. Babbage")),
        (["Department of Engines, Somewhere University"], ()),
        (["Hong Kong"], ()),
        (["models drift when nobody looks at them, which is why we looked"], ()),
    ],
)
def test_authors_are_lines_of_names_alone(lines: list[str], authors: tuple[str, ...]) -> None:
    shown = [f"10 {262 - 12 * i} {line}" for i, line in enumerate(lines)]
    assert record(TOP[0], *shown, *BELOW).authors == authors


def test_a_subtitle_belongs_to_the_title_and_an_affiliation_does_not() -> None:
    found = record(
        "16 20,280 Pandemic drift",
        "13 20,266 How closing affects models in production",
        "10 20,255 Paul Verne \xb7 Ada Lovelace",
        *BELOW,
    )
    assert found.title == "Pandemic drift: How closing affects models in production"
    assert found.authors == ("Paul Verne", "Ada Lovelace")


def test_a_logo_above_the_title_is_no_title() -> None:
    assert record("30 20,285 Drifts", "16 20,262 Drift of Models in Production", *BELOW).title == (
        "Drift of Models in Production"
    )


def test_a_title_in_the_size_of_the_text_is_found_by_the_names_below_it() -> None:
    found = record("10 20,280 A Note on Drift", "10 20,250 Ada Lovelace", "10 20,226 March 1977", "10 20,200 Abstract")
    assert (found.title, found.authors, found.year) == ("A Note on Drift", ("Ada Lovelace",), 1977)


def test_letters_that_are_spaced_out_are_words() -> None:
    spaced = b"/F1 14 Tf 5 Tc 1 0 0 1 20 280 Tm (DRIFT OF MODELS) Tj 0 Tc "
    below = b"/F1 10 Tf 1 0 0 1 20 258 Tm (Ada Lovelace) Tj 1 0 0 1 20 200 Tm (Abstract) Tj"
    assert pdf.read(one_page(b"BT " + spaced + below + b" ET")).records[0].title == "DRIFT OF MODELS"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ada Lovelace, Senior Member, IEEE, and Alan Turing Jr., Fellow, IEEE", ["Ada Lovelace", "Alan Turing Jr"]),
        ("By Hal R. Verne", ["Hal R. Verne"]),
        ("Ada Lovelace, MD, PhD; Alan Turing, MPH; for the XYZ Study Group", ["Ada Lovelace", "Alan Turing"]),
        ("Ada Lovelace, Some University; Alan Turing, Google", ["Ada Lovelace", "Alan Turing"]),
        (
            "Ada Lovelace — Élodie Dupré — Jean-François Le Goff",
            ["Ada Lovelace", "Élodie Dupré", "Jean-François Le Goff"],
        ),
        ("Daniel Price and Andrew Tucker – Sun Microsystems, Inc.", ["Daniel Price", "Andrew Tucker"]),
        ("José Luis Gómez de la Torre y María Fernández", ["José Luis Gómez de la Torre", "María Fernández"]),
        ("Jeroen van ’t Hof", ["Jeroen van 't Hof"]),
        ("Poul-Henning Kamp <phk@freebsd.org>", ["Poul-Henning Kamp"]),
        ("1st Ada Lovelace", ["Ada Lovelace"]),
        ("王小明，李华", ["王小明", "李华"]),
        ("ADA LOVELACE, Inria Paris, France", ["ADA LOVELACE"]),
        ("Anna Bakker en Marie-Claire de l’Hôpital", ["Anna Bakker", "Marie-Claire de l'Hôpital"]),
        ("SEE PROFILE", []),
        ("A Randomized Clinical Trial", []),
        ("FU Berlin, WS 97", []),
        ("Open Access", []),
        ("Operating Systems", []),
        ("Carnegie Mellon", []),
        ("Stanford University", []),
        ("The FreeBSD Project", []),
        ("San Jose, California", []),
        ("17 PUBLICATIONS 150 CITATIONS", []),
    ],
)
def test_names_stand_alone_or_before_affiliations_and_degrees(line: str, names: list[str]) -> None:
    assert names_in(line) == names


def test_words_of_the_text_are_no_name() -> None:
    assert not is_name("Record Merging", common={"record", "merging"})
    assert is_name("Rose Liu", common={"rose"})


def test_a_cover_names_the_facts_of_the_paper_behind_it() -> None:
    lines = [
        "Author(s): Ada Lovelace and B. J. Turing",
        "Source: Quarterly of Engines, Vol. 12, No. 3 (Aug., 1968), pp. 201-219",
        "Stable URL: https://www.jstor.org/stable/1234567",
    ]
    facts = cover_facts(lines)
    assert is_cover("\n".join(lines))
    assert (facts.authors, facts.year, facts.venue) == (
        ("Ada Lovelace", "B. J. Turing"),
        1968,
        "Quarterly of Engines",
    )


def test_a_paper_is_not_taken_for_a_cover() -> None:
    assert not is_cover("Drift of Models\nAda Lovelace\nAbstract\nModels drift.")


@pytest.mark.parametrize("informed", [b"doi:10.1000/xyz123", b"paper_final_v3", b"10.1000/xyz123", b"Journal of Drift"])
def test_a_doi_or_a_file_name_in_the_document_information_is_no_title(informed: bytes) -> None:
    margin = f"6 290 {informed.decode()}"
    assert record(margin, *TOP, *BELOW, info=b"<< /Title (%s) >>" % informed).title == "Drift of Models"


def test_an_owner_of_a_computer_is_no_author() -> None:
    assert record(TOP[0], "8 260 Johns Hopkins University", *BELOW[2:], info=b"<< /Author (John) >>").authors == ()


def test_raised_marks_and_wide_gaps_part_names() -> None:
    page = (
        b"BT /F1 16 Tf 1 0 0 1 20 280 Tm (Drift of Models) Tj /F1 10 Tf 1 0 0 1 20 260 Tm (Ada Lovelace) Tj "
        b"/F1 6 Tf 4 Ts (a) Tj 0 Ts /F1 10 Tf ( Grace Hopper) Tj 1 0 0 1 180 260 Tm (Alan Turing) Tj "
        b"1 0 0 1 20 200 Tm (Abstract) Tj 1 0 0 1 20 180 Tm (Models drift in production.) Tj ET"
    )
    assert pdf.read(one_page(page)).records[0].authors == ("Ada Lovelace", "Grace Hopper", "Alan Turing")


def test_authors_in_columns_are_found_among_their_affiliations() -> None:
    left = ("10 20,260 Ada Lovelace", "10 20,248 Somewhere Labs", "10 20,236 Porto, Portugal", "10 20,224 ada@some.pt")
    right = ("10 160,260 Alan Turing", "10 160,248 University of X", "10 160,236 Delft, Netherlands")
    assert record(TOP[0], *left, *right, "8 200 Abstract", "8 190 Models drift.").authors == (
        "Ada Lovelace",
        "Alan Turing",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Lovelace", True),
        ("Weinan E", True),
        ("Li Li", True),
        ("Zeynep Çelik-Öztürk", True),
        ("Jan van der Berg", True),
        ("Hilma af Klint", True),
        ("José Ortega y Gasset", True),
        ("Ludwig O'Brien", True),
        ("Ada", False),
        ("Facebook AI", False),
        ("New York", False),
        ("Machine Learning", False),
        ("drift of models", False),
        ("Ada Lovelace 2", False),
        ("", False),
    ],
)
def test_the_shape_of_a_name(text: str, name: bool) -> None:
    assert is_name(text) is name


@pytest.mark.parametrize(
    ("printed", "informed", "authors"),
    [
        (
            ["Luis Cruz", "Jean-Noel Rouvignac"],
            ["Luís Cruz", "Jean-Noël Rouvignac"],
            ["Luís Cruz", "Jean-Noël Rouvignac"],
        ),
        (["Ada Lovelace", "Alan Turing"], ["Ada Lovelace"], ["Ada Lovelace", "Alan Turing"]),
        (["Ada Lovelace"], ["Some Secretary"], ["Ada Lovelace"]),
        (["Ada Lovelace"], [], ["Ada Lovelace"]),
        ([], ["Ada Lovelace"], ["Ada Lovelace"]),
        ([], ["wjb12"], []),
        ([], [], []),
    ],
)
def test_the_informations_authors_are_taken_where_the_page_bears_them_out(
    printed: list[str], informed: list[str], authors: list[str]
) -> None:
    page = "By Luis Cruz, Jean-Noel Rouvignac, Ada Lovelace, Alan Turing"
    assert agreed_authors(printed, informed, page) == tuple(authors)


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["Proceedings of NAACL-HLT 2018, pages 84–91", "c 2017 Association for Things"], 2018),
        (["Received 25 July 2007", "Published 3 October 2008"], 2008),
        (["© 2021 IEEE"], 2021),
        (["Copyright 2019 by the authors"], 2019),
        (["Journal of Physics: Conference Series 2188 (2022) 012011"], 2022),
        (["Immunology. 2022;165:141–142."], 2022),
        (["arXiv:2103.04146v1 [cs.SE] 6 Mar 2020"], 2020),
        (["arXiv:2103.04146v1 [cs.SE] 6 Mar 2020", "© 2021 IEEE"], 2021),
        (["2017 IEEE/ACM 4th International Conference on Things"], 2017),
        (["May 2-6, 2023"], 2023),
        (["Received 25 July 2007"], None),
        (["Received: 19 July 2022", "Accepted: 22 October 2022"], 2022),
        (["Draft: February 16, 2009"], 2009),
        (["(Draft of October 7, 2013)"], 2013),
        (["November 4, 2004"], 2004),
        (["12. März 2006"], 2006),
        (["To appear in STOC'10"], 2010),
        (["Appears in: J. Berg, editor, Lecture Notes, LNCS 925, 1995. A previous version appeared in 1992."], 1995),
        (["© Springer-Verlag Berlin Heidelberg 2012"], 2012),
        (["WSDM 2018, Los Angeles, California"], 2018),
        (["Ada Verne, Bo Lind. 2023. Drift. In Conference acronym ‘XX, June 03–05, 2018, Woodstock, NY. ACM"], 2023),
        (["An earlier version appeared in Proc. of POPL 2001", "© 2004 ACM"], 2004),
        (["Room 2015, Building 3"], None),
        (["© 2999 Nobody"], None),
        ([], None),
    ],
)
def test_the_year_is_the_surest_statement_of_the_page(lines: list[str], year: int | None) -> None:
    assert printed_year(lines, latest=2100) == year


@pytest.mark.parametrize(
    ("lines", "venue"),
    [
        (["Proceedings of the 5th Workshop on Drift, pages 1–9"], "Proceedings of the 5th Workshop on Drift"),
        (["Journal of Physics: Conference Series 2188 (2022) 012011"], "Journal of Physics: Conference Series"),
        (["IEEE Transactions on Software Engineering, vol. 3"], "IEEE Transactions on Software Engineering"),
        (["2010 International Conference on Data Storage"], "International Conference on Data Storage"),
        (["We describe the journal of our work"], None),
    ],
)
def test_the_venue_is_what_the_margin_names(lines: list[str], venue: str | None) -> None:
    assert printed_venue(lines) == venue


@pytest.mark.parametrize(
    ("lines", "venue"),
    [
        (
            ["Proc. of the 3rd Conference on Drift Plat\ufffeforms (Drift)"],
            "Proc. of the 3rd Conference on Drift Platforms",
        ),
        (
            ["Appearing in Proceedings of the 23 rd", "International Con\ufffeference on Drift, Halden, 2006."],
            "Proceedings of the 23rd International Conference on Drift",
        ),
        (["Proceedings of the 23 rd", "We think it is important to study drift, and did so."], None),
        (["Proceedings of the Annual", "Symposium on Drift (SoD)"], "Proceedings of the Annual Symposium on Drift"),
    ],
)
def test_a_venue_is_named_whole_or_not_at_all(lines: list[str], venue: str | None) -> None:
    assert printed_venue(lines) == venue


@pytest.mark.parametrize(
    ("stated", "lines", "doi"),
    [
        ([], ["doi:10.1088/1475-7516/2008/10/003"], "10.1088/1475-7516/2008/10/003"),
        ([], ["https://doi.org/10.1145/3377811.3380391."], "10.1145/3377811.3380391"),
        ([], ["DOI 10.1109/DSDE.2010.49"], "10.1109/dsde.2010.49"),
        ([], ["(doi: 10.1016/S0140-6736(20)30183-5)"], "10.1016/s0140-6736(20)30183-5"),
        ([], ["see 10.1145/1.1", "and 10.1145/2.22"], None),
        ([], ["10.1145/1.11", "the same: https://doi.org/10.1145/1.11"], "10.1145/1.11"),
        ([], ["Data at 10.5281/zenodo.123456"], None),
        ([], ["https://doi.org/10.1145/nnnnnnn.nnnnnnn"], None),
        ([], ["https://doi.org/10.1145/XXXXXX.", "XXXXXX"], None),
        ([], ["USA, 2 pages. https://doi.org/10.1145/1122445.", "1122456"], "10.1145/1122445.1122456"),
        ([], ["doi: 10.1261/rna.037648.112.", "Bioinformatics"], "10.1261/rna.037648.112"),
        (["", "", "Proc. X;10.1145/2.22"], ["10.1145/1.11"], "10.1145/2.22"),
        ([], ["version 10.2/beta"], None),
    ],
)
def test_the_doi_is_the_papers_own(stated: list[str], lines: list[str], doi: str | None) -> None:
    assert own_doi(stated, lines) == doi


def test_a_doi_in_the_publishers_metadata_is_taken() -> None:
    data = one_page(b"BT /F1 10 Tf 20 200 Td (Models drift. See 10.1145/9.9999 too.) Tj ET")
    packet = b"\n<x:xmpmeta><prism:doi>10.1109/MS.2020.1234</prism:doi></x:xmpmeta>\n"
    assert pdf.read(data + packet).records[0].doi == "10.1109/ms.2020.1234"


def test_the_year_the_file_was_made_is_taken_where_the_newest_reference_bears_it_out() -> None:
    cited = ("10 100 References", "8 90 [1] A. One. First. 2017.", "8 80 [2] B. Two. Second. 2018.")
    assert record(*TOP, *BELOW, *cited, info=b"<< /CreationDate (D:20190301120000Z) >>").year == 2019
    assert record(*TOP, *BELOW, *cited, info=b"<< /CreationDate (D:20230301120000Z) >>").year is None
    assert record(*TOP, *BELOW, info=b"<< /CreationDate (D:20190301120000Z) >>").year is None


@pytest.mark.parametrize(
    ("text", "composed"), [("Lu´ıs", "Luís"), ("M¨uller", "Müller"), ("Noel ¨", "Noel "), ("a ` b", "a  b"), ("é", "é")]
)
def test_accents_drawn_beside_their_letters_are_put_on_them(text: str, composed: str) -> None:
    assert with_accents(text) == composed
