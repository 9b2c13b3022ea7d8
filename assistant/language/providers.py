"""Servers that speak OpenAI's protocol: its own, Ollama, vLLM, llama.cpp, LM Studio, routers."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

import httpx

from assistant.language.addresses import mended
from assistant.language.choice import OPENAI_LIKE, USUAL, ModelChoice
from assistant.language.faults import Options, Server, in_one_line, translated
from assistant.language.local import serve
from assistant.language.model import LanguageModel
from assistant.language.wire import Secret, Wire
from index.errors import LanguageModelError, SettingError

_NAMES_SHOWN = 12


def open_openai_like(choice: ModelChoice) -> LanguageModel:
    """The model that is named, or the only one that the server has."""
    from llama_index.llms.openai_like import OpenAILike

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


# Anthropic and Gemini, each through its own library, which an extra installs.

_NO_KEY = "none"  # what the libraries are given; the wire has the key


def open_anthropic(choice: ModelChoice) -> LanguageModel:
    """A model of Anthropic's; raises SettingError without a name or a key, LanguageModelError without its library."""
    library = _library("llama_index.llms.anthropic", choice)
    server = _server(choice, lambda most: {"max_tokens": most})
    wire = Wire(str(server.address), server.who, Secret(choice.api_key, "x-api-key", ""), choice.seconds)
    llm = _made(
        server,
        lambda: library.Anthropic(
            model=choice.name, api_key=_NO_KEY, base_url=server.address, temperature=0.0, max_retries=0
        ),
    )
    llm._client = llm._client.with_options(http_client=httpx.Client(transport=wire), timeout=choice.seconds)
    return LanguageModel(llm, server.name, choice.context, server)


def open_gemini(choice: ModelChoice) -> LanguageModel:
    """A model of Google's; raises SettingError without a name or a key, LanguageModelError without its library."""
    library = _library("llama_index.llms.google_genai", choice)
    server = _server(choice, lambda most: {"generation_config": {"max_output_tokens": most}})
    wire = Wire(str(server.address), server.who, Secret(choice.api_key, "x-goog-api-key", ""), choice.seconds)
    llm = _made(
        server,
        lambda: library.GoogleGenAI(
            model=choice.name,
            api_key=_NO_KEY,
            http_options={"base_url": server.address},
            max_tokens=choice.context,  # with these two given, nothing is asked of the server yet
            context_window=choice.context,
            max_retries=0,
            file_mode="inline",
        ),
    )
    llm._client._api_client._httpx_client = httpx.Client(transport=wire)
    return LanguageModel(llm, server.name, choice.context, server)


def _library(name: str, choice: ModelChoice) -> Any:
    try:
        return import_module(name)
    except ImportError as exc:
        raise LanguageModelError(
            f"the provider {choice.provider} needs a package that is not installed: install "
            f"refdesk[{choice.provider}], or choose another provider"
        ) from exc


def _server(choice: ModelChoice, options: Callable[[int], Options]) -> Server:
    if not choice.name:
        raise SettingError(f"REFDESK_MODEL_NAME: not set; {choice.provider} has many models: name one")
    if not choice.api_key:
        raise SettingError(
            f"REFDESK_MODEL_API_KEY: not set, and {choice.provider} wants a key; set it, or keep one with "
            "`refdesk model --keep-key`"
        )
    address = mended(choice.base_url).removesuffix("/v1") if choice.base_url else USUAL[choice.provider]
    return Server(choice.name, address, choice.seconds, options)


def _made(server: Server, make: Callable[[], Any]) -> Any:
    try:
        return make()
    except (ValueError, TypeError, AttributeError) as exc:
        raise LanguageModelError(f"{server.who} cannot be used: {in_one_line(str(exc))}; choose another model") from exc


def open_local(choice: ModelChoice) -> LanguageModel:
    """The small model, started once a process and ended with it."""
    base_url, name = _started(choice.context)
    return open_openai_like(replace(choice, provider=OPENAI_LIKE, base_url=base_url, name=name, api_key=None))


@cache
def _started(context: int) -> tuple[str, str]:
    import atexit

    running = ExitStack()
    atexit.register(running.close)
    return running.enter_context(serve(context))
