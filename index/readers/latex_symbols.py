"""The names LaTeX has for letters, signs and accents, as Unicode: those that stand in titles, names and abstracts."""

import unicodedata

_GREEK = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega
"""
_SIGNS = """
    ss ß SS ẞ o ø O Ø l ł L Ł ae æ AE Æ oe œ OE Œ aa å AA Å i i j j dh ð DH Ð th þ TH Þ dj đ DJ Đ ng ŋ NG Ŋ
    imath i jmath j ell ℓ hbar ħ aleph ℵ lambda λ Lambda Λ varepsilon ε vartheta ϑ varphi φ varrho ϱ varsigma ς
    ldots … dots … cdots ⋯ textellipsis … textendash – textemdash — textquoteleft ‘ textquoteright ’ lq ‘ rq ’
    textquotedblleft “ textquotedblright ” quotedblbase „ quotesinglbase ‚ glqq „ grqq “ flqq « frqq »
    guillemotleft « guillemotright » guillemetleft « guillemetright » textquotesingle ' textquotedbl "
    textasciitilde ~ textasciicircum ^ textbackslash \\ backslash \\ textunderscore _ textbar | vert | Vert ‖
    textless < textgreater > slash / textbraceleft { textbraceright } lbrace { rbrace } textdollar $ textpercent %
    textampersand & langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ copyright © textcopyright ©
    textregistered ® texttrademark ™ pounds £ textsterling £ euro € texteuro € EUR € textyen ¥ textdegree ° degree °
    S § P ¶ dag † ddag ‡ dagger † ddagger ‡ textbullet • bullet • textmu µ textordfeminine ª textordmasculine º
    textperiodcentered · cdot · circ ° star ⋆ times × texttimes × div ÷ pm ± mp ∓ leq ≤ le ≤ geq ≥ ge ≥ ll ≪ gg ≫
    lt < gt > neq ≠ ne ≠ approx ≈ sim ∼ simeq ≃ equiv ≡ cong ≅ propto ∝ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏
    int ∫ sqrt √ in ∈ notin ∉ subset ⊂ subseteq ⊆ supset ⊃ cup ∪ cap ∩ emptyset ∅ forall ∀ exists ∃ neg ¬
    wedge ∧ land ∧ vee ∨ lor ∨ oplus ⊕ otimes ⊗ perp ⊥ mid | parallel ∥ angle ∠ prime ′ to → rightarrow →
    Rightarrow ⇒ leftarrow ← Leftarrow ⇐ leftrightarrow ↔ Leftrightarrow ⇔ uparrow ↑ downarrow ↓ mapsto ↦
    implies ⇒ iff ⇔ log log ln ln exp exp min min max max sin sin cos cos arg arg
    TeX TeX LaTeX LaTeX BibTeX BibTeX LaTeXe LaTeX2e XeTeX XeTeX
"""
_ACCENTS = """
    ` 0300 ' 0301 ^ 0302 ~ 0303 = 0304 . 0307 " 0308 H 030b u 0306 v 030c r 030a c 0327 k 0328 d 0323 b 0331
    t 0361 h 0309 G 030f U 030e hat 0302 tilde 0303 bar 0304 vec 20d7 dot 0307 ddot 0308 acute 0301 grave 0300
    breve 0306 check 030c
"""
_STYLES = """
    emph em it itshape textit bf bfseries textbf rm textrm sf textsf sl textsl sc scshape textsc tt ttfamily texttt
    textup textmd textnormal text mathrm mathbf mathit mathcal mathbb mathsf mathtt mathfrak mathscr boldsymbol bm
    operatorname textsuperscript textsubscript mbox hbox underline uline ul uppercase lowercase MakeUppercase
    MakeLowercase url path ensuremath protect noopsort relax small large Large huge tiny footnotesize normalsize
    displaystyle left right big Big bigl bigr limits nolimits enquote mkbibquote mkbibemph mkbibitalic upshape
    mdseries normalfont rmfamily sffamily cal
"""
_DROPPED = """
    cite citep citet citealp citeauthor label ref href index footnotemark vphantom phantom color hskip hspace vspace
"""
_DIGITS = "0123456789+-=()"


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


SYMBOLS = {
    **_pairs(_SIGNS),
    **{name: unicodedata.lookup(f"GREEK SMALL LETTER {name}") for name in _GREEK.split()},
    **{f"text{name}": unicodedata.lookup(f"GREEK SMALL LETTER {name}") for name in _GREEK.split()},
    **{name.capitalize(): unicodedata.lookup(f"GREEK CAPITAL LETTER {name}") for name in _GREEK.split()},
    **dict.fromkeys(("quad", "qquad", "textvisiblespace", "space", "nobreakspace", "newline", "newblock"), " "),
    "par": "\n\n",
}
"""Command to what it prints."""

ACCENTS = {command: chr(int(code, 16)) for command, code in _pairs(_ACCENTS).items()}
"""Command to combining character, which Unicode puts after its letter."""

SPACES = {**dict.fromkeys(" \n\t\\,;:>", " "), **dict.fromkeys("!-/@", "")}
"""Command to the space it makes, if any."""

STYLES = frozenset(_STYLES.split())
"""Commands that change how their argument looks and print nothing themselves."""

DROPPED = frozenset(_DROPPED.split())
"""Commands whose first argument is not printed where they stand."""

SCRIPTS = {
    "^": dict(zip(_DIGITS + "n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True)),
    "_": dict(zip(_DIGITS, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True)),
}
"""Mark to the characters that Unicode has raised or lowered."""
