"""What came into the corpus, went or was edited since an answer was given: a statement on all works grows older."""

from collections.abc import Iterator, Sequence

from assistant.answers import Answer
from assistant.history.present import Present
from assistant.history.records import Record
from assistant.history.standing import Change, Standing
from assistant.questions.question import QuestionKind
from index.entries import WorkEntry

_NAMED = 3


def older(record: Record, present: Present) -> Iterator[Change]:
    """Why an answer on all of the corpus is no longer one on it as it is; nothing for one that rests on passages."""
    for old, new in _rekeyed(record.answer, present).items():
        yield Change(Standing.MOVED, f"{old} is now cited as {new}")
    for text in _outdated(record, present):
        yield Change(Standing.OLDER, text)


def _outdated(record: Record, present: Present) -> Iterator[str]:
    answer = record.answer
    if answer.works is not None:
        yield from _decided(answer, present)
    elif answer.kind is not QuestionKind.BIBLIOGRAPHIC and not answer.abstained:
        return
    yield from _found(answer, present)
    if record.contents is not None:
        yield from _contents(answer, record.contents, present)
    elif answer.works is None and answer.generation != present.generation:
        yield f"the index was brought up to date since (generation {answer.generation}, now {present.generation})"


def _rekeyed(answer: Answer, present: Present) -> dict[str, str]:
    """New citation keys of the works decided or found, by those that they had."""
    named = {work.key: (work.title, work.authors, work.year) for work in answer.works or ()}
    named |= {work.key: (work.label, work.authors, work.year) for work in answer.found}
    gone = {facts: key for key, facts in named.items() if key not in present.works}
    now = {(work.label, work.authors, work.year): key for key, work in present.works.items() if key not in named}
    return {gone[facts]: key for facts, key in now.items() if facts in gone}


def _decided(answer: Answer, present: Present) -> Iterator[str]:
    """The works that a sweep would decide now and did not then, and the other way round."""
    rekeyed = _rekeyed(answer, present)
    then = {rekeyed.get(work.key, work.key) for work in answer.works or ()}
    now = {work.key for work in present.catalogue.works(answer.only)}
    if added := sorted(now - then):
        filtered = f"now {'passes' if len(added) == 1 else 'pass'} the filter ({answer.filter})"
        yield f"{_works(added)} {filtered if answer.only else _were('added', added)} since: {_named(added)}"
    if gone := sorted(then - now):
        filtered = f"no longer {'passes' if len(gone) == 1 else 'pass'} the filter ({answer.filter})"
        yield f"{_works(gone)} {filtered if answer.only else _were('removed', gone)} since: {_named(gone)}"


def _found(answer: Answer, present: Present) -> Iterator[str]:
    """The works that a bibliographic question found and whose records say something else now, or are gone."""
    now, rekeyed = present.works, _rekeyed(answer, present)
    if gone := [work.key for work in answer.found if work.key not in now and work.key not in rekeyed]:
        yield f"{_works(gone)} {_were('removed', gone)} since: {_named(gone)}"
    if other := [work.key for work in answer.found if work.key in now and _facts(work) != _facts(now[work.key])]:
        yield f"the records of {_works(other)} {_were('changed', other)} since: {_named(other)}"


def _contents(answer: Answer, then: frozenset[str], present: Present) -> Iterator[str]:
    """Files whose content was not there; of a sweep those on works that it decided, as for others see `_decided`."""
    rekeyed = _rekeyed(answer, present)
    decided = None if answer.works is None else {rekeyed.get(work.key, work.key) for work in answer.works}
    new = {path: set(present.sources[path].works) for digest, paths in present.holding.items() if digest not in then
           for path in paths}  # fmt: skip
    if told := sorted(path for path, works in new.items() if decided is None or works & decided):
        yield f"{_count(told, 'file is', 'files are')} new or edited since: {_named(told)}"
    # Of hashes alone it cannot be told which file was edited; where more went than came, some were removed.
    if (removed := len(then - present.holding.keys()) - len(new)) > 0:
        yield f"{removed} {'file was' if removed == 1 else 'files were'} removed since"


def _facts(work: WorkEntry) -> tuple[object, ...]:
    return work.label, work.authors, work.year, work.venue, work.doi


def _works(keys: Sequence[str]) -> str:
    return _count(keys, "work", "works")


def _were(done: str, keys: Sequence[str]) -> str:
    return f"{'was' if len(keys) == 1 else 'were'} {done}"


def _count(items: Sequence[str], one: str, many: str) -> str:
    return f"{len(items)} {one if len(items) == 1 else many}"


def _named(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
