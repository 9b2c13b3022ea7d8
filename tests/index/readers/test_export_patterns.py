"""No field of a bibliographic export makes its reader take its time."""

import json
import time
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest

from index.readers.records import bibtex, csl, csv_export, endnote, tagged
from index.sources import Source

N = 30_000
NASTY = {
    "commas": "," * N,
    "semicolons": "; " * (N // 2),
    "ampersands": "&amp;" * (N // 5),
    "et al": ",et al." * (N // 7),
    "braces": "{" * (N // 2) + "}" * (N // 2),
    "formulas": "$x " * (N // 3),
    "MathJax": "\\(" * (N // 2),
    "accents": "\\'" * (N // 2),
    "tags": "<p " * (N // 3),
    "resolvers": "doi.org/10." * (N // 11),
    "DOIs": "10.1000/" * (N // 8),
    "initials": "A. " * (N // 3),
    "spaces": "A" + " " * N + "B",
    "and": "A and " * (N // 6),
    "capitals": "aB" * (N // 2),
}


def in_bibtex(text: str) -> Source:
    fields = ("title", "author", "abstract", "note", "doi", "year", "keywords", "url", "crossref", "xdata")
    return bibtex.read(f"@misc{{k, {', '.join(f'{name} = {{{text}}}' for name in fields)}}}".encode())


def in_ris(text: str) -> Source:
    tags = ("TI", "AU", "AB", "N1", "DO", "PY", "KW", "ID", "UR", "JF")
    return tagged.read_ris("\n".join(("TY  - JOUR", *(f"{tag}  - {text}" for tag in tags), "ER  - ")).encode())


def in_csv(text: str) -> Source:
    names = ("Title", "Authors", "Year", "DOI", "Abstract", "References", "Notes", "Keywords", "Extra")
    return csv_export.read((",".join(names) + "\n" + ",".join(f'"{text}"' for _ in names)).encode())


def in_csl(text: str) -> Source:
    names = ("title", "note", "abstract", "keyword", "DOI", "id", "issued", "URL")
    item = {"type": "book", "author": [{"family": text}, text], **dict.fromkeys(names, text)}
    return csl.read(json.dumps([item]).encode())


def in_endnote(text: str) -> Source:
    names = (
        "abstract",
        "research-notes",
        "label",
        "electronic-resource-num",
        "titles/title",
        "contributors/authors/author",
    )
    inside = "".join(
        "".join(f"<{tag}>" for tag in name.split("/"))
        + escape(text)
        + "".join(f"</{tag}>" for tag in reversed(name.split("/")))
        for name in names
    )
    return endnote.read(f"<xml><records><record>{inside}</record></records></xml>".encode())


@pytest.mark.parametrize("read", [in_bibtex, in_ris, in_csv, in_csl, in_endnote])
@pytest.mark.parametrize("text", NASTY)
@pytest.mark.timeout(60)
def test_nasty_fields_are_read_at_once(read: Callable[[str], Source], text: str) -> None:
    begun = time.process_time()
    assert len(read(NASTY[text]).records) == 1
    assert time.process_time() - begun < 5


def test_three_thousand_entries_take_no_more_than_their_time() -> None:
    entry = (
        '@article{{k{0}, title={{{{T}} {0}}}, author={{Doe, J{{\\"a}}n and Roe, R.}}, year=2020, abstract={{{1}}}}}\n'
    )
    data = "".join(entry.format(i, "A sentence of an abstract. " * 30) for i in range(3_000)).encode()
    begun = time.process_time()
    assert len(bibtex.read(data).records) == 3_000
    assert time.process_time() - begun < 100
