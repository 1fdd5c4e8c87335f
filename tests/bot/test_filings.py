"""Filings: the list over HTTP, and the look for new ones with a real index and an EDGAR on loopback."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from telegram.ext import Job

from bot import filings
from bot.app import LodeApplication, build_application, open_services
from bot.context import SERVICES, Context
from bot.playground.server import PlaygroundServer
from bot.playground.state import ADMIN, USER, Message
from bot.settings import load_settings
from retrieval.types import Source
from tests.bot.running import acknowledged, final_reply, labels, running_bot, until
from tests.edgar_filings import MP_8K, NB_10Q
from tests.edgar_server import UNAVAILABLE, EdgarServer, Reply, submission_path
from tests.fakes import REPORT, VAULT, FakeRetrieval
from tests.retrieval.stores import write_store

ROOT = Path(__file__).parents[2]
SEC = "https://www.sec.gov/Archives/edgar/data/1801368"


def filing(form: str, day: int, ticker: str = "MP", exhibit: str = "") -> Source:
    accession = f"0001801368-26-0000{day:02}"
    title = f"{ticker} {form} of {day} May 2026"
    return Source(
        id=f"{ticker}-{form}-{accession}{exhibit and f'-ex{exhibit}'}",
        title=f"{title}, exhibit {exhibit}" if exhibit else title,
        file=Path("primary.htm"),
        kind="filing",
        published_on=date(2026, 5, day),
        url=f"{SEC}/{day}{exhibit}.htm",
        tickers=(ticker,),
        form=form,
        accession=accession,
    )


MANY = tuple(filing("8-K", day) for day in range(1, 15))
LISTED = (
    VAULT,
    REPORT,
    filing("8-K", 7),
    filing("8-K", 7, exhibit="99.1"),
    filing("10-Q", 8),
    filing("10-Q/A", 12),
    filing("10-Q", 9, "NB"),
)


def shown(telegram: PlaygroundServer) -> Message:
    return telegram.replies(USER.id)[-1]


async def test_filings__of_a_company_latest_first_with_exhibits_and_briefs(
    telegram: PlaygroundServer, tmp_path: Path
) -> None:
    async with running_bot(telegram, FakeRetrieval(sources=LISTED), tmp_path):
        telegram.people.send(USER, "/filings mp")
        listed = await final_reply(telegram, USER.id)
        assert listed.text == (
            "MP: 4 filings\n\n"
            "1. MP 10-Q/A of 12 May 2026\nFiling, 12 May 2026\n"
            "2. MP 10-Q of 8 May 2026\nFiling, 8 May 2026\n"
            "3. MP 8-K of 7 May 2026\nFiling, 7 May 2026, exhibit 99.1\n"
            "4. MP <Materials> 10-K & exhibits\nFiling brief, 28 February 2025"
        )
        assert [entity.url for entity in listed.content.entities if entity.type == "text_link"] == [
            f"{SEC}/12.htm",
            f"{SEC}/8.htm",
            f"{SEC}/7.htm",
            f"{SEC}/799.1.htm",
            "https://example.org/mp.pdf",
        ]
        assert labels(listed) == [["· All ·", "10-K", "10-Q", "8-K"]]
        telegram.people.press(USER, listed, "10-Q")
        await telegram.wait_for(lambda: shown(telegram).text.startswith("MP 10-Q: 2 filings\n\n1. MP 10-Q/A"))
        assert labels(shown(telegram)) == [["All", "10-K", "· 10-Q ·", "8-K"]]


async def test_filings__of_all_companies_page_by_page(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval(sources=(*MANY, filing("6-K", 20, "CRML")))
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, "/filings")
        first = await final_reply(telegram, USER.id)
        assert first.text.startswith("15 filings, page 1 of 3\n\n1. CRML 6-K of 20 May 2026\n")
        assert labels(first) == [["· All ·", "6-K", "8-K"], ["More »"]]
        telegram.people.press(USER, first, "More »")
        await telegram.wait_for(
            lambda: shown(telegram).text.startswith("15 filings, page 2 of 3\n\n7. MP 8-K of 9 May")
        )
        assert labels(shown(telegram))[-1] == ["« Earlier", "More »"]
        retrieval.sources = MANY[:3]  # removed while the list was open
        telegram.people.press(USER, shown(telegram), "More »")
        await telegram.wait_for(lambda: shown(telegram).text.startswith("3 filings\n\n1. MP 8-K of 3 May 2026\n"))
        retrieval.sources = ()
        telegram.people.press(USER, shown(telegram), "8-K")
        await telegram.wait_for(lambda: shown(telegram).text == "There are no such filings in the index.")


async def test_filings__a_company_that_nobody_knows(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(sources=LISTED), tmp_path):
        telegram.people.send(USER, "/filings <Niobium>")
        await telegram.wait_for(lambda: telegram.replies(USER.id))
    assert shown(telegram).text.startswith("I know no company called “<Niobium>”. I know ")


async def test_filings__a_form_that_has_gone(telegram: PlaygroundServer, tmp_path: Path) -> None:
    retrieval = FakeRetrieval(sources=LISTED)
    async with running_bot(telegram, retrieval, tmp_path):
        telegram.people.send(USER, "/filings MP")
        listed = await final_reply(telegram, USER.id)
        retrieval.sources = LISTED[2:]
        query = telegram.people.press(USER, listed, "10-K")
        await acknowledged(telegram, query)
        await telegram.wait_for(lambda: shown(telegram).text == "There are no such filings in the index.")
        assert labels(shown(telegram)) == [["· All ·", "10-Q", "8-K"]]


@pytest.fixture
def config(edgar: EdgarServer, tmp_path: Path) -> Path:
    """A small document store whose filings come from the server."""
    settings = (
        f'[filings]\ncontact = "Lode tests admin@example.com"\npath = "filings"\n'
        f'base_url = "{edgar.url}"\ndata_url = "{edgar.url}"\n[bot]\nadmins = [{ADMIN.id}]\n'
    )
    config = write_store(tmp_path, settings=settings)
    (tmp_path / "companies.toml").write_text(COMPANIES)
    return config


COMPANIES = """
[[company]]
ticker = "MP"
name = "MP Materials Corp."
cik = 1801368
forms = ["8-K"]

[[company]]
ticker = "NB"
name = "NioCorp Developments Ltd."
cik = 1512228
fiscal_year_end = "06-30"
forms = ["10-Q"]
"""


@asynccontextmanager
async def looking(config: Path, telegram: PlaygroundServer) -> AsyncIterator[tuple[LodeApplication, Context]]:
    """The bot with a real index, not polling, and the context of its look for new filings."""
    environ = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BASE_URL": telegram.url}
    settings = load_settings(config, environ)
    telegram.people.send(ADMIN, "/start")
    async with open_services(settings) as services:
        application = build_application(settings, services)
        assert application.job_queue is not None
        (job,) = application.job_queue.get_jobs_by_name("filings")
        await application.initialize()
        try:
            yield application, Context.from_job(job, application)
        finally:
            await application.shutdown()


async def test_look__indexes_new_filings_and_tells_admins_of_them_and_of_new_troubles(
    config: Path, edgar: EdgarServer, telegram: PlaygroundServer
) -> None:
    edgar.disturb("CIK0001512228", replace(UNAVAILABLE, status=404))
    async with looking(config, telegram) as (application, context):
        await context.services.in_worker(context.services.retrieval.reindex, datetime.now(UTC))
        await filings.look_for_filings(context)
        (told,) = telegram.replies(ADMIN.id)
        assert told.text == (
            "1 new filing\n• MP Materials Corp. 8-K of 7 May 2026\n"
            "Filings that need a look\n"
            "• NB: EDGAR has nothing at /submissions/CIK0001512228.json (HTTP 404)\n"
            "• MP also files 10-K: to have them, add them to its forms in companies.toml"
        )
        documents = await application.bot_data[SERVICES].documents()
        assert sum(document.source.accession == MP_8K.accession for document in documents) == 2
        await filings.look_for_filings(context)  # the same troubles, and no news
        assert len(telegram.replies(ADMIN.id)) == 1


async def test_look__ends_with_the_bot_and_leaves_what_it_has(
    config: Path, edgar: EdgarServer, telegram: PlaygroundServer
) -> None:
    reached, resume = threading.Event(), threading.Event()

    def hold(reply: Reply) -> Reply:
        reached.set()
        resume.wait(20)
        return reply

    edgar.disturb(submission_path(NB_10Q), hold)
    async with looking(config, telegram) as (application, context):
        look = asyncio.create_task(filings.look_for_filings(context))
        await until(reached.is_set, 30)
        for task in application.bot_data[SERVICES].background:
            task.cancel()
        await asyncio.wait_for(look, 30)
        resume.set()
        assert application.bot_data[SERVICES].background == set()
    assert telegram.replies(ADMIN.id) == []
    assert [path.name for path in (config.parent / "filings" / "MP").iterdir()] == [MP_8K.accession]


def break_settings(config: Path) -> None:
    config.write_text("[nonsense]\n")


async def test_look__fails_where_the_process_does(config: Path, telegram: PlaygroundServer) -> None:
    async with looking(config, telegram) as (_, context):
        break_settings(config)
        with pytest.raises(filings.SyncFailed, match="unknown key `nonsense`"):
            await filings.look_for_filings(context)


async def test_what_runs_in_the_background_ends_with_the_bot(telegram: PlaygroundServer, tmp_path: Path) -> None:
    async with running_bot(telegram, FakeRetrieval(), tmp_path) as services:
        task = asyncio.create_task(asyncio.sleep(60))
        services.background.add(task)
    assert task.cancelled()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 5, 8, 12, tzinfo=UTC), True),
        (datetime(2026, 5, 9, 3, tzinfo=UTC), True),  # still Friday in New York
        (datetime(2026, 5, 9, 5, tzinfo=UTC), False),
        (datetime(2026, 5, 11, 3, tzinfo=UTC), False),
        (datetime(2026, 5, 11, 5, tzinfo=UTC), True),
    ],
)
def test_is_weekday(now: datetime, expected: bool) -> None:
    assert filings.is_weekday(now) is expected


async def test_schedule__every_so_many_hours_if_there_is_a_contact(config: Path, telegram: PlaygroundServer) -> None:
    async with looking(config, telegram) as (_, context):
        job = context.job
        assert isinstance(job, Job)
        assert job.job.trigger.interval == timedelta(hours=6)
        assert (job.job.misfire_grace_time, job.job.coalesce, job.job.max_instances) == (3600, True, 1)
    environ = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BASE_URL": telegram.url}
    settings = load_settings(ROOT / "config.toml", environ)
    settings = replace(settings, database_url=f"sqlite:///{config.parent / 'other.db'}")
    async with open_services(settings, FakeRetrieval()) as services:
        queue = build_application(settings, services).job_queue
        assert queue is not None
        assert queue.get_jobs_by_name("filings") == ()
