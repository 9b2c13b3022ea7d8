"""A disk that is full, wherever that shows: one clear line, the earlier state, and a next build that completes."""

import shutil
from pathlib import Path

import pytest

from index.build import build
from index.freshness import is_current
from tests.index.conftest import Bench
from tests.index.contents import assert_sound, contents
from tests.index.processes import build_within, run
from tests.index.wordhash import WordHash

PAGE = 4096


def built_within(bench: Bench, size: int) -> str:
    """What a build says that may make no file larger than `size`; empty where that was enough."""
    status, message = run(build_within, bench.corpus, bench.index, size)
    assert status == 0
    return str(message)


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
    message = built_within(bench, int(largest(fresh) * share) // PAGE * PAGE)
    assert str(bench.index) in message
    assert "\n" not in message
    assert "--rebuild" not in message or "free space" in message  # no rebuild makes room
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
        assert built_within(bench, size)
    assert bench.build().generation == 1
    assert_sound(bench.index)
