"""LaTeX as the text that it prints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.records.latex import decode, verbatim


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\"o} \'e \'{e} \`a \^{\i} \~n \=a \.z", "ö é é à î ñ ā ż"),
        (r"\c{c} {\v{z}} \H{o} \k{a} \r{a} \u{g} \d{s}", "ç ž ő ą å ğ ṣ"),
        (r"Stra{\ss}e {\o}rsted \L{}ukasz \AA ngstr\"om \ae", "Straße ørsted Łukasz Ångström æ"),
        (r"\textit{Procolophon} {\em a} \emph{b} {\bf c}", "Procolophon a b c"),
        (r"A \& B\_c 5\% \#1 \$2 \{x\}", "A & B_c 5% #1 $2 {x}"),
        (r"1--2 a---b ``q'' a~b x-->y", "1–2 a—b “q” a b x-->y"),
        (r"$\alpha$-helix $O(n^2)$ $10^{-3}$ $H_2O$ $x_{max}$", "α-helix O(n²) 10⁻³ H₂O x_max"),
        (r"\(n \leq 5\) and $\mathcal{O}(n \log n)$", "n ≤ 5 and O(n log n)"),
        ("costs $5 and $10 here", "costs $5 and $10 here"),
        (r"$\sim$5", "∼5"),
        (r"5\,\texteuro{} \textless\ 3\textperthousand{} \copyright\ \TeX", "5 € < 3‰ © TeX"),
        (r"\textepsilon{} \Omega{} \quad x", "ε Ω   x"),
        (r"\href{http://x}{Text} see~\cite{a}", "Text see "),
        (r"C:\temp\foo {\unknown{kept}}", r"C:\temp\foo kept"),
        ("100% {[}sic]", "100% [sic]"),
        (r"\mathbb R \vspace{1em}\bigl(x\bigr)", "R (x)"),
        ("\\", "\\"),
    ],
)
def test_commands_become_what_they_print(latex: str, text: str) -> None:
    assert decode(latex) == text


@given(st.text(st.characters(exclude_characters="\\{}$~`'-", exclude_categories=["Cs"])))
def test_text_without_latex_stays_as_it_is(text: str) -> None:
    assert decode(text) == text


@given(st.text("\\{}$~`'^_-\"ab \n", max_size=60))
def test_any_text_is_decoded_and_no_letter_is_lost(latex: str) -> None:
    assert sum(map(decode(latex).count, "ab")) <= latex.count("a") + latex.count("b")
    assert "{" not in decode(latex) or "\\{" in latex


@pytest.mark.parametrize(("latex", "text"), [(r"10.1/a\_b", "10.1/a_b"), ("{10.1/a--b~c}", "10.1/a--b~c")])
def test_identifiers_keep_their_dashes_and_tildes(latex: str, text: str) -> None:
    assert verbatim(latex) == text
