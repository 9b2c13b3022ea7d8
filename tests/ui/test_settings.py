"""Settings: where they come from, which place wins, and what is said of those that cannot be used."""

import traceback
from pathlib import Path

import pytest

from assistant.language.choice import ModelChoice
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


def test_model_is_set_in_the_file_or_the_environment_which_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "refdesk.toml").write_text('[model]\nbase_url = "http://localhost:1"\nname = "file"\nbudget = 5000\n')
    monkeypatch.setenv("REFDESK_MODEL_NAME", "environment")
    monkeypatch.setenv("REFDESK_MODEL_CONTEXT", "4096")
    monkeypatch.setenv("REFDESK_MODEL_API_KEY", "sk-environment")
    settings = load_settings(tmp_path / "corpus")
    assert settings.model_choice == ModelChoice(
        "openai-like", "http://localhost:1", "environment", "sk-environment", 4096, 60.0
    )
    assert settings.budget == 5000


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, False),
        ({"API_KEY": "sk-alone"}, False),
        ({"CONTEXT": "4096", "SECONDS": "5", "BUDGET": "1"}, False),
        ({"BASE_URL": "", "NAME": ""}, False),
        ({"BASE_URL": "localhost:11434"}, True),
        ({"NAME": "gpt-5-mini"}, True),
        ({"PROVIDER": "local"}, True),
    ],
)
def test_model_is_wanted_where_an_address_or_a_name_is_set(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], wanted: bool
) -> None:
    monkeypatch.setattr("assistant.language.keys.kept_key", lambda _place: None)
    for name, value in variables.items():
        monkeypatch.setenv(f"REFDESK_MODEL_{name}", value)
    assert (load_settings().model_choice is not None) is wanted


@pytest.mark.parametrize(
    ("variables", "key"),
    [
        ({"NAME": "m"}, "kept for api.openai.com"),
        ({"NAME": "m", "API_KEY": "given"}, "given"),
        ({"BASE_URL": "https://router.example/v1"}, "kept for router.example"),
        ({"BASE_URL": "localhost:11434"}, None),  # this machine's own server is given no key that it need not have
        ({"PROVIDER": "local"}, None),
    ],
)
def test_key_comes_from_the_environment_or_the_keyring(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], key: str | None
) -> None:
    monkeypatch.setattr("assistant.language.keys.kept_key", lambda place: f"kept for {place}")
    for name, value in variables.items():
        monkeypatch.setenv(f"REFDESK_MODEL_{name}", value)
    choice = load_settings().model_choice
    assert choice is not None
    assert choice.api_key == key


@pytest.mark.parametrize("name", ["api_key", "API_KEY", "key", "token", "secret"])
def test_key_in_the_file_is_refused_and_not_shown(refdesk: CommandLine, tmp_path: Path, name: str) -> None:
    (tmp_path / "refdesk.toml").write_text(f'[model]\nname = "m"\n{name} = "sk-very-secret"\n')
    ran = refdesk("status", corpus=tmp_path / "corpus")
    assert (ran.status, ran.out) == (1, "")
    line = only_line(ran.err)
    assert line.startswith(
        f"refdesk: {tmp_path / 'refdesk.toml'}: `model.{name}`: a key does not belong in a file; remove"
    )
    assert "REFDESK_MODEL_API_KEY" in line
    assert "sk-very-secret" not in line


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('model = "gpt-5"', "`model` is a table"),
        ("[model]\nurl = 1", "there is no setting `model.url`; the settings are provider, base_url, name, context, "),
        (
            '[model]\nprovider = "openai"',
            "`model.provider`: not a provider; there are openai-like and local, not 'openai'; mend that line",
        ),
        ("[model]\ncontext = 10", "`model.context`: input should be greater than or equal to 512, not 10; mend that"),
        ("[model]\nseconds = 0", "`model.seconds`: input should be greater than 0"),
        ("[model]\nbudget = -1", "`model.budget`: input should be greater than or equal to 0"),
        ("[model]\nname = 3", "`model.name`: input should be a valid string"),
        ('[model]\nname = ""', "`model.name`: string should have at least 1 character"),
    ],
)
def test_fault_in_the_models_table_is_one_line(tmp_path: Path, content: str, fault: str) -> None:
    (tmp_path / "refdesk.toml").write_text(content)
    with pytest.raises(SettingError) as caught:
        load_settings(tmp_path / "corpus")
    assert str(caught.value).startswith(f"{tmp_path / 'refdesk.toml'}: {fault}")


@pytest.mark.parametrize(("name", "value"), [("PROVIDER", "openai"), ("CONTEXT", "much"), ("BUDGET", "-3")])
def test_fault_in_the_models_environment_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"REFDESK_MODEL_{name}", value)
    with pytest.raises(SettingError, match=rf"^REFDESK_MODEL_{name}: .*, not '{value}'; set it to another value"):
        load_settings()


@pytest.mark.parametrize(
    ("provider", "address"),
    [
        ("anthropic", "https://api.anthropic.com/v1/"),
        ("gemini", "https://generativelanguage.googleapis.com/v1beta/openai/"),
    ],
)
def test_former_provider_names_its_address_and_the_key_to_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provider: str, address: str
) -> None:
    fault = (
        f"`{provider}` is not a provider any more; leave `provider` out and set base_url to {address}; a key in the "
        "keyring belongs to one server: store it again with `refdesk model --keep-key`"
    )
    (tmp_path / "refdesk.toml").write_text(f'[model]\nprovider = "{provider}"')
    with pytest.raises(SettingError) as caught:
        load_settings(tmp_path / "corpus")
    assert str(caught.value) == f"{tmp_path / 'refdesk.toml'}: `model.provider`: {fault}"
    monkeypatch.setenv("REFDESK_MODEL_PROVIDER", provider)
    with pytest.raises(SettingError) as caught:
        load_settings()
    assert str(caught.value) == f"REFDESK_MODEL_PROVIDER: {fault}"


@pytest.mark.parametrize("value", ["gpt-5", '{"name": "m", "api_key": "sk-very-secret"}', "{", '{"name": "m"}'])
@pytest.mark.parametrize("variable", ["REFDESK_MODEL", "refdesk_model"])
def test_model_is_no_variable_and_what_it_holds_is_not_shown(
    refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    ran = refdesk("status")
    assert (ran.status, ran.out) == (1, "")
    line = only_line(ran.err)
    assert line.startswith(
        "refdesk: REFDESK_MODEL: not a setting; unset it, and set REFDESK_MODEL_NAME, REFDESK_MODEL_"
    )
    assert value not in line


def test_empty_model_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFDESK_MODEL", "")
    assert load_settings().model_choice is None


KEYS = ["sk-very-secret", "0815aBcD0815aBcD0815", "AIzaVerySecret", "my secret", "deadbeef" * 8]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", ["THREADS", "MODEL_PROVIDER", "MODEL_CONTEXT"])
def test_value_that_looks_like_a_key_is_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, key: str) -> None:
    monkeypatch.setenv(f"REFDESK_{name}", key)
    with pytest.raises(SettingError, match=rf"^REFDESK_{name}: .*; set it to another value") as caught:
        load_settings()
    assert key not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "content", ['threads = "{}"', 'index = ["{}"]', '[model]\nprovider = "{}"', '[model]\nname = {{ a = "{}" }}']
)
def test_value_in_the_file_that_looks_like_a_key_is_not_shown(tmp_path: Path, content: str, key: str) -> None:
    (tmp_path / "refdesk.toml").write_text(content.format(key))
    with pytest.raises(SettingError, match=r"; mend that line$") as caught:
        load_settings(tmp_path / "corpus")
    assert key not in "".join(traceback.format_exception(caught.value))


def test_key_is_in_no_text_made_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFDESK_MODEL_API_KEY", "sk-very-secret")
    monkeypatch.setenv("REFDESK_MODEL_NAME", "m")
    settings = load_settings()
    texts = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()} {settings.model_choice}"
    assert "sk-very-secret" not in texts
