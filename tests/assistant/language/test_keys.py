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


def test_key_is_kept_for_its_server(use) -> None:
    backend = Held()
    use(backend)
    assert kept_key("api.example.org") is None
    keep_key("api.example.org", KEY)
    assert backend.held == {("refdesk", "api.example.org"): KEY}
    assert kept_key("api.example.org") == KEY
    assert kept_key("other.example.org") is None


def test_no_keyring_holds_no_key_and_keeps_none(use) -> None:
    use(NoKeyring())
    assert kept_key("other.example.org") is None
    with pytest.raises(LanguageModelError, match=r"no keyring that takes the key.*REFDESK_MODEL_API_KEY"):
        keep_key("other.example.org", KEY)


def test_locked_keyring_is_one_line_without_the_key(use) -> None:
    use(Locked())
    with pytest.raises(LanguageModelError, match=r"cannot be read \(KeyringLocked\); unlock it"):
        kept_key("other.example.org")
    with pytest.raises(LanguageModelError, match="KeyringLocked") as caught:
        keep_key("other.example.org", KEY)
    assert KEY not in "".join(traceback.format_exception(caught.value))


def test_keyring_that_is_not_installed_is_named_when_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert kept_key("other.example.org") is None
    with pytest.raises(LanguageModelError, match=r"install refdesk\[keyring\]"):
        keep_key("other.example.org", KEY)


@pytest.mark.parametrize(
    ("base_url", "place"),
    [
        (None, "api.openai.com"),
        ("api.openai.com", "api.openai.com"),
        ("https://API.OpenAI.com./v1/chat/completions", "api.openai.com"),
        ("https://api.anthropic.com/v1/", "api.anthropic.com"),
        ("http://stranger.example.net", "stranger.example.net"),
        ("https://api.openai.com.example.net/v1", "api.openai.com.example.net"),
        ("http://192.168.1.5:8000", "192.168.1.5"),
        ("http://localhost:11434", None),
        ("127.0.0.1:8080", None),
    ],
)
def test_key_is_filed_by_the_server_that_it_is_meant_for(base_url: str | None, place: str | None) -> None:
    assert place_of("openai-like", base_url) == place
    assert place_of("local", base_url) is None


def test_key_is_not_filed_for_what_is_not_an_address() -> None:
    with pytest.raises(SettingError, match=r"^REFDESK_MODEL_BASE_URL: "):
        place_of("openai-like", "ftp://host")
