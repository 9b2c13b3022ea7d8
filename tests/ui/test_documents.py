"""The JSON documents, held to the contract's shapes key by key and type by type."""

from pathlib import Path
from typing import Any

import pytest

from tests.ui.calling import CommandLine
from tests.ui.corpora import write_paper, write_unreadable
from tests.ui.test_cli import FLAGSHIP

# A type: a value of exactly that type. A tuple: one of these. A set: one of these strings. A list: any number of such.
KIND = {"paper", "summary", "record"}
EVIDENCE = {"paper", "summary", "abstract", "title"}
NUMBER, TEXT = (int, None), (str, None)
FAILURE = {"source": str, "reason": str}
SOURCE = {
    "path": str,
    "kind": (KIND, None),
    "state": {"indexed", "failed", "changed", "new", "removed", "ignored"},
    "reason": TEXT,
    "works": [str],
    "passages": int,
    "pages": NUMBER,
    "warnings": [str],
    "faults": [{"page": int, "fault": {"no text", "garbled", "lost spaces", "interleaved columns"}}],
    "read_at": TEXT,
}
SKIPPED = {"path": str, "reason": str}
WORK = {
    "key": str,
    "title": str,
    "authors": [str],
    "year": NUMBER,
    "venue": TEXT,
    "doi": TEXT,
    "sources": [str],
    "cites": [str],
    "cited_by": [str],
    "type": TEXT,
    "secondary": bool,
    "retracted": bool,
    "times_cited": ({"number": int, "source": str}, None),
    "preprint_year": NUMBER,
}
HIT = {
    "rank": int,
    "score": float,
    "key": str,
    "title": str,
    "source": str,
    "kind": KIND,
    "page": NUMBER,
    "page_label": TEXT,
    "also": [str],
    "section": TEXT,
    "text": str,
    "start": int,
    "end": int,
}
CLAIM = {"text": str, "support": {"verbatim", "supported", "weak", "unsupported"}, "citations": [int]}
CITATION = {
    "number": int,
    "key": str,
    "title": str,
    "authors": [str],
    "year": NUMBER,
    "source": str,
    "kind": EVIDENCE,
    "page": NUMBER,
    "page_label": TEXT,
    "also": [str],
    "section": TEXT,
    "quote": str,
    "start": int,
    "end": int,
}
VERDICTS = ("discusses", "mentions", "no", "unknown", "unreadable")
JUDGED = {
    "key": str,
    "title": str,
    "authors": [str],
    "year": NUMBER,
    "venue": TEXT,
    "verdict": set(VERDICTS),
    "probability": float,
    "citations": [int],
}
FACETS = {"year", "author", "venue", "kind", "evidence", "work"}
COUNTED = {"name": str, "discusses": int, "decided": int, "keys": [str]}
ANSWER = {
    "question": str,
    "read_as": TEXT,
    "kind": {"lookup", "listing", "count", "bibliographic", "comparison"},
    "topic": str,
    "filter": TEXT,
    "conditions": [{"facet": FACETS, "words": str, "filter": str}],
    "notes": [str],
    "summary": TEXT,
    "answer": str,
    "abstained": bool,
    "reason": TEXT,
    "claims": [CLAIM],
    "citations": [CITATION],
    "works": ([JUDGED], None),
    "counts": ({**dict.fromkeys(VERDICTS, int), "set_aside": {}}, None),
    "set_aside": {},
    "by_year": ([COUNTED], None),
    "by_venue": ([COUNTED], None),
    "found": [WORK],
    "groups": [{"name": str, "keys": [str]}],
    "generation": int,
    "model": TEXT,
    "seconds": float,
}
SHAPES: dict[str, Any] = {
    "index": {
        "generation": int,
        "seconds": float,
        "sources": {"read": int, "unchanged": int, "removed": int, "failed": int},
        "works": int,
        "passages": int,
        "embedded": int,
        "failed": [FAILURE],
        "skipped": [SKIPPED],
        "notes": [str],
    },
    "status": {
        "generation": int,
        "stale": bool,
        "sources": [SOURCE],
        "works": [WORK],
        "skipped": [SKIPPED],
        "notices": [str],
    },
    "search": {"query": str, "hits": [HIT]},
    "ask": ANSWER,
    "papers": ANSWER,
}

CALLS = [
    ("search", "widget calibration"),
    ("ask", "what keeps every gauge in step?"),
    ("ask", "which papers discuss widget calibration?"),
    ("ask", "how many papers discuss widget calibration?"),
    ("ask", "which papers discuss quantum chromodynamics?"),
    ("ask", "what is the airspeed velocity of an unladen swallow?"),
    ("ask", "how many papers are there?"),
    ("ask", "how many papers by year?"),
    ("ask", "compare widget calibration with gauges"),
    ("ask", "which papers since 2020 discuss widget calibration?"),
    ("papers", "widget calibration"),
    ("index",),
    ("status",),
]


def faults(value: Any, shape: Any, at: str = "") -> list[str]:
    """Where `value` departs from `shape`; keys that the shape does not name are allowed."""
    match shape:
        case dict():
            if not isinstance(value, dict):
                return [f"{at} is no object"]
            missing = [f"{at}.{name} is missing" for name in shape if name not in value]
            return missing + [
                f for name in shape if name in value for f in faults(value[name], shape[name], f"{at}.{name}")
            ]
        case list():
            if not isinstance(value, list):
                return [f"{at} is no array"]
            return [f for i, item in enumerate(value) for f in faults(item, shape[0], f"{at}[{i}]")]
        case tuple():
            found = [faults(value, one, at) for one in shape]
            return [] if [] in found else [f for one in found for f in one]
        case set():
            return [] if value in shape else [f"{at} is {value!r}"]
        case None:
            return [] if value is None else [f"{at} is not null"]
    return [] if type(value) is shape else [f"{at} is {value!r}, no {shape.__name__}"]


@pytest.fixture(scope="module")
def widgets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with a file that can be read and one that cannot."""
    corpus = tmp_path_factory.mktemp("widgets") / "corpus"
    write_paper(corpus)
    write_unreadable(corpus)
    write_paper(corpus, ".hidden.md")
    return corpus


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_document_has_the_shape_of_the_contract(refdesk: CommandLine, widgets: Path, call: tuple[str, ...]) -> None:
    assert faults(refdesk(*call, "--json", corpus=widgets).document, SHAPES[call[0]]) == []


@pytest.mark.parametrize("call", [("status",), ("search", "drift"), ("ask", FLAGSHIP)], ids=" ".join)
def test_document_of_the_sample_corpus_has_that_shape_too(refdesk: CommandLine, call: tuple[str, ...]) -> None:
    assert faults(refdesk(*call, "--json").document, SHAPES[call[0]]) == []


@pytest.mark.parametrize(
    ("value", "shape", "found"),
    [
        ({"a": 1, "more": 2}, {"a": int}, []),
        ({}, {"a": int}, [".a is missing"]),
        ({"a": True}, {"a": int}, [".a is True, no int"]),
        ({"a": [1, "x"]}, {"a": [int]}, [".a[1] is 'x', no int"]),
        ({"a": None}, {"a": (str, None)}, []),
        ({"a": "c"}, {"a": {"b"}}, [".a is 'c'"]),
    ],
)
def test_shapes_are_told_apart(value: object, shape: object, found: list[str]) -> None:
    assert faults(value, shape) == found


def test_progress_and_warnings_go_to_standard_error(refdesk: CommandLine, tmp_path: Path) -> None:
    write_paper(tmp_path / "corpus")
    write_unreadable(tmp_path / "corpus")
    ran = refdesk("ask", "what keeps every gauge in step?", "--json", corpus=tmp_path / "corpus")
    assert faults(ran.document, ANSWER) == []
    assert "reading: 0 of 2 files\n" in ran.err
    assert "refdesk: 1 of 2 files could not be read; see `refdesk status`" in ran.err
