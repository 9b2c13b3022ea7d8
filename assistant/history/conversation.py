"""The conversation, kept beside the index for the next follow-up question."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.questions.turns import Turn
from index.errors import CatalogueError
from index.files import write_atomically
from index.text.normalise import with_whole_characters

FILE_NAME = "conversation.json"
KEPT_TURNS = 20
"""Turns that are kept; follow-ups refer to the last few. A guess."""

_MARK = "refdesk conversation 2"
_LARGEST = 20_000_000
"""Bytes of the file; a conversation of long listings has far fewer."""
_TURNS = TypeAdapter(tuple[Turn, ...])


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns, oldest first, and notes on what was lost."""

    turns: tuple[Turn, ...] = ()
    notes: tuple[str, ...] = ()

    def before(self, text: str) -> tuple[Turn, ...]:
        """The turns that a question follows; for a repeated question, those that it followed the first time."""
        is_repeated = self.turns and self.turns[-1].question.text == " ".join(text.split())
        return self.turns[:-1] if is_repeated else self.turns


def load(folder: Path) -> Conversation:
    """The conversation in `folder`; empty, with a note, if the file is damaged or not ours."""
    path = folder / FILE_NAME
    try:
        if path.stat().st_size > _LARGEST:
            return _ignored(path, "it is far too large")
        document = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict) or document.get("file") != _MARK:
            return _ignored(path, "it is not a conversation that this version can read")
        return Conversation(_TURNS.validate_python(document.get("turns"))[-KEPT_TURNS:])
    except FileNotFoundError:
        return Conversation()
    except OSError as exc:
        return _ignored(path, exc.strerror or "it cannot be read")
    except (ValidationError, ValueError, RecursionError):
        return _ignored(path, "it is damaged")


def save(folder: Path, turns: Sequence[Turn]) -> None:
    """Write the last turns to `folder`, as a whole or not at all; raises CatalogueError if that fails."""
    document = {"file": _MARK, "turns": [asdict(replace(turn, named=dict(turn.named))) for turn in turns[-KEPT_TURNS:]]}
    # A lone surrogate from a terminal cannot be encoded, and must not cost the conversation.
    data = with_whole_characters(json.dumps(document, ensure_ascii=False, indent=1)).encode()
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
    except OSError as exc:
        raise CatalogueError(
            f"{path} cannot be written ({exc.strerror}): the next question cannot follow this one; free some space or "
            "check the folder's permissions"
        ) from exc


def surviving(turns: Sequence[Turn], keys: Collection[str]) -> Conversation:
    """The turns without works that are not in the catalogue any more; `keys` are those of the catalogue.

    Drops a turn that was limited to works which are all gone: without its limit it would be another question.
    """
    gone: dict[str, str] = {}
    left: list[Turn] = []
    for turn in turns:
        gone |= {key: turn.named.get(key, key) for key in (*turn.works, *turn.only.keys) if key not in keys}
        limit = tuple(key for key in turn.only.keys if key in keys)
        if limit or not turn.only.keys:
            works = tuple(key for key in turn.works if key in keys)
            named = {key: name for key, name in turn.named.items() if key in keys}
            left.append(replace(turn, works=works, only=replace(turn.only, keys=limit), named=named))
    if not gone:
        return Conversation(tuple(turns))
    names = "; ".join(list(gone.values())[:3]) + (f"; and {len(gone) - 3} more" if len(gone) > 3 else "")
    return Conversation(tuple(left), (f"No longer in the corpus, and left out of the conversation: {names}.",))


def _ignored(path: Path, reason: str) -> Conversation:
    return Conversation(notes=(f"{path} was ignored: {reason}; the conversation starts again.",))
