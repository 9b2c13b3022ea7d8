"""Servers that speak OpenAI's protocol: its own, Ollama, vLLM, llama.cpp, LM Studio, routers."""

import json
from typing import Any

import httpx
from llama_index.llms.openai_like import OpenAILike

from assistant.language.addresses import mended
from assistant.language.choice import OPENAI_LIKE, USUAL, ModelChoice
from assistant.language.faults import in_one_line, translated
from assistant.language.model import LanguageModel
from assistant.language.secret import Secret
from assistant.language.server import Options, Server
from assistant.language.wire import Wire
from index.errors import LanguageModelError, SettingError

_NAMES_SHOWN = 12


def open_openai_like(choice: ModelChoice) -> LanguageModel:
    """The model that is named, or the only one that the server has."""
    address = _address(choice)
    wire = Wire(address, choice.name or "the language model", Secret(choice.api_key), choice.seconds)
    client = httpx.Client(transport=wire)
    name = choice.name or _only_model(client, address, choice.seconds)
    server = Server(name, address, choice.seconds, _options)
    wire.who = server.who
    wire.known = lambda: _known(client, address, name)
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
        _ = llm._get_client().chat.completions  # loads now what the first request would wait for
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
    return USUAL[OPENAI_LIKE]


def _options(most: int) -> Options:
    return {"max_tokens": most, "stream_options": {"include_usage": True}}


def _only_model(client: httpx.Client, address: str, seconds: float) -> str:
    names = models_at(client, address, seconds)
    if len(names) == 1:
        return names[0]
    told = f"has {_listed(names)}; name one" if names else "lists no models; load one there, or name it"
    raise LanguageModelError(f"{address} {told} (REFDESK_MODEL_NAME, or `name` under [model] in refdesk.toml)")


def models_at(client: httpx.Client, address: str, seconds: float) -> list[str]:
    """Names of the models that a server says it has; raises LanguageModelError where it does not say."""
    try:
        told: Any = json.loads(client.get(f"{address}/models").content)
    except (httpx.HTTPError, LanguageModelError, ValueError) as exc:
        raise translated(exc, f"the server at {address}", seconds) from exc
    listed = told.get("data") if isinstance(told, dict) else None
    names = [one.get("id") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [name for name in names if isinstance(name, str)]


def _known(client: httpx.Client, address: str, name: str) -> str:
    """What to say of a model, or an address, that the server does not find."""
    try:
        names = models_at(client, address, 5.0)
    except LanguageModelError:
        return "the server has nothing at that address; base_url usually ends with /v1"
    if not names or name in names:
        return "check the model's name and base_url, which usually ends with /v1"
    return f"the server has {_listed(names)}; set `name` to one of them, or load the model there"


def _listed(names: list[str]) -> str:
    more = len(names) - _NAMES_SHOWN
    return in_one_line(", ".join(names[:_NAMES_SHOWN]), 400) + (f" and {more} more" if more > 0 else "")
