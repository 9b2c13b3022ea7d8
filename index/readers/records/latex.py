"""Convert LaTeX in a bibliography's fields to Unicode text.

One pass without recursion, because a hostile field may nest braces deeply. Of an unknown command we keep the argument,
or the name if it has none ("C:\\temp" is not a command). We use pylatexenc's names of symbols but not its decoder,
which recurses, reads "$5 and $10" as a formula, and fails on `\\href`.
"""

import re
import unicodedata
from functools import cache

_LATEX = re.compile(r"[\\{}$~`]|--|''")
# "\alpha", "\&", one of "{}$~^_", a dash (not the arrow "-->"), or a quotation mark.
_MARK = re.compile(r"\\([A-Za-z]+)\*?|\\(.)|([{}$~^_])|(---?(?!>)|``|''|`)", re.DOTALL)
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")
_GROUP = re.compile(r"[ \t]*\{([^{}]{0,2000})\}")
# "$O(n^2)$"
_FORMULA = re.compile(r"(?<!\\)(\$\$?)(?=[^\s$])([^$]{1,400}?)(?<![\s\\])\1")
_ESCAPED = re.compile(r"\\([&%#_{}$])|[{}]|\\(?=\W)")


def decode(text: str) -> str:
    """The text that LaTeX prints: accents, symbols and short formulas, without braces and style commands."""
    if not _LATEX.search(text):
        return text
    printer = _Printer()
    done = 0
    for formula in _FORMULA.finditer(text):
        # Pandoc's rule: with a space inside the dollar signs or a digit after them it is money.
        if text[formula.end() : formula.end() + 1].isdigit() and not set("\\^_") & set(formula.group(2)):
            continue
        printer.print(text[done : formula.start()], math=False)
        printer.print(formula.group(2), math=True)
        done = formula.end()
    printer.print(text[done:], math=False)
    return unicodedata.normalize("NFC", "".join(printer.pieces))


def verbatim(text: str) -> str:
    """An address or identifier without escapes and braces; dashes and tildes stay."""
    return _ESCAPED.sub(lambda match: match.group(1) or "", text)


class _Printer:
    """The output so far, and an accent that waits for its letter."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._accent = ""

    def print(self, text: str, *, math: bool) -> None:
        done = 0
        while match := _MARK.search(text, done):
            self._plain(text[done : match.start()], math=math)
            done = match.end()
            word, char, mark, sign = match.groups()
            if word:
                done = self._command(word, text, done)
            elif char:
                self._escape(char)
            elif sign:
                self._put({"--": "–", "---": "—", "``": "“", "''": "”", "`": "‘"}[sign])
            elif mark in "^_":
                done = self._script(mark, text, done, math=math)
            elif mark == "}":
                self._accent = ""
            elif mark in "~$":
                self._put(mark.replace("~", " "))
        self._plain(text[done:], math=math)

    def _put(self, text: str) -> None:
        if self._accent and text:
            accent, self._accent = self._accent, ""
            text = text[0] + accent + text[1:] if text[0].isalpha() else text
        self.pieces.append(text)

    def _plain(self, text: str, *, math: bool) -> None:
        text = text.lstrip() if self._accent else text
        self._put(text.replace("'", "′") if math else text)

    def _command(self, name: str, text: str, done: int) -> int:
        """Print a command named by letters; returns where to continue."""
        space = _SPACE.match(text, done)
        after = space.end() if space else done
        if name in _ACCENTS and (after > done or text[done : done + 1] in ("{", "\\")):
            self._accent = _ACCENTS[name]
            return after
        if symbol := _symbols().get(name):
            self._put(symbol)
            # TeX drops the space after a command; after a sign or a word that is usually an author's oversight.
            return after if len(symbol) == 1 and symbol.isalpha() else done
        if name in _DROPPED:
            group = _GROUP.match(text, done)
            return group.end() if group else done
        if name in _STYLES or name.startswith(("text", "math", "mkbib")):
            return after
        if text[done : done + 1] not in ("{", "["):
            self._put("\\" + name)
        return done

    def _escape(self, char: str) -> None:
        """Print a command named by a sign: an accent, a space, or an escaped sign."""
        if char in _ACCENTS:
            self._accent = _ACCENTS[char]
        elif char in " \n\t\\,;:>":
            self._put(" ")
        elif char not in "!-/@()[]":  # these change spacing or delimit a formula
            self._put("\\" + char if char.isdigit() else char)

    def _script(self, mark: str, text: str, done: int, *, math: bool) -> int:
        """Print a superscript or subscript if Unicode has it and `math` is set, else the mark itself."""
        group = _GROUP.match(text, done)
        script, end = (group.group(1), group.end()) if group else (text[done : done + 1], done + 1)
        if math and script and set(script) <= _SCRIPTS[mark].keys():
            self._put("".join(_SCRIPTS[mark][char] for char in script))
            return end
        self._put(mark)
        return done


_SIGNS = """
    SS ẞ i i j j imath i jmath j lq ‘ rq ’ glqq „ grqq “ flqq « frqq » guillemetleft « guillemetright » textquotedbl "
    textasciicircum ^ textunderscore _ textbar | textless < textgreater > slash / textbraceleft { textbraceright }
    textpercent % textampersand & copyright © pounds £ euro € EUR € degree ° circ ° S § P ¶ ddag ‡ ddagger ‡
    bullet • textmu μ textperiodcentered · lt < gt > ne ≠ sqrt √ neg ¬ land ∧ lor ∨ prime ′ implies ⇒ iff ⇔ arg arg
    epsilon ε phi φ textphi φ TeX TeX LaTeX LaTeX BibTeX BibTeX LaTeXe LaTeX2e XeTeX XeTeX
"""
"""Command and sign, where pylatexenc has none or an unusual one."""

_SPACES = ("quad", "qquad", "textvisiblespace", "space", "nobreakspace", "newline", "newblock")

_ACCENT_CODES = """
    ` 0300 ' 0301 ^ 0302 ~ 0303 = 0304 . 0307 " 0308 H 030b u 0306 v 030c r 030a c 0327 k 0328 d 0323 b 0331
    t 0361 h 0309 G 030f U 030e hat 0302 tilde 0303 bar 0304 vec 20d7 dot 0307 ddot 0308 acute 0301 grave 0300
    breve 0306 check 030c
"""
"""Command and the code of its combining character, which follows the letter in Unicode."""

_STYLES = """
    em emph it bf rm sf sl sc tt cal bm boldsymbol operatorname itshape slshape scshape upshape bfseries mdseries
    rmfamily sffamily ttfamily normalfont normalsize footnotesize tiny small large Large huge displaystyle ensuremath
    mbox hbox underline uline ul uppercase lowercase MakeUppercase MakeLowercase url path protect noopsort relax left
    right big Big bigl bigr limits nolimits enquote
""".split()  # noqa: SIM905
"""Commands that only style their argument, as do all that begin with "text" or "math"."""

_DROPPED = """
    cite citep citet citealp citeauthor label ref href index footnotemark vphantom phantom color hskip hspace vspace
""".split()  # noqa: SIM905
"""Commands whose first argument is not printed."""

_DIGITS = "0123456789+-=()"
_SCRIPTS = {
    "^": dict(zip(_DIGITS + "n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True)),
    "_": dict(zip(_DIGITS, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True)),
}
"""Mark -> character -> its superscript or subscript in Unicode."""


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_ACCENTS = {command: chr(int(code, 16)) for command, code in _pairs(_ACCENT_CODES).items()}


@cache
def _symbols() -> dict[str, str]:
    """Command -> the character or the name of a function ("log") that it prints."""
    # The import takes 60 ms, and few fields need it.
    from pylatexenc.latex2text import get_default_latex_context_db  # type: ignore[import-untyped]

    known = {spec.macroname: spec.simplify_repl for spec in get_default_latex_context_db().iter_macro_specs()}
    symbols = {
        name: sign
        for name, sign in known.items()
        if isinstance(sign, str) and sign.isprintable() and name.isalpha() and (len(sign) == 1 or sign == name)
    }
    symbols |= {**dict.fromkeys(_SPACES, " "), "par": "\n\n", **_pairs(_SIGNS)}
    greek = {f"text{name}": sign for name, sign in symbols.items() if "α" <= sign <= "ω"}
    return {**greek, **symbols}
