"""What reading one file came to, and its packed form: as it passes between processes and waits to be published."""

from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter

from index.passages import Passage
from index.readers import RECORD_READERS
from index.sources import Kind, Record, Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """A file as it was read: with its source and passages, or with the reason why there are none.

    `sha256` is that of the very bytes that were read, empty where the file could not be opened; `reader` is None where
    none got as far as reading.
    """

    sha256: str
    reader: str | None
    source: Source | None
    reason: str | None
    passages: tuple[Passage, ...] = ()

    @property
    def kind(self) -> Kind:
        """What sort of source it is, or would be if it could be read."""
        if self.source is not None:
            return self.source.kind
        return Kind.RECORD if self.reader in RECORD_READERS else Kind.PAPER

    @property
    def records(self) -> tuple[Record, ...]:
        """The source's records; a paper that cannot be read still stands for one work of which nothing is known."""
        if self.source is not None:
            return self.source.records
        return () if self.kind is Kind.RECORD else (Record(),)


@cache
def _adapter() -> TypeAdapter[Outcome]:
    return TypeAdapter(Outcome)


def pack(outcome: Outcome) -> bytes:
    """The outcome as JSON; raises ValueError for text that is no Unicode (half a surrogate pair)."""
    return _adapter().dump_json(outcome)


def unpack(packed: bytes) -> Outcome:
    """The outcome again; raises ValueError (pydantic's) for anything that is none."""
    return _adapter().validate_json(packed)
