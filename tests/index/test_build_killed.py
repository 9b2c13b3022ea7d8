"""Builds killed at random: answers come from a complete earlier state, and the next build ends as a fresh one."""

import random
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest

from index.build import build
from index.models import Models
from index.search import open_search
from index.store.catalogue import Catalogue
from tests.index.conftest import Bench
from tests.index.contents import Rows, assert_sound, contents
from tests.index.processes import build_and_report, start
from tests.index.wordhash import WordHash

SUBJECTS = ("drift", "skew", "lineage", "serving", "canary", "registry", "pipeline", "monitoring", "governance")
SUMMARY = "## Paper Title: {0} of models\n\n## Authors: Ada {0}\n\n## Publication Year: 2021\n\n## Challenges:\n* {1}\n"
LISTING = (
    "# {0} in general\n\nIt is an overview.\n\nTitle | Authors | Year | Actions |\n---|---|---|---|\n"
    "{0} first | Grace {0} | 2022 | View Paper |\n{0} second {1} | Alan {0} | 2023 | View Paper |\n"
)
NOTE = "# {0} in notes\n\nOne reads that {0} {1}.\n\n## More\n\nAnd that it {1} again.\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, WordHash())


class Study:
    """A corpus that changes at random; every work in it has a name of its own, so that keys know no history."""

    def __init__(self, bench: Bench, chance: random.Random) -> None:
        self.bench, self.chance, self.made = bench, chance, 0
        for _ in range(12):
            self.add()

    def add(self) -> None:
        self.made += 1
        subject = f"{SUBJECTS[self.made % len(SUBJECTS)]}{self.made}"
        form, suffix = self.chance.choice([(SUMMARY, "md"), (LISTING, "txt"), (NOTE, "md"), (NOTE, "txt")])
        self.bench.write(f"{subject}.{suffix}", form.format(subject, f"costs {self.chance.randrange(10**6)}"))

    def change(self) -> None:
        """A few files are edited, renamed, removed, broken and added."""
        # An empty file that is emptied once more is the same with a later time, which is noted before all else.
        names = sorted(path.name for path in self.bench.corpus.iterdir() if path.stat().st_size)
        edited, renamed, removed, broken = self.chance.sample(names, 4)
        path = self.bench.corpus / edited
        self.bench.write(edited, path.read_text() + f"\n\nIt was edited {self.chance.randrange(10**6)} times.\n")
        (self.bench.corpus / renamed).rename(self.bench.corpus / f"again-{self.made}-{renamed}")
        self.bench.remove(removed)
        self.bench.write(broken, b"")
        for _ in range(3):
            self.add()


def killed(bench: Bench, delay: float) -> bool:
    """Whether a build was killed that long after it began; False where it had ended by then."""
    process, pipe = start(build_and_report, bench.corpus, bench.index)
    assert pipe.recv() == "begun"
    time.sleep(delay)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def fresh(bench: Bench, folder: Path) -> dict[str, Rows]:
    build(bench.corpus, folder, bench.embedder)
    return contents(folder)


def assert_answers(bench: Bench) -> None:
    """Whatever the index holds can be asked: what search finds is what the catalogue has."""
    with closing(open_search(bench.index, Models(bench.embedder))) as search, search.steady():
        hits = search.hits("what costs again", 30)
        paths = {entry.path for entry in search.catalogue.sources()}
    assert hits
    assert {hit.passage.source for hit in hits} <= paths


def unlike(found: dict[str, Rows], other: dict[str, Rows]) -> list[str]:
    """In what two states differ: tables, each with a row of either that the other has not."""
    return [
        f"{name}: {[str(row)[:200] for row in [*(set(found[name]) ^ set(other[name]))][:2]]}"
        for name in found
        if found[name] != other[name]
    ]


def kill_and_compare(bench: Bench, folder: Path, changes: int, kills: int) -> None:
    seed = random.randrange(10**9)
    print(f"seed {seed}")  # shown where the test fails
    chance = random.Random(seed)
    study = Study(bench, chance)
    bench.build()
    before = contents(bench.index)
    hit = 0
    for number in range(changes):
        study.change()
        begun = time.monotonic()
        after = fresh(bench, folder / f"fresh-{number}")
        longest = time.monotonic() - begun  # no bound: the kills are spread over it
        for _ in range(kills):
            hit += killed(bench, chance.uniform(0, longest))
            found = contents(bench.index)
            assert not (unlike(found, before) and unlike(found, after)), (
                f"seed {seed}: not as before in {unlike(found, before)}, not as after in {unlike(found, after)}"
            )
            assert_answers(bench)
        bench.build()
        assert not unlike(contents(bench.index), after), f"seed {seed}: not as a fresh build"
        assert_sound(bench.index)
        before = after
    assert hit, "no build was killed: all had ended before"


def test_builds_killed_at_random_leave_complete_states_and_end_as_fresh_ones(bench: Bench, tmp_path: Path) -> None:
    kill_and_compare(bench, tmp_path, changes=2, kills=3)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_builds_killed_dozens_of_times_end_as_fresh_ones(bench: Bench, tmp_path: Path) -> None:
    kill_and_compare(bench, tmp_path, changes=15, kills=4)


def test_first_builds_killed_at_random_leave_nothing_or_all(bench: Bench, tmp_path: Path) -> None:
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance = random.Random(seed)
    Study(bench, chance)
    begun = time.monotonic()
    after = fresh(bench, tmp_path / "fresh")
    longest = time.monotonic() - begun
    for _ in range(2):
        killed(bench, chance.uniform(0, longest))
        if (bench.index / "catalogue.sqlite3").exists():
            with closing(Catalogue(bench.index)) as catalogue:
                assert (catalogue.generation(), len(catalogue.sources())) in ((0, 0), (1, 12))
    bench.build()
    assert contents(bench.index) == after
    assert_sound(bench.index)
