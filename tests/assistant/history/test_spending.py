"""The ledger of tokens: a day's budget holds over all processes."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant.history.file import EXPIRES
from assistant.history.store import History

PROJECT = Path(__file__).resolve().parents[3]
NOON = datetime(2026, 3, 1, 12, 0).astimezone()
TODAY = NOON.date()


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


def spend(history: History, prompt: int, completion: int, when: datetime | None = None) -> None:
    """An attempt from its beginning to its end."""
    entry = history.reserve(prompt + completion, 10**9, when)
    assert entry is not None
    entry.settle(prompt, completion)


def test_tokens_in_and_out_are_summed_by_day(history: History) -> None:
    spend(history, 100, 20, NOON)
    spend(history, 5, 0, NOON + timedelta(hours=3))
    spend(history, 1000, 1, NOON + timedelta(days=1))
    assert [history.spent(TODAY + timedelta(days=i)) for i in (-1, 0, 1)] == [0, 125, 1001]
    spend(history, 7, 7)
    assert history.spent(datetime.now().date()) == 14


def test_day_is_the_local_one(history: History) -> None:
    midnight = datetime(2026, 3, 1, 0, 1).astimezone()
    from datetime import UTC

    spend(history, 3, 0, midnight.astimezone(UTC))
    assert history.spent(midnight.date()) == 3


def test_what_is_set_aside_counts_until_it_is_settled(history: History) -> None:
    first = history.reserve(600, 1000, NOON)
    assert first is not None
    assert first.tokens == 600
    assert history.spent(TODAY, NOON) == 0
    assert history.reserve(401, 1000, NOON) is None
    second = history.reserve(400, 1000, NOON)
    assert second is not None
    first.settle(90, 10)
    assert history.spent(TODAY, NOON) == 100
    assert history.reserve(501, 1000, NOON) is None
    second.settle(0)
    assert history.spent(TODAY) == 100
    assert history.reserve(900, 1000, NOON) is not None


def test_budget_may_be_used_up_and_not_passed(history: History) -> None:
    spend(history, 40, 60, NOON)
    assert history.reserve(1, 100, NOON) is None
    assert history.reserve(0, 100, NOON) is not None
    assert history.reserve(100, 200, NOON) is not None
    assert history.reserve(100, 100, NOON + timedelta(days=1)) is not None


def test_tokens_set_aside_by_a_dead_process_are_spent_on_their_day(history: History) -> None:
    dead = history.reserve(1000, 1000, NOON)
    assert dead is not None
    for hours in (0, 1, 11):
        assert history.reserve(1, 1000, NOON + timedelta(hours=hours)) is None
    expired = NOON + timedelta(seconds=EXPIRES)
    assert history.spent(TODAY, expired - timedelta(seconds=1)) == 0
    assert history.spent(TODAY, expired) == 1000
    assert history.spent(expired.date(), expired) == 0
    dead.settle(30, 3)  # it was only slow
    assert history.spent(TODAY, expired) == 33


def test_dead_process_leaves_the_next_day_its_whole_budget(history: History) -> None:
    assert history.reserve(1000, 1000, NOON) is not None
    assert history.reserve(1000, 1000, NOON + timedelta(hours=13)) is not None


def test_reply_may_run_for_hours_without_its_tokens_being_given_away(history: History) -> None:
    slow = history.reserve(900, 1000, NOON)
    assert slow is not None
    later = NOON + timedelta(hours=11)
    assert history.reserve(101, 1000, later) is None
    assert history.spent(TODAY, later) == 0
    slow.settle(500, 400)
    assert history.spent(TODAY, later) == 900


def test_attempt_over_midnight_counts_on_the_day_it_began(history: History) -> None:
    late = datetime(2026, 3, 1, 23, 59).astimezone()
    attempt = history.reserve(80, 100, late)
    assert attempt is not None
    after = late + timedelta(minutes=2)
    assert history.reserve(100, 100, after) is not None
    attempt.settle(70, 10)
    assert (history.spent(late.date()), history.spent(after.date(), after)) == (80, 0)


def test_removing_an_answer_gives_no_tokens_back(history: History) -> None:
    from tests.assistant.history.test_store import PLAIN

    spend(history, 5, 5, NOON)
    history.remove(history.keep(PLAIN))
    assert history.spent(TODAY) == 10


RESERVING = """
import sys
from pathlib import Path
from assistant.history.store import History
history = History(Path(sys.argv[1]))
sys.stdin.readline()
print(sum(history.reserve(10, 300) is not None for _ in range(40)))
"""


def test_processes_that_reserve_at_once_do_not_pass_the_budget(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RESERVING, str(tmp_path)]
    made = [
        subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in made:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    assert sum(int(process.communicate(timeout=60)[0]) for process in made) == 30
