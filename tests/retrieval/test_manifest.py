import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from retrieval.manifest import IndexedDocument, Manifest
from retrieval.types import Chunk, Source

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
FULL = Source(
    id="full",
    title="Überschrift",
    file=Path("documents/full.pdf"),
    kind="filing",
    publisher="MP Materials Corp.",
    published_on=date(2026, 2, 2),
    url="https://filings.example/full",
    tickers=("MP", "UUUU"),
    form="10-Q/A",
    fiscal_year=2025,
    fiscal_quarter=3,
    period_end=date(2025, 9, 30),
    accession="0001801368-26-000027",
)
BARE = Source("bare", "Another", Path("bare.txt"))


def passages(source: Source, *texts: str) -> list[Chunk]:
    return [Chunk(f"{source.id}-{n}", source.id, n, "header", text, "A › B", n + 1) for n, text in enumerate(texts)]


@pytest.fixture
def manifest(tmp_path: Path) -> Iterator[Manifest]:
    with closing(Manifest(tmp_path / "manifest.sqlite")) as opened:
        opened.replace([(FULL, "hash", passages(FULL, "one", "two")), (BARE, "other", passages(BARE, "three"))], NOW)
        yield opened


def test_documents__everything_about_them_by_title(manifest: Manifest) -> None:
    assert manifest.documents() == [IndexedDocument(BARE, "other", 1, NOW), IndexedDocument(FULL, "hash", 2, NOW)]
    assert manifest.sources() == {"full": FULL, "bare": BARE}
    assert manifest.count() == (2, 3)


def test_chunks__those_that_are_there(manifest: Manifest) -> None:
    assert manifest.chunks(["full-1", "unknown"]) == {"full-1": Chunk("full-1", "full", 1, "header", "two", "A › B", 2)}
    assert manifest.chunks([]) == {}
    assert manifest.chunks_of("full") == passages(FULL, "one", "two")
    assert manifest.chunks_of("unknown") == []


def test_open__keeps_what_was_written(manifest: Manifest, tmp_path: Path) -> None:
    with closing(Manifest(tmp_path / "manifest.sqlite")) as again:
        assert again.documents() == manifest.documents()


def test_replace__all_or_nothing(manifest: Manifest) -> None:
    clash = passages(FULL, "one")[0]
    with pytest.raises(sqlite3.IntegrityError):
        manifest.replace([(BARE, "new", passages(BARE, "four")), (FULL, "new", [clash, clash])], NOW)
    assert [document.content_hash for document in manifest.documents()] == ["other", "hash"]
    assert manifest.chunks_of("bare") == passages(BARE, "three")
    assert manifest.debris() == []


def test_debris__what_was_announced_or_dropped_until_it_is_tidied(manifest: Manifest) -> None:
    manifest.expect(["bare-1", "lost"])
    manifest.replace([(BARE, "new", passages(BARE, "three", "four"))], NOW)
    manifest.remove(["full", "unknown"])
    assert sorted(manifest.debris()) == ["full-0", "full-1", "lost"]
    manifest.tidied(["lost", "full-0"])
    assert manifest.debris() == ["full-1"]


def test_snapshot__reads_one_state_while_another_thread_writes(manifest: Manifest) -> None:
    with manifest.snapshot():
        assert manifest.count() == (2, 3)
        writer = threading.Thread(target=manifest.remove, args=(["full"],))
        writer.start()
        writer.join(10)
        assert manifest.count() == (2, 3)
        assert set(manifest.sources()) == {"full", "bare"}
    assert manifest.count() == (1, 1)


def test_snapshot__ends_with_a_failure(manifest: Manifest) -> None:
    with pytest.raises(ZeroDivisionError), manifest.snapshot():
        raise ZeroDivisionError
    manifest.remove(["bare"])
    assert manifest.count() == (1, 2)


def test_sources__are_read_again_only_after_a_change(manifest: Manifest) -> None:
    known = manifest.sources()
    assert manifest.sources() is known
    manifest.remove(["full"])
    assert manifest.sources() == {"bare": BARE}
    manifest.remove(["bare"])
    assert manifest.sources() == {}


def test_sources__what_a_snapshot_sees_is_not_what_others_see(manifest: Manifest) -> None:
    seen: list[set[str]] = []

    def change_and_look() -> None:
        manifest.remove(["full"])
        seen.append(set(manifest.sources()))

    with manifest.snapshot():
        manifest.count()
        writer = threading.Thread(target=change_and_look)
        writer.start()
        writer.join(10)
        assert set(manifest.sources()) == {"full", "bare"}
    assert seen == [{"bare"}]
    assert set(manifest.sources()) == {"bare"}
