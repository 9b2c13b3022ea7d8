"""Escape plain text for LaTeX; letters of every script stay."""

import re
import unicodedata

from index.text.normalise import on_one_line

_COMMANDS = {
    "\\": r"\textbackslash{}",
    # BibTeX counts even escaped braces, and an entry ends where they do not balance.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": "‘",  # TeX prints this for it
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_ESCAPES = str.maketrans(_COMMANDS)
# Between two signs that TeX prints as one: "--", "''", ",,".
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=,)(?=,)")
# "O'Brien", "R&D".
_WORD = re.compile(r"[^\W_]+(?:[.’'+&#][^\W_]+)*")
_OPENING = " \t(['\"“‘«¿¡"
_LONG = 4
"""Letters of a word that show whether a title capitalises all words; shorter words are never capitalised. A guess."""
_FEWEST_WORDS = 3
"""Words of a title in capitals; "MLOPS" alone is an acronym. A guess."""


def folded(text: str) -> str:
    """`text` as one line in composed form (NFC), without hidden characters."""
    return on_one_line(unicodedata.normalize("NFC", text))


def escaped(text: str) -> str:
    """`text` as one line of LaTeX."""
    return _escaped(folded(text))


def title_field(title: str) -> str:
    """`title` as LaTeX, with braces around words whose capitals a bibliography style must not lower.

    Styles lower all letters but the first of a title and of a subtitle. "MLOps", "GPT-4" and "R" always get braces. If
    a title capitalises only names ("Drift detection with Kubernetes"), the names get them too; the style may lower the
    capitals of "Towards Machine Learning".
    """
    line = folded(title)
    words = list(_WORD.finditer(line))
    # A title in capitals does not show which words are names.
    shouted = len(words) >= _FEWEST_WORDS and line == line.upper()
    names_only = _has_capitals_on_names_alone([word.group() for word in words[1:]])
    pieces: list[str] = []
    done = 0
    for word in words:
        pieces.append(_escaped(line[done : word.start()]))
        protected = not shouted and _is_kept(line, word, names_only=names_only)
        pieces.append(f"{{{_escaped(word.group())}}}" if protected else _escaped(word.group()))
        done = word.end()
    return "".join([*pieces, _escaped(line[done:])])


def _escaped(text: str) -> str:
    return _LIGATURE.sub("{}", text.translate(_ESCAPES))


def _has_capitals_on_names_alone(words: list[str]) -> bool:
    long = [word for word in words if len(word) >= _LONG and word[0].isalpha() and not _is_mixed(word)]
    return 2 * sum(word[0].islower() for word in long) > len(long)


def _is_kept(line: str, word: re.Match[str], *, names_only: bool) -> bool:
    text, before = word.group(), line[: word.start()]
    if _is_mixed(text):
        return True
    if not text[0].isupper() or not before or before.endswith(": "):
        return False
    opens = before.rstrip(_OPENING)
    if names_only or not opens or opens[-1] in ".?!:–—":
        return True
    return len(text) == 1 and not (text == "A" and line[word.end() : word.end() + 1] == " ")


def _is_mixed(word: str) -> bool:
    """True if a word has a capital after its first letter, or a capital and digits."""
    return any(char.isupper() for char in word[1:]) or (word[0].isupper() and any(map(str.isdigit, word)))
