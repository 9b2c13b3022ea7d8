"""Whether a work fits what a bibliographic request says of titles and citations."""

from collections.abc import Sequence

from assistant.questions.requests import Aim, Request
from index.entries import WorkEntry
from index.folding import title_words
from index.spelling import in_one_spelling


def fits(work: WorkEntry, request: Request) -> bool:
    """Whether all that is asked of the work holds, or, where that is asked for, does not."""
    if request.named and work.key not in request.named:
        return False
    if request.lacking and has(work, request.lacking):
        return False
    if request.citing is not None and bool(work.cites) != request.citing:
        return False
    if request.cited is not None and (len(work.cited_by) >= max(1, request.least or 1)) != request.cited:
        return False
    return _related(work, request)


def has(work: WorkEntry, part: Aim) -> bool:
    """Whether its authors, its year or its venue are known."""
    return bool({Aim.AUTHORS: work.authors, Aim.YEARS: work.year, Aim.VENUES: work.venue}[part])


def in_title(phrase: str, title: str) -> bool:
    """Whether the words of a phrase stand together in a title; a plural and a spelling aside."""
    wanted, words = _words(phrase), _words(title)
    return bool(wanted) and any(wanted == words[at : at + len(wanted)] for at in range(len(words)))


def _related(work: WorkEntry, request: Request) -> bool:
    asked = [some for some in (request.cites, request.cited_by, request.title_words) if some]
    against = (*request.cites, *request.cited_by) if request.denied else request.but_not
    if work.key in against:
        return False  # nobody who asks for the works that do not cite one means that one
    related = set(work.cites if request.cites else work.cited_by)
    if not related.isdisjoint(request.but_not) or any(in_title(one, work.title or "") for one in request.but_words):
        return False
    holds = (
        not request.cites or not set(request.cites).isdisjoint(work.cites),
        not request.cited_by or not set(request.cited_by).isdisjoint(work.cited_by),
        all(not related.isdisjoint(keys) for keys in request.also),
        not request.title_words or _titled(work.title or "", request.title_words, request.any_word),
    )
    return all(holds) != bool(asked and request.denied)


def _titled(title: str, phrases: Sequence[str], any_word: bool) -> bool:
    stand = (in_title(phrase, title) for phrase in phrases)
    return any(stand) if any_word else all(stand)


def _words(text: str) -> list[str]:
    return [_singular(in_one_spelling(word)) for word in title_words(text)]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
