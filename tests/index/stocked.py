"""A catalogue published from sources as a reader would give them, without files and without passages being embedded."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from index.corrections import Corrections
from index.entries import Stamp
from index.reading.process import read
from index.reading.reading import FileOutcome, pack
from index.sources import Evidence, Kind, NoteEntry, PageFault, Record, Shares, Source
from index.store.publish import publish
from index.store.schema import connect
from index.store.staging import StagedSource, stage
from index.text.passages import Passage


@dataclass(frozen=True)
class Stock:
    """One source; `evidence` has what its first record's passages are worth as evidence."""

    path: str
    reader: str
    kind: Kind
    records: tuple[Record, ...]
    evidence: tuple[str, ...] = ("paper",)
    reason: str | None = None
    faults: tuple[PageFault, ...] = ()
    entries: tuple[NoteEntry, ...] = ()
    sha256: str | None = None
    pages: int = 0
    labels: Mapping[int, str] = field(default_factory=dict)
    shares: Shares | None = None
    texts: Mapping[int, str] = field(default_factory=dict)
    """Of pages with more than an "x"."""


def stocked(folder: Path, stocks: Sequence[Stock]) -> None:
    """Publish a catalogue of these sources in `folder`."""
    with closing(connect(folder, create=True)) as db:
        for stock in stocks:
            sha256 = stock.path if stock.sha256 is None else stock.sha256
            texts = {**dict.fromkeys(range(1, stock.pages + 1) if stock.pages else [0], "x"), **stock.texts}
            facts = (stock.entries, stock.faults, stock.labels, stock.shares)
            source = Source(stock.kind, texts, (), stock.records, (), *facts)
            passages = tuple(
                Passage(f"{stock.path}-{i}", 0, Evidence(worth), stock.pages or None, None, 0, 1, "x", (), "")
                for i, worth in enumerate(stock.evidence)
            )
            outcome = FileOutcome(sha256, stock.reader, None if stock.reason else source, stock.reason, passages)
            stamp = Stamp(sha256, 0, 0, 0, 0)
            stage(db, StagedSource(stock.path, stamp, f"{stock.reader} 1, passages 1", outcome), pack(outcome))
        publish(db, (), {}, Corrections())


def shelve(folder: Path, corpus: Mapping[str, str | bytes]) -> None:
    """Publish a catalogue of these files, by path, read as in a build."""
    with TemporaryDirectory() as corner, closing(connect(folder, create=True)) as db:
        for path, text in corpus.items():
            location = Path(corner) / f"file{Path(path).suffix}"
            location.write_bytes(text if isinstance(text, bytes) else text.encode())
            outcome = read(location, path)
            stamp = Stamp(outcome.sha256, 0, 0, 0, 0)
            stage(db, StagedSource(path, stamp, f"{outcome.reader} 1, passages 1", outcome), pack(outcome))
        publish(db, (), {}, Corrections())
