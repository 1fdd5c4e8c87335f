"""Fixtures that tests in more than one folder use."""

import pytest

pytest_plugins = ["tests.edgar_server", "tests.postgres"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Convert the encoder once, on a clean clone, before both workers would do so at the same moment."""
    from retrieval.embedding import load_encoder
    from tests.retrieval.stores import MODELS

    load_encoder(cache=MODELS)
