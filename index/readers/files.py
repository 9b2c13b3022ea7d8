"""Bytes to text in any encoding, and zip archives from strangers."""

import io
import lzma
import re
import zipfile
import zlib

from charset_normalizer import from_bytes

from index.errors import NoTextError, ReadError

_SHORTEST_WIDE = 16
"""Bytes; below this, zero bytes prove no encoding (a guess)."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a file with `\\n` as line end: as UTF-8 if valid, as `declared` by the file if it fits, else guessed.

    Raises ReadError for bytes that are not text in any encoding.
    """
    text = _wide(data) or _strictly(data, "utf-8")
    if not text and declared and (text := _strictly(data, declared)):
        # Some of Python's encodings ("unicode_escape") give halves of surrogate pairs, which SQLite refuses.
        text = text.encode("utf-8", "replace").decode()
    text = text or _guessed(data)
    if "\0" in text:
        raise ReadError("has binary data, not text: check that its suffix is right")
    text = text.removeprefix("\ufeff")  # a byte order mark would hide a heading on the first line
    if not text.strip():
        raise NoTextError("has no text in it: write something or remove the file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _strictly(data: bytes, encoding: str) -> str | None:
    """The text, or None if a byte does not fit the encoding."""
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):  # LookupError: an unknown codec, or one that does not decode bytes to text
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, recognised by its zero bytes: every second one in mostly Latin text."""
    start = data[:4096]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if len(data) < _SHORTEST_WIDE or len(data) % 2 or bool(even) == bool(odd) or 4 * max(even, odd) < len(start):
        return None
    text = _strictly(data, "utf-16-be" if even else "utf-16-le")
    return text if text and not _CONTROL.search(text) else None


def _guessed(data: bytes) -> str:
    """Text in the encoding that fits best; Windows-1252, by far the most common, if it fits nearly as well."""
    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise ReadError("is not text in any known encoding: save it as UTF-8")
    for match in matches:
        as_good = match.chaos <= best.chaos and match.coherence >= best.coherence - 0.1
        if as_good and "cp1252" in match.could_be_from_charset:
            return data.decode("cp1252")
    return str(best)


# Zip archives from strangers, with a limit on the unpacked size, whatever their directory claims.

MAX_UNPACKED = 200_000_000
"""Bytes of all unpacked members of one archive (a guess, far beyond a book)."""
_MAX_MEMBERS = 20_000
"""Members of the largest archive that is read (a guess)."""
_CHUNK = 1 << 16
_ENCRYPTED = 0x1  # bit of a member's flags, by the zip format
_DAMAGED = "is damaged or cut short (its archive cannot be unpacked): download it again"
_TOO_LARGE = f"unpacks to more than {MAX_UNPACKED // 1_000_000} MB: it is damaged or made to fill the memory; remove it"
# zipfile passes on its decompressors' errors, and raises RuntimeError for "encrypted" (NotImplementedError is one too).
_FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)


class Archive:
    """A zip file in memory; all members share one budget of unpacked bytes."""

    def __init__(self, data: bytes) -> None:
        """Raises ReadError if it is not an archive, is encrypted, or states a size beyond the limit."""
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS as exc:
            raise ReadError(_DAMAGED) from exc
        members = self._file.infolist()
        if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise ReadError(_TOO_LARGE)
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise ReadError("needs a password: save a copy without one")
        self._members = {member.filename: member for member in members}
        self._left = MAX_UNPACKED

    @property
    def names(self) -> list[str]:
        """Names of its members, in directory order."""
        return list(self._members)

    def read(self, name: str) -> bytes | None:
        """A member's content, None if there is no such member; raises ReadError if it is damaged.

        Read in chunks, because a directory can lie about sizes.
        """
        if name not in self._members:
            return None
        pieces: list[bytes] = []
        try:
            with self._file.open(self._members[name]) as member:
                while piece := member.read(_CHUNK):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise ReadError(_TOO_LARGE)
                    pieces.append(piece)
        except _FAULTS as exc:
            raise ReadError(_DAMAGED) from exc
        return b"".join(pieces)
