"""Reading the catalogue of the sample corpus: the ledger, works, passages, words and vectors."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.errors import UsageError
from index.models.embedding import BgeEmbedder
from index.sources import Evidence, Kind, Record
from index.store.catalogue import Catalogue
from index.store.fulltext import any_of
from index.text.normalise import compounds, normalise
from index.works.filters import Filter, Years
from tests.index.conftest import Bench
from tests.index.stocked import Stock, stocked

JOHN = "john2021towards"
SUBJECT = "symeonidis2022mlops"
PRIMER = "refdesk2026short"


def test_the_ledger_has_every_source(sample_catalogue: Catalogue) -> None:
    ledger = {entry.path: entry for entry in sample_catalogue.sources()}
    assert {path: (entry.kind, entry.pages, entry.reason) for path, entry in ledger.items()} == {
        "papers/mlops-primer.pdf": (Kind.PAPER, 6, None),
        "records/symeonidis2022mlops.txt": (Kind.RECORD, None, None),
        "summaries/john2021towards.md": (Kind.SUMMARY, None, None),
    }
    assert ledger["summaries/john2021towards.md"].works == (JOHN,)
    assert len(ledger["records/symeonidis2022mlops.txt"].works) == 91
    assert sum(entry.passages for entry in ledger.values()) == sample_catalogue.passage_count()


def test_works_are_told_with_their_sources_and_citations(sample_catalogue: Catalogue) -> None:
    works = {work.key: work for work in sample_catalogue.works()}
    assert len(works) == 93
    assert list(works) == sorted(works)
    subject, john = works[SUBJECT], works[JOHN]
    assert len(subject.cited_by) == 91  # by those of its listing, and by the primer's reference list
    assert SUBJECT in works[PRIMER].cites
    assert subject.cites == ()
    assert {works[key].cites for key in subject.cited_by if key != PRIMER} == {(SUBJECT,)}
    assert (john.year, john.sources, john.cites) == (2021, ("summaries/john2021towards.md",), ())


@pytest.mark.parametrize(
    ("only", "n"),
    [
        (Filter(years=Years(2021, 2021)), 1),
        (Filter(years=Years(2025, None)), 11),
        (Filter(authors=("Faubel",)), 4),
        (Filter(authors=("Faubel",), years=Years(2023, 2023)), 2),
        (Filter(authors=("Faubel", "Eichelberger")), 2),
        (Filter(kinds=("summary",)), 1),
        (Filter(kinds=("record",)), 91),
        (Filter(kinds=("paper", "summary")), 2),
        (Filter(keys=(JOHN, SUBJECT)), 2),
        (Filter(keys=("nobody2020nothing",)), 0),
        (Filter(authors=("L. Faubel",)), 4),
        (Filter(venues=("SEAA",)), 1),
        (Filter(venues=("Nature",)), 0),
    ],
)
def test_works_are_filtered(sample_catalogue: Catalogue, only: Filter, n: int) -> None:
    assert len(sample_catalogue.works(only)) == n
    admitted = sample_catalogue.admitted(only)
    assert admitted is not None
    places = {place.rowid: place.work for place in sample_catalogue.places()}
    assert {places[rowid] for rowid in admitted} == {work.key for work in sample_catalogue.works(only)}


def test_a_condition_on_evidence_bears_on_passages_alone(sample_catalogue: Catalogue) -> None:
    only = Filter(evidence=("abstract", "title"))
    assert len(sample_catalogue.works(only)) == sample_catalogue.work_count()
    admitted = sample_catalogue.admitted(only)
    assert admitted
    evidence = {place.rowid: place.evidence for place in sample_catalogue.places()}
    assert admitted == {rowid for rowid, kind in evidence.items() if kind in (Evidence.ABSTRACT, Evidence.TITLE)}


def test_no_filter_admits_everything(sample_catalogue: Catalogue) -> None:
    assert sample_catalogue.admitted(Filter()) is None


def test_an_unknown_key_is_refused_with_the_nearest(sample_catalogue: Catalogue) -> None:
    sample_catalogue.check(Filter(keys=(JOHN,)))
    with pytest.raises(UsageError, match="no work has the key 'jon2021towards'; did you mean john2021towards"):
        sample_catalogue.check(Filter(keys=("jon2021towards",)))
    with pytest.raises(UsageError, match="`refdesk status --json` lists the keys"):
        sample_catalogue.check(Filter(keys=("???",)))


def test_every_passage_leads_back_to_the_raw_text(sample_catalogue: Catalogue) -> None:
    rowids = [place.rowid for place in sample_catalogue.places()]
    found = sample_catalogue.passages(rowids)
    assert found.keys() == set(rowids)
    pages = {entry.path: range(1, entry.pages + 1) if entry.pages else [0] for entry in sample_catalogue.sources()}
    texts = {path: [sample_catalogue.raw_text(path, page) for page in pages[path]] for path in pages}
    keep = {path: compounds("\n".join(texts[path])) for path in pages}
    for passage in found.values():
        raw = sample_catalogue.raw_text(passage.source, passage.page)
        assert passage.sentences
        for sentence in passage.sentences:
            assert normalise(raw[sentence.start : sentence.end], keep[passage.source]).text == sentence.text
            assert sentence.text in passage.text


def test_unknown_passages_and_texts_are_left_out(sample_catalogue: Catalogue) -> None:
    assert sample_catalogue.passages([-1]) == {}
    assert sample_catalogue.rowids(["none"]) == {}
    assert sample_catalogue.raw_text("papers/mlops-primer.pdf", 99) == ""
    assert sample_catalogue.raw_text("none.md", None) == ""


def test_passages_are_known_by_their_identifiers(sample_catalogue: Catalogue) -> None:
    rowids = [place.rowid for place in sample_catalogue.places()]
    ids = {passage.id: passage.rowid for passage in sample_catalogue.passages(rowids).values()}
    assert sample_catalogue.rowids(list(ids)) == ids


def test_words_are_found_by_their_stems_best_first(sample_catalogue: Catalogue) -> None:
    found = sample_catalogue.matches(any_of("earthquakes"))
    assert list(found.values()) == sorted(found.values(), reverse=True)
    best = sample_catalogue.passages(found)[next(iter(found))]
    assert best.text.startswith("Scalable earthquake magnitude prediction")
    assert best.evidence is Evidence.TITLE
    assert len(sample_catalogue.matches(any_of("model drift"), limit=3)) == 3


def test_vectors_are_those_of_the_passages(sample_catalogue: Catalogue, embedder: BgeEmbedder) -> None:
    rowids, matrix = sample_catalogue.vectors(embedder.fingerprint)
    assert matrix.shape == (sample_catalogue.passage_count(), 384)
    assert np.linalg.norm(matrix, axis=1) == pytest.approx(1.0, abs=1e-5)
    some, part = sample_catalogue.vectors(embedder.fingerprint, rowids[5:9])
    assert some == rowids[5:9]
    assert np.array_equal(part, matrix[5:9])
    assert sample_catalogue.vectors("another model")[0] == []


@pytest.mark.parametrize("given", ["some", "all"])
def test_vectors_are_looked_up_and_never_walked_through(
    sample_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    """Led by the vectors, each list of passages would cost a walk over all of them."""
    asked: list[tuple[str, list[object]]] = []
    rows = sample_catalogue._rows
    monkeypatch.setattr(sample_catalogue, "_rows", lambda *of: asked.append((of[0], list(of[1]))) or rows(*of))
    found, _ = sample_catalogue.vectors("none", [1, 2, 3] if given == "some" else None)
    assert found == []
    ((query, values),) = asked
    plan = [row["detail"] for row in rows(f"EXPLAIN QUERY PLAN {query}", values)]
    assert any(step.startswith("SEARCH v USING") and "text_hash=?" in step for step in plan), plan
    assert not any(step.startswith("SCAN v") for step in plan), plan
    assert any(step.startswith("SEARCH p USING INTEGER PRIMARY KEY") for step in plan) == (given == "some"), plan


def test_the_build_tells_of_likely_duplicates(sample_catalogue: Catalogue) -> None:
    notices = sample_catalogue.notices()
    assert "possible duplicates: bagdasarian2023mithridates and bagdasarian2023mithridatesb" in notices
    assert "possible duplicates: boue2022data and boue2023automatically" in notices


def test_a_snapshot_sees_one_state_while_a_build_writes(bench: Bench) -> None:
    bench.write("a.md", "# A\n\nDrift.\n")
    bench.build()
    with bench.catalogue() as catalogue:
        with catalogue.snapshot():
            assert catalogue.generation() == 1
            bench.write("b.md", "# B\n\nSkew.\n")
            bench.build()
            assert (catalogue.generation(), len(catalogue.sources())) == (1, 1)
        assert (catalogue.generation(), len(catalogue.sources())) == (2, 2)


def test_a_paper_of_which_nothing_was_read_is_unreadable(bench: Bench) -> None:
    bench.write("good.md", "# Good\n\nIt has text.\n")
    bench.write("empty.pdf", b"")
    bench.write("bad.pdf", b"no pdf")
    bench.build()
    with bench.catalogue() as catalogue:
        unreadable = catalogue.unreadable()
        works = {work.key for work in catalogue.works()}
    assert unreadable.keys() == {"bad"}
    assert works == {"bad", "good"}  # an empty file is no work


def test_notes_number_the_works_that_they_tell_of(bench: Bench) -> None:
    bench.write(
        "11_Oravizio.md", "---\nkind: note\ntitle: Oravizio on Trial\nyear: 2021\n---\nStudy ID: S4\n\nIt works.\n"
    )
    bench.write("12_paper.md", "---\nkind: paper\n---\n# Twelve\n\nPaper 3 of the issue.\n")
    bench.build()
    with bench.catalogue() as catalogue:
        assert {work.key: work.numbers for work in catalogue.works()} == {
            "2021oraviziotrial": ("11", "S4"),
            "twelve": (),
        }


def test_records_and_matched_works_fit_the_works(sample_catalogue: Catalogue) -> None:
    records, works = sample_catalogue.records(), sample_catalogue.matched()
    assert sorted(ref for work in works for ref in work.records) == list(records)
    for entry, work in zip(sample_catalogue.works(), works, strict=True):
        assert (entry.key, entry.label, entry.doi) == (work.key, work.label, work.doi)
        assert set(entry.sources) == {path for path, _ in work.records}


def test_records_come_back_as_the_sources_give_them(tmp_path: Path) -> None:
    first = Record("A", ("X. Y",), 2020, "V", "10.1/a", cites=(1,), key="k", references=("One, 1999.", "Two, 2001."))
    stocked(
        tmp_path,
        [
            Stock("a.bib", "bibtex", Kind.RECORD, (first, Record("B"))),
            Stock("b.md", "markdown", Kind.PAPER, (Record(),)),
        ],
    )
    with closing(Catalogue(tmp_path)) as catalogue:
        assert catalogue.records() == {("a.bib", 0): first, ("a.bib", 1): Record("B"), ("b.md", 0): Record()}


def test_the_names_that_an_author_means_are_sought_once_a_build(
    sample_catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought = []
    monkeypatch.setattr("index.store.catalogue.names_meant", lambda wanted, names: sought.append(wanted) or frozenset())
    for _ in range(3):
        assert sample_catalogue.authors_meant(Filter(authors=("Nobody Once",))) == {"Nobody Once": frozenset()}
    assert sought == ["Nobody Once"]
