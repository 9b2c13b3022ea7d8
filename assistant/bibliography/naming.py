"""Works named in passing: by key, by title, whole or in part, by authors and year."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from index import names
from index.entries import WorkEntry
from index.errors import UsageError
from index.folding import plain, spelled_one_way, title_words

_NOUN = r"(?:papers?|articles?|stud(?:y|ies)|works?|publications?|books?|reports?|chapters?|thes[ei]s|preprints?)"
_QUOTED = re.compile(r"[\"“”„«»‘`]([^\"“”„«»`]+?)[\"“”«»’`](?!\w)|(?<!\w)'([^']+)'(?!\w)")
_OUTER = re.compile(
    rf"^(?:(?:the|a|an|any|my|this|that|these|those|of|both)\s+)+|^(?:{_NOUN}\s+)?(?:entitled|titled|called|named)\s+"
    rf"|^{_NOUN}\s+(?:(?:(?:written|authored)\s+)?by|of|with\s+the\s+(?:title|key))\s+|\s+(?:{_NOUN}|paper[’']s)$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"^(?P<author>.+?)(?:[’']s|(?<=s)[’'])\s+(?P<rest>.+)$")
_BY = re.compile(r"^(?P<title>.+)\s+(?:written\s+)?(?:by|from|of)\s+(?P<author>.+)$", re.IGNORECASE)
_YEAR = re.compile(r"[(\[,]?\s*\b((?:19|20)\d\d)\b\s*[)\],]?")
_BETWEEN_AUTHORS = re.compile(r"\s*(?:,|;|&|\band\b|\bet\.?\s*al\b\.?)\s*", re.IGNORECASE)
_ET_AL = re.compile(r"\bet\.?\s*al\b", re.IGNORECASE)
_TITLE_PART = re.compile(r"\s*(?::|\?|\s[-–—]+\s)\s*")
_KEY_LIKE = re.compile(r"[a-z]+(?:19|20)\d\d[a-z]*", re.IGNORECASE)
_ALIKE = 88.0
"""Of 100: a title with a slip or two in it; other titles of a field come to 70 or 80."""
_LONG_ENOUGH = 8
"""Letters below which a title is not guessed at."""


def works_named(words: str, works: Sequence[WorkEntry], surely: bool = False) -> tuple[str, ...]:
    """Keys of all works that `words` may name, surest way of naming first and alone; empty where there is none.

    `surely`: not by some words of a title, nor by likeness to it.
    """
    quoted = _QUOTED.search(words)
    bare = bare_name(quoted.group(1) or quoted.group(2) if quoted else words)
    if not bare:
        return ()
    ways = (_by_key, _by_title, _by_author, _by_both, *(() if surely else (_by_part, _by_likeness)))
    return next((found for way in ways if (found := tuple(work.key for work in way(bare, works)))), ())


def bare_name(words: str) -> str:
    """`words` without articles and words for a work around them; empty where nothing else is in them."""
    before, words = "", " ".join(words.split()).strip(" .,;:?!\"“”'")
    while before != words:
        before, words = words, _OUTER.sub("", words).strip(" .,;:")
    return "" if re.fullmatch(rf"{_NOUN}|the|it|them|one", words, re.IGNORECASE) else words


def names_a_work(words: str) -> bool:
    """Whether `words` have the look of a work's name, not of a thing: quoted, a key, "et al.", "the X paper"."""
    return bool(
        _QUOTED.search(words)
        or _ET_AL.search(words)
        or _KEY_LIKE.fullmatch(words)
        or re.search(
            rf"\S\s+{_NOUN}$|^(?:the\s+|an?\s+)?{_NOUN}\s+(?:by|of|titled|entitled|called)\b", words, re.IGNORECASE
        )
    )


def unknown_work(words: str, works: Sequence[WorkEntry]) -> UsageError:
    """The error to raise where no work has that name; it tells the one that comes nearest."""
    step = "name a work by its title, by its authors and year, or by its key"
    if not works:
        return UsageError(
            f"no work is called “{bare_name(words)}”: the corpus holds no work yet; add some and index it"
        )
    labels = {work.key: _folded(work.label) for work in works}
    key = process.extractOne(_folded(bare_name(words)), labels, scorer=fuzz.token_set_ratio)[2]
    nearest = next(work for work in works if work.key == key)
    return UsageError(
        f"no work of the corpus is called “{bare_name(words)}”; the nearest title is “{nearest.label}” ({key}): {step}"
    )


def by_authors(words: str, works: Iterable[WorkEntry]) -> list[WorkEntry]:
    """Works of all the persons named ("John and Bosch", "John et al."); those that the first leads, if any."""
    wanted = [name for part in _BETWEEN_AUTHORS.split(words) if (name := names.compared(part))]
    if not wanted or any(len(name.family) < 2 for name in wanted):
        return []
    # Names are costly to compare: only where the letters of a wanted one occur.
    letters = ((work, spelled_one_way(" ".join(work.authors))) for work in works)
    near = [work for work, text in letters if all(any(r.family in text for r in name.readings) for name in wanted)]
    lists = [(work, [name for author in work.authors if (name := names.compared(author))]) for work in near]
    found = [(work, them) for work, them in lists if all(any(_is(one, other) for other in them) for one in wanted)]
    return [work for work, them in found if _is(wanted[0], them[0])] or [work for work, _ in found]


def _is(one: names.Name, other: names.Name) -> bool:
    return names.listed([one]).share_one(names.listed([other]))


def _by_key(words: str, works: Sequence[WorkEntry]) -> Iterator[WorkEntry]:
    return (work for work in works if work.key.casefold() == words.casefold().lstrip("@"))


def _by_title(words: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """The whole title, or else the part of it before a colon or a dash."""
    wanted = plain(words)
    whole = [work for work in works if wanted and plain(work.label) == wanted]
    return whole or _where(works, lambda label: len(wanted) > 3 and plain(_TITLE_PART.split(label)[0]) == wanted)


def _by_author(words: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """ "Symeonidis", "John et al. (2021)", "Faubel 2023"; a year in it must be the work's."""
    year = _YEAR.search(words)
    who = bare_name(re.sub(r"[’']s?$", "", bare_name(_YEAR.sub(" ", words))))
    return [work for work in by_authors(who, works) if not year or work.year == int(year[1])] if who else []


def _by_both(words: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """ "Mithridates by Bagdasarian", "Faubel's Challenges"."""
    for match, title in ((_POSSESSIVE.match(words), "rest"), (_BY.match(words), "title")):
        if match and (theirs := _by_author(match["author"], works)):
            rest = bare_name(_YEAR.sub(" ", match[title]))
            year = _YEAR.search(match[title])
            theirs = [work for work in theirs if not year or work.year == int(year[1])]
            return theirs if not rest else [*_by_title(rest, theirs)] or _by_part(rest, theirs)
    return []


def _by_part(words: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """Words that stand together in the title."""
    wanted = f" {_folded(words)} "
    return _where(works, lambda label: len(wanted) > 4 and wanted in f" {_folded(label)} ")


def _by_likeness(words: str, works: Sequence[WorkEntry]) -> Iterator[WorkEntry]:
    """The title, or its front part, with slips."""
    wanted = _folded(words)
    if len(wanted) < _LONG_ENOUGH:
        return iter(())
    scores = {
        work.key: max(fuzz.ratio(wanted, _folded(part)) for part in (work.label, _TITLE_PART.split(work.label)[0]))
        for work in works
    }
    best = max(scores.values(), default=0)
    return (work for work in works if best >= _ALIKE and scores[work.key] == best)


def _where(works: Iterable[WorkEntry], fits: Callable[[str], bool]) -> list[WorkEntry]:
    return [work for work in works if fits(work.label)]


def _folded(text: str) -> str:
    return " ".join(title_words(text))
