"""Build: the index becomes equal to the corpus, with work in proportion to what changed."""

import os
from pathlib import Path

import pytest

from index.errors import CorpusError
from index.freshness import State, read_status
from index.store import publish, vectors
from index.works.works import Work
from tests.index.conftest import Bench
from tests.index.contents import assert_sound

DRIFT = "# On Drift\n\nDrift is a change in the inputs of a model.\n\n## Detection\n\nA test compares two windows.\n"
SKEW = "# On Skew\n\nTraining-serving skew is a difference between two code paths.\n"


@pytest.fixture
def built(bench: Bench) -> Bench:
    """Two notes, indexed."""
    bench.write("drift.md", DRIFT)
    bench.write("skew.md", SKEW)
    bench.build()
    return bench


def texts(bench: Bench) -> dict[str, list[str]]:
    """What the catalogue's passages say, by source."""
    with bench.catalogue() as catalogue:
        found: dict[str, list[str]] = {}
        for place in catalogue.places():
            passage = catalogue.passages([place.rowid])[place.rowid]
            found.setdefault(passage.source, []).append(passage.text)
        return found


def test_new_files_are_indexed(bench: Bench) -> None:
    bench.write("drift.md", DRIFT)
    bench.write("sub folder/skew.md", SKEW)
    report = bench.build()
    assert (report.generation, report.read, report.unchanged, report.removed) == (1, 2, 0, 0)
    assert (report.works, report.passages, report.embedded, report.failed) == (2, 5, 5, ())
    assert texts(bench).keys() == {"drift.md", "sub folder/skew.md"}
    assert bench.find("difference between code paths")[0].passage.source == "sub folder/skew.md"


def test_a_build_without_changes_does_nothing(built: Bench) -> None:
    report = built.build()
    assert (report.generation, report.read, report.unchanged, report.embedded) == (1, 0, 2, 0)
    assert (report.works, report.passages) == (2, 5)


def test_edited_file_replaces_its_passages(built: Bench) -> None:
    built.write("skew.md", "# On Skew\n\nSkew comes from stale features.\n")
    report = built.build()
    assert (report.generation, report.read, report.unchanged) == (2, 1, 1)
    assert report.embedded == 1  # the title's vector is known
    assert texts(built)["skew.md"] == ["On Skew", "Skew comes from stale features."]
    assert {hit.passage.text for hit in built.find("code paths", 9)}.isdisjoint({SKEW.split("\n\n")[1].strip()})


def test_renamed_file_keeps_its_work_and_embeds_nothing(built: Bench) -> None:
    (built.corpus / "skew.md").rename(built.corpus / "renamed.md")
    report = built.build()
    assert (report.read, report.removed, report.embedded) == (1, 1, 0)
    assert texts(built).keys() == {"drift.md", "renamed.md"}
    hit = built.find("difference between code paths")[0]
    assert (hit.passage.source, hit.passage.work) == ("renamed.md", "skew")


def test_removed_file_leaves_nothing_behind(built: Bench) -> None:
    built.remove("skew.md")
    report = built.build()
    assert (report.generation, report.read, report.removed, report.unchanged) == (2, 0, 1, 1)
    assert (report.works, report.passages, report.embedded) == (1, 3, 0)
    assert {hit.passage.source for hit in built.find("training-serving skew", 9)} == {"drift.md"}


def test_restored_file_embeds_nothing(built: Bench) -> None:
    before = texts(built)
    built.remove("skew.md")
    built.build()
    built.write("skew.md", SKEW)
    report = built.build()
    assert (report.generation, report.read, report.embedded) == (3, 1, 0)
    assert texts(built) == before
    assert built.find("difference between code paths")[0].passage.source == "skew.md"


def test_touched_file_is_not_read(built: Bench) -> None:
    os.utime(built.corpus / "skew.md")
    report = built.build()
    assert (report.generation, report.read, report.unchanged, report.embedded) == (1, 0, 2, 0)
    with built.catalogue() as catalogue:
        stamps = {entry.path: entry.stamp.mtime_ns for entry in catalogue.sources()}
    assert stamps["skew.md"] == (built.corpus / "skew.md").stat().st_mtime_ns


def test_an_edit_within_the_same_stamp_and_size_is_seen(bench: Bench) -> None:
    path = bench.corpus / "a.md"
    path.write_text("# A\n\nIt drifts.\n")
    bench.build()
    stamp = path.stat()
    path.write_text("# A\n\nIt skewed.\n")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (stamp.st_size, stamp.st_mtime_ns)
    assert bench.build().read == 1
    assert texts(bench)["a.md"] == ["A", "It skewed."]


def test_rebuild_reads_every_file_again_and_embeds_nothing(built: Bench) -> None:
    before = texts(built)
    report = built.build(rebuild=True)
    assert (report.generation, report.read, report.unchanged, report.removed, report.embedded) == (2, 2, 0, 0, 0)
    assert texts(built) == before
    assert len(list(built.index.glob("vectors-*"))) == 1


def test_rebuild_drops_what_was_removed(built: Bench) -> None:
    built.remove("skew.md")
    report = built.build(rebuild=True)
    assert (report.read, report.removed, report.passages) == (1, 1, 3)
    assert texts(built).keys() == {"drift.md"}


def test_an_edit_goes_into_a_copy_of_the_collection_that_takes_its_place(built: Bench) -> None:
    (before,) = built.index.glob("vectors-*")
    built.write("skew.md", "# On Skew\n\nSkew comes from stale features.\n")
    built.remove("drift.md")
    built.build()
    (after,) = built.index.glob("vectors-*")
    assert after != before
    assert_sound(built.index)


def keys(bench: Bench) -> dict[str, str]:
    with bench.catalogue() as catalogue:
        return {entry.path: entry.works[0] for entry in catalogue.sources()}


def test_a_citation_key_stays_with_its_work(bench: Bench) -> None:
    note = "## Paper Title: {}\n## Authors: Ann Wu\n## Publication Year: 2021\n"
    bench.write("b.md", note.format("Drift of models in theory"))
    bench.build()
    bench.write("a.md", note.format("Drift of models in practice"))
    bench.build()
    assert keys(bench) == {"b.md": "wu2021drift", "a.md": "wu2021driftb"}
    bench.write("b.md", note.format("Drift of models in a theory"))  # a title corrected in place
    bench.build(rebuild=True)
    assert keys(bench) == {"b.md": "wu2021drift", "a.md": "wu2021driftb"}
    bench.remove("b.md")
    bench.write("c.md", note.format("Drift of another kind altogether"))
    bench.build()
    assert keys(bench) == {"a.md": "wu2021driftb", "c.md": "wu2021driftc"}


def test_a_corpus_emptied_of_files_leaves_an_empty_index(built: Bench) -> None:
    for path in built.corpus.iterdir():
        path.unlink()
    report = built.build()
    assert (report.removed, report.works, report.passages) == (2, 0, 0)
    assert built.find("drift") == []


def test_a_missing_corpus_is_refused_and_the_index_stays(built: Bench) -> None:
    built.corpus.rename(built.corpus.with_name("elsewhere"))
    with pytest.raises(CorpusError, match="there is no such folder"):
        built.build()
    assert texts(built).keys() == {"drift.md", "skew.md"}


def test_hidden_files_and_links_out_of_the_corpus_are_not_indexed(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n\nNot literature.")
    bench.write("a.md", DRIFT)
    bench.write(".notes.md", SKEW)
    bench.write(".trash/b.md", SKEW)
    (bench.corpus / "link.md").symlink_to(tmp_path / "secret.md")
    os.mkfifo(bench.corpus / "pipe.md")  # to open it would wait for ever
    report = bench.build()
    assert report.read == 1
    assert {one.path: one.reason for one in report.skipped} == {
        ".notes.md": "is hidden",
        ".trash": "is hidden",
        "link.md": "is a link that leaves the corpus",
        "pipe.md": "is not a file (a device, a socket or a pipe)",
    }
    assert texts(bench).keys() == {"a.md"}


def test_files_of_any_name_are_indexed_and_found_again(bench: Bench) -> None:
    names = ["line\nbreak.md", "co:lon.md", "qu\"o'te “curly”.md", "naïve 😀.md", "<b>$x$|`.md", "bad\\xff\\xfe.md"]
    for i, name in enumerate(names[:-1]):
        bench.write(name, f"# Drift\n\nNote number {i} on drift.")
    Path(os.fsdecode(os.fsencode(bench.corpus) + b"/bad\xff\xfe.md")).write_text("# Drift\n\nNote number 9 on drift.")
    assert bench.build().failed == ()
    assert sorted(texts(bench)) == sorted(names)
    status = read_status(bench.corpus, bench.index, bench.embedder.fingerprint)
    assert not status.stale
    assert {source.state for source in status.sources} == {State.INDEXED}
    assert bench.build().read == 0


def test_files_in_odd_encodings_are_indexed(bench: Bench) -> None:
    note = "# Überblick\n\nDas Prüfen der Größe, Öffnung und Länge für Käufer.\n"
    for encoding in ("utf-8-sig", "latin-1", "utf-16"):
        bench.write(f"{encoding}.md", note.replace("\n", "\r\n").encode(encoding))
    assert bench.build().failed == ()
    assert set(map(tuple, texts(bench).values())) == {
        ("Überblick", "Das Prüfen der Größe, Öffnung und Länge für Käufer.")
    }


def test_two_files_of_equal_size_and_time_that_change_places_are_seen(bench: Bench) -> None:
    one, other = bench.write("one.md", "# First\n\nIt is one.\n"), bench.write("two.md", "# Other\n\nIt is two.\n")
    os.utime(other, ns=(one.stat().st_mtime_ns, one.stat().st_mtime_ns))
    bench.build()
    one.rename(bench.corpus / "between.md")
    other.rename(one)
    (bench.corpus / "between.md").rename(other)
    assert bench.build().read == 2
    assert bench.find("other two")[0].passage.source == "one.md"


def test_a_text_that_stands_in_many_places_is_embedded_and_stored_once(bench: Bench) -> None:
    for number in range(30):
        bench.write(f"{number}.txt", "Table of contents\n")
    report = bench.build()
    assert (report.passages, report.embedded) == (30, 1)
    assert len({hit.passage.source for hit in bench.find("table of contents", 30)}) == 30
    assert_sound(bench.index)


def test_a_collection_much_was_taken_out_of_is_made_anew(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_FEW_DISCARDED", 3)
    for edition in range(6):
        bench.write("a.md", f"# On Drift\n\nEdition {edition} of it.\n")
        assert bench.build().notes == ()
        with bench.catalogue() as catalogue:
            assert int(catalogue.meta("discarded") or 0) <= 3
    assert_sound(bench.index)


def test_an_edit_that_says_nothing_new_of_works_matches_none_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write("a.md", "# On Drift\n\nIt is a change.\n")
    bench.write("b.md", "# On Skew\n\nIt is a gap.\n")
    bench.build()

    def matched(*_: object) -> list[Work]:
        raise AssertionError("works were matched again")

    monkeypatch.setattr(publish, "match_works", matched)
    bench.write("a.md", "# On Drift\n\nIt is a slow change.\n")
    assert bench.build().works == 2
    assert bench.find("slow change")[0].passage.source == "a.md"
