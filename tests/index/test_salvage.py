"""A catalogue that is damaged or lost is told of, and made anew: no key changes its work, no text is embedded twice."""

import sqlite3
from contextlib import closing

import pytest

from index.errors import DamageError
from index.freshness import pending
from index.models import Models
from index.search import open_search
from index.store.schema import FILE_NAME
from tests.index.conftest import Bench
from tests.index.contents import assert_sound, contents

NOTE = "# On Drift\n\nDrift is a change in a model's inputs.\n"
ENTRY = "TY  - JOUR\nTI  - {}\nAU  - Smith, Ada\nPY  - 2020\nER  - \n\n"


def keys(bench: Bench) -> dict[str | None, str]:
    with bench.catalogue() as catalogue:
        return {work.title: work.key for work in catalogue.works()}


def of_an_earlier_version(bench: Bench) -> None:
    with closing(sqlite3.connect(bench.index / FILE_NAME)) as db:
        db.execute("PRAGMA user_version = 1")


@pytest.mark.parametrize("how", ["emptied", "removed"])
def test_a_catalogue_that_is_lost_is_told_of_and_not_begun_in_silence(bench: Bench, how: str) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    for path in bench.index.glob(f"{FILE_NAME}*"):
        path.unlink()
    if how == "emptied":
        (bench.index / FILE_NAME).touch()
    for look in (bench.build, lambda: pending(bench.corpus, bench.index)):
        with pytest.raises(DamageError, match="--rebuild"):
            look()
    assert bench.build(rebuild=True).read == 1
    assert_sound(bench.index)


def test_a_rebuild_keeps_keys_and_vectors_of_an_earlier_version(bench: Bench) -> None:
    bench.write("a.ris", ENTRY.format("Deep learning of graphs") + ENTRY.format("Deep models of text"))
    bench.build()
    first, second = keys(bench)["Deep learning of graphs"], keys(bench)["Deep models of text"]
    bench.write("a.ris", ENTRY.format("Deep models of text"))
    bench.build()
    of_an_earlier_version(bench)
    with pytest.raises(DamageError, match="another version"):
        bench.build()
    report = bench.build(rebuild=True)
    assert (report.read, report.embedded) == (1, 0)
    assert keys(bench) == {"Deep models of text": second}
    assert first != second


def test_a_rebuild_over_damage_keeps_the_vectors_that_are_whole(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    before = contents(bench.index)
    with closing(sqlite3.connect(bench.index / FILE_NAME)) as db:
        db.execute("UPDATE vectors SET vector = zeroblob(16) WHERE number = 1")
        db.commit()
    of_an_earlier_version(bench)
    assert bench.build(rebuild=True).embedded == 1
    assert contents(bench.index) == before


def test_a_search_that_is_open_follows_a_catalogue_made_anew(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    with closing(open_search(bench.index, Models(bench.embedder))) as search:
        assert "inputs" in " ".join(hit.passage.text for hit in search.hits("drift"))
        of_an_earlier_version(bench)
        bench.write("a.md", NOTE.replace("inputs", "world"))
        bench.build(rebuild=True)
        assert "world" in " ".join(hit.passage.text for hit in search.hits("drift"))
