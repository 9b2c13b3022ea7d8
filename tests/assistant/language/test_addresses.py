"""Addresses as people write them."""

import pytest

from assistant.language.addresses import is_loopback, mended, sends_in_clear
from index.errors import SettingError

WRITTEN = [
    ("http://localhost:11434", "http://localhost:11434/v1"),
    ("http://localhost:11434/", "http://localhost:11434/v1"),
    ("http://localhost:11434/v1/", "http://localhost:11434/v1"),
    ("  http://localhost:11434/v1\n", "http://localhost:11434/v1"),
    ("http://localhost:11434/v1/chat/completions", "http://localhost:11434/v1"),
    ("http://localhost:11434/v1/models/", "http://localhost:11434/v1"),
    ("localhost:8080", "http://localhost:8080/v1"),
    ("127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
    ("192.168.1.5:8000", "http://192.168.1.5:8000/v1"),
    ("[::1]:8000", "http://[::1]:8000/v1"),
    ("gpu-box:8000", "http://gpu-box:8000/v1"),
    ("gpu.lan", "http://gpu.lan/v1"),
    ("api.openai.com", "https://api.openai.com/v1"),
    ("openrouter.ai/api/v1", "https://openrouter.ai/api/v1"),
    ("https://example.org/v1beta/openai/", "https://example.org/v1beta/openai"),
    ("HTTPS://api.openai.com/v1", "https://api.openai.com/v1"),
]


@pytest.mark.parametrize(("written", "address"), WRITTEN)
def test_address_is_mended(written: str, address: str) -> None:
    assert mended(written) == address
    assert mended(address) == address


UNUSABLE = ["", "http://", "ftp://host", "file:///etc/passwd", "http://host:port", "http://host:99999", "two words"]
UNUSABLE += ["https://user:secret@host/v1", "https://host/v1?key=secret", "https://host/#secret", "http://[::1", "a\\b"]


@pytest.mark.parametrize("written", UNUSABLE)
def test_unusable_address_is_one_line_without_secrets(written: str) -> None:
    with pytest.raises(SettingError, match=r"^REFDESK_MODEL_BASE_URL: ") as caught:
        mended(written)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("http://localhost:1/v1", True),
        ("http://127.0.0.1/v1", True),
        ("http://127.9.9.9/v1", True),
        ("http://[::1]:8/v1", True),
        ("http://0.0.0.0:8/v1", True),
        ("http://my.localhost/v1", True),
        ("http://localhost.example.org/v1", False),
        ("http://10.0.0.1/v1", False),
        ("https://api.openai.com/v1", False),
    ],
)
def test_this_machine_is_known(address: str, own: bool) -> None:
    assert is_loopback(address) is own


@pytest.mark.parametrize(
    ("written", "in_clear"),
    [
        ("http://stranger.example.net", True),
        ("http://api.openai.com/v1", True),
        ("http://8.8.8.8", True),
        ("http://134744072/v1", True),  # 8.8.8.8 once more
        ("http://0x08080808/v1", True),
        ("http://[2001:db8::1]:8000", True),
        ("http://[::ffff:8.8.8.8]", True),
        ("http://172.32.0.1", True),
        ("http://192.168.0.1.example.net", True),
        ("http://local", False),
        ("http://evil-local.example", True),
        ("https://stranger.example.net", False),
        ("http://localhost:11434", False),
        ("http://127.0.0.1:8080", False),
        ("http://[::1]:8000", False),
        ("http://10.1.2.3", False),
        ("http://172.16.0.1", False),
        ("http://172.31.255.255", False),
        ("http://192.168.1.5:8000", False),
        ("http://[fd12::1]:8000", False),
        ("http://[::ffff:10.0.0.1]", False),
        ("http://gpu.local:8000", False),
        ("http://GPU.LOCAL.:8000", False),
        ("http://vllm:8000", False),  # as one container calls another
    ],
)
def test_way_on_which_strangers_can_read_is_known(written: str, in_clear: bool) -> None:
    assert sends_in_clear(mended(written)) is in_clear
