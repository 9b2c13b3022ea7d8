"""A scripted server asked for one reply, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from assistant.language.choice import ModelChoice, connect
from assistant.language.model import LanguageModel, Reply
from index.errors import LanguageModelError
from tests.assistant.language.scripted import Request, Script, Scripted, scripted

KEY = "sk-very-secret-0815"
SYSTEM, USER = "You cite.", "What is drift?"


@dataclass(frozen=True)
class Asked:
    """What a reader of the reply saw."""

    text: str
    fault: LanguageModelError | None
    reply: Reply
    requests: list[Request]


def model_of(server: Scripted, **chosen: Any) -> LanguageModel:
    choice = ModelChoice(base_url=server.base_url, name="scripted", api_key=KEY, seconds=2.0)
    return connect(replace(choice, **chosen))


def ask(script: Script | Iterable[Script], most: int = 50, **chosen: Any) -> Asked:
    with scripted(script, models=("small", "large")) as server:
        reply = model_of(server, **chosen).reply(SYSTEM, USER, most)
        text, fault = read(reply)
        return Asked(text, fault, reply, server.requests)


def read(reply: Reply) -> tuple[str, LanguageModelError | None]:
    pieces: list[str] = []
    try:
        for piece in reply:
            assert piece
            pieces.append(piece)
    except LanguageModelError as exc:
        return "".join(pieces), exc
    return "".join(pieces), None
