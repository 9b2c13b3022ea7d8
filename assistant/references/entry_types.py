"""Which type of BibTeX entry a work is, as far as the name of its venue and its DOI tell."""

import re
from enum import StrEnum

from index.dois import is_preprint_venue


class EntryType(StrEnum):
    """The types that are told apart."""

    ARTICLE = "article"
    PAPER = "inproceedings"
    CHAPTER = "incollection"
    OTHER = "misc"


_JOURNAL = re.compile(
    r"\bjournal\b|\btransactions\b|\btrans\.|\bbull(?:etin|\.)|\bnewsletter\b|\bengineering notes\b|\bmagazine\b"
    # Journals that are called proceedings.
    r"|^proc(?:eedings|\.)? (?:of the |of )?(?:ieee$|vldb|acm (?:on |hum|program|meas|manag|interact)|royal soc|r\. soc"
    r"|nat(?:iona)?l?\.? acad|london math|amer)|^pvldb\b",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"proceedings|\bproc\b|conference|\bconf\b|symposium|symposia|\bsymp\b|workshop|congress|colloquium|\bmeeting\b"
    r"|\bconvention\b|\bsummit\b|extended abstracts|advances in neural information|lecture notes|\blncs\b|\bceur\b"
    r"|konferenz|tagung\b|conf[ée]rence|congreso|congresso",
    re.IGNORECASE,
)
_ACRONYM_AND_YEAR = re.compile(r"[A-Z][\w/&+-]*[A-Z][\w/&+-]*(?: |[’']|-)*(?:(?:19|20)\d\d|(?<=[’'])\d\d)")
_ELSEWHERE = re.compile(
    r"https?:|\bwww\.|^\S+\.(?:com|org|net|io|ai|dev|edu|gov|[a-z]{2})(?:/\S*)?$|\bblog\b|\bthesis\b|dissertation"
    r"|\breports?$|\btechnical report|^university|\bpress$|\bpublish|\bverlag$|media$|\bbooks$|white ?paper",
    re.IGNORECASE,
)
_MEETING_DOI = re.compile(
    r"10\.1145/\d{7,}\.\d+|10\.1109/[a-z][a-z-]*\d{4,}\.\d{4}\.|10\.18653/|10\.24963/|10\.1117/12\.|10\.5220/"
)
"""ACM and IEEE give a volume of proceedings a number of its own, the others have hardly anything but proceedings."""
_BOOK_DOI = re.compile(r"10\.\d{4,9}/b?978")
_ARXIV = re.compile(
    r"(?:arxiv[\s.:/]{1,3}(?:abs/)?|\babs/)(\d{4}\.\d{4,5}|[a-z-]{2,12}(?:\.[a-z]{2})?/\d{7})", re.IGNORECASE
)


def entry_type(venue: str | None, doi: str | None) -> EntryType:
    """The type; a venue that nothing tells of is a journal, which most venues without a word for a meeting are."""
    name, doi = " ".join((venue or "").split()), (doi or "").lower()
    if not name or is_preprint_venue(name):
        return EntryType.OTHER
    if _JOURNAL.search(name):
        return EntryType.ARTICLE
    if _MEETING.search(name) or _MEETING_DOI.match(doi) or _ACRONYM_AND_YEAR.search(name):
        return EntryType.PAPER
    if _BOOK_DOI.match(doi):
        return EntryType.CHAPTER
    return EntryType.OTHER if _ELSEWHERE.search(name) else EntryType.ARTICLE


def arxiv_number(venue: str | None, doi: str | None) -> str | None:
    """The number of a preprint on arXiv ("2103.08942", "cs/0112017"), from its DOI or what stands for its venue."""
    for text in (doi or "", venue or ""):
        if match := _ARXIV.search(text):
            return match.group(1)
    return None
