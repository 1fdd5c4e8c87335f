"""Documents that admins send, over HTTP: read, shown, and added once they are confirmed."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from bot.messages import texts
from bot.messages import uploads as words
from bot.playground.faults import Fault
from bot.playground.params import Upload
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, BOT, GROUP_ID, USER, Content, Message, Person
from retrieval.added import Draft
from retrieval.errors import ReindexRunning
from retrieval.types import ReindexReport
from tests.bot.running import acknowledged, acted, changing, final_reply, labels, running_bot, until
from tests.fakes import FakeRetrieval

MAGNETS = "Magnets of MP\nThe second plant is in Texas.\nIt makes magnets.\n"
PAGE = "https://example.org/vault"
DRAFT = """Magnets of MP
Markdown, 62 bytes
Companies: MP
New passages: 2

Add it to the index?"""
ADDED = """Magnets of MP is in the index, with 2 new passages.
/remove added-draft-1 takes it out again."""


def markdown(text: str = MAGNETS, name: str = "magnets.md") -> Upload:
    return Upload(name, "text/markdown", text.encode())


async def drafted(telegram: PlaygroundServer, count: int = 1) -> Message:
    """The last of `count` replies to the admin, once it says what was read."""
    return await final_reply(telegram, ADMIN.id, count)


async def becomes(telegram: PlaygroundServer, text: str, chat_id: int = ADMIN.id) -> Message:
    """The last reply in a chat, once it is `text`."""
    replies = await telegram.wait_for(lambda: [reply for reply in telegram.replies(chat_id)[-1:] if reply.text == text])
    return replies[0]


async def test_an_upload__is_shown_and_added_once_it_is_confirmed(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]) as services:
        sent = telegram.people.upload(ADMIN, markdown(), caption="for the index")
        draft = await drafted(telegram)
        assert (draft.text, labels(draft), draft.reply_to) == (DRAFT, [["Confirm", "Cancel"]], sent.id)
        assert telegram.calls("sendMessage")[0].params.text("text") == "Reading magnets.md …"
        telegram.people.press(ADMIN, draft, "Confirm")
        added = await becomes(telegram, ADDED)
        assert added.keyboard == ()
        assert [source.title for source in retrieval.sources][3:] == ["Magnets of MP"]
        acts = await acted(services, 1)
    assert acts == [("add", "Magnets of MP", "2 new passages in added-draft-1")]


async def test_an_upload__is_forgotten_when_it_is_cancelled(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]) as services:
        telegram.people.upload(ADMIN, markdown())
        telegram.people.press(ADMIN, await drafted(telegram), "Cancel")
        await becomes(telegram, words.CANCELLED)
        acts = await acted(services, 1)
    assert (len(retrieval.sources), retrieval.kept) == (3, {})
    assert acts == [("discard", "Magnets of MP", "done")]


@pytest.mark.parametrize(("first", "second"), [("Confirm", "Confirm"), ("Confirm", "Cancel"), ("Cancel", "Confirm")])
async def test_an_upload__is_decided_once(telegram: PlaygroundServer, tmp_path: Path, first: str, second: str) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]) as services:
        telegram.people.upload(ADMIN, markdown())
        draft = await drafted(telegram)
        telegram.people.press(ADMIN, draft, first)
        again = telegram.people.press(ADMIN, draft, second)
        await acknowledged(telegram, again)
        await becomes(telegram, ADDED if first == "Confirm" else words.CANCELLED)
        assert len(await acted(services, 1)) == 1
    assert telegram.calls("answerCallbackQuery")[1].params.text("text") == "That is decided already."
    assert len(retrieval.added) == (first == "Confirm")


async def test_a_draft_that_is_gone__says_so(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]) as services:
        telegram.people.upload(ADMIN, markdown())
        draft = await drafted(telegram)
        retrieval.kept.clear()
        telegram.people.press(ADMIN, draft, "Confirm")
        await becomes(telegram, words.DRAFT_GONE)
        acts = await acted(services, 1)
    assert acts == [("add", "Magnets of MP", "refused: this draft is no longer kept")]


class BrokenRetrieval(FakeRetrieval):
    """Has a bug where documents are added."""

    def add(self, draft_id: str, now: datetime) -> ReindexReport:
        raise ValueError("a bug")


async def test_an_upload__that_meets_a_bug_says_so_and_holds_up_nobody(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    async with running_bot(telegram, BrokenRetrieval(), tmp_path, admins=[ADMIN.id]) as services:
        telegram.people.upload(ADMIN, markdown())
        telegram.people.press(ADMIN, await drafted(telegram), "Confirm")
        said = "Not added: something went wrong, and is in the log. Send it again."
        await telegram.wait_for(lambda: telegram.replies(ADMIN.id)[0].text == said)
        assert await acted(services, 1) == [("add", "Magnets of MP", "failed: ValueError")]
        assert services.indexing.in_hand is None


class OneByOne(FakeRetrieval):
    """Takes its time to add a document, and takes no second one meanwhile."""

    def add(self, draft_id: str, now: datetime) -> ReindexReport:
        if self.started.is_set():
            raise ReindexRunning("the index is being changed already")
        self.started.set()
        time.sleep(0.1)
        self.started.clear()
        return super().add(draft_id, now)


async def test_several_uploads__confirmed_at_once_wait_for_each_other(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    retrieval = OneByOne()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]):
        for number in range(4):
            telegram.people.upload(ADMIN, markdown(f"Title {number}\nOne.\n"))
        await telegram.wait_for(lambda: [bool(one.keyboard) for one in telegram.replies(ADMIN.id)] == [True] * 4)
        for draft in telegram.replies(ADMIN.id):
            telegram.people.press(ADMIN, draft, "Confirm")
        await telegram.wait_for(
            lambda: all("is in the index" in reply.text for reply in telegram.replies(ADMIN.id)), 10
        )
    assert len(retrieval.added) == 4


async def test_an_upload__is_not_added_during_a_reindex(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]) as services:
        telegram.people.upload(ADMIN, markdown())
        draft = await drafted(telegram)
        with changing(services, "<Ben>"):
            await acknowledged(telegram, telegram.people.press(ADMIN, draft, "Confirm"))
        assert telegram.replies(ADMIN.id) == [draft]
        told = telegram.calls("answerCallbackQuery")[0].params.text("text")
        assert told.startswith("The index is being changed by <Ben>, since ")
        telegram.people.press(ADMIN, draft, "Confirm")
        await becomes(telegram, ADDED)


async def test_an_album__each_document_on_its_own(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    uploads = [markdown(f"Title {n}\nOne.\n", f"{n}.md") for n in range(4)] + [markdown("%broken", "scan.pdf")]
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]):
        sent = telegram.people.upload_album(ADMIN, uploads, caption="four, and one that is none")
        assert len({message.album_id for message in sent}) == 1

        def finished() -> list[Message]:
            replies = telegram.replies(ADMIN.id)
            return replies if len(replies) == 5 and not any(one.text.startswith("Reading") for one in replies) else []

        replies = await telegram.wait_for(finished)
    by_document = {reply.reply_to: reply for reply in replies}
    assert [by_document[message.id].text.splitlines()[0] for message in sent] == [
        "Title 0",
        "Title 1",
        "Title 2",
        "Title 3",
        "Not added: scan.pdf: there is no text in it.",
    ]
    assert [bool(by_document[message.id].keyboard) for message in sent] == [True] * 4 + [False]


async def test_a_document_of_anybody_else__is_declined_as_before(telegram: PlaygroundServer, tmp_path: Path) -> None:
    telegram.world.set_status(telegram.world.chats[GROUP_ID], USER, ADMIN, "member")
    telegram.world.chats[GROUP_ID].members[BOT.id] = "administrator"
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]):
        telegram.people.upload(ADMIN, markdown(), chat_id=GROUP_ID)  # not the admins' group
        telegram.people.upload(USER, markdown())
        await becomes(telegram, texts.TEXT_ONLY, USER.id)
    assert (telegram.replies(GROUP_ID), retrieval.kept) == ([], {})


async def test_the_admins_group__takes_documents_of_admins_only(telegram: PlaygroundServer, tmp_path: Path) -> None:
    telegram.world.set_status(telegram.world.chats[GROUP_ID], USER, ADMIN, "member")
    telegram.world.chats[GROUP_ID].members[BOT.id] = "administrator"
    retrieval, table = FakeRetrieval(), {"admins": [ADMIN.id], "admin_group": GROUP_ID}
    async with running_bot(telegram, retrieval, tmp_path, **table):
        telegram.people.upload(USER, markdown(), chat_id=GROUP_ID)
        telegram.people.upload(ADMIN, markdown(), chat_id=GROUP_ID)
        draft = await final_reply(telegram, GROUP_ID)
        for button in ("Confirm", "Cancel"):
            query = telegram.people.press(USER, draft, button)
            await acknowledged(telegram, query)
            assert telegram.calls("answerCallbackQuery")[-1].params.text("text") == texts.NOT_YOURS
        assert telegram.replies(GROUP_ID) == [draft]
        telegram.people.press(ADMIN, draft, "Confirm")
        await becomes(telegram, ADDED, GROUP_ID)
    assert len(retrieval.added) == 1


async def test_a_forged_button__of_somebody_else_or_of_no_draft(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]):
        telegram.people.upload(ADMIN, markdown())
        draft = await drafted(telegram)
        forge(telegram, USER, "u:yes:draft-1")
        forge(telegram, USER, "x:all")
        forge(telegram, ADMIN, "u:yes:../../etc/passwd")
        forge(telegram, ADMIN, "u:yes:draft-9")
        await becomes(telegram, words.DRAFT_GONE)
        assert telegram.replies(ADMIN.id)[0] == draft
    answers = [call.params.text("text") for call in telegram.calls("answerCallbackQuery")]
    assert answers == [texts.NOT_YOURS, texts.NOT_YOURS, ""]
    assert (retrieval.added, retrieval.reindexed) == ([], [])


def forge(telegram: PlaygroundServer, person: Person, says: str) -> None:
    """Press a button that the bot never gave, under a message of its own."""
    chat, button = telegram.world.chats[person.id], {"text": "Forged", "callback_data": says}
    message = telegram.world.post(chat, BOT, Content("forged"), keyboard=((button,),))
    telegram.people.press(person, message, says)


HOSTILE = f"<b>Evil</b>\u202e & co \u2066{'x' * 500}"


async def test_a_hostile_title__is_shown_as_it_is_and_short(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]) as services:
        telegram.people.upload(ADMIN, markdown(f"{HOSTILE}\nText.\n", f"a<i>\u202e{'n' * 200}.md"))
        draft = await drafted(telegram)
        title = draft.text.splitlines()[0]
        assert title == f"<b>Evil</b> & co {'x' * 281} …"
        assert [entity.type for entity in draft.content.entities] == ["bold"]
        telegram.people.press(ADMIN, draft, "Confirm")
        await telegram.wait_for(lambda: "is in the index" in telegram.replies(ADMIN.id)[0].text)
        [(_, target, _)] = await acted(services, 1)
        assert target == title
        telegram.people.send(ADMIN, "/documents evil")
        await final_reply(telegram, ADMIN.id, 2)
        telegram.people.send(ADMIN, "/audit")
        await telegram.wait_for(lambda: len(telegram.replies(ADMIN.id)) == 3)
    for reply in telegram.replies(ADMIN.id):
        assert "<b>Evil</b>" in reply.text
        assert not {"\u202e", "\u2066"} & set(reply.text)


async def test_a_duplicate__is_warned_of(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]):
        telegram.people.upload(ADMIN, markdown("MP <Materials> 10-K & exhibits\n"))
        draft = await drafted(telegram)
    warning = "⚠ The index has this already, word for word, as MP <Materials> 10-K & exhibits."
    assert draft.text.splitlines()[3:6] == ["New passages: 0", "", warning]


async def test_a_large_file__is_refused_before_it_is_fetched(telegram: PlaygroundServer, tmp_path: Path) -> None:
    large = Upload("large.pdf", "application/pdf", bytes(20_000_001))
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]):
        telegram.people.upload(ADMIN, large)
        await becomes(telegram, "Not added: the file is larger than 20 MB, and Telegram lets no bot fetch it. "
                      "Send a smaller one.")  # fmt: skip
    assert telegram.calls("getFile") == []


@pytest.mark.parametrize(
    "fault", [Fault("download", "drop"), Fault("download", "error", code=500), Fault("getFile", "error", code=500)]
)
async def test_a_download_that_fails__is_said(telegram: PlaygroundServer, tmp_path: Path, fault: Fault) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]):
        telegram.faults.add(fault)
        telegram.people.upload(ADMIN, markdown())
        await becomes(telegram, "Not added: Telegram did not hand over the whole file. Send it again.")
        assert retrieval.kept == {}
        telegram.people.upload(ADMIN, markdown())
        assert (await drafted(telegram, 2)).text == DRAFT


async def test_add__a_page_by_its_address(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval(pages={PAGE: MAGNETS})
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]):
        telegram.people.send(ADMIN, f"/add {PAGE}")
        draft = await drafted(telegram)
        assert draft.text == DRAFT
        telegram.people.press(ADMIN, draft, "Confirm")
        await becomes(telegram, ADDED)
        telegram.people.send(ADMIN, "/add http://localhost/secret?a=<b>")
        await becomes(telegram, "Not added: http://localhost/secret?a=<b>: this address is not public.")


@pytest.mark.parametrize("said", ["/add", "/add ftp://example.org/a", "/add javascript:alert(1)", "/add a b"])
async def test_add__says_how(telegram: PlaygroundServer, tmp_path: Path, said: str) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]):
        telegram.people.send(ADMIN, said)
        await becomes(telegram, words.HOW_TO_ADD)


class SlowRetrieval(FakeRetrieval):
    """Reads documents as slowly as the test wants."""

    def draft(self, file: Path, name: str, url: str | None = None, *, now: datetime) -> Draft:
        self.started.set()
        assert self.gate is not None
        self.gate.wait(20)
        return super().draft(file, name, url, now=now)


async def test_a_slow_document__holds_up_no_question_and_ends_with_the_bot(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    retrieval = SlowRetrieval(gate=threading.Event())
    assert retrieval.gate is not None
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]):
        for number in range(10):
            telegram.people.upload(ADMIN, markdown(name=f"{number}.md"))
        await until(retrieval.started.is_set)
        telegram.people.send(ADMIN, "/status")
        telegram.people.send(USER, "/status")
        for chat_id in (ADMIN.id, USER.id):
            await telegram.wait_for(
                lambda chat_id=chat_id: [  # type: ignore[misc]
                    one for one in telegram.replies(chat_id) if one.text.startswith("Documents: 3")
                ]
            )
        await asyncio.sleep(0)
    retrieval.gate.set()
    interrupted = [reply.text for reply in telegram.replies(ADMIN.id) if not reply.text.startswith("Documents")]
    assert interrupted == ["Not added: I was stopped while I read this. Send it again."] * 10
