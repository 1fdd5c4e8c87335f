"""The chat page in a real browser, against a small scripted bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, BOT, GROUP_ID, SECOND_USER, USER
from tests.bot.browser import Visitor, keep_screenshot
from tests.bot.playground.chat_page import PHONE, button, composer, last, rows, say, swipe_left
from tests.bot.playground.scripted_bot import introduce, png, scripted_bot

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def server() -> AsyncIterator[PlaygroundServer]:
    async with PlaygroundServer(limits=None) as server, scripted_bot(server) as bot:
        await introduce(bot)
        yield server


async def asked(server: PlaygroundServer, visit: Visitor, **options: object) -> Page:
    """The private chat of the first user, with one question and its answer."""
    server.people.send(USER, "What does MP spend?")
    page = await visit(f"{server.url}/?chat={USER.id}", **options)
    await expect(button(page, "👍")).to_be_visible()
    return page


async def test_start_and_ask__shows_the_description_then_a_formatted_answer(
    server: PlaygroundServer, visit: Visitor
) -> None:
    page = await visit(server.url)
    await expect(page.locator(".empty")).to_contain_text("I answer questions about critical minerals")
    await button(page, "Start").click()
    await expect(last(page)).to_contain_text("Hello! Ask me anything.")
    await expect(composer(page)).to_be_focused()
    await expect(composer(page)).to_have_css("height", "44px")
    await composer(page).fill("What does MP spend?")
    await page.keyboard.press("Enter")
    await expect(last(page).locator("strong")).to_have_text("MP Materials")
    for tag, text in {
        "u": "about $150 million",
        "blockquote": "“We expect capital expenditures of approximately $150 million.”",
        "code": "10-K 2023",
        "[data-command]": "/sources",
        "[data-insert]": "$MP",
    }.items():
        await expect(last(page).locator(tag)).to_have_text(text)
    link = last(page).get_by_role("link", name="annual report")
    assert await link.get_attribute("href") == "https://example.org/10-k#page=41"
    assert await link.get_attribute("rel") == "noopener noreferrer"
    await expect(last(page).locator(".edited")).to_be_visible()
    await expect(page.locator(".own .ticks.seen")).to_have_count(2)
    await expect(page.get_by_role("log")).to_be_visible()
    await last(page).get_by_role("button", name="Hidden text: show").press("Enter")
    await expect(last(page).locator(".spoiler.open")).to_have_text("between the lines")
    await keep_screenshot(page, "desk")


async def test_buttons__open_an_excerpt_in_place_and_go_back(server: PlaygroundServer, visit: Visitor) -> None:
    page = await asked(server, visit)
    await button(page, "1").click()
    quote = last(page).locator("blockquote")
    opener = last(page).get_by_role("button", name="Show the whole quote")
    await expect(opener).to_be_visible()
    closed = await quote.bounding_box()
    await opener.press("Enter")
    await expect(last(page).get_by_role("button", name="Show less of the quote")).to_be_focused()
    opened = await quote.bounding_box()
    assert closed
    assert opened
    assert closed["height"] < 100 < opened["height"]
    await keep_screenshot(page, "excerpt")
    await button(page, "« Back").press("Enter")
    await expect(last(page).locator("strong")).to_have_text("MP Materials")
    await expect(rows(page)).to_have_count(2)
    await expect(button(page, "1")).to_be_focused()


async def test_buttons__vote_with_a_notice_and_tell_with_a_dialog(server: PlaygroundServer, visit: Visitor) -> None:
    page = await asked(server, visit)
    await last(page).locator(".spoiler").click()
    await button(page, "👍").click()
    await expect(page.locator(".toast")).to_have_text("Thank you")
    await expect(button(page, "👍 ✓")).to_be_visible()
    await expect(last(page).locator(".spoiler.open")).to_be_visible()
    await button(page, "2").click()
    await expect(page.get_by_role("alertdialog")).to_contain_text("This excerpt is no longer there.")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("alertdialog")).to_have_count(0)


async def test_buttons__wait_copy_search_and_follow_deep_links(server: PlaygroundServer, visit: Visitor) -> None:
    server.people.send(USER, "buttons")
    page = await visit(server.url, permissions=["clipboard-read", "clipboard-write"])
    await button(page, "Slow").click()
    await expect(button(page, "Slow")).to_have_attribute("aria-busy", "true")
    await expect(page.locator(".toast")).to_have_text("Done at last")
    await expect(button(page, "Slow")).to_have_attribute("aria-busy", "false")
    await button(page, "Copy the quote").click()
    await expect(page.locator(".toast")).to_have_text("Copied to the clipboard")
    assert await page.evaluate("navigator.clipboard.readText()") == "approximately $150 million"
    await button(page, "Search here").click()
    await expect(page.get_by_role("option")).to_have_count(4)
    await page.get_by_role("option", name="Quote MP 2").click()
    await expect(page.locator(".own").last).to_contain_text("Quote of MP 2")
    await page.get_by_role("link", name="Share").click()
    await button(page, "Start").click()
    await expect(last(page)).to_contain_text("You came for doc-7.")
    assert len(page.context.pages) == 1


async def test_commands__are_chosen_with_the_keyboard_and_differ_by_role(
    server: PlaygroundServer, visit: Visitor
) -> None:
    page = await asked(server, visit)
    await composer(page).press("/")
    await expect(page.get_by_role("option")).to_have_text(
        ["/askAsk a question", "/sourcesThe documents", "/helpHow it works"]
    )
    await page.keyboard.press("ArrowDown")
    await keep_screenshot(page, "commands")
    await page.keyboard.press("Enter")
    await expect(page.locator(".own").last).to_contain_text("/sources")
    await page.get_by_role("radio", name="Clara").click()
    await button(page, "Start").click()
    await button(page, "Commands of the bot").click()
    await expect(page.get_by_role("option")).to_have_text(["/statusIndex and feeds"])
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("option")).to_have_count(0)
    assert server.messages(ADMIN.id)[0].text == "/start"


async def test_group__is_spoken_in_by_both(server: PlaygroundServer, visit: Visitor) -> None:
    page = await visit(f"{server.url}/?chat={GROUP_ID}")
    await say(page, "Good morning")
    await button(page, "Choose who speaks").click()
    await page.get_by_role("menuitemradio", name="Ben").click()
    await expect(page.get_by_role("radio", name="Ben")).to_be_checked()
    await expect(page.locator(".other .name")).to_have_text("Ada")
    await composer(page).press_sequentially("@lode")
    await page.keyboard.press("Tab")
    await page.keyboard.type("what does MP spend?")
    await page.keyboard.press("Enter")
    await expect(last(page).locator(".quoted-name")).to_have_text("Ben")
    await expect(button(page, "👍")).to_be_visible()
    await expect(page.locator("#chat-status")).to_have_text("3 members: Ada, Ben, Lode")
    await keep_screenshot(page, "group")
    texts = [(message.sender.id, message.text) for message in server.messages(GROUP_ID)[:2]]
    assert texts == [(USER.id, "Good morning"), (SECOND_USER.id, f"@{BOT.username} what does MP spend?")]


async def test_reply_and_edit__from_the_menu_and_the_keyboard(server: PlaygroundServer, visit: Visitor) -> None:
    page = await asked(server, visit)
    await last(page).locator(".meta").dblclick()
    await expect(page.locator("#context")).to_contain_text("Reply to Lode")
    await page.keyboard.press("Escape")
    await expect(page.locator("#context")).to_be_hidden()
    await page.get_by_role("log").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await page.get_by_role("menuitem", name="Reply").press("Enter")
    await page.keyboard.type("why?")
    await page.keyboard.press("Enter")
    await expect(page.locator(".own").last.locator(".quoted-name")).to_have_text("Lode")
    await expect(last(page)).to_contain_text("You replied to: MP Materials")
    await composer(page).press("ArrowUp")
    await expect(composer(page)).to_have_value("why?")
    await composer(page).fill("why not?")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("You changed that to: why not?")
    await expect(page.locator(".own").last).to_contain_text("edited")


async def test_keyboard__reaches_everything_in_order(server: PlaygroundServer, visit: Visitor) -> None:
    page = await asked(server, visit)
    await page.locator("#theme").focus()
    reached = []
    for _ in range(16):
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate("document.activeElement.id || document.activeElement.className"))
    chrome = ["faults", "person", "chat", "chat-menu", "log"]
    message = ["link", "link", "", "spoiler", "key", "key", "key", "key"]
    assert reached == [*chrome, *message, "attach", "input", "slash"]
    await page.locator(".chat").first.focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#chat-title")).to_have_text("Critical minerals")


async def test_files__are_sent_and_shown(server: PlaygroundServer, visit: Visitor) -> None:
    server.people.send(USER, "photo please")
    page = await visit(server.url)
    await expect(page.locator(".photo img")).to_have_js_property("naturalWidth", 360)
    await expect(page.get_by_role("img", name="Sent without a sound")).to_have_count(1)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="output.csv").click()
    assert (await (await download.value).path()).read_bytes() == b"year,tonnes\n2023,41557\n"
    await page.locator("#chooser").set_input_files({"name": "m.png", "mimeType": "image/png", "buffer": png()})
    await page.get_by_role("textbox", name="Caption").fill("my chart")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("I got the photo: my chart")
    await keep_screenshot(page, "files")
    await page.evaluate(
        """() => {
            const dropped = new DataTransfer();
            dropped.items.add(new File(["year"], "dropped.txt", { type: "text/plain" }));
            const to = document.querySelector("#log");
            for (const type of ["dragenter", "drop"]) {
                to.dispatchEvent(new DragEvent(type, { dataTransfer: dropped, bubbles: true, cancelable: true }));
            }
        }"""
    )
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(last(page)).to_contain_text("I got the file dropped.txt")
    await button(page, "Attach").click()
    await page.get_by_role("menuitem", name="Location").click()
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(last(page)).to_contain_text("You are at 35.4786")


async def test_phone__shows_one_column_without_scrolling_sideways(server: PlaygroundServer, visit: Visitor) -> None:
    page = await asked(server, visit, **PHONE)
    assert await page.evaluate("document.scrollingElement.scrollWidth") == 360
    assert await page.evaluate("document.querySelector('#log').scrollWidth") == 360
    await expect(page.get_by_role("navigation", name="Chats")).to_be_hidden()
    await keep_screenshot(page, "phone")
    await swipe_left(last(page).locator(".meta"))
    await expect(page.locator("#context")).to_contain_text("Reply to Lode")
    await button(page, "Back to the chats").tap()
    await expect(page.get_by_role("navigation", name="Chats")).to_be_visible()
    await expect(composer(page)).to_be_hidden()
    await keep_screenshot(page, "phone-chats")
    await page.get_by_role("navigation").get_by_role("button", name="Lode").tap()
    await expect(button(page, "👍")).to_be_visible()


async def test_dark__follows_the_system_until_the_reader_chooses(server: PlaygroundServer, visit: Visitor) -> None:
    page = await asked(server, visit, color_scheme="dark")
    html = page.locator("html")
    await expect(html).to_have_attribute("data-theme", "dark")
    await keep_screenshot(page, "dark")
    await button(page, "Light or dark").click()
    await page.reload()
    await expect(html).to_have_attribute("data-theme", "light")
