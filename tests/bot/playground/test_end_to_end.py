"""The whole bot as `python -m bot --playground` runs it, with the bundled documents, used by a person in a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.app import COMMANDS
from bot.menus import Role, menu_of
from bot.messages import texts
from bot.playground.state import ADMIN, BOT, GROUP_ID, SECOND_USER, USER, Person
from tests.bot.browser import Visitor, keep_screenshot
from tests.bot.bundled import DOCUMENTS, SECOND_PLANT, LentRetrieval, playing
from tests.bot.playground.chat_page import PHONE, button, composer, last, rows, say

# Line breaks are compared apart: a block stands on lines of its own without them.
SHOWN = """spans => spans.map(span => {
    const words = span.cloneNode(true);
    words.querySelectorAll(".pre-head, .quote-toggle").forEach(head => head.remove());
    return words.textContent.replaceAll("\\n", "");
})"""
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def address(bundled: LentRetrieval, tmp_path: Path) -> AsyncIterator[str]:
    async with playing(bundled, tmp_path) as address:
        yield address


async def started(address: str, visit: Visitor, **options: object) -> Page:
    """The private chat of the first user, greeted by the bot."""
    page = await visit(f"{address}/?chat={USER.id}", **options)
    await button(page, "Start").click()
    await expect(last(page)).to_contain_text("I am Lode.")
    return page


async def answer(page: Page, question: str) -> Locator:
    """Ask, and wait for the answer to stand where the placeholder stood."""
    await say(page, question)
    await expect(page.locator(".own").last).to_contain_text(question)
    await expect(last(page).get_by_role("button", name="👍")).to_be_visible(timeout=20_000)
    return last(page)


async def test_a_question__is_answered_with_sources_that_open(
    address: str, bundled: LentRetrieval, visit: Visitor
) -> None:
    page = await visit(address)
    await expect(page.locator(".empty")).to_contain_text(texts.DESCRIPTION)
    await keep_screenshot(page, "real-before-start")
    await button(page, "Start").click()
    await expect(last(page)).to_contain_text(f"I hold {len(bundled.documents())} documents")
    await keep_screenshot(page, "real-start")
    shown = await answer(page, SECOND_PLANT)
    await expect(shown).to_contain_text("Northlake, Texas")
    await expect(shown.locator("strong")).to_have_text("Sources")
    await expect(shown.get_by_role("link", name="MP Materials Corp. (NYSE: MP): company profile")).to_be_visible()
    await expect(page.locator("#chat-status")).to_have_text("bot")
    await keep_screenshot(page, "real-answer")
    words = await shown.locator(".words").inner_text()
    await button(page, "1").click()
    quoted = await last(page).locator("blockquote").first.inner_text()
    assert quoted in words
    document = (DOCUMENTS / "companies" / "mp.md").read_text(encoding="utf-8")
    assert quoted in " ".join(document.replace("**", "").split())
    await last(page).get_by_role("button", name="Show the whole quote").click()
    await expect(last(page).locator("blockquote strong")).to_have_text(quoted)
    await keep_screenshot(page, "real-excerpt")
    await button(page, "« Back").click()
    await expect(last(page).locator(".words")).to_have_text(words, use_inner_text=True)
    await button(page, "👍").click()
    await expect(page.locator(".toast")).to_have_text(texts.THANKS_UP)


async def test_a_follow_up_and_an_edited_question__are_understood(address: str, visit: Visitor) -> None:
    page = await started(address, visit)
    await answer(page, "What was MP's revenue in the first quarter of 2026?")
    follow_up = await answer(page, "and USA Rare Earth?")
    await expect(follow_up).to_contain_text("$5.7 million")
    await keep_screenshot(page, "real-follow-up")
    number = await rows(page).count()
    await composer(page).press("ArrowUp")
    await expect(composer(page)).to_have_value("and USA Rare Earth?")
    await composer(page).fill("What is Project Vault?")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("U.S. Strategic Critical Minerals Reserve")
    assert await rows(page).count() == number
    await keep_screenshot(page, "real-edited")


async def test_a_question_beyond_the_documents__is_refused_without_sources(address: str, visit: Visitor) -> None:
    page = await started(address, visit)
    refusal = await answer(page, "What is the weather in Paris?")
    await expect(refusal).to_contain_text("The documents do not say.")
    await expect(refusal).not_to_contain_text("Sources")
    await keep_screenshot(page, "real-refusal")


async def test_sources__are_paged_and_opened(address: str, visit: Visitor) -> None:
    page = await started(address, visit)
    await say(page, "/sources")
    await expect(last(page)).to_contain_text("documents, page 1 of ")
    await keep_screenshot(page, "real-sources")
    await button(page, "More »").click()
    await expect(last(page)).to_contain_text("page 2 of ")
    await button(page, "8").click()
    await expect(last(page)).to_contain_text("Passages: ")
    await keep_screenshot(page, "real-source")
    await button(page, "« Back").click()
    await expect(last(page)).to_contain_text("page 2 of ")


async def test_roles__have_chats_and_commands_of_their_own(address: str, visit: Visitor) -> None:
    page = await started(address, visit)
    await page.get_by_role("radio", name="Ben").click()
    await button(page, "Start").click()
    await expect(rows(page)).to_have_count(2)
    await expect_menu(page, Role.PRIVATE)
    await page.get_by_role("radio", name="Clara").click()
    await button(page, "Start").click()
    await expect(rows(page)).to_have_count(2)
    await expect_menu(page, Role.ADMIN)
    await keep_screenshot(page, "real-admin")


async def expect_menu(page: Page, role: Role) -> None:
    await composer(page).fill("/")
    commands = [f"/{name}{description}" for name, description in menu_of(role, COMMANDS)]
    await expect(page.get_by_role("option")).to_have_text(commands)


async def test_a_group__is_answered_only_where_it_speaks_to_the_bot(address: str, visit: Visitor) -> None:
    page = await visit(f"{address}/?chat={GROUP_ID}")
    await say(page, SECOND_PLANT)
    await button(page, "Choose who speaks").click()
    await page.get_by_role("menuitemradio", name="Ben").click()
    await expect(button(page, "Choose who speaks")).to_have_text("B")  # the chat is drawn anew, with what Ben wrote
    await answer(page, f"@{BOT.username} {SECOND_PLANT}")
    await expect(page.locator(".other", has_text="Northlake")).to_have_count(1)
    await expect(last(page).locator(".quoted-name")).to_have_text(SECOND_USER.first_name)
    await keep_screenshot(page, "real-group")


async def test_a_phone_in_the_dark__shows_the_answer_in_one_column(address: str, visit: Visitor) -> None:
    page = await started(address, visit, **PHONE, color_scheme="dark")
    shown = await answer(page, SECOND_PLANT)
    await expect(shown.locator("strong")).to_be_in_viewport()
    for scrolled in ("document.scrollingElement", "document.querySelector('#log')"):
        assert await page.evaluate(f"{scrolled}.scrollWidth") == 360
    await keep_screenshot(page, "real-phone")
    await button(page, "1").tap()
    await expect(last(page).locator("blockquote").first).to_contain_text("Northlake, Texas")
    await keep_screenshot(page, "real-phone-excerpt")


async def test_every_command__gets_messages_that_are_shown_as_they_were_sent(address: str, visit: Visitor) -> None:
    page = await visit(address)
    asked: dict[Person, list[str]] = {USER: [], SECOND_USER: [], ADMIN: []}
    for place, person in enumerate(asked):
        await page.get_by_role("radio", name=person.first_name).click()
        await button(page, "Start").click()
        role = Role.ADMIN if person is ADMIN else Role.PRIVATE
        asked[person] = ["nonsense", *(name for name, _ in menu_of(role, COMMANDS))][place::3]
        for command in asked[person]:
            await say(page, f"/{command}")
    for place, (person, commands) in enumerate(asked.items(), start=1):
        await page.get_by_role("radio", name=person.first_name).click()
        sent_by_export = 2 if "export" in commands else 1
        await expect(page.locator(".row.other")).to_have_count(sent_by_export + len(commands), timeout=20_000)
        state = await (await page.request.get(f"{address}/page/state?person={person.id}")).json()
        [sent] = [chat["messages"] for chat in state["chats"] if chat["id"] == person.id]
        texts_sent = [text for message in sent if (text := message.get("text", message.get("caption")))]
        shown = await page.locator("#rows .words").evaluate_all(SHOWN)
        assert shown == [text.replace("\n", "") for text in texts_sent]
        await keep_screenshot(page, f"real-commands-{place}")


async def test_a_restart__keeps_the_conversation_and_its_answers_go_on(
    bundled: LentRetrieval, tmp_path: Path, visit: Visitor
) -> None:
    async with playing(bundled, tmp_path) as address:
        page = await started(address, visit)
        await answer(page, "What was MP's revenue in the first quarter of 2026?")
    await expect(page.locator(".conversation .connection")).to_have_text("reconnecting…")
    async with playing(bundled, tmp_path, port=int(address.rpartition(":")[2])) as again:
        assert again == address
        await expect(page.locator(".restart")).to_be_visible()
        await expect(page.locator(".past")).to_have_count(4)
        await button(page, "Start").click()
        await expect(last(page)).to_contain_text("I am Lode.")
        await expect(await answer(page, "and USA Rare Earth?")).to_contain_text("$5.7 million")
        await keep_screenshot(page, "real-restart")
