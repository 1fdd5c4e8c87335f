"""Finds and works the parts of the chat page, for tests that drive it in a browser."""

from __future__ import annotations

from playwright.async_api import Locator, Page

PHONE = {"viewport": {"width": 360, "height": 720}, "has_touch": True, "is_mobile": True}


def rows(page: Page) -> Locator:
    return page.locator("#rows article")


def last(page: Page) -> Locator:
    return rows(page).last


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def composer(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Message", exact=True)


async def say(page: Page, text: str) -> None:
    await composer(page).fill(text)
    await button(page, "Send").click()


async def swipe_left(target: Locator) -> None:
    await target.evaluate(
        """node => {
            const at = (clientX) => [new Touch({ identifier: 1, target: node, clientX, clientY: 300 })];
            for (const [type, touches] of [["touchstart", at(300)], ["touchmove", at(220)], ["touchend", []]]) {
                node.dispatchEvent(new TouchEvent(type, { touches, bubbles: true }));
            }
        }"""
    )
