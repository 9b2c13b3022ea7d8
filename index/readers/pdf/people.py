"""Authors on a first page: names, and nothing else, in the blocks between a title and an abstract."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.readers.pdf.front import BREAK, Row, Segment
from index.text.words import SMALL_WORDS, plain
from index.works.names import PARTICLES, SUFFIX, family_name, may_be_organisation

# "Ada Lovelace, Alan Turing", "Ada Lovelace and Alan Turing", "Ada Lovelace | Alan Turing"
_BETWEEN_NAMES = re.compile(rf"\s*(?:[,;·•∙⋅|&/，、；{BREAK}]|(?<=\s)(?:and|AND|und|et|ET)(?=\s))\s*")
# "Ana Pérez y Luis Gómez", "Anna Bakker en Piet Smit", but not "José Ortega y Gasset"
_BETWEEN_TWO = re.compile(r"(?<=\w\w\s)(?:y|Y|e|E|en|och|og|i|ve)\s+(?=\S+\s+\S)")
# "By Ada Lovelace", "Authors: Ada Lovelace", "Author(s): "
_BEFORE_NAMES = re.compile(
    r"\A\W*(?:(?:(?:written|submitted|presented|prepared)\s+)?by|par|von|por|door|authors?(?:\(s\))?|lecturer|instructor|"
    r"candidat[oae]?|and|und|et)\b\s*:?\s+",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\d¹²³⁰⁴-⁹*∗†‡§¶‖#♠♢♡♣□■◦⋄△✉⋆αβγδ\s.:+'\"”]+\Z|\A[\d¹²³⁰⁴-⁹*∗†‡§¶‖#♠♢♡♣□■◦⋄△✉⋆\s.:+]+|[∗*†‡§¶✉⋆]")
# "1st Ada Lovelace"
_NUMBER = re.compile(r"\A\d{1,2}\s?(?:st|nd|rd|th)\b\s*")
# "Prof. Dr. Ada Lovelace, Ph.D."
_TITLES = re.compile(
    r"\A(?:(?:Prof(?:essor)?|Dr|Mr|Mrs|Ms|Ing|Dipl|Assoc|Asst|Sir|Rev|Capt|Major|Col)\b\.?(?:-Ing\.)?\s+)+"
    r"|,?\s+(?:Ph\.?\s?D|M\.?Sc|B\.?Sc|MD|M\.D|PhD|MPH|MBA|MS|MA|FRCP|RN)\.?\Z"
)
# "Senior Member", "IEEE", "Ph.D.", "FRS", "Jr."
_BESIDE_NAME = re.compile(
    r"(?:(?:senior|student|graduate student|life|associate|affiliate)\s+)*(?:member|fellow)s?"
    r"(?:\s+(?:of the\s+)?[A-Z]{2,6})?"
    r"|(?:IEEE|ACM|AAAI|IET|SIAM|AIAA|ASME|ASCE|FRS|OSA|SPIE)"
    r"|(?-i:(?:[A-Z][A-Za-z]{0,3}\.?){1,4})|(?:ph\.?\s?d|m\.?\s?sc)\.?(?:\s+(?:student|candidate))?|et al\.?|others",
    re.IGNORECASE,
)
_SUFFIX = re.compile(rf"{SUFFIX}\.?", re.IGNORECASE)
# "<ada@some.edu>", "{ada,alan}@some.edu", "ada at some dot edu", "(Member, IEEE)"
_ADDRESS = re.compile(
    r"<[^<>]*>|[{(\[][^{}()\[\]]*[})\]]\s?@\s?[\w.-]+|\S+\s?@\s?\S+|\([^()]*\)|\bORCID\b:?\s*[\d-]*|https?://\S+|\d{4}-\d{4}-\d{4}-\S+"
)
_MAIL = re.compile(r"\S\s?@\s?\S|\bat\b.{1,30}\bdot\b|https?://|www\.", re.IGNORECASE)
_LETTER = r"[^\W\d_]"
# "d'Alembert", "Jean-Paul", "A.", "McCarthy", "'t"
_NAME_WORD = re.compile(rf"'t\Z|(?:[dDlLO][’'`])?{_LETTER}(?:{_LETTER}|[’'`´.\-\u2010\u2011])*\.?\Z")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}\Z")
# "J.-P.", "A", "R.W."
_INITIAL = re.compile(r"(?:[A-Z]\.-?){1,3}[A-Z]?\Z|[A-Z]\Z")
_BEGINNINGS = """
universit universid institut instytut departament department dipartiment facult fakult laborator hochschule akadem
politec polytech politech école ecole corporation foundation société sociedad gesellschaft verein hospital research
division scienc scient engineer informati comput technolog software intelligence learning mathemati physics
chemistry biology medicin statistic econom management business studies humanities education editor keyword received
accepted revised submitted supervis advis contribut permission correspond publication citation reserved download
available symposium proceedings conference workshop dissertation introduction abstract volume published preprint
technical copyright microsystems telekom programming language operating lecture edition extended invited keynote
tutorial survey bulletin magazine newsletter algorithm distributed analysis theory network design printed compiled
updated typeset released created generated practice practical
"""
_WHOLE_WORDS = """
univ dept dip school escuela escola lab labs college center centre centro centrum gmbh llc ltd inc group clinic
section office bureau agency ministry system systems arts journal member ieee acm springer elsevier arxiv doi email
e-mail http https www draft version report thesis bachelor doctor degree committee article paper editorial review
letter letters special issue contents chapter appendix rights profile see reads contact presented street straße
strasse avenue road city campus building room floor box republic kingdom china japan germany deutschland canada
australia india brazil brasil switzerland sweden portugal belgium greece turkey singapore taiwan korea hungary usa
uk facebook google tool tools name names error errors code codes
"""
_PLACES = """
new york|hong kong|united states|san francisco|los angeles|san diego|new zealand|saudi arabia|sri lanka
south africa|the netherlands|costa rica|puerto rico|el salvador|palo alto|menlo park|mountain view
santa barbara|santa cruz|santa clara|santa monica|new jersey|new haven|new delhi|tel aviv|buenos aires
rio de janeiro|são paulo|sao paulo|ann arbor|salt lake|kuala lumpur|cape town|las vegas|north carolina
bell labs|all rights|open access|murray hill|chapel hill|college park|stony brook|oak ridge|baton rouge
british columbia|nova scotia|rhode island|great britain|hewlett.packard|digital equipment|carnegie mellon
georgia tech|virginia tech|max planck|johns hopkins|notre dame|cornell tech|xerox parc|silicon valley
united arab|costa mesa|stanford linear|deutsche telekom
"""
# "Institute of Engines", "Hong Kong", "SEE PROFILE"
_NO_NAME = re.compile(
    rf"\b(?:{'|'.join(_BEGINNINGS.split())}"
    rf"|(?:{'|'.join(_WHOLE_WORDS.split())}|{'|'.join(_PLACES.strip().splitlines())})\b)",
    re.IGNORECASE,
)
# "San Jose", "Fort Collins", "TU Delft"
_PLACE = re.compile(
    r"(?:San|Santa|Los|Las|New|North|South|West|East|Fort|Port|(?-i:FU|TU|UC|UT|KU|HU|VU))\s\w+\Z", re.IGNORECASE
)
_COMMON = SMALL_WORDS - {"in", "on", "to", "an", "or", "and"} | {
    "with",
    "using",
    "via",
    "this",
    "our",
    "how",
    "why",
    "what",
}
"""Words that no name has; "To", "In", "On", "Or" and "An" are names."""
_INITIALISM = re.compile(r"[A-Z]{2,5}\Z")
_MAX_NAME = 60  # characters
_MAX_WORDS = 6  # of a name
_MAX_AUTHORS = 500  # of one paper (a guess)
_SAME_ROW = 3.0  # points, height of a row of authors (a guess)
_LEADING = 1.75
"""Largest distance of lines in one block, in proportion to size; authors' lines have 1.1 to 1.6 (measured)."""


class _Names(NamedTuple):
    """The names in one line of a block, its height and left edge (points), and whether it follows a line of names."""

    follows: bool
    height: float
    left: float
    names: list[str]


@dataclass(slots=True)
class _Block:
    """Lines below each other: a person's with an affiliation, or a list of names."""

    pieces: list[Segment] = field(default_factory=list)

    def takes(self, piece: Segment) -> bool:
        last = self.pieces[-1]
        drop = last.base - piece.base
        size = max(last.size, piece.size)
        return 0.1 * size < drop <= _LEADING * size and _overlaps(self.pieces, piece)


def _overlaps(pieces: Sequence[Segment], piece: Segment) -> bool:
    left, right = min(p.left for p in pieces), max(p.right for p in pieces)
    return piece.left < right and left < piece.right


def printed_authors(rows: Sequence[Row], common: Collection[str]) -> tuple[str, ...]:
    """Authors in print order in the rows between a title and an abstract; empty unless they are clearly names.

    common: lower-case words of the text; a name does not consist of these.
    """
    listed: list[list[_Names]] = []
    looks: set[tuple[str, int]] = set()
    for block in _blocks(rows):
        names, own = _of_block(block, looks, common)
        listed.append(names)
        looks |= own
    lines = [line for names in listed for line in names]
    # An affiliation may look like a name, but those beside it do not.
    pieces = [piece for row in rows for piece in row.pieces]
    authors = [line for line in lines if not line.follows or _among_names(line, lines, pieces)]
    in_order = sorted(authors, key=lambda line: (-round(line.height / _SAME_ROW), line.left))
    found = tuple(dict.fromkeys(name for line in in_order for name in line.names))[:_MAX_AUTHORS]
    return found or _names_above_a_year(rows, common)


def _names_above_a_year(rows: Sequence[Row], common: Collection[str]) -> tuple[str, ...]:
    """Names in Hebrew or Arabic letters, which have no capitals: all lines between a title and a year's own line."""
    lines = [" ".join(row.text.split()) for row in rows]
    above = lines[: next((i for i, line in enumerate(lines) if _YEAR_LINE.fullmatch(line)), 0)]
    named = all(
        _NAME_WITHOUT_CAPITALS.fullmatch(line) and not any(word in common for word in line.split()) for line in above
    )
    return tuple(above) if named else ()


_YEAR_LINE = re.compile(r"(?:19|20)\d\d")
_NAME_WITHOUT_CAPITALS = re.compile(
    r"[\u05d0-\u05ea\u0621-\u063a\u0641-\u064a]{2,14}(?: [\u05d0-\u05ea\u0621-\u063a\u0641-\u064a]{2,14}){1,3}"
)


def _among_names(line: _Names, lines: Sequence[_Names], pieces: Sequence[Segment]) -> bool:
    beside = sum(1 for piece in pieces if abs(piece.base - line.height) < _SAME_ROW)
    return 2 * sum(1 for other in lines if abs(other.height - line.height) < _SAME_ROW) >= beside


def _blocks(rows: Sequence[Row]) -> list[_Block]:
    blocks: list[_Block] = []
    for row in rows:
        for piece in _rejoined(row.pieces):
            fitting = [block for block in blocks if block.takes(piece)]
            middle = (piece.left + piece.right) / 2
            if fitting:
                nearest = min(fitting, key=lambda b: abs((b.pieces[-1].left + b.pieces[-1].right) / 2 - middle))
                nearest.pieces.append(piece)
            else:
                blocks.append(_Block([piece]))
    return blocks


def _rejoined(pieces: Sequence[Segment]) -> list[Segment]:
    """Pieces of a row, with those joined that only an icon parts: the second begins with a comma, or ends in one."""
    joined: list[Segment] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if (
            last
            and piece.left - last.right < 3 * piece.size
            and (_OPEN_END.search(last.text) or _OPEN_START.match(piece.text))
        ):
            joined[-1] = Segment(
                f"{last.text} {piece.text}",
                f"{last.whole} {piece.whole}",
                last.left,
                piece.right,
                last.base,
                last.size,
                last.font,
                last.places + piece.places,
            )
        else:
            joined.append(piece)
    return joined


_OPEN_END = re.compile(r"(?:[,;·•|&]|\band)\s*\Z")
_OPEN_START = re.compile(r"\s*(?:[,;·•|&]|and\b)")


def _of_block(
    block: _Block, looks: set[tuple[str, int]], common: Collection[str]
) -> tuple[list[_Names], set[tuple[str, int]]]:
    """The names of a block, line by line, and their looks; `looks`: those of names above."""
    names: list[_Names] = []
    own: set[tuple[str, int]] = set()
    open_names, mailed = True, False
    others: set[tuple[str, int]] = set()
    pieces = block.pieces
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        after_mail, mailed = mailed, _MAIL.search(piece.text) is not None
        if _NO_AUTHORS_BELOW.match(piece.text):
            break
        if _AND.fullmatch(piece.text):
            open_names, place = True, place + 1
            continue
        fits = any(_one_hand(piece.look, look) for look in own) if own else _fits(piece.look, looks)
        resumes = open_names or after_mail or (piece.look in own and piece.look not in others)
        resumes = resumes or (not own and not any(_alike(piece.look, look) for look in others))
        taken, used = _names_from(pieces, place, common) if fits and resumes else ([], 1)
        if taken:
            names.append(_Names(open_names and place > 0, piece.base, piece.left, taken))
            own.add(piece.look)
            open_names = True
        else:
            others.add(piece.look)
            open_names = False
        place += used
    return names, own


# "Thesis Supervisor: Prof. Ada Lovelace", "Certified by"
_NO_AUTHORS_BELOW = re.compile(
    r"(?:(?:thesis|dissertation|doctoral|examining|advisory)\s+)*"
    r"(?:committee|supervis(?:or|ed)|advis[eo]r|examiner|relatore|betreuer|gutachter|correlatore|orientador|promotor|director)s?\b"
    r"|(?:certified|accepted|approved|signature|reviewed|edited|communicated|recommended) (?:by|of)\b",
    re.IGNORECASE,
)
# A line of its own between names: "and", "By"
_AND = re.compile(
    r"\W*(?:and|with|und|et|y|e|en|(?:written |submitted |presented |prepared )?by|par|por|door|authors?|"
    r"candidat[oae]?|tesi di laurea di|(?:vorgelegt |verfasst |eingereicht )?von|presentad[ao] por)\W*",
    re.IGNORECASE,
)


def _fits(look: tuple[str, int], looks: Collection[tuple[str, int]]) -> bool:
    return not looks or any(_alike(look, other) for other in looks)


def _one_hand(one: tuple[str, int], two: tuple[str, int]) -> bool:
    """Whether two looks may be of names in one block: one font, and sizes within a point."""
    return abs(one[1] - two[1]) <= 2 and one[0] == two[0]


def _alike(one: tuple[str, int], two: tuple[str, int]) -> bool:
    """Whether two looks may be of names in one paper: of one font, or of a size within a point of each other."""
    return _one_hand(one, two) or abs(one[1] - two[1]) <= 1


def _names_from(pieces: Sequence[Segment], place: int, common: Collection[str]) -> tuple[list[str], int]:
    """The names in the piece at `place`, with the pieces below it if a name goes on there; and how many these are."""
    text = pieces[place].text
    below = pieces[place + 1] if place + 1 < len(pieces) else None
    if below and _alike(pieces[place].look, below.look):
        ends_open = _OPEN_END.search(text) is not None
        joined = f"{text} {below.text}"
        *before, tail = _BETWEEN_NAMES.split(text.rstrip())
        if before and not ends_open and len(tail.split()) == 1 and not _is_no_name(below.text):
            names = names_in(joined, common)
            if names and len(names) > len(names_in(text, common)):
                return names, 2
    return names_in(text, common), 1


def names_in(text: str, common: Collection[str] = frozenset()) -> list[str]:
    """The names in a line; empty if it begins otherwise, or if anything but affiliations and degrees follows."""
    text = _BEFORE_NAMES.sub("", _ADDRESS.sub(" ", text.replace("’", "'")).strip(BREAK + " "))
    dashed = [names_in(part, common) for part in _DASH.split(text)] if _DASH.search(text) else []
    if dashed:  # "Ada Lovelace — Alan Turing", or "Ada Lovelace – Some Company"
        return [name for names in dashed for name in names] if all(dashed) and "—" in text else dashed[0]
    if _NUMBERED.match(text):
        return []
    names: list[str] = []
    beside = False
    for parted_by, piece in _parts(text):
        beside = beside and not _ANEW.search(parted_by)
        if names and _SUFFIX.fullmatch(piece):
            names[-1] = f"{names[-1]} {piece}"
        elif names and _BESIDE_NAME.fullmatch(piece):
            continue
        elif names and names[0].isupper() and not piece.isupper():
            beside = True  # "ADA LOVELACE, Some Institute": not a list of names in one style
        elif not beside and is_name(piece, common):
            names.append(piece)
        elif not names:
            return []
        elif beside or _is_no_name(piece) or len(piece.split()) == 1:
            beside = True
        else:
            return []
    return names


_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})+\.?\s")  # "120.4.4 Engine Faults"


def _is_no_name(text: str) -> bool:
    return bool(_NO_NAME.search(text) or _PLACE.match(text) or may_be_organisation(text))


def _parts(text: str) -> list[tuple[str, str]]:
    """What parts each name from the one before it, and the name without marks, titles and numbers."""
    found: list[tuple[str, str]] = []
    last, parted_by = 0, ""
    for match in (*_BETWEEN_NAMES.finditer(text), None):
        for whole in _BETWEEN_TWO.split(text[last : match.start() if match else None]):
            piece = whole
            for _ in range(2):
                piece = _TITLES.sub("", _MARKS.sub("", _NUMBER.sub("", piece.strip()))).strip(" .:,")
            if piece:
                found.append((parted_by, piece))
                parted_by = ""
        if match:
            parted_by += match.group()
            last = match.end()
    return found


_DASH = re.compile(r"(?<=\w)\s+[–—-]{1,2}\s+|\s*—\s*")
# "Ada Lovelace, Some University; Alan Turing"
_ANEW = re.compile(r";|and|&|[|]", re.IGNORECASE)


def is_name(text: str, common: Collection[str] = frozenset()) -> bool:
    """Whether text looks like a person's name: two to six words, each a capitalised word or a particle.

    common: lower-case words of the text; a name does not consist of these.
    """
    if _HAN_NAME.match("".join(text.split())):
        return True
    words = text.split()
    if not 2 <= len(words) <= _MAX_WORDS or len(text) > _MAX_NAME or _is_no_name(text):
        return False
    if not all(_NAME_WORD.match(word) for word in words) or not _is_capitalised(words[-1]):
        return False
    small = {word for word in words if not _is_capitalised(word)}
    if not small <= PARTICLES | {"y", "e", "i"} or len(words) - len(small) < 2:
        return False
    unusual = _COMMON | SMALL_WORDS if text.isupper() else _COMMON
    if any(word.lower() in unusual for word in words if word != "A" and not word.endswith(".")):
        return False
    long = [word for word in words if len(word) > 3 and not _INITIAL.match(word) and word[0].isupper()]
    if long and all(word.lower() in common for word in long) and (len(long) > 1 or len(words) == len(long)):
        return False
    if all(_INITIAL.match(word) for word in words):
        return False
    if words[0] == "A" and len(words) > 2 and len(words[1]) > 2:  # "A Randomized Trial"
        return False
    shouted = [word for word in words if _INITIALISM.match(word)]
    return sum(map(len, words)) > 3 and (
        not shouted or text.isupper() or (shouted == words[:1] and len(shouted[0]) == 2)
    )


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() or (word[1:2] in "'’`" and word[2:3].isupper())  # "d'Alembert"


def agreed_authors(printed: Sequence[str], informed: Sequence[str], page: str) -> tuple[str, ...]:
    """The authors, by the printed names and those in the document information.

    The information is complete and has correct accents if someone filled it in, but it may name the owner of a
    computer: we use it if the page, whose text is `page`, has its family names, or if it names several people.
    """
    on_page = plain(page)
    informed = [name for name in informed if "@" not in name and "[" not in name]
    informed = [name for name in informed if not _is_no_name(name)] or informed
    families = {plain(family_name(name)) for name in informed}
    is_on_page = bool(informed) and all(family and family in on_page for family in families)
    if not printed:
        are_people = len(informed) > 1 and all(is_name(_turned(name)) for name in informed)
        are_printed = bool(informed) and all(_stands_in(name, page) for name in informed)
        return tuple(informed) if are_printed or are_people else ()
    is_complete = all(plain(family_name(name)) in families for name in printed)
    return tuple(informed) if is_on_page and is_complete else tuple(printed)


def _stands_in(name: str, page: str) -> bool:
    """Whether a page has the first and the last word of a name."""
    words = _turned(name).split()
    on_page = set(map(plain, re.findall(r"\w+(?:[-'’]\w+)*", page)))
    return bool(words) and {plain(words[0]), plain(words[-1])} <= on_page


def _turned(name: str) -> str:
    """ "Lovelace, Ada" as "Ada Lovelace"."""
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma else name
