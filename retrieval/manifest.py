"""What the index holds: documents, their content hashes and passages; its commit is the switch that searches see."""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from retrieval.types import Chunk, Source

SCHEMA = """
BEGIN;
CREATE TABLE document (
    id TEXT PRIMARY KEY, content_hash TEXT NOT NULL, source TEXT NOT NULL, indexed_at TEXT NOT NULL
);
CREATE TABLE chunk (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, header TEXT NOT NULL, text TEXT NOT NULL, section TEXT NOT NULL, page INTEGER
);
CREATE INDEX chunk_by_document ON chunk (document_id, ordinal);
CREATE TABLE debris (chunk_id TEXT PRIMARY KEY);
PRAGMA user_version = 1;
COMMIT;
"""
CHUNK = "id, document_id, ordinal, header, text, section, page"


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document that the index holds, with the number of its passages."""

    source: Source
    content_hash: str
    chunks: int
    indexed_at: datetime


class Manifest:
    """The SQLite file `path`: the truth about what is indexed; the two search sides may hold more, never less.

    Raises `sqlite3.DatabaseError` where the file is damaged.

    `debris` lists ids of passages that a search side may hold although no document has them: they are written there
    before the sides change and are taken out once the sides are clean, so that a crash leaves a list to tidy.
    The `user_version` of the file counts its changes.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._known: tuple[int, Mapping[str, Source]] = (0, {})  # the sources, and the change that they were read after
        self._finish = weakref.finalize(self, _close, self._open)
        self._finish.atexit = False  # a thread that still reads then would crash
        if self._one("PRAGMA user_version")[0] == 0:
            self._connection.executescript(SCHEMA)
        [faults] = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if faults != "ok":
            raise sqlite3.DatabaseError(faults)

    def close(self) -> None:
        self._finish()

    def documents(self) -> list[IndexedDocument]:
        """All documents, by title."""
        rows = self._connection.execute(
            "SELECT source, content_hash, indexed_at, (SELECT count(*) FROM chunk WHERE document_id = document.id)"
            " FROM document"
        )
        found = [
            IndexedDocument(_source(source), content_hash, chunks, datetime.fromisoformat(indexed_at))
            for source, content_hash, indexed_at, chunks in rows
        ]
        return sorted(found, key=lambda document: document.source.title)

    def content_hashes(self) -> dict[str, str]:
        """The content hashes of all documents by id."""
        return dict(self._connection.execute("SELECT id, content_hash FROM document"))

    def sources(self) -> Mapping[str, Source]:
        """All documents by id: those of the last call, as long as nothing has changed."""
        if self._one("PRAGMA user_version")[0] != self._known[0]:
            found = self._connection.execute("SELECT user_version, id, source FROM document, pragma_user_version")
            rows = found.fetchall()
            self._known = (rows[0][0] if rows else 0, {id_: _source(text) for _, id_, text in rows})
        return self._known[1]

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Those of the passages `ids` that a document has."""
        marks = ", ".join("?" * len(ids))
        rows = self._connection.execute(f"SELECT {CHUNK} FROM chunk WHERE id IN ({marks})", ids)  # noqa: S608 marks only
        return {row[0]: Chunk(*row) for row in rows}

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """The passages of a document, in order."""
        rows = self._connection.execute(
            f"SELECT {CHUNK} FROM chunk WHERE document_id = ? ORDER BY ordinal",  # noqa: S608 a constant
            (document_id,),
        )
        return [Chunk(*row) for row in rows]

    def sample(self, size: int) -> list[Chunk]:
        """Up to `size` passages, chosen by chance."""
        chosen = "SELECT rowid FROM chunk ORDER BY random() LIMIT ?"
        rows = self._connection.execute(f"SELECT {CHUNK} FROM chunk WHERE rowid IN ({chosen})", (size,))  # noqa: S608 constants
        return [Chunk(*row) for row in rows]

    def count(self) -> tuple[int, int]:
        """The numbers of documents and passages."""
        documents, chunks = self._one("SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM chunk)")
        return documents, chunks

    def replace(self, documents: Iterable[tuple[Source, str, Sequence[Chunk]]], now: datetime) -> None:
        """Put in `documents` (with content hash and passages) for what was there of them, at once.

        The passages that are no longer any document's become debris; those that have become one's are none.
        """
        with self._writing() as connection:
            for source, content_hash, chunks in documents:
                self._drop(connection, source.id)
                connection.execute(
                    "INSERT INTO document VALUES (?, ?, ?, ?)",
                    (source.id, content_hash, _json(source), now.isoformat()),
                )
                rows = [(c.id, c.document_id, c.ordinal, c.header, c.text, c.section, c.page) for c in chunks]
                connection.executemany("INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            connection.execute("DELETE FROM debris WHERE chunk_id IN (SELECT id FROM chunk)")

    def remove(self, document_ids: Iterable[str]) -> None:
        """Drop documents; their passages become debris."""
        with self._writing() as connection:
            for document_id in document_ids:
                self._drop(connection, document_id)

    @staticmethod
    def _drop(connection: sqlite3.Connection, document_id: str) -> None:
        connection.execute("INSERT OR IGNORE INTO debris SELECT id FROM chunk WHERE document_id = ?", (document_id,))
        connection.execute("DELETE FROM document WHERE id = ?", (document_id,))

    def expect(self, chunk_ids: Iterable[str]) -> None:
        """Note passages that are about to be written to the search sides, before any document has them."""
        with self._writing() as connection:
            connection.executemany("INSERT OR IGNORE INTO debris VALUES (?)", [(id_,) for id_ in chunk_ids])

    def debris(self) -> list[str]:
        """The ids that the search sides may hold although no document has them."""
        return [row[0] for row in self._connection.execute("SELECT chunk_id FROM debris")]

    def tidied(self, chunk_ids: Iterable[str]) -> None:
        """The search sides no longer hold these."""
        with self._writing() as connection:
            connection.executemany("DELETE FROM debris WHERE chunk_id = ?", [(id_,) for id_ in chunk_ids])

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within this block this thread reads one state of the index, whatever is written meanwhile."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute(f"PRAGMA user_version = {self._one('PRAGMA user_version')[0] + 1}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _one(self, statement: str) -> tuple[int, ...]:
        row: tuple[int, ...] = self._connection.execute(statement).fetchone()
        return row

    @property
    def _connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON")
            self._local.connection = connection
            self._open.append(connection)
        return connection


def _close(connections: Iterable[sqlite3.Connection]) -> None:
    for connection in connections:
        connection.close()


def _json(source: Source) -> str:
    return json.dumps({key: value for key, value in asdict(source).items() if value not in (None, ())}, default=str)


def _source(text: str) -> Source:
    values = json.loads(text)
    for key in ("published_on", "period_end"):
        if key in values:
            values[key] = date.fromisoformat(values[key])
    return Source(**{**values, "file": Path(values["file"]), "tickers": tuple(values.get("tickers", ()))})
