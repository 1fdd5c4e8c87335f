"""PDF files written by hand, as small as they can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ENCRYPTION = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
ENCRYPTED_ID = b"/ID [<00> <00>]"


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text at a place in points from the top left corner.

    Flush right, it ends there; sideways, the page has to be turned to the right to read it.
    """

    left: float
    top: float
    text: str
    is_bold: bool = False
    size: float = 10
    is_flush_right: bool = False
    is_sideways: bool = False


def pdf(*pages: Sequence[Text], is_encrypted: bool = False) -> bytes:
    """A PDF of `pages`, each 600 points wide and 800 high, in Courier."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        stream = b"\n".join(map(_show, page))
        fonts = b"/Resources << /Font << /F0 3 0 R /F1 4 0 R >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] %s /Contents %d 0 R >>" % (fonts, 6 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _file(objects, ENCRYPTION + ENCRYPTED_ID if is_encrypted else b"")


def _show(piece: Text) -> bytes:
    escaped = piece.text.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
    left = piece.left - (0.6 * piece.size * len(piece.text) if piece.is_flush_right else 0)
    place = b"0 1 -1 0 %g %g" % (piece.top, left) if piece.is_sideways else b"1 0 0 1 %g %g" % (left, 800 - piece.top)
    return b"BT /F%d %g Tf %s Tm (%s) Tj ET" % (piece.is_bold, piece.size, place, escaped)


def _file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    content = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(content)
