"""Photos and documents: what a call uploads or names, and how big a picture is."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from typing import Literal

from bot.playground.errors import BotApiError, bad_request
from bot.playground.params import Params, Upload
from bot.playground.state import Content, File
from bot.playground.world import World

MAX_PHOTO = 10 * 2**20
MAX_UPLOAD = 50 * 2**20
MAX_DOWNLOAD = 20 * 2**20
MAX_SIDES = 10_000
MAX_RATIO = 20

PictureSize = tuple[str, int, int]
"""The media type of a picture, its width and its height in pixels."""


def picture_size(content: bytes) -> PictureSize | None:
    """The type and size of a PNG, GIF, JPEG or WebP picture, None where it is none of them."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return "image/png", *struct.unpack(">II", content[16:24])
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return "image/gif", *struct.unpack("<HH", content[6:10])
    if content[:4] == b"RIFF" and content[8:16] == b"WEBPVP8X" and len(content) >= 30:
        width, height = (int.from_bytes(content[start : start + 3], "little") + 1 for start in (24, 27))
        return "image/webp", width, height
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_size(content: bytes) -> PictureSize | None:
    """The size stands in the frame header, behind segments that each give their length."""
    position = 2
    while header := re.compile(rb"\xff([\x01-\xfe])(..)", re.DOTALL).match(content, position):
        marker, length = header[1][0], int.from_bytes(header[2], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            frame = content[position + 5 : position + 9]
            return ("image/jpeg", *reversed(struct.unpack(">HH", frame))) if len(frame) == 4 else None
        position += 2 + length
    return None


def uploaded(world: World, params: Params, name: str, kind: str) -> File:
    """The file of a parameter: uploaded in its place, attached under another name, or known by its file_id."""
    reference = params.text(name) if name not in params.files else f"attach://{name}"
    if reference.startswith("attach://"):
        upload = params.files.get(reference.removeprefix("attach://"))
        if upload:
            return keep(world, upload, kind)
    if not reference or reference.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    if re.match(r"https?://", reference):
        raise bad_request("failed to get HTTP URL content")
    return known(world, reference)


def known(world: World, file_id: str) -> File:
    """The file that was uploaded before."""
    file = world.files.get(file_id)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return file


def keep(world: World, upload: Upload, kind: str) -> File:
    """Store an upload as a photo or document, or refuse it as Telegram does."""
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > (MAX_PHOTO if kind == "photo" else MAX_UPLOAD):
        raise BotApiError(413, "Request Entity Too Large")
    if kind != "photo":
        return world.keep_file(upload.name, upload.mime_type, upload.content)
    size = picture_size(upload.content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    mime_type, width, height = size
    shorter, longer = sorted((width, height))
    if shorter == 0 or width + height > MAX_SIDES or longer / shorter > MAX_RATIO:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return world.keep_file(upload.name, mime_type, upload.content, width, height)


def media_content(kind: str, file: File, caption: Content) -> Content:
    """A photo or document with its caption; a file known by its id stays of the kind that it is."""
    shown: Literal["photo", "document"] = "photo" if file.width else "document"
    if shown != kind:
        raise bad_request(f"can't use file of type {shown.title()} as {kind.title()}")
    return replace(caption, kind=shown, file=file)
