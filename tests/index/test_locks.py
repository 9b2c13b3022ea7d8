"""The writer's lock: one build of an index at a time, whoever holds it is named."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import WriterBusyError
from index.store.locks import writing
from tests.conftest import PROJECT
from tests.index.conftest import Bench

HOLD = """
import sys
from pathlib import Path
from index.store.locks import writing

with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(bench: Bench) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds the lock of the bench's index."""
    bench.index.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(bench.index)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_build_is_refused_and_told_who_is_building(bench: Bench, holder: "subprocess.Popen[str]") -> None:
    bench.write("a.md", "# T\n\nText.")
    with pytest.raises(WriterBusyError, match=rf"process {holder.pid} \(since 20\d\d-.*is building this index; wait"):
        bench.build()


def test_a_lock_dies_with_its_process(bench: Bench, holder: "subprocess.Popen[str]") -> None:
    bench.write("a.md", "# T\n\nText.")
    holder.kill()
    holder.wait()
    assert bench.build().read == 1


def test_a_holder_that_left_no_name_is_another_process(bench: Bench, holder: "subprocess.Popen[str]") -> None:
    (bench.index / "writer.json").write_text("{")
    with pytest.raises(WriterBusyError, match="another process is building this index"):
        bench.build()


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), writing(tmp_path):
        raise KeyError
    with writing(tmp_path):
        assert (tmp_path / "writer.json").exists()
    assert not (tmp_path / "writer.json").exists()
