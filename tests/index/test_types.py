"""Types of works: by what databases and programs call them, and by titles without authors or an abstract."""

import time

import pytest

from index.sources import WorkType
from index.works.types import Stated, of_entry, stated, without_mark


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Article", Stated(WorkType.ARTICLE)),  # Scopus, and so on to "Retracted"
        ("Conference paper", Stated(WorkType.CONFERENCE)),
        ("Conference Review", Stated(WorkType.PROCEEDINGS)),
        ("Review", Stated(WorkType.ARTICLE, secondary=True)),
        ("Short survey", Stated(WorkType.ARTICLE)),
        ("Erratum", Stated(WorkType.ERRATUM)),
        ("Retracted", Stated(WorkType.ARTICLE, retracted=True)),
        ("Article; Early Access", Stated(WorkType.ARTICLE)),  # Web of Science
        ("Review; Book Chapter", Stated(WorkType.CHAPTER, secondary=True)),
        ("Editorial Material; Book Chapter", Stated(WorkType.EDITORIAL)),
        ("Article; Retracted Publication", Stated(WorkType.ARTICLE, retracted=True)),
        ("Retraction", Stated(WorkType.ERRATUM)),
        ("Proceedings Paper", Stated(WorkType.CONFERENCE)),
        ("IEEE Early Access Articles", Stated(WorkType.ARTICLE)),  # IEEE Xplore
        ("Wiley-IEEE Press eBook Chapters", Stated(WorkType.CHAPTER)),
        ("Packt Publishing eBooks", Stated(WorkType.BOOK)),
        ("Journal Article\nSystematic Review\nMeta-Analysis", Stated(WorkType.ARTICLE, secondary=True)),  # PubMed
        ("Journal Article\nPreprint", Stated(WorkType.PREPRINT)),
        ("Published Erratum", Stated(WorkType.ERRATUM)),
        ("Editorial\nComment", Stated(WorkType.EDITORIAL)),
        ("ConferencePaper", Stated(WorkType.CONFERENCE)),  # Springer
        ("Proceeding", Stated(WorkType.PROCEEDINGS)),  # Publish or Perish
        ("mastersthesis", Stated(WorkType.THESIS)),
        ("journalArticle", Stated(WorkType.ARTICLE)),
        ("PDF", Stated()),
        ("", Stated()),
    ],
)
def test_names_of_types_are_known(name: str, known: Stated) -> None:
    assert stated(name) == known


@pytest.mark.parametrize(
    ("title", "type_"),
    [
        ("19th European Conference on Software Architecture, ECSA 2025", WorkType.PROCEEDINGS),
        ("Proceedings - 2021 IEEE/ACM 1st Workshop on AI Engineering, WAIN 2021", WorkType.PROCEEDINGS),
        ("2022 International Symposium on Widgets", WorkType.PROCEEDINGS),
        ("Proceedings of the Shipyard Conference", WorkType.PROCEEDINGS),
        ("[Front cover]", WorkType.EDITORIAL),
        ("Program Committee", WorkType.EDITORIAL),
        ("A conference that never was", None),
    ],
)
def test_a_title_without_authors_and_abstract_may_be_a_volumes(title: str, type_: WorkType | None) -> None:
    assert of_entry(Stated(), title, authors=False).type is type_
    assert of_entry(Stated(), title, authors=True).type is None
    assert type_ is WorkType.EDITORIAL or of_entry(Stated(WorkType.ARTICLE), title, authors=False).type == "article"
    assert of_entry(Stated(), title, authors=True, abstract="We study what conferences do.").type is None


@pytest.mark.parametrize(
    ("title", "type_"),
    [
        ("Editorial", WorkType.EDITORIAL),
        ("Guest Editorial: Machine Learning in Production", WorkType.EDITORIAL),
        ("Guest Editors' Introduction", WorkType.EDITORIAL),
        ("Message from the General Chairs", WorkType.EDITORIAL),
        ("Introduction to the Special Issue on Drift", WorkType.EDITORIAL),
        ("Erratum: On Drift", WorkType.ERRATUM),
        ("Correction: On Drift", WorkType.ERRATUM),
        ("Correction", WorkType.ERRATUM),
        ("Corrigendum to On Drift", WorkType.ERRATUM),
        ("Correction to Smith et al. (2012)", WorkType.ERRATUM),
        ("Corrections: prisons and their reform", None),
        ("Correction to the standard model", None),
        ("Correction for “attenuation” in small samples", None),
        ("Errata theory in philology", None),
        ("Introduction to Drift", None),
        ("Introduction", None),
        ("Proceedings", None),
        ("Editorial boards of journals and their members", None),
        ("Query by committee", None),
        ("Correction of bias in widgets", None),
        ("Messages from the stars", None),
        ("Retraction of the papers of 2020 and its causes", None),
    ],
)
def test_no_title_alone_sets_a_study_with_authors_and_an_abstract_aside(title: str, type_: WorkType | None) -> None:
    assert of_entry(Stated(), title, authors=True).type is type_
    assert of_entry(Stated(), title, authors=True, abstract="We study it in three companies.").type is None
    assert of_entry(Stated(WorkType.ARTICLE), title, authors=True, abstract="We study it.").type is WorkType.ARTICLE


@pytest.mark.parametrize(
    ("title", "abstract", "type_"),
    [
        ("Message from the General Chairs", "Presents the introductory welcome message from the proceedings.",
         WorkType.EDITORIAL),
        ("Author Index", "Presents an index of the authors whose articles are published.",
         WorkType.EDITORIAL),
        ("Program Committee", "Provides a listing of current committee members and society officers.",
         WorkType.EDITORIAL),
        ("[Title page iii]", "Presents the title page of the proceedings record.", WorkType.EDITORIAL),
        ("Copyright notice", "Conference proceedings front matter may contain various advertisements.",
         WorkType.EDITORIAL),
        ("Table of Contents", "Presents the table of contents/splash screen of the proceedings record.",
         WorkType.EDITORIAL),
        ("Software for Widgets", "The articles in this special section focus on widgets.", WorkType.EDITORIAL),
        ("Guest Editorial: Widgets", "This special issue has six papers.", WorkType.EDITORIAL),
        ("Preface", "It is our great pleasure to welcome you to Bari.", WorkType.EDITORIAL),
        ("Correction to “On Drift”", "In the above article [1], Fig. 3 is wrong.", WorkType.ERRATUM),
        ("Corrections to “On Drift”", "Presents corrections to the article “On Drift”.", WorkType.ERRATUM),
        ("Erratum", "The authors regret that Table 2 has an error.", WorkType.ERRATUM),
        ("On Drift", "In the above article, we find drift.", WorkType.ARTICLE),
        ("Author Index: Linking Names", "Presents an index that links names of authors.", WorkType.ARTICLE),
        ("Contents of Ledgers", "Presents the first study of ledgers.", WorkType.ARTICLE),
        ("Covers", "Presents a cover-free family of codes.", WorkType.ARTICLE),
        ("Special Issues and Citations", "The special issues of journals are cited more.", WorkType.ARTICLE),
        ("A Table Reader", "Provides the table of contents extraction that readers lack.", WorkType.ARTICLE),
    ],
)  # fmt: skip
def test_a_stock_abstract_tells_front_matter_whoever_signs_it(title: str, abstract: str, type_: WorkType) -> None:
    for authors in (True, False):
        assert of_entry(Stated(WorkType.ARTICLE), title, authors=authors, abstract=abstract).type is type_


@pytest.mark.parametrize(
    "title",
    [
        "Erratum to: On Drift",
        "Corrections to “On Drift”",
        "Correction to ‘On Drift’",
        "Author Correction: On Drift",
        "Retraction Note: On Drift",
        "Retraction notice to “On Drift”",
    ],
)
def test_a_title_that_names_the_work_it_corrects_is_no_study(title: str) -> None:
    for stated_type in (None, WorkType.ARTICLE):
        assert of_entry(Stated(stated_type), title, authors=True, abstract="We study it.").type is WorkType.ERRATUM


@pytest.mark.parametrize(
    ("stated_type", "title"),
    [
        (WorkType.REPORT, "Bullying at school in Norway 2019"),
        (None, "Bullying at school in Norway 2019"),
        (None, "Second language learning in primary school"),
        (WorkType.REPORT, "First report of the school health survey"),
        (WorkType.REPORT, "First Conference on School Health"),
        (None, "2018 Physical activity guidelines for school children"),
        (WorkType.THESIS, "Bullying at school, 2019"),
        (WorkType.BOOK, "Third Assessment Report, meeting the climate challenge"),
        (None, "Effects of a workshop on reading, 2019"),
        (None, "First workshop participants and what became of them"),
        (None, "2023 conference attendance and air travel"),
        (None, "Delays in court proceedings"),
        (WorkType.BOOK, "Second Hague Convention of 1907"),
    ],
)
def test_a_study_without_authors_and_abstract_is_no_volume(stated_type: WorkType | None, title: str) -> None:
    assert of_entry(Stated(stated_type), title, authors=False).type is stated_type


@pytest.mark.parametrize("stated_type", [None, WorkType.CONFERENCE, WorkType.BOOK, WorkType.PROCEEDINGS])
@pytest.mark.parametrize(
    "title",
    [
        "Companion Proceedings of the Web Conference 2022",
        "International Conference on Widgets, ICW 2019",
        "The Second International Workshop on AI Engineering",
        "10th IEEE/ACM Int'l Symposium on Code Generation, 2012",
        "High Performance Computing Workshops, SC 2023",
        "AAAI Conference Proceedings",
    ],
)
def test_a_volume_is_one_under_every_type_that_exports_give_it(stated_type: WorkType | None, title: str) -> None:
    assert of_entry(Stated(stated_type), title, authors=False).type is WorkType.PROCEEDINGS


@pytest.mark.parametrize("word", ["conference ", "first ", "systematic ", "a-", " (", "Workshop, ", "proceedings "])
def test_a_text_in_place_of_a_title_takes_no_time(word: str) -> None:
    began = time.perf_counter()
    of_entry(Stated(), word * (210_000 // len(word)), authors=False)
    assert time.perf_counter() - began < 1, "it took 60 s"


def test_a_volumes_abstract_tells_it() -> None:
    abstract = "The proceedings contain 45 papers. The topics discussed include: drift."
    assert (
        of_entry(Stated(WorkType.CONFERENCE), "Widgets", authors=True, abstract=abstract).type is WorkType.PROCEEDINGS
    )


@pytest.mark.parametrize(
    "title",
    [
        "RETRACTED: On Drift",
        "Retracted article: On Drift",
        "[Retracted] On Drift",
        "WITHDRAWN: On Drift",
        "Notice of Retraction: On Drift",
        "On Drift (Retracted article. See vol. 12, pg. 3, 2013)",
        "On Drift [Retracted]",
    ],
)
def test_the_mark_of_a_retracted_work_is_no_part_of_its_title(title: str) -> None:
    assert without_mark(title) == "On Drift"
    assert of_entry(Stated(), title, authors=True).retracted


@pytest.mark.parametrize("title", ["Retracted papers and their citations", "On Drift", "Retraction Watch: ten years"])
def test_a_work_on_retraction_is_not_retracted(title: str) -> None:
    assert without_mark(title) == title
    assert not of_entry(Stated(), title, authors=True, abstract="We ask why articles were retracted.").retracted


@pytest.mark.parametrize("text", ["This article has been retracted: please see the policy.", "Retracted"])
def test_an_abstract_or_a_note_may_tell_of_the_retraction(text: str) -> None:
    assert of_entry(Stated(), "On Drift", authors=True, abstract=text).retracted
    assert of_entry(Stated(), "On Drift", authors=True, notes=[text]).retracted


@pytest.mark.parametrize(
    ("title", "secondary"),
    [
        ("A systematic literature review of drift", True),
        ("MLOps: A Taxonomy and Mapping Study", True),
        ("Drift in widgets: a multivocal literature review", True),
        ("Tools for systematic reviews", False),
        ("A survey of practitioners", False),
        ("Code review in practice", False),
        ("Mapping soils", False),
        ("Mapping study of soils", True),
        ("Automating the systematic literature review process", False),
        ("Literature review automation with LLMs", False),
        ("Meta-analysis tools: an evaluation", False),
        ("Conducting a systematic review with students", False),
    ],
)
def test_reviews_and_mapping_studies_are_marked(title: str, secondary: bool) -> None:
    assert of_entry(Stated(), title, authors=True).secondary is secondary
