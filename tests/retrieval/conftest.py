"""The real encoder and a small indexed document store, made once, for the tests of retrieval."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from retrieval import open_retrieval
from retrieval.catalogue import load_companies
from retrieval.embedding import Encoder, RememberingEncoder, load_encoder
from retrieval.index import Index
from retrieval.reindex import reindex
from retrieval.search import Searcher
from retrieval.settings import Settings, load_settings
from retrieval.store import Retrieval
from tests.evaluation.stores import ROOT
from tests.hostile import load_cases, write_hostile_store
from tests.retrieval.stores import INDEXED_AT, MODELS, write_store


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder(cache=MODELS)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of the store that `searcher` searches."""
    return load_settings(write_store(tmp_path_factory.mktemp("store")))


@pytest.fixture(scope="session")
def searcher(settings: Settings, encoder: Encoder) -> Iterator[Searcher]:
    """A searcher of the documents in `tests.retrieval.stores`."""
    assert settings.documents.companies
    with closing(Index(settings.index.path)) as index:
        report = reindex(index, settings, lambda _: encoder, INDEXED_AT)
        assert report.problems == ()
        yield Searcher(index.generation, RememberingEncoder(encoder), load_companies(settings.documents.companies))


@pytest.fixture(scope="session")
def retrieval(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retrieval]:
    """An opened store of the documents in `tests.retrieval.stores`; nobody changes it."""
    with closing(open_retrieval(load_settings(write_store(tmp_path_factory.mktemp("opened"))))) as opened:
        opened.reindex(INDEXED_AT)
        yield opened


@pytest.fixture(scope="session")
def hostile_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a store, indexed and closed again, whose documents hold the attempts of `tests.hostile`."""
    settings = load_settings(write_hostile_store(tmp_path_factory.mktemp("hostile"), load_cases()))
    with closing(open_retrieval(settings)) as opened:
        assert opened.reindex(INDEXED_AT).problems == ()
    return settings


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retrieval]:
    """The documents that come with the product, indexed apart; nobody changes them."""
    settings = load_settings(ROOT / "config.toml")
    index = settings.index.model_copy(update={"path": tmp_path_factory.mktemp("bundled")})
    with closing(open_retrieval(settings.model_copy(update={"index": index}))) as opened:
        assert opened.reindex(INDEXED_AT).problems == ()
        yield opened
