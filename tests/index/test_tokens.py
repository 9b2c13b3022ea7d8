"""Counting tokens, without a network."""

import os
import subprocess
import sys

import pytest

from index.text.passages import count_tokens


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("hello world", 2), ("<|endoftext|>", 7)])
def test_tokens_are_counted(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


def test_the_vocabulary_comes_from_the_installed_package() -> None:
    """Nothing is fetched: an empty environment and no way out still count."""
    environment = {name: value for name, value in os.environ.items() if name != "TIKTOKEN_CACHE_DIR"}
    environment |= {"https_proxy": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    program = "from index.text.passages import count_tokens; print(count_tokens('hello world'))"
    told = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "2"
