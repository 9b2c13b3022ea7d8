"""Where a person's files lie, and atomic writes: a reader sees the old content or the new, never a part."""

import os
import secrets
import shutil
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the file's content in one step: write beside it, sync to disk, rename.

    An existing file keeps its permissions and a link its target; a pipe or device is written to directly. Raises
    OSError and then leaves the file unchanged.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    if path.exists() and not os.access(path, os.W_OK):  # renaming only checks the folder's permissions
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


def beside(corpus: Path) -> Path:
    """The parent folder of the corpus, where a person's own files lie: settings, glossary, corrections."""
    return corpus.parent if corpus.name not in ("", "..") else corpus.resolve().parent
