"""The real encoder, loaded once, for the tests of retrieval."""

from pathlib import Path

import pytest

from retrieval.embedding import Encoder, load_encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder(cache=Path("var/models"))
