"""LaTeX: a manuscript's sections and paragraphs as text. What it prints beside text (figures, formulas) is left out."""

import re
from collections.abc import Iterator

from index.readers.composing import Part, compose
from index.readers.files import decode
from index.readers.records import latex
from index.sources import Record, Source

# "50\% % a comment"
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_BODY = re.compile(r"\\begin\s*\{document\}(.*?)(?:\\end\s*\{document\}|\Z)", re.DOTALL)
_TITLE = re.compile(r"\\title\s*(?:\[[^\[\]]{0,300}\])?\s*\{((?:[^{}]|\{[^{}]{0,300}\}){1,600})\}")
# "\section*[short]{Related work}"
_HEADING = re.compile(
    r"\\(part|chapter|section|subsection|subsubsection|paragraph)\*?\s*(?:\[[^\[\]]{0,300}\])?\s*"
    r"\{((?:[^{}]|\{[^{}]{0,200}\}){0,400})\}"
)
_LEVELS = {"part": 1, "chapter": 1, "section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4}
_PRINTED = r"(?:figure|table|tabular|equation|align|displaymath|lstlisting|verbatim|tikzpicture|thebibliography)"
_NO_TEXT = re.compile(
    rf"\\begin\s*\{{({_PRINTED}\*?)\}}.*?\\end\s*\{{\1\}}"  # an environment that is no prose
    r"|\\(?:begin|end)\s*\{[^{}]{1,60}\}(?:\[[^\[\]]{0,300}\])?"
    r"|\\(?:label|bibliography|bibliographystyle|addbibresource|usepackage|documentclass|input|include|thispagestyle"
    r"|includegraphics|title|author|date)\s*(?:\[[^\[\]]{0,300}\])?\s*\{[^{}]{0,1000}\}"
    r"|\\(?:maketitle|tableofcontents|printbibliography|newpage|clearpage|noindent|centering|appendix)\b",
    re.DOTALL,
)
_CITE = re.compile(r"[~\s]*\\[A-Za-z]*cite[A-Za-z]*\*?(?:\[[^\[\]]{0,300}\]){0,2}\{[^{}]{0,1000}\}")
_ITEM = re.compile(r"\\item\b\s*(?:\[[^\[\]]{0,300}\])?")


def read(data: bytes) -> Source:
    """Read a manuscript; raises NoTextError if nothing of it is text."""
    text = _COMMENT.sub("", decode(data))
    title = next((" ".join(latex.decode(stated[1]).split()) for stated in _TITLE.finditer(text)), None)
    body = _BODY.search(text)
    return compose(_parts(body[1] if body else text), [Record(title=title or None)])


def _parts(body: str) -> Iterator[Part]:
    done = 0
    for heading in _HEADING.finditer(body):
        yield from _paragraphs(body[done : heading.start()])
        yield Part(" ".join(latex.decode(heading[2]).split()), _LEVELS[heading[1]])
        done = heading.end()
    yield from _paragraphs(body[done:])


def _paragraphs(text: str) -> Iterator[Part]:
    prose = _ITEM.sub("\n\n", _NO_TEXT.sub("\n\n", _CITE.sub("", text)))
    for paragraph in re.split(r"\n[ \t]*\n", prose):
        if printed := " ".join(latex.decode(paragraph).split()):
            yield Part(printed)
