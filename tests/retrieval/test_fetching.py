from __future__ import annotations

import codecs
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from retrieval import fetching
from retrieval.errors import FetchFailed
from retrieval.fetching import Address, FetchedPage, Limits, fetch_page, is_public

PAGE = b"<html><body><p>Neodymium.</p></body></html>"


@dataclass
class Site:
    """A web server on loopback. `replies` maps paths to status, headers and content; `asked` are the Host headers."""

    port: int
    replies: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    seconds_a_byte: float = 0.0

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site(0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.headers["Host"], self.path))
            status, headers, content = site.replies.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for start in range(len(content)) if site.seconds_a_byte else ():
                    self.wfile.write(content[start : start + 1])
                    time.sleep(site.seconds_a_byte)
                if not site.seconds_a_byte:
                    self.wfile.write(content)
            except OSError:
                pass  # the reader has had enough

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    site.replies["/"] = (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


def anywhere(_: Address) -> bool:
    return True


def test_fetch_page__follows_redirects_to_the_page(site: Site) -> None:
    site.replies["/old%20place?a=%C3%A9"] = (302, {"Location": "/moved"}, b"")
    site.replies["/moved"] = (301, {"Location": f"http://localhost:{site.port}/"}, b"")
    page = fetch_page(f" {site.url('/old place?a=é')}#part ", is_allowed=anywhere)
    assert page == FetchedPage(f"http://localhost:{site.port}/", "text/html", PAGE)
    assert site.asked == [
        (f"127.0.0.1:{site.port}", "/old%20place?a=%C3%A9"),
        (f"127.0.0.1:{site.port}", "/moved"),
        (f"localhost:{site.port}", "/"),
    ]


RUSSIAN, JAPANESE = "<p>Завод отделяет неодим.</p>", "<p>工場はネオジムを分離する①。</p>"
KOI8 = f"<meta charset='koi8-r'>{RUSSIAN}"


@pytest.mark.parametrize(
    ("content_type", "content", "text"),
    [
        ("text/html; charset=windows-1251", RUSSIAN.encode("cp1251"), RUSSIAN),
        ('Text/HTML;Charset="Shift_JIS"', JAPANESE.encode("cp932"), JAPANESE),
        ("text/plain; charset=ISO-8859-1", "Dürre – 5 €".encode("cp1252"), "Dürre – 5 €"),
        ("text/html; charset=iso-2022-jp", "工場".encode("iso2022_jp"), "工場"),  # is UTF-8 too, of other signs
        ("text/html; charset=windows-1251", KOI8.encode("cp1251"), KOI8),  # the header goes before the markup
        ("text/html; charset=windows-1251", codecs.BOM_UTF8 + RUSSIAN.encode(), f"\ufeff{RUSSIAN}"),
    ],
)
def test_fetch_page__text_is_read_as_the_server_says(content_type: str, content: bytes, text: str, site: Site) -> None:
    site.replies["/page"] = (200, {"Content-Type": content_type}, content)
    assert fetch_page(site.url("/page"), is_allowed=anywhere).content.decode() == text


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("text/html", KOI8.encode("koi8-r")),
        ("text/html; charset=utf-8", KOI8.encode("koi8-r")),
        ("text/html; charset=rot13", KOI8.encode("koi8-r")),
        ("text/html; charset=", KOI8.encode("koi8-r")),
        ("text/html; charset=iso-8859-1", b"%PDF-1.7\n\xe2\xe3\0\xcf"),
        ("application/pdf", b"%PDF-1.7\n\xe2\xe3\xcf"),
    ],
)
def test_fetch_page__anything_else_comes_as_it_is(content_type: str, content: bytes, site: Site) -> None:
    site.replies["/page"] = (200, {"Content-Type": content_type}, content)
    assert fetch_page(site.url("/page"), is_allowed=anywhere).content == content


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"],
)
def test_fetch_page__refuses_this_machine_under_any_name(host: str, site: Site) -> None:
    with pytest.raises(FetchFailed, match=r"this is not a public address$"):
        fetch_page(f"http://{host}:{site.port}/")
    assert site.asked == []


def test_fetch_page__refuses_a_redirect_to_where_it_may_not_go(site: Site) -> None:
    site.replies["/out"] = (302, {"Location": f"http://127.0.0.2:{site.port}/"}, b"")
    with pytest.raises(FetchFailed, match=r"^127\.0\.0\.2: this is not a public address$"):
        fetch_page(site.url("/out"), is_allowed=lambda address: str(address) == "127.0.0.1")
    assert site.asked == [(f"127.0.0.1:{site.port}", "/out")]
    site.replies["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    with pytest.raises(FetchFailed, match=r"^file:///etc/passwd: only addresses that begin with http"):
        fetch_page(site.url("/file"), is_allowed=anywhere)


def resolving_to(*addresses: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every host name stand for one list of addresses after the other; returns the names that were asked for."""
    asked: list[str] = []

    def resolve(host: str) -> list[Address]:
        asked.append(host)
        return [ip_address(address) for address in addresses[min(len(asked), len(addresses)) - 1].split()]

    monkeypatch.setattr(fetching, "resolve", resolve)
    return asked


def test_fetch_page__refuses_a_name_that_stands_for_a_private_address_too(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving_to("93.184.215.14 10.0.0.7", monkeypatch=monkeypatch)
    with pytest.raises(FetchFailed, match=r"^harmless\.example: this is not a public address$"):
        fetch_page(f"http://harmless.example:{site.port}/")


def test_fetch_page__connects_to_the_address_that_was_checked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolving_to("127.0.0.1", "169.254.169.254", monkeypatch=monkeypatch)
    page = fetch_page(f"http://rebinding.example:{site.port}/", is_allowed=lambda a: str(a) == "127.0.0.1")
    assert page.content == PAGE
    assert asked == ["rebinding.example"]  # a second look would have found another address
    assert site.asked == [(f"rebinding.example:{site.port}", "/")]


def test_fetch_page__https_needs_a_server_that_speaks_it(site: Site) -> None:
    with pytest.raises(FetchFailed, match=r"^https://127\.0\.0\.1:\d+/: \[SSL"):
        fetch_page(site.url().replace("http:", "https:"), is_allowed=anywhere)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/", "only addresses that begin with http"),
        ("example.org", "only addresses that begin with http"),
        ("http:///path", "only addresses that begin with http"),
        ("http://user:secret@example.org/", "^example.org: an address with a name or a password"),
        ("http://example.org:99999/", "this is no web address"),
        ("http://[::1/", "this is no web address"),
        (f"http://{'a' * 64}.example/", "this is no web address"),
        ("http://nowhere.invalid/", "^nowhere.invalid: there is no such host"),
    ],
)
def test_fetch_page__refuses_what_is_no_web_address(url: str, reason: str) -> None:
    with pytest.raises(FetchFailed, match=reason):
        fetch_page(url)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ((404, {}, b""), "the server answers HTTP 404$"),
        ((302, {}, b""), "the server answers HTTP 302$"),
        ((200, {"Content-Type": "application/zip"}, b"PK"), "documents of the type application/zip are not read$"),
        ((200, {}, PAGE), "documents of the type unknown are not read$"),
        (
            (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"\x1f\x8b"),
            "the server compresses what it was asked not to compress$",
        ),
        ((200, {"Content-Type": "text/html"}, b"x" * 1001), "larger than the limit of 0.001 MB$"),
        ((200, {"Content-Type": "text/html", "Content-Length": "50"}, b"x"), "without sending complete message body"),
        ((302, {"Location": "/page"}, b""), "more than 5 redirects$"),
    ],
)
def test_fetch_page__refuses_what_is_not_a_document(
    reply: tuple[int, dict[str, str], bytes], reason: str, site: Site
) -> None:
    site.replies["/page"] = reply
    with pytest.raises(FetchFailed, match=reason):
        fetch_page(site.url("/page"), Limits(bytes=1000), is_allowed=anywhere)


def test_fetch_page__ends_in_time_however_slowly_the_bytes_come(site: Site) -> None:
    site.replies["/slow"] = (200, {"Content-Type": "text/html"}, b"x" * 1000)
    site.seconds_a_byte = 0.05
    started = time.monotonic()
    with pytest.raises(FetchFailed, match=r"took longer than 0.3 s|timed out"):
        fetch_page(site.url("/slow"), Limits(seconds=0.3), is_allowed=anywhere)
    assert time.monotonic() - started < 10  # all of it would take 50 s


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("64:ff9b::5db8:d70e", True),
        ("10.1.2.3", False),
        ("172.31.255.255", False),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("240.0.0.1", False),
        ("198.18.0.1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
    ],
)
def test_is_public(address: str, expected: bool) -> None:
    assert is_public(ip_address(address)) is expected
