"""The key is taken out of whatever comes back, and shown by nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.choice import ModelChoice
from assistant.language.wire import Secret
from index.errors import SettingError

KEY = "abab-abac-abab"


@given(st.lists(st.text("abc-", max_size=8).map(str.encode)), st.integers(0, 20), st.integers(1, 13))
def test_key_is_in_no_stream_however_it_is_cut(pieces: list[bytes], at: int, cut: int) -> None:
    echoed = [*pieces[:at], KEY[:cut].encode(), KEY[cut:].encode(), *pieces[at:]]
    hidden = b"".join(Secret(KEY).hidden_in(echoed))
    assert KEY.encode() not in hidden
    assert hidden == b"".join(echoed).replace(KEY.encode(), b"[key]")


@pytest.mark.parametrize("key", [None, "", "ollama", "none", "x"])
def test_what_is_no_secret_hides_nothing(key: str | None) -> None:
    assert Secret(key).hidden("ollama has none x") == "ollama has none x"
    assert b"".join(Secret(key).hidden_in([b"olla", b"ma"])) == b"ollama"


@pytest.mark.parametrize("key", ["two words", "new\nline", "schlüssel", "sk-…"])
def test_key_that_no_header_carries_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(SettingError, match=r"^REFDESK_MODEL_API_KEY: ") as caught:
        Secret(key)
    assert key not in str(caught.value)


def test_header_is_left_out_without_a_key() -> None:
    assert Secret(None).headers == Secret("  ").headers == {}
    assert Secret(f" {KEY}\n", "x-api-key", "").headers == {"x-api-key": KEY}


def test_key_is_in_no_text_made_of_it() -> None:
    for thing in (Secret(KEY), ModelChoice(api_key=KEY)):
        assert KEY not in f"{thing} {thing!r} {thing:}"
