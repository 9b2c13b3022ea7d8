"""Documents of a collection as files of a corpus."""

from pathlib import Path

import pytest

from assistant.evaluation.collections import Document, as_markdown, ranked_documents, write_corpus
from index.readers import markdown

MANY = tuple(Document(f"../odd/{n}", f"Title {n}", f"Text number {n}.") for n in range(5))


@pytest.mark.parametrize("text", ["# Not a heading\n\n---\nname: x\n---\n", "```\nopen fence\n\n# inside", "Plain."])
def test_text_of_a_document_makes_no_headings_and_is_kept(text: str) -> None:
    source = markdown.read(as_markdown(Document("1", "A  title\nof two lines", text)).encode())
    assert [record.title for record in source.records] == ["A title of two lines"]
    assert {block.section for block in source.blocks} == {None}
    for line in text.split("\n"):
        assert line in source.texts[0]


def test_a_shorter_collection_takes_away_its_own_files_alone(tmp_path: Path) -> None:
    names = write_corpus(MANY, tmp_path)
    assert list(names.values()) == [document.id for document in MANY]
    (tmp_path / "mine.md").write_text("# Mine", encoding="utf-8")
    assert write_corpus(MANY[:2], tmp_path) == {name: names[name] for name in sorted(names)[:2]}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["000000.md", "000001.md", "mine.md"]


def test_a_file_that_is_there_already_is_left_alone(tmp_path: Path) -> None:
    write_corpus(MANY, tmp_path)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    write_corpus((*MANY[:4], Document("new", "Other", "Text.")), tmp_path)
    changed = [file.name for file, time in before.items() if file.stat().st_mtime_ns != time]
    assert changed == ["000004.md"]


def test_empty_documents_have_no_file(tmp_path: Path) -> None:
    assert write_corpus([Document("a", " ", "\n"), MANY[0]], tmp_path) == {"000001.md": MANY[0].id}


def test_a_document_ranks_where_its_best_passage_does() -> None:
    assert ranked_documents(["2", "1", "2", "3"], {"1": "a", "2": "b", "3": "c"}) == ["b", "a", "c"]
