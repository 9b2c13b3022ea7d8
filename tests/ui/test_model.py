"""`refdesk model`: what would be used, and whether it answers."""

import io
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.history.store import History
from tests.assistant.language.scripted import fails, says, scripted
from tests.ui.calling import CommandLine, only_line

KEY = "sk-very-secret-0815"


def set_model(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"REFDESK_MODEL_{name.upper()}", value)


def test_without_a_model_it_tells_how_to_set_one(refdesk: CommandLine) -> None:
    ran = refdesk("model")
    assert (ran.status, ran.err) == (0, "")
    assert "answers are made of quotes" in ran.out
    assert 'base_url = "http://localhost:11434"' in ran.out
    assert refdesk("model", "--json").document == {"configured": False, "answers": None}


def test_the_example_it_gives_is_one_that_works(refdesk: CommandLine, tmp_path: Path) -> None:
    shown = refdesk("model").out
    table = "\n".join(line.strip() for line in shown.splitlines() if line.startswith("  "))
    (tmp_path / "refdesk.toml").write_text(table)
    from ui.settings import load_settings

    choice = load_settings(tmp_path / "corpus").model_choice
    assert choice is not None
    assert (choice.base_url, choice.provider) == ("http://localhost:11434", "openai-like")
    assert choice.name


def test_model_that_answers_is_shown_with_what_it_took(
    refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with scripted(says("ready"), models=["tiny"]) as server:
        set_model(monkeypatch, base_url=server.host, api_key=KEY, budget="9000")
        ran = refdesk("model", index=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    lines = dict(line.split(maxsplit=1) for line in ran.out.splitlines())
    assert lines["model"] == "tiny"
    assert lines["address"] == server.base_url
    assert lines["key"] == "from REFDESK_MODEL_API_KEY"
    assert lines["budget"] == "0 of 9,000 used today"
    assert lines["It"].startswith("answers: 10 tokens read, 1 written, 0.")
    assert KEY not in ran.out


def test_document_has_the_same(refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with scripted(says("ready", usage=False)) as server:
        set_model(monkeypatch, base_url=server.host, name="m")
        document = refdesk("model", "--json", index=tmp_path).document
    assert document["seconds"] >= document["first_word"] > 0
    del document["seconds"], document["first_word"]
    assert document == {
        "configured": True, "provider": "openai-like", "address": server.base_url, "name": "m", "context": 8192,
        "key": None, "budget": None, "answers": True, "reason": None, "prompt_tokens": 13, "completion_tokens": 1,
        "estimated": True, "spent_today": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("budget", "told"), [("50000", "3,210 of 50,000 used today"), ("", "no limit; 3,210 tokens used today")]
)
def test_tokens_of_this_day_stand_beside_the_budget(
    refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, budget: str, told: str
) -> None:
    history = History(tmp_path)
    for tokens, when in (
        ((3000, 210), datetime.now().astimezone()),
        ((7, 7), datetime.now().astimezone() - timedelta(1)),
    ):
        entry = history.reserve(sum(tokens), 10_000, when)
        assert entry is not None
        entry.settle(*tokens)
    with scripted(says("ready")) as server:
        set_model(monkeypatch, base_url=server.host, name="m", budget=budget)
        assert f"budget    {told}\n" in refdesk("model", index=tmp_path).out
        document = refdesk("model", "--json", index=tmp_path).document
        # The trial before is paid like an answer.
        assert document["spent_today"] == 3210 + document["prompt_tokens"] + document["completion_tokens"]


def test_trial_stays_within_the_budget(refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with scripted([]) as server:
        set_model(monkeypatch, base_url=server.host, name="m", budget="10")
        ran = refdesk("model", index=tmp_path)
        assert server.requests == []
    assert ran.status == 1
    assert "`model.budget` allows 10 tokens a day" in only_line(ran.err)


def test_history_that_cannot_be_read_hinders_only_where_there_is_a_budget(
    refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    History(tmp_path).path.write_bytes(b"no database, this" * 100)
    with scripted(says("ready")) as server:
        set_model(monkeypatch, base_url=server.host, name="m")
        ran, document = refdesk("model", index=tmp_path), refdesk("model", "--json", index=tmp_path).document
        set_model(monkeypatch, base_url=server.host, name="m", budget="9000")
        limited = refdesk("model", index=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert (document["spent_today"], document["answers"]) == (None, True)
    assert limited.status == 1
    assert "budget    9,000 tokens a day\n" in limited.out
    assert "cannot read the token ledger" in only_line(limited.err)
    assert "no request was sent" in limited.err


def test_model_that_does_not_answer_ends_with_one_line(refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(fails(401, f"wrong: {KEY}")) as server:
        set_model(monkeypatch, base_url=server.host, name="m", api_key=KEY)
        ran, as_json = refdesk("model"), refdesk("model", "--json")
    assert ran.status == as_json.status == 1
    assert "refuses the key" in only_line(ran.err)
    assert "provider  openai-like" in ran.out
    assert as_json.document["answers"] is False
    assert f"refdesk: {as_json.document['reason']}" == only_line(as_json.err)
    assert KEY not in ran.out + ran.err + as_json.out + as_json.err


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"base_url": "https://api.anthropic.com/v1/"}, "api.anthropic.com"),
        ({}, "api.openai.com"),
        ({"base_url": "https://openrouter.ai/api/v1"}, "openrouter.ai"),
    ],
)
def test_key_is_read_from_standard_input_and_kept(
    refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], place: str
) -> None:
    kept = {}
    monkeypatch.setattr("assistant.language.keys.keep_key", kept.__setitem__)
    monkeypatch.setattr("ui.commands.model.sys", SimpleNamespace(stdin=io.StringIO(f"{KEY}\n")))
    set_model(monkeypatch, **settings)
    ran = refdesk("model", "--keep-key")
    assert (ran.status, kept) == (0, {place: KEY})
    assert f"The key for {place} is kept" in ran.out
    assert KEY not in ran.out + ran.err


@pytest.mark.parametrize("settings", [{"base_url": "localhost:11434"}, {"provider": "local"}])
def test_no_key_is_kept_for_this_machines_own_server(
    refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    kept: dict[str, str] = {}
    monkeypatch.setattr("assistant.language.keys.keep_key", kept.__setitem__)
    monkeypatch.setattr("ui.commands.model.sys", SimpleNamespace(stdin=io.StringIO(f"{KEY}\n")))
    set_model(monkeypatch, **settings)
    ran = refdesk("model", "--keep-key")
    assert (ran.status, kept) == (2, {})
    assert "set REFDESK_MODEL_API_KEY" in only_line(ran.err)


def test_no_key_is_wrong_usage(refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.commands.model.sys", SimpleNamespace(stdin=io.StringIO("\n")))
    ran = refdesk("model", "--keep-key")
    assert ran.status == 2
    assert only_line(ran.err).startswith("refdesk: --keep-key: the key is empty")
