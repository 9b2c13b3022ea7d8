"""Imports go down only: ui -> assistant -> index; nothing that runs imports the tests; a public name is one class."""

import ast
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "index": {"index"},
    "assistant": {"assistant", "index"},
    "ui": {"ui", "assistant", "index"},
}
ROOMS = {*MAY_IMPORT, "tests"}
FILES = sorted(file for room in MAY_IMPORT for file in (PROJECT / room).rglob("*.py"))


def imported(source: str) -> set[str]:
    """The top-level names of every import in a file, those inside functions too; "." for a relative one."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." if node.level else str(node.module))
    return {name.partition(".")[0] or "." for name in names}


def test_every_kind_of_import_is_seen() -> None:
    source = "import a.b, c\nfrom d.e import f\nfrom . import g\ndef h():\n    if x:\n        from i import j"
    assert imported(source) == {"a", "c", "d", ".", "i"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PROJECT).as_posix())
def test_imports_go_down_only(file: Path) -> None:
    room = file.relative_to(PROJECT).parts[0]
    names = imported(file.read_text(encoding="utf-8"))
    assert "." not in names
    assert names & ROOMS <= MAY_IMPORT[room]


def test_no_private_name_is_imported_from_another_file() -> None:
    private = [
        f"{file.relative_to(PROJECT).as_posix()}: {node.module}.{alias.name}"
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert not private


def test_no_two_public_classes_have_one_name() -> None:
    names = Counter(
        node.name
        for file in FILES
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert names
    assert [name for name, number in names.items() if number > 1] == []


BENCHMARKS = sorted(file.stem for file in (PROJECT / "tests" / "benchmarks").glob("[a-z]*.py"))


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_can_be_imported(name: str) -> None:
    import_module(f"tests.benchmarks.{name}")
