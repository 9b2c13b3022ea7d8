"""Locks between processes, which end with the process that holds them.

Only one process builds an index at a time. A vector collection that a process reads is not removed.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import portalocker

from index.errors import WriterBusyError

READERS = "readers.lock"
"""A file in the folder of each collection, locked by its readers."""

_LOCK = "writer.lock"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the writer's lock of the index in `folder`; raises WriterBusyError, naming the holder, if it is taken."""
    holder = folder / "writer.json"
    with (folder / _LOCK).open("a") as file:
        try:
            portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
        except portalocker.LockException as exc:
            raise WriterBusyError(f"{folder}: {_who(holder)} is building this index; wait for it to end") from exc
        holder.write_text(json.dumps({"process": os.getpid(), "since": datetime.now().isoformat(timespec="seconds")}))
        try:
            yield
        finally:
            holder.unlink(missing_ok=True)
            portalocker.unlock(file)


def hold(folder: Path) -> IO[bytes] | None:
    """Prevent removal of a collection's folder until the result is closed; None if it is being removed."""
    try:
        file = (folder / READERS).open("rb")
    except OSError:
        return None
    try:
        portalocker.lock(file, portalocker.LOCK_SH | portalocker.LOCK_NB)
    except portalocker.LockException:
        file.close()
        return None
    return file


def remove_unheld(folder: Path) -> None:
    """Remove a collection's folder, unless a process holds it."""
    try:
        with (folder / READERS).open("r+b") as file:
            portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except portalocker.LockException:
        return
    except OSError:  # the collection was never complete
        shutil.rmtree(folder, ignore_errors=True)


def _who(holder: Path) -> str:
    try:
        held_by = json.loads(holder.read_text())
        return f"process {held_by['process']} (since {held_by['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"
