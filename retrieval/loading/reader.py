"""Documents read by a worker process with limits of time, memory and output: a poisonous one costs only itself."""

from __future__ import annotations

import json
import logging
import os
import re
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retrieval.catalogue import Entry
from retrieval.errors import DocumentUnreadable
from retrieval.loading.description import Description
from retrieval.loading.kinds import SUFFIXES, Kind
from retrieval.loading.worker import LENGTH, OUT_OF_MEMORY
from retrieval.types import Chunk, Company, Source

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,80}")
NONSENSE = "reading it failed: what was found in it makes no sense"
BROKEN_OFF = "reading it was broken off"
ROOT = Path(__file__).parents[2]
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Of the environment; the worker reads what strangers made, and needs no token."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may cost: seconds, with more for a large file, and bytes of memory and of reply.

    A page of a PDF takes 20 to 40 ms on a slow core, a megabyte of HTML or text about a second.
    """

    seconds: float = 60.0
    seconds_a_megabyte: float = 3.0
    memory: int = 1_000_000_000
    reply: int = 100_000_000

    def seconds_for(self, file: Path) -> float:
        try:
            return self.seconds + self.seconds_a_megabyte * file.stat().st_size / 1_000_000
        except OSError:
            return self.seconds


DEFAULT_LIMITS = Limits()
Row = tuple[str, str, int, str, str, str, int | None]


class _Reply(BaseModel):
    """What the worker says; it is no more to be trusted than the document that it has read."""

    model_config = ConfigDict(extra="forbid")

    heard: list[str]
    refused: str = ""
    chunks: list[Row] = []
    entry: Entry | None = None
    kind: Kind = "text"
    pages: Annotated[int, Field(ge=1)] | None = None
    article: str = ""


class DocumentReader:
    """Reads documents of at most `max_bytes` and cuts them into passages about `companies`, in a process of its own.

    The process is started for the first document and, after one that it did not survive, for the next one again.
    Close it when done: it reads no more then. Only one document is read at a time, however many threads ask.
    """

    def __init__(self, companies: Sequence[Company], max_bytes: int, limits: Limits = DEFAULT_LIMITS) -> None:
        self._companies = companies
        self._max_bytes = max_bytes
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = Lock()
        self._is_closed = False

    def read(self, source: Source) -> tuple[Chunk, ...]:
        """The passages of a document, at least one. Raises `DocumentUnreadable`."""
        described = {**asdict(source), "file": source.file.absolute()}
        about = [company for company in self._companies if company.ticker in source.tickers]
        return _chunks(self._ask("read", about, self._limits.seconds_for(source.file), source=described), source.id)

    def describe(self, file: Path, name: str, url: str | None = None) -> Description:
        """What `file` is, which somebody has sent under `name` or which was found at `url`.

        Raises `DocumentUnreadable` with a reason fit to be shown to that person.
        """
        arguments = {"file": file.absolute(), "name": name, "url": url}
        reply = self._ask("describe", self._companies, self._limits.seconds_for(file), **arguments)
        entry = reply.entry
        if not entry or not ID.fullmatch(entry.id or "") or entry.file != f"document{SUFFIXES[reply.kind]}":
            raise DocumentUnreadable(NONSENSE)
        return Description(entry, reply.kind, reply.pages, _chunks(reply, entry.id or ""), reply.article)

    def close(self) -> None:
        """End the process; a document that is being read by another thread is then given up."""
        self._is_closed = True
        while not self._one_at_a_time.acquire(timeout=0.05):
            if process := self._process:
                process.kill()
        try:
            self._end()
        finally:
            self._one_at_a_time.release()

    def _ask(self, task: str, companies: Sequence[Company], seconds: float, **arguments: Any) -> _Reply:
        arguments |= {"companies": [asdict(company) for company in companies], "max_bytes": self._max_bytes}
        request = json.dumps({"task": task, "seconds": seconds, "arguments": arguments}, default=str).encode()
        with self._one_at_a_time:
            try:
                reply = _Reply.model_validate_json(self._exchange(request, seconds))
            except ValidationError:
                self._end()
                raise DocumentUnreadable(NONSENSE) from None
            except BaseException:
                self._end()
                raise
        for message in reply.heard:
            log.warning("%s", message)
        if reply.refused:
            raise DocumentUnreadable(reply.refused)
        return reply

    def _exchange(self, request: bytes, seconds: float) -> bytes:
        """The worker's answer to `request`. Raises `DocumentUnreadable` where it does not live to give one in time."""
        if self._is_closed:
            raise DocumentUnreadable(BROKEN_OFF)
        process = self._process = self._process or self._started()
        deadline = time.monotonic() + seconds
        assert process.stdin
        try:
            process.stdin.write(LENGTH.pack(len(request)) + request)
            process.stdin.flush()
            (length,) = LENGTH.unpack(_received(process, LENGTH.size, deadline))
            if length > self._limits.reply:
                raise DocumentUnreadable("it holds more text than can be indexed")
            return _received(process, length, deadline)
        except TimeoutError:
            raise DocumentUnreadable(f"reading it took longer than {seconds:.3g} s") from None
        except (EOFError, BrokenPipeError):
            raise DocumentUnreadable(BROKEN_OFF if self._is_closed else _last_words(process, self._limits)) from None

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "retrieval.loading.worker", str(self._limits.memory), str(self._limits.reply)]
        kept = {name: value for name in KEPT_VARIABLES if (value := os.environ.get(name))}
        return subprocess.Popen(  # noqa: S603 our own module
            command,
            cwd=ROOT,
            env={**kept, "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the process that asks
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()


def _received(process: subprocess.Popen[bytes], length: int, deadline: float) -> bytes:
    """The next `length` bytes from the worker. Raises `TimeoutError`, and `EOFError` where it is dead."""
    assert process.stdout
    output = process.stdout.fileno()
    content = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while len(content) < length:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            if not (part := os.read(output, length - len(content))):
                raise EOFError
            content += part
    return bytes(content)


def _last_words(process: subprocess.Popen[bytes], limits: Limits) -> str:
    with suppress(subprocess.TimeoutExpired):
        if process.wait(timeout=5) == OUT_OF_MEMORY:
            return f"reading it needs more memory than {limits.memory / 1_000_000:.0f} MB"
    return "reading it broke the reader off: it is damaged, or needs too much memory"


def _chunks(reply: _Reply, document_id: str) -> tuple[Chunk, ...]:
    chunks = tuple(Chunk(*row) for row in reply.chunks)
    if not chunks:
        raise DocumentUnreadable("there is no text in it")
    if any(chunk.document_id != document_id for chunk in chunks):
        raise DocumentUnreadable(NONSENSE)
    return chunks
