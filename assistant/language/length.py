"""How long a reply has grown, in tokens, as far as that can be told without the model's own tokenizer."""

from index.tokens import count_tokens

_SLACK, _MORE = 1.2, 4  # tokenizers differ, and so do counts of a text and of its parts
_LETTERS = 4  # a token of English has more
_STEP, _STEPS = 16, 16  # counted at a time: so many bytes at least, and such a part of the limit


def fewest_tokens(text: str) -> float:
    """Tokens that any model's tokenizer needs; ours, made for English, needs several times as many elsewhere."""
    return min(float(count_tokens(text)), len(text) / _LETTERS)


class Length:
    """Counts a reply while it grows, each part of it once, so that a model that heeds no limit can be left.

    most: tokens that the reply may have, in the server's own count where it was `told` of them, in ours elsewhere.
    """

    def __init__(self, most: int, *, told: bool) -> None:
        self._count = fewest_tokens if told else count_tokens
        self._left = most * _SLACK + _MORE
        self._step = max(_STEP, most // _STEPS)
        self._uncounted: list[str] = []
        self._bytes = 0

    @property
    def is_passed(self) -> bool:
        """Whether there are more tokens than there may be, a fifth more being let pass."""
        return self._left < 0

    def add(self, text: str) -> None:
        """The reply has grown by a piece."""
        self._uncounted.append(text)
        self._bytes += len(text.encode(errors="replace"))
        # No token is shorter than a byte: before there are as many, nothing can have been passed.
        if self._bytes > max(self._left, self._step):
            self._take_stock()

    def _take_stock(self) -> None:
        text = "".join(self._uncounted)
        at = text.rfind(" ")  # the last word may go on
        at = at if at > 0 else len(text)
        self._left -= self._count(text[:at])
        self._uncounted, self._bytes = [text[at:]], len(text[at:].encode(errors="replace"))
