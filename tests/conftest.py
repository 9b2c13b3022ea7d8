"""What many tests share: the real models, the sample corpus with its index, and the folder of held evaluation data."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.build import build
from index.models import Models
from index.models.embedding import BgeEmbedder
from index.models.late_interaction import LateInteraction
from index.models.reranking import CrossEncoder
from index.search import Search, open_search

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"


@pytest.fixture(scope="session")
def embedder() -> BgeEmbedder:
    return BgeEmbedder(threads=2)


@pytest.fixture(scope="session")
def reranker() -> CrossEncoder:
    return CrossEncoder(threads=2)


@pytest.fixture(scope="session")
def interaction() -> LateInteraction:
    return LateInteraction(threads=2)


@pytest.fixture(scope="session")
def models(embedder: BgeEmbedder, interaction: LateInteraction, reranker: CrossEncoder) -> Models:
    return Models(embedder, interaction, reranker)


@pytest.fixture(scope="session")
def sample_corpus() -> Path:
    return PROJECT / "corpus"


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, sample_corpus: Path, embedder: BgeEmbedder) -> Path:
    """The sample corpus's index, built once; tests must not change it."""
    folder = tmp_path_factory.mktemp("sample") / ".refdesk"
    build(sample_corpus, folder, embedder)
    return folder


@pytest.fixture
def search(sample_index: Path, models: Models) -> Iterator[Search]:
    with closing(open_search(sample_index, models)) as opened:
        yield opened


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The seed files as found in the field."""
    return _shared("seeds")


@pytest.fixture(scope="session")
def samples() -> Path:
    """Real PDFs, exports and bibliographies."""
    return _shared("samples")


@pytest.fixture(scope="session")
def evaluation() -> Path:
    """The evaluation sets that may be measured on."""
    return _shared("eval")


def _shared(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the folder shared/{name} is not beside the project")
    return folder
