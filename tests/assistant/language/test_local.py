"""A real model on a real server: what a scripted one cannot prove."""

import subprocess
import sys
import time

import pytest

from assistant.language.model import LanguageModel
from index.errors import ContextError
from tests.assistant.language.asking import read

STORY = "Write a long story about a river."


def test_reply_streams_with_the_servers_usage(small: LanguageModel) -> None:
    reply = small.reply("You are terse.", "Name a colour.", 8)
    pieces = list(reply)
    assert len(pieces) > 1
    usage = reply.usage
    assert 0 < usage.completion_tokens <= 8
    assert not usage.estimated
    assert usage.first_word is not None
    assert usage.first_word < usage.seconds


def test_limit_of_length_is_kept(small: LanguageModel) -> None:
    reply = small.reply("You write.", STORY, 5)
    list(reply)
    assert (reply.usage.completion_tokens, reply.cut_short) == (5, True)


def test_stopped_reply_frees_the_server_for_the_next(small: LanguageModel) -> None:
    stopped = small.reply("You write.", STORY, 400)
    next(stopped)
    stopped.close()
    # There is one slot: this reply comes only when the first has been given up.
    assert list(small.reply("You write.", STORY, 2))
    assert stopped.usage.completion_tokens < 50


def test_prompt_that_is_too_long_is_an_error_of_its_own(small: LanguageModel) -> None:
    text, fault = read(small.reply("You read.", "drift " * 400, 5))
    assert text == ""
    assert isinstance(fault, ContextError)
    assert "exceeds the available context size (256 tokens)" in str(fault)


def test_reply_that_fills_the_context_ends_there(small: LanguageModel) -> None:
    reply = small.reply("You read.", "drift " * 210, 400)
    _, fault = read(reply)
    assert fault is None or isinstance(fault, ContextError)
    assert reply.usage.completion_tokens < 100


def test_server_ends_with_the_process_that_started_it(small: LanguageModel) -> None:
    code = (
        "import os\nfrom assistant.language.local import serve\n"
        "with serve(512) as (url, name):\n    print(url, flush=True)\n    os._exit(9)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 9
    address = ran.stdout.strip()
    until = time.monotonic() + 50
    while time.monotonic() < until and _answers(address):
        time.sleep(0.1)
    assert not _answers(address)


def _answers(address: str) -> bool:
    import httpx

    try:
        return httpx.get(f"{address}/models", trust_env=False).is_success
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("most", [3])
def test_two_replies_at_once_both_come(small: LanguageModel, most: int) -> None:
    first, second = (small.reply("You write.", STORY, most) for _ in range(2))
    assert "".join(first)
    assert "".join(second)
