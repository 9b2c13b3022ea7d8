"""The key: it goes into one header, and is taken out of whatever a server sends back."""

import re
from collections.abc import Iterable, Iterator

from index.errors import SettingError

_SHORTEST = 6  # a shorter one is no secret, and its letters would be found in any text
# What people write where a local server wants some key, any key.
_PLACEHOLDERS = frozenset({"dummy", "lm-studio", "no-key", "not-needed", "ollama", "placeholder"})
_SHOWN = "[key]"


class Secret:
    """A key, or none, and the header that it goes into; no text made of it shows the key.

    Raises SettingError, without the key, where it has characters that no header can carry.
    """

    def __init__(self, key: str | None, header: str = "Authorization", before: str = "Bearer ") -> None:
        told = (key or "").strip()
        if not re.fullmatch(r"[\x21-\x7e]*", told):
            raise SettingError("REFDESK_MODEL_API_KEY: no key has spaces or letters beyond ASCII; copy it again, whole")
        self._key = told
        self._header, self._before = header, before

    def __repr__(self) -> str:
        return "Secret()"

    @property
    def is_given(self) -> bool:
        """Whether there is a key at all."""
        return bool(self._key)

    @property
    def headers(self) -> dict[str, str]:
        """What a request carries."""
        return {self._header: self._before + self._key} if self._key else {}

    def hidden(self, text: str) -> str:
        """The text without the key."""
        return text.replace(self._key, _SHOWN) if self._is_secret else text

    def hidden_in(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces without the key, also where it is cut between two of them."""
        if not self._is_secret:
            yield from pieces
            return
        key, held = self._key.encode(), b""
        for piece in pieces:
            held = (held + piece).replace(key, _SHOWN.encode())
            kept = _beginning_at_end(held, key)
            yield held[: len(held) - kept]
            held = held[len(held) - kept :]
        yield held

    @property
    def _is_secret(self) -> bool:
        return len(self._key) >= _SHORTEST and self._key.lower() not in _PLACEHOLDERS


def _beginning_at_end(text: bytes, key: bytes) -> int:
    """How many bytes at the end of the text could be the beginning of the key."""
    return next((n for n in range(min(len(key) - 1, len(text)), 0, -1) if text.endswith(key[:n])), 0)
