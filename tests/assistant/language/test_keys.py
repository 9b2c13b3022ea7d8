"""Keys in the system's keyring, or in none."""

import sys
import traceback

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from assistant.language.keys import keep_key, kept_key, place_of
from index.errors import LanguageModelError, SettingError
from tests.assistant.language.asking import KEY


class Held(KeyringBackend):
    """A keyring in memory."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


class Locked(KeyringBackend):
    """A keyring that stays shut."""

    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"locked for {KEY}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"locked for {password}")


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch):
    def chosen(backend: KeyringBackend) -> None:
        monkeypatch.setattr(keyring, "get_password", backend.get_password)
        monkeypatch.setattr(keyring, "set_password", backend.set_password)

    return chosen


def test_key_is_kept_for_its_provider(use) -> None:
    backend = Held()
    use(backend)
    assert kept_key("anthropic") is None
    keep_key("anthropic", KEY)
    assert backend.held == {("refdesk", "anthropic"): KEY}
    assert kept_key("anthropic") == KEY
    assert kept_key("gemini") is None


def test_no_keyring_holds_no_key_and_keeps_none(use) -> None:
    use(NoKeyring())
    assert kept_key("gemini") is None
    with pytest.raises(LanguageModelError, match=r"no keyring that takes the key.*REFDESK_MODEL_API_KEY"):
        keep_key("gemini", KEY)


def test_locked_keyring_is_one_line_without_the_key(use) -> None:
    use(Locked())
    with pytest.raises(LanguageModelError, match=r"cannot be read \(KeyringLocked\); unlock it"):
        kept_key("gemini")
    with pytest.raises(LanguageModelError, match="KeyringLocked") as caught:
        keep_key("gemini", KEY)
    assert KEY not in "".join(traceback.format_exception(caught.value))


def test_keyring_that_is_not_installed_is_named_when_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert kept_key("gemini") is None
    with pytest.raises(LanguageModelError, match=r"install refdesk\[keyring\]"):
        keep_key("gemini", KEY)


@pytest.mark.parametrize(
    ("provider", "base_url", "place"),
    [
        ("openai-like", None, "api.openai.com"),
        ("openai-like", "api.openai.com", "api.openai.com"),
        ("openai-like", "https://API.OpenAI.com./v1/chat/completions", "api.openai.com"),
        ("openai-like", "http://stranger.example.net", "stranger.example.net"),
        ("openai-like", "https://api.openai.com.example.net/v1", "api.openai.com.example.net"),
        ("openai-like", "https://openrouter.ai/api/v1", "openrouter.ai"),
        ("openai-like", "http://192.168.1.5:8000", "192.168.1.5"),
        ("openai-like", "http://gemini:8000", "gemini."),
        ("openai-like", "http://localhost:11434", None),
        ("openai-like", "127.0.0.1:8080", None),
        ("anthropic", None, "anthropic"),
        ("anthropic", "https://api.anthropic.com", "anthropic"),
        ("anthropic", "https://stranger.example.net", "stranger.example.net"),
        ("anthropic", "http://gemini", "gemini."),
        ("gemini", None, "gemini"),
        ("gemini", "https://stranger.example.net", "stranger.example.net"),
        ("local", None, None),
    ],
)
def test_key_is_filed_by_the_server_that_it_is_meant_for(provider: str, base_url: str | None, place: str) -> None:
    assert place_of(provider, base_url) == place


def test_key_is_not_filed_for_what_is_no_address() -> None:
    with pytest.raises(SettingError, match=r"^REFDESK_MODEL_BASE_URL: "):
        place_of("anthropic", "ftp://host")
