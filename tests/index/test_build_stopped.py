"""A build that is killed costs nothing: the next one completes it, and embeds no text twice."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index.build import build, is_current
from tests.conftest import PROJECT
from tests.index.conftest import Bench
from tests.index.contents import assert_sound, contents

NOTE = "# On Drift\n\nDrift is a change in a model's inputs.\n\n## Detection\n\nA test compares two windows.\n"

# Builds, and dies without a word when the named function is called.
PROGRAM = """
import importlib, os, signal, sys
from pathlib import Path
from index.build import build
from index.embedding import BgeEmbedder

corpus, index, module, name = sys.argv[1:]
setattr(importlib.import_module(module), name, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
build(Path(corpus), Path(index), BgeEmbedder())
"""


def kill_at(bench: Bench, module: str, name: str) -> None:
    arguments = [sys.executable, "-c", PROGRAM, str(bench.corpus), str(bench.index), module, name]
    ended = subprocess.run(arguments, cwd=PROJECT, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


def assert_as_fresh(bench: Bench, folder: Path) -> None:
    fresh = folder / "fresh"
    build(bench.corpus, fresh, bench.embedder)
    assert contents(bench.index) == contents(fresh)
    assert_sound(bench.index)


def test_a_first_build_killed_before_publishing_is_completed_without_embedding_again(
    bench: Bench, tmp_path: Path
) -> None:
    bench.write("a.md", NOTE)
    kill_at(bench, "index.build", "publish")
    with bench.catalogue() as catalogue:
        assert (catalogue.generation(), catalogue.sources()) == (0, [])
    report = bench.build()
    assert (report.read, report.embedded, report.passages) == (1, 0, 3)
    assert_as_fresh(bench, tmp_path)


@pytest.mark.parametrize(
    ("module", "name", "published"),
    [
        ("index.build", "publish", False),
        ("index.sync", "remove_passages", True),
        ("index.build", "set_meta", True),
    ],
)
def test_a_later_build_killed_anywhere_is_completed_without_embedding_again(
    bench: Bench, tmp_path: Path, module: str, name: str, published: bool
) -> None:
    bench.write("a.md", NOTE)
    bench.write("gone.md", "# Gone\n\nIt goes away.\n")
    bench.build()
    bench.write("b.md", "# On Skew\n\nSkew is a difference between two code paths.\n")
    bench.write("a.md", NOTE.replace("change", "shift"))
    bench.remove("gone.md")
    kill_at(bench, module, name)
    with bench.catalogue() as catalogue:
        assert ("b.md" in [entry.path for entry in catalogue.sources()]) is published
        assert catalogue.generation() == (2 if published else 1)
    assert not is_current(bench.corpus, bench.index, bench.embedder.fingerprint)
    assert bench.build().embedded == 0
    assert is_current(bench.corpus, bench.index, bench.embedder.fingerprint)
    assert bench.find("difference between code paths")[0].passage.source == "b.md"
    assert_as_fresh(bench, tmp_path)


def test_a_build_killed_while_it_makes_the_collection_anew_leaves_no_folder_behind(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    (next(bench.index.glob("vectors-*")) / "chroma.sqlite3").unlink()
    kill_at(bench, "index.build", "publish")
    assert len(list(bench.index.glob("vectors-*"))) == 2
    assert bench.build().embedded == 0
    assert_sound(bench.index)
