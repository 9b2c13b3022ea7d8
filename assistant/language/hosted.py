"""Anthropic and Gemini, each through its own library, which an extra installs."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import httpx

from assistant.language.addresses import mended
from assistant.language.choice import USUAL, ModelChoice
from assistant.language.faults import in_one_line
from assistant.language.model import LanguageModel
from assistant.language.secret import Secret
from assistant.language.server import Options, Server
from assistant.language.wire import Wire
from index.errors import LanguageModelError, SettingError

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
