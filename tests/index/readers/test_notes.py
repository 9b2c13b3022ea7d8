"""Whose work a written text is: a note joins its paper, and what tells of no work is found without being one."""

from pathlib import Path

import pytest

from index.readers import notes
from index.reading.process import read
from index.sources import Evidence, Kind, Source
from tests.index.conftest import Bench
from tests.index.readers.wellformed import assert_well_formed

TITLE = "Testing of graphical interfaces: a systematic mapping"
SCOPUS = (
    "Authors,Title,Year,Source title,DOI,EID\n"
    '"Moss C., Berg D.","Testing of graphical interfaces: a systematic mapping",2019,Shelf Review,10.5555/1,e1\n'
    '"Lind B.","Widgets/gadgets that drift in large user interfaces of old harbours",2020,Shelf Review,10.5555/2,e2\n'
)


def settled(folder: Path, name: str, text: str) -> Source:
    (folder / name).write_text(text, encoding="utf-8")
    source = read(folder / name, name).source
    assert source is not None
    if source.records:
        assert_well_formed(source)
    return source


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", f"{TITLE}\n\nThe widgets are few.\n"),
        ("a.md", f"{TITLE}\nMoss, C.\n2019\n\n- The widgets are few.\n"),
        ("a.md", f"## {TITLE}\n\n- The widgets are few.\n- Flaky.\n"),
        ("a.md", f"**Title:** {TITLE}\n**Authors:** Moss, C.\n**Year:**\n\nThe widgets are few.\n"),
        ("a.md", f"- **Title**: {TITLE}\n- **DOI**:\n\n## Notes\n\nThe widgets are few.\n"),
        ("a.md", f"| Field | Value |\n|---|---|\n| Title | {TITLE} |\n| Authors | |\n\nThe widgets are few.\n"),
        ("a.md", f"Title:: {TITLE}\nStatus:: #toread\n\nThe widgets are few.\n"),
        ("a.md", f"---\ntitle: '{TITLE}'\ndate: 2024-01-02\ntags: [gui]\n---\n# Summary\n\nThe widgets are few.\n"),
        ("a.org", f"#+title: Notes on {TITLE}\n\nThe widgets are few.\n"),
        ("Testing of graphical interfaces_ a systematic mapping.md", "The widgets are few.\n"),
        ("Testing of graphical interfaces - a systematic mapping.pdf.md", "# Summary\n\nThe widgets are few.\n"),
        ("testing-of-graphical-interfaces-a-systematic-mapping.md", "# Notes\n\nThe widgets are few.\n"),
        ("Testing_of_graphical_interfaces_a_systematic_mapping.txt", "The widgets are few.\n"),
        ("Moss et al. - 2019 - Testing of graphical interfaces a systematic mapping.md", "The widgets are few.\n"),
        ("Moss (2019) Testing of graphical interfaces a systematic mapping.md", "The widgets are few.\n"),
        ("Testing of graphical interfaces a systematic mapping\n.md", "The widgets are few.\n"),
        ("Testing of graphical interfaces a systematic map.md", "The widgets are few.\n"),
        ("01 - Testing of graphical interfaces a systematic mapping (1).md", "The widgets are few.\n"),
        ("2019_Moss_Testing of graphical interfaces a systematic mapping.md", "The widgets are few.\n"),
        ("✅ Testing of graphical interfaces a systematic mapping.md", "The widgets are few.\n"),
        ("a.md", f"# Paper review: {TITLE}\n\nThe widgets are few.\n"),
        ("a.md", f"[{TITLE}](https://example.org/1)\n\nThe widgets are few.\n"),
        ("a.md", f"# **{TITLE}** (2019)\n\nThe widgets are few.\n"),
        ("a.md", "My thoughts on doi:10.5555/1 are these.\n\nThe widgets are few.\n"),
        ("a.org", f"#+TITLE: {TITLE}\n#+AUTHOR: Me Myself\n#+DATE: <2024-02-01>\n\n* Notes\nThe widgets are few.\n"),
        ("202309011230 Testing of graphical interfaces - a systematic mapping.org", "* Notes\nThe widgets are few.\n"),
    ],
)
def test_a_note_joins_the_record_of_its_paper(bench: Bench, name: str, text: str) -> None:
    bench.write("scopus.csv", SCOPUS)
    bench.write(name, text)
    bench.build()
    with bench.catalogue() as catalogue:
        work = next(work for work in catalogue.works() if name in work.sources)
        assert (work.title, work.year, work.sources) == (TITLE, 2019, tuple(sorted((name, "scopus.csv"))))
        assert catalogue.work_count() == 2
        (entry,) = (entry for entry in catalogue.sources() if entry.path == name)
        assert entry.kind is Kind.SUMMARY
        passages = [p for p in catalogue.of_source(name) if p.evidence is Evidence.SUMMARY]
        assert "The widgets are few." in passages[-1].text or "The widgets are few." in passages[0].text


def test_slash_and_colon_of_a_title_are_not_in_the_name(bench: Bench) -> None:
    bench.write("scopus.csv", SCOPUS)
    bench.write("Widgets-gadgets that drift in large user interfaces of ol.md", "Good.\n")
    bench.build()
    with bench.catalogue() as catalogue:
        assert catalogue.work_count() == 2


def test_a_title_within_another_title_is_another_work(bench: Bench) -> None:
    bench.write("scopus.csv", SCOPUS)
    bench.write("a.md", f"# {TITLE} of games and players\n\nGood.\n")
    bench.build()
    with bench.catalogue() as catalogue:
        assert catalogue.work_count() == 3


def test_a_beginning_of_two_titles_joins_neither(bench: Bench) -> None:
    longer = (
        SCOPUS + '"Noor E.","Testing of graphical interfaces: a systematic mapping of games",2021,Play,10.5555/3,e3\n'
    )
    bench.write("scopus.csv", longer)
    bench.write("Testing of graphical interfaces a systematic mapp.md", "Good.\n")
    bench.build()
    with bench.catalogue() as catalogue:
        assert catalogue.work_count() == 4


BIB = "@article{mossShelves2019, author={Moss, Cleo}, title={Shelves: a survey}, year={2019}}\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("@mossShelves2019.md", "# Thoughts\n\nGood.\n"),
        ("mossShelves2019.md", "Good.\n"),
        ("a.md", "---\ncitekey: mossShelves2019\n---\n# My ideas on shelves and other furniture\n\nGood.\n"),
        ("a.md", "> [!md]\n> **Citekey**:: mossShelves2019\n\nGood.\n"),
        (
            "a.org",
            ":PROPERTIES:\n:ROAM_REFS: @mossShelves2019\n:END:\n#+title: mossShelves2019: Shelves: a survey\n\nGood.\n",
        ),
        ("a.org", "* Another name of it\n:PROPERTIES:\n:Custom_ID: mossShelves2019\n:YEAR: 2019\n:END:\nGood.\n"),
    ],
)
def test_a_citation_key_joins_the_record_with_it(bench: Bench, name: str, text: str) -> None:
    bench.write("library.bib", BIB)
    bench.write(name, text)
    bench.build()
    with bench.catalogue() as catalogue:
        (work,) = catalogue.works()
        assert (work.key, work.title, len(work.sources)) == ("mossShelves2019", "Shelves: a survey", 2)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("empty.md", ""),
        ("blank.org", " \n\n"),
        ("README.md", "# Our review of interfaces\n\nThe folder has papers.\n"),
        ("index.md", "# Papers about testing of interfaces\n\n- [[a]]\n"),
        ("Testing of graphical interfaces.md", "- [[a]]\n- [[b]]\n- [c](c.md)\n- [[d]]\n"),
        ("2023-02-01.md", "# 2023-02-01\n\n- met Cleo\n"),
        ("daily-2023-02-01.org", "* Meeting about shelves and testing\nmet Cleo\n"),
        ("note template.md", "---\ntitle: {{title}}\nauthors: {{authors}}\n---\n# {{title}}\n\n## Summary\n"),
        ("x.md", "**Title:** [Title of the paper]\n**Year:**\n\n## Findings\n"),
        ("Drift.md", "Change over time, see [[Shelves]].\n"),
        ("Search string.txt", "(widgets AND testing) OR interfaces of harbours\n"),
        ("ideas.md", "# Ideas\n\n- compare shelves\n"),
        ("outline.md", "# Draft: Discussion section\n\nShelves drift, as two papers say.\n"),
        ("rebuttal.md", "# Response to reviewers\n\nWe thank the second reviewer.\n"),
        ("validity.md", "# Threats to validity of our mapping study\n\nOne person screened.\n"),
        ("CLAUDE.md", "# CLAUDE.md\n\nUse short sentences about shelves.\n"),
    ],
)
def test_what_tells_of_no_work_is_in_the_ledger_and_no_work(bench: Bench, name: str, text: str) -> None:
    bench.write("library.bib", BIB)
    bench.write(name, text)
    report = bench.build()
    assert (report.works, report.failed) == (1, ())
    with bench.catalogue() as catalogue:
        (entry,) = (entry for entry in catalogue.sources() if entry.path == name)
        assert entry.works == ()
        assert entry.warnings


PAPER = "# On gauges\n\n## Introduction\n\nGauges drift.\n\n## Method\n\nWe looked.\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PAPER, Kind.PAPER),
        ("---\nkind: note\n---\n" + PAPER, Kind.SUMMARY),
        ("---\nkind: paper\n---\n# On gauges\n\nGauges drift.\n", Kind.PAPER),
        ("# On gauges\n\n## Summary\n\nGauges drift.\n", Kind.SUMMARY),
        ("# On gauges\n\n## Method\n\nThey looked.\n\n## Results\n\nFew.\n", Kind.SUMMARY),
        ("# On gauges\n\n## Method\n\n" + "They looked. " * 500 + "\n\n## Results\n\nFew.\n", Kind.PAPER),
        ("# On gauges\n\n## Related work\n\nLin.\n\n## Threats to validity\n\n- one site\n", Kind.SUMMARY),
        (PAPER.replace("gauges\n", "gauges of ten harbours\n") + "\nSee [[other]].\n", Kind.SUMMARY),
    ],
)
def test_a_paper_has_the_form_of_a_paper(tmp_path: Path, text: str, kind: Kind) -> None:
    source = settled(tmp_path, "a.md", text)
    assert source.kind is kind
    body = {block.evidence for block in source.blocks} - {Evidence.TITLE}
    assert body == {Evidence.PAPER if kind is Kind.PAPER else Evidence.SUMMARY}


DRAFT = "# A mapping of gauges\n\n## Introduction\n\nGauges drift [@wu2020; @li2021, p. 3]. They age [@berg2019].\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", DRAFT),
        ("a.md", "---\nkind: draft\n---\n\nGauges drift.\n"),
        ("draft.md", "# A mapping of gauges\n\nGauges drift [@wu2020].\n"),
        ("our draft v2.md", "# A mapping of gauges\n\nGauges drift.\n"),
        ("a.org", "#+title: Gauges\n\nGauges drift [cite:@wu2020;@li2021]. They age [cite/t:@berg2019].\n"),
        ("a.txt", "Gauges drift \\cite{wu2020,li2021}. They age \\parencite[3]{berg2019}.\n"),
        ("a.org", "#+TITLE: Gauges everywhere\n#+AUTHOR: Me\n* Introduction\nGauges drift [cite:@wu2020;@li2021].\n"),
    ],
)
def test_a_text_that_cites_several_works_or_is_called_so_is_a_draft(tmp_path: Path, name: str, text: str) -> None:
    assert settled(tmp_path, name, text).kind is Kind.DRAFT


CITING = "It differs from [@bosch2020ai], from [@sculley2015hidden] and from [@lu2019learning].\n"
TOWARDS = "Towards MLOps: A Framework and Maturity Model"
TOWARDS_BIB = f"@article{{john2021, title = {{{TOWARDS}}}, author = {{Meenu John}}, year = {{2021}}}}\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("john2021towards.md", f"# {TOWARDS}\n\n{CITING}"),
        ("Towards MLOps.md", f"# {TOWARDS}\n\n{CITING}"),
        ("reading.md", f"{TOWARDS}\n\n{CITING}"),
        (f"{TOWARDS.replace(':', '_')}.md", CITING),
    ],
)
def test_a_note_on_a_work_of_the_corpus_may_cite_many_others(bench: Bench, name: str, text: str) -> None:
    bench.write("refs.bib", TOWARDS_BIB)
    bench.write(name, text)
    bench.build()
    with bench.catalogue() as catalogue:
        (work,) = catalogue.works()
        note = next(source for source in catalogue.sources() if source.path == name)
        assert (note.kind, note.works, note.warnings) == (Kind.SUMMARY, (work.key,), ())


@pytest.mark.parametrize(
    "leftover", ["Retraining Schedules for Credit Scoring Models", "Reading log for the mapping study"]
)
def test_a_title_left_over_from_another_note_does_not_move_the_note(bench: Bench, leftover: str) -> None:
    bench.write("refs.bib", TOWARDS_BIB + "@article{h, title = {Retraining Schedules for Credit Scoring Models}}\n")
    bench.write(f"{TOWARDS.replace(':', '_')}.org", f"#+TITLE: {leftover}\n* Challenges\n- gauges drift\n")
    bench.build()
    with bench.catalogue() as catalogue:
        assert {work.key for work in catalogue.works()} == {"john2021", "h"}
        note = next(source for source in catalogue.sources() if source.path.endswith(".org"))
        assert note.works == ("john2021",)


def test_what_looks_like_a_draft_is_notes_while_its_work_is_in_the_corpus(bench: Bench) -> None:
    bench.write("reading.md", f"# {TOWARDS}\n\n{CITING}")
    for bib, kind in (("", Kind.DRAFT), (TOWARDS_BIB, Kind.SUMMARY), ("", Kind.DRAFT)):
        bench.write("refs.bib", bib or "@misc{x, title = {Gauges of many other harbours}}\n")
        bench.build()
        with bench.catalogue() as catalogue:
            note = next(source for source in catalogue.sources() if source.path == "reading.md")
            assert note.kind is kind
            assert bool(note.works) is (kind is Kind.SUMMARY)
            warnings = ("looks like a manuscript (3 works cited by key): `kind: note` in front matter makes it a note",)
            assert note.warnings == (warnings if kind is Kind.DRAFT else ())


@pytest.mark.parametrize("name", ["a.md", "a.qmd"])
def test_a_stated_note_is_no_draft(tmp_path: Path, name: str) -> None:
    text = f"---\nkind: note\ntitle: {TOWARDS}\n---\n\n{CITING}"
    assert settled(tmp_path, name, text).kind is Kind.SUMMARY


def test_a_note_that_cites_another_work_is_no_draft(tmp_path: Path) -> None:
    source = settled(
        tmp_path, "a.md", "# On gauges and their drift\n\nAs in [@wu2020], and again [@wu2020; @li2021].\n"
    )
    assert source.kind is Kind.SUMMARY


CALLOUTS = """---
citekey: verne2021
---

> [!Abstract]
> Drift is a loss of order.

>[!Synth]
>**Contribution**:: Counts ==duplicates== of [[cards|all cards]].
>**Related**:: [[@moss2019]]

> <mark style="background: red">Quote</mark>
> drift doubled ([p. 3](zotero://open-pdf/A?page=3)) ^a4

%% Import Date: 2023 %%
![[fig.png]]
"""


def test_marks_of_note_programs_are_no_text(tmp_path: Path) -> None:
    source = settled(tmp_path, "a.md", CALLOUTS)
    shown = [(block.evidence, " ".join(source.raw(block).split())) for block in source.blocks]
    assert shown == [
        (Evidence.ABSTRACT, "Drift is a loss of order."),
        (Evidence.SUMMARY, "Counts duplicates of all cards ."),
        (Evidence.SUMMARY, "drift doubled ( p. 3 )"),
    ]


FORM = """# Paper summary

**Title:**
**Authors:**
**Year:**

## Motivation
Describe in two sentences why the authors study drift.

## Method
What did they do? Who were the participants?
"""


def test_a_form_of_sentences_that_tell_what_to_write_is_a_template(tmp_path: Path) -> None:
    source = settled(tmp_path, "My copy of summary.md", FORM)
    assert (source.records, source.blocks, source.warnings) == ((), (), (notes.TEMPLATE,))
    keyed = settled(tmp_path, "@berg2022canary.md", FORM)
    assert [record.key for record in keyed.records] == ["berg2022canary"]
    assert not any("Describe" in keyed.raw(block) for block in keyed.blocks)
    filled = settled(tmp_path, "Gauges that drift in ten harbours.md", FORM + "\nTen pilots took part.\n")
    assert "Ten pilots took part." in " ".join(map(filled.raw, filled.blocks))


def test_properties_of_logseq_state_the_facts_and_a_citekey_is_no_title(tmp_path: Path) -> None:
    page = (
        "title:: @berg2022canary\ntype:: [[Journal article]]\nauthors:: [[Dora Berg]], [[David Smith]]\n"
        'doi:: 10.5555/canary.2\noriginal-title:: "Canary birds in learned harbours"\n\n- They sing.\n'
    )
    source = settled(tmp_path, "pages.md", page)
    (record,) = source.records
    assert (record.key, record.doi, record.title) == (
        "berg2022canary",
        "10.5555/canary.2",
        "Canary birds in learned harbours",
    )
    assert record.authors == ("Dora Berg", "David Smith")
    assert [source.raw(block) for block in source.blocks if block.evidence is Evidence.SUMMARY] == ["They sing."]


@pytest.mark.parametrize(
    ("path", "title", "year"),
    [
        ("n/Verne 2021 - Catalogue drift in small libraries.md", "Catalogue drift in small libraries", 2021),
        ("2021 - Verne - Catalogue drift in small libraries.md", "Catalogue drift in small libraries", 2021),
        ("(2021) Catalogue drift in small libraries.md", "Catalogue drift in small libraries", 2021),
        ("Catalogue drift in small libraries (Verne 2021).md", "Catalogue drift in small libraries", 2021),
        ("Catalogue drift_ a study of small libraries.md", "Catalogue drift: a study of small libraries", None),
        ("Catalogue drift in 2020 small libraries - notes.md", "Catalogue drift in 2020 small libraries", None),
        ("A survey of 1998 gauges in ten harbours.md", "A survey of 1998 gauges in ten harbours", None),
    ],
)
def test_title_and_year_in_a_name(path: str, title: str, year: int | None) -> None:
    record = notes.FileName.of(path).record
    assert (record.title, record.year) == (title, year)


TEX = r"""\documentclass{article}
\title{Gauges of \emph{ten} harbours}
\begin{document}
\maketitle
\section{Introduction} % begin
Gauges drift by 5\% \cite{wu2020}.
\begin{figure}\includegraphics{a.png}\caption{A gauge}\end{figure}

\begin{itemize}\item They age.\end{itemize}
\bibliography{my}
\end{document}
"""


def test_latex_is_a_draft_with_its_sections(tmp_path: Path) -> None:
    source = settled(tmp_path, "paper.tex", TEX)
    assert (source.kind, source.records) == (Kind.DRAFT, ())
    assert [(block.section, source.raw(block)) for block in source.blocks] == [
        (None, "Gauges of ten harbours"),
        ("Introduction", "Gauges drift by 5%."),
        ("Introduction", "They age."),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("template.tex", "\\documentclass{IEEEtran}\n\\begin{document}\nYour text.\n\\end{document}\n"),
        ("macros.tex", "\\usepackage{amsmath}\n"),
        ("empty.tex", ""),
        ("study.qmd", "---\ntitle: Gauges of ten harbours in a storm\n---\n\nGauges drift.\n"),
    ],
)
def test_what_a_researcher_writes_is_never_literature(bench: Bench, name: str, text: str) -> None:
    bench.write("library.bib", BIB)
    bench.write(name, text)
    report = bench.build()
    assert (report.works, report.failed) == (1, ())


def test_names_on_lines_of_their_own_part_a_paragraph(tmp_path: Path) -> None:
    text = "Gauges of ten harbours in a storm\n\nKernidee:\nGauges drift.\nThey age.\nUrteil:\ninclude\n"
    for name in ("Gauges.txt", "Gauges.md"):
        source = settled(tmp_path, name, text)
        assert [(block.section, source.raw(block)) for block in source.blocks][-2:] == [
            ("Kernidee", "Gauges drift.\nThey age."),
            ("Urteil", "include"),
        ]


def test_a_line_that_introduces_a_list_stays_text(tmp_path: Path) -> None:
    source = settled(
        tmp_path, "Gauges.md", "# Gauges of ten harbours in a storm\n\nThey name two tools:\n\n- a float\n"
    )
    assert [source.raw(block) for block in source.blocks][-2:] == ["They name two tools:", "a float"]
