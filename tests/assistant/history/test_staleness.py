"""Kept answers beside a corpus that changed: what still stands is told from what does not, and why."""

from pathlib import Path

import pytest

from assistant.history.staleness import Standing, standing
from assistant.history.store import History
from assistant.questions.question import QuestionKind
from index.text import passages as chunking
from index.works.filters import Filter, Years
from tests.assistant.history.answering import Shelf, pdf_of

DRIFT = "A detector watches for concept drift in the letters."
STOPS = "A person looks at the letters that it stops at."
LETTERS = f"# Sorting letters by machine\n\n## Method\n\n{DRIFT} {STOPS}\n\n## Results\n\nFewer letters were lost.\n"
BRIDGES = "# Old bridges and their bolts\n\n## Method\n\nBolts were counted by hand on forty bridges.\n"
ENTRY = "@article{%s, title = {%s}, author = {Ada Cole}, year = {%s}, abstract = {%s}}\n"
CRANES = ENTRY % ("cranes", "A survey of harbour cranes", 2019, "Cranes were watched for a year in two harbours.")
SHIPS = ENTRY % ("ships", "A survey of old ships", 2018, "Ships were watched for a winter in three harbours.")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    shelf.write({"letters.md": LETTERS, "bridges.md": BRIDGES, "refs.bib": CRANES + SHIPS})
    return shelf


def test_nothing_changed_is_current(shelf: Shelf) -> None:
    record = shelf.keep("concept drift", "Cranes were", listing=True)
    assert shelf.changes(record) == ()
    assert standing(()) is Standing.CURRENT


def test_citations_carry_the_hash_of_what_they_cite(shelf: Shelf) -> None:
    record = shelf.keep("concept drift")
    with shelf.catalogue() as catalogue:
        hashes = catalogue.content_hashes()
    assert [c.sha256 for c in record.answer.citations] == [hashes["letters.md"]]
    assert {p.source: p.sha256 for p in record.passages} == hashes
    assert record.contents == set(hashes.values())


EDITS = {
    "another file edited": ({"bridges.md": BRIDGES + "\nOne bolt more.\n"}, []),
    "text added before": ({"letters.md": LETTERS.replace("## Method\n", "## Method\n\nLetters are many.\n")}, []),
    "sentence after it changed": ({"letters.md": LETTERS.replace(STOPS, "Nobody looks.")}, []),
    "bibliography grown": ({"refs.bib": SHIPS + CRANES}, []),
    "lines broken otherwise": ({"letters.md": LETTERS.replace("watches for", "watches\nfor")}, []),
    "sentence changed": (
        {"letters.md": LETTERS.replace("watches for", "overlooks")},
        [(Standing.STALE, "the sentence is no longer in letters.md")],
    ),
    "sentence denied around it": (
        {"letters.md": LETTERS.replace(DRIFT, f"Nobody would claim this: {DRIFT.removesuffix('.')} room.")},
        [(Standing.STALE, "the sentence is no longer in letters.md")],
    ),
    "file removed": (
        {"letters.md": None},
        [(Standing.STALE, "letters.md was removed, and with it the work sortingletters")],
    ),
    "file emptied": ({"letters.md": ""}, [(Standing.STALE, "the work sortingletters is gone")]),
    "section renamed": (
        {"letters.md": LETTERS.replace("## Method", "## Approach")},
        [(Standing.MOVED, "it now stands under “Approach” in letters.md")],
    ),
    "moved to another section": (
        {"letters.md": LETTERS.replace(DRIFT + " ", "") + f"\n## Coda\n\n{DRIFT}\n"},
        [(Standing.MOVED, "it now stands under “Coda” in letters.md")],
    ),
    "entry removed from a bibliography": ({"refs.bib": SHIPS}, [(Standing.STALE, "the work cranes is gone")]),
    "key changed": (
        {"refs.bib": SHIPS + CRANES.replace("{cranes", "{cole2019")},
        [(Standing.MOVED, "cranes is now cited as cole2019")],
    ),
    "keys of two works changed places": (
        {"refs.bib": CRANES.replace("{cranes", "{ships") + SHIPS.replace("{ships", "{cranes")},
        [(Standing.MOVED, "cranes is now cited as ships")],
    ),
    "abstract given to another work": (
        {"refs.bib": CRANES.replace("year in two", "day in two") + SHIPS.replace("Ships were watched for a winter in "
         "three harbours.", "Cranes were watched for a year in two harbours.")},
        [(Standing.STALE, "the sentence is no longer about cranes, but about ships")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_edits_of_the_corpus_are_told_by_what_they_do_to_the_quote(shelf: Shelf, edit: str) -> None:
    files, expected = EDITS[edit]
    record = shelf.keep("Cranes were" if "refs.bib" in files else DRIFT)
    shelf.write(files)
    found = shelf.changes(record)
    told = [(change.standing, change.text) for change in found]
    assert len(told) == len(expected), told
    for (stands, text), (want, begins) in zip(told, expected, strict=True):
        assert stands is want
        assert text.startswith(begins), text
    assert [change.citation for change in found] == [1] * len(expected)


def test_renamed_file_is_told_and_not_stale(shelf: Shelf) -> None:
    record = shelf.keep("concept drift", listing=True)
    shelf.rename("letters.md", "notes/post.md")
    (change,) = [change for change in shelf.changes(record) if "is now notes" in change.text]
    assert change.text == "letters.md is now notes/post.md"
    assert change.place is not None
    assert change.place.source == "notes/post.md"
    assert standing(shelf.changes(record)) is Standing.MOVED
    assert standing(shelf.changes(record), 1) is Standing.MOVED


def test_file_that_was_renamed_and_edited_is_found_by_its_work(shelf: Shelf) -> None:
    record = shelf.keep("concept drift")
    shelf.write({"letters.md": None, "new.md": f"{LETTERS}\n## Coda\n\nMore was tried.\n"})
    assert [c.standing for c in shelf.changes(record)] in ([Standing.MOVED], [Standing.MOVED] * 2)
    assert any("it stands in new.md" in change.text for change in shelf.changes(record))


def test_copy_of_the_cited_content_keeps_a_quote_that_its_own_file_lost(shelf: Shelf) -> None:
    record = shelf.keep("concept drift")
    shelf.write({"copy.md": LETTERS, "letters.md": LETTERS.replace(DRIFT, "")})
    (change,) = shelf.changes(record)
    assert (change.standing, change.text) == (Standing.MOVED, "letters.md no longer says it; it stands in copy.md")


def test_another_chunking_changes_nothing(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    record = shelf.keep("concept drift", "Bolts were", "Cranes were", listing=True)
    monkeypatch.setattr(chunking, "TARGET_TOKENS", 6)
    shelf.build(rebuild=True)
    with shelf.catalogue() as catalogue:
        assert not catalogue.rowids([citation.passage for citation in record.answer.citations[:1]])
    assert shelf.changes(record) == ()


def test_quote_on_another_page_of_a_pdf_is_told_with_the_page(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first = "Letters are sorted by machine."
    shelf.write({"letters.pdf": pdf_of([[first, DRIFT]])})
    record = shelf.keep("concept drift")
    assert record.answer.citations[0].page == 1
    shelf.write({"letters.pdf": pdf_of([[first, "Letters are many."], [DRIFT]])})
    (change,) = shelf.changes(record)
    assert (change.standing, change.text) == (Standing.MOVED, "it now stands on page 2 of the file in letters.pdf")
    assert change.place is not None
    assert change.place.page == 2


def test_passage_that_was_given_and_not_cited_does_not_matter(shelf: Shelf) -> None:
    record = shelf.keep("concept drift")
    assert {passage.source for passage in record.passages} > {"letters.md"}
    shelf.write({"bridges.md": None, "refs.bib": None})
    assert shelf.changes(record) == ()


LISTED = {
    "work added": ({"new.md": "# Bees\n\nBees dance.\n"}, Filter(), ["1 work added since: bees"]),
    "works removed": ({"refs.bib": None}, Filter(), ["2 works removed since: cranes, ships"]),
    "file of a decided work edited": (
        {"bridges.md": BRIDGES + "\nDrift is found.\n"}, Filter(), ["1 file new or edited since: bridges.md"]),
    "work outside the filter edited": ({"bridges.md": BRIDGES + "\nMore.\n"}, Filter(Years(2018, 2019)), []),
    "work passes the filter now": (
        {"x.bib": ENTRY % ("oars", "A survey of oars", 2019, "Oars break.")}, Filter(Years(2018, 2019)),
        ["1 work added since: oars"]),
    "work passes the filter no longer": (
        {"refs.bib": CRANES + SHIPS.replace("2018", "2009")}, Filter(Years(2018, 2019)),
        ["1 work removed since: ships"]),
}  # fmt: skip


@pytest.mark.parametrize("edit", LISTED)
def test_listing_grows_older_with_the_works_that_it_would_decide(shelf: Shelf, edit: str) -> None:
    files, only, expected = LISTED[edit]
    record = shelf.keep(listing=True, only=only)
    shelf.write(files)
    found = [change for change in shelf.changes(record) if "refs.bib" not in change.text]
    assert [change.text for change in found if "file removed" not in change.text] == expected
    assert standing(found) is (Standing.OLDER if expected else Standing.CURRENT)


def test_key_that_changed_is_neither_an_added_nor_a_removed_work(shelf: Shelf) -> None:
    record = shelf.keep(listing=True)
    shelf.write({"refs.bib": SHIPS + CRANES.replace("{cranes", "{cole2019")})
    told = [change.text for change in shelf.changes(record)]
    assert "cranes is now cited as cole2019" in told
    assert not any("work" in text for text in told)


@pytest.mark.parametrize("changed", [{"kind": QuestionKind.BIBLIOGRAPHIC}, {"abstained": True, "reason": "None."}])
def test_statement_on_the_whole_corpus_grows_older_with_it(shelf: Shelf, changed: dict[str, object]) -> None:
    record = shelf.keep(**changed)  # type: ignore[arg-type]
    assert shelf.changes(record) == ()
    shelf.write({"new.md": "# Bees\n\nBees dance.\n", "bridges.md": None})
    assert [(c.standing, c.text) for c in shelf.changes(record)] == [
        (Standing.OLDER, "1 file new or edited since: new.md")
    ]
    shelf.write({"refs.bib": None})
    assert "1 file removed since" in [change.text for change in shelf.changes(record)]


def test_corpus_that_has_changed_before_the_answer_is_kept_is_not_taken_for_the_one_it_was_asked_of(
    shelf: Shelf,
) -> None:
    asked = shelf.keep(kind=QuestionKind.BIBLIOGRAPHIC).answer
    shelf.write({"new.md": "# Bees\n\nBees dance.\n"})
    with shelf.catalogue() as catalogue:
        record = History(shelf.index).record(History(shelf.index).keep(asked, catalogue=catalogue))
    assert (record.contents, record.works) == (None, None)
    assert [change.standing for change in shelf.changes(record)] == [Standing.OLDER]


def test_answer_whose_corpus_was_not_kept_is_older_after_any_build(shelf: Shelf) -> None:
    from dataclasses import replace

    record = replace(shelf.keep(kind=QuestionKind.BIBLIOGRAPHIC), contents=None)
    assert shelf.changes(record) == ()
    shelf.write({"new.md": "# Bees\n\nBees dance.\n"})
    (change,) = shelf.changes(record)
    assert change.text.startswith("the index was brought up to date since (generation 1)")


def test_works_that_a_bibliographic_answer_found_are_compared(shelf: Shelf) -> None:
    with shelf.catalogue() as catalogue:
        found = tuple(catalogue.works())
    record = shelf.keep(kind=QuestionKind.BIBLIOGRAPHIC, found=found)
    shelf.write({"refs.bib": CRANES.replace("Ada Cole", "Eve Fox")})
    told = [change.text for change in shelf.changes(record)]
    assert "1 work removed since: ships" in told
    assert "1 record changed since: cranes" in told


def test_worst_of_the_changes_is_the_standing_of_the_whole(shelf: Shelf) -> None:
    record = shelf.keep(DRIFT, STOPS, "Bolts were", listing=True)
    shelf.write({"letters.md": LETTERS.replace(STOPS, "").replace("## Method", "## Way"), "new.md": "# Bees\n\nB.\n"})
    found = shelf.changes(record)
    assert [standing(found, number) for number in (1, 2, 3)] == [Standing.MOVED, Standing.STALE, Standing.CURRENT]
    assert standing(found) is Standing.STALE
    assert standing([change for change in found if change.citation is None]) is Standing.OLDER
