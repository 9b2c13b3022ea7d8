"""Inputs that no reader may crash or hang on, whatever format they claim to be."""

import io
import random
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping

from index.errors import ReadError
from index.sources import Source
from tests.index.readers.wellformed import assert_well_formed

N = 100_000
NOISE: Mapping[str, bytes] = {
    "nothing": b"",
    "white space": b" \n\t" * 1000,
    "bytes": random.Random(1).randbytes(50_000),
    "a picture": b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(500),
    "zeros": b"\0" * 1000,
    "a line of a megabyte": b"word " * 200_000,
    "a word of a megabyte": b"x" * 1_000_000,
    "white space of a megabyte": b"a" + b" " * 1_000_000 + b"b",
    "open brackets": b"[[" * N,
    "an archive cut off": b"PK\x03\x04" + bytes(100),
    "UTF-16": "# A text in UTF-16 \n".encode("utf-16"),
}


_MAX_SECONDS = 60
"""Of processor time; a reader takes a hundredth of it for such inputs, one that backtracks on them takes hours."""


def outcome(read: Callable[[bytes], Source], data: bytes) -> Source | None:
    """What a reader makes of the bytes: a well-formed source, or None where it refuses them in one line."""
    begun = time.process_time()
    source, refusal = None, ""
    try:
        source = read(data)
    except ReadError as exc:
        refusal = str(exc)
    assert time.process_time() - begun < _MAX_SECONDS
    assert "\n" not in refusal
    if source:
        assert_well_formed(source)
    return source


def damaged(data: bytes, times: int) -> list[bytes]:
    """Copies of a file cut short or with some bytes changed, the same ones each time."""
    chance = random.Random(3)
    copies = [data[: len(data) * i // 10] for i in range(10)]
    for _ in range(times):
        copy = bytearray(data)
        for _ in range(chance.randint(1, 20)):
            copy[chance.randrange(len(copy))] = chance.randrange(256)
        copies.append(bytes(copy))
    return copies


def zipped(members: Mapping[str, str | bytes], stored: bool = False) -> bytes:
    """A zip file of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def bomb(name: str, claimed: int | None = None) -> bytes:
    """An archive of 300 kB that unpacks to 300 MB; `claimed`: the size that its directory states instead."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    pieces = [packed.compress(bytes(10_000_000)) for _ in range(30)] + [packed.flush()]
    content = bytearray(zipped({name: b"".join(pieces)}, stored=True))
    directory = content.rindex(b"PK\x01\x02")
    for method, size in ((8, 22), (directory + 10, directory + 24)):
        content[method : method + 2] = (8).to_bytes(2, "little")
        content[size : size + 4] = (300_000_000 if claimed is None else claimed).to_bytes(4, "little")
    return bytes(content)
