"""The same corpus and question give the same JSON, whatever built the index and on any number of threads."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ui.process import environment, run

QUESTIONS = (
    "which papers discuss drift?",
    "what is a model registry?",
    "what is the difference between data drift and concept drift?",
    "how many papers per venue?",
)
ASK_ALL = """
import sys
from ui.cli import app
for question in sys.argv[3:]:
    app(["--corpus", sys.argv[1], "--index", sys.argv[2], "ask", question, "--json"], standalone_mode=False)
"""


def asked(corpus: Path, index: Path, threads: int) -> list[dict[str, Any]]:
    """The answers of a new process, without what may differ; each process orders its sets in its own way."""
    told = environment(REFDESK_THREADS=str(threads), PYTHONHASHSEED=str(threads))
    process = subprocess.run(
        [sys.executable, "-c", ASK_ALL, str(corpus), str(index), *QUESTIONS],
        env=told,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
        timeout=300,
    )
    documents, rest = [], process.stdout
    while rest.strip():
        document, end = json.JSONDecoder().raw_decode(rest)
        documents.append({name: value for name, value in document.items() if name not in VARYING})
        rest = rest[end:].lstrip()
    assert len(documents) == len(QUESTIONS)
    return documents


VARYING = {"seconds", "number", "generation"}


def built_in_pieces(folder: Path, sample_corpus: Path, index: Path) -> tuple[Path, Path]:
    """The same corpus, one of whose files was away for a build, with the index that remembers all vectors."""
    corpus, copy = folder / "corpus", folder / ".refdesk"
    shutil.copytree(sample_corpus, corpus)
    shutil.copytree(index, copy)
    first = min(path for path in corpus.rglob("*") if path.is_file())
    content = first.read_bytes()
    first.unlink()
    assert run(folder, "index").returncode == 0
    first.write_bytes(content)
    assert run(folder, "index").returncode == 0
    return corpus, copy


def test_an_index_built_in_pieces_answers_as_one_built_at_once(
    sample_corpus: Path, sample_index: Path, tmp_path: Path
) -> None:
    pieces = built_in_pieces(tmp_path, sample_corpus, sample_index)
    assert asked(*pieces, threads=4) == asked(sample_corpus, sample_index, threads=1)


@pytest.mark.slow
def test_every_number_of_threads_and_a_rebuild_from_nothing_answer_the_same(
    sample_corpus: Path, tmp_path: Path
) -> None:
    answers = []
    for threads in (1, 2, 4):
        corpus = tmp_path / str(threads) / "corpus"
        shutil.copytree(sample_corpus, corpus)
        assert run(corpus.parent, "index", REFDESK_THREADS=str(threads)).returncode == 0
        answers += [asked(corpus, corpus.parent / ".refdesk", other) for other in (1, threads)]
    assert all(each == answers[0] for each in answers)
