"""LaTeX in a bibliography's fields as the Unicode text that a person reads.

One pass over marks, no recursion: a field is untrusted, and braces may be nested as deep as they are many. What is not
known is kept: the argument of an unknown command, the name of one that has none ("C:\\temp" is no command).
"""

import re
import unicodedata
from dataclasses import dataclass, field

_LATEX = re.compile(r"[\\{}$~`]|--|''")
_MARK = re.compile(r"\\([A-Za-z]+)\*?|\\(.)|([{}$~^_])|(---?(?!>)|``|'')|(`)", re.DOTALL)
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")
_GROUP = re.compile(r"[ \t]*\{([^{}]{0,2000})\}")
_FORMULA = re.compile(r"(?<!\\)(\$\$?)(?=[^\s$])([^$]{1,400}?)(?<![\s\\])\1")
_COMMANDS = re.compile(r"[\\^_]")
_ESCAPED = re.compile(r"\\([&%#_{}$])|[{}]|\\(?=\W)")


def decode(text: str) -> str:
    """The text that LaTeX would print: accents, symbols, short formulas; braces and style commands gone."""
    if not _LATEX.search(text):
        return text
    out = _Printed()
    done = 0
    for formula in _FORMULA.finditer(text):
        # Pandoc's rule: no space inside the signs, no digit after them, or else it is money.
        if text[formula.end() : formula.end() + 1].isdigit() and not _COMMANDS.search(formula.group(2)):
            continue
        _print(text[done : formula.start()], out, math=False)
        _print(formula.group(2), out, math=True)
        done = formula.end()
    _print(text[done:], out, math=False)
    return unicodedata.normalize("NFC", "".join(out.pieces))


def verbatim(text: str) -> str:
    """An address or identifier: escapes and braces gone, dashes and tildes as they are."""
    return _ESCAPED.sub(lambda match: match.group(1) or "", text)


@dataclass
class _Printed:
    """What is printed so far, and the accent that waits for its letter."""

    pieces: list[str] = field(default_factory=list)
    accent: str = ""

    def put(self, text: str) -> None:
        if self.accent and text:
            waiting, self.accent = self.accent, ""
            text = text[0] + waiting + text[1:] if text[0].isalpha() else text
        self.pieces.append(text)


def _print(text: str, out: _Printed, *, math: bool) -> None:
    done = 0
    while match := _MARK.search(text, done):
        out.put(_plain(text[done : match.start()], math=math, after_accent=bool(out.accent)))
        done = match.end()
        word, char, mark, dash, quote = match.groups()
        if word:
            done = _command(word, text, done, out)
        elif char:
            _escape(char, out)
        elif mark in ("^", "_"):
            done = _script(mark, text, done, out, math=math)
        elif mark == "~":
            out.put(" ")
        elif mark == "$":
            out.put("$")
        elif mark == "}":
            out.accent = ""
        elif dash:
            out.put({"--": "–", "---": "—", "``": "“", "''": "”"}[dash])
        elif quote:
            out.put("‘")
    out.put(_plain(text[done:], math=math, after_accent=bool(out.accent)))


def _plain(text: str, *, math: bool, after_accent: bool) -> str:
    text = text.lstrip() if after_accent else text
    return text.replace("'", "′") if math else text


def _command(name: str, text: str, done: int, out: _Printed) -> int:
    """Print a command named in letters; returns where reading goes on."""
    space = _SPACE.match(text, done)
    after = space.end() if space else done
    if name in ACCENTS and (after > done or text[done : done + 1] in ("{", "\\")):
        out.accent = ACCENTS[name]
        return after
    if name in SYMBOLS:
        out.put(SYMBOLS[name])
        # In TeX a command swallows the space behind it; behind a sign or a word that is mostly an oversight.
        return after if len(SYMBOLS[name]) == 1 and SYMBOLS[name].isalpha() else done
    if name in DROPPED:
        group = _GROUP.match(text, done)
        return group.end() if group else done
    if name in STYLES:
        return after
    if text[done : done + 1] in ("{", "["):
        return done
    out.put("\\" + name)
    return done


def _escape(char: str, out: _Printed) -> None:
    """Print a command named by a sign: an accent, a space, or a sign that is special else."""
    if char in ACCENTS:
        out.accent = ACCENTS[char]
    elif char in SPACES:
        out.put(SPACES[char])
    elif char in "()[]":  # the other marks of a formula
        return
    else:
        out.put(char if not char.isdigit() else "\\" + char)


def _script(mark: str, text: str, done: int, out: _Printed, *, math: bool) -> int:
    """Print a raised or lowered digit; of longer scripts, and outside a formula, the mark stays."""
    if math:
        group = _GROUP.match(text, done)
        script = group.group(1) if group else text[done : done + 1]
        end = group.end() if group else done + 1
        if script and all(char in SCRIPTS[mark] for char in script):
            out.put("".join(SCRIPTS[mark][char] for char in script))
            return end
    out.put(mark)
    return done


# The names LaTeX has for letters, signs and accents, as Unicode: those that stand in titles, names and abstracts.

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
