"""Filings: /filings MP lists them, page by page and form by form; new ones are looked for on weekdays."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardMarkup, Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler, JobQueue

from bot.buttons import FILINGS, under_filings
from bot.context import Context, Services
from bot.delivery import Place, edit, place_of, send
from bot.indexing import reindex
from bot.market.listings import Listings
from bot.menus import Command
from bot.messages import texts
from bot.messages.filings import render_filings, render_news
from bot.presses import acknowledge, pressed
from retrieval.types import ReindexReport, Source

_LOG = logging.getLogger(__name__)
PER_PAGE = 6
KIND, KINDS = "filing", ("filing", "filing-brief")
ROOT = Path(__file__).parents[1]
EASTERN = ZoneInfo("America/New_York")
BY = "the look for new filings"


class SyncFailed(Exception):
    """The process that fetches filings ended without a report."""


@dataclass(slots=True)
class Sync:
    """The command that fetches filings, and the troubles that admins know of already."""

    command: Sequence[str]
    told: Sequence[str] = ()


async def list_filings(update: Update, context: Context) -> None:
    """The filings of the company that is named after the command, or of all."""
    message, companies = update.effective_message, Listings(context.services.listings.companies)
    assert message is not None
    said = " ".join(context.args or ())
    company = companies.find(said) if said else None
    if said and company is None:
        names = [near.ticker for near in companies.nearest(said)]
        await send(context.bot, place_of(message), texts.unknown_company(said, names))
        return
    text, keyboard = _page(await _filings(context.services), company.ticker if company else "", "", 0)
    await send(context.bot, place_of(message), text, keyboard)


async def turn_page(update: Update, context: Context) -> None:
    query, message, match = pressed(update, context)
    await acknowledge(query)
    text, keyboard = _page(await _filings(context.services), match[1], match[2], int(match[3]))
    await edit(context.bot, message.chat.id, message.message_id, text, keyboard)


async def _filings(services: Services) -> list[list[Source]]:
    """All filings, the latest first: the documents of each, the primary one before its exhibits."""
    return _grouped([document.source for document in await services.documents() if document.source.kind in KINDS])


def _grouped(sources: Collection[Source]) -> list[list[Source]]:
    """Sources by filing; a brief, which retells a filing, goes where the filing itself is there."""
    by_filing = sorted(sources, key=lambda source: (source.accession or source.id, source.kind != KIND, source.id))
    filings = [list(group) for _, group in groupby(by_filing, key=lambda source: source.accession or source.id)]
    for filing in filings:
        filing[:] = [source for source in filing if source.kind == filing[0].kind]
    return sorted(filings, key=lambda filing: filing[0].published_on or date.min, reverse=True)


def _page(filings: list[list[Source]], ticker: str, form: str, page: int) -> tuple[str, InlineKeyboardMarkup | None]:
    """One page and its buttons; a page past the end is the last one."""
    of_company = [filing for filing in filings if not ticker or ticker in filing[0].tickers]
    forms = sorted(filter(_fits_a_button, {_base_form(filing[0]) for filing in of_company}))
    shown = [filing for filing in of_company if not form or _base_form(filing[0]) == form]
    if not shown:
        return texts.NO_FILINGS, under_filings(ticker, "", 0, 0, forms) if forms else None
    pages = -(-len(shown) // PER_PAGE)
    page = min(page, pages - 1)
    numbered = list(enumerate(shown, start=1))[page * PER_PAGE : (page + 1) * PER_PAGE]
    about = " ".join(part for part in (ticker, form) if part)
    text = render_filings(numbered, f"{about}: " if about else "", page, pages, len(shown))
    return text, under_filings(ticker, form, page, pages, forms)


def _fits_a_button(form: str) -> bool:
    return 0 < len(form) <= 20 and form.isascii() and ":" not in form


def _base_form(source: Source) -> str:
    return (source.form or "").removesuffix("/A")


def schedule(queue: JobQueue[Context], config: Path, every_hours: int) -> None:
    """Look for new filings soon, and then every so many hours; `config` is the configuration file."""
    command = (sys.executable, "-m", "retrieval", "sync", "--json", "--config", str(config))
    queue.run_repeating(
        look_on_weekdays,
        interval=timedelta(hours=every_hours),
        first=timedelta(minutes=2),
        name="filings",
        data=Sync(command),
        job_kwargs={"misfire_grace_time": 3600, "coalesce": True, "max_instances": 1},
    )


async def look_on_weekdays(context: Context) -> None:
    if is_weekday(datetime.now(UTC)):
        await look_for_filings(context)


def is_weekday(now: datetime) -> bool:
    """Whether the SEC takes filings on this day, as New York counts days."""
    return now.astimezone(EASTERN).weekday() < 5


async def look_for_filings(context: Context) -> None:
    """Fetch what is new, index it, and tell the admins. Ends early, and quietly, when the bot is stopped."""
    services, job, task = context.services, context.job, asyncio.current_task()
    assert job is not None
    assert isinstance(job.data, Sync)
    assert task is not None
    services.background.add(task)
    try:
        troubles = _troubles(await _run(job.data.command))
        report = await _reindex(services)
        documents = await services.documents()
        added = [document.source for document in documents if document.source.id in report.added]
        news = _grouped([source for source in added if source.kind == KIND])
        fresh = [trouble for trouble in troubles if trouble not in job.data.told]
        job.data.told = troubles
        _LOG.info("%d new filings; troubles: %s", len(news), troubles or "none")
        if news or fresh:
            await _tell_admins(context, render_news(news, fresh))
    except asyncio.CancelledError:
        _LOG.info("Looking for filings ends with the bot, and goes on after the next start")
    finally:
        services.background.discard(task)


async def _run(command: Sequence[str]) -> dict[str, Any]:
    """The report of a sync, which runs in a process of its own: what it loads would fill the bot's memory."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        printed, complaints = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    try:
        report: dict[str, Any] = json.loads(printed)
    except ValueError:
        raise SyncFailed(complaints.decode(errors="replace")[-500:].strip() or process.returncode) from None
    return report


def _troubles(report: dict[str, Any]) -> list[str]:
    failures = [f"{failure['ticker']}: {failure['reason']}" for failure in report["failures"]]
    changed = [f"{ticker} also files {', '.join(forms)}" for ticker, forms in report["unlisted"].items()]
    return failures + [f"{line}: to have them, add them to its forms in companies.toml" for line in changed]


async def _reindex(services: Services) -> ReindexReport:
    """Bring the index up to date, after whatever else changes it."""
    change = await services.indexing.begin_when_free(BY)
    try:
        return await reindex(services, change)
    finally:
        services.indexing.end(change)


async def _tell_admins(context: Context, text: str) -> None:
    for admin in context.services.settings.admins:
        try:
            await send(context.bot, Place(admin), text)
        except TelegramError as error:
            _LOG.warning("Admin %d was not told of new filings: %s", admin, error)


HANDLERS = (
    CommandHandler("filings", list_filings),
    CallbackQueryHandler(turn_page, FILINGS),
)
COMMANDS = (Command("filings", "SEC filings, as in /filings MP"),)
