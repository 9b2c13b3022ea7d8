"""What is installed: every package, and the data files that are read at run time."""

import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from index.models.late_interaction import PROJECTION
from tests.conftest import PROJECT

ROOMS = ("assistant", "index", "ui")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in a wheel made of the working copy, without network and without writing into it."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for path in [PROJECT / name for name in ("pyproject.toml", "README.md", "LICENSE")] + [
        path for room in ROOMS for path in (PROJECT / room).rglob("*") if path.suffix != ".pyc" and path.is_file()
    ]:
        copy = source / path.relative_to(PROJECT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    (source / "tests").mkdir()
    (source / "tests" / "__init__.py").touch()
    command = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    made = subprocess.run([sys.executable, "-c", command, str(folder)], cwd=source, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_module_is_installed(installed: set[str]) -> None:
    modules = {str(path.relative_to(PROJECT)) for room in ROOMS for path in (PROJECT / room).rglob("*.py")}
    assert modules <= installed


def test_every_data_file_beside_the_modules_is_installed(installed: set[str]) -> None:
    data = {
        str(path.relative_to(PROJECT))
        for room in ROOMS
        for path in (PROJECT / room).rglob("*")
        if path.suffix in (".npy", ".toml")
    }
    assert {f"index/models/{PROJECTION}", "assistant/sweeping/glossary.toml"} <= data
    assert data <= installed


def test_nothing_but_the_rooms_is_installed(installed: set[str]) -> None:
    assert {name.split("/")[0] for name in installed if ".dist-info/" not in name} == set(ROOMS)


def test_the_projection_has_the_width_of_the_model() -> None:
    with (Path(str(files("index.models"))) / PROJECTION).open("rb") as file:
        projection = np.load(file, allow_pickle=False)
    assert projection.shape[0] == 384
    assert projection.dtype == np.float16
    assert np.isfinite(projection).all()
