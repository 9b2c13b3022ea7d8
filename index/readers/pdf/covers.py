"""Covers that repositories and publishers put before a paper: how to recognise them, and the facts that they name."""

import re
from collections.abc import Sequence

from index.readers.pdf.imprint import own_doi, printed_year
from index.readers.pdf.people import names_in
from index.sources import Record

_FEW_CHARS = 1_200
"""Characters up to which page one may be a cover (a guess): a full page of text has 3,000 and more."""
# What only covers of repositories say: ResearchGate, HAL, JSTOR, White Rose, Pure, DSpace, CORE
_COVER = re.compile(
    r"See discussions, stats, and author profiles|researchgate\.net/publication"
    r"|HAL is a multi-?disciplinary|To cite this version:|archive ouverte pluridisciplinaire"
    r"|Your use of the JSTOR archive|JSTOR is a not-for-profit|Stable URL:"
    r"|This is a repository copy of|White Rose Research Online|eprints@whiterose"
    r"|Citation for published version|Link to publication|Document [Vv]ersion|Take down policy|Take-down policy"
    r"|This is an author produced version|Open Research Online|For guidance on citations see FAQs"
    r"|DigitalCommons|Recommended Citation|Follow this and additional works"
    r"|Downloaded from (?:the )?\S+ (?:Research|Repository)"
    r"|eScholarship|This document is the (?:author|accepted)|Publisher's PDF, also known as|UvA-DARE|Research Portal"
    r"|The user has requested enhancement of the downloaded file|Persistent (?:link|WRAP)|CORE Provided by"
    r"|Permanent link|View (?:Table of Contents|Article Online|Journal)\b|To link to this article"
    r"|To cite this article:|Publication details, including instructions for authors",
)
# "Author(s): Ada Lovelace and Alan Turing"
_FIELD = re.compile(
    r"(?P<name>Author(?:\(s\)|s)?|Title|Source|Published (?:in|by)|Publication date|Journal|Reviewed work\(s\))"
    r"\s*:\s*(?P<value>.*)"
)
# "Source: Econometrica, Vol. 3, No. 2 (May, 1960), pp. 1-3"
_SOURCE = re.compile(r"(?P<venue>[^,(\d]{3,100}),.{0,60}?\(?.{0,12}?(?P<year>(?:1[89]|20)\d\d)\)?")
# "To cite this version: Ada Lovelace. Drift. LMO 2009, Mar 2009, Nancy, France. hal-00123456"
_CITED = re.compile(
    r"(?:To cite this (?:version|article)|Recommended Citation|Citation(?: for published version)?)(?: \(\w+\))?:?\s"
    r"(.{20,500}?)(?:HAL Id|https?:|hal-\d|Link to|DOI|doi|Available|This|Document|$)"
)


def may_be_cover(text: str) -> bool:
    """Whether a first page may be a cover, by its text."""
    return len(text) < _FEW_CHARS or is_cover(text)


def is_cover(text: str) -> bool:
    """Whether a first page is a repository's or a publisher's cover."""
    return len(text) < 5_000 and _COVER.search(text) is not None


def cover_facts(lines: Sequence[str]) -> Record:
    """The facts that a cover names in labelled lines."""
    fields: dict[str, str] = {}
    last = ""
    for line in lines:
        if match := _FIELD.match(line.strip()):
            last = match["name"].lower().removesuffix("(s)").removesuffix("s")
            fields.setdefault(last, match["value"])
        elif last and last in fields and len(fields[last]) < 200:
            fields[last] += f" {line}"
    cited = _CITED.search(" ".join(lines))
    source = _SOURCE.match(fields.get("source", ""))
    dates = [
        line for line in lines if re.match(r"(?:Publication date|Published|Source|Article in)\b", line, re.IGNORECASE)
    ]
    return Record(
        title=fields.get("title"),
        authors=tuple(names_in(fields.get("author", ""))),
        year=int(source["year"])
        if source
        else printed_year(_with_following(lines, dates), 2100) or _cited_year(cited) or _bracketed_year(lines),
        venue=source["venue"].strip() if source else None,
        doi=own_doi((), lines),
    )


def _cited_year(cited: re.Match[str] | None) -> int | None:
    """The year in brackets, else the last year, of a citation."""
    years = re.findall(r"\(((?:19|20)\d\d)\b|\b((?:19|20)\d\d)\b", cited.group(1)) if cited else []
    bracketed = [year for year, _ in years if year]
    return int(bracketed[0]) if bracketed else int(years[-1][1]) if years else None


def _bracketed_year(lines: Sequence[str]) -> int | None:
    """The first year in brackets: "Lovelace, A. (2016) Drift of Models."."""
    match = re.search(r"\(((?:19|20)\d\d)\)", " ".join(lines))
    return int(match.group(1)) if match else None


def _with_following(lines: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Each label with the line below it: "Publication date", "2019"."""
    return [" ".join(lines[i : i + 2]) for i, line in enumerate(lines) if line in labels]
