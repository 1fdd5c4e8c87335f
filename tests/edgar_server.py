"""A SEC EDGAR on loopback: lists of filings and full submissions of the seven companies, in the SEC's shapes.

edgartools takes the server's address when it is imported, so all tests share one server; `edgar` empties it for each.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.edgar_filings import FILINGS, ISSUERS, Filed, Issuer, full_submission, submissions

RATE_EXCEEDED = b"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>SEC.gov | Request Rate Threshold Exceeded</title></head>
<body><div id="header">U.S. Securities and Exchange Commission</div><h1>Too many requests</h1>
<p>Access from this address is limited for ten minutes.</p></body></html>
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server says: `cut` bytes at the end are not sent, of which `Content-Length` tells if `has_length`."""

    content: bytes
    media_type: str
    status: int = 200
    cut: int = 0
    has_length: bool = True


REFUSED = Reply(RATE_EXCEEDED, "text/html", 403)
TOO_MANY = Reply(RATE_EXCEEDED, "text/html", 429)
UNAVAILABLE = Reply(b"<html><body>Service Unavailable</body></html>", "text/html", 503)
MISSING = Reply(b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", "application/xml", 404)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    path: str
    user_agent: str
    at: float


@dataclass
class EdgarServer:
    """What there is, and what was asked. A fault changes the replies to paths that hold a text, so many times.

    Only the newest `recent` filings stand in the list itself; older ones are on a second page.
    """

    url: str
    filings: list[Filed] = field(default_factory=lambda: list(FILINGS))
    recent: int = 1000
    asked: list[Asked] = field(default_factory=list)
    _faults: list[tuple[str, Callable[[Reply], Reply], int]] = field(default_factory=list)

    def disturb(self, part: str, change: Callable[[Reply], Reply] | Reply, times: int = 1_000) -> None:
        reply = change if callable(change) else lambda _: change
        self._faults.append((part, reply, times))

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    def reply(self, path: str) -> Reply:
        found = self._found(path)
        for place, (part, change, times) in enumerate(self._faults):
            if part in path and times:
                self._faults[place] = (part, change, times - 1)
                return change(found)
        return found

    def _found(self, path: str) -> Reply:
        for issuer in ISSUERS.values():
            own = sorted((f for f in self.filings if f.ticker == issuer.ticker), key=lambda f: f.filed_on, reverse=True)
            first, second = submissions(issuer, own[: self.recent], own[self.recent :])
            if path == f"/submissions/CIK{issuer.cik:010}.json":
                return Reply(json.dumps(first).encode(), "application/json")
            if path == f"/submissions/CIK{issuer.cik:010}-submissions-001.json" and second:
                return Reply(json.dumps(second).encode(), "application/json")
            for filing in own:
                if path == submission_path(filing):
                    return Reply(full_submission(issuer, filing), "text/plain")
        return MISSING


def submission_path(filing: Filed) -> str:
    issuer: Issuer = ISSUERS[filing.ticker]
    return f"/Archives/edgar/data/{issuer.cik}/{filing.accession.replace('-', '')}/{filing.accession}.txt"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    edgar: EdgarServer

    def do_GET(self) -> None:
        self.edgar.asked.append(Asked(self.path, self.headers.get("User-Agent", ""), time.monotonic()))
        reply = self.edgar.reply(self.path)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.media_type)
        if reply.has_length:
            self.send_header("Content-Length", str(len(reply.content)))
        if reply.cut or not reply.has_length:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(reply.content[: len(reply.content) - reply.cut])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def _edgar_http() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def edgar(_edgar_http: ThreadingHTTPServer) -> EdgarServer:
    """The server with its filings as they are at first; nothing is wrong with it, and nobody has asked."""
    _Handler.edgar = EdgarServer(f"http://127.0.0.1:{_edgar_http.server_port}")
    return _Handler.edgar
