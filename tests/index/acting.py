"""Readers that misbehave: plain texts that begin with `ACT` make the process that reads them do as they say.

What is patched in the tests' own process does not reach the reading processes, so the acts come to them by
`sitecustomize`, which Python imports as it starts.
"""

import os
from pathlib import Path

import pytest

_SITECUSTOMIZE = """
import ctypes, os, sys, time

def act(words, real, data):
    from index.sources import Kind, Record, Source
    match words[0]:
        case "hang": time.sleep(600)
        case "spin":
            while True: pass
        case "nap": time.sleep(float(words[1]))
        case "abort": os.abort()
        case "segfault": ctypes.string_at(0)
        case "exit": os._exit(7)
        case "allocate": bytearray(10 << 30)
        case "recurse": act(words, real, data)
        case "raise": raise KeyError("a fault of ours")
        case "print": os.write(1, b"noise " * 1000)
        case "flood": return Source(Kind.PAPER, {0: "x" * (2 << 20)}, (), (Record(),))
        case "surrogate": return Source(Kind.PAPER, {0: "\\ud83d"}, (), (Record(),))
        case "lie":
            for number in range(3, 20):
                try: os.write(number, (5).to_bytes(8, "big") + b"hello")
                except OSError: pass
    return real(data)

if "index.reading.process" in " ".join(sys.orig_argv):
    import index.readers.plaintext as plaintext
    real = plaintext.read

    def read(data):
        words = data.decode("utf-8", "replace").split()
        return act(words[1:], real, data) if words[:1] == ["ACT"] else real(data)

    plaintext.read = read
"""


def let_readers_act(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on processes that this one starts read `ACT hang` and the like as told above."""
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(_SITECUSTOMIZE)
    before = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder / "site"), *([before] if before else [])]))
