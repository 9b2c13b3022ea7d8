"""Connect to a server with OpenAI's protocol, or to the small model on this machine.

OpenAI's own server, Anthropic's, Google's, Ollama, vLLM, llama.cpp, LM Studio and routers all have this protocol.
"""

import json
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from typing import Any

import httpx

from assistant.language.addresses import mended
from assistant.language.choice import OPENAI, OPENAI_LIKE, ModelChoice
from assistant.language.faults import ModelServer, in_one_line, translated
from assistant.language.local import serve
from assistant.language.model import LanguageModel
from assistant.language.wire import Wire
from index.errors import LanguageModelError, SettingError

_NAMES_SHOWN = 12
"""Models of a server that an error lists; routers have hundreds. A guess."""


def open_openai_like(choice: ModelChoice) -> LanguageModel:
    """The named model, or the only one of the server."""
    from llama_index.llms.openai_like import OpenAILike

    address = _address(choice)
    wire = Wire(address, choice.name or "the language model", choice.api_key, choice.seconds)
    client = httpx.Client(transport=wire)
    name = choice.name or _only_model(client, address, choice.seconds)
    server = ModelServer(name, address, choice.seconds)
    wire.who = server.who
    wire.known_models = lambda: _known_models(client, address, name)
    try:
        llm = OpenAILike(
            model=name,
            api_base=address,
            api_key="none",  # the wire has it
            http_client=client,  # type: ignore[call-arg]  # taken by the base class's constructor
            is_chat_model=True,
            context_window=choice.context,
            temperature=0.0,
            max_retries=0,
            timeout=choice.seconds,
        )
        _ = llm._get_client().chat.completions  # load the client now, not during the first request
    except ValueError as exc:
        raise LanguageModelError(f"{server.who} cannot be used: {in_one_line(str(exc))}; choose another model") from exc
    return LanguageModel(llm, name, choice.context, server)


def _address(choice: ModelChoice) -> str:
    if choice.base_url:
        return mended(choice.base_url)
    if not choice.name:
        raise SettingError("REFDESK_MODEL_NAME: no language model is named; name one, or set REFDESK_MODEL_BASE_URL")
    if not choice.api_key:
        raise SettingError(
            "REFDESK_MODEL_BASE_URL: not set, and OpenAI wants a key; set the address of your server, such as "
            "http://localhost:11434, or REFDESK_MODEL_API_KEY"
        )
    return OPENAI


def _only_model(client: httpx.Client, address: str, seconds: float) -> str:
    names = _models_at(client, address, seconds)
    if len(names) == 1:
        return names[0]
    has = f"has {_listed(names)}; name one" if names else "lists no models; load one there, or name it"
    raise LanguageModelError(f"{address} {has} (REFDESK_MODEL_NAME, or `name` under [model] in refdesk.toml)")


def _models_at(client: httpx.Client, address: str, seconds: float) -> list[str]:
    """The names of a server's models; raises LanguageModelError if it does not list them."""
    try:
        document: Any = json.loads(client.get(f"{address}/models").content)
    except (httpx.HTTPError, LanguageModelError, ValueError) as exc:
        raise translated(exc, f"the server at {address}", seconds) from exc
    models = document.get("data") if isinstance(document, dict) else None
    names = [model.get("id") for model in models if isinstance(model, dict)] if isinstance(models, list) else []
    return [name for name in names if isinstance(name, str)]


def _known_models(client: httpx.Client, address: str, name: str) -> str:
    """A hint for an unknown model or address."""
    try:
        names = _models_at(client, address, 5.0)
    except LanguageModelError:
        return "the server has nothing at that address; base_url usually ends with /v1"
    if not names or name in names:
        return "check the model's name and base_url, which usually ends with /v1"
    return f"the server has {_listed(names)}; set `name` to one of them, or load the model there"


def _listed(names: list[str]) -> str:
    more = len(names) - _NAMES_SHOWN
    return in_one_line(", ".join(names[:_NAMES_SHOWN]), 400) + (f" and {more} more" if more > 0 else "")


def open_local(choice: ModelChoice) -> LanguageModel:
    """The small model; its server starts once in a process and ends with it."""
    base_url, name = _started(choice.context)
    return open_openai_like(replace(choice, provider=OPENAI_LIKE, base_url=base_url, name=name, api_key=None))


@cache
def _started(context: int) -> tuple[str, str]:
    import atexit

    running = ExitStack()
    atexit.register(running.close)
    return running.enter_context(serve(context))
