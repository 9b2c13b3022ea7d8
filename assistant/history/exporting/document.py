"""A kept answer as one JSON document, whole."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from assistant.history.records import Record
from assistant.history.standing import Change, standing


def as_document(record: Record, found: Sequence[Change] | None) -> dict[str, Any]:
    """The record under the names of its fields, and what was `found` to have changed; None where nothing was checked.

    Of the corpus's contents it tells the number of different files.
    """
    whole: dict[str, Any] = _records().dump_python(record, mode="json", exclude={"contents"})
    return {
        "number": whole.pop("number"),
        "when": whole.pop("when"),
        "question": record.answer.question,
        "standing": None if found is None else standing(found),
        "changes": None if found is None else _changes().dump_python(tuple(found), mode="json"),
        "files": None if record.contents is None else len(record.contents),
        **whole,
    }


@cache
def _records() -> TypeAdapter[Record]:
    return TypeAdapter(Record)


@cache
def _changes() -> TypeAdapter[tuple[Change, ...]]:
    return TypeAdapter(tuple[Change, ...])
