"""Documents that an operator adds: drafts, what becomes of them, and what is withdrawn."""

import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from retrieval import open_retrieval, store
from retrieval.added import AddedDocuments, Draft
from retrieval.catalogue import Entry
from retrieval.errors import (
    CatalogueInvalid,
    DocumentUnreadable,
    DraftGone,
    FetchFailed,
    ReindexRunning,
    UnknownDocument,
)
from retrieval.fetching import fetch_page
from retrieval.settings import load_settings
from retrieval.store import Retrieval
from retrieval.types import Problem
from tests.retrieval.loading.pdf_files import Text, pdf
from tests.retrieval.loading.web_pages import BLOCKS, SEMANTIC, page
from tests.retrieval.stores import MP, write_store

NOW = datetime.now(UTC)
LATER = NOW + timedelta(hours=1)
OSPREY = """# Osprey mine: a "test" of names

MP Materials Corp. bought the Osprey mine in Utah. MP Materials pays $35 million for it over two years.

## Output
The Osprey mine yields 90 tonnes of terbium a year.
"""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Retrieval]:
    with closing(open_retrieval(load_settings(write_store(tmp_path / "store")))) as retrieval:
        retrieval.reindex(NOW)
        yield retrieval


def sent(folder: Path, content: str | bytes, name: str = "upload") -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def folders(retrieval: Retrieval) -> list[str]:
    """What stands in the folder of added documents, drafts included."""
    path = retrieval._settings.documents.added
    return sorted(str(found.relative_to(path)) for found in path.rglob("*") if found.is_file())


def test_a_draft_is_described_and_not_indexed(opened: Retrieval, tmp_path: Path) -> None:
    before = opened.status()
    draft = opened.draft(sent(tmp_path, OSPREY), "../../etc/osprey.md", now=NOW)
    assert draft == Draft(
        id=draft.id,
        title='Osprey mine: a "test" of names',
        kind="markdown",
        bytes=len(OSPREY),
        pages=None,
        tickers=("MP",),
        chunks=2,
        duplicate_of=None,
    )
    assert draft.id.startswith("osprey-mine-a-test-of-names-")
    assert folders(opened) == [f".drafts/{draft.id}/document.md", f".drafts/{draft.id}/document.toml"]
    assert (opened.status(), opened.plan().added) == (before, ())


def test_adding_costs_one_document_and_the_answer_comes_from_it(opened: Retrieval, tmp_path: Path) -> None:
    draft = opened.draft(sent(tmp_path, OSPREY), "osprey.md", "https://osprey.example/mine", now=NOW)
    report = opened.add(draft.id, LATER)
    assert (report.added, report.embedded, report.unchanged, report.removed) == ((draft.id,), 2, 5, ())
    answer = opened.ask("How much terbium does the Osprey mine yield a year?")
    assert "90 tonnes" in answer.text
    assert (answer.citations[0].title, answer.citations[0].url) == (draft.title, "https://osprey.example/mine")
    assert folders(opened) == [f"{draft.id}/document.md", f"{draft.id}/document.toml"]
    plan = opened.plan()
    assert (plan.added, plan.changed, plan.removed, plan.unchanged) == ((), (), (), 6)
    with pytest.raises(DraftGone):
        opened.add(draft.id, LATER)


def test_added_documents_outlive_a_full_reindex_and_leave_when_withdrawn(opened: Retrieval, tmp_path: Path) -> None:
    draft = opened.draft(sent(tmp_path, OSPREY), "osprey.md", now=NOW)
    opened.add(draft.id, LATER)
    assert draft.id in opened.reindex(LATER, full=True).changed + tuple(d.source.id for d in opened.documents())
    opened.withdraw(draft.id, LATER)
    assert opened.document(draft.id) is None
    assert (folders(opened), opened.withdrawn()) == ([], ())
    assert opened.search("Osprey mine terbium")[0].source.id != draft.id
    assert opened.plan().added == ()
    with pytest.raises(UnknownDocument, match=draft.id):
        opened.withdraw(draft.id, LATER)


def test_a_withdrawn_document_of_the_catalogue_stays_out_until_it_is_put_back(opened: Retrieval) -> None:
    opened.withdraw("mp-q3", NOW)
    assert (opened.document("mp-q3"), opened.withdrawn()) == (None, ("mp-q3",))
    report = opened.reindex(LATER, full=True)
    assert "mp-q3" not in {document.source.id for document in opened.documents()}
    assert report.problems == ()
    opened.put_back("mp-q3", LATER)
    assert opened.document("mp-q3")
    assert (opened.withdrawn(), opened.plan().unchanged) == ((), 5)
    with pytest.raises(UnknownDocument, match="mp-q3"):
        opened.put_back("mp-q3", LATER)
    with pytest.raises(UnknownDocument, match="nothing"):
        opened.withdraw("../nothing", LATER)


def test_the_same_document_in_another_wrapping_is_recognised(opened: Retrieval, tmp_path: Path) -> None:
    prose = [
        "The Ibis refinery in Norway opened in March and separates neodymium from praseodymium for carmakers.",
        "Its owner borrowed 40 million kroner from the state bank and will repay them over the next twelve years.",
        "Engineers expect that the plant needs a third furnace before the end of the decade, as demand is growing.",
    ]
    markdown = "# Ibis refinery\n\n" + "\n\n".join(prose)
    first = opened.draft(sent(tmp_path, markdown), "ibis.md", now=NOW)
    opened.add(first.id, NOW)
    halves = [(text[:60].rsplit(" ", 1)[0], text) for text in prose]
    lines = [line for half, text in halves for line in (half, text[len(half) + 1 :])]
    as_pdf = pdf([Text(50, 60 + 14 * place + 10 * (place // 2), line) for place, line in enumerate(lines)])
    as_html = f"<html><title>Ibis</title><body>{''.join(f'<p>{text}</p>' for text in prose)}"
    for content, name in ((markdown, "copy.txt"), (as_html, "ibis.html"), (as_pdf, "ibis.pdf")):
        assert opened.draft(sent(tmp_path, content), name, now=NOW).duplicate_of == first.id, name
    other = markdown.replace("Norway", "Chile").replace("neodymium", "terbium").replace("borrowed 40", "earned 95")
    assert opened.draft(sent(tmp_path, other), "other.md", now=NOW).duplicate_of is None
    vault = (tmp_path / "store" / "vault.md").read_text()
    assert opened.draft(sent(tmp_path, vault), "x.md", now=NOW).duplicate_of == "vault"


def test_front_matter_is_heard_but_for_its_id(opened: Retrieval, tmp_path: Path) -> None:
    content = MP.replace('id = "mp-q3"', 'id = "vault"').replace("MP Materials: third", "MP’s third")
    draft = opened.draft(sent(tmp_path, content), "mp.md", now=NOW)
    assert (draft.title, draft.tickers) == ("MP’s third quarter of 2025", ("MP",))
    opened.add(draft.id, NOW)
    added = opened.document(draft.id)
    assert added
    assert (added.source.form, added.source.fiscal_quarter, added.source.kind) == ("10-Q", 3, "filing")
    assert (opened.document("vault") or added).source.title.startswith("Project Vault")


def test_a_discarded_draft_is_gone_and_so_is_one_that_is_a_day_old(opened: Retrieval, tmp_path: Path) -> None:
    draft = opened.draft(sent(tmp_path, OSPREY), "a.md", now=NOW)
    opened.discard(draft.id)
    opened.discard(draft.id)
    assert folders(opened) == []
    old = opened.draft(sent(tmp_path, OSPREY), "a.md", now=NOW)
    yesterday = (NOW - timedelta(days=1, minutes=1)).timestamp()
    os.utime(opened._settings.documents.added / ".drafts" / old.id, (yesterday, yesterday))
    fresh = opened.draft(sent(tmp_path, "# Heron\n\nA heron is a bird."), "b.md", now=NOW)
    assert {name.split("/")[1] for name in folders(opened)} == {fresh.id}
    with pytest.raises(DraftGone, match="send the document again"):
        opened.add(old.id, NOW)
    for name in ("../vault", "", ".", "..", ".drafts", "/etc"):
        opened.discard(name)
        with pytest.raises(DraftGone):
            opened.add(name, NOW)
        with pytest.raises(UnknownDocument):
            opened.withdraw(name, NOW)


def test_only_one_change_at_a_time(opened: Retrieval, tmp_path: Path) -> None:
    draft = opened.draft(sent(tmp_path, OSPREY), "a.md", now=NOW)
    with opened._changing():
        for change in (opened.add, opened.withdraw, opened.put_back):
            with pytest.raises(ReindexRunning):
                change(draft.id, NOW)
    assert opened.add(draft.id, NOW).added == (draft.id,)


def test_a_document_that_can_no_longer_be_read_is_not_added(opened: Retrieval, tmp_path: Path) -> None:
    draft = opened.draft(sent(tmp_path, OSPREY), "a.md", now=NOW)
    (opened._settings.documents.added / ".drafts" / draft.id / "document.md").write_text("")
    with pytest.raises(DocumentUnreadable, match="the file is empty"):
        opened.add(draft.id, NOW)
    assert (folders(opened), opened.document(draft.id)) == ([], None)


def test_load__names_what_is_not_whole(tmp_path: Path) -> None:
    kept = AddedDocuments(tmp_path)
    title = 'Quotes " and \\ and \t\x7f and 中文 😀'
    entry = Entry(id="whole", title=title, file="document.txt", tickers=("MP", "UUUU"))
    kept.keep_draft(sent(tmp_path, "Text."), entry, NOW)
    assert kept.confirm("whole").title == title
    for name, record in (("empty", ""), ("outside", 'id = "outside"\ntitle = "T"\nfile = "../../x"'), ("odd", "=")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "document.toml").write_text(record)
    (tmp_path / "bare").mkdir()
    sources, problems = kept.load()
    assert [(source.id, source.tickers) for source in sources] == [("whole", ("MP", "UUUU"))]
    assert [problem.document_id for problem in problems] == ["bare", "empty", "odd", "outside"]
    assert kept.load(taken={"whole"})[1][-1] == Problem("whole", "another document has this id")


def test_withdrawn__a_list_that_cannot_be_read_stops_a_reindex(tmp_path: Path) -> None:
    kept = AddedDocuments(tmp_path / "added")
    kept.withdraw('an "odd" id\nof\x7f two lines', NOW)
    kept.withdraw("b", LATER)
    assert kept.withdrawn() == {'an "odd" id\nof\x7f two lines': NOW, "b": LATER}
    for broken in ("a = 3", "a = ["):
        (tmp_path / "added" / "withdrawn.toml").write_text(broken)
        with pytest.raises(CatalogueInvalid, match=r"withdrawn\.toml"):
            kept.withdrawn()


@contextmanager
def served(content: bytes, content_type: str) -> Iterator[str]:
    """The address of a page on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/mines/osprey"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def from_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "fetch_page", partial(fetch_page, is_allowed=lambda _: True))


def test_draft_page__refuses_this_machine(opened: Retrieval) -> None:
    with served(b"<html>", "text/html") as url, pytest.raises(FetchFailed, match="not a public address"):
        opened.draft_page(url, now=NOW)


@pytest.mark.usefixtures("from_anywhere")
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_draft_page__keeps_a_page_without_more_and_the_address(opened: Retrieval, encoding: str) -> None:
    html = "<html><head><title>Рудник – Osprey</title></head><body><p>The Osprey mine yields terbium.</p></body></html>"
    with served(html.encode(encoding), f"text/html; charset={encoding}") as url:
        draft = opened.draft_page(url, now=NOW)
    assert (draft.title, draft.kind, draft.bytes) == ("Рудник – Osprey", "html", len(html.encode()))
    opened.add(draft.id, NOW)
    added = opened.document(draft.id)
    assert added
    assert (added.source.url, added.source.file.read_text()) == (url, html)


@pytest.mark.usefixtures("from_anywhere")
def test_draft_page__keeps_the_article_of_a_web_page_alone(opened: Retrieval) -> None:
    with served(page(SEMANTIC).encode(), "text/html") as url:
        draft = opened.draft_page(url, now=NOW)
    opened.add(draft.id, NOW)
    passages = "\n".join(chunk.text for chunk in opened.passages(draft.id))
    assert (draft.title, draft.chunks) == ("Vault & Co", 2)
    assert passages.replace("\n\n", "\n") == "\n".join(text for _, text in BLOCKS)
    assert opened.reindex(NOW, full=True).problems == ()
    assert "\n".join(chunk.text for chunk in opened.passages(draft.id)) == passages
