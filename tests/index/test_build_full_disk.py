"""A disk that is full, wherever that shows: one clear line, the earlier state, and a next build that completes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.build import build
from index.freshness import is_current
from tests.conftest import PROJECT
from tests.index.conftest import Bench
from tests.index.contents import assert_sound, contents
from tests.index.wordhash import WordHash

resource = pytest.importorskip("resource", reason="this system has no limits on the size of files")

# Builds where no file may grow past so many bytes, which SQLite and Chroma take as they take a full disk.
PROGRAM = """
import resource, signal, sys
from pathlib import Path
import chromadb
from index.build import build
from index.errors import CatalogueError
from tests.index.wordhash import WordHash

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    build(Path(sys.argv[1]), Path(sys.argv[2]), WordHash())
except CatalogueError as exc:
    sys.exit(f"told: {exc}")
"""

PAGE = 4096


def build_within(bench: Bench, size: int) -> str:
    """What a build says that may make no file larger than `size`; empty where that was enough."""
    arguments = [sys.executable, "-c", PROGRAM, str(bench.corpus), str(bench.index), str(size)]
    ended = subprocess.run(arguments, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode in (0, 1), ended.stderr
    assert bool(ended.returncode) == bool(ended.stderr), ended.stderr
    return ended.stderr


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two notes, indexed; then much is added, one edited, one removed. And a fresh index of all that."""
    folder = tmp_path_factory.mktemp("prepared")
    made = Bench(folder, WordHash())
    made.write("a.md", "# On Drift\n\nDrift is a change.\n")
    made.write("b.md", "# On Skew\n\nSkew is a difference.\n")
    made.build()
    for number in range(20):
        words = " ".join(f"gauge{number} drifts by {number * step} microns in week {step}." for step in range(60))
        made.write(f"long{number}.md", f"# Gauge {number}\n\n{words}\n")
    made.write("a.md", "# On Drift\n\nDrift is a shift.\n")
    made.remove("b.md")
    build(made.corpus, folder / "fresh", made.embedder)
    return folder


@pytest.fixture
def bench(prepared: Path, tmp_path: Path) -> Bench:
    made = Bench(tmp_path, WordHash())
    for name in ("corpus", ".refdesk", "fresh"):
        shutil.copytree(prepared / name, tmp_path / name, dirs_exist_ok=True)
    return made


def largest(index: Path) -> int:
    return max(path.stat().st_size for path in index.rglob("*") if path.is_file())


@pytest.mark.parametrize("share", [0.0, 0.1, 0.4, 0.9])
def test_a_full_disk_is_told_of_and_leaves_the_earlier_state(bench: Bench, tmp_path: Path, share: float) -> None:
    fresh = tmp_path / "fresh"
    before = contents(bench.index)
    told = build_within(bench, int(largest(fresh) * share) // PAGE * PAGE)
    print(told)
    assert told.startswith("told: ")
    assert told.count("\n") == 1
    assert str(bench.index) in told
    assert "--rebuild" not in told or "free space" in told  # no rebuild makes room
    assert contents(bench.index) == before
    assert bench.find("drift")[0].passage.source == "a.md"
    bench.build()
    assert contents(bench.index) == contents(fresh)
    assert is_current(bench.corpus, bench.index, bench.embedder.fingerprint)
    assert_sound(bench.index)


def test_a_first_build_on_a_full_disk_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    bench = Bench(tmp_path, WordHash())
    bench.write("a.md", "# On Drift\n\nDrift is a change.\n")
    for size in (0, 30 * PAGE):
        assert build_within(bench, size).startswith("told: ")
    assert bench.build().generation == 1
    assert_sound(bench.index)
