import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval import open_retrieval, store
from retrieval.errors import (
    CatalogueInvalid,
    DocumentUnreadable,
    IndexDamaged,
    IndexLocked,
    IndexNotBuilt,
    NothingToRollBack,
    ReindexRunning,
)
from retrieval.settings import Embedding, Settings, load_settings
from retrieval.store import IndexStatus, Retrieval
from retrieval.types import Progress, ReindexPlan
from tests.chat_model_server import HANG, chat_model_server
from tests.retrieval.encoders import WordEncoder
from tests.retrieval.stores import CATALOGUE, INDEXED_AT, MP, write_store

LATER = datetime(2026, 2, 4, 12, tzinfo=UTC)
CASH = "How much cash does MP Materials hold?"


def test_ask_and_search(retrieval: Retrieval) -> None:
    answer = retrieval.ask("and Energy Fuels?", [CASH])
    assert "$94 million" in answer.citations[0].quote
    hits = retrieval.search(CASH, 3)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) == 3
    assert len(retrieval.search(CASH)) == min(10, retrieval.status().chunks)


def test_search__follow_ups(retrieval: Retrieval) -> None:
    [hit] = retrieval.search("and Energy Fuels?", 1, [CASH])
    assert (hit.source.id, hit.chunk.section) == ("uuuu-q3", "Liquidity")


def test_search__halves_of_characters(retrieval: Retrieval) -> None:
    assert retrieval.search(f"{CASH} \udce9", 1)[0].source.id == "mp-q3"


def test_look_ups(retrieval: Retrieval) -> None:
    citation = retrieval.ask(CASH).citations[0]
    chunk = retrieval.chunk(citation.chunk_id)
    assert chunk
    assert citation.quote in chunk.text
    assert retrieval.chunk("unknown") is None
    titles = [document.source.title for document in retrieval.documents()]
    assert titles == sorted(titles)
    assert len(titles) == 5
    document = retrieval.document(citation.document_id)
    assert document
    assert document.source.title == citation.title
    assert retrieval.document("unknown") is None


def test_status(retrieval: Retrieval) -> None:
    chunks = sum(document.chunks for document in retrieval.documents())
    assert retrieval.status() == IndexStatus(5, chunks, INDEXED_AT, "extractive")


def test_before_the_first_reindex(tmp_path: Path) -> None:
    config = write_store(tmp_path, settings='\n[answering]\nmodel = "openai:some-model"\n')
    with closing(open_retrieval(load_settings(config))) as fresh:
        assert fresh.status() == IndexStatus(0, 0, None, "generative")
        for fails in (fresh.documents, lambda: fresh.ask(CASH), lambda: fresh.search(CASH), lambda: fresh.chunk("c")):
            with pytest.raises(IndexNotBuilt):
                fails()


def test_what_is_reindexed_is_answered_from_at_once(tmp_path: Path) -> None:
    with closing(open_retrieval(load_settings(write_store(tmp_path)))) as changing:
        changing.reindex(INDEXED_AT)
        assert "$1.15 billion" in changing.ask(CASH).text
        (tmp_path / "mp.md").write_text(MP.replace("$1.15 billion", "$2.25 billion"), encoding="utf-8")
        changing.reindex(LATER)
        assert "$2.25 billion" in changing.ask(CASH).text
        assert changing.status().indexed_at == LATER
    with closing(open_retrieval(load_settings(tmp_path))) as again:
        assert "$2.25 billion" in again.ask(CASH).text


def test_answers_go_on_from_other_threads_while_all_is_made_again(tmp_path: Path) -> None:
    with closing(open_retrieval(load_settings(write_store(tmp_path)))) as busy, ThreadPoolExecutor(3) as pool:
        busy.reindex(INDEXED_AT)
        is_over = threading.Event()

        def keep_asking() -> set[str]:
            said = set()
            while not is_over.is_set():
                said |= {citation.quote for citation in busy.ask(CASH).citations[:1]}
            return said

        asking = [pool.submit(keep_asking) for _ in range(3)]
        try:
            for _ in range(3):
                busy.reindex(LATER, full=True)
        finally:
            is_over.set()
        for each in asking:
            [quote] = each.result(30)
            assert "$1.15 billion" in quote


def use_model(folder: Path, model: str) -> Settings:
    """The settings of the store in `folder` with another model in them."""
    settings = load_settings(folder)
    return settings.model_copy(update={"embedding": Embedding(model=model)})


def test_an_index_is_searched_with_the_model_that_made_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "load_encoder", WordEncoder)
    write_store(tmp_path)
    with closing(open_retrieval(use_model(tmp_path, "words-32"))) as old:
        old.reindex(INDEXED_AT)
        assert old.previous() is None
        with pytest.raises(NothingToRollBack):
            old.rollback()
    with closing(open_retrieval(use_model(tmp_path, "words-64"))) as changed:
        assert changed.search(CASH, 1)[0].source.id == "mp-q3"
        assert changed.plan() == ReindexPlan(unchanged=5, is_full=True)
        report = changed.reindex(LATER)
        assert (report.unchanged, report.embedded) == (5, report.chunks)
        assert changed.search(CASH, 1)[0].source.id == "mp-q3"
        assert changed.previous() == IndexStatus(5, report.chunks, INDEXED_AT, "extractive")

        assert changed.rollback() == IndexStatus(5, report.chunks, INDEXED_AT, "extractive")
        assert changed.search(CASH, 1)[0].source.id == "mp-q3"
        (tmp_path / "mp.md").write_text(MP.replace("$1.15 billion", "$2.25 billion"), encoding="utf-8")
        assert changed.plan() == ReindexPlan(changed=("mp-q3",), unchanged=4)
        report = changed.reindex(LATER)  # with the model of the index that is in use
        assert (report.changed, report.embedded) == (("mp-q3",), 1)
        assert "$2.25 billion" in changed.search(CASH, 1)[0].chunk.text

        assert changed.rollback().indexed_at == LATER
        assert "$1.15 billion" in changed.search(CASH, 1)[0].chunk.text
        assert changed.reindex(LATER).changed == ("mp-q3",)
        assert "$2.25 billion" in changed.search(CASH, 1)[0].chunk.text


def test_rollback__does_not_bring_back_documents_that_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "load_encoder", WordEncoder)
    with closing(open_retrieval(use_model(write_store(tmp_path).parent, "words-32"))) as changing:
        changing.reindex(INDEXED_AT)
        changing.withdraw("mp-q3", LATER)
        (tmp_path / "catalogue.toml").write_text(CATALOGUE.replace('[[document]]\nfile = "uuuu.md"\n', ""), "utf-8")
        changing.reindex(LATER, full=True)
        assert changing.rollback().documents == 3
        assert {hit.source.id for hit in changing.search(CASH)} <= {"vault", "glossary", "kestrel"}


def test_one_change_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "load_encoder", WordEncoder)
    with closing(open_retrieval(use_model(write_store(tmp_path).parent, "words-32"))) as changing:
        changing.reindex(INDEXED_AT)
        refused = []

        def change_more(_: Progress) -> None:
            for change in (
                lambda: changing.reindex(LATER),
                changing.rollback,
                lambda: changing.withdraw("vault", LATER),
            ):
                with pytest.raises(ReindexRunning, match="being changed already"):
                    change()
                refused.append(change)
            assert changing.search(CASH, 1)[0].source.id == "mp-q3"
            assert changing.plan().unchanged == 5

        changing.reindex(LATER, full=True, on_progress=change_more)
        assert len(refused) >= 3
        changing.reindex(LATER)


def test_reindex__companies_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "load_encoder", WordEncoder)
    with closing(open_retrieval(use_model(write_store(tmp_path).parent, "words-32"))) as changing:
        changing.reindex(INDEXED_AT)
        question = "How much cash does the Mountain Pass miner hold?"
        assert changing._searcher.ask(question).route.companies == ()
        companies = (tmp_path / "companies.toml").read_text(encoding="utf-8")
        companies = companies.replace('["MP Materials"]', '["MP Materials", "Mountain Pass miner"]')
        (tmp_path / "companies.toml").write_text(companies, encoding="utf-8")
        assert changing.reindex(LATER).changed == ("mp-q3",)
        assert [company.ticker for company in changing._searcher.ask(question).route.companies] == ["MP"]


def test_a_damaged_index_says_so_and_reindex_mends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "load_encoder", WordEncoder)
    settings = use_model(write_store(tmp_path).parent, "words-32")
    with closing(open_retrieval(settings)) as whole:
        whole.reindex(INDEXED_AT)
    manifest = tmp_path / "index" / "1" / "manifest.sqlite"
    manifest.write_bytes(manifest.read_bytes()[:5000])
    with closing(open_retrieval(settings)) as damaged:
        assert damaged.status().documents == 0
        with pytest.raises(IndexDamaged, match="run `python -m retrieval reindex`"):
            damaged.ask(CASH)
        assert damaged.plan().is_full
        assert damaged.reindex(LATER).chunks
        assert damaged.search(CASH, 1)[0].source.id == "mp-q3"


def test_close__gives_up_a_document_that_is_being_read(tmp_path: Path) -> None:
    retrieval = open_retrieval(load_settings(write_store(tmp_path)))
    slow = tmp_path / "slow.txt"
    slow.write_text("Ab. " * 4_500_000)  # takes a minute to read
    with ThreadPoolExecutor() as threads:
        drafting = threads.submit(retrieval.draft, slow, "slow.txt", now=LATER)
        while not any(reader._process for reader in tuple(retrieval._readers)):
            time.sleep(0.01)
        retrieval.close()
        with pytest.raises(DocumentUnreadable, match=r"^reading it was broken off$"):
            drafting.result(20)
        with pytest.raises(DocumentUnreadable, match=r"^reading it was broken off$"):
            retrieval.draft(slow, "slow.txt", now=LATER)


def test_close__waits_no_longer_for_a_chat_model(tmp_path: Path) -> None:
    with chat_model_server(HANG) as server, ThreadPoolExecutor() as threads:
        model = f'[answering]\nmodel = "scripted"\nbase_url = "{server.base_url}"\ntimeout_seconds = 100'
        retrieval = open_retrieval(load_settings(write_store(tmp_path, settings=model)))
        retrieval.reindex(INDEXED_AT)
        asking = threads.submit(retrieval.ask, CASH)
        while not server.requests:
            time.sleep(0.01)
        retrieval.close()
        answer = asking.result(20)
    assert answer.notice == "The chat model did not help (it was not waited for); these are the documents' own words."
    assert answer.citations[0].quote


def test_open__one_at_a_time(tmp_path: Path) -> None:
    settings = load_settings(write_store(tmp_path))
    with closing(open_retrieval(settings)), pytest.raises(IndexLocked):
        open_retrieval(settings)
    open_retrieval(settings).close()


def test_open__faulty_companies_leave_the_index_free(tmp_path: Path) -> None:
    settings = load_settings(write_store(tmp_path))
    companies = tmp_path / "companies.toml"
    kept = companies.read_text(encoding="utf-8")
    companies.write_text("[[company]]\ntikker = 'MP'", encoding="utf-8")
    with pytest.raises(CatalogueInvalid, match="tikker"):
        open_retrieval(settings)
    companies.write_text(kept, encoding="utf-8")
    open_retrieval(settings).close()
