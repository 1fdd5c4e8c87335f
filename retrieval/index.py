"""The folder of generations: which one is in use, which one it replaced, and the switch from one to the other."""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.errors import IndexDamaged, IndexLocked, IndexNotBuilt, NothingToRollBack, SelfCheckFailed
from retrieval.generation import MANIFEST, Generation, MadeWith
from retrieval.manifest import Manifest


class Index:
    """The folder `path`; it belongs to one process at a time.

    The file `current` in it names the generation in use and then the one that a roll-back would bring back. Raises
    `IndexLocked` while another process has it open. What a crash left of unfinished generations goes at once.
    """

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = FileLock(path / "lock", timeout=0)
        try:
            self._lock.acquire()
        except Timeout:
            raise IndexLocked(f"{path}: another process has this index open; stop it first") from None
        self._pointer = path / "current"
        self._draft = path / "current.new"
        self._draft.unlink(missing_ok=True)
        self._opened: weakref.WeakValueDictionary[str, Generation] = weakref.WeakValueDictionary()
        names = self._read_pointer()
        self.previous = names[1] if len(names) > 1 else None
        self._tidy(names)
        self._damage: IndexDamaged | None = None
        self.current: Generation | None = None
        try:
            self.current = self._open(names[0]) if names else None
        except IndexDamaged as error:
            self._damage = error

    @property
    def generation(self) -> Generation:
        """The generation in use. Raises `IndexNotBuilt` and `IndexDamaged`."""
        if self._damage:
            raise self._damage
        if self.current is None:
            raise IndexNotBuilt("there is no index yet: run `python -m retrieval reindex`")
        return self.current

    @property
    def is_rolled_back(self) -> bool:
        """Whether the generation in use is older than the one that it could be exchanged for."""
        return bool(self.current and self.previous and int(self.previous) > int(self.current.folder.name))

    @contextmanager
    def rebuilding(self, made_with: MadeWith) -> Iterator[Generation]:
        """A new, empty generation, which takes the place of the one in use at the end, or goes if an error comes.

        It is taken into use only if it passes its self-check. The one that was in use is kept for `roll_back`, and the
        one kept till then goes. Raises `SelfCheckFailed`.
        """
        made = self._create(made_with)
        try:
            yield made
            made.check()
            _write_through(made.folder)
        except BaseException:
            made.close()
            shutil.rmtree(made.folder)
            raise
        self._switch(made, self.current.folder.name if self.current else self.previous)

    def roll_back(self, document_ids: Collection[str]) -> None:
        """Exchange the generation in use for the previous one, less the documents in it that are not `document_ids`.

        Raises `NothingToRollBack` and `SelfCheckFailed`, and then nothing changes.
        """
        if self.previous is None:
            raise NothingToRollBack("there is no earlier index: one is kept when all is made again")
        try:
            back = self._open(self.previous)
        except IndexDamaged as error:
            raise SelfCheckFailed(str(error)) from error
        back.remove(back.manifest.sources().keys() - set(document_ids))
        back.check()
        self._switch(back, self.current.folder.name if self.current else None)

    @contextmanager
    def previous_manifest(self) -> Iterator[Manifest | None]:
        """What the generation holds that a roll-back would bring back; None where there is none."""
        if self.previous is None:
            yield None
            return
        manifest = Manifest(self._path / self.previous / MANIFEST)
        try:
            yield manifest
        finally:
            manifest.close()

    def _create(self, made_with: MadeWith) -> Generation:
        number = 1 + max((int(folder.name) for folder in self._folders()), default=0)
        made = Generation(self._path / str(number), made_with)
        self._opened[made.folder.name] = made
        return made

    def _open(self, name: str) -> Generation:
        """The generation `name`: the very object that some thread still reads, where there is one."""
        opened = self._opened.get(name) or Generation(self._path / name)
        self._opened[name] = opened
        return opened

    def _switch(self, generation: Generation, previous: str | None) -> None:
        """From here on `generation` is in use. The other one closes by itself after the last thread that reads it."""
        with self._draft.open("w", encoding="utf-8") as file:
            file.write("\n".join(filter(None, (generation.folder.name, previous))))
            file.flush()
            os.fsync(file.fileno())
        self._draft.replace(self._pointer)
        _sync(self._path)
        self.current, self.previous, self._damage = generation, previous, None
        self._tidy((generation.folder.name, previous))

    def _read_pointer(self) -> list[str]:
        if not self._pointer.exists():
            return []
        names = self._pointer.read_text(encoding="utf-8", errors="replace").split()
        return [name for name in names if name.isdecimal() and (self._path / name).is_dir()]

    def _tidy(self, kept: Collection[str | None]) -> None:
        """Give the disk of all other generations back: at once, or after the last thread that reads them."""
        for folder in self._folders():
            reader = self._opened.get(folder.name)
            if folder.name not in kept and reader:
                weakref.finalize(reader, shutil.rmtree, folder, ignore_errors=True).atexit = False
            elif folder.name not in kept:
                shutil.rmtree(folder)

    def _folders(self) -> list[Path]:
        return [entry for entry in self._path.iterdir() if entry.is_dir() and entry.name.isdecimal()]

    def close(self) -> None:
        if self.current:
            self.current.close()
        self._lock.release()


def _write_through(folder: Path) -> None:
    """Wait until all of `folder` is on the disk, so that the pointer never names what a power cut has lost."""
    for path in (folder, *folder.rglob("*")):
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
