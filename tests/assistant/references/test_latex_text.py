"""Text as LaTeX: printed unchanged, with the capitals that a style must not lower in braces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.references.latex import escaped, folded, title_field
from index.readers.records import latex
from tests.assistant.references.entries import work, written


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Towards MLOps: A Framework and Maturity Model", "Towards {MLOps}: A Framework and Maturity Model"),
        ("MLOps in Practice", "{MLOps} in Practice"),
        ("Machine Learning for the IoT Edge", "Machine Learning for the {IoT} Edge"),
        ("CI/CD Pipelines for Edge-AI", "{CI}/{CD} Pipelines for Edge-{AI}"),
        ("An AutoML (Automated Machine Learning) Tool", "An {AutoML} (Automated Machine Learning) Tool"),
        ("GPT-4 and T5 in the Wild", "{GPT}-4 and {T5} in the Wild"),
        ("R&D with R and C++", r"{R\&D} with {R} and {C}++"),
        ("A Study of a Tool: A Case", "A Study of a Tool: A Case"),
        ("Drift detection with Kubernetes in production", "Drift detection with {Kubernetes} in production"),
        ("Why Should I Trust You? The Case of LIME", "Why Should {I} Trust You? {The} Case of {LIME}"),
        ("“Why Should We Trust You?”: Explaining Classifiers", "“{Why} Should We Trust You?”: Explaining Classifiers"),
        ("Is it drift? A study of models in use", "Is it drift? {A} study of models in use"),
        ("MACHINE LEARNING OPERATIONS", "MACHINE LEARNING OPERATIONS"),
        ("MLOPS", "{MLOPS}"),
        (
            "100% of {sets} cost $5 & more_or less #1",
            r"100\% of \textbraceleft{}sets\textbraceright{} cost \$5 \& more\_or less \#1",
        ),
        ("O’Reilly on Überraschung", "{O’Reilly} on Überraschung"),
    ],
)
def test_capitals_stand_in_braces_where_a_style_would_wrongly_lower_them(title: str, field: str) -> None:
    assert written(work(title=title))["title"] == field


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("a -- b --- c", "a -{}- b -{}-{}- c"),
        ("a''b", "a'{}'b"),
        ("C:\\temp~^", r"C:\textbackslash{}temp\textasciitilde{}\textasciicircum{}"),
        ("p < 0.05 | q > 1", r"p \textless{} 0.05 \textbar{} q \textgreater{} 1"),
        ("one\n two\x00", "one two"),
    ],
)
def test_what_is_special_to_tex_is_escaped(text: str, field: str) -> None:
    assert written(work(venue=text))["journal"] == field


@given(st.text())
def test_latex_prints_the_text_unchanged(text: str) -> None:
    for field in (escaped(text), title_field(text)):
        assert latex.decode(field) == folded(text).replace("`", "‘")
        assert field.count("{") == field.count("}")
