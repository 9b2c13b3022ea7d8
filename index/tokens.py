"""Counting tokens with tiktoken, from the vocabulary that ships inside `llama_index.core`, so nothing is fetched."""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import tiktoken

from index.errors import ModelError


@cache
def _encoding() -> tiktoken.Encoding:
    spec = find_spec("llama_index.core")  # finds the package without importing it
    if spec is None or spec.origin is None:
        raise ModelError("llama-index-core is not installed, which holds the token vocabulary: install refdesk again")
    # tiktoken reads the variable when it loads; a folder named by the user is left alone.
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(Path(spec.origin).parent / "_static" / "tiktoken_cache"))
    return tiktoken.get_encoding("cl100k_base")


def count_tokens(text: str) -> int:
    """Number of cl100k_base tokens in `text`; special-token strings count as plain text."""
    return len(_encoding().encode_ordinary(text))
