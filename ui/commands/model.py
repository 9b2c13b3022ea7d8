"""The `model` command: show the configured language model and try it."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import CatalogueError, LanguageModelError, UsageError
from ui.options import JsonOption
from ui.session import settings_of

if TYPE_CHECKING:
    from assistant.language.choice import ModelChoice
    from ui.settings import Settings

_NONE_SET = """\
No language model is set: answers are made of quotes from your sources, which needs none.

To have answers written by one, say which in refdesk.toml beside the corpus. For one that Ollama serves on this machine:

  [model]
  base_url = "http://localhost:11434"
  name = "qwen3:8b"

or in the environment: REFDESK_MODEL_BASE_URL, REFDESK_MODEL_NAME and, where a key is wanted, REFDESK_MODEL_API_KEY."""
_ASKED = 100  # tokens of the prompt with the server's own around it. A guess.
_MOST = 512  # tokens of the reply: a reasoning model needs more than the one word. A guess.


def model(
    ctx: typer.Context,
    keep_key: Annotated[
        bool, typer.Option("--keep-key", help="Read a key from standard input and store it in the system's keyring.")
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
        _keep(settings)
        return
    choice = settings.model_choice
    if choice is None:
        _print({"configured": False, "answers": None}, as_json)
        return
    facts = _facts(settings, choice)
    try:
        facts |= _tried(settings, choice)
    except LanguageModelError as exc:
        _print(facts | {"answers": False, "reason": str(exc)}, as_json)
        raise
    _print(facts, as_json)


def _keep(settings: "Settings") -> None:
    from assistant.language.keys import keep_key, place_of

    place = place_of(settings.model.provider, settings.model.base_url)
    if place is None:
        raise UsageError(
            "--keep-key: a server on this machine gets no stored key; if it needs one, set REFDESK_MODEL_API_KEY"
        )
    typed = sys.stdin.isatty()
    key = (typer.prompt(f"Key for {place}", hide_input=True) if typed else sys.stdin.readline()).strip()
    if not key:
        raise UsageError("--keep-key: the key is empty; type it, or send it to standard input")
    keep_key(place, key)
    typer.echo(f"The key for {place} is kept in the keyring. REFDESK_MODEL_API_KEY, where it is set, goes before it.")


def _facts(settings: "Settings", choice: "ModelChoice") -> dict[str, Any]:
    """The settings of the model; of the key only its origin."""
    stored = "keyring" if choice.api_key else None
    return {
        "configured": True,
        "provider": choice.provider,
        "address": choice.base_url,
        "name": choice.name,
        "context": choice.context,
        "key": "environment" if settings.model.api_key else stored,
        "budget": settings.budget,
        "spent_today": _spent_today(settings),
        "answers": None,
        "reason": None,
    }


def _spent_today(settings: "Settings") -> int | None:
    """Tokens used today; None if the history cannot be read, which does not matter for a trial."""
    from assistant.history.store import History

    try:
        return History(settings.index_folder).spent(datetime.now().date())
    except CatalogueError:
        return None


def _tried(settings: "Settings", choice: "ModelChoice") -> dict[str, Any]:
    """Ask the model for one word; returns usage and time. The tokens count against the day's budget."""
    from assistant.history.store import History
    from assistant.language.choice import connect
    from assistant.writing.budgeting import DailyBudget

    connected = connect(choice)
    reservation = DailyBudget(History(settings.index_folder), settings.budget).reserve(_MOST + _ASKED)
    reply = connected.reply("You are being tried out.", "Answer with one word: ready.", _MOST)
    try:
        for _ in reply:
            pass
    finally:
        reply.close()
        usage = reply.usage
        reservation.settle(usage.prompt_tokens, usage.completion_tokens)
    return {
        "address": connected.address,
        "name": connected.name,
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "estimated": usage.estimated,
        "first_word": None if usage.first_word is None else round(usage.first_word, 3),
        "seconds": round(usage.seconds, 3),
        "answers": True,
    }


def _print(facts: dict[str, Any], as_json: bool) -> None:
    from ui import json_shapes
    from ui.terminal.screen import visible

    if as_json:
        typer.echo(json_shapes.as_text(facts))
    elif not facts["configured"]:
        typer.echo(_NONE_SET)
    else:
        typer.echo("\n".join(visible(line) for line in _lines(facts)))


def _lines(facts: dict[str, Any]) -> list[str]:
    keys = {"environment": "from REFDESK_MODEL_API_KEY", "keyring": "from the keyring"}
    lines = [
        f"provider  {facts['provider']}",
        f"address   {facts['address'] or 'the usual one'}",
        f"model     {facts['name'] or 'whichever the server has'}",
        f"context   {facts['context']:,} tokens",
        f"key       {keys.get(facts['key'], 'none')}",
        f"budget    {_budget(facts['budget'], facts['spent_today'])}",
    ]
    if facts["answers"]:
        about = "about " if facts["estimated"] else ""
        lines.append(
            f"It answers: {about}{facts['prompt_tokens']} tokens read, {facts['completion_tokens']} written, "
            f"{facts['first_word']:.2f} s to the first word, {facts['seconds']:.2f} s in all."
        )
    return lines


def _budget(budget: int | None, spent: int | None) -> str:
    """The daily budget and the tokens used today, in words."""
    if spent is None:
        return "no limit" if budget is None else f"{budget:,} tokens a day"
    return f"no limit; {spent:,} tokens used today" if budget is None else f"{spent:,} of {budget:,} used today"
