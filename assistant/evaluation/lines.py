"""The lines of a collection's files: each fault names its file and line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from index.errors import UsageError

NEEDED = "a collection in BEIR form has corpus.jsonl, queries.jsonl and qrels/test.tsv"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank; `number` counts from 1."""

    file: Path
    number: int
    text: str

    def refuse(self, fault: str) -> NoReturn:
        """Raise UsageError: what is wrong with this line."""
        raise UsageError(f"{self.file}, line {self.number}: {fault}; mend that line")


@dataclass(frozen=True, slots=True)
class Fields:
    """A line that is one JSON object."""

    line: Line
    values: dict[str, Any]

    def identifier(self) -> str:
        """The field `_id`, which may also be a number; raises UsageError where it is missing."""
        value = self.values.get("_id")
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            self.line.refuse("`_id` must be a text that is not empty")
        return str(value)

    def text(self, name: str) -> str:
        """A field that may be missing or null, which is empty; raises UsageError where it is no text.

        Halves of surrogate pairs, which JSON can name and no file can hold, become question marks.
        """
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.line.refuse(f"`{name}` must be text, not {json.dumps(value)[:40]}")
        return value.encode("utf-8", "replace").decode("utf-8")


def lines(file: Path) -> Iterator[Line]:
    """Lines in order, without their ends; raises UsageError for a file that is missing, or a line that is no UTF-8."""
    if not file.is_file():
        raise UsageError(f"{file}: there is no such file; {NEEDED}")
    try:
        with file.open("rb") as opened:
            for number, raw in enumerate(opened, 1):
                try:
                    text = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                except UnicodeDecodeError as exc:
                    raise UsageError(f"{file}, line {number}: is no UTF-8 ({exc.reason}); save the file so") from exc
                if text.strip():
                    yield Line(file, number, text)
    except OSError as exc:
        raise UsageError(f"{file}: cannot be read ({exc.strerror or exc}); check its rights") from exc


def objects(file: Path) -> Iterator[Fields]:
    """The JSON object of each line; raises UsageError for a line that is none."""
    for line in lines(file):
        try:
            values = json.loads(line.text)
        except (ValueError, RecursionError) as exc:
            line.refuse(f"is no JSON ({getattr(exc, 'msg', exc)})")
        if not isinstance(values, dict):
            line.refuse('must be a JSON object, such as {"_id": "1", "text": "..."}')
        yield Fields(line, values)
