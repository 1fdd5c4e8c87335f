"""Documents that an operator has added, each in a folder of its own, drafts of them, and what was withdrawn.

An added document is its original bytes and `document.toml`, which says what an entry of the catalogue would. A draft is
the same in the folder `.drafts` until it is confirmed. Whole folders are moved, so that no half of one is ever read.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from retrieval.catalogue import Entry
from retrieval.errors import CatalogueInvalid, DraftGone, SettingsInvalid
from retrieval.loading.kinds import Kind
from retrieval.settings import parse_table, read_toml
from retrieval.types import Problem, Source

RECORD, DRAFTS, WITHDRAWN = "document.toml", ".drafts", "withdrawn.toml"
DRAFT_LIVES = timedelta(days=1)
WITHDRAWALS = TypeAdapter(dict[str, AwareDatetime])


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that was read and is kept aside until it is added or discarded.

    `bytes` is the size of its file, `chunks` the passages that the index does not hold yet, and `duplicate_of` the id
    of a document that the index holds with the same content.
    """

    id: str
    title: str
    kind: Kind
    bytes: int
    pages: int | None
    tickers: tuple[str, ...]
    chunks: int
    duplicate_of: str | None


class AddedDocuments:
    """The folder `path` of added documents, their drafts, and the list of withdrawn ids."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._drafts = path / DRAFTS

    def keep_draft(self, file: Path, entry: Entry, now: datetime) -> None:
        """Copy `file` to a draft that `entry` describes. Drafts that nobody confirmed for a day go."""
        self._tidy(now)
        folder = self._folder(self._drafts, entry.id)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copyfile(file, folder / entry.file)
        (folder / RECORD).write_text(_toml(entry.model_dump(mode="json", exclude_none=True)), encoding="utf-8")

    def confirm(self, draft_id: str) -> Source:
        """Make a draft an added document. Raises `DraftGone`."""
        draft = self._folder(self._drafts, draft_id)
        if not (draft / RECORD).is_file():
            raise DraftGone("this draft is no longer kept: send the document again")
        folder = self._folder(self._path, draft_id)
        shutil.rmtree(folder, ignore_errors=True)
        draft.replace(folder)
        return _read(folder)

    def discard(self, draft_id: str) -> None:
        """Forget a draft, if there is one."""
        shutil.rmtree(self._folder(self._drafts, draft_id), ignore_errors=True)

    def remove(self, document_id: str) -> bool:
        """Delete an added document; False where there is none."""
        folder = self._folder(self._path, document_id)
        if not folder.is_dir():
            return False
        self.discard(document_id)
        self._drafts.mkdir(exist_ok=True)
        shutil.rmtree(folder.replace(self._folder(self._drafts, document_id)))
        return True

    def load(self, taken: Collection[str] = ()) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
        """All added documents, and the folders that hold no whole one, or one whose id is `taken`."""
        sources: list[Source] = []
        problems: list[Problem] = []
        for folder in sorted(self._path.iterdir()) if self._path.is_dir() else ():
            if folder.is_dir() and folder.name != DRAFTS:
                try:
                    if folder.name in taken:
                        raise SettingsInvalid("another document has this id")
                    sources.append(_read(folder))
                except SettingsInvalid as error:
                    problems.append(Problem(folder.name, str(error)))
        return tuple(sources), tuple(problems)

    def withdrawn(self) -> dict[str, datetime]:
        """The ids of documents that stay out of the index, and since when. Raises `CatalogueInvalid`."""
        file = self._path / WITHDRAWN
        try:
            return WITHDRAWALS.validate_python(read_toml(file), strict=True) if file.exists() else {}
        except (SettingsInvalid, ValidationError) as error:
            raise CatalogueInvalid(f"{file}: {error}") from None

    def withdraw(self, document_id: str, now: datetime) -> None:
        """Keep a document that is not an added one out of the index from `now` on."""
        self._write_withdrawn(self.withdrawn() | {document_id: now})

    def put_back(self, document_id: str) -> bool:
        """Let a document into the index again; False where it was not kept out."""
        ids = self.withdrawn()
        if ids.pop(document_id, None) is None:
            return False
        self._write_withdrawn(ids)
        return True

    def _write_withdrawn(self, ids: Mapping[str, datetime]) -> None:
        self._path.mkdir(parents=True, exist_ok=True)
        draft = self._path / f"{WITHDRAWN}.new"
        draft.write_text("".join(f"{_string(id_)} = {since.isoformat()}\n" for id_, since in ids.items()), "utf-8")
        draft.replace(self._path / WITHDRAWN)

    def _tidy(self, now: datetime) -> None:
        for folder in self._drafts.iterdir() if self._drafts.is_dir() else ():
            if datetime.fromtimestamp(folder.stat().st_mtime, now.tzinfo) < now - DRAFT_LIVES:
                shutil.rmtree(folder, ignore_errors=True)

    @staticmethod
    def _folder(parent: Path, name: str | None) -> Path:
        """The folder `name` right below `parent`; one that cannot be there for whatever is no such name."""
        is_name = name and name == Path(name).name and not name.startswith(".")
        return parent / (name if is_name and name else ".none")


def _read(folder: Path) -> Source:
    """Raises `SettingsInvalid`."""
    record = folder / RECORD
    entry = parse_table(Entry, read_toml(record), record)
    if entry.id != folder.name or not entry.title or entry.file != Path(entry.file).name:
        raise SettingsInvalid(
            f"{record}: `id` must be the name of the folder, `file` a file in it, and `title` be there"
        )
    fields = entry.model_dump(exclude_none=True)
    return Source(**fields | {"file": folder / entry.file})


def _toml(table: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return _string(value) if isinstance(value, str) else str(value)


def _string(text: str) -> str:
    """A string of TOML, which escapes like JSON but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
