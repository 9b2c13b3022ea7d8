"""The command line called in this process."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from ui.cli import app


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document it must be."""
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """`refdesk` called with arguments; asks the sample corpus unless another is named."""

    sample_corpus: Path
    sample_index: Path

    def __call__(self, *arguments: str, corpus: Path | None = None, index: Path | None = None) -> Ran:
        place = {"--corpus": corpus or self.sample_corpus, "--index": index or (None if corpus else self.sample_index)}
        options = [part for name, folder in place.items() if folder for part in (name, str(folder))]
        done = CliRunner().invoke(app, [*options, *arguments])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)


def only_line(text: str) -> str:
    """The one line that `text` must be."""
    assert text.count("\n") == 1, text
    assert "Traceback" not in text
    return text.removesuffix("\n")
