"""The chat page between its server and several sides: addresses, tabs, restarts, faults, hostile texts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect
from telegram import Bot
from telegram.error import RetryAfter

from bot.playground.groups import add_group, create_topic
from bot.playground.params import Upload
from bot.playground.server import PlaygroundServer
from bot.playground.state import SECOND_USER, USER, Content, Person
from tests.bot.browser import Visitor, keep_screenshot
from tests.bot.playground.chat_page import PHONE, button, composer, last, rows, say
from tests.bot.playground.scripted_bot import png, under_answer

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "javascript:alert(1) [x](javascript:alert(1)) &lt;b&gt;",
    "before \u202egnp.exe after \u2066\u2069 \u0000",
)


@pytest_asyncio.fixture(loop_scope="session")
async def server() -> AsyncIterator[PlaygroundServer]:
    async with PlaygroundServer(limits=None) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def bot(server: PlaygroundServer) -> AsyncIterator[Bot]:
    """Speaks as the bot, which otherwise does nothing."""
    async with Bot(server.token, base_url=server.base_url) as bot:
        yield bot


async def test_two_tabs__show_the_same_and_lose_nothing(server: PlaygroundServer, bot: Bot, visit: Visitor) -> None:
    one = await visit(f"{server.url}/?person={USER.id}")
    await button(one, "Start").click()
    two = await one.context.new_page()
    await two.goto(one.url)
    await expect(last(two)).to_contain_text("/start")
    await say(two, "from the second tab")
    await expect(last(one)).to_contain_text("from the second tab")
    await bot.send_message(USER.id, "to both")
    await expect(last(one)).to_contain_text("to both")
    await expect(last(two)).to_contain_text("to both")


async def test_restart__keeps_what_was_shown_and_goes_on(visit: Visitor) -> None:
    async with PlaygroundServer(limits=None) as before, Bot(before.token, base_url=before.base_url) as bot:
        page = await visit(before.url)
        await button(page, "Start").click()
        before.people.upload(USER, Upload("m.png", "image/png", png()), "photo")
        await bot.send_message(USER.id, "an answer", reply_markup=under_answer())
        await expect(button(page, "👍")).to_be_visible()
        port = int(before.url.rpartition(":")[2])
    await expect(page.locator(".conversation .connection")).to_have_text("reconnecting…")
    await say(page, "lost?")
    await expect(page.locator(".toast")).to_have_text("The playground cannot be reached.")
    await expect(composer(page)).to_have_value("lost?")
    async with PlaygroundServer(limits=None, port=port) as after:
        await expect(page.locator(".conversation .connection")).to_have_text("")
        await expect(page.locator(".restart")).to_contain_text("The playground restarted at")
        await expect(rows(page)).to_have_count(3)
        await expect(page.locator(".photo img")).to_have_js_property("naturalWidth", 360)
        await expect(button(page, "👍")).to_be_disabled()
        await keep_screenshot(page, "restart")
        await button(page, "Start").click()
        await expect(last(page)).to_contain_text("/start")
        await expect(composer(page)).to_have_value("lost?")
        await composer(page).press("Enter")
        await expect(last(page)).to_contain_text("lost?")
        assert [message.text for message in after.messages(USER.id)] == ["/start", "lost?"]


async def test_gap__is_filled_when_the_connection_returns(server: PlaygroundServer, visit: Visitor) -> None:
    page = await visit(server.url)
    await button(page, "Start").click()
    await expect(rows(page)).to_have_count(1)
    await page.evaluate("window.kept = document.querySelector('#rows article')")
    await page.context.set_offline(True)
    server.people.send(USER, "from elsewhere")
    await page.context.set_offline(False)
    await expect(last(page)).to_contain_text("from elsewhere")
    assert await page.evaluate("window.kept.isConnected")


async def test_hostile_text__stays_text(server: PlaygroundServer, bot: Bot, visit: Visitor) -> None:
    server.people.start(USER)
    hostile = server.world.add_person(Person(1666, "<b>Eve</b>\u202e", "eve"))
    add_group(server.world, -4001, "<script>1</script>", [USER, hostile])
    for text in HOSTILE:
        await bot.send_message(USER.id, text)
        server.people.send(hostile, text, -4001)
    link = {"type": "text_link", "offset": 0, "length": 4, "url": "javascript:alert(document.domain)"}
    server.world.post(server.world.chats[USER.id], USER, Content("look"))
    page = await visit(server.url)
    await expect(rows(page)).to_have_count(2 + len(HOSTILE))
    shown = await page.locator("#rows .words").all_text_contents()
    assert shown[1:4] == list(HOSTILE[:3])
    nodes = await page.evaluate(
        """async (entity) => {
            const { formatted } = await import("/assets/entities.js");
            const { safeAddress } = await import("/assets/links.js");
            const box = document.createElement("div");
            box.append(...formatted("look", [entity]));
            const bad = ["javascript:alert(1)", " java\\nscript:x", "data:text/html,x", "file:///etc", "vbscript:x"];
            return [box.querySelectorAll("a").length, box.textContent, bad.map(safeAddress).filter(Boolean)];
        }""",
        link,
    )
    assert nodes[:2] == [0, "look"]
    assert all(address.startswith("http://") for address in nodes[2])
    await page.locator(".chat", has_text="<script>1</script>").click()
    await expect(page.locator(".name").first).to_have_text("<b>Eve</b>\u202e")
    assert await page.title() == "Playground"
    assert await page.locator("#rows :is(script, img, iframe)").count() == 0


async def test_topics__are_shown_one_at_a_time(server: PlaygroundServer, visit: Visitor) -> None:
    forum = add_group(server.world, -1000000004002, "Forum", [USER, SECOND_USER], is_forum=True)
    topic = create_topic(server.world, forum, USER, "Lithium")
    server.people.send(USER, "in general", forum.id)
    page = await visit(f"{server.url}/?chat={forum.id}")
    await expect(last(page)).to_contain_text("in general")
    await page.get_by_role("tab", name="Lithium").click()
    await say(page, "in the topic")
    await expect(last(page)).to_contain_text("in the topic")
    await expect(page.get_by_role("log")).not_to_contain_text("in general")
    assert server.messages(forum.id)[-1].thread_id == topic


async def test_long_conversation__stays_where_the_reader_is(server: PlaygroundServer, bot: Bot, visit: Visitor) -> None:
    for number in range(300):
        server.people.send(USER, f"message {number}" + "\nand one more line" * (number % 9))
    page = await visit(server.url)
    await expect(last(page)).to_be_in_viewport()
    jump = page.locator("#jump")
    await page.wait_for_timeout(200)
    below = "log => log.scrollHeight - log.scrollTop - log.clientHeight"
    assert await page.locator("#log").evaluate(below) < 2
    await expect(jump).to_be_hidden()
    await page.locator("#log").evaluate("log => log.scrollTo(0, log.scrollHeight / 2)")
    await expect(jump).to_be_visible()
    place = "() => document.elementsFromPoint(700, 400).find(node => node.matches('.row'))?.dataset.id"
    await page.wait_for_timeout(100)
    read = await page.evaluate(place)
    await bot.send_message(USER.id, "news")
    await expect(jump).to_have_accessible_name("Go to the newest message, 1 unread")
    assert await page.evaluate(place) == read
    await expect(page).to_have_title("(1) Playground")
    await jump.click()
    await expect(last(page)).to_be_in_viewport()
    await expect(jump).to_be_hidden()


async def test_faults__are_armed_in_the_drawer(server: PlaygroundServer, bot: Bot, visit: Visitor) -> None:
    server.people.start(USER)
    page = await visit(server.url)
    await button(page, "Faults and calls").press("Enter")
    await page.get_by_label("What happens").select_option("429 Too Many Requests")
    await page.get_by_label("Seconds").fill("7")
    await button(page, "Arm").click()
    armed = page.locator("#armed")
    await expect(armed).to_have_text("Armed for sendMessage, 1 ×: 429 Too Many Requests")
    with pytest.raises(RetryAfter):
        await bot.send_message(USER.id, "refused")
    await bot.send_message(USER.id, "delivered")
    await expect(armed).to_have_text("No faults are armed.")
    await expect(page.locator("#calls .failed summary")).to_have_text(
        re.compile(r"sendMessage429 Too Many Requests: retry after 7$")
    )
    await keep_screenshot(page, "faults")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary")).to_be_hidden()
    await expect(button(page, "Faults and calls")).to_be_focused()


async def test_drafts_and_typing__are_shown_until_the_message_comes(
    server: PlaygroundServer, bot: Bot, visit: Visitor
) -> None:
    server.people.start(USER)
    page = await visit(server.url, **PHONE)
    await page.locator(".chat", has_text="Lode").tap()
    await bot.send_chat_action(USER.id, "typing")
    await expect(page.locator("#chat-status")).to_have_text("typing…")
    await bot.send_message_draft(USER.id, 1, "MP spends")
    await expect(page.locator(".draft")).to_contain_text("MP spends")
    await bot.send_message(USER.id, "MP spends $150 million.")
    await expect(page.locator(".draft")).to_have_count(0)
    await expect(page.locator("#chat-status")).to_have_text("bot")
    await page.go_back()
    await expect(page.get_by_role("navigation", name="Chats")).to_be_visible()


async def test_address__carries_the_person_and_a_start_payload(server: PlaygroundServer, visit: Visitor) -> None:
    page = await visit(f"{server.url}/?person={SECOND_USER.id}&start=doc-7")
    await button(page, "Start").click()
    await expect(last(page)).to_contain_text("/start")
    assert server.messages(SECOND_USER.id)[0].text == "/start doc-7"
    assert page.url == f"{server.url}/?person={SECOND_USER.id}&chat={SECOND_USER.id}"
    await page.goto(f"{server.url}/?person=9999")
    await expect(page.get_by_role("radio", name="Ada")).to_be_checked()


async def test_block__hides_the_input_line_until_unblocked(server: PlaygroundServer, visit: Visitor) -> None:
    server.people.start(USER)
    page = await visit(server.url)
    await button(page, "Chat menu").click()
    await page.get_by_role("menuitem", name="Block bot").click()
    await expect(composer(page)).to_be_hidden()
    assert server.world.chats[USER.id].is_blocked
    await button(page, "Unblock bot").click()
    await expect(composer(page)).to_be_visible()
