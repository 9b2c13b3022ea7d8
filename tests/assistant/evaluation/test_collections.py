"""Reading a folder in BEIR form: what is taken, what is told of, what is refused."""

from pathlib import Path

import pytest

from assistant.evaluation.collections import Document, read_collection
from index.errors import UsageError
from tests.assistant.evaluation.folders import DOCUMENTS, JUDGED, QUERIES, write_folder


def test_a_sound_folder_is_read_without_a_note(tmp_path: Path) -> None:
    read = read_collection(write_folder(tmp_path))
    assert [document.id for document in read.documents] == ["drift", "bees/1 ü", "tea"]
    assert read.queries == {"q1": "how do bees tell of nectar?", "q2": "what is concept drift?"}
    assert read.qrels == {"q1": {"bees/1 ü": 1}, "q2": {"drift": 2}}
    assert (read.papers, read.notes) == ({}, ())


def test_fields_may_be_missing_or_null_and_identifiers_numbers(tmp_path: Path) -> None:
    odd = [{"_id": 7, "title": None, "text": "x \ud800 y"}, {"_id": "t", "title": "T"}, {"_id": "p", "paper": "P"}]
    read = read_collection(write_folder(tmp_path, [*odd, *DOCUMENTS]))
    assert read.documents[:3] == (Document("7", "", "x \ufffd y"), Document("t", "T", ""), Document("p", "", "", "P"))
    assert read.notes == ("documents without title and text, which no query finds: 1 (such as 'p')",)


def test_a_byte_order_mark_blank_lines_and_no_heading_are_no_fault(tmp_path: Path) -> None:
    write_folder(tmp_path)
    corpus, qrels = tmp_path / "corpus.jsonl", tmp_path / "qrels" / "test.tsv"
    corpus.write_bytes(b"\xef\xbb\xbf" + corpus.read_bytes().replace(b"\n", b"\r\n\r\n"))
    qrels.write_text("q1\ttea\t1\r\n", encoding="utf-8")
    read = read_collection(tmp_path)
    assert (len(read.documents), read.qrels) == (3, {"q1": {"tea": 1}})


@pytest.mark.parametrize(
    ("changed", "note"),
    [
        ({"documents": [*DOCUMENTS, DOCUMENTS[0]]}, "lines of corpus.jsonl that repeat an identifier, left out: 1 "),
        ({"queries": [*QUERIES, QUERIES[0]]}, "lines of queries.jsonl that repeat an identifier, left out: 1 "),
        ({"judged": JUDGED[:1]}, "queries without a relevant document, left out: 1 (such as 'q2')"),
        ({"judged": [*JUDGED[:1], ("q2", "drift", 0)]}, "queries without a relevant document, left out: 1 "),
        (
            {"judged": [*JUDGED, ("q9", "tea", 1), ("q9", "drift", 1)]},
            "judged queries that are not in queries.jsonl, le",
        ),
        (
            {"judged": [*JUDGED, ("q1", "gone", 1)]},
            "relevant documents that are not in corpus.jsonl, never found: 1 (su",
        ),
        ({"queries": [{**QUERIES[0], "paper": "No"}]}, "queries about a paper of which there is no document: 1 (such"),
    ],
)
def test_what_does_not_fit_together_is_told_once_and_counted(tmp_path: Path, changed: dict, note: str) -> None:  # type: ignore[type-arg]
    notes = read_collection(write_folder(tmp_path, **changed)).notes
    assert [told[: len(note)] for told in notes].count(note) == 1


def test_gains_of_0_and_below_are_not_relevant(tmp_path: Path) -> None:
    judged = [*JUDGED, ("q1", "tea", 0), ("q2", "tea", -1)]
    assert read_collection(write_folder(tmp_path, judged=judged)).qrels == {"q1": {"bees/1 ü": 1}, "q2": {"drift": 2}}


@pytest.mark.parametrize(
    ("file", "line", "content", "fault"),
    [
        ("corpus.jsonl", 2, '{"_id": "a"}\n{"_id": ', "is not JSON (Expecting value)"),
        ("corpus.jsonl", 1, "[1]", 'must be a JSON object, such as {"_id": "1", "text": "..."}'),
        ("corpus.jsonl", 3, '\n\n{"text": "x"}', "`_id` must be a text that is not empty"),
        ("corpus.jsonl", 1, '{"_id": true}', "`_id` must be a text that is not empty"),
        ("corpus.jsonl", 1, '{"_id": "a", "text": ["x"]}', '`text` must be text, not ["x"]'),
        ("corpus.jsonl", 1, "[" * 100_000, "is not JSON"),
        ("queries.jsonl", 1, '{"_id": "q1", "text": 3}', "`text` must be text, not 3"),
        (
            "qrels/test.tsv",
            2,
            "a\tb\tc\nq1 tea 1",
            "must have a query, a document and a gain, with tabs between; it has 1",
        ),
        ("qrels/test.tsv", 2, "a\tb\tc\nq1\ttea\t0.5", "the gain '0.5' is not a whole number"),
    ],
)
def test_a_bad_line_is_named_with_its_file(tmp_path: Path, file: str, line: int, content: str, fault: str) -> None:
    (write_folder(tmp_path) / file).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        read_collection(tmp_path)
    assert str(raised.value).startswith(f"{tmp_path / file}, line {line}: {fault}")
    assert "\n" not in str(raised.value)


def test_a_line_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    (write_folder(tmp_path) / "corpus.jsonl").write_bytes(b'{"_id": "a"}\n{"_id": "\xff"}\n')
    with pytest.raises(UsageError, match=r"corpus.jsonl, line 2: is not UTF-8"):
        read_collection(tmp_path)


@pytest.mark.parametrize("file", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named_with_those_that_are_needed(tmp_path: Path, file: str) -> None:
    (write_folder(tmp_path) / file).unlink()
    with pytest.raises(UsageError) as raised:
        read_collection(tmp_path)
    needed = "a collection in BEIR form has corpus.jsonl, queries.jsonl and qrels/test.tsv"
    assert str(raised.value) == f"{tmp_path / file}: there is no such file; {needed}"


def test_judgements_of_other_identifiers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no query has a relevant document"):
        read_collection(write_folder(tmp_path, judged=[("1", "tea", 1)]))
