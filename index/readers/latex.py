"""LaTeX in a bibliography's fields as the Unicode text that a person reads.

One pass over marks, no recursion: a field is untrusted, and braces may be nested as deep as they are many. What is not
known is kept: the argument of an unknown command, the name of one that has none ("C:\\temp" is no command).
"""

import re
import unicodedata
from dataclasses import dataclass, field

from index.readers.latex_symbols import ACCENTS, DROPPED, SCRIPTS, SPACES, STYLES, SYMBOLS

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
