"""Photos and documents, up and down."""

from __future__ import annotations

import io
import json
import struct
import zlib
from typing import Any

import aiohttp
import pytest
from telegram import Bot, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest, TelegramError

from bot.playground.errors import PersonRefused
from bot.playground.faults import Fault
from bot.playground.media import picture_size
from bot.playground.params import Upload
from bot.playground.server import PlaygroundServer
from bot.playground.state import USER
from tests.bot.playground.conftest import Caller


def png(width: int, height: int) -> bytes:
    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", rows) + part(b"IEND", b"")


@pytest.fixture
async def bot(telegram: PlaygroundServer) -> Any:
    telegram.people.start(USER)
    async with Bot(telegram.token, telegram.base_url, telegram.base_file_url) as bot:
        yield bot


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(40, 30), ("image/png", 40, 30)),
        (b"GIF89a" + struct.pack("<HH", 5, 6), ("image/gif", 5, 6)),
        (b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x0a\0\x14\x03", ("image/jpeg", 20, 10)),
        (b"RIFF....WEBPVP8X" + bytes(8) + b"\x09\0\0\x04\0\0", ("image/webp", 10, 5)),
        (b"\xff\xd8\xff\xe0\0\x04ab", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_picture_size(content: bytes, size: Any) -> None:
    assert picture_size(content) == size


async def test_send_photo__and_edit_its_caption(telegram: PlaygroundServer, bot: Bot) -> None:
    sent = await bot.send_photo(USER.id, png(40, 30), caption="<b>MP</b>", parse_mode="HTML")
    assert [(size.width, size.height) for size in sent.photo] == [(40, 30)]
    assert (sent.caption, sent.caption_entities[0].type) == ("MP", "bold")
    edited = await bot.edit_message_caption(USER.id, sent.message_id, caption="UUUU")
    assert not isinstance(edited, bool)
    assert edited.caption == "UUUU"
    assert await (await bot.get_file(sent.photo[0])).download_as_bytearray() == png(40, 30)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", USER.id, sent.message_id)


async def test_send_document__keeps_its_name(bot: Bot) -> None:
    sent = await bot.send_document(USER.id, io.BytesIO(b"a,b"), filename="prices.csv")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type, sent.document.file_size) == ("prices.csv", "text/csv", 3)
    again = await bot.send_document(USER.id, sent.document.file_id)
    assert again.document == sent.document
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await bot.send_photo(USER.id, sent.document.file_id)


async def test_edit_message_media__swaps_the_picture(bot: Bot) -> None:
    sent = await bot.send_photo(USER.id, png(40, 30))
    edited = await bot.edit_message_media(InputMediaPhoto(png(10, 10), caption="small"), USER.id, sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.photo[0].width, edited.caption) == (10, "small")


async def test_send_media_group(bot: Bot) -> None:
    album = await bot.send_media_group(USER.id, [InputMediaDocument(b"a"), InputMediaDocument(b"b", caption="both")])
    assert [message.caption for message in album] == [None, "both"]
    assert len({message.media_group_id for message in album}) == 1
    with pytest.raises(BadRequest, match="An album must contain from 2 to 10 items"):
        await bot.send_media_group(USER.id, [InputMediaDocument(b"a")])


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "file must be non-empty"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (png(1, 21), "PHOTO_INVALID_DIMENSIONS"),
        (png(1, 1)[:16] + struct.pack(">II", 6000, 6000) + bytes(9), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_send_photo__refuses(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, content: bytes, refusal: str
) -> None:
    telegram.people.start(USER)
    form = aiohttp.FormData({"chat_id": str(USER.id)})
    form.add_field("photo", content, filename="chart.png")
    async with http.post(f"{telegram.base_url}{telegram.token}/sendPhoto", data=form) as response:
        assert (await response.json())["description"] == f"Bad Request: {refusal}"


async def test_send_photo__without_one(telegram: PlaygroundServer, call: Caller) -> None:
    telegram.people.start(USER)
    there_is_none = "400 Bad Request: there is no photo in the request"
    assert await call("sendPhoto", chat_id=USER.id) == there_is_none
    assert await call("sendPhoto", chat_id=USER.id, photo="attach://x") == there_is_none
    assert await call("sendPhoto", chat_id=USER.id, photo="https://a.example/x.png") == (
        "400 Bad Request: failed to get HTTP URL content"
    )
    refusal = await call("sendPhoto", chat_id=USER.id, photo="x")
    assert refusal == "400 Bad Request: wrong file identifier/HTTP URL specified"


async def test_send_photo__a_caption_has_its_own_limit(bot: Bot) -> None:
    assert (await bot.send_photo(USER.id, png(9, 9), caption="😀" * 512)).caption == "😀" * 512
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(USER.id, png(9, 9), caption="😀" * 512 + "x")


async def test_a_photo_of_a_person_reaches_the_bot(telegram: PlaygroundServer, call: Caller) -> None:
    telegram.people.upload(USER, Upload("me.png", "image/png", png(8, 8)), "photo", "look /here")
    [update] = await call("getUpdates")
    message = update["message"]
    assert (message["photo"][0]["width"], message["caption"]) == (8, "look /here")
    assert json.dumps(message["caption_entities"]) == '[{"type": "bot_command", "offset": 5, "length": 5}]'


async def test_an_album_of_a_person_reaches_the_bot_one_by_one(telegram: PlaygroundServer, call: Caller) -> None:
    uploads = [Upload(f"{name}.md", "text/markdown", name.encode()) for name in "abc"]
    telegram.people.upload_album(USER, uploads, caption="three")
    messages = [update["message"] for update in await call("getUpdates")]
    assert [message["document"]["file_name"] for message in messages] == ["a.md", "b.md", "c.md"]
    assert [message.get("caption") for message in messages] == ["three", None, None]
    assert len({message["media_group_id"] for message in messages}) == 1
    with pytest.raises(PersonRefused, match="file must be non-empty"):
        telegram.people.upload_album(USER, [uploads[0], Upload("empty.md", "text/markdown", b"")])


@pytest.mark.parametrize("fault", [Fault("download", "drop"), Fault("download", "error", code=404)])
async def test_a_download_goes_wrong_on_demand(telegram: PlaygroundServer, bot: Bot, fault: Fault) -> None:
    sent = telegram.people.upload(USER, Upload("a.md", "text/markdown", b"a" * 100_000))
    assert sent.content.file is not None
    file = await bot.get_file(sent.content.file.id)
    telegram.faults.add(fault)
    with pytest.raises(TelegramError):
        await file.download_as_bytearray()
    assert len(await file.download_as_bytearray()) == 100_000
