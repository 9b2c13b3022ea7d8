"""The bytes of a reply: not too many, and with an end."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from index.errors import LanguageModelError

_LARGEST = 16 * 1024 * 1024  # bytes; tens of thousands of tokens, each in an event of its own
_TAIL = 4096
# The ways in which a stream says that it is whole: OpenAI's, Anthropic's, Gemini's.
_END = re.compile(rb'\[DONE\]|"finish_reason"\s*:\s*"|"message_stop"|"finishReason"\s*:\s*"|"error"\s*:')


def limited(pieces: Iterable[bytes], who: str) -> Iterator[bytes]:
    """The pieces, as long as they are no more than any reply needs."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > _LARGEST:
            raise LanguageModelError(f"{who} sends more than {_LARGEST >> 20} MB for one reply; check what runs there")
        yield piece


def checked(pieces: Iterable[bytes], who: str) -> Iterator[bytes]:
    """The pieces of a stream of events; raises LanguageModelError at its end where it was not the reply's."""
    tail = b""
    for piece in pieces:
        tail = (tail + piece)[-_TAIL:]
        yield piece
    if not _END.search(tail):
        raise LanguageModelError(f"{who} broke off in the middle of its reply; ask again, or look at its log")


def as_events(pieces: Iterable[bytes], who: str) -> Iterator[bytes]:
    """A reply that came whole, though a stream was asked for, as a stream of one event."""
    try:
        told = json.loads(b"".join(pieces))
    except ValueError as exc:
        raise LanguageModelError(
            f"{who} sent neither a stream nor JSON; is it an OpenAI-compatible server? check base_url"
        ) from exc
    yield b"data: " + json.dumps(_as_chunk(told)).encode() + b"\n\ndata: [DONE]\n\n"


def _as_chunk(told: Any) -> Any:
    """OpenAI's whole reply in the shape of a piece of one."""
    if not isinstance(told, dict) or not isinstance(told.get("choices"), list):
        return told
    choices = [one | {"delta": one.get("message") or {}} for one in told["choices"] if isinstance(one, dict)]
    return told | {"choices": choices, "object": "chat.completion.chunk"}
