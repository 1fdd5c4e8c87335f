"""Keeps the playground on this machine: loopback addresses, and no other web page may speak to it."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_here(netloc: str, port: int) -> bool:
    """Whether `host:port` is an address of this server; a page elsewhere whose name points here has another name."""
    try:
        parts = urlsplit(f"//{netloc}")
        return is_loopback(parts.hostname or "") and (parts.port or 80) == port
    except ValueError:
        return False


@web.middleware
async def guard(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse requests under a foreign name or from a foreign page."""
    socket = request.transport.get_extra_info("sockname") if request.transport else None
    port = socket[1] if socket else 0
    scheme, _, origin = request.headers.get("Origin", "").rpartition("://")
    if not _is_here(request.headers.get("Host", ""), port):
        raise web.HTTPForbidden(text="This address is not the playground's.\n")
    if "Origin" in request.headers and not (scheme == "http" and _is_here(origin, port)):
        raise web.HTTPForbidden(text="Another page may not use the playground.\n")
    return await handler(request)


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on every response, refusals included."""
    response.headers.update(HEADERS)
