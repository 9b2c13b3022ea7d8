"""MEDLINE, as PubMed exports it (`.nbib`): its tags rewritten as those of RIS."""

import re

from index.readers.decoding import decode
from index.readers.record_entries import compose
from index.readers.record_names import pubmed_name
from index.readers.ris import tagged_entry
from index.readers.tagged import Form, tagged_records
from index.sources import Source

_FORM = Form(
    re.compile(r"([A-Z]{2,4}) {0,3}- ?(.*)"),
    begins="PMID",
    names={
        "PMID": "TY",
        "FAU": "AF",
        "AU": "AU",
        "CN": "A1",
        "TI": "TI",
        "BTI": "BT",
        "JT": "JF",
        "TA": "JA",
        "DP": "PY",
        "AB": "AB",
        "OT": "KW",
        "MH": "KW",
        "LID": "DO",
        "AID": "DO",
    },
)


def read(data: bytes) -> Source:
    """Read the citations of an export; raises ReadError where it holds none."""
    return compose([tagged_entry(fields, pubmed_name) for fields in tagged_records(decode(data), _FORM)])
