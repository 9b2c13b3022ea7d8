"""Everything that goes wrong is one line: what, its likely cause, the next step; and never with the key."""

import logging
import socket
import traceback

import pytest

from assistant.language.choice import ModelChoice, connect
from index.errors import ContextError, LanguageModelError
from tests.assistant.language.asking import KEY, ask, read
from tests.assistant.language.scripted import Turn, fails, garbles, half, hangs, page, says

ERROR_EVENT = 'data: {"error": {"message": "out of memory"}}'
QUOTA = {"error": {"message": "You exceeded your current quota.", "code": "insufficient_quota"}}
OVERFULL = {"error": {"code": 400, "message": "request (900 tokens) exceeds the available context size (512 tokens)"}}

FAULTS = [
    (fails(401, f"Incorrect API key provided: {KEY}"), "", r"refuses the key.*set REFDESK_MODEL_API_KEY"),
    (fails(403), "", "refuses the key"),
    (fails(402, "Insufficient Balance"), "", r"out of credit \(Insufficient Balance\); top it up"),
    (fails(429, body=QUOTA), "", "out of credit"),
    (fails(429, "slow down", {"Retry-After": "120"}), "", r"allows no more requests now \(it asks to wait 120 s"),
    (fails(404, "model 'x' not found"), "", "is not found: the server has small, large; set `name`"),
    (fails(500, "cuda\nerror"), "", r"failed \(status 500: cuda error\); look at its log"),
    (fails(500, body='{"error":"model runner stopped"}'), "", r"failed \(status 500: model runner stopped\)"),
    (fails(500, body={"detail": f"no {KEY} here"}), "", r"no \[key\] here"),
    (fails(500, body="x" * 100_000), "", "status 500: x+…"),
    (fails(400, "Unknown parameter: 'x'"), "", r"refuses the request \(status 400: Unknown parameter: 'x'\)"),
    (fails(307, headers={"Location": "http://elsewhere.invalid/v1"}), "", "sends us on to http://elsewhere.invalid/v1"),
    (page(), "", "answers with a web page; check base_url"),
    (page(status=502), "", "failed \\(status 502"),
    (fails(200, body="ready"), "", r"did not send a stream of events \(ready\); is it an OpenAI-compatible server"),
    (fails(200, body={"error": {"message": "no such thing"}}), "", "no such thing"),
    (garbles('data: {"cho', after="One two"), "One two", "did not send JSON"),
    (garbles(ERROR_EVENT, after="One two"), "One two", "out of memory"),
    (garbles(": that is all", after="One two"), "One two", "broke off in the middle of its reply; ask again"),
    (half("One two"), "One two", "broke off in the middle"),
    (half(""), "", "broke off in the middle"),
    (says(""), "", "gave an empty reply"),
    (says(" \n "), "", "gave an empty reply"),
    (says("<think>and so on"), "", "gave an empty reply"),
    (says("", thinking=["hm"], finish="length"), "", "spent its whole reply on thinking"),
]


@pytest.mark.parametrize(("turn", "text", "said"), FAULTS)
def test_fault_is_one_line_after_the_pieces_before_it(
    turn: Turn, text: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = ask(turn)
    assert asked.text == text
    assert asked.fault is not None
    assert len(asked.requests) == 1
    line = str(asked.fault)
    assert "scripted at http://127.0.0.1:" in line
    assert "\n" not in line
    assert len(line) < 400
    with pytest.raises(LanguageModelError, match=said):
        raise asked.fault
    assert KEY not in "".join(traceback.format_exception(asked.fault)) + repr(asked.fault) + caplog.text


CONTEXT_FAULTS = [
    OVERFULL,
    {"error": {"message": "This model's maximum context length is 8192 tokens. However, your messages ..."}},
    {"error": {"message": "prompt is too long: 210000 tokens > 200000 maximum"}},
    {"error": {"message": "Please reduce the length of the messages or completion."}},
]


@pytest.mark.parametrize("body", CONTEXT_FAULTS)
def test_prompt_that_is_too_long_is_an_error_of_its_own(body: object) -> None:
    assert isinstance(ask(fails(400, body=body)).fault, ContextError)


@pytest.mark.parametrize("after", ["0", "0.2"])
def test_busy_server_is_asked_again_after_the_time_it_names(after: str) -> None:
    asked = ask([fails(429, headers={"Retry-After": after})] * 2 + [says("At last.")])
    assert (asked.text, asked.fault, len(asked.requests)) == ("At last.", None, 3)
    assert asked.requests[2].at - asked.requests[0].at >= 2 * float(after)


def test_busy_server_is_asked_again_twice_at_most() -> None:
    asked = ask(fails(429, "slow down", {"Retry-After": "0"}))
    assert len(asked.requests) == 3
    assert "status 429: slow down" in str(asked.fault)


def test_waiting_for_a_busy_server_is_not_taken_for_its_silence() -> None:
    asked = ask([fails(503, headers={"Retry-After": "1"}), says("At last.")], seconds=0.5)
    assert (asked.text, asked.fault) == ("At last.", None)


def test_nothing_is_asked_again_once_a_piece_has_come() -> None:
    asked = ask([half("One two"), says("Again.")])
    assert (asked.text, len(asked.requests)) == ("One two", 1)


@pytest.mark.parametrize("turn", [hangs(), hangs("One two"), Turn(pieces=["late"], first=5.0)])
def test_silence_ends_after_the_time_set(turn: Turn) -> None:
    asked = ask(turn, seconds=0.5)
    assert "gave nothing for 0.5 s" in str(asked.fault)
    assert asked.requests[0].went_away.wait(20)


def test_slow_thoughts_are_no_silence() -> None:
    asked = ask(says("Text.", thinking=["hm "] * 4, delay=0.3), seconds=0.6)
    assert (asked.text, asked.fault) == ("Text.", None)


def test_server_that_does_not_know_how_to_count_is_asked_without() -> None:
    asked = ask([fails(400, "Unknown field: stream_options"), says("Yes.", usage=False)])
    assert asked.text == "Yes."
    assert "stream_options" not in asked.requests[1].json


def test_option_that_stays_refused_is_a_fault() -> None:
    asked = ask(fails(400, "Unknown field: stream_options"))
    assert len(asked.requests) == 2
    assert asked.fault is not None


def _closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (_closed_port(), "cannot be reached .*refused.*is the server running"),
        ("https://nowhere.invalid", "cannot be reached"),
    ],
    ids=["refused", "unknown"],  # the port is another one each time
)
def test_server_that_is_not_there(address: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    _, fault = read(connect(ModelChoice(base_url=address, name="m", api_key=KEY, seconds=5.0)).reply("s", "u", 5))
    with pytest.raises(LanguageModelError, match=said):
        raise fault or AssertionError


def test_encryption_that_the_server_does_not_speak() -> None:
    from tests.assistant.language.scripted import scripted

    with scripted(says("Yes.")) as server:
        model = connect(ModelChoice(base_url=f"https://{server.host}", name="m", seconds=3.0))
        _, fault = read(model.reply("s", "u", 5))
    assert "no safe connection" in str(fault)
