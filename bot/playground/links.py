"""Which addresses Telegram takes for a link, and how it writes them."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\]")
_KEPT = "".join(map(chr, range(0x21, 0x7F)))


def checked_link(address: str) -> str | None:
    """The address as Telegram keeps it, with scheme and path; None where it is no link, such as one to localhost."""
    if re.match(r"(?i)tg:(//)?\w", address):
        return address
    if not re.match(r"(?i)[a-z][a-z0-9+.-]*://", address):
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    host = parts.netloc.rpartition("@")[2].removesuffix(f":{port}")
    if parts.scheme not in ("http", "https", "ton", "tonsite") or not _HOST.fullmatch(host):
        return None
    rest = address.split("://", 1)[1][len(parts.netloc) :]
    rest = rest if rest.startswith("/") else f"/{rest}"
    return f"{parts.scheme}://{parts.netloc.lower()}{quote(rest, safe=_KEPT)}"
