"""The same text twice: one passage of evidence that names all its sources."""

import pytest

from index.sources import Evidence
from index.works.filters import Filter
from tests.index.conftest import Bench

ABSTRACT = "Widgets drift in winter. We measured 60 widgets in three factories."
SCOPUS = (
    '"Authors","Title","Year","DOI","Abstract","References"\n'
    '"Verne A.","On the Drift of Widgets","2021","10.5555/w.1","{}",'
    '"Lind B., Skew of cogs in long winters (2019) J. Cogs"\n'
)
IEEE = (
    '"Document Title",Authors,"Publication Year",Abstract,DOI\n'
    '"On The Drift of Widgets,","A. Verne","2021","{}",10.5555/w.1\n'
)
COGS = (
    "@article{{lind, author = {{Lind, Bo}}, title = {{Skew of cogs in long winters}}, year = 2019, abstract = {{{}}}}}"
)


@pytest.fixture
def built(bench: Bench) -> Bench:
    """One work in two exports, which write its abstract with slight differences, and another with the same abstract."""
    bench.write("scopus.csv", SCOPUS.format(f"{ABSTRACT} © 2021 IEEE."))
    bench.write("ieee.csv", IEEE.format(ABSTRACT.replace("60 ", "60  ")))
    bench.write("cogs.bib", COGS.format(ABSTRACT))
    bench.build()
    return bench


def test_an_abstract_in_two_exports_is_found_once_with_both_sources(built: Bench) -> None:
    hits = [hit.passage for hit in built.find("widgets drift in winter", 9)]
    abstracts = {p.work: (p.source, p.also) for p in hits if p.evidence is Evidence.ABSTRACT}
    assert abstracts == {"verne2021drift": ("ieee.csv", ("scopus.csv",)), "lind": ("cogs.bib", ())}
    assert sum(p.evidence is Evidence.ABSTRACT for p in hits) == 2
    titles = [p for p in hits if p.evidence is Evidence.TITLE and p.work == "verne2021drift"]
    assert [(p.source, p.also) for p in titles] == [("ieee.csv", ("scopus.csv",))]


@pytest.mark.parametrize(
    ("other", "also"), [(ABSTRACT.replace("drift", "drifts", 1), ("scopus.csv",)), (ABSTRACT.replace("60", "66"), ())]
)
def test_a_slip_makes_no_second_text_but_a_number_does(bench: Bench, other: str, also: tuple[str, ...]) -> None:
    bench.write("scopus.csv", SCOPUS.format(ABSTRACT))
    bench.write("ieee.csv", IEEE.format(other))
    bench.build()
    abstracts = [hit.passage for hit in bench.find("widgets drift in winter", 9) if hit.passage.section == "Abstract"]
    assert {p.source: p.also for p in abstracts}["ieee.csv"] == also
    assert len(abstracts) == (1 if also else 2)


def test_a_sweep_reads_it_once_and_a_filter_still_finds_it(built: Bench) -> None:
    with built.catalogue() as catalogue:
        places = [place for place in catalogue.places() if place.work == "verne2021drift"]
        assert len(places) == 2  # a title and an abstract
        assert catalogue.admitted(Filter(keys=("verne2021drift",))) == {place.rowid for place in places}
        assert catalogue.matches('"factories"').keys() == {
            place.rowid for place in catalogue.places() if place.evidence is Evidence.ABSTRACT
        }


def test_the_other_source_stands_for_it_when_the_first_is_gone(built: Bench) -> None:
    (built.corpus / "ieee.csv").unlink()
    built.build()
    abstracts = [hit.passage for hit in built.find("widgets drift in winter", 9) if hit.passage.section == "Abstract"]
    assert {(p.source, p.also) for p in abstracts} == {("scopus.csv", ()), ("cogs.bib", ())}


def test_a_file_and_its_copy_are_one_evidence(bench: Bench) -> None:
    text = f"# On the Drift of Widgets\n\n{ABSTRACT}\n\nWidgets drift in winter, and once more: widgets drift.\n"
    bench.write("a.md", text)
    bench.write("copy of a.md", text)
    bench.build()
    hits = [hit.passage for hit in bench.find("widgets drift", 9)]
    assert {(p.source, p.also) for p in hits} == {("a.md", ("copy of a.md",))}
    assert len({p.text for p in hits}) == len(hits)


def test_a_reference_list_in_two_exports_counts_once(bench: Bench) -> None:
    bench.write("scopus.csv", SCOPUS.format(ABSTRACT))
    bench.write("scopus again.csv", SCOPUS.format(ABSTRACT))
    bench.write("cogs.bib", COGS.format("Cogs skew."))
    bench.build()
    with bench.catalogue() as catalogue:
        works = {work.key: work for work in catalogue.works()}
    assert works["verne2021drift"].cites == ("lind",)
    assert works["lind"].cited_by == ("verne2021drift",)


def test_a_repeat_of_a_near_repeat_is_named_with_the_first(bench: Bench) -> None:
    entry = "TY  - JOUR\n"
    entry += "TI  - On the Drift of Widgets\nAU  - Verne, A.\nPY  - 2021\nDO  - 10.5555/w.1\nAB  - {}\nER  - \n"
    slip = ABSTRACT.replace("drift", "drifts", 1)
    for name, abstract in (("a.ris", ABSTRACT), ("b.ris", slip), ("d.ris", slip)):
        bench.write(name, entry.format(abstract))
    bench.build()
    abstracts = [hit.passage for hit in bench.find("widgets drift in winter", 9) if hit.passage.section == "Abstract"]
    assert [(p.source, p.also) for p in abstracts] == [("a.ris", ("b.ris", "d.ris"))]
