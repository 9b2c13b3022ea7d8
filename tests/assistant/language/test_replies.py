"""Replies as they come from a server: pieces, cost, limits, and stopping them."""

import gc
import threading
import time

import pytest

from assistant.language.model import LanguageModel
from tests.assistant.language.asking import KEY, SYSTEM, USER, ask, model_of, read
from tests.assistant.language.scripted import Turn, endless, fails, hangs, says, scripted

SOON = 2.0  # seconds within which what is stopped has stopped


def test_pieces_come_as_they_are_made() -> None:
    with scripted(says("One two three.", delay=0.15)) as server:
        reply = model_of(server).reply(SYSTEM, USER, 50)
        assert next(reply) == "One"
        assert server.requests[0].sent == 1
        assert "".join(reply) == " two three."


def test_request_holds_the_prompt_the_limit_and_the_key() -> None:
    asked = ask(says("Yes."), most=77)
    request = asked.requests[0]
    assert (request.system, request.user, request.json["max_tokens"]) == (SYSTEM, USER, 77)
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.path == "/v1/chat/completions"


def test_request_tells_nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "sk-meant-for-another")
    headers = ask(says("Yes."), api_key=None).requests[0].headers
    assert set(headers) <= {
        "host", "content-type", "content-length", "user-agent", "accept", "accept-encoding", "connection",
    }  # fmt: skip
    assert headers["user-agent"] == "refdesk"


@pytest.mark.parametrize(
    ("turn", "text"),
    [
        (says("Drift is common [P1].\n"), "Drift is common [P1].\n"),
        (says("\n\nText."), "Text."),
        (says("Text.", thinking=["Let me ", "think."]), "Text."),
        (says("<think>Let me think.</think>\n\nText."), "Text."),
        (says("žluťoučký 🐎", pieces=1), "žluťoučký 🐎"),
        (
            fails(200, body={"choices": [{"index": 0, "message": {"content": "Whole."}, "finish_reason": "stop"}]}),
            "Whole.",
        ),
    ],
)
def test_text_is_what_the_model_wrote_without_its_thoughts(turn: Turn, text: str) -> None:
    asked = ask(turn)
    assert (asked.text, asked.fault) == (text, None)


def test_usage_is_the_servers_where_it_tells() -> None:
    usage = ask(says("One two three.")).reply.usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.estimated) == (5, 3, False)


def test_usage_is_counted_where_the_server_does_not_tell() -> None:
    usage = ask(says("One two three.", usage=False)).reply.usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.estimated) == (7, 4, True)


def test_times_are_those_of_the_server() -> None:
    usage = ask(says("One two three.", first=0.2, delay=0.1)).reply.usage
    assert usage.first_word is not None
    assert 0.3 <= usage.first_word < 0.5 <= usage.seconds < 1.0


def test_refused_request_costs_nothing() -> None:
    usage = ask(fails(500)).reply.usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.first_word) == (0, 0, None)


def test_limit_of_length_is_told() -> None:
    assert ask(says("One two", finish="length")).reply.cut_short
    assert not ask(says("One two")).reply.cut_short


def test_server_that_heeds_no_limit_is_left() -> None:
    asked = ask(endless(), most=10)
    assert asked.fault is None
    assert asked.reply.cut_short
    assert 100 < len(asked.text) < 4000
    assert asked.requests[0].went_away.wait(SOON)


@pytest.mark.parametrize("turn", [endless(delay=0.01), hangs("One two")])
def test_closed_reply_ends_and_the_server_notices(turn: Turn) -> None:
    with scripted(turn) as server:
        reply = model_of(server).reply(SYSTEM, USER, 5000)
        assert next(reply)
        reply.close()
        reply.close()
        list(reply)
        assert server.requests[0].went_away.wait(SOON)
        assert reply.usage.completion_tokens > 0
        assert reply.usage.estimated


def test_reply_is_stopped_by_another_thread_while_it_is_waited_for() -> None:
    with scripted(hangs()) as server:
        reply = model_of(server, seconds=30.0).reply(SYSTEM, USER, 50)
        threading.Timer(0.2, reply.close).start()
        began = time.monotonic()
        assert read(reply) == ("", None)
        assert time.monotonic() - began < SOON
        assert server.requests[0].went_away.wait(SOON)


def test_reply_is_stopped_before_the_server_says_anything() -> None:
    def slow(_: object) -> str:
        time.sleep(0.5)
        return "late"

    with scripted(slow) as server:
        reply = model_of(server).reply(SYSTEM, USER, 50)
        time.sleep(0.1)
        reply.close()
        assert read(reply) == ("", None)
        assert server.requests[0].went_away.wait(SOON)


def test_forgotten_reply_is_stopped() -> None:
    with scripted(endless(delay=0.01)) as server:
        reply = model_of(server).reply(SYSTEM, USER, 5000)
        next(reply)
        del reply
        gc.collect()
        assert server.requests[0].went_away.wait(SOON)


def test_closing_one_reply_leaves_another_alone() -> None:
    with scripted([endless(delay=0.01), says("One two three.", delay=0.1)]) as server:
        model = model_of(server)
        first = model.reply(SYSTEM, USER, 5000)
        next(first)
        second = model.reply(SYSTEM, USER, 50)
        next(second)
        first.close()
        assert read(second) == (" two three.", None)


def test_any_llm_of_llamaindex_can_be_wrapped() -> None:
    from llama_index.core.llms import MockLLM

    reply = LanguageModel(MockLLM(max_tokens=4), "mock", 100).reply(SYSTEM, USER, 3)
    text, fault = read(reply)
    assert fault is None
    assert text
    assert reply.usage.estimated
