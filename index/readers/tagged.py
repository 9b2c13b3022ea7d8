"""Exports made of tagged lines: RIS, and its cousins rewritten as RIS.

Each line begins with a tag ("AU  - Lovelace, Ada"); one without goes on where the line before left off. Real files
lack the line that begins or ends a record, or have one where it does not belong. So records are parted here, and each
is handed to rispy whole.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase, digits

import rispy

Fields = Mapping[str, list[str]]
"""Tag to what stands behind it, an item for each time that it stands and for each line that goes on."""

_TAGS = {a + b: a + b for a in ascii_uppercase for b in ascii_uppercase + digits}


@dataclass(frozen=True, slots=True)
class Form:
    """How one format writes a tagged line.

    `line` matches the tag and its content; `begins` and `ends` are the tags that bound a record. `names` maps the
    format's tags to those of RIS and, where there are any, all others are left out.
    """

    line: re.Pattern[str]
    begins: str
    ends: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def tagged_records(text: str, form: Form) -> list[Fields]:
    """The records of a file in one form, in order; lines before the first tag are not theirs."""
    return [_parsed(lines) for lines in _records(text.split("\n"), form)]


def _records(lines: Iterable[str], form: Form) -> Iterator[list[str]]:
    """Each record as lines of RIS, without those that bound it."""
    record: list[str] = []
    left_out = False
    for line in lines:
        match = form.line.match(line)
        if match is None:
            if line.strip() and record and not left_out:
                record.append(f"      {line.strip()}")
            continue
        tag, content = match.group(1), (match.group(2) or "").strip()
        if tag in (form.begins, form.ends) and record:
            yield record
            record = []
        name = form.names.get(tag, "") if form.names else tag
        left_out = name not in _TAGS or tag == form.ends
        if not left_out:
            record.append(f"{name}  - {content}")
    if record:
        yield record


def _parsed(lines: list[str]) -> Fields:
    text = "\n".join(("TY  - ", *lines, "ER  - "))
    (record,) = rispy.loads(text, mapping=_TAGS, list_tags=_TAGS, delimiter_tags_mapping={})
    return {tag: [value for value in values if value] for tag, values in record.items() if isinstance(values, list)}
