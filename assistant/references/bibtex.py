"""Write works as BibTeX, under the researcher's own keys, for BibTeX and biber."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

from bibtexparser.library import Library
from bibtexparser.model import Block, Entry, Field, ImplicitComment
from bibtexparser.writer import BibtexFormat, write

from assistant.references.latex import escaped, folded, title_field
from index.entries import WorkEntry
from index.works import names
from index.works.dois import arxiv_number
from index.works.venues import is_preprint_venue

# "Journal of Systems and Software", and journals that are called proceedings: "Proc. of the VLDB".
_JOURNAL = re.compile(
    r"\bjournal\b|\btransactions\b|\btrans\.|\bbull(?:etin|\.)|\bnewsletter\b|\bengineering notes\b|\bmagazine\b"
    r"|^proc(?:eedings|\.)? (?:of the |of )?(?:ieee$|vldb|acm (?:on |hum|program|meas|manag|interact)|royal soc|r\. soc"
    r"|nat(?:iona)?l?\.? acad|london math|amer)|^pvldb\b",
    re.IGNORECASE,
)
# "Proc. ICSE", "Lecture Notes in Computer Science".
_MEETING = re.compile(
    r"proceedings|\bproc\b|conference|\bconf\b|symposium|symposia|\bsymp\b|workshop|congress|colloquium|\bmeeting\b"
    r"|\bconvention\b|\bsummit\b|extended abstracts|advances in neural information|lecture notes|\blncs\b|\bceur\b"
    r"|konferenz|tagung\b|conf[ée]rence|congreso|congresso",
    re.IGNORECASE,
)
# "ICSE 2021", "KDD '21".
_ACRONYM_AND_YEAR = re.compile(r"[A-Z][\w/&+-]*[A-Z][\w/&+-]*(?: |[’']|-)*(?:(?:19|20)\d\d|(?<=[’'])\d\d)")
# "martinfowler.com", "PhD thesis, University of Vienna", "O'Reilly Media".
_ELSEWHERE = re.compile(
    r"https?:|\bwww\.|^\S+\.(?:com|org|net|io|ai|dev|edu|gov|[a-z]{2})(?:/\S*)?$|\bblog\b|\bthesis\b|dissertation"
    r"|\breports?$|\btechnical report|^university|\bpress$|\bpublish|\bverlag$|media$|\bbooks$|white ?paper",
    re.IGNORECASE,
)
# "10.1145/3510003.3510091", "10.1109/seaa53835.2021.00050".
_MEETING_DOI = re.compile(
    r"10\.1145/\d{7,}\.\d+|10\.1109/[a-z][a-z-]*\d{4,}\.\d{4}\.|10\.18653/|10\.24963/|10\.1117/12\.|10\.5220/"
)
"""ACM and IEEE number their proceedings; the other publishers have hardly anything else."""
# "10.1007/978-1-4842-6549-9_1".
_BOOK_DOI = re.compile(r"10\.\d{4,9}/b?978")


def _entry_type(venue: str | None, doi: str | None) -> str:
    """`misc`, `article`, `inproceedings` or `incollection`, by venue and DOI.

    An unknown venue is a journal, as are most venues without a word for a meeting.
    """
    name, doi = " ".join((venue or "").split()), (doi or "").lower()
    if not name or is_preprint_venue(name):
        return "misc"
    if _JOURNAL.search(name):
        return "article"
    if _MEETING.search(name) or _MEETING_DOI.match(doi) or _ACRONYM_AND_YEAR.search(name):
        return "inproceedings"
    if _BOOK_DOI.match(doi):
        return "incollection"
    return "misc" if _ELSEWHERE.search(name) else "article"


_VENUE_FIELD = {
    "article": "journal",
    "inproceedings": "booktitle",
    "incollection": "booktitle",
    "misc": "howpublished",
}
_IN_AN_ADDRESS = str.maketrans({char: f"%{ord(char):02X}" for char in '%\\{}"'})


def as_bibtex(works: Sequence[WorkEntry], notes: Mapping[str, str] | None = None) -> str:
    """The entries in the order of `works`, as one text; empty without works.

    `notes` maps keys to plain text for the entry's `note`, which most styles print. An illegal key is written in the
    nearest legal form, with a comment line above its entry.
    """
    by_key = {work.key: work for work in works}
    written = legal_keys(by_key)
    blocks: list[Block] = []
    for key, work in by_key.items():
        if written[key] != key:
            # To BibTeX, every at sign outside an entry begins one.
            blocks.append(ImplicitComment(f"% {key_change(key, written[key])}".replace("@", "(at)")))
        blocks.append(_entry(work, written[key], (notes or {}).get(key, "")))
    layout = BibtexFormat()  # type: ignore[no-untyped-call]  # the library leaves its return type out
    layout.indent, layout.block_separator, layout.trailing_comma = "  ", "\n", True
    return write(Library(blocks), layout)


def _entry(work: WorkEntry, key: str, note: str) -> Entry:
    of_type = _entry_type(work.venue, work.doi)
    fields = [Field(name, f"{{{value}}}") for name, value in _fields(work, of_type, note) if value]
    return Entry(of_type, key, fields)


def _fields(work: WorkEntry, of_type: str, note: str) -> Iterator[tuple[str, str]]:
    """Names of fields and the text in their braces; empty text for unknown ones."""
    yield "author", author_field(work.authors)
    yield "title", title_field(work.label)
    yield _VENUE_FIELD[of_type], escaped(work.venue or "")
    yield "year", str(work.year or "")
    # Styles print a DOI as a URL, where escapes differ from those in text.
    yield "doi", "".join((work.doi or "").split()).translate(_IN_AN_ADDRESS)
    number = arxiv_number(work.venue, work.doi)
    yield "eprint", number or ""
    yield "archiveprefix", "arXiv" if number else ""
    yield "note", escaped(note)


# "{", "," and other characters that BibTeX, biber or LaTeX's `cite` do not allow in a key.
_ILLEGAL = re.compile(r"[\s,{}()\"'#%=~\\@\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def legal_keys(keys: Iterable[str]) -> dict[str, str]:
    """The legal form of each key: itself, or without the illegal characters.

    All forms differ, also apart from case: BibTeX does not distinguish "Smith2020" and "smith2020".
    """
    keys = list(dict.fromkeys(keys))
    written: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted(keys, key=lambda key: bool(_ILLEGAL.search(key))):  # legal keys stay, so they come first
        bare = _ILLEGAL.sub("", key) or "untitled"
        candidates = (f"{bare}-{number}" if number > 1 else bare for number in count(1))
        written[key] = next(candidate for candidate in candidates if candidate.lower() not in taken)
        taken.add(written[key].lower())
    return {key: written[key] for key in keys}


def key_change(key: str, written: str) -> str:
    """A sentence on a key that was changed, with the reason."""
    shown = " ".join(key.split())
    if _ILLEGAL.search(key):
        return f'the key "{shown}" is written {written}: BibTeX takes no spaces, quotes, braces or commas in a key'
    return f'the key "{shown}" is written {written}: to BibTeX it is the same as another that differs in capitals'


def author_field(authors: Sequence[str]) -> str:
    """The value of an `author` field: "Family, Given and Family, Jr, Given"; empty without authors.

    Organisations, and names that lose something when split, are in braces: one word to BibTeX. A shortened list ("Smith
    et al.") ends in `others`.
    """
    lines = [folded(author).strip(" ;,&") for author in authors]
    cut = [names.without_et_al(line).strip(" ;,&") for line in lines]
    named = [_bibtex_name(name) for name in cut if any(map(str.isalnum, name))]
    return " and ".join([*named, *(["others"] if cut != lines else [])])


def _bibtex_name(author: str) -> str:
    parted = _parted(author)
    # Some parsers lose a command at the start of a word.
    is_safe = parted and not any(word.startswith("\\") for word in parted.split())
    return parted if is_safe else f"{{{escaped(author)}}}"


def _parted(author: str) -> str:
    """A person's name as "Family, Given"; empty for an organisation, and if something would be lost."""
    known = names.compared(author)
    if known is None or names.may_be_organisation(author):
        return ""
    if len(author.split()) == 1 and "," not in author:
        return escaped(author)
    family, given, suffix = names.parted(author)
    parted = ", ".join(part for part in (family, suffix, given) if part)
    has_all_words = sorted(parted.replace(",", " ").split()) == sorted(author.replace(",", " ").split())
    # A name with remarks in it, or in a script without spaces, stays as it is.
    if not given or names.compared(parted) != known or not has_all_words:
        return ""
    return ", ".join(part for part in (_family_part(family), escaped(suffix), escaped(given)) if part)


def _family_part(family: str) -> str:
    """The family name, in braces from its first capitalised word if a lower-case word follows.

    In "Alcorta y Lozano" BibTeX would take all words but the last for particles.
    """
    words = family.split()
    first = next((i for i, word in enumerate(words) if not word[:1].islower()), len(words))
    if all(not word[:1].islower() for word in words[first:]):
        return escaped(family)
    protected = f"{{{escaped(' '.join(words[first:]))}}}"
    return " ".join([*(escaped(word) for word in words[:first]), protected])
