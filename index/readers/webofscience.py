"""The tagged plain text of Web of Science (`.isi`, `.ciw`): its tags rewritten as those of RIS."""

import re

from index.readers.decoding import decode
from index.readers.record_entries import compose
from index.readers.ris import tagged_entry
from index.readers.tagged import Form, tagged_records
from index.sources import Source

_FORM = Form(
    re.compile(r"([A-Z][A-Z0-9])(?: (.*)|\s*$)"),
    begins="PT",
    ends="ER",
    names={
        **{tag: tag for tag in ("AF", "AU", "TI", "PY", "AB", "DE", "CR", "SE")},
        "PT": "TY",
        "BA": "AU",
        "CA": "AU",
        "SO": "JF",
        "CT": "T3",
        "JI": "JA",
        "PD": "DA",
        "DI": "DO",
    },
)


def read(data: bytes) -> Source:
    """Read the records of an export, with the references each cites; raises ReadError where it holds none."""
    return compose([tagged_entry(fields) for fields in tagged_records(decode(data), _FORM)])
