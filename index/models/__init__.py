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
    """What search and those who answer with it read with; a stage whose model is missing is left out.

    `embedder` finds candidates, `interaction` reorders the first of them, `reranker` judges whether a text answers.
    """

    embedder: "Embedder"
    interaction: "Interaction | None" = None
    reranker: "Reranker | None" = None


def standard_models(threads: int, index: Path | None = None) -> Models:
    """The models of the installation; scores of the reranker are kept beside `index` where one is named."""
    from index.models.embedding import BgeEmbedder
    from index.models.late_interaction import LateInteraction
    from index.models.reranking import CrossEncoder, RememberingReranker

    reranker: Reranker = CrossEncoder(threads)
    if index is not None:
        reranker = RememberingReranker(reranker, index)
    return Models(BgeEmbedder(threads), LateInteraction(threads), reranker)
