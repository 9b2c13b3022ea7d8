"""Writing files so that whoever reads them sees the old content or the new one, never a part."""

import os
import secrets
import shutil
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` in the place of the file, in one step: written beside it, forced to the disk, and renamed.

    A file that is there keeps its rights, a link keeps leading to it; a pipe or a device is written to. Raises OSError,
    and then leaves the file as it was.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    if path.exists() and not os.access(path, os.W_OK):  # renaming asks for the folder's rights alone
        raise PermissionError(13, "Permission denied")
    beside = path.with_name(f".refdesk-{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
