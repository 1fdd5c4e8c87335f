"""The wiring: the only place of the bot that knows every concrete class."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

from telegram.ext import Application, ContextTypes

from bot import (
    about,
    access,
    ask,
    audit,
    digest_admin,
    digest_chat,
    digest_jobs,
    documents,
    excerpts,
    export,
    feedback,
    filings,
    prices,
    privacy,
    reindexing,
    rollback,
    sources,
    subscriptions,
    uploads,
)
from bot.context import SERVICES, Context, Retrieval, Services
from bot.digests.compose import Composer
from bot.errors import ErrorHandler
from bot.logs import redaction
from bot.market.listings import Listings
from bot.market.providers import Provider
from bot.market.providers.sample import Sample
from bot.market.providers.tiingo import Tiingo
from bot.market.providers.twelve_data import TwelveData
from bot.market.providers.yahoo import Yahoo
from bot.market.service import Market
from bot.pacing import Pacing
from bot.requests import PatientPolling
from bot.settings import Settings
from bot.storage.alerts import Alerts
from bot.storage.audit import Audit
from bot.storage.bars import Bars
from bot.storage.closures import Closures
from bot.storage.database import Database
from bot.storage.deliveries import Deliveries
from bot.storage.feedback import Feedback
from bot.storage.known_documents import KnownDocuments
from bot.storage.store import Store
from bot.storage.subscriptions import Subscriptions
from bot.updates import ChatOrder
from retrieval.catalogue import load_companies
from retrieval.types import Company

COMMANDS = (
    *ask.COMMANDS,
    *prices.COMMANDS,
    *digest_chat.COMMANDS,
    *subscriptions.COMMANDS,
    *sources.COMMANDS,
    *filings.COMMANDS,
    *about.COMMANDS,
    *privacy.COMMANDS,
    *uploads.COMMANDS,
    *documents.COMMANDS,
    *reindexing.COMMANDS,
    *rollback.COMMANDS,
    *export.COMMANDS,
    *audit.COMMANDS,
    *digest_admin.COMMANDS,
)
HANDLERS = (
    *ask.HANDLERS,
    *prices.HANDLERS,
    *digest_chat.HANDLERS,
    *subscriptions.HANDLERS,
    *excerpts.HANDLERS,
    *feedback.HANDLERS,
    *sources.HANDLERS,
    *filings.HANDLERS,
    *privacy.HANDLERS,
    *about.HANDLERS,
    *about.LEFT_OVER,
)
ADMIN_HANDLERS = (
    *uploads.HANDLERS,
    *documents.HANDLERS,
    *reindexing.HANDLERS,
    *rollback.HANDLERS,
    *export.HANDLERS,
    *audit.HANDLERS,
    *digest_admin.HANDLERS,
)
WORKERS = 8
"""How many questions are worked on at once; each may wait for a chat model."""

LodeApplication = Application[Any, Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], Any]


@asynccontextmanager
async def open_services(settings: Settings, retrieval: Retrieval | None = None) -> AsyncIterator[Services]:
    """The store, the documents (or the given `retrieval`) and the threads that search them, until the block ends."""
    workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="retrieval")
    async with AsyncExitStack() as stack:
        database = await Database.open(settings.database_url)
        stack.push_async_callback(database.close)
        market = open_market(settings, database)
        stack.push_async_callback(market.close)
        if retrieval is None:
            retrieval = await asyncio.get_running_loop().run_in_executor(workers, _open_retrieval, settings)
        stack.callback(retrieval.close)
        stack.callback(workers.shutdown, wait=False, cancel_futures=True)
        listings = listings_of(settings)
        yield Services(
            settings=settings.bot,
            store=Store(database),
            retrieval=retrieval,
            market=market,
            listings=listings,
            closures=Closures(database),
            subscriptions=Subscriptions(database),
            deliveries=Deliveries(database),
            alerts=Alerts(database),
            known_documents=KnownDocuments(database),
            audit=Audit(database),
            feedback=Feedback(database),
            composer=Composer(market, listings, lambda source: retrieval.passages(source.id)),
            workers=workers,
            commands=COMMANDS,
            redact=redaction(settings.secrets),
        )


def open_market(settings: Settings, database: Database) -> Market:
    """The prices, by the providers that the settings name and have the keys of."""
    table, keys = settings.bot.market, settings.market_keys
    seconds = table.timeout_seconds
    providers: list[Provider] = []
    for name in table.providers:
        if name == "yahoo":
            providers.append(Yahoo(table.yahoo_url, seconds))
        elif name == "sample":
            providers.append(Sample())
        elif name == "tiingo" and name in keys:
            providers.append(Tiingo(table.tiingo_url, keys[name], seconds))
        elif name == "twelve_data" and name in keys:
            providers.append(TwelveData(table.twelve_data_url, keys[name], seconds))
    return Market(providers, Bars(database), Closures(database), table.patience_seconds)


def listings_of(settings: Settings) -> Listings:
    """The companies of the documents, and the benchmarks."""
    companies = settings.retrieval.documents.companies
    benchmarks = settings.bot.market.benchmarks.items()
    return Listings(
        load_companies(companies) if companies else (), tuple(Company(ticker, name) for ticker, name in benchmarks)
    )


def _open_retrieval(settings: Settings) -> Retrieval:
    import retrieval  # heavy, and only needed to run

    return retrieval.open_retrieval(settings.retrieval)


def build_application(settings: Settings, services: Services) -> LodeApplication:
    """The bot, ready to be started: its handlers, the order of its updates, its pace and its daily clean-up."""
    assert settings.token is not None
    application: LodeApplication = (
        Application.builder()
        .token(settings.token)
        .base_url(f"{settings.telegram_url}/bot")
        .base_file_url(f"{settings.telegram_url}/file/bot")
        .context_types(ContextTypes(context=Context))
        .concurrent_updates(ChatOrder())
        .rate_limiter(Pacing())
        .get_updates_request(PatientPolling())
        .connect_timeout(10)
        .read_timeout(15)
        .write_timeout(15)
        .build()
    )
    application.bot_data[SERVICES] = services
    application.add_handlers(access.HANDLERS, group=-4)
    application.add_handlers(subscriptions.BEFORE_OTHERS, group=-3)
    application.add_handlers(ADMIN_HANDLERS, group=-2)
    application.add_handlers(prices.BEFORE_QUESTIONS, group=-1)
    application.add_handlers(HANDLERS)
    application.add_error_handler(ErrorHandler())
    assert application.job_queue is not None
    application.job_queue.run_repeating(
        privacy.purge,
        interval=timedelta(days=1),
        first=timedelta(minutes=1),
        job_kwargs={"misfire_grace_time": 3600, "coalesce": True},
    )
    digest_jobs.schedule(application.job_queue, application.bot, services)
    table = settings.retrieval.filings
    if table.contact:
        filings.schedule(application.job_queue, settings.config, table.every_hours)
    return application
