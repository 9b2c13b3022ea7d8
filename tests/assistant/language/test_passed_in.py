"""Models of LlamaIndex that are passed in: neither their limits nor their words for things are known."""

from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, CompletionResponse, LLMMetadata, MessageRole
from llama_index.core.llms import CustomLLM, MockLLM

from assistant.language.generation import Reply
from assistant.language.model import LanguageModel
from index.text.passages import count_tokens
from tests.assistant.language.asking import SYSTEM, USER, read


class Plain(CustomLLM):
    """Gives what a function does; has no limit that could be set."""

    responses: Callable[[], Iterator[ChatResponse]]

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata()

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        raise NotImplementedError

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> Any:
        raise NotImplementedError

    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> Any:
        assert kwargs == {}
        return self.responses()


def response(text: str, raw: Any = None, extra: Any = None) -> ChatResponse:
    message = ChatMessage(role=MessageRole.ASSISTANT, content=text)
    return ChatResponse(message=message, delta=text, raw=raw, additional_kwargs=extra or {})


def asked(responses: Callable[[], Iterator[ChatResponse]], most: int = 50) -> Reply:
    return LanguageModel(Plain(responses=responses), "plain", 8192).reply(SYSTEM, USER, most)


def test_any_llm_of_llamaindex_can_be_wrapped() -> None:
    reply = LanguageModel(MockLLM(max_tokens=4), "mock", 100).reply(SYSTEM, USER, 3)
    text, fault = read(reply)
    assert fault is None
    assert text
    assert reply.usage.estimated


@pytest.mark.parametrize("piece", ["and so on ", "a", "Überwachung von Daten, ", "数据漂移。"])
@pytest.mark.parametrize("most", [1, 20, 300])
def test_model_without_a_limit_is_left_at_about_the_tokens_it_may_write(piece: str, most: int) -> None:
    given: list[str] = []

    def endlessly() -> Iterator[ChatResponse]:
        while True:
            given.append(piece)
            yield response(piece)

    reply = asked(endlessly, most)
    read(reply)
    written = count_tokens("".join(given))
    assert reply.cut_short
    assert 0.6 * most <= written <= 1.2 * most + 30  # runs of one letter are counted in other parts


def test_reply_within_the_limit_is_whole() -> None:
    text = "Drift was found in every plant that was looked at, and in most of them late. " * 12
    reply = asked(lambda: (response(one) for one in text), most=count_tokens(text))
    assert read(reply) == (text, None)
    assert not reply.cut_short


class Chunk:
    """The end of a stream, as OpenAI's library gives it."""

    def __init__(self, reason: str) -> None:
        self.choices = (SimpleNamespace(finish_reason=reason),)


@pytest.mark.parametrize(
    ("raw", "cut_short"),
    [
        (Chunk("length"), True),
        (Chunk("stop"), False),
        (None, False),
        ({}, False),
        ("length", False),
        (SimpleNamespace(choices=None), False),
    ],
)
def test_limit_is_known_where_the_library_gives_the_reason(raw: Any, cut_short: bool) -> None:
    reply = asked(lambda: iter([response("One", raw=raw)]))
    assert read(reply) == ("One", None)
    assert reply.cut_short is cut_short


def test_tokens_are_the_models_own_where_llamaindex_gives_them() -> None:
    reply = asked(lambda: iter([response("One", extra={"prompt_tokens": 31, "completion_tokens": 2})]))
    read(reply)
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens, reply.usage.estimated) == (31, 2, False)


class BusyError(Exception):
    status_code = 503


def failing(exc: Exception, after: Sequence[str] = ()) -> Callable[[], Iterator[ChatResponse]]:
    def responses() -> Iterator[ChatResponse]:
        yield from map(response, after)
        raise exc

    return responses


@pytest.mark.parametrize(
    ("exc", "after", "prompt_counts"),
    [
        (BusyError(), (), False),
        (ConnectionRefusedError(), (), False),
        (ConnectionError("Failed to connect"), (), False),
        (ConnectionResetError(), (), True),
        (TimeoutError(), (), True),
        (ValueError("odd reply"), (), True),
        (BusyError(), ("",), True),
        (BusyError(), ("One",), True),
    ],
)
def test_prompt_counts_unless_nobody_can_have_read_it(
    exc: Exception, after: Sequence[str], prompt_counts: bool
) -> None:
    reply = asked(failing(exc, after))
    assert read(reply)[1] is not None
    assert (reply.usage.prompt_tokens > 0) is prompt_counts
