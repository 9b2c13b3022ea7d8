"""A reply as it comes: pieces of text, what they cost, and a way to stop."""

import queue
import weakref
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.language.generation import Generation, Pause
from assistant.language.length import fewest_tokens
from index.errors import LanguageModelError
from index.tokens import count_tokens


@dataclass(frozen=True, slots=True)
class Usage:
    """What a reply cost.

    first_word: seconds until the first piece of text, None where none came; estimated: the server told no numbers, so
    they were counted with a tokenizer that need not be the model's; prompt_cut: the server tells of under half of what
    was sent, as one does that drops without a word what its context does not hold.
    """

    prompt_tokens: int
    completion_tokens: int
    seconds: float
    first_word: float | None
    estimated: bool
    prompt_cut: bool = False


class Reply:
    """An iterator of pieces of text, as they come.

    Iteration raises LanguageModelError where the reply cannot be had or breaks off; the pieces before that are good.
    """

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._over = False
        # A reply that nobody holds any more must not go on costing.
        weakref.finalize(self, generation.stop)
        generation.start()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        pause = 0.0
        while not self._over:
            item = self._item(self._generation.server.seconds + pause)
            pause = item.seconds if isinstance(item, Pause) else 0.0
            if isinstance(item, str) and item:
                return item
            if item is None or isinstance(item, LanguageModelError):
                self._over = True
            if isinstance(item, LanguageModelError):
                raise item
        raise StopIteration

    def _item(self, patience: float) -> str | Pause | LanguageModelError | None:
        try:
            return self._generation.made.get(timeout=patience)
        except queue.Empty:
            self.close()
            return self._generation.server.too_slow()

    def close(self) -> None:
        """Stop the generation, on the server too; what came before stays good. Any thread may call it, at any time."""
        self._generation.stop()

    @property
    def cut_short(self) -> bool:
        """Whether the reply ended at the largest number of tokens, not because the model had finished."""
        return self._generation.cut_short

    @property
    def usage(self) -> Usage:
        """What the reply cost; final once it has ended."""
        made = self._generation
        if made.told is not None:
            told = made.told
            cut = 0 < 2 * told.prompt < fewest_tokens(made.prompt)  # who tells of none at all has not counted
            return Usage(told.prompt, told.completion, made.seconds, made.first_word, estimated=False, prompt_cut=cut)
        prompt = count_tokens(made.prompt) if made.prompt_counts else 0
        return Usage(prompt, count_tokens(made.text), made.seconds, made.first_word, estimated=True)
