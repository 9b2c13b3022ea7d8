"""The documents of a collection as a corpus: a file for each, which goes the way of any other file."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import indent

from assistant.evaluation.collections import Document

_OURS = re.compile(r"\d{6,}\.md")


def as_markdown(document: Document) -> str:
    """The document as a Markdown file.

    The text is indented by four columns, where neither `#`, a fence nor a rule means anything to the reader.
    """
    title = " ".join(document.title.split())
    return (f"# {title}\n\n" if title else "") + indent(document.text, " " * 4) + "\n"


def write_corpus(documents: Iterable[Document], folder: Path) -> dict[str, str]:
    """Make `folder` hold a file for every document that is not empty; returns document identifiers by file name.

    Files are named by their number, since an identifier may hold anything. One that is there already is left alone;
    those of an earlier, longer collection are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, str] = {}
    for number, document in enumerate(documents):
        if document.is_empty:
            continue
        file, content = folder / f"{number:06}.md", as_markdown(document).encode("utf-8")
        if not file.exists() or file.read_bytes() != content:
            file.write_bytes(content)
        names[file.name] = document.id
    for file in folder.iterdir():
        if file.name not in names and _OURS.fullmatch(file.name):
            file.unlink()
    return names


def ranked_documents(sources: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Documents in the order of their best passage, from the sources of ranked passages."""
    return list(dict.fromkeys(names[source] for source in sources))
