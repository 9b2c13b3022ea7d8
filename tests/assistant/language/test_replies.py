"""Replies as they come from a server: pieces, cost, limits, and stopping them."""

import gc
import threading
import time

import pytest

from assistant.language.choice import ModelChoice, connect
from assistant.language.generation import fewest_tokens
from index.text.passages import count_tokens
from tests.assistant.language.asking import KEY, SYSTEM, USER, ask, model_of, read
from tests.assistant.language.scripted import Turn, endless, fails, garbles, half, hangs, page, says, scripted

SOON = 20.0  # seconds within which what is stopped has stopped, on a machine however busy


def test_pieces_come_as_they_are_made() -> None:
    with scripted(says("One two three.", delay=0.15)) as server:
        reply = model_of(server).reply(SYSTEM, USER, 50)
        assert next(reply) == "One"
        assert server.requests[0].sent <= 1  # counted once it is sent, so perhaps after it is read
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


def test_first_word_comes_after_the_wait_and_before_the_end() -> None:
    usage = ask(says("One two three.", first=0.2, delay=0.1)).reply.usage
    assert usage.first_word is not None
    # The server waits so long before its first piece and in all; a busy machine only makes both later.
    assert 0.3 <= usage.first_word < usage.seconds
    assert usage.seconds >= 0.5


@pytest.mark.parametrize("turn", [fails(500), fails(401), fails(404), page(status=502), fails(307)])
def test_refused_request_costs_nothing(turn: Turn) -> None:
    usage = ask(turn).reply.usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.first_word) == (0, 0, None)


def test_server_out_of_reach_costs_nothing() -> None:
    model = connect(ModelChoice(base_url="http://127.0.0.1:1", name="m", seconds=2.0))
    reply = model.reply(SYSTEM, USER, 50)
    assert read(reply)[1] is not None
    assert reply.usage.prompt_tokens == 0


@pytest.mark.parametrize(
    "turn",
    [
        says("", usage=False),
        says(" \n ", usage=False),
        half(""),
        garbles('data: {"error": {"message": "out of memory", "code": 500}}'),
        garbles("data: nonsense"),
        fails(200, body={"error": {"message": "no such thing", "code": 400}}),
        hangs(),
    ],
)
def test_prompt_that_a_server_took_up_is_paid_for_though_no_word_came(turn: Turn) -> None:
    asked = ask(turn, seconds=0.5)
    assert asked.fault is not None
    usage = asked.reply.usage
    assert (usage.prompt_tokens, usage.estimated) == (7, True)
    assert usage.completion_tokens <= 2  # line breaks


def test_prompt_taken_up_once_is_paid_for_though_the_second_request_is_refused() -> None:
    busy = garbles('data: {"error": {"message": "busy: Unknown field: stream_options"}}')
    asked = ask([busy, fails(500)])
    assert len(asked.requests) == 2
    assert asked.reply.usage.prompt_tokens == 7


@pytest.mark.parametrize(("told", "cut"), [(10, True), (400, True), (900, False), (1100, False), (3000, False)])
def test_prompt_of_which_the_server_tells_too_little_was_cut(told: int, cut: bool) -> None:
    prompt = "The drift of data was seen in every plant. " * 100
    with scripted(says("Yes.", read=told)) as server:
        reply = model_of(server).reply(SYSTEM, prompt, 50)
        assert read(reply) == ("Yes.", None)
    assert 950 < count_tokens(prompt) < 1050
    assert reply.usage.prompt_cut is cut


def test_prompt_is_not_called_cut_where_another_tokenizer_needs_fewer_tokens() -> None:
    prompt = "डेटा का बहाव हर कारखाने में देखा गया। " * 100  # ours needs four times as many as those made for it
    fitting = len(prompt) // 4
    assert 2 * fitting < count_tokens(prompt)
    with scripted(says("Yes.", read=fitting)) as server:
        reply = model_of(server).reply(SYSTEM, prompt, 50)
        read(reply)
    assert not reply.usage.prompt_cut


def test_prompt_is_not_called_cut_where_the_server_tells_nothing() -> None:
    assert not ask(says("Yes.", usage=False)).reply.usage.prompt_cut
    assert not ask(says("Yes.", read=0)).reply.usage.prompt_cut


def test_limit_of_length_is_told() -> None:
    assert ask(says("One two", finish="length")).reply.cut_short
    assert not ask(says("One two")).reply.cut_short


def test_server_that_heeds_no_limit_is_left() -> None:
    asked = ask(endless(), most=200)
    assert asked.fault is None
    assert asked.reply.cut_short
    assert 200 <= fewest_tokens(asked.text) <= 260
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
        reply = model_of(server, seconds=600.0).reply(SYSTEM, USER, 50)
        threading.Timer(0.2, reply.close).start()
        assert read(reply) == ("", None)
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
