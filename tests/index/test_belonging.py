"""Whose work a file is, by what reference managers state in a bibliography's `file` fields."""

import pytest

from index.doctor import FindingKind, examine
from index.readers.records.bibtex import stated_files
from index.works.belonging import StatedFiles
from tests.index.conftest import Bench


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/home/ada/Zotero/storage/ABCD2345/Smith 2020.pdf", ["/home/ada/Zotero/storage/ABCD2345/Smith 2020.pdf"]),
        ("a.pdf;b.html", ["a.pdf", "b.html"]),
        ("Full Text PDF:files/12/Smith.pdf:application/pdf", ["files/12/Smith.pdf"]),
        (r"Notes\: mine:a.pdf:application/pdf;Snapshot:b.html:text/html", ["a.pdf", "b.html"]),
        (":papers/Smith2020.pdf:PDF", ["papers/Smith2020.pdf"]),
        ("Smith2020.pdf:PDF", ["Smith2020.pdf"]),
        (r"PDF:C\:\\Users\\Ada\\a\;b.pdf:application/pdf", [r"C:\Users\Ada\a;b.pdf"]),
        (":C:/papers/a.pdf:PDF", ["C:/papers/a.pdf"]),
        ("C:/papers/a.pdf", ["C:/papers/a.pdf"]),
        (r"/home/ada/a{\_}b.pdf", ["/home/ada/a_b.pdf"]),
        ("", []),
        ("::;", []),
    ],
)
def test_paths_in_a_file_field(value: str, expected: list[str]) -> None:
    assert list(stated_files(value)) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("pdf/Smith.pdf", "lib/pdf/Smith.pdf"),  # from the bibliography's folder
        ("lib/pdf/Smith.pdf", "lib/pdf/Smith.pdf"),  # from the corpus
        ("../notes/a.md", "notes/a.md"),
        ("/home/ada/study/lib/pdf/Smith.pdf", "lib/pdf/Smith.pdf"),
        (r"D:\old\pdf\Smith.pdf", "lib/pdf/Smith.pdf"),
        ("Jones.pdf", "other/Jones.pdf"),  # JabRef: a name in its own folder of files
        ("/elsewhere/Jones.pdf", None),  # too common a name to be the same file on another machine
        ("/elsewhere/Smith and Jones 2020 - Drift.pdf", "other/Smith and Jones 2020 - Drift.pdf"),
        ("fulltext.pdf", None),  # two files have the name
        ("missing.pdf", None),
    ],
)
def test_a_stated_path_names_a_source_or_none(stated: str, expected: str | None) -> None:
    sources = ["lib/refs.bib", "lib/pdf/Smith.pdf", "notes/a.md", "other/Jones.pdf", "1/fulltext.pdf", "2/fulltext.pdf"]
    files = StatedFiles([*sources, "other/Smith and Jones 2020 - Drift.pdf"])
    assert files.source(stated, "lib/refs.bib") == expected


ENTRY = "@article{%s, title = {%s}, author = {Lovelace, Ada}, year = 2021, file = {%s}}\n"


def test_a_file_is_of_the_entry_that_states_it_whatever_its_title(bench: Bench) -> None:
    bench.write("scan.md", "# Unreadable Heading of 1954\n\nSkew is common.\n")
    bench.write("refs.bib", ENTRY % ("ada2021skew", "A Study of Skew in Practice", "PDF:scan.md:text/markdown"))
    bench.build()
    with bench.catalogue() as catalogue:
        (work,) = catalogue.works()
    assert (work.key, work.title, work.year) == ("ada2021skew", "A Study of Skew in Practice", 2021)
    assert work.sources == ("refs.bib", "scan.md")


def test_a_file_with_its_entrys_title_adds_the_facts_that_the_entry_lacks(bench: Bench) -> None:
    bench.write("skew.md", "---\ntitle: A Study of Skew in Practice\ndoi: 10.1000/skew\n---\n\nSkew is common.\n")
    bench.write("refs.bib", ENTRY % ("ada2021skew", "A Study of Skew in Practice", "skew.md"))
    bench.build()
    with bench.catalogue() as catalogue:
        (work,) = catalogue.works()
    assert work.doi == "10.1000/skew"


def test_a_file_that_entries_of_two_works_state_unites_nothing(bench: Bench) -> None:
    bench.write("volume.md", "# Proceedings of Everything\n\nIt has chapters.\n")
    titles = ("Testing of Models in the Field", "Monitoring of Models at Work")
    bench.write("refs.bib", "".join(ENTRY % (f"key{n}", title, "volume.md") for n, title in enumerate(titles)))
    bench.build()
    with bench.catalogue() as catalogue:
        assert {work.title for work in catalogue.works()} == {*titles, "Proceedings of Everything"}


def test_doctor_names_files_that_are_not_in_the_corpus(bench: Bench) -> None:
    bench.write("skew.md", "# A Study of Skew in Practice\n\nSkew is common.\n")
    bench.write(
        "refs.bib",
        ENTRY % ("ada2021skew", "A Study of Skew in Practice", r"/home/ada/a.pdf;/home/ada/film.mp4;D\:\\skew.md"),
    )
    bench.build()
    (finding,) = examine(bench.index).of(FindingKind.FILE_ABSENT)
    assert (finding.subject, finding.sources) == ("refs.bib", ("refs.bib",))
    assert finding.text.startswith("names 1 file that is not in the corpus (/home/ada/a.pdf): put ")
