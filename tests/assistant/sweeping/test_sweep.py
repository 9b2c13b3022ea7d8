"""The sweep, over small corpora whose verdicts are known, with the real models."""

from contextlib import closing
from pathlib import Path

import pytest

from assistant.answers import Verdict
from assistant.sweeping.sweep import Decision, sweep
from assistant.sweeping.topics import Glossary, standard_glossary, topic_of
from index.models import Models
from index.models.onnx import Array
from index.models.reranking import RememberingReranker, Reranker
from index.search import Search, open_search
from index.sources import Evidence
from index.works.filters import Filter
from tests.assistant.shelves import SEVEN, SWEPT, keys, shelve

D, M, N, U, R = Verdict.DISCUSSES, Verdict.MENTIONS, Verdict.NO, Verdict.UNKNOWN, Verdict.UNREADABLE
WORDS = standard_glossary()


def decided(search: Search, topic: str, only: Filter = Filter(), glossary: Glossary = WORDS) -> dict[str, Decision]:
    """Decisions by the name of the work's first file."""
    files = {key: file for file, key in keys(search).items()}
    return {files[d.work.key]: d for d in sweep(search, topic_of(search.catalogue, topic, glossary), only)}


def verdicts(search: Search, topic: str, only: Filter = Filter()) -> dict[str, Verdict]:
    return {file: decision.verdict for file, decision in decided(search, topic, only).items()}


@pytest.mark.parametrize("topic", ["concept drift", "concept drifts", "drift of concepts", "model drift"])
def test_topic_under_any_of_its_names_is_found_where_it_is_dealt_with(swept: Search, topic: str) -> None:
    found = verdicts(swept, topic)
    assert {file for file in found if found[file] is D} >= {"titled", "abstract", "four"}
    assert {found[file] for file in ("denied", "later", "related")} == {M}
    assert {found[file] for file in ("silent", "defines", "uses")} == {N}


@pytest.mark.parametrize(
    ("phrase", "having"),
    [
        ("drift in four harbours", {"four", "notes"}),
        ("drifts in concept", set()),
        ("detector of concept drift", {"abstract"}),
    ],
)
def test_a_phrase_in_quotation_marks_is_found_as_written_alone(swept: Search, phrase: str, having: set[str]) -> None:
    found = verdicts(swept, f'"{phrase}"')
    assert {file for file in found if found[file] in (D, M)} == having & set(found)
    assert found["silent"] is N


def test_heading_that_names_it_shows_the_sentence_under_it(swept: Search) -> None:
    heading = decided(swept, "concept drift")["heading"]
    assert heading.verdict in (D, M)
    assert [shown.sentence.text for shown in heading.shown] == ["Clocks go wrong as their oil grows old."]


def test_title_that_names_it_is_evidence_of_its_own_kind(swept: Search) -> None:
    (shown,) = decided(swept, "concept drift")["titled"].shown
    assert shown.passage.evidence is Evidence.TITLE
    assert shown.sentence.text == "A survey of concept drift"


def test_glossary_s_word_in_a_title_makes_it_discuss_the_topic(swept: Search) -> None:
    assert decided(swept, "model drift")["titled"].verdict is D
    assert decided(swept, "model drift", glossary=Glossary())["titled"].verdict is U


def test_evidence_of_the_paper_comes_before_notes_and_title(swept: Search) -> None:
    kinds = [shown.passage.evidence for shown in decided(swept, "concept drift")["four"].shown]
    assert kinds == [Evidence.PAPER, Evidence.SUMMARY]


def test_abbreviation_and_long_form_find_the_same(swept: Search) -> None:
    for topic in ("SEC", "sonar echo counting"):
        found = verdicts(swept, topic)
        assert {file for file in found if found[file] is D} == {"defines", "uses"}


def test_every_work_has_a_verdict_and_only_what_is_found_is_shown(swept: Search) -> None:
    decisions = decided(swept, "concept drift")
    assert decisions.keys() == {"abstract", "four"} | {Path(file).stem for file in SWEPT} - {"notes"}
    for decision in decisions.values():
        assert bool(decision.shown) == (decision.verdict in (D, M))
        assert all(shown.passage.work == decision.work.key for shown in decision.shown)


def test_order_is_by_verdict_then_probability(swept: Search) -> None:
    decisions = list(decided(swept, "concept drift").values())
    ranks = [(list(Verdict).index(d.verdict), -d.probability) for d in decisions]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("concept drift", {"both": D, "drift": D, "federated": N, "neither": N, "hospitals": U}),
        ("federated learning", {"both": D, "drift": N, "federated": D, "neither": N, "hospitals": D}),
        ("quantum chemistry", {"both": N, "drift": N, "federated": N, "neither": N, "hospitals": U}),
        ("数据漂移", {"both": N, "drift": N, "federated": N, "neither": N, "hospitals": U}),
    ],
)
def test_titles_alone_are_unknown_and_files_that_cannot_be_read_unreadable(
    seven: Search, topic: str, expected: dict[str, Verdict]
) -> None:
    assert verdicts(seven, topic) == {"cranes": U, "broken": R, **expected}


@pytest.mark.parametrize("kind", ["summary", "abstract"])
def test_evidence_filter_judges_by_that_kind_alone(swept: Search, kind: str) -> None:
    decisions = decided(swept, "concept drift", Filter(evidence=(kind,)))
    told = {"summary": "four", "abstract": "abstract"}[kind]
    assert {file: d.verdict for file, d in decisions.items()} == {file: D if file == told else U for file in decisions}
    assert {shown.passage.evidence for shown in decisions[told].shown} == {Evidence(kind)}
    assert len(decisions) == len(decided(swept, "concept drift"))


def test_kind_filter_leaves_out_works_without_such_a_source(swept: Search) -> None:
    assert verdicts(swept, "concept drift", Filter(kinds=("summary",))) == {"four": D}


@pytest.mark.parametrize("topic", ["text:concept", "NEAR(concept drift)", '"concept drift', "concept* drift^"])
def test_signs_of_the_full_text_engine_are_plain_words(seven: Search, topic: str) -> None:
    assert sorted(verdicts(seven, topic)) == sorted(Path(file).stem for file in SEVEN)


class Counting:
    """A reranker that counts the texts it is asked about."""

    def __init__(self, reranker: Reranker) -> None:
        self.reranker, self.fingerprint, self.asked = reranker, reranker.fingerprint, 0

    def score(self, query: str, texts: list[str]) -> Array:
        self.asked += len(texts)
        return self.reranker.score(query, texts)


@pytest.mark.parametrize("topic", ["concept drift", "telephones", "salt in the air"])
def test_second_sweep_asks_the_cross_encoder_nothing_and_decides_the_same(
    tmp_path: Path, models: Models, topic: str
) -> None:
    assert models.reranker is not None
    counting = Counting(models.reranker)
    shelve(tmp_path, SEVEN, models).close()
    runs, asked = [], []
    for _ in range(2):
        remembering = RememberingReranker(counting, tmp_path / ".refdesk")  # type: ignore[arg-type]
        with closing(open_search(tmp_path / ".refdesk", Models(models.embedder, None, remembering))) as search:
            runs.append({file: (d.verdict, d.probability, d.shown) for file, d in decided(search, topic).items()})
        asked.append(counting.asked)
    assert asked[0] == asked[1] > 0
    assert runs[0] == runs[1]


def test_sweep_works_without_a_cross_encoder(tmp_path: Path, models: Models) -> None:
    with closing(shelve(tmp_path, SEVEN, Models(models.embedder))) as search:
        found = verdicts(search, "federated learning")
    assert {file for file in found if found[file] is D} == {"both", "federated", "hospitals"}


def test_empty_corpus_has_no_decisions(tmp_path: Path, models: Models) -> None:
    (tmp_path / "corpus").mkdir()
    with closing(shelve(tmp_path, {}, models)) as search:
        assert decided(search, "concept drift") == {}


def test_progress_is_told_to_its_end(seven: Search) -> None:
    told: list[tuple[int, int]] = []
    sweep(seven, topic_of(seven.catalogue, "concept drift", Glossary()), progress=lambda *at: told.append(at))
    assert told
    assert told[-1][0] == told[-1][1]
    assert told == sorted(told)
