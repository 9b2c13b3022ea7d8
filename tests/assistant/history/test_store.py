"""The history's file: answers come back as they were, from any process, and nothing of the user's is lost."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answers import Answer, Citation, Claim, Support, Verdict
from assistant.history.file import FILE_NAME
from assistant.history.store import History, KeptPassage
from assistant.questions.question import QuestionKind
from index.entries import FoundPassage
from index.errors import CatalogueError, UsageError
from index.sources import Evidence, Kind, WorkType
from index.works.filters import Filter

PROJECT = Path(__file__).resolve().parents[3]
PLAIN = Answer(
    question="what is drift?",
    kind=QuestionKind.LOOKUP,
    topic="drift",
    only=Filter(),
    abstained=False,
    reason=None,
    claims=(Claim("Drift is change.", Support.VERBATIM, (1,)),),
    citations=(
        Citation(1, "a", "On Change", ("Ada Cole",), 2020, "a.md", Evidence.PAPER, None, "Method", "Drift is change.",
                 0, 16, "p1", "ab" * 32),
    ),
    works=None,
    counts=None,
    generation=1,
    model=None,
    seconds=0.5,
)  # fmt: skip
PASSAGE = FoundPassage(
    1, "p1", "a", "a.md", Kind.PAPER, Evidence.PAPER, None, "Method", 0, 16, "Drift is change.", "", ()
)

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
COUNTS = st.none() | st.dictionaries(st.sampled_from(Verdict), st.integers(0, 10**6))
FIELDS = {name: st.from_type(hint) for name, hint in get_type_hints(Answer).items()}
NUMBERS = st.dictionaries(st.sampled_from(WorkType), st.integers(1, 9))
ANSWERS = st.builds(Answer, **FIELDS | {"counts": COUNTS, "set_aside": NUMBERS})


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(ANSWERS, st.dictionaries(st.text(), st.text(), max_size=2))
def test_answer_comes_back_as_it_was_kept(answer: Answer, asked: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        history = History(Path(folder))
        record = history.record(history.keep(answer, settings=asked))
    assert record.answer == answer
    assert record.settings == asked


def test_passages_are_kept_with_the_hash_of_what_was_cited(history: History) -> None:
    other = replace(PASSAGE, id="p2", source="b.md")
    record = history.record(history.keep(PLAIN, [PASSAGE, other]))
    kept = KeptPassage("p1", "a", "a.md", "ab" * 32, None, "Method", Evidence.PAPER, 0, 16, "Drift is change.")
    assert record.passages == (kept, replace(kept, id="p2", source="b.md", sha256=""))


def test_time_and_version_are_kept(history: History) -> None:
    when = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    record = history.record(history.keep(PLAIN, when=when))
    assert (record.when, record.version) == (when, __import__("importlib.metadata").metadata.version("refdesk"))
    assert abs(history.record(history.keep(PLAIN)).when - datetime.now(UTC)) < timedelta(minutes=1)


def test_half_a_character_does_not_cost_the_answer(history: History) -> None:
    counts = dict.fromkeys(Verdict, 1)
    claim = replace(PLAIN.claims[0], text="half a \ud83d smile")
    number = history.keep(
        replace(PLAIN, question="caf\udce9?", claims=(claim,), counts=counts), settings={"\udce9": ""}
    )
    answer = history.record(number).answer
    assert (answer.question, answer.claims[0].text) == ("caf\ufffd?", "half a \ufffd smile")
    assert replace(answer, question=PLAIN.question, claims=PLAIN.claims) == replace(PLAIN, counts=counts)
    assert [record.number for record in history.find("smile")] == [number]


def test_nothing_is_made_before_something_is_kept(tmp_path: Path) -> None:
    history = History(tmp_path / "none")
    assert history.latest() == history.find("drift") == tuple(history.each()) == ()
    assert history.spent(datetime.now().date()) == 0
    for act in (history.record, history.remove):
        with pytest.raises(UsageError, match="under the number 3; none was kept yet"):
            act(3)
    with pytest.raises(UsageError, match="no history to set aside"):
        history.set_aside()
    assert list(tmp_path.iterdir()) == []


def test_latest_are_newest_first(history: History) -> None:
    numbers = [history.keep(replace(PLAIN, question=str(i))) for i in range(5)]
    assert [record.number for record in history.latest(3)] == numbers[:1:-1]
    assert [record.answer.question for record in history.each()] == list("43210")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("drift", [2, 1]),
        ("papers", [2]),
        ("DRIFTS changing", [2, 1]),
        ("drift bees", []),
        ("cole", [2, 1]),
        ('dri" OR "x', []),
        ("drift*", [2, 1]),
        ("on-change", [2, 1]),
        ("drift _", [2, 1]),
        ("_", []),
        ("drift\x00 change", [2, 1]),
    ],
)
def test_answers_are_found_by_all_of_their_words(history: History, words: str, found: list[int]) -> None:
    history.keep(PLAIN)
    history.keep(replace(PLAIN, question="which paper is on drift?"))
    history.keep(replace(PLAIN, question="which bees?", claims=(), citations=(), topic=""))
    assert [record.number for record in history.find(words)] == found


@pytest.mark.parametrize("words", ["", " ", "?!"])
def test_no_word_to_find_is_told(history: History, words: str) -> None:
    history.keep(PLAIN)
    with pytest.raises(UsageError, match="no word to look for"):
        history.find(words)


def test_removed_answer_is_gone_and_its_number_not_given_again(history: History) -> None:
    first, second = history.keep(PLAIN), history.keep(PLAIN)
    history.remove(second)
    assert [record.number for record in history.latest()] == [first]
    assert [record.number for record in history.find("drift")] == [first]
    assert history.keep(PLAIN) == second + 1
    with pytest.raises(UsageError, match="number 2; there are 2, from 1 to 3, and the nearest is 1"):
        history.record(second)
    for number, nearest in ((2**40, 3), (2**70, 3), (-(2**70), 1), (0, 1)):
        for act in (history.record, history.remove):
            with pytest.raises(UsageError, match=f"the nearest is {nearest}"):
                act(number)


def alter(history: History, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(history.path)) as db, db:
        db.execute(statement, values)


def test_fields_of_a_newer_version_are_passed_over_and_missing_ones_take_their_default(history: History) -> None:
    number = history.keep(PLAIN)
    whole = json.loads(sqlite3.connect(history.path).execute("SELECT answer FROM answers").fetchone()[0])
    whole |= {"mood": "good"}
    whole["citations"][0] |= {"doi": "x"}
    for name in ("sides", "writing", "notes"):
        del whole[name]
    alter(history, "UPDATE answers SET answer = ?", json.dumps(whole))
    assert history.record(number).answer == PLAIN


@pytest.mark.parametrize(("column", "value"), [("answer", '{"question": 1}'), ("answer", "{"), ("kept_at", "noon")])
def test_answer_that_cannot_be_read_is_told_and_costs_no_other(history: History, column: str, value: str) -> None:
    first, second = history.keep(PLAIN), history.keep(PLAIN)
    alter(history, f"UPDATE answers SET {column} = ? WHERE number = 2", value)  # noqa: S608
    told: list[str] = []
    assert [record.number for record in history.latest(warn=told.append)] == [first]
    assert len(told) == 1
    assert "`refdesk history 2 --remove`" in told[0]
    with pytest.raises(CatalogueError, match="answer 2 cannot be read"):
        history.record(second)
    history.remove(second)


def test_history_of_a_newer_refdesk_is_left_alone(history: History) -> None:
    history.keep(PLAIN)
    alter(history, "PRAGMA user_version = 99")
    for act in (lambda: history.keep(PLAIN), history.latest):
        with pytest.raises(CatalogueError, match="newer refdesk"):
            act()


DAMAGE = {
    "no database": b"These are my notes, and no database at all. " * 50,
    "head alone": b"SQLite format 3\x00" + b"\xff" * 4000,
}


@pytest.mark.parametrize("damage", [*DAMAGE, "cut short", "overwritten", "tables gone", "another's"])
def test_damaged_file_is_told_in_one_line_and_never_touched(tmp_path: Path, damage: str) -> None:
    path = tmp_path / FILE_NAME
    if damage in DAMAGE:
        path.write_bytes(DAMAGE[damage])
    elif damage == "another's":
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("CREATE TABLE mine (x)")
    else:
        for _ in range(30):
            History(tmp_path).keep(PLAIN)
        whole = path.read_bytes()
        if damage == "tables gone":
            alter(History(tmp_path), "DROP TABLE answers")
        else:
            path.write_bytes(whole[:9000] if damage == "cut short" else whole[:4096] + bytes(len(whole) - 4096))
    before = path.read_bytes()
    for act in (lambda: History(tmp_path).keep(PLAIN), History(tmp_path).latest):
        with pytest.raises(CatalogueError) as told:
            act()
        assert "\n" not in str(told.value)
        assert str(path) in str(told.value)
    assert path.read_bytes() == before


def test_damaged_file_is_set_aside_on_request_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(DAMAGE["no database"])
    history = History(tmp_path)
    with pytest.raises(CatalogueError, match="--set-aside"):
        history.keep(PLAIN)
    aside = history.set_aside()
    assert aside.read_bytes() == DAMAGE["no database"]
    assert history.keep(PLAIN) == 1
    assert history.set_aside() != aside, "one of the same second must not be replaced"
    assert aside.read_bytes() == DAMAGE["no database"]


def test_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CatalogueError, match="check"):
        History(tmp_path / "file").keep(PLAIN)
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(CatalogueError, match="check"):
        History(tmp_path).keep(PLAIN)


KEEPING = """
import sys
from pathlib import Path
from assistant.history.store import History
from tests.assistant.history.test_store import PLAIN
history = History(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    history.keep(PLAIN)
    print("kept", flush=True)
"""


def keeper(folder: Path, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", KEEPING, str(folder), str(times)],
        cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def start(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()


def test_processes_keep_at_once_from_the_first_answer_on_and_a_killed_one_costs_nothing(tmp_path: Path) -> None:
    processes = [keeper(tmp_path, 25), keeper(tmp_path, 25), keeper(tmp_path, 100_000)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        start(process)
    doomed = processes.pop()
    assert doomed.stdout
    said = [doomed.stdout.readline() for _ in range(10)]
    os.kill(doomed.pid, signal.SIGKILL)
    said += doomed.stdout.readlines()  # `communicate` would leave out what is read ahead
    with doomed:  # waits, and closes its pipes
        pass
    assert [len(process.communicate(timeout=60)[0].splitlines()) for process in processes] == [25, 25]
    assert [process.returncode for process in processes] == [0, 0]
    kept = list(History(tmp_path).each())
    assert len(kept) - 50 - said.count("kept\n") in (0, 1), "all that was said to be kept, and at most one unsaid"
    assert all(record.answer == PLAIN for record in kept)
