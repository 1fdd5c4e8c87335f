"""Documents under an administrator's hand, with the real index: what is added answers, what is removed does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import open_services
from bot.context import Services
from bot.playground.params import Upload
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, USER, Message
from bot.serving import run
from bot.settings import load_settings
from tests.bot.running import acted, labels
from tests.retrieval.loading.pdf_files import pdf
from tests.retrieval.stores import write_store

HALDEN = """# The Halden mill

## Output
The Halden mill in Norway refines 930 tonnes of scandium a year. Its furnaces run on power from the Glomma river.
"""
QUESTION = "How many tonnes of scandium does the Halden mill refine a year?"
SETTINGS = f"""
[documents]
added = "added"

[bot]
admins = [{ADMIN.id}]

[bot.market]
providers = ["sample"]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_store(tmp_path, settings=SETTINGS)


@asynccontextmanager
async def bot(config: Path, telegram: PlaygroundServer) -> AsyncIterator[Services]:
    """The bot with a real index of a small store."""
    environ = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BASE_URL": telegram.url}
    settings, stop = load_settings(config, environ), asyncio.Event()
    async with open_services(settings) as services:
        await services.in_worker(services.retrieval.reindex, datetime.now(UTC))
        serving = asyncio.create_task(run(settings, services, stop))
        try:
            yield services
        finally:
            stop.set()
            await asyncio.wait_for(serving, 20)


async def shows(telegram: PlaygroundServer, chat_id: int, *said: str) -> Message:
    """The last reply in a chat, once all of this stands in it."""
    replies = await telegram.wait_for(
        lambda: [one for one in telegram.replies(chat_id)[-1:] if all(part in one.text for part in said)], 20
    )
    return replies[0]


async def answer(telegram: PlaygroundServer) -> str:
    """What a user is told who asks about the document."""
    before = len(telegram.replies(USER.id))
    telegram.people.send(USER, QUESTION)
    await telegram.wait_for(
        lambda: len(telegram.replies(USER.id)) > before and telegram.replies(USER.id)[-1].keyboard, 20
    )
    return telegram.replies(USER.id)[-1].text


async def test_a_document__is_uploaded_confirmed_asked_about_and_removed(
    config: Path, telegram: PlaygroundServer
) -> None:
    async with bot(config, telegram) as services:
        assert "930" not in await answer(telegram)
        telegram.people.upload(ADMIN, Upload("halden.md", "text/markdown", HALDEN.encode()))
        draft = await shows(telegram, ADMIN.id, "Add it to the index?")
        assert draft.text.splitlines()[:4] == [
            "The Halden mill",
            "Markdown, 143 bytes",
            "Companies: none that I know",
            "New passages: 1",
        ]
        assert "930" not in await answer(telegram)
        telegram.people.press(ADMIN, draft, "Confirm")
        added = await shows(telegram, ADMIN.id, "The Halden mill is in the index, with 1 new passage.")
        assert "930 tonnes of scandium" in await answer(telegram)
        remove = added.text.splitlines()[1].partition(" takes")[0]
        telegram.people.send(ADMIN, remove)
        telegram.people.press(ADMIN, await shows(telegram, ADMIN.id, "Take The Halden mill ("), "Remove")
        await shows(telegram, ADMIN.id, "The Halden mill is no longer in the index. Its file is deleted.")
        assert "930" not in await answer(telegram)
        telegram.people.send(ADMIN, "/reindex")
        await shows(telegram, ADMIN.id, "The index is up to date: 5 documents")
        document_id = remove.removeprefix("/remove ")
        assert await acted(services, 2) == [
            ("add", "The Halden mill", f"1 new passage in {document_id}"),
            ("remove", document_id, "done"),
        ]


async def test_a_document_of_the_catalogue__stays_away_until_it_is_put_back(
    config: Path, telegram: PlaygroundServer
) -> None:
    async with bot(config, telegram):
        telegram.people.send(ADMIN, "/remove mp-q3")
        telegram.people.press(ADMIN, await shows(telegram, ADMIN.id, "Take MP Materials"), "Remove")
        removed = await shows(telegram, ADMIN.id, "It stays out until it is put back.")
        telegram.people.send(ADMIN, "/reindex")
        await shows(telegram, ADMIN.id, "The index is up to date: 4 documents")
        telegram.people.press(ADMIN, telegram.replies(ADMIN.id)[0], "Put back")
        await telegram.wait_for(lambda: telegram.replies(ADMIN.id)[0].text == "mp-q3 is in the index again.", 20)
        assert labels(removed) == [["Put back"]]
        telegram.people.send(ADMIN, "/documents mp-q3")
        await shows(telegram, ADMIN.id, "1 document for “mp-q3”", "MP Materials: third quarter of 2025")


async def test_a_rebuild_and_the_way_back(config: Path, telegram: PlaygroundServer) -> None:
    async with bot(config, telegram):
        telegram.people.send(ADMIN, "/rollback")
        await shows(telegram, ADMIN.id, "There is no earlier index")
        telegram.people.send(ADMIN, "/reindex")
        telegram.people.press(ADMIN, await shows(telegram, ADMIN.id, "The index is up to date"), "Rebuild all")
        telegram.people.press(ADMIN, await shows(telegram, ADMIN.id, "Make the whole index again?"), "Confirm")
        await shows(telegram, ADMIN.id, "Reindexed in", "Passages: ", "were embedded now")
        telegram.people.send(ADMIN, "/rollback")
        telegram.people.press(ADMIN, await shows(telegram, ADMIN.id, "The earlier index holds 5 documents"), "Confirm")
        await shows(telegram, ADMIN.id, "The earlier index answers now, with 5 documents")


REFUSED = {
    Upload("photo.pdf", "application/pdf", b"\x89PNG\r\n\x1a\n" + bytes(50)): (
        "Not added: this is a picture: send the document as text or as a PDF with text."
    ),
    Upload("docs.md", "text/markdown", b"PK\x03\x04" + bytes(50)): (
        "Not added: this is an archive: send the documents in it one by one."
    ),
    Upload("scan.pdf", "application/pdf", pdf([])): (
        "Not added: there is no text in this PDF; a scan has to go through text recognition (OCR) first."
    ),
    Upload("nothing.txt", "text/plain", bytes(3)): "Not added: this is not a text file.",
}


async def test_what_is_no_document__is_refused_with_the_reason(config: Path, telegram: PlaygroundServer) -> None:
    async with bot(config, telegram):
        for upload, reason in REFUSED.items():
            telegram.people.upload(ADMIN, upload)
            assert (await shows(telegram, ADMIN.id, "Not added: ")).text == reason
            telegram.world.delete(telegram.world.chats[ADMIN.id], [telegram.replies(ADMIN.id)[-1].id])
        telegram.people.send(ADMIN, "/add http://127.0.0.1:1/internal")
        refused = await shows(telegram, ADMIN.id, "Not added: ")
    assert refused.text == "Not added: 127.0.0.1: this is not a public address."
