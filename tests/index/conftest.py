"""A small corpus of a test's own, and how hard Hypothesis tries."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings

from index.build import BuildRequest, Report, build
from index.models import Models
from index.models.embedding import BgeEmbedder, Embedder
from index.search import SourceHit, open_search
from index.store.catalogue import Catalogue

# Time limits belong to pytest-timeout; the cores are shared and a slow example is no fault.
settings.register_profile("index", deadline=None, max_examples=80)
settings.load_profile("index")


class Bench:
    """A corpus folder, the index made of it, and the embedder that makes it."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self.corpus = folder / "corpus"
        self.index = folder / ".refdesk"
        self.embedder = embedder
        self.corpus.mkdir()

    def write(self, name: str, text: str | bytes) -> Path:
        """Put a file into the corpus, dated a minute ago so that a later edit shows in its time stamp."""
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        minute_ago = path.stat().st_mtime_ns - 60_000_000_000
        os.utime(path, ns=(minute_ago, minute_ago))
        return path

    def remove(self, name: str) -> Path:
        path = self.corpus / name
        path.unlink()
        return path

    def build(self, **asked: bool) -> Report:
        return build(self.corpus, self.index, self.embedder, BuildRequest(**asked))

    def catalogue(self) -> closing[Catalogue]:
        return closing(Catalogue(self.index))

    def find(self, query: str, k: int = 5) -> list[SourceHit]:
        with closing(open_search(self.index, Models(self.embedder))) as search:
            return search.source_hits(query, k)


@pytest.fixture
def bench(tmp_path: Path, embedder: BgeEmbedder) -> Bench:
    return Bench(tmp_path, embedder)


@pytest.fixture(scope="module")
def sample_catalogue(sample_index: Path) -> Iterator[Catalogue]:
    with closing(Catalogue(sample_index)) as catalogue:
        yield catalogue
