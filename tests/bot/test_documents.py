"""The documents as admins see them, over HTTP: listed, found, opened, removed, put back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.documents import fitting
from bot.messages import library as words
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, BOT, USER, Content, Message
from retrieval.types import Source
from tests.bot.running import acknowledged, acted, changing, final_reply, labels, running_bot
from tests.fakes import GLOSSARY, REPORT, VAULT, FakeRetrieval

MANY = tuple(
    replace(GLOSSARY, id=f"note-{number:02}", title=f"Note {number:02} on magnets", published_on=date(2026, 1, number))
    for number in range(1, 19)
)
DETAILS = """MP <Materials> 10-K & exhibits

Id: mp-10k
Kind: Filing brief, 28 February 2025
Companies: MP
Form: 10-K
Address: https://example.org/mp.pdf
Passages: 1
Indexed: 5 February 2026, 06:30 UTC"""
QUESTION = """Take Project Vault: the reserve (project-vault, 1 passage) out of the index? A document that was sent to \
me is deleted; any other can be put back."""


def shown(telegram: PlaygroundServer) -> Message:
    return telegram.replies(ADMIN.id)[-1]


async def shows(telegram: PlaygroundServer, beginning: str) -> Message:
    await telegram.wait_for(lambda: telegram.replies(ADMIN.id) and shown(telegram).text.startswith(beginning))
    return shown(telegram)


async def test_documents__page_by_page_and_found_by_words(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval(sources=(VAULT, REPORT, *MANY))
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]):
        telegram.people.send(ADMIN, "/documents")
        first = await final_reply(telegram, ADMIN.id)
        assert first.text.startswith(
            "20 documents, page 1 of 3\n\n"
            "1. Project Vault: the reserve\nPolicy, 2 February 2026, project-vault\n"
            "2. Note 18 on magnets\nPolicy, 18 January 2026, note-18\n"
        )
        assert labels(first) == [[str(number) for number in range(1, 9)], ["More »"]]
        telegram.people.send(ADMIN, "/documents  MAGNETS   note ")
        found = await shows(telegram, "18 documents for “MAGNETS note”, page 1 of 3")
        telegram.people.press(ADMIN, found, "More »")
        second = await shows(telegram, "18 documents for “MAGNETS note”, page 2 of 3\n\n9. Note 10 on magnets")
        assert labels(second) == [[str(number) for number in range(9, 17)], ["« Earlier", "More »"]]
        telegram.people.press(ADMIN, second, "10")
        opened = await shows(telegram, "Note 09 on magnets\n\nId: note-09\n")
        telegram.people.press(ADMIN, opened, "« Back")
        await shows(telegram, "18 documents for “MAGNETS note”, page 2 of 3")
        retrieval.sources = MANY[:1]  # removed meanwhile: a page past the end is the last one
        telegram.people.press(ADMIN, shown(telegram), "More »")
        await shows(telegram, "1 document for “MAGNETS note”\n\n1. Note 01")
        telegram.people.send(ADMIN, "/documents niobium")
        await shows(telegram, words.NOTHING_FOUND)


async def test_documents__details_of_one(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]):
        telegram.people.send(ADMIN, "/documents mp filing")
        telegram.people.press(ADMIN, await final_reply(telegram, ADMIN.id), "1")
        opened = await shows(telegram, "MP <Materials>")
        assert (opened.text, labels(opened)) == (DETAILS, [["Remove", "« Back"]])
        retrieval.sources = ()
        await acknowledged(telegram, telegram.people.press(ADMIN, opened, "Remove"))
    assert telegram.calls("answerCallbackQuery")[-1].params.text("text") == words.GONE


async def test_remove__after_confirmation_and_put_back(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]) as services:
        telegram.people.send(ADMIN, "/remove project-vault")
        question = await final_reply(telegram, ADMIN.id)
        assert (question.text, labels(question)) == (QUESTION, [["Remove", "Cancel"]])
        telegram.people.press(ADMIN, question, "Remove")
        again = telegram.people.press(ADMIN, question, "Remove")
        removed = await shows(telegram, "Project Vault: the reserve is no longer in the index.")
        await acknowledged(telegram, again)
        assert removed.text.endswith(" It stays out until it is put back.")
        assert labels(shown(telegram)) == [["Put back"]]
        telegram.people.send(ADMIN, "/documents vault")
        listed = await shows(telegram, "1 document for “vault”\n\n1. project-vault\ntaken out of the index")
        telegram.people.press(ADMIN, listed, "1")
        details = await shows(telegram, "project-vault\n\nWas taken out of the index")
        assert labels(details) == [["Put back", "« Back"]]
        telegram.people.press(ADMIN, details, "Put back")
        await shows(telegram, "project-vault is in the index again.")
        assert [source.id for source in retrieval.sources] == ["mp-10k", "glossary", "project-vault"]
        acts = await acted(services, 2)
        late = telegram.people.press(ADMIN, telegram.replies(ADMIN.id)[0], "Put back")
        await acknowledged(telegram, late)
    assert acts == [("remove", "project-vault", "done"), ("put back", "project-vault", "done")]
    assert len(retrieval.sources) == 3


async def test_remove__an_added_document_is_deleted(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval(added=[VAULT.id])
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]):
        telegram.people.send(ADMIN, "/remove project-vault")
        telegram.people.press(ADMIN, await final_reply(telegram, ADMIN.id), "Remove")
        removed = await shows(telegram, "Project Vault: the reserve is no longer in the index.")
        assert (removed.text.endswith(" Its file is deleted."), labels(removed)) == (True, [])


async def test_remove__not_after_all(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]) as services:
        telegram.people.send(ADMIN, "/remove glossary")
        telegram.people.press(ADMIN, await final_reply(telegram, ADMIN.id), "Cancel")
        await shows(telegram, words.KEPT)
        assert await services.audit.count() == 0
    assert len(retrieval.sources) == 3


async def test_remove__suggests_ids_like_it(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path, admins=[ADMIN.id]):
        telegram.people.send(ADMIN, "/remove Projekt-vault")
        near = await final_reply(telegram, ADMIN.id)
        assert near.text == (
            "There is no document “Projekt-vault”. Do you mean one of these?\n"
            "• project-vault Project Vault: the reserve"
        )
        assert labels(near) == [["project-vault"]]
        telegram.people.press(ADMIN, near, "project-vault")
        assert (await shows(telegram, "Take ")).text == QUESTION
        telegram.people.send(ADMIN, "/remove <nothing like it>")
        await shows(telegram, "There is no document “<nothing like it>”. /documents lists them all.")
        telegram.people.send(ADMIN, "/remove")
        await shows(telegram, words.WHICH_TO_REMOVE)


async def test_remove__waits_for_whoever_changes_the_index(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]) as services:
        telegram.people.send(ADMIN, "/remove glossary")
        question = await final_reply(telegram, ADMIN.id)
        with changing(services, "Ben"):
            await acknowledged(telegram, telegram.people.press(ADMIN, question, "Remove"))
        assert (
            telegram.calls("answerCallbackQuery")[-1]
            .params.text("text")
            .startswith("The index is being changed by Ben, since ")
        )
        assert telegram.replies(ADMIN.id) == [question]
        telegram.people.press(ADMIN, question, "Remove")
        await shows(telegram, "Glossary is no longer in the index.")


async def test_documents__forged_buttons_do_nothing(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval()
    forged = ["r:yes:0123456789abcdef", "l:999999:<b>{}", "i:0123456789abcdef:1:x", "r:yes:../../x"]
    async with running_bot(telegram, retrieval, tmp_path, admins=[ADMIN.id]):
        for says in forged:
            button = {"text": "Forged", "callback_data": says}
            for person in (USER, ADMIN):
                chat = telegram.world.chats[person.id]
                chat.is_started = True
                message = telegram.world.post(chat, BOT, Content("forged"), keyboard=((button,),))
                telegram.people.press(person, message, says)
        await telegram.wait_for(lambda: len(telegram.calls("answerCallbackQuery")) == 6)
    assert [reply.text for reply in telegram.replies(ADMIN.id)] == ["forged", words.NOTHING_FOUND, "forged", "forged"]
    assert len(retrieval.sources) == 3


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (" rare  earth ", "rare earth"),
        ("a\nb\u202e", "a b"),
        ("the magnet plant in Texas, which makes magnets", "the magnet plant in Texas, which"),
        ("é" * 40, "é" * 18),
        ("", ""),
    ],
)
def test_fitting__what_a_button_can_carry(said: str, kept: str) -> None:
    assert fitting(said) == kept


async def test_documents__hostile_titles_and_ids(telegram: PlaygroundServer, tmp_path: Path) -> None:
    title, document_id = f"</b>\u202eevil<{'y' * 600}", f"{'<i>' * 50}\n{'z' * 200}"
    hostile = Source(document_id, title, Path("x"), publisher="<a>" * 90, url="javascript:alert(1)")
    async with running_bot(telegram, FakeRetrieval(sources=(hostile,) * 1), tmp_path, admins=[ADMIN.id]):
        telegram.people.send(ADMIN, "/documents")
        telegram.people.press(ADMIN, await final_reply(telegram, ADMIN.id), "1")
        details = await shows(telegram, "</b> evil<yyy")
        assert "javascript" not in details.text
        telegram.people.press(ADMIN, details, "Remove")
        question = await shows(telegram, "Take </b> evil<yyy")
        telegram.people.press(ADMIN, question, "Remove")
        await shows(telegram, "</b> evil<yyy")
    assert {call.code for call in telegram.calls("editMessageText")} == {200}
