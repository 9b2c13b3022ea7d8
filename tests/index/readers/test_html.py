"""HTML: saved article pages."""

import pytest

from index.errors import ReadError
from index.readers.web import html
from index.sources import Evidence, Kind, Source
from tests.index.readers.hostile import NOISE, damaged, outcome
from tests.index.readers.wellformed import assert_well_formed, texts_under

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>On Drift &amp; Skew | Publisher</title>
<meta name="citation_title" content="On Drift &amp; Skew">
<meta name="citation_author" content="Olsson, H. H."><meta name="citation_author" content="Bosch, Jan">
<meta name="citation_publication_date" content="2021/03/04"><meta name="citation_journal_title" content="EMSE">
<meta name="citation_doi" content="https://doi.org/10.1007/S10664"><style>p {}</style></head>
<body><nav><ul><li><a href="/">Home</a></ul></nav><header><h1>Publisher</h1></header>
<main><article><header><h1>On Drift &amp; Skew</h1></header><script>var x = "<p>no</p>";</script>
<h2>Abstract</h2><p>We study <b>dri</b>ft&nbsp;alone.</p>
<h2>1 Method</h2><p>One.<br>Still<br><br>Two<sup>[1]</sup>.</p><ul><li>an item<li>another</ul>
<table><caption>Table 1. Tools</caption><tr><th>Tool</th><th>Use</th></tr><tr><td>A</td><td>B</td></tr></table>
<figure><img src="http://x/y.png"><figcaption>Fig. 1. Drift</figcaption></figure>
<h3>1.1 Deep</h3><blockquote>A quote</blockquote><pre>code
  goes on</pre><form><input value="mail"></form>
<h2>References</h2><ol><li>Lovelace, A.: Notes. 1843<li><div>Turing, A.:</div><div>Numbers. 1936</div></ol>
<h2>Author information</h2><p>Us.</p></article></main><aside>Related</aside><footer>Imprint</footer></body></html>"""


def read(page: str) -> Source:
    source = html.read(page.encode())
    assert_well_formed(source)
    assert source.kind is Kind.PAPER
    return source


def titled(page: str) -> str | None:
    return read(f"<html>{page}<p>Text.</p></html>").records[0].title


def test_an_article_is_read_without_the_pages_furniture() -> None:
    source = read(PAGE)
    assert [(b.section, source.raw(b)) for b in source.blocks if b.evidence is Evidence.PAPER] == [
        ("Abstract", "We study drift alone."),
        ("1 Method", "One.\nStill"),
        ("1 Method", "Two[1]."),
        ("1 Method", "an item"),
        ("1 Method", "another"),
        ("1 Method", "Table 1. Tools"),
        ("1 Method", "Tool | Use"),
        ("1 Method", "A | B"),
        ("1 Method", "Fig. 1. Drift"),
        ("1 Method > 1.1 Deep", "A quote"),
        ("1 Method > 1.1 Deep", "code\n  goes on"),
        ("Author information", "Us."),
    ]
    title = source.blocks[0]
    assert (title.evidence, source.raw(title)) == (Evidence.TITLE, "On Drift & Skew")
    assert "Publisher" not in source.texts[0]


def test_the_head_states_the_facts_and_the_list_the_references() -> None:
    (record,) = read(PAGE).records
    assert record.authors == ("Olsson, H. H.", "Bosch, Jan")
    assert (record.year, record.venue, record.doi) == (2021, "EMSE", "10.1007/s10664")
    assert record.references == ("Lovelace, A.: Notes. 1843", "Turing, A.: Numbers. 1936")


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<meta name='DC.Title' content='Stated'><h1>Shown</h1>", "Stated"),
        ("<meta property='og:title' content='Shown here | Site'><h1>Shown here</h1>", "Shown here"),
        ("<meta property='og:title' content='Shared'><title>Window</title>", "Shared"),
        ("<title>Window</title><h1>Shown <i>here</i></h1>", "Shown here"),
        ("<title>Window</title>", "Window"),
        ("<script type='application/ld+json'>{'bad'</script><title>W</title>", "W"),
        (
            '<script type="application/ld+json">{"@type":"ScholarlyArticle","headline":"Told"}</script><h1>S</h1>',
            "Told",
        ),
        ('<script type="application/ld+json">{"@type":"WebSite","name":"Site"}</script><h1>S</h1>', "S"),
        ("", None),
    ],
)
def test_the_title_is_what_is_stated_for_citing_else_what_is_shown(page: str, title: str | None) -> None:
    assert titled(page) == title


def test_facts_are_read_from_json_ld() -> None:
    told_ = (
        '{"@graph": [{"@type": "ScholarlyArticle", "name": "T", "author": [{"name": "Ada Lovelace"}, "Alan Turing"],'
        ' "datePublished": "2021-01-02", "sameAs": "https://doi.org/10.1000/X", "isPartOf": {"name": "Annals"}}]}'
    )
    (record,) = read(f"<script type='application/ld+json'>{told_}</script><p>Text.</p>").records
    assert record.authors == ("Ada Lovelace", "Alan Turing")
    assert (record.year, record.doi, record.venue) == (2021, "10.1000/x", "Annals")


def test_references_stated_in_the_head_hold_where_the_page_lists_none() -> None:
    stated = "citation_title=Notes; citation_author=A. Lovelace; citation_year=1843"
    meta = f"<meta name='citation_reference' content='{stated}'>"
    assert read(f"{meta}<p>Text.</p>").records[0].references == ("A. Lovelace. Notes. 1843",)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<meta charset='windows-1252'><p>Müller</p>".encode("cp1252"), "Müller"),
        ("<meta charset='iso-8859-1'><p>“Müller”</p>".encode("cp1252"), "“Müller”"),
        ("<meta charset='windows-1252'><p>Müller</p>".encode(), "Müller"),
        ("<p>Müller</p>".encode(), "Müller"),
        ("<p>Müller</p>".encode("utf-8-sig"), "Müller"),
        ("<p>Müller</p>".encode("utf-16"), "Müller"),
        ("<meta charset='utf-16'><p>Müller</p>".encode(), "Müller"),
        ("<meta charset='punycode'><p>Müller</p>".encode(), "Müller"),
        (b"<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head>"
         b"<body><p>M&uuml;ller</p></body></html>", "Müller"),
    ],
)  # fmt: skip
def test_text_is_decoded_as_the_page_says(data: bytes, text: str) -> None:
    assert texts_under(html.read(data), None) == [text]


def test_a_table_that_lays_out_the_page_is_no_row() -> None:
    source = read("<table><tr><td><h2>Menu</h2><p>One.</p></td><td><h2>Text</h2><p>Two.</p></td></tr></table>")
    assert (texts_under(source, "Menu"), texts_under(source, "Text")) == (["One."], ["Two."])


def test_no_entity_of_a_page_is_expanded() -> None:
    bomb = "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))
    declared = f"<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a0 'lol'>{bomb}]>"
    page = f"{declared}<html xmlns='x'><body><p>x &a9; y</p></body></html>"
    source = outcome(html.read, page.encode())
    assert source is None or "lollol" not in source.texts[0]


def test_a_saved_abstract_page_with_labels_is_no_summary() -> None:
    source = read("<h1>Title: On Drift</h1><div>Authors: Ada Lovelace</div><div>Title: On Drift</div><p>Text.</p>")
    assert source.kind is Kind.PAPER


def test_a_summary_saved_as_a_page_is_a_summary() -> None:
    page = "<h2>Paper Title: On Drift</h2><h2>Authors: Ada Lovelace</h2><h2>Challenges:</h2><ul><li>drift<li>skew</ul>"
    source = html.read(page.encode())
    assert_well_formed(source)
    assert (source.kind, source.records[0].title) == (Kind.SUMMARY, "On Drift")
    assert texts_under(source, "Challenges") == ["drift", "skew"]


NASTY = {
    "open tags": b"<div>" * 100_000 + b"text",
    "closed tags": b"<div>" * 100_000 + b"text" + b"</div>" * 100_000 + b"<p>below</p>",
    "tables in tables": b"<table><tr><td>" * 30_000 + b"text",
    "lists in lists": b"<ul><li>" * 50_000 + b"text",
    "line breaks": b"<p>" + b"<br> " * 50_000 + b"text",
    "cells": b"<table><tr>" + b"<td>" * 50_000,
    "less-than signs": b"<" * 100_000,
    "deep JSON": b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script><p>text",
}


@pytest.mark.parametrize("data", [*NASTY.values(), *NOISE.values()], ids=[*NASTY, *NOISE])
def test_hostile_pages_are_read_or_refused_at_once(data: bytes) -> None:
    outcome(html.read, data)


def test_what_is_nested_too_deep_is_told() -> None:
    source = html.read(b"<p>above</p>" + b"<div>" * 1000 + b"text" + b"</div>" * 1000)
    assert source.warnings == ("only a part of the page could be parsed: it is damaged or nested too deep",)


def test_damaged_pages_are_read_or_refused() -> None:
    read_ = [outcome(html.read, data) for data in damaged(PAGE.encode(), 60)]
    assert sum(source is not None for source in read_) > 20


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(ReadError, match="has no text in it"):
        html.read(b"<html><body><script>x</script></body></html>")
