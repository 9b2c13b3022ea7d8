"""A paper's title and authors from its first page; uncertain facts stay empty."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from index.readers.pdf.front import Row, Segment, with_accents
from index.readers.pdf.people import names_in, printed_authors
from index.text.normalise import normalise
from index.text.words import plain
from index.works.dois import dois_in

_KINDS = """
articles?|papers?|communications?|letters?|reviews?|research|editorial|viewpoint|perspective|commentary
survey|open access|case report|technical note|brief report|report|contents|keywords|article info|draft
preprint|unclassified
"""
_LABELS = r"""
see discussions|journal of|proceedings of|in proceedings|to appear|appeared|appears|appearing
ieee transactions|acm transactions|international journal|acm computing surveys|contents lists
journal homepage|this (?:article|paper) (?:is|was|has)|this is an? (?:author|accepted|open)|technical report
tech\. report|research report|working paper|under review|in press|accepted manuscript
author'?s? (?:manuscript|copy|version)|page \d|noname manuscript|\(will be inserted|vol\.|volume \d|doi|issn
isbn|conference paper
"""
_WORDS_OF_LABELS = """
received|accepted|published|submitted|revised|available|downloaded|citations?|reads|department|university
faculty|school|institute|laboratory|rapport|memorandum|preprint|draft|hal|copyright|thesis|supervisors?
advisors?
"""
# "Received 4 March", but a title may begin so: "University rankings and their critics"
_MAYBE_MARGINAL = re.compile(rf"(?:{'|'.join(_WORDS_OF_LABELS.strip().splitlines())})\b", re.IGNORECASE)
# "arXiv:2103.0894", "RESEARCH ARTICLE", "Technical Report No. 321", "Journal of Engines"
_MARGINAL = re.compile(
    rf"(?:(?:original|research|review|full|short|regular|invited) )*(?:{'|'.join(_KINDS.strip().splitlines())})"
    rf"\s*(?:no\.?\s?\S+|#?\d[\d-]*)?\Z|(?:{'|'.join(_LABELS.strip().splitlines())})\b"
    r"|[\w .&-]{0,60}\b(?:working|discussion) papers?(?: series)?\Z|\d+\s*\Z|arXiv:|https?:|www\.|©",
    re.IGNORECASE,
)
# "Contents lists available at ScienceDirect", "journal homepage: www.elsevier.com/locate/jss"
_ABOVE_TITLE = re.compile(r"contents lists? available|journal homepage|homepage:", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}|[\u0400-\u9fff\uac00-\ud7af]{2}")
_FOOTNOTE_MARKS = " *∗†‡§¶⋆✩☆\n"
# "ada@some.edu", "University of Somewhere"
_CONTACT = re.compile(r"\S@\S|\bUniversit|\bInstitut|\bDepartment\b|\bInc\b|\bLaborator")
# "STANFORD UNIVERSITY", "Laboratory for Computer Science"
_INSTITUTION = re.compile(
    r"\b(?:universit\w+|institut[eo]? (?:of|for|für|de)|laborator(?:y|ies)|departments? of|school of|inc\.|corporation"
    r"|research center|faculty of)\b",
    re.IGNORECASE,
)
_STANDS_OUT = 1.15  # smallest font size of a title in proportion to the text's (a guess)
_LARGE = 1.3  # the same of print that only a title has (a guess)
_SUBTITLE = 1.04  # the same of a subtitle (a guess)
_SAME_SIZE = 0.06  # largest difference of font size within a title, in proportion (a guess)
_SAME_SIZE_READ = 0.15  # the same where sizes are those that OCR saw (a guess)
_MANY_PIECES = 15  # of a page; fewer do not show how sizes vary (a guess)
_USUAL_SHARE = 0.25
"""Smallest share of the commonest size among pieces that were typeset; OCR sees as many sizes as lines (a guess)."""
_LEADING = 2.0
"""Largest distance of a title's lines in proportion to size; most have 1.1 to 1.5 (measured)."""
_LOGO_WORDS = 3  # words from which on large print is no logo
_WIDER = 1.3  # of a gap that ends a title, in proportion to the distance of its lines (a guess)
_TITLE_PAGE_ROWS = 35  # fewer on a page with prose make a title page (a guess)
_TITLE_LINES = 3  # of a title in the print of the text (a guess)
_MAX_TITLE = 300  # characters


@dataclass(frozen=True, slots=True)
class Front:
    """Title and authors of a page, and the rows that are the title."""

    title: str | None = None
    main: str | None = None
    """The title without a subtitle."""
    authors: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    """All rows of the front matter."""
    places: frozenset[int] = frozenset()
    """Starts of the title's lines."""


@dataclass(frozen=True, slots=True)
class _Print:
    """Lines of one size, close below each other."""

    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        return "\n".join(row.text for row in self.rows)

    @property
    def size(self) -> float:
        return max(row.size for row in self.rows)

    @property
    def top(self) -> float:
        return self.rows[0].base + self.rows[0].size

    @property
    def bottom(self) -> float:
        return self.rows[-1].base

    @property
    def bold(self) -> bool:
        return all(row.pieces[0].bold for row in self.rows)


def read_front(
    rows: Sequence[Row],
    body: float,
    beside: Collection[int],
    common: Collection[str],
    keep: frozenset[str] = frozenset(),
) -> Front:
    """The title and the authors in the rows above an abstract.

    body: font size of the document's text in points; beside: starts of lines in the margins; common: lower-case words
    of the text; keep: its hyphenated words.
    """
    inner = [row for row in rows if not row.places <= set(beside) or row.size >= _STANDS_OUT * body > 0]
    spread = _spread(rows)
    header = min((row.base for row in inner if _ABOVE_TITLE.search(row.text)), default=None)
    if header is not None:
        inner = [row for row in inner if row.base < header]
    prints = _prints(_above_prose(inner), spread)
    if not (main := _title(prints, body, common)):
        prints = _prints(inner, spread)
        main = _title(prints, body, common)
    main = _without_names(main, common)
    if main is None:
        return Front(rows=tuple(rows))
    authors_rows = _below(inner, main.bottom)
    subtitle = _subtitle(prints, main, body, common)
    if subtitle:
        authors_rows = _below(inner, subtitle.bottom)
    is_title_page = not any(is_prose(row.text) for row in rows) or len(rows) < _TITLE_PAGE_ROWS
    authors = printed_authors(authors_rows, common)
    if not authors:  # they may stand above the title
        above = [row for row in inner if row.base > main.top and _is_near(row, main)]
        authors = printed_authors(above, common)
    if begun := _begun_above(prints, main, body):
        main = _Print((*begun.rows, *main.rows))
    text = title_text(main.text, keep)
    whole = _joined(text, title_text(subtitle.text, keep)) if text and subtitle else text
    authors = tuple(name for name in authors if plain(name) not in plain(whole or ""))
    places = {place for row in (*main.rows, *(subtitle.rows if subtitle else ())) for place in row.places}
    around = rows if is_title_page else [row for row in rows if row.base > main.bottom or row in authors_rows]
    return Front(whole, text, authors, tuple(around), frozenset(places))


def _is_near(row: Row, main: _Print) -> bool:
    return row.base - main.top < 4 * main.size and row.left < main.rows[0].right and row.right > main.rows[0].left


def _below(rows: Sequence[Row], height: float) -> list[Row]:
    """The rows below a height, down to the first prose."""
    found: list[Row] = []
    prose = 0
    for row in rows:
        if row.base >= height - 0.1:
            continue
        pieces = tuple(piece for piece in row.pieces if not is_prose(piece.text))
        prose = 0 if pieces else prose + 1
        # A title page has single lines of it: "submitted in partial fulfillment of the requirements for the degree of".
        if prose > 1:
            break
        if pieces:
            found.append(replace(row, pieces=pieces))
    return found


def _above_prose(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows above the first three successive ones of prose; all if there are none."""
    prose = [all(is_prose(piece.text) for piece in row.pieces) for row in rows]
    return next((rows[:i] for i in range(len(rows) - 2) if all(prose[i : i + 3])), rows)


def is_prose(text: str) -> bool:
    """Whether a line is of running text: eight words, most of them in lower case."""
    words = text.split()
    return len(words) >= 8 and sum(word.islower() for word in words) > 0.6 * len(words)


def _prints(rows: Sequence[Row], spread: float) -> list[_Print]:
    """Runs of lines of one size, each close below the last; `spread` as for `_of_one_size`."""
    prints: list[list[Row]] = []
    reach = _LEADING * max((piece.size for row in rows for piece in row.pieces), default=0.0) + _LEADING
    near: list[list[Row]] = []
    for row in rows:
        near = [run for run in near if run[-1].base - row.base <= reach]  # for speed
        for part in _parts(row):
            fitting = (run for run in reversed(near) if _goes_on(run[-1], part, spread) and not _widens(run, part))
            if run := next(fitting, None):
                run.append(part)
            else:
                prints.append([part])
                near.append(prints[-1])
    return [_Print(tuple(run)) for run in prints]


def _widens(run: Sequence[Row], row: Row) -> bool:
    """Whether a row is farther below a run than its lines are from each other."""
    if len(run) < 2:
        return False
    return run[-1].base - row.base > _WIDER * (run[-2].base - run[-1].base)


def _parts(row: Row) -> list[Row]:
    """A row in parts of one size, with pieces that stand apart as parts of their own."""
    parts: list[list[Segment]] = []
    for piece in row.pieces:
        last = parts[-1][-1] if parts else None
        if last and piece.left - last.right < 2.5 * piece.size and _of_one_size(last.size, piece.size):
            parts[-1].append(piece)
        else:
            parts.append([piece])
    return [Row(tuple(part)) for part in parts]


def _of_one_size(one: float, two: float, spread: float = _SAME_SIZE) -> bool:
    """Whether two sizes are one but for `spread`, in proportion."""
    return abs(one - two) <= max(0.3, spread * max(one, two))


def _spread(rows: Sequence[Row]) -> float:
    """How much the sizes of one print may differ, in proportion."""
    sizes = Counter(round(piece.size, 1) for row in rows for piece in row.pieces)
    count = sizes.total()
    is_even = count < _MANY_PIECES or sizes.most_common(1)[0][1] >= _USUAL_SHARE * count
    return _SAME_SIZE if is_even else _SAME_SIZE_READ


def _goes_on(above: Row, row: Row, spread: float) -> bool:
    drop = above.base - row.base
    if not 0 < drop <= _LEADING * max(row.size, above.size, 1.0) or not _of_one_size(above.size, row.size, spread):
        return False
    beside = min(above.right, row.right) > max(above.left, row.left)
    return beside and above.pieces[0].bold == row.pieces[0].bold


def _title(prints: Sequence[_Print], body: float, common: Collection[str]) -> _Print | None:
    """The printed title: the largest print above the contacts, else the first that is bold or in capitals."""
    able = [p for p in prints if _may_be_title(p, body)]
    unnamed = [p for p in able if not _is_of_names(p, common)]
    largest = max(able, key=lambda p: p.size, default=None)
    if largest and largest not in unnamed and _has_names_below(largest, prints, common):
        unnamed.append(largest)  # a title may look like a name, if there are names below it
    contact = max((row.base for p in prints for row in p.rows if _CONTACT.search(row.text)), default=0.0)
    above = [p for p in unnamed if p.bottom > contact] or unnamed
    large = [p for p in above if p.size >= body * _STANDS_OUT]
    large = [p for p in large if not _INSTITUTION.search(p.text)] or large
    # A logo or a journal's name may be larger than a title, but it is short, and stands apart.
    large = [p for p in large if len(p.text.split()) >= _LOGO_WORDS or _has_subtitle(p, prints)] or large
    if large:
        return max(large, key=lambda p: (round(p.size, 1), p.top))
    marked = [p for p in above if (p.bold or p.text.isupper()) and p.size >= 0.95 * body and len(p.text.split()) >= 2]
    if marked:
        return max(marked, key=lambda p: p.top)
    first = max((p for p in above if len(p.text.split()) >= _LOGO_WORDS), key=lambda p: p.top, default=None)
    if first is None or is_prose(first.rows[0].text):
        return None
    return first if _are_next_names(first, prints, common) else _above_names(first, common)


def _above_names(p: _Print, common: Collection[str]) -> _Print | None:
    """The lines above the first line of names in print of one size."""
    place = next((i for i, row in enumerate(p.rows) if i and names_in(row.text, common)), None)
    above = p.rows[:place]
    is_title = place is not None and not any(is_prose(row.text) for row in above) and len(above) <= _TITLE_LINES
    return _Print(above) if is_title and sum(len(row.text.split()) for row in above) >= _LOGO_WORDS else None


def _without_names(p: _Print | None, common: Collection[str]) -> _Print | None:
    """A title without the list of authors that follows it in the same print."""
    while p and len(p.rows) > 1 and len(names_in(p.rows[-1].text, common)) > 1:
        p = _Print(p.rows[:-1])
    return p


def _has_names_below(p: _Print, prints: Sequence[_Print], common: Collection[str]) -> bool:
    pieces = (piece for q in prints for row in q.rows if row.base < p.bottom for piece in row.pieces)
    return any(names_in(piece.text, common) for piece in pieces)


def _are_next_names(p: _Print, prints: Sequence[_Print], common: Collection[str]) -> bool:
    """Whether a line of names is the next below."""
    below = max((row for q in prints for row in q.rows if row.base < p.bottom), key=lambda row: row.base, default=None)
    return below is not None and any(names_in(piece.text, common) for piece in below.pieces)


def _has_subtitle(short: _Print, prints: Sequence[_Print]) -> bool:
    """Whether the next print below a few words in large print is close to it and somewhat smaller."""
    below = [p for p in prints if p.rows[0].base < short.bottom]
    next_below = max(below, key=lambda p: p.rows[0].base, default=None)
    if next_below is None or not 0.6 * short.size <= next_below.size < short.size:
        return False
    return short.bottom - next_below.rows[0].base <= 2.2 * short.size and len(next_below.text.split()) >= _LOGO_WORDS


def _is_of_names(p: _Print, common: Collection[str]) -> bool:
    return all(
        names_in(piece.text, common) and (len(piece.text.split()) < 5 or len(names_in(piece.text, common)) > 1)
        for row in p.rows
        for piece in row.pieces
    )


def _may_be_title(p: _Print, body: float) -> bool:
    text = " ".join(p.text.split())
    if (
        not _WORD.search(text)
        or (" " not in text and any(map(str.isdigit, text)))
        or len(text) > 1.5 * _MAX_TITLE
        or (len(plain(text)) < 4 and text.isascii())
    ):
        return False
    if _MAYBE_MARGINAL.match(text) and (p.size < _LARGE * body or len(text.split()) < 4 or re.search(r"\d", text)):
        return False
    return not _MARGINAL.match(text) and "@" not in text


def _subtitle(prints: Sequence[_Print], main: _Print, body: float, common: Collection[str]) -> _Print | None:
    """The smaller print directly below the title that is not an author, an affiliation or a date."""
    under = [p for p in prints if p.top <= main.bottom + 0.5 * main.size and p.bottom < main.bottom and p is not main]
    nearest = max(under, key=lambda p: p.top, default=None)
    if nearest is None or nearest.size >= main.size or nearest.size < body * _SUBTITLE:
        return None
    text = " ".join(nearest.text.split())
    names = next((p for p in under if p is not nearest and names_in(p.rows[0].text, common)), None)
    if _is_of_names(nearest, common):
        return None
    apart = main.bottom - nearest.rows[0].base > 2.6 * main.size
    if names is None or apart or len(text.split()) < 2 or len(text) > 200 or not _may_be_title(nearest, body):
        return None
    larger = nearest.size >= 1.04 * names.size
    is_doubtful = re.search(r"\b(?:19|20)\d\d\Z", text) or ("," in text and nearest.size < 1.1 * names.size)
    if _CONTACT.search(text) or (is_doubtful and not main.text.rstrip().endswith(":")):
        return None
    return nearest if names.top < nearest.bottom + names.size and (larger or len(text.split()) >= 4) else None


def _begun_above(prints: Sequence[_Print], main: _Print, body: float) -> _Print | None:
    """The smaller print directly above the title that ends with a colon and so begins it."""
    above = min((p for p in prints if p.bottom > main.top), key=lambda p: p.bottom, default=None)
    if above is None or above.bottom - main.rows[0].base > 2.6 * main.size or above.size < _STANDS_OUT * body:
        return None
    return above if above.text.endswith(":") and _may_be_title(above, body) else None


def _joined(title: str, subtitle: str | None) -> str:
    if not subtitle:
        return title
    return f"{title}{' ' if title[-1] in ':?!–—-' else ': '}{subtitle}"


# "Real-" above "World"
_BEFORE_CAPITAL = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_a-z])")


def title_text(text: str, keep: frozenset[str] = frozenset()) -> str | None:
    """The text of a title's lines; None if it is too short or too long for a title. keep: as in `normalise`."""
    if not text.isupper():
        text = _BEFORE_CAPITAL.sub("-", text)
    title = normalise(with_accents(text), keep).text.strip(_FOOTNOTE_MARKS)
    return title if 6 <= len(title) <= _MAX_TITLE or (len(title) >= 4 and not title.isascii()) else None


def agreed_title(informed: str | None, printed: str | None, page: str) -> str | None:
    """The document information's title if the page has it and it is whole, else the printed title.

    Programs write a template's title, a file's name or a DOI into the document information. `page` is the text of the
    page with the title.
    """
    if informed is None or _is_no_title(informed):
        return printed
    informed = title_text(informed) or informed
    if printed is not None and plain(informed) in plain(printed):
        return printed if plain(informed) != plain(printed) else informed
    return informed if plain(informed) in plain(page) or not page.strip() else printed


_PLAIN_SIGNS = str.maketrans("\u2010\u2011\u2212\u2019\u2018\u02bc", "---'''")


def with_plain_signs(title: str) -> str:
    """A title with the hyphens and apostrophes of a keyboard, as records have them."""
    return title.translate(_PLAIN_SIGNS)


def _is_no_title(text: str) -> bool:
    is_token = " " not in text and re.search(r"[\d._]", text) is not None
    return is_token or _MARGINAL.match(text) is not None or next(dois_in(text), None) is not None


def common_words(texts: Mapping[int, str]) -> frozenset[str]:
    """The words that stand in lower case in the text, of up to some pages."""
    words: Counter[str] = Counter()
    for page in sorted(texts)[:6]:
        words.update(re.findall(r"(?<![\w.@-])[a-z]{3,}(?![\w@])", texts[page][:20_000]))
    return frozenset(words)
