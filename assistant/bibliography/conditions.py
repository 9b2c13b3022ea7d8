"""Conditions on works as predicates: "is by Faubel, from 2023", "cite “Towards MLOps”", "has “drift” in the title"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.questions.requests import Aim, Request
from index.filters import Filter, Years

_NAMED = 3
"""So many works are named by their titles; more are counted."""
_KINDS = {"paper": "held in full text", "summary": "told of in a summary", "record": "listed in a record"}
_PARTS = {Aim.AUTHORS: "author", Aim.YEARS: "year", Aim.VENUES: "venue"}


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is said of one work, and of several."""

    singular: str
    plural: str


def predicates(request: Request, only: Filter, labels: Mapping[str, str]) -> list[Predicate]:
    """All conditions of a filter and a request; `labels` are the titles to show for keys."""
    said = [_being(only, request)] if only or request.named else []
    if request.cites:
        said.append(_verb("cite", _together(request, request.cites, labels), request.denied))
    if request.cited_by:
        said.append(_be(f"cited by {_together(request, request.cited_by, labels)}", request.denied))
    if request.title_words:
        between = " or " if request.any_word else " and "
        phrases = between.join(f"“{phrase}”" for phrase in request.title_words)
        but = f" but not {' or '.join(f'“{word}”' for word in request.but_words)}" if request.but_words else ""
        said.append(_have(f"{phrases}{but} in the title", request.denied))
    if request.citing is not None:
        said.append(_verb("cite", "some work of the corpus" if request.citing else "no work of the corpus", False))
    if request.cited is not None:
        said.append(_be(_cited(request), False))
    if request.lacking:
        said.append(_have(f"no {_PARTS[request.lacking]}", False))
    return [predicate for predicate in said if predicate.singular]


def _being(only: Filter, request: Request) -> Predicate:
    """Conditions that one "is" or "are" can carry together."""
    parts = [f"by {_list(only.authors)}"] if only.authors else []
    parts += [_from(only.years)] if only.years else []
    parts += [f"published in {' or '.join(only.venues)}"] if only.venues else []
    parts += [" or ".join(_KINDS.get(kind, kind) for kind in only.kinds)] if only.kinds else []
    named = len(set(request.named or only.keys))
    parts += [f"{'the one' if named == 1 else f'among the {named}'} named"] if named else []
    return _be(_list(parts), False) if parts else Predicate("", "")


def _from(years: Years) -> str:
    if years.first == years.last:
        return f"from {years.first}"
    if years.first and years.last:
        return f"from {years.first} to {years.last}"
    return f"from {years.first} or later" if years.first else f"from {years.last} or earlier"


def _cited(request: Request) -> str:
    if not request.cited:
        return "cited by no work of the corpus"
    return f"cited by {f'at least {request.least} works' if (request.least or 1) > 1 else 'some work'} of the corpus"


def _together(request: Request, keys: Sequence[str], labels: Mapping[str, str]) -> str:
    """Works that are all to be cited, and those that are not."""
    sets = [_works(some, labels, request.denied) for some in (keys, *request.also)]
    but = f" but not {_works(request.but_not, labels, True)}" if request.but_not else ""
    return f"{'both ' * (len(sets) == 2)}{_list(sets)}{but}"


def _works(keys: Sequence[str], labels: Mapping[str, str], denied: bool) -> str:
    one = "any" if denied else "one"
    titles = [f"“{labels.get(key, key)}”" for key in keys]
    if len(titles) == 1:
        return titles[0]
    return f"{one} of {_list(titles)}" if len(titles) <= _NAMED else f"{one} of the {len(titles)} works so named"


def _be(rest: str, denied: bool) -> Predicate:
    return Predicate(f"is {'not ' * denied}{rest}", f"are {'not ' * denied}{rest}")


def _have(rest: str, denied: bool) -> Predicate:
    return (
        Predicate(f"does not have {rest}", f"do not have {rest}")
        if denied
        else Predicate(f"has {rest}", f"have {rest}")
    )


def _verb(verb: str, rest: str, denied: bool) -> Predicate:
    if denied:
        return Predicate(f"does not {verb} {rest}", f"do not {verb} {rest}")
    return Predicate(f"{verb}s {rest}", f"{verb} {rest}")


def _list(parts: Iterable[str]) -> str:
    *before, last = parts
    return f"{', '.join(before)} and {last}" if before else last
