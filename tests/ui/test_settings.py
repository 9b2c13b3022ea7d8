"""Settings: where they come from, which place wins, and what is said of those that cannot be used."""

from pathlib import Path

import pytest

from index.errors import SettingError
from tests.ui.calling import CommandLine, only_line
from tests.ui.corpora import write_paper
from ui.settings import Settings, load_settings


def test_defaults_lie_in_the_working_directory() -> None:
    settings = load_settings()
    assert (settings.corpus, settings.index_folder, settings.threads) == (Path("corpus"), Path(".refdesk"), 2)


@pytest.mark.parametrize("corpus", [Path(), Path("..", "papers"), Path("papers")])
def test_index_lies_beside_the_corpus(corpus: Path) -> None:
    assert load_settings(corpus).index_folder.resolve() == corpus.resolve().parent / ".refdesk"


@pytest.mark.parametrize(
    ("places", "winner"),
    [
        (("file",), "file"),
        (("file", "environment"), "environment"),
        (("file", "option"), "option"),
        (("environment", "option"), "option"),
        (("file", "environment", "option"), "option"),
    ],
    ids=str,
)
def test_options_beat_the_environment_and_that_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, places: tuple[str, ...], winner: str
) -> None:
    if "file" in places:
        (tmp_path / "refdesk.toml").write_text(f'index = "{tmp_path}/file"\nthreads = 3\n')
    if "environment" in places:
        monkeypatch.setenv("REFDESK_INDEX", f"{tmp_path}/environment")
    settings = load_settings(tmp_path / "corpus", tmp_path / "option" if "option" in places else None)
    assert settings.index_folder == tmp_path / winner
    assert settings.threads == (3 if "file" in places else 2)


def test_file_lies_beside_the_corpus_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "refdesk.toml").write_text("threads = 5\n")
    (tmp_path / "thesis" / "refdesk.toml").write_text("threads = 7\n")
    monkeypatch.setenv("REFDESK_CORPUS", "thesis/papers")
    assert load_settings().threads == 7


def test_paths_in_the_file_are_relative_to_it(refdesk: CommandLine, tmp_path: Path) -> None:
    write_paper(tmp_path / "thesis" / "papers")
    (tmp_path / "thesis" / "refdesk.toml").write_text('index = "kept/index"\n')
    assert refdesk("index", corpus=Path("thesis", "papers")).status == 0
    assert (tmp_path / "thesis" / "kept" / "index" / "catalogue.sqlite3").is_file()


def test_corpus_in_the_file_is_used_where_nothing_else_names_one(tmp_path: Path) -> None:
    (tmp_path / "refdesk.toml").write_text('corpus = "papers"\n')
    assert load_settings().corpus == Path("papers")
    assert load_settings(Path("corpus")).corpus == Path("corpus")


def test_home_in_the_file_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    (tmp_path / "refdesk.toml").write_text('index = "~/index"\n')
    assert load_settings().index_folder == tmp_path / "home" / "index"


@pytest.mark.parametrize("name", ["REFDESK_CORPUS", "REFDESK_INDEX", "REFDESK_THREADS"])
def test_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "")
    assert load_settings() == Settings()
    assert load_settings().corpus == Path("corpus")


BROKEN_FILES = [
    (b"thread = 2\n", "there is no setting `thread`; the settings are corpus, index, threads"),
    (b'threads = "many"\n', "`threads`: input should be a valid integer"),
    (b"threads = 0\n", "`threads`: input should be greater than or equal to 1, not 0; mend that line"),
    (b"threads = 1.5\n", "`threads`: input should be a valid integer"),
    (b"index = 3\n", "`index`: input is not a valid path for "),
    (b'index = ["a"]\n', "`index`: input is not a valid path"),
    (b"threads =\n", "cannot be read as TOML (Invalid value (at line 1, column 10)); mend that line"),
    (b"threads = 2\nthreads = 3\n", "cannot be read as TOML ("),
    (b"\xff\xfe", "cannot be read as TOML ("),
]


@pytest.mark.parametrize(("content", "fault"), BROKEN_FILES, ids=lambda value: str(value)[:30])
def test_fault_in_the_file_is_one_line_that_names_it(
    refdesk: CommandLine, tmp_path: Path, content: bytes, fault: str
) -> None:
    (tmp_path / "refdesk.toml").write_bytes(content)
    ran = refdesk("status", corpus=tmp_path / "corpus")
    assert (ran.status, ran.out) == (1, "")
    assert only_line(ran.err).startswith(f"refdesk: {tmp_path / 'refdesk.toml'}: {fault}")


def test_corpus_in_the_file_must_be_a_path(tmp_path: Path) -> None:
    (tmp_path / "refdesk.toml").write_text("corpus = 3\n")
    with pytest.raises(SettingError, match=r"^refdesk\.toml: `corpus`: .*, not 3; mend that line$"):
        load_settings()


@pytest.mark.parametrize("value", ["many", "0", "65", "2.5"])
def test_fault_in_the_environment_names_the_variable(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("REFDESK_THREADS", value)
    with pytest.raises(
        SettingError, match=rf"^REFDESK_THREADS: .*, not '{value}'; set it to another value or unset it$"
    ):
        load_settings()
