"""Pages fetched from addresses that people give: public ones only, and within limits of size, time and type."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.message import Message
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

import httpcore

from retrieval.errors import FetchFailed
from retrieval.loading.encoding import in_utf8

HTML = frozenset(("text/html", "application/xhtml+xml"))
DOCUMENTS = HTML | {"application/pdf", "text/plain", "text/markdown"}
SUFFIXES = {"application/pdf": ".pdf", "text/markdown": ".md"} | dict.fromkeys(HTML, ".html")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
REDIRECTS = (301, 302, 303, 307, 308)
CONNECT_SECONDS = 10.0
HEADERS: dict[bytes | str, bytes | str] = {
    "User-Agent": "Lode (fetches documents for its operator)",
    "Accept-Encoding": "identity",
}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may cost in all, redirects included, and which media types are wanted."""

    bytes: int = 20_000_000
    seconds: float = 30.0
    redirects: int = 5
    media_types: frozenset[str] = DOCUMENTS


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What an address holds; `url` is where it was found after redirects.

    Text is in UTF-8 where the server says in which encoding it was: what is kept has no header to say so.
    """

    url: str
    media_type: str
    content: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """What a file with this content would be called; plain text keeps the name that it has."""
        parts = urlsplit(self.url)
        name = PurePosixPath(unquote(parts.path)).name or parts.hostname or ""
        return f"{name}{SUFFIXES.get(self.media_type, '')}"


def is_public(address: Address) -> bool:
    """Whether an address belongs to the internet at large, also where it wraps one of the older kind."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(wrapped)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


def fetch_page(
    url: str, limits: Limits = DEFAULT_LIMITS, is_allowed: Callable[[Address], bool] = is_public
) -> FetchedPage:
    """What is at `url`, an http or https address.

    Every address that a host name stands for must pass `is_allowed`, at each redirect anew, and the connection goes to
    the very address that was checked. Raises `FetchFailed` with a reason that a person understands.
    """
    backend = _GuardedBackend(is_allowed, time.monotonic() + limits.seconds, limits.seconds)
    try:
        with httpcore.ConnectionPool(network_backend=backend) as pool:
            for _ in range(limits.redirects + 1):
                url = _checked(url)
                answer = _get(pool, url, limits)
                if isinstance(answer, FetchedPage):
                    return answer
                url = urljoin(url, answer)
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
        raise FetchFailed(f"{url}: {error or type(error).__name__}") from None
    raise FetchFailed(f"{url}: more than {limits.redirects} redirects")


def _checked(url: str) -> str:
    """`url` in the characters that go over the wire. Raises `FetchFailed` where it is none that may be fetched."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise FetchFailed(f"{url}: this is no web address") from None
    if parts.scheme not in ("http", "https") or not host:
        raise FetchFailed(f"{url}: only addresses that begin with http:// or https:// can be fetched")
    if parts.username is not None or parts.password is not None:
        raise FetchFailed(f"{host}: an address with a name or a password in it is not fetched")
    where = f"[{host}]{port}" if ":" in host else f"{host}{port}"
    safe = "!$%&'()*+,/:;=@~"
    return urlunsplit((parts.scheme, where, quote(parts.path, safe) or "/", quote(parts.query, f"{safe}?"), ""))


def _get(pool: httpcore.ConnectionPool, url: str, limits: Limits) -> FetchedPage | str:
    """The page at `url`, or where it redirects to."""
    with pool.stream("GET", url, headers=HEADERS) as response:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in REDIRECTS and headers.get("location"):
            return headers["location"]
        if response.status != 200:
            raise FetchFailed(f"{url}: the server answers HTTP {response.status}")
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in limits.media_types:
            raise FetchFailed(f"{url}: documents of the type {media_type or 'unknown'} are not read")
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise FetchFailed(f"{url}: the server compresses what it was asked not to compress")
        content, charset = _joined(response.iter_stream(), url, limits.bytes), _charset(headers["content-type"])
        return FetchedPage(url, media_type, in_utf8(content, charset) if charset else content)


def _charset(content_type: str) -> str | None:
    header = Message()
    header["Content-Type"] = content_type
    return header.get_content_charset()


def _joined(parts: Iterable[bytes], url: str, most: int) -> bytes:
    content = bytearray()
    for part in parts:
        content += part
        if len(content) > most:
            raise FetchFailed(f"{url}: larger than the limit of {most / 1_000_000:g} MB")
    return bytes(content)


def resolve(host: str) -> list[Address]:
    """The addresses that a host name stands for, at least one, the older kind first. Raises `FetchFailed`."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise FetchFailed(f"{host}: there is no such host") from None
    return sorted(map(ipaddress.ip_address, found), key=lambda address: address.version)


class _GuardedBackend(httpcore.NetworkBackend):
    """Connects to addresses that are allowed, until the deadline."""

    def __init__(self, is_allowed: Callable[[Address], bool], deadline: float, seconds: float) -> None:
        self._is_allowed = is_allowed
        self._deadline = deadline
        self._seconds = seconds
        self._network = httpcore.SyncBackend()

    def left(self) -> float:
        """The seconds until the deadline. Raises `FetchFailed` once it has passed."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise FetchFailed(f"this took longer than {self._seconds:g} s")
        return left

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve(host)
        if not all(map(self._is_allowed, addresses)):
            raise FetchFailed(f"{host}: this is not a public address")
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            try:
                stream = self._network.connect_tcp(str(address), port, min(self.left(), CONNECT_SECONDS))
                return _TimedStream(stream, self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        assert failure
        raise failure


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline, however slowly the bytes come."""

    def __init__(self, stream: httpcore.NetworkStream, backend: _GuardedBackend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._backend.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, self._backend.left()), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
