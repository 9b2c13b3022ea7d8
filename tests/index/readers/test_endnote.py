"""EndNote's XML export."""

import pytest

from index.errors import ReadError
from index.readers.records import endnote
from index.sources import Evidence, Record, Source, WorkType
from tests.index.readers.bibliographies import assert_composed
from tests.index.readers.wellformed import texts_under


def style(text: str) -> str:
    return f'<style face="normal" font="default" size="100%">{text}</style>'


RECORD = f"""<record><database name="x.enl" path="C:\\x.enl">x.enl</database><rec-number>1</rec-number>
<ref-type name="Journal Article">17</ref-type><contributors><authors><author>{style("Lovelace, Ada")}</author>
<author>{style("Turing, A. M.")}</author></authors></contributors>
<titles><title>{style("On the ")}<style face="italic">Engine</style></title>
<secondary-title>{style("Mem.")}</secondary-title></titles>
<periodical><full-title>{style("Memoirs")}</full-title></periodical><keywords><keyword>{style("looms")}</keyword>
<keyword>{style("cards&#xD;notes")}</keyword></keywords><dates><year>{style("1843")}</year></dates>
<abstract>{style("It weaves.&#xD;&#xD;It computes.")}</abstract><notes>{style("Times Cited: 3")}</notes>
<research-notes>{style("The first program.")}</research-notes><label>{style("lovelace1843")}</label>
<electronic-resource-num>{style("10.1000/ENG")}</electronic-resource-num></record>"""


def read(inside: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> Source:
    source = endnote.read(f"{head}<xml><records>{inside}</records></xml>".encode())
    assert_composed(source)
    return source


def test_a_record_is_read_whole() -> None:
    source = read(RECORD)
    assert source.records == (
        Record(
            "On the Engine",
            ("Lovelace, Ada", "Turing, A. M."),
            1843,
            "Memoirs",
            "10.1000/eng",
            key="lovelace1843",
            type=WorkType.ARTICLE,
            times_cited=3,
            fields=(("keyword", "looms"), ("keyword", "cards"), ("keyword", "notes"), ("note", "The first program.")),
        ),
    )
    assert texts_under(source, "Keywords") == ["looms; cards; notes"]
    assert texts_under(source, "Abstract") == ["It weaves.", "It computes."]
    assert texts_under(source, "Notes") == ["The first program."]
    assert source.blocks[-1].evidence is Evidence.SUMMARY
    assert source.warnings == ()


def test_a_bare_record_without_styles_is_read() -> None:
    source = read(
        "<record><ref-type name='Book'>6</ref-type><contributors><secondary-authors><author>Doe, J.</author>"
        "</secondary-authors></contributors><titles><title>A &amp; B</title></titles><dates><pub-dates>"
        "<date>2001-05</date></pub-dates></dates><label>to read</label><urls><related-urls><url>https://doi.org/10.1000/x</url></related-urls></urls></record>"
    )
    assert source.records == (Record("A & B", ("Doe, J.",), 2001, doi="10.1000/x", type=WorkType.BOOK),)


def test_control_characters_in_it_cost_no_record() -> None:
    source = read(RECORD.replace("It weaves", "It\x0bweaves") + RECORD)
    assert [record.title for record in source.records] == ["On the Engine", "On the Engine"]
    assert source.warnings[0].startswith("is not valid XML (")


def test_entities_are_not_put_in() -> None:
    head = '<!DOCTYPE xml [<!ENTITY own "lol"><!ENTITY file SYSTEM "file:///etc/hostname">]>'
    source = read("<record><titles><title>A&own;B&file;C</title></titles></record>", head)
    assert source.records[0].title == "ABC"


def test_entities_made_of_entities_do_not_explode() -> None:
    lol = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    head = f'<!DOCTYPE xml [<!ENTITY l0 "lol">{lol}]>'
    source = read("<record><titles><title>A&l9;</title></titles></record>", head)
    assert source.texts[0] == "A"


@pytest.mark.parametrize(
    "data", [b"<html><body/></html>", b"<?xml version='1.0'?><bibtex/>", b"<b:Sources xmlns:b='x'/>"]
)
def test_other_xml_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="not an EndNote export"):
        endnote.read(data)


@pytest.mark.parametrize("data", [b"not xml", b"\x00\x01\x02", b"   "])
def test_what_is_no_xml_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="is not valid XML"):
        endnote.read(data)


def test_an_export_without_records_holds_no_entry() -> None:
    with pytest.raises(ReadError, match="holds no entry"):
        endnote.read(b"<xml><records></records></xml>")
