"""What a language model wrote, as the program reads it: sentences with the passages they name, and nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """One sentence as plain text, never empty, in one line, without markers or marks of Markdown.

    `cited` are the identifiers the program gave out ("P3"), each once, in order; `unknown` are the markers that name
    nothing given out, as written ("P9", "12").
    """

    text: str
    cited: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or an item of a list, never without a sentence; `heading` is the one right above it."""

    sentences: tuple[WrittenSentence, ...]
    item: bool = False
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A whole reply; `removed` are the kinds of things that were left out of it, each once ("image", "link").

    `remarks` are sentences that say what the passages do not say, as plain text: no passage could bear them out.
    """

    blocks: tuple[Block, ...]
    removed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
