"""Which notes of an export are the researcher's own words, and which a database's or a publisher's."""

import re
from collections.abc import Iterator, Sequence

_OWN = frozenset({"annotation", "annote", "comment", "comments", "review", "research-notes"})
"""Fields made for the researcher's words; programs write into them all the same."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"[^\W\d_]{2}[)\"'”’]?[.!?](?:\s|$)")
_MACHINE = """
    abbreviated source title,ads bibcode,arxiv,available,bibtex,caplus,citation key,cited by,cited references?,coden,
    comment (?:in|on),conference (?:name|date|paper),correspondence,custom ?[0-9],date,doi,embase,erratum,event,
    event-place,export date,funding,inspec,isbn,issn,journal abbreviation,keywords?,language,last accessed,lccn,medium,
    medline,meeting,mr,num(?:ber of)? pages,oclc,place,pmcid,pmid,ppn,publication type,publisher,quotation type,record,
    references?,reprint,research support,retrieved,scopus,section,source,subject,times cited,tldr,type,version,visited,
    volume,wos,zbmath,_?eprint,(?:secondary|tertiary|quaternary) (?:title|authors?)
"""
"""Labels that programs write into such fields, at the beginning of a line."""

_LABELS = "|".join(label.strip() for label in _MACHINE.split(","))
_MACHINE_LINE = re.compile(rf"(?:{_LABELS})\s{{0,3}}(?:[:=]|\b(?=an\b|\d))|https?:|©|\(c\)|accessed\b", re.IGNORECASE)
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
