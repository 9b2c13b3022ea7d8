"""The writer's lock: one build of an index at a time. It dies with its process and says who holds it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import portalocker

from index.errors import WriterBusyError

_LOCK = "writer.lock"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the writer's lock of the index in `folder`; raises WriterBusyError, naming the holder, where it is taken."""
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


def _who(holder: Path) -> str:
    try:
        told = json.loads(holder.read_text())
        return f"process {told['process']} (since {told['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"
