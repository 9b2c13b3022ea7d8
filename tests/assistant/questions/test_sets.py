"""Topics combined in one question."""

import pytest

from assistant.questions.question import Wanted
from assistant.questions.sets import in_words
from assistant.questions.understanding import understand

ONE = [
    "data augmentation and artificial training data",
    "privacy and anonymisation",
    "challenges and use cases of MLOps",
    "training and test sets",
    "drift or skew",
    "drift detection without labels",
    "learning without forgetting",
    "languages with few resources",
    "privacy or anonymising personal data",
    "the design and report generation of tools",
]


@pytest.mark.parametrize("topic", ONE)
def test_a_noun_phrase_is_one_topic(topic: str) -> None:
    bare = topic.removeprefix("the ")
    assert understand(f"Which papers discuss {topic}?").wanted == Wanted((bare,))


SETS = [
    ("discuss not drift", Wanted((), (), ("drift",))),
    ("are about not drift but skew", Wanted(("skew",), (), ("drift",))),
    ("report not using Kubernetes", Wanted(("not using Kubernetes",))),
    ("use MLflow but not Kubernetes", Wanted(("MLflow",), (), ("Kubernetes",))),
    ("use MLflow, but do not use Kubernetes", Wanted(("MLflow",), (), ("Kubernetes",))),
    ("use MLflow but never mention Kubernetes", Wanted(("MLflow",), (), ("Kubernetes",))),
    ("use MLflow and don't use Kubernetes", Wanted(("MLflow",), (), ("Kubernetes",))),
    ("use MLflow without Kubernetes", Wanted(("MLflow",), (), ("Kubernetes",))),
    ("use MLflow without mentioning clusters", Wanted(("MLflow",), (), ("clusters",))),
    ("use MLflow except those that use Kubernetes", Wanted(("MLflow",), (), ("Kubernetes",))),
    ("use MLflow, excluding papers about Kubernetes", Wanted(("MLflow",), (), ("Kubernetes",))),
    ("discuss both drift and skew", Wanted(("drift", "skew"))),
    ("both use MLflow and report costs", Wanted(("MLflow", "costs"))),
    ("discuss drift and also skew", Wanted(("drift", "skew"))),
    ("discuss drift as well as skew", Wanted(("drift", "skew"))),
    ("use MLflow and report costs", Wanted(("MLflow", "costs"))),
    ("use MLflow, report costs and discuss drift", Wanted(("MLflow", "costs", "drift"))),
    ("not only discuss drift but also propose a remedy", Wanted(("drift", "remedy"))),
    ("discuss either MLflow or Kubeflow", Wanted((), ("MLflow", "Kubeflow"))),
    ("discuss neither drift nor skew", Wanted((), (), ("drift", "skew"))),
    ("use MLflow and discuss neither drift nor skew", Wanted(("MLflow",), (), ("drift", "skew"))),
    ("do not use either MLflow or DVC", Wanted((), (), ("MLflow", "DVC"))),
    ("do not discuss drift", Wanted((), (), ("drift",))),
    ("don't mention drift", Wanted((), (), ("drift",))),
    ("are not about healthcare", Wanted((), (), ("healthcare",))),
    ("that use MLflow do not discuss drift", Wanted(("MLflow",), (), ("drift",))),
]


@pytest.mark.parametrize(("said", "wanted"), SETS)
def test_what_is_said_of_the_papers_is_divided(said: str, wanted: Wanted) -> None:
    for opening in ("Which papers", "How many papers", "List all papers that"):
        if not (opening.endswith("that") and said.startswith("that")):
            assert understand(f"{opening} {said}?").wanted == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Which bilingual papers do not report costs?", Wanted(("bilingual",), (), ("costs",))),
        ("Which of the edge AI studies discuss drift?", Wanted(("edge AI", "drift"))),
        ("Is there a paper that both uses MLflow and trains on tweets?", Wanted(("MLflow", "trains on tweets"))),
        ("papers on MLOps that don't mention Kubernetes", Wanted(("MLOps",), (), ("Kubernetes",))),
    ],
)
def test_adjectives_and_single_papers_combine_too(text: str, wanted: Wanted) -> None:
    assert understand(text).wanted == wanted


def test_a_combination_is_told_in_words() -> None:
    assert in_words(Wanted(("a", "b"), (), ("c",))) == "a and b, but not c"
    assert in_words(Wanted((), ("a", "b"), ())) == "either a or b"
    assert in_words(Wanted((), (), ("c", "d"))) == "not c or d"
