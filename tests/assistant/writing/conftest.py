"""A corpus with known sentences, and a pen whose model is a scripted server."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from assistant.language.choice import ModelChoice, connect
from assistant.writing.pen import Pen
from index.models import Models
from index.search import Search
from tests.assistant.language.scripted import Scripted
from tests.assistant.shelves import shelve

GARDENS = {
    "frost.md": """# Frost and apple trees

## Results

Late frost killed 37% of the apple blossoms in the valley. Trees on the slope lost far fewer blossoms than those in the
valley. Smoke did not protect the blossoms.
""",
    "bees.md": """# Bees in cold springs

## Results

Bumblebees fly at six degrees and pollinate apple blossoms before honeybees leave the hive. In cold springs bumblebees
did most of the pollination. Honeybees stayed in the hive below twelve degrees.
""",
    "pears.md": """# Pear trees and frost

## Results

On the plain, late frost killed 52% of the pear blossoms. Wind machines kept the others alive.
""",
    "soil.md": """# Soil under orchards

## Discussion

Grass between the rows keeps the soil moist and reduces erosion. Bare soil warms faster in spring and lessens the harm
that frost does to apple blossoms.
""",
}
"""Papers on orchards, which a lookup, a comparison, a listing and a synthesis can be asked of."""


@pytest.fixture(scope="session")
def gardens(tmp_path_factory: pytest.TempPathFactory, models: Models) -> Iterator[Search]:
    with closing(shelve(tmp_path_factory.mktemp("gardens"), GARDENS, models)) as search:
        yield search


@pytest.fixture(scope="session")
def pen_for() -> Callable[..., Pen]:
    def made(server: Scripted, *, context: int = 8192, seconds: float = 10.0, **more: object) -> Pen:
        choice = ModelChoice(base_url=server.base_url, name="scripted", context=context, seconds=seconds)
        return Pen(connect=lambda: connect(choice), **more)  # type: ignore[arg-type]

    return made
