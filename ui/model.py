"""`refdesk model`: which language model would be used, and whether it answers."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import LanguageModelError, UsageError
from ui.options import JsonOption
from ui.session import settings_of

if TYPE_CHECKING:
    from assistant.language.choice import ModelChoice
    from assistant.language.model import LanguageModel, Usage
    from ui.settings import Settings

_NONE_SET = """\
No language model is set: answers are made of quotes from your sources, which needs none.

To have answers written by one, say which in refdesk.toml beside the corpus. For one that Ollama serves on this machine:

  [model]
  base_url = "http://localhost:11434"
  name = "qwen3:8b"

or in the environment: REFDESK_MODEL_BASE_URL, REFDESK_MODEL_NAME and, where a key is wanted, REFDESK_MODEL_API_KEY."""
_MOST = 512  # tokens; a model that thinks aloud needs more than the one word it is asked for


def model(
    ctx: typer.Context,
    keep_key: Annotated[
        bool, typer.Option("--keep-key", help="Read a key from standard input and keep it in the system's keyring.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show which language model would be used, and try it.

    \b
    Examples:
      refdesk model
      refdesk model --json | jq .first_word
      refdesk model --keep-key
    """
    settings = settings_of(ctx)
    if keep_key:
        _keep(settings.model.provider)
        return
    choice = settings.model_choice
    if choice is None:
        _print({"configured": False, "answers": None}, as_json)
        return
    told = _told(settings, choice)
    try:
        told |= _tried(choice)
    except LanguageModelError as exc:
        _print(told | {"answers": False, "reason": str(exc)}, as_json)
        raise
    _print(told, as_json)


def _keep(provider: str) -> None:
    from assistant.language.keys import keep_key

    typed = sys.stdin.isatty()
    key = (typer.prompt(f"Key for {provider}", hide_input=True) if typed else sys.stdin.readline()).strip()
    if not key:
        raise UsageError("--keep-key: no key was given; type it, or send it to standard input")
    keep_key(provider, key)
    typer.echo(
        f"The key for {provider} is kept in the keyring. REFDESK_MODEL_API_KEY, where it is set, goes before it."
    )


def _told(settings: "Settings", choice: "ModelChoice") -> dict[str, Any]:
    """What the settings say; of the key, only where it comes from."""
    kept = "keyring" if choice.api_key else None
    return {
        "configured": True,
        "provider": choice.provider,
        "address": choice.base_url,
        "name": choice.name,
        "context": choice.context,
        "key": "environment" if settings.model.api_key else kept,
        "budget": settings.budget,
        "answers": None,
        "reason": None,
    }


def _tried(choice: "ModelChoice") -> dict[str, Any]:
    from assistant.language.connecting import connect

    connected = connect(choice)
    return {"address": connected.address, "name": connected.name, **_costs(_usage(connected)), "answers": True}


def _usage(connected: "LanguageModel") -> "Usage":
    reply = connected.reply("You are being tried out.", "Answer with one word: ready.", _MOST)
    for _ in reply:
        pass
    return reply.usage


def _costs(usage: "Usage") -> dict[str, Any]:
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "estimated": usage.estimated,
        "first_word": None if usage.first_word is None else round(usage.first_word, 3),
        "seconds": round(usage.seconds, 3),
    }


def _print(told: dict[str, Any], as_json: bool) -> None:
    from ui import documents
    from ui.terminal import visible

    if as_json:
        typer.echo(documents.as_text(told))
    elif not told["configured"]:
        typer.echo(_NONE_SET)
    else:
        typer.echo("\n".join(visible(line) for line in _lines(told)))


def _lines(told: dict[str, Any]) -> list[str]:
    keys = {"environment": "from REFDESK_MODEL_API_KEY", "keyring": "from the keyring"}
    lines = [
        f"provider  {told['provider']}",
        f"address   {told['address'] or 'the usual one'}",
        f"model     {told['name'] or 'whichever the server has'}",
        f"context   {told['context']:,} tokens",
        f"key       {keys.get(told['key'], 'none')}",
        f"budget    {'no limit' if told['budget'] is None else format(told['budget'], ',') + ' tokens a day'}",
    ]
    if told["answers"]:
        about = "about " if told["estimated"] else ""
        lines.append(
            f"It answers: {about}{told['prompt_tokens']} tokens read, {told['completion_tokens']} written, "
            f"{told['first_word']:.2f} s to the first word, {told['seconds']:.2f} s in all."
        )
    return lines
