"""Keeping an answer with the passages that it was made from."""

from collections.abc import Mapping
from pathlib import Path

from assistant.answers import Answer
from assistant.history.store import History
from index.catalogue import Catalogue


def keep(folder: Path, answer: Answer, catalogue: Catalogue, settings: Mapping[str, str]) -> int:
    """Keep an answer in an index folder, whole; returns its number.

    `settings` are named facts of how it was asked. Raises CatalogueError where it cannot be kept.
    """
    given = answer.writing.passages if answer.writing else ()
    used = dict.fromkeys((*given, *(citation.passage for citation in answer.citations)))
    passages = catalogue.passages(catalogue.rowids(list(used)).values())
    return History(folder).keep(answer, list(passages.values()), catalogue, settings=dict(settings))
