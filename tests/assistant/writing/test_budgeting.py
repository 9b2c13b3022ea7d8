"""A day's budget: what is reserved, what is recorded, and what happens where neither can be."""

import threading
from pathlib import Path

import pytest

from assistant.history.store import History
from assistant.writing.budgeting import DailyBudget
from index.errors import CatalogueError, LanguageModelError


def test_what_was_used_replaces_what_was_reserved(tmp_path: Path) -> None:
    budget = DailyBudget(History(tmp_path), 1000)
    budget.reserve(900).settle(100, 50)
    budget.reserve(850).settle(0, 0)
    with pytest.raises(LanguageModelError, match=r"allows 1000 .* 150 are used, .* take 851;"):
        budget.reserve(851)


def test_no_two_take_what_is_left_for_one(tmp_path: Path) -> None:
    taken: list[bool] = []

    def take() -> None:
        try:
            DailyBudget(History(tmp_path), 1000).reserve(400)
            taken.append(True)
        except LanguageModelError:
            taken.append(False)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 6 + [True] * 2


def test_without_a_limit_spending_is_recorded_all_the_same(tmp_path: Path) -> None:
    DailyBudget(History(tmp_path), None).reserve(10**9).settle(30, 12)
    with pytest.raises(LanguageModelError, match="42 are used"):
        DailyBudget(History(tmp_path), 42).reserve(1)


def test_ledger_that_cannot_be_read_spends_nothing(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").write_text("this is not a database, and long enough to be looked at as one" * 20)
    with pytest.raises(LanguageModelError, match=r"^cannot read the token ledger \(.*no request was sent"):
        DailyBudget(History(tmp_path), 1000).reserve(1)


def test_without_a_limit_a_ledger_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").write_text("this is not a database, and long enough to be looked at as one" * 20)
    reservation = DailyBudget(History(tmp_path), None).reserve(1)
    reservation.settle(1, 1)
    assert reservation.reservation is None


def test_answer_is_not_lost_where_its_cost_cannot_be_recorded(tmp_path: Path) -> None:
    reservation = DailyBudget(History(tmp_path), 1000).reserve(10)
    assert reservation.reservation is not None
    (tmp_path / "history.sqlite3").write_text("broken meanwhile" * 100)
    with pytest.raises(CatalogueError):
        reservation.reservation.settle(5, 5)
    reservation.settle(5, 5)
