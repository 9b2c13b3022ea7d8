"""The documentation is true: it names every command, option and setting, and its examples run."""

import os
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assistant.desk import Asking, ask, turn_of
from assistant.questions.question import QuestionKind
from assistant.sweeping.topics import glossary_beside
from index.search import Search
from ui.cli import app
from ui.settings import ModelSettings, Settings, load_settings

PROJECT = Path(__file__).resolve().parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
PAGES = {file.name: file.read_text(encoding="utf-8") for file in sorted((PROJECT / "docs").glob("*.md"))}
DOCUMENTATION = "\n".join([README, *PAGES.values()])
DESK = typer.main.get_command(app)
COMMANDS = dict(getattr(DESK, "commands"))  # noqa: B009  typed as a single command
ROOMS = ("index", "assistant", "ui")


def options(command: object) -> set[str]:
    """The long name, or the only one, of each option of a command."""
    return {max(p.opts, key=len) for p in getattr(command, "params", []) if p.param_type_name == "option"}


def helped(*arguments: str) -> str:
    ran = CliRunner().invoke(app, [*arguments, "--help"], env={"COLUMNS": "80"})
    assert ran.exit_code == 0
    return ran.stdout


def examples(name: str) -> list[str]:
    """The example lines in a command's help."""
    return re.findall(r"^ +(refdesk .+?)(?: \|.*)?$", helped(name).partition("Examples:")[2], re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_readme_names_the_command_and_its_options(name: str) -> None:
    assert f"`refdesk {name}" in README
    for option in options(COMMANDS[name]):
        assert option in README, option


PLAIN = [name for name in Settings.model_fields if name != "model"]
VARIABLES = [*PLAIN, *(f"model_{name}" for name in ModelSettings.model_fields)]


@pytest.mark.parametrize("name", VARIABLES)
def test_readme_names_the_setting(name: str) -> None:
    assert f"`REFDESK_{name.upper()}`" in README
    assert f"`{name.removeprefix('model_')}`" in README or name == "model_api_key"


def test_readme_names_no_setting_and_no_option_that_is_not_there() -> None:
    assert set(re.findall(r"REFDESK_(\w+)", DOCUMENTATION)) <= {name.upper() for name in VARIABLES} | {"MODEL_"}
    known = {option for command in (DESK, *COMMANDS.values()) for option in options(command)}
    ours = re.sub(r"`pip [^`]+`", "", DOCUMENTATION)
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", ours)) <= known | {"--help"}


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_option_and_argument_is_explained(name: str) -> None:
    command = COMMANDS[name] if name else DESK
    for parameter in command.params:
        assert (parameter.help or "").endswith("."), parameter.name


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_keeps_its_lines(name: str) -> None:
    text = helped(*([name] if name else []))
    assert "Examples:\n" in text
    assert "\b" not in text
    assert "\\b" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_commands_are_listed_with_whole_sentences() -> None:
    listed = helped().partition("Commands:\n")[2].splitlines()
    assert len(listed) == len(COMMANDS)
    for line in listed:
        assert line.endswith(".")
        assert not line.endswith("...")


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_in_the_help_can_be_parsed(name: str) -> None:
    found = examples(name)
    assert found
    for example in found:
        arguments = shlex.split(example)[1:]
        DESK.make_context("refdesk", arguments)
        COMMANDS[name].make_context(name, arguments[arguments.index(name) + 1 :])


def test_answer_in_the_readme_is_the_one_given(sample_corpus: Path, sample_index: Path) -> None:
    asked = re.search(r'^\$ refdesk (ask "[^"]+")\n(.+)\n', README, re.MULTILINE)
    assert asked
    place = ["--corpus", str(sample_corpus), "--index", str(sample_index)]
    ran = CliRunner().invoke(app, [*place, *shlex.split(asked[1])], env={"COLUMNS": "200"})
    said = ran.stdout.splitlines()
    assert said[0] == asked[2]
    assert "\n".join(said[-2:]) in README


UNDERSTOOD = PAGES["questions.md"].partition("## Kinds of question")[2].partition("\n## ")[0]
KINDS = {
    "lookup": {"lookup"},
    "listing": {"listing"},
    "count": {"count"},
    "sets": {"listing"},
    "bibliographic": {"bibliographic"},
    "fields": {"fields"},
    "comparison": {"comparison"},
    "overview": {"overview"},
    "with": {"listing", "lookup"},
}


def questions(row: str) -> list[str]:
    """The examples in a row of the table of kinds of question."""
    (found,) = re.findall(rf"^\| {row}\b.*?\| (`.+) \|$", UNDERSTOOD, re.MULTILINE)
    return re.findall(r"`([^`]+)`", found)


@pytest.mark.parametrize(("row", "question"), [(row, question) for row in KINDS for question in questions(row)])
def test_question_in_the_readme_is_understood_and_answered(search: Search, row: str, question: str) -> None:
    answer = ask(search, question)
    assert answer.kind in KINDS[row]
    assert not answer.abstained
    assert answer.conditions or row != "with"


@pytest.mark.parametrize("question", questions("follow-up"))
def test_follow_up_in_the_readme_is_made_whole(search: Search, question: str) -> None:
    first = ask(search, questions("count")[0])
    answer = ask(search, question, Asking(turns=(turn_of(first),)))
    assert answer.read_as
    assert answer.only or answer.topic == first.topic


def test_every_kind_of_question_is_in_the_readme() -> None:
    told = set(re.findall(r"^\| ([\w-]+)", UNDERSTOOD, re.MULTILINE)) - {"question"}
    assert told == {*KINDS, "follow-up"}
    assert {str(kind) for kind in QuestionKind} <= told


BLOCKS = re.findall(r"```toml\n(.*?)```", DOCUMENTATION, re.DOTALL)


def test_model_in_the_readme_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("REFDESK_")]:
        monkeypatch.delenv(name)
    (tmp_path / "refdesk.toml").write_text(next(one for one in BLOCKS if "[model]" in one), encoding="utf-8")
    choice = load_settings(tmp_path / "corpus").model_choice
    assert choice is not None
    assert (choice.name, choice.context) == ("qwen3:8b", 8192)


def test_glossary_in_the_readme_can_be_read(tmp_path: Path) -> None:
    block = next(one for one in BLOCKS if "[model]" not in one)
    (tmp_path / "glossary.toml").write_text(block, encoding="utf-8")
    assert [term.name for term in glossary_beside(tmp_path).of("rewetting of bogs")] == ["peatland rewetting"]


def test_python_in_the_readme_runs(sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".refdesk").symlink_to(sample_index)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102  our own documentation


def test_make_targets_in_the_readme_exist() -> None:
    targets = set(re.findall(r"^([\w-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([\w-]+)", README, re.MULTILINE))
    assert named
    assert named <= targets


@pytest.mark.parametrize("room", ROOMS)
def test_readme_names_the_folders_of_the_room(room: str) -> None:
    named = set(re.findall(rf"`({room}/\w+)`", README))
    assert named == {str(folder.parent.relative_to(PROJECT)) for folder in (PROJECT / room).glob("*/__init__.py")}


def test_files_that_the_readme_names_in_a_folder_are_in_it() -> None:
    for folder, text in re.findall(r"^\| `((?:index|assistant|ui)(?:/\w*)?)`[^|]*\| (.+) \|$", README, re.MULTILINE):
        for name in re.findall(r"`(\w+\.py)`", text):
            assert (PROJECT / folder / name).is_file(), (folder, name)


def test_files_of_the_code_that_the_documentation_names_exist() -> None:
    for file in re.findall(r"`((?:index|assistant|ui)/[\w/]+\.\w+)`", DOCUMENTATION):
        assert (PROJECT / file).is_file(), file


def test_files_that_the_documentation_links_to_exist() -> None:
    pages = {PROJECT / "README.md": README} | {PROJECT / "docs" / name: text for name, text in PAGES.items()}
    for page, text in pages.items():
        for link in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text):
            assert (page.parent / link).exists(), (page.name, link)
        for name in re.findall(r"`((?:corpus|docs|tests|docker)/[^`*]+)`", text):
            assert (PROJECT / name).exists(), (page.name, name)


def test_every_page_of_the_documentation_is_linked_to() -> None:
    assert {name for name in PAGES if f"({name}" in "".join(PAGES.values()) or f"(docs/{name}" in README} == set(PAGES)


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= 220


def test_changelog_names_this_version() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(project['version'])}\b", changelog, re.MULTILINE)
