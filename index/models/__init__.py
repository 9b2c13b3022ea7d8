"""The models that an index is searched with, passed together."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.models.embedding import Embedder
    from index.models.late_interaction import Interaction
    from index.models.reranking import Reranker


@dataclass(frozen=True, slots=True)
class Models:
    """`embedder` retrieves candidates, `interaction` reorders the best, `reranker` judges whether a text answers.

    A stage whose model is None is skipped.
    """

    embedder: "Embedder"
    interaction: "Interaction | None" = None
    reranker: "Reranker | None" = None


def standard_models(threads: int, index: Path | None = None) -> Models:
    """The installed models; with `index`, the reranker's scores are cached in that folder."""
    from index.models.embedding import BgeEmbedder
    from index.models.late_interaction import LateInteraction
    from index.models.reranking import CrossEncoder, RememberingReranker

    reranker: Reranker = CrossEncoder(threads)
    if index is not None:
        reranker = RememberingReranker(reranker, index)
    return Models(BgeEmbedder(threads), LateInteraction(threads), reranker)
