"""Marks in PDFs as evidence: looked in alone they are all there is, beside the paper's text they count for nothing."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answers import Verdict
from assistant.composing import Composer
from assistant.questions.question import Known, Question, QuestionKind
from assistant.sweeping.sweep import Decision, sweep
from assistant.sweeping.topics import standard_glossary, topic_of
from index.build import build
from index.models import Models
from index.search import Search, open_search
from index.sources import Evidence
from index.works.filters import Filter
from tests.assistant.shelves import keys
from tests.index.readers.marked import Marking, printed

PAPER = """#text(size: 16pt)[Sorting letters by machine]

== Method
A detector watches for concept drift, and a person looks at the letters it stops at. Belts carry the letters on.

== Results
Fewer letters went to the wrong town. Stamps were read by a second camera that looks from the side.
"""
MARKS = Filter(evidence=("your mark",))


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory, models: Models) -> Iterator[Search]:
    folder: Path = tmp_path_factory.mktemp("marked")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "plain.pdf").write_bytes(printed(PAPER.replace("letters", "parcels")))
    marking = Marking(printed(PAPER))
    marking.over(1, "A detector watches for concept drift", Contents="As in the harbour study?")
    marking.over(1, "Stamps were read", Contents="Nothing on federated learning here.")
    (folder / "corpus" / "letters.pdf").write_bytes(marking.saved())
    picture = Marking(printed("#rect(width: 300pt, height: 400pt, fill: gray)"))
    picture.add(1, "Text", Contents="Read this one on paper.")
    (folder / "corpus" / "scan.pdf").write_bytes(picture.saved())
    build(folder / "corpus", folder / ".refdesk", models.embedder)
    with closing(open_search(folder / ".refdesk", models)) as search:
        yield search


def decided(search: Search, topic: str, only: Filter = Filter()) -> dict[str, Decision]:
    files = {key: file for file, key in keys(search).items()}
    topic_ = topic_of(search.catalogue, topic, standard_glossary())
    return {files[d.work.key]: d for d in sweep(search, topic_, only)}


def test_marks_beside_the_paper_s_text_do_not_change_its_verdict(marked: Search) -> None:
    decisions = decided(marked, "concept drift")
    for fact in ("named", "narrower", "in_passing"):
        assert getattr(decisions["letters"].signals, fact) == getattr(decisions["plain"].signals, fact)
    assert decisions["letters"].verdict is decisions["plain"].verdict
    assert {shown.passage.evidence for shown in decisions["letters"].shown} == {Evidence.PAPER}
    assert decided(marked, "federated learning")["letters"].verdict is Verdict.NO


def test_note_in_a_scan_does_not_make_it_readable(marked: Search) -> None:
    assert decided(marked, "concept drift")["scan"].verdict is Verdict.UNREADABLE


def test_sweep_of_marks_alone_shows_the_marked_words(marked: Search) -> None:
    decisions = decided(marked, "concept drift", MARKS)
    assert decisions["plain"].verdict is Verdict.UNKNOWN
    (shown,) = decisions["letters"].shown
    assert shown.sentence.text == "A detector watches for concept drift"
    assert shown.passage.evidence is Evidence.YOUR_MARK


def test_mark_and_the_sentence_that_it_begins_are_two_citations(marked: Search) -> None:
    composer = Composer(marked, Question("drift?", QuestionKind.LOOKUP, "drift"), Known.of(marked.catalogue))
    shown = [
        *decided(marked, "concept drift")["letters"].shown,
        *decided(marked, "concept drift", MARKS)["letters"].shown,
    ]
    cited = composer.claim(shown)
    assert [citation.kind for citation in cited] == [Evidence.PAPER, Evidence.YOUR_MARK]
    assert [citation.number for citation in cited] == [1, 2]
    assert cited[0].quote.startswith(cited[1].quote)


def test_notes_are_quoted_from_the_text_of_their_page(marked: Search) -> None:
    composer = Composer(marked, Question("harbour?", QuestionKind.LOOKUP, "harbour"), Known.of(marked.catalogue))
    hits = marked.hits("harbour study", 5, MARKS)
    (note,) = (hit.passage for hit in hits if "harbour" in hit.passage.text)
    citation = composer.citer.cite(note, note.sentences[0])
    assert citation is not None
    assert (citation.quote, citation.page) == ("As in the harbour study?", 1)
    assert citation.section == "Note on “A detector watches for concept drift”"
