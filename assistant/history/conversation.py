"""A conversation kept beside the index, so that the next question can be a follow-up."""

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
"""Turns that are kept; only the last few can be referred to."""

_MARK = "refdesk conversation 2"
_LARGEST = 20_000_000
"""Bytes; a conversation of long listings is far below."""
_TURNS = TypeAdapter(tuple[Turn, ...])


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns, the newest last, and sentences on what could not be kept."""

    turns: tuple[Turn, ...] = ()
    notes: tuple[str, ...] = ()

    def before(self, text: str) -> tuple[Turn, ...]:
        """The turns that a question follows; asked again, as with a condition taken away, those of the first time."""
        again = self.turns and self.turns[-1].question.text == " ".join(text.split())
        return self.turns[:-1] if again else self.turns


def load(folder: Path) -> Conversation:
    """The conversation kept in `folder`; none, with a note, where the file is damaged or not one of ours."""
    path = folder / FILE_NAME
    try:
        if path.stat().st_size > _LARGEST:
            return _ignored(path, "it is far too large")
        kept = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(kept, dict) or kept.get("file") != _MARK:
            return _ignored(path, "it is not a conversation that this version can read")
        return Conversation(_TURNS.validate_python(kept.get("turns"))[-KEPT_TURNS:])
    except FileNotFoundError:
        return Conversation()
    except OSError as exc:
        return _ignored(path, exc.strerror or "it cannot be read")
    except (ValidationError, ValueError, RecursionError):
        return _ignored(path, "it is damaged")


def save(folder: Path, turns: Sequence[Turn]) -> None:
    """Keep the last turns in `folder`, all or nothing; raises CatalogueError where it cannot be written."""
    document = {"file": _MARK, "turns": [asdict(replace(turn, named=dict(turn.named))) for turn in turns[-KEPT_TURNS:]]}
    # Half a character from a terminal cannot be written, and must not cost the conversation.
    data = with_whole_characters(json.dumps(document, ensure_ascii=False, indent=1)).encode()
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
    except OSError as exc:
        raise CatalogueError(
            f"{path} cannot be written ({exc.strerror}): the next question cannot follow this one; free some space or "
            "see to the folder's rights"
        ) from exc


def surviving(turns: Sequence[Turn], keys: Collection[str]) -> Conversation:
    """The turns without works that are no longer in the catalogue, whose citation keys are `keys`.

    A turn that was limited to works of which none is left goes altogether: without its limit it would mean another
    question.
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
    return Conversation(notes=(f"{path} was ignored: {reason}; the conversation begins anew.",))
