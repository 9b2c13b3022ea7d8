"""EndNote's tagged export (`.enw`), the old refer format: its tags rewritten as those of RIS."""

import re

from index.readers.decoding import decode
from index.readers.record_entries import compose
from index.readers.ris import tagged_entry
from index.readers.tagged import Form, tagged_records
from index.sources import Source

_FORM = Form(
    re.compile(r"%(\S) ?(.*)"),
    begins="0",
    names={
        "0": "TY",
        "A": "AU",
        "E": "A2",
        "T": "TI",
        "J": "JF",
        "B": "T2",
        "S": "T3",
        "D": "PY",
        "8": "DA",
        "X": "AB",
        "K": "KW",
        "R": "DO",
        "U": "UR",
        "F": "LB",
        "Z": "N1",
        "<": "RN",
    },
)


def read(data: bytes) -> Source:
    """Read the records of an export; raises ReadError where it holds none."""
    return compose([tagged_entry(fields) for fields in tagged_records(decode(data), _FORM)])
