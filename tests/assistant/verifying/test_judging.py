"""Claims judged by the passages they cite, over the sample corpus and with its models."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answers import Support
from assistant.verifying.judging import Verifier
from index.entries import FoundPassage
from index.models import Models
from index.search import Search, open_search
from index.sources import Evidence, Kind
from index.text.passages import Sentence

BORNE_OUT = (Support.VERBATIM, Support.SUPPORTED)
DRIFT = (
    "Data drift is a change in the distribution of the inputs that reach a model.",
    "Data drift can be detected without labels, whereas concept drift in general cannot be confirmed without them.",
    "Concept drift usually makes predictions worse wherever the affected inputs occur.",
    "In 37% of the 12 teams it was noticed within 2 days.",
    "Batch scoring is cheaper than streaming.",
    "We ask whether a feature store reduces the skew between training and serving.",
)


def passage_of(*sentences: str, header: str = "") -> FoundPassage:
    """A passage made of these sentences."""
    parts: list[Sentence] = []
    at = 0
    for text in sentences:
        parts.append(Sentence(text, at, at + len(text)))
        at += len(text) + 1
    text = " ".join(sentences)
    return FoundPassage(
        1, text[:20], "key", "a.md", Kind.PAPER, Evidence.PAPER, None, None, 0, len(text), text, header, tuple(parts)
    )


PASSAGE = passage_of(*DRIFT, header="Drift in practice")


@pytest.fixture(scope="module")
def verifier(sample_index: Path, models: Models) -> Iterator[Verifier]:
    with closing(open_search(sample_index, models)) as search:
        yield Verifier(search)


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ("Concept drift usually makes predictions worse where the affected inputs occur.", 2),
        ("Concept drift makes predictions worse where the affected inputs occur [1].", 2),
        ("- **Data drift** is a change in the distribution of inputs reaching a model [p2, p3].", 0),
        ("It was noticed within two days in 37 percent of the twelve teams.", 3),
        ("Batch scoring is cheaper than streaming", 4),
    ],
)
def test_a_close_paraphrase_is_borne_out(verifier: Verifier, claim: str, shown: int) -> None:
    judgement = verifier.judge(claim, [PASSAGE])
    assert judgement is not None
    assert judgement.support in BORNE_OUT
    assert judgement.shown.sentence.text == DRIFT[shown]


@pytest.mark.parametrize(
    "claim",
    [
        "Concept drift usually makes predictions better where the affected inputs occur.",
        "Data drift cannot be detected without labels.",
        "Concept drift can be confirmed without labels, whereas data drift cannot be detected.",
        "It was noticed within two days in 73% of the 12 teams.",
        "It was noticed within three days in 37% of the 12 teams.",
        "A feature store reduces the skew between training and serving.",
        "It is not so that batch scoring is cheaper.",
        "There are several kinds of drift.",
        "Several challenges exist.",
        "Kubernetes reduces the cost of clusters.",
        "\u041c\u043e\u0434\u0435\u043b\u044c \u0443\u0445\u0443\u0434\u0448\u0430\u0435\u0442\u0441\u044f.",
        "",
        "[1]",
        "?!",
    ],
)
def test_what_the_passage_does_not_say_is_weak_at_most(verifier: Verifier, claim: str) -> None:
    judgement = verifier.judge(claim, [PASSAGE])
    assert judgement is not None
    assert judgement.support in (Support.WEAK, Support.UNSUPPORTED)


ORCHARD = passage_of(
    "Late frost killed 37% of the apple blossoms in the valley.",
    "Apple blossoms die without frost warnings.",
    "Smoke does not help the growers who light fires at night.",
    "Few studies found that pear warnings save pears on every plain.",
    "Bumblebees fly at six degrees and pollinate apple blossoms before honeybees leave the hive.",
    "The cache answers in <100 ms and costs -3.2 points of accuracy.",
)


@pytest.mark.parametrize(
    ("claim", "support"),
    [
        ("Late frost killed 37% of the apple blossoms in the valley.", Support.VERBATIM),
        ("Late frost killed 37% of the apple blossoms.", Support.VERBATIM),
        ("In the valley, 37% of the apple blossoms were killed by late frost.", Support.SUPPORTED),
        ("Without frost warnings, apple blossoms die.", Support.SUPPORTED),
        ("Growers who light fires at night are not helped by smoke.", Support.SUPPORTED),
        ("Few studies found that pear warnings save pears.", Support.VERBATIM),
        ("Apple blossoms are pollinated by bumblebees before honeybees leave the hive.", Support.SUPPORTED),
        ("Bumblebees fly at 6 degrees.", Support.SUPPORTED),
        ("The cache answers in under 100 ms.", Support.SUPPORTED),
        ("The cache answers in <100 ms and costs -3.2 points.", Support.VERBATIM),
    ],
)
def test_what_is_said_is_borne_out(verifier: Verifier, claim: str, support: Support) -> None:
    judgement = verifier.judge(claim, [ORCHARD])
    assert judgement is not None
    assert judgement.support is support


@pytest.mark.parametrize(
    "claim",
    [
        "Late frost killed 37 of the apple blossoms.",
        "Pear warnings save pears on every plain.",
        "The cache answers in >100 ms and costs +3.2 points of accuracy.",
        "The cache answers in more than 100 ms.",
    ],
)
def test_another_number_and_a_denied_clause_are_weak_at_most(verifier: Verifier, claim: str) -> None:
    judgement = verifier.judge(claim, [ORCHARD])
    assert judgement is not None
    assert judgement.support in (Support.WEAK, Support.UNSUPPORTED)


@pytest.mark.parametrize(
    "claim", ["", "[2]", "Kubernetes reduces the cost of clusters.", "\u6a21\u578b\u9000\u5316\u3002"]
)
def test_what_shares_no_word_is_unsupported(verifier: Verifier, claim: str) -> None:
    judgement = verifier.judge(claim, [PASSAGE])
    assert judgement is not None
    assert judgement.support is Support.UNSUPPORTED


def test_a_sentence_in_another_script_is_found_verbatim(verifier: Verifier) -> None:
    text = "\u6a21\u578b\u5728\u751f\u4ea7\u4e2d\u4f1a\u9000\u5316\u3002"
    judgement = verifier.judge(text, [passage_of(text)])
    assert judgement is not None
    assert judgement.support is Support.VERBATIM


def test_no_passage_and_no_sentence_give_no_judgement(verifier: Verifier) -> None:
    assert verifier.judge("Drift harms models.", []) is None
    assert verifier.judge_each("Drift harms models.", [replace(PASSAGE, sentences=()), PASSAGE])[0] is None


def test_each_passage_is_judged_by_itself_and_all_of_them_together(verifier: Verifier) -> None:
    other = passage_of("The wheel was invented long before the motor car.")
    first, second = verifier.judge_each(DRIFT[2], [other, PASSAGE])
    both = verifier.judge(DRIFT[2], [other, PASSAGE])
    assert first is not None
    assert first.support is Support.UNSUPPORTED
    assert second is not None
    assert both == second


def test_it_works_more_coarsely_without_a_cross_encoder(sample_index: Path, models: Models) -> None:
    with closing(open_search(sample_index, Models(models.embedder))) as search:
        coarse = Verifier(search)
        near, far = (
            coarse.judge(c, [PASSAGE]) for c in ("Concept drift makes predictions worse.", "Clusters cost a lot.")
        )
    assert near is not None
    assert far is not None
    assert near.support in (Support.SUPPORTED, Support.WEAK)
    assert far.support is Support.UNSUPPORTED


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_sentences_of_the_corpus_are_verbatim_and_a_strange_number_is_never_supported(
    verifier: Verifier, search: Search, data: st.DataObject
) -> None:
    passages = search.catalogue.passages(search.catalogue.spread(40)).values()
    told = [p for p in passages if any(len(s.text.split()) > 5 for s in p.sentences)]
    passage = data.draw(st.sampled_from(sorted(told, key=lambda p: p.rowid)))
    sentence = data.draw(st.sampled_from([s for s in passage.sentences if len(s.text.split()) > 5]))
    exact = verifier.judge(sentence.text, [passage])
    assert exact is not None
    assert exact.support is Support.VERBATIM
    assert exact.shown.sentence == sentence
    number = data.draw(st.integers(10**7, 10**9))
    numbered = verifier.judge(f"{sentence.text.rstrip('.')} in {number} cases.", [passage])
    assert numbered is not None
    assert numbered.support not in BORNE_OUT


def test_labelled_claims_are_told_apart(verifier: Verifier, evaluation: Path) -> None:
    folder = evaluation / "claims"
    documents = {
        line["_id"]: line for line in map(json.loads, (folder / "documents.jsonl").read_text("utf-8").splitlines())
    }
    claims = [json.loads(line) for line in (folder / "claims.jsonl").read_text("utf-8").splitlines()][::24]
    said: dict[str, list[float]] = {"SUPPORT": [], "CONTRADICT": [], "NONE": []}
    for claim in claims:
        cited = str(claim["cited_doc_ids"][0])
        found = claim["evidence"].get(cited)
        document = documents[cited]
        judgement = verifier.judge(claim["claim"], [passage_of(*document["sentences"], header=document["title"])])
        assert judgement is not None
        said[found[0]["label"] if found else "NONE"].append(judgement.probability)
    mean = {stance: sum(values) / len(values) for stance, values in said.items()}
    assert mean["SUPPORT"] > mean["CONTRADICT"] > mean["NONE"]
