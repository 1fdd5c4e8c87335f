"""A real browser for tests: Debian's Chromium without a window, started once for all tests that need it.

Tests that use `browser` run in one event loop: `pytestmark = pytest.mark.asyncio(loop_scope="session")`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

SCREENSHOTS = Path("var/screenshots")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
TIMEOUT_MS = 5_000


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Skips where there is no Chromium, but fails in CI."""
    program = shutil.which("chromium")
    if program is None:
        advice = "no chromium here: apt-get install chromium"
        pytest.fail(advice) if os.environ.get("CI") else pytest.skip(advice)
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=program, args=list(FLAGS)) as launched,
    ):
        yield launched


async def keep_screenshot(page: Page, name: str) -> None:
    """Keep what the page looks like under `var/screenshots`, for people to look at."""
    await page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled")


class Visitor(Protocol):
    async def __call__(self, address: str, **options: Any) -> Page: ...


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser) -> AsyncIterator[Visitor]:
    """Opens an address in a context of its own, and fails the test where the page has errors or asks elsewhere.

    `options` are those of Playwright's `Browser.new_context`.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    async def visit(address: str, **options: Any) -> Page:
        context = await browser.new_context(**{"viewport": {"width": 1180, "height": 800}, **options})
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{error.message}\n{error.stack}"))
        page.on("console", lambda line: complaints.append(line.text) if "Security Policy" in line.text else None)
        page.on("request", lambda sent: None if is_local(sent.url) else complaints.append(f"asked for {sent.url}"))
        await page.goto(address)
        return page

    yield visit
    for context in contexts:
        await context.close()
    assert complaints == [], complaints


def is_local(address: str) -> bool:
    return address.startswith(("http://127.0.0.1:", "data:", "blob:"))
