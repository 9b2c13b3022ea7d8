"""Zip archives from strangers: opened with a limit on what they may unpack to, whatever their directory claims."""

import io
import lzma
import zipfile
import zlib

from index.errors import ReadError

MAX_UNPACKED = 200_000_000
"""Bytes that the members of one archive may unpack to together."""
_MAX_MEMBERS = 20_000
_CHUNK = 1 << 16
_ENCRYPTED = 0x1
_DAMAGED = "is damaged or cut short (its archive cannot be unpacked): download it again"
_TOO_LARGE = f"unpacks to more than {MAX_UNPACKED // 1_000_000} MB: it is damaged or made to fill the memory; remove it"
# zipfile lets through what its decompressors raise, and says "encrypted" by RuntimeError.
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class Archive:
    """A zip file in memory; members are read one by one, against one budget of bytes."""

    def __init__(self, data: bytes) -> None:
        """Raises ReadError where it is no archive, is encrypted, or states a size beyond the limit."""
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
        """Names of its members, in the order of its directory."""
        return list(self._members)

    def read(self, name: str) -> bytes | None:
        """A member's content, None where there is none of that name; raises ReadError for a damaged one.

        Read in pieces: a directory can lie about sizes, and reading a member at once unpacks it before it is looked at.
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
