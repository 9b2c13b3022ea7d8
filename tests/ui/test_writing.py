"""Answers written by a model, as commands show them."""

import os
import pty
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.assistant.language.scripted import Scripted, Turn, endless, fails, says, scripted
from tests.ui.calling import CommandLine
from tests.ui.process import command, environment

LOOKUP = "what is continuous training?"
CT = "Continuous training (CT) retrains the model automatically when a trigger fires"


def _cites(asked: dict[str, object]) -> Turn:
    user = asked["messages"][1]["content"]  # type: ignore[index]
    fenced = re.findall(r"<<<\w+ (P\d+)\n(.*?)\w+>>>", user, re.DOTALL)
    name = next((name for name, passage in fenced if "retrains the model" in " ".join(passage.split())), "P1")
    return says(f"{CT} [{name}]. Every model is retrained 73 times a day [{name}][P88].")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    with scripted(_cites) as server:
        monkeypatch.setenv("REFDESK_MODEL_BASE_URL", server.base_url)
        monkeypatch.setenv("REFDESK_MODEL_NAME", "scripted")
        yield server


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Turn], None]]:
    """Sets a model that gives one turn alone."""
    turns = [fails(500)]
    with scripted(lambda _: turns[0]) as server:
        monkeypatch.setenv("REFDESK_MODEL_BASE_URL", server.base_url)
        monkeypatch.setenv("REFDESK_MODEL_NAME", "scripted")

        def set_to(turn: Turn) -> None:
            turns[0] = turn

        yield set_to


def test_answer_shows_marks_legend_quotes_and_cost(refdesk: CommandLine, model: Scripted) -> None:
    out = " ".join(refdesk("ask", LOOKUP, "--all").out.split())
    assert f"{CT} [1]. ✓✓" in out
    assert re.search(r"73 times a day \[1\]\. [~✗]", out)
    assert "Checked by program: ✓✓ quoted word for word" in out
    assert "“Continuous training (CT) retrains the model automatically" in out
    assert re.search(r"scripted: \d+ tokens in, \d+ out; \d+\.\d s; 1 citation dropped\.", out)
    assert re.search(r"Kept: `refdesk history \d+` shows this answer again\.", out)


def test_document_tells_who_wrote_and_what_it_cost(refdesk: CommandLine, model: Scripted) -> None:
    told = refdesk("ask", LOOKUP, "--json").document
    assert told["model"] == "scripted"
    writing = told["writing"]
    assert writing["dropped"] == 1
    assert writing["prompt_tokens"] > 100
    assert writing["ended"] is None
    assert [told["claims"][number]["text"] for one in writing["paragraphs"] for number in one["claims"]] == [
        claim["text"] for claim in told["claims"]
    ]
    assert refdesk("history", str(told["number"]), "--json").document
    supports = [claim["support"] for claim in told["claims"]]
    assert supports[0] == "verbatim"
    assert supports[1] in ("weak", "unsupported")


def test_strict_leaves_out_what_is_not_supported(refdesk: CommandLine, model: Scripted) -> None:
    told = refdesk("ask", LOOKUP, "--strict", "--json").document
    assert {claim["support"] for claim in told["claims"]} <= {"verbatim", "supported"}
    assert told["writing"]["left_out"] == 1
    assert "73 times" not in told["answer"]


def test_no_model_asks_none(refdesk: CommandLine, model: Scripted) -> None:
    told = refdesk("ask", LOOKUP, "--no-model", "--json").document
    assert told["model"] is None
    assert told["writing"] is None
    assert model.requests == []


def test_kept_answer_is_shown_again_without_the_model(refdesk: CommandLine, model: Scripted) -> None:
    first = refdesk("ask", LOOKUP).out
    number = re.search(r"history (\d+)", " ".join(first.split()))
    assert number is not None
    asked = len(model.requests)
    again = " ".join(refdesk("history", number[1]).out.split())
    assert f"{CT} [1]. ✓✓" in again
    assert len(model.requests) == asked


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        (fails(401), "key"),
        (fails(402), "credit"),
        (fails(429, headers={"Retry-After": "900"}), "900"),
        (fails(400, "This model's maximum context length is 2048 tokens"), "context"),
        (fails(503), "503"),
    ],
)
def test_failing_model_is_told_in_a_line_and_quotes_answer(
    refdesk: CommandLine, failing: Callable[[Turn], None], turn: Turn, why: str
) -> None:
    failing(turn)
    ran = refdesk("ask", LOOKUP, "--json")
    assert ran.status == 0
    (note,) = ran.document["notes"]
    assert note.startswith("No language model wrote this answer: ")
    assert why in note
    assert "\n" not in note
    assert {claim["support"] for claim in ran.document["claims"]} == {"verbatim"}


def test_budget_of_the_settings_is_kept(refdesk: CommandLine, model: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFDESK_MODEL_BUDGET", "10")
    told = refdesk("ask", LOOKUP, "--json").document
    assert model.requests == []
    assert "`model.budget` allows 10 tokens a day" in told["notes"][0]


def test_draft_is_seen_on_a_terminal_and_ctrl_c_keeps_what_was_written(sample_corpus: Path, sample_index: Path) -> None:
    """A real terminal: the draft grows, is stopped, and the answer that takes its place ends with status 130."""
    said = f"{CT}. " + "Training goes on and on without an end in sight. Nobody stops it on day {}. "
    turn = Turn(pieces=(said.format(n) if n == 0 else f"It goes on, on day {n}. " for n in range(1000)), delay=0.1)
    with scripted(turn) as server:
        seen, status = _on_a_terminal(
            ["--corpus", str(sample_corpus), "--index", str(sample_index), "ask", LOOKUP],
            until="on day 3",
            REFDESK_MODEL_BASE_URL=server.base_url,
            REFDESK_MODEL_NAME="scripted",
        )
        assert server.requests[0].went_away.wait(10)
    assert "on day 3" in seen
    assert status == 130
    after = " ".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen).split())
    assert "The reply of the language model is not whole: it was stopped." in after
    assert "Checked by program" in after
    assert "Traceback" not in after


def _on_a_terminal(arguments: list[str], until: str, **variables: str) -> tuple[str, int]:
    """What a command shows on a terminal, interrupted as by Ctrl-C once `until` is seen; and its status."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(*arguments),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(TERM="xterm-256color", **variables),
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )
    os.close(theirs)
    seen, interrupted, end = "", False, time.monotonic() + 90
    try:
        while time.monotonic() < end:
            try:
                data = os.read(ours, 65536)
            except OSError:  # what Linux says once the other side is closed
                break
            if not data:
                break
            seen += data.decode("utf-8", "replace")
            if until in seen and not interrupted:
                process.send_signal(signal.SIGINT)
                interrupted = True
        return seen, process.wait(timeout=10)
    finally:
        process.kill()
        os.close(ours)


def test_reply_without_end_does_not_hold_the_command(refdesk: CommandLine, failing: Callable[[Turn], None]) -> None:
    failing(endless("All is well with it. "))
    told = refdesk("ask", LOOKUP, "--json").document
    assert told["writing"]["ended"] == "it began to repeat itself"
