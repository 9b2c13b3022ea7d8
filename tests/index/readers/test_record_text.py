"""Field text without what databases leave in it."""

import pytest

from index.readers.records.entry import Entry, entry


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a <i>b</i> H<sub>2</sub>O <jats:italic>c</jats:italic>", "a b H2O c"),
        ("p < 0.05 and q > 0.1 <unknown>", "p < 0.05 and q > 0.1 <unknown>"),
        ("Q&amp;A &amp;amp; more&nbsp;here", "Q&A & more here"),
        (r'E<span class="mathjax-tex">\(^2\)</span>AOD', "E²AOD"),
        ("a\x00b\ud800c \r\n d", "ab\ufffdc d"),
    ],
)
def test_markup_is_taken_out(raw: str, text: str) -> None:
    assert entry(raw).record.title == text


@pytest.mark.parametrize(
    ("raw", "paragraphs"),
    [
        ("One.\n\nTwo.", ("One.", "Two.")),
        ("One\nline. Two", ("One line. Two",)),
        (
            "We show\n\t\n\t that lines.\n\nare\n\nwrapped with\n\nblank ones.",
            ("We show that lines. are wrapped with blank ones.",),
        ),
        ("<p>One.</p><p>Two.</p>", ("One.", "Two.")),
        ("Abstract: We show.", ("We show.",)),
        ("Abstract interpretation works.", ("Abstract interpretation works.",)),
        ("Abstract", ()),
        ("[No abstract available]", ()),
        ("", ()),
    ],
)
def test_abstracts_become_paragraphs(raw: str, paragraphs: tuple[str, ...]) -> None:
    assert entry("T", abstract=raw).abstract == paragraphs


def with_note(name: str, text: str, abstract: str = "") -> Entry:
    return entry("T", abstract=abstract, notes=[(name, text)])


@pytest.mark.parametrize(
    ("name", "note", "kept"),
    [
        ("annote", "Good on drift.", True),
        ("note", "Good on drift.", False),
        ("note", "303 pp.", False),
        ("note", "This is the paper that I would give to anyone new to the field.", True),
        ("comment", "Cited By :44", False),
        ("comment", "doi: 10.1016/j.neuron.2016.10.006", False),
        ("comment", "Source of the idea that monitoring comes first.", True),
        ("note", "Accessed on 3 May 2020 from the web site of the authors, who keep it there.", False),
    ],
)
def test_only_a_persons_words_are_notes(name: str, note: str, kept: bool) -> None:
    assert with_note(name, note).notes == ([note] if kept else [])


def test_a_note_that_repeats_the_abstract_is_not_a_note() -> None:
    abstract = "Models drift in production. They are watched."
    assert with_note("annote", "Models drift in production.", abstract).notes == []
    assert with_note("annote", "Models drift in the lab.", abstract).notes == ["Models drift in the lab."]


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("2021-05-03", 2021),
        ("May 2021", 2021),
        ("c1999", 1999),
        ("20160512", 2016),
        ("2012///", 2012),
        ("12345", None),
        ("Jan", None),
    ],
)
def test_years_are_found_in_dates(date: str, year: int | None) -> None:
    assert entry("T", dates=[date]).record.year == year


def test_a_venue_that_repeats_the_title_is_not_a_venue() -> None:
    assert entry("T", venues=["T", "<i>Journal</i>"]).record.venue == "Journal"
