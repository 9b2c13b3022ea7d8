"""Which notes of an export are the researcher's own words, and which a database's or a publisher's."""

import re
from collections.abc import Iterator, Sequence

_OWN = frozenset({"annotation", "annote", "comment", "comments", "review", "research-notes"})
"""Fields made for the researcher's words; programs write into them all the same."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"[^\W\d_]{2}[)\"'”’]?[.!?](?:\s|$)")
_MACHINE = (
    *("accessed", "available", "last accessed", "retrieved", "visited", "cited by", "times cited", "cited references?"),
    *("export date", "doi", "pmid", "pmcid", "arxiv", "isbn", "issn", "publisher", "place", "num(?:ber of)? pages"),
    *(
        "_?eprint",
        "event",
        "event-place",
        "medium",
        "meeting",
        "conference (?:name|date|paper)",
        "citation key",
        "tldr",
    ),
    *("references?", "bibtex", "version", "type", "section", "volume", "journal abbreviation", "ads bibcode", "zbmath"),
    *("mr", "oclc", "lccn", "funding", "copyright", "©", r"\(c\)", "language", "keywords?", "correspondence", "coden"),
    *(
        "abbreviated source title",
        "source",
        "date",
        "(?:tertiary|quaternary|secondary) (?:title|authors?)",
        r"custom ?\d",
    ),
    *("subject", "record", "reprint", "research support", "comment (?:in|on)", "erratum", "publication type", "caplus"),
    *("medline", "inspec", "embase", "scopus", "wos", "ppn", "quotation type"),
)
_MACHINE_LINE = re.compile(
    rf"(?:{'|'.join(_MACHINE)})\s{{0,3}}(?:[:=]|\b(?=an\b|\d))|https?:|©|\(c\)|accessed\b", re.IGNORECASE
)
_FEWEST_WORDS = 3
_FEWEST_WORDS_OF_PROSE = 10


def own_words(name: str, paragraphs: Sequence[str]) -> Iterator[str]:
    """The paragraphs of the field `name` that a person wrote about the work.

    Annotations are, unless a program's; a plain note ("303 pp.", "To appear") must be prose: a sentence of ten words.
    """
    for paragraph in paragraphs:
        lines = [line for line in paragraph.split("\n") if not _MACHINE_LINE.match(line)]
        words = len(_WORD.findall(" ".join(lines)))
        prose = words >= _FEWEST_WORDS_OF_PROSE and _SENTENCE.search(" ".join(lines))
        if prose or (name in _OWN and words >= _FEWEST_WORDS):
            yield "\n".join(lines)
