"""However an index came to be, it holds what a fresh build of the same corpus holds."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from index import readers
from index.build import build
from index.models.embedding import BgeEmbedder
from index.models.onnx import Array
from index.text import passages
from tests.index.conftest import Bench
from tests.index.contents import assert_sound, contents

DRIFT = "# On Drift\n\nDrift is a change in a model's inputs.\n\n## Detection\n\nA test compares two windows.\n"
SUMMARY = (
    "## Paper Title: A Study of Skew\n\n## Authors: Ada Lovelace, Alan Turing\n\n## Publication Year: 2021\n\n"
    "## Challenges:\n* training-serving skew\n* {}\n"
)
LISTING = (
    "# A Subject\n\nIt is an overview of drift.\n\nTitle | Authors | Year | Actions |\n---|---|---|---|\n"
    "A Study of Skew | Ada Lovelace, Alan Turing | 2021 | View Paper |\n"
    "{} | Grace Hopper, Alan Turing | 2022 | View Paper |\n"
    "Another Model | Alan Turing, Grace Hopper | 2022 | View Paper |\n"
)

STEPS: list[tuple[str, Callable[[Bench], object]]] = [
    ("a first corpus", lambda b: [b.write("a.md", DRIFT), b.write("s.md", SUMMARY.format("cost"))]),
    ("a listing of the same work", lambda b: b.write("l.txt", LISTING.format("A Model of Drift"))),
    ("an edited summary", lambda b: b.write("s.md", SUMMARY.format("model drift"))),
    ("an edited listing", lambda b: b.write("l.txt", LISTING.format("A Model of Drift: A Study"))),
    ("a rename and a copy", lambda b: [(b.corpus / "a.md").rename(b.corpus / "z.md"), b.write("sub/a.md", DRIFT)]),
    ("a file that fails", lambda b: [b.write("s.md", b""), b.write("bad.pdf", b"no pdf")]),
    ("one mended, one removed", lambda b: [b.write("s.md", SUMMARY.format("cost")), b.remove("bad.pdf")]),
    ("the listing gone", lambda b: b.remove("l.txt")),
]


def test_an_index_built_step_by_step_equals_a_fresh_one(bench: Bench, tmp_path: Path) -> None:
    for number, (step, change) in enumerate(STEPS):
        change(bench)
        bench.build()
        fresh = tmp_path / f"fresh-{number}"
        build(bench.corpus, fresh, bench.embedder)
        assert contents(bench.index) == contents(fresh), step
        assert_sound(bench.index)


def test_a_rebuilt_index_equals_the_one_before(bench: Bench) -> None:
    for _, change in STEPS[:2]:
        change(bench)
    bench.build()
    before = contents(bench.index)
    bench.build(rebuild=True)
    assert contents(bench.index) == before
    assert_sound(bench.index)


class Narrow:
    """A model of another name and dimension: the first 64 numbers of the real one, scaled to unit length again."""

    fingerprint = "narrow-64"

    def __init__(self, real: BgeEmbedder) -> None:
        self._real = real

    def embed_query(self, query: str) -> Array:
        return self._cut(self._real.embed_query(query))

    def embed_passages(self, texts: Iterable[str]) -> Iterator[Array]:
        return map(self._cut, self._real.embed_passages(texts))

    def _cut(self, vector: Array) -> Array:
        part: Array = vector[:64] / np.linalg.norm(vector[:64])
        return part


def test_another_embedder_embeds_everything_again_and_reads_nothing(bench: Bench, embedder: BgeEmbedder) -> None:
    for _, change in STEPS[:2]:
        change(bench)
    first = bench.build()
    bench.embedder = Narrow(embedder)
    report = bench.build()
    assert (report.read, report.unchanged, report.embedded) == (0, 3, first.embedded)
    assert report.generation == 2
    assert report.notes == (
        f"the embedding model has changed (from {embedder.fingerprint} to narrow-64): every passage is embedded again",
    )
    assert_sound(bench.index)
    assert bench.find("comparing two windows")[0].passage.section == "Detection"
    bench.embedder = embedder
    assert bench.build().embedded == 0  # its vectors are still known
    assert_sound(bench.index)
    assert bench.find("comparing two windows")[0].passage.section == "Detection"


class Forgetful(Narrow):
    """A model that stops in the middle, as one behind a network may."""

    fingerprint = "forgetful"

    def embed_passages(self, texts: Iterable[str]) -> Iterator[Array]:
        yield from islice(super().embed_passages(texts), 2)
        raise RuntimeError("the model has gone away")


def test_a_model_that_fails_leaves_the_index_as_it_was(bench: Bench, embedder: BgeEmbedder) -> None:
    bench.write("a.md", DRIFT)
    bench.build()
    before = contents(bench.index)
    bench.write("b.md", "# Other\n\nOne thing.\n\n## More\n\nAnother thing.")
    bench.embedder = Forgetful(embedder)
    with pytest.raises(RuntimeError, match="gone away"):
        bench.build()
    assert contents(bench.index) == before
    bench.embedder = embedder
    assert bench.build().read == 1
    assert_sound(bench.index)


@pytest.mark.parametrize(
    ("part", "read", "note"),
    [
        ("chunking", 3, "the chunking has changed: 3 files are read and cut again"),
        ("reader", 1, "the summary reader has changed: 1 "),
    ],
)
def test_a_new_version_of_the_chunking_or_a_reader_reads_again_what_it_touches(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, part: str, read: int, note: str
) -> None:
    for _, change in STEPS[:2]:
        change(bench)
    bench.build()
    if part == "chunking":
        monkeypatch.setattr(passages, "VERSION", 99)
    else:
        monkeypatch.setitem(readers.VERSIONS, "summary", 99)
    report = bench.build()
    assert (report.read, report.embedded) == (read, 0)
    assert [told[: len(note)] for told in report.notes] == [note]
    report = bench.build()
    assert (report.read, report.notes) == (0, ())


def test_a_new_version_of_a_reader_tries_what_failed_again_and_says_so_in_words(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write("a.md", DRIFT)
    bench.write("bad.pdf", b"")
    bench.build()
    monkeypatch.setitem(readers.VERSIONS, "summary", 99)
    report = bench.build()
    assert (report.read, len(report.failed)) == (1, 1)
    (note,) = report.notes
    assert "unread reader" not in note  # there is no such reader
