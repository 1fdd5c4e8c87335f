"""For admins: /reindex shows what would change, does it once that is confirmed, and can be stopped."""

from __future__ import annotations

import asyncio

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, ExtBot

from bot.admin_buttons import REBUILD, REINDEX, STOP, under_nothing_to_do, under_plan, under_progress
from bot.admins import audited, for_admins, mark_decided, name_of, was_decided
from bot.context import Context, Services
from bot.delivery import Place, deliver, edit, edit_once, place_of, send
from bot.indexing import Change, describe, reindex
from bot.menus import Command, Role
from bot.messages import reindexing as texts
from bot.presses import acknowledge, pressed
from retrieval.errors import ReindexCancelled, ReindexRunning, RetrievalError
from retrieval.types import ReindexPlan

SECONDS_BETWEEN_EDITS = 2.0
SECONDS_BETWEEN_EDITS_IN_GROUPS = 6.0  # of the 20 messages a minute there, half are left to others


async def propose(update: Update, context: Context) -> None:
    """Compare the documents with the index, which may take a while, and show what a reindex would do."""
    message, services = update.effective_message, context.services
    assert message is not None
    if services.indexing.in_hand is not None:
        await send(context.bot, place_of(message), texts.busy(describe(services.indexing.in_hand)))
        return
    context.go_on_with(_propose(context, place_of(message)), update)


async def _propose(context: Context, place: Place) -> None:
    bot, services, keyboard = context.bot, context.services, None
    shown = await send(bot, place, texts.COMPARING)
    try:
        plan = await services.in_worker(services.retrieval.plan)
    except RetrievalError as error:
        text = texts.failed(str(error))
    else:
        if is_empty(plan):
            text, keyboard = texts.nothing_to_do(plan), under_nothing_to_do()
        else:
            text, keyboard = texts.render_plan(plan, await _titles(services)), under_plan(is_full=plan.is_full)
    await deliver(bot, place, [text], keyboard, over=[shown])


def is_empty(plan: ReindexPlan) -> bool:
    """Whether a reindex would leave the index as it is."""
    return not (plan.is_full or plan.added or plan.changed or plan.removed)


async def _titles(services: Services) -> dict[str, str]:
    return {document.source.id: document.source.title for document in await services.documents()}


async def ask_for_all(update: Update, context: Context) -> None:
    query, message, _ = pressed(update, context)
    if await was_decided(update, context):
        return
    await acknowledge(query)
    keyboard = under_plan(is_full=True)
    await edit(context.bot, message.chat.id, message.message_id, texts.ASK_FOR_ALL, keyboard)


async def decide(update: Update, context: Context) -> None:
    """Begin a reindex, or leave the index alone. While somebody's is in hand, say whose."""
    query, message, match = pressed(update, context)
    if await was_decided(update, context):
        return
    if match[1] == "no":
        mark_decided(update, context)
        await acknowledge(query)
        await edit(context.bot, message.chat.id, message.message_id, texts.LEFT_ALONE)
        return
    try:
        change = context.services.indexing.begin(name_of(update))
    except ReindexRunning as error:
        await acknowledge(query, str(error))
        return
    mark_decided(update, context)
    context.go_on_with(_reindex(update, context, change, is_full=match[1] == "all"), update)
    await acknowledge(query)


async def _reindex(update: Update, context: Context, change: Change, *, is_full: bool) -> None:
    """Reindex, show how far it is, and at the end what it did."""
    message = update.effective_message
    assert message is not None
    bot, place, message_id = context.bot, Place(message.chat.id), message.message_id
    showing = asyncio.create_task(_show_progress(bot, place.chat_id, message_id, change))
    text = ""
    try:
        async with audited(update, context, "rebuild" if is_full else "reindex") as act:
            text, act.outcome = await _outcome(context.services, change, is_full=is_full)
    finally:
        context.services.indexing.end(change)
        await asyncio.wait([showing])  # an edit that is on its way must not arrive after the last one
        if not text:
            await edit_once(bot, place.chat_id, message_id, texts.ENDED_EARLY)
    await deliver(bot, place, [text], over=[message_id])


async def _outcome(services: Services, change: Change, *, is_full: bool) -> tuple[str, str]:
    """What a reindex came to: for the admin, and in short for the audit."""
    titles = await _titles(services)
    try:
        report = await reindex(services, change, full=is_full)
    except ReindexCancelled:
        return texts.stopped(change.stopped_by, change.progress, is_full), f"stopped by {change.stopped_by}"
    except RetrievalError as error:
        return texts.failed(str(error)), f"refused: {error}"
    titles = await _titles(services) | titles  # of what is gone, and of what is new
    counts = (len(report.added), len(report.changed), len(report.removed), len(report.problems))
    return texts.render_report(report, titles), "{} new, {} changed, {} removed, {} unreadable".format(*counts)


async def _show_progress(bot: ExtBot[int], chat_id: int, message_id: int, change: Change) -> None:
    """Keep a message up to date until the change is over, no faster than Telegram takes it."""
    pause = SECONDS_BETWEEN_EDITS_IN_GROUPS if chat_id < 0 else SECONDS_BETWEEN_EDITS
    shown = ""
    while not change.is_over.is_set():
        text = texts.render_progress(change.progress, is_stopped=change.is_stopped.is_set())
        if text != shown:
            keyboard = None if change.is_stopped.is_set() else under_progress(change.id)
            await edit_once(bot, chat_id, message_id, text, keyboard)
            shown = text
        try:
            await asyncio.wait_for(change.is_over.wait(), pause)
        except TimeoutError:
            continue


async def stop(update: Update, context: Context) -> None:
    """Stop the reindex whose button this is, if it still runs."""
    query, _, match = pressed(update, context)
    change = context.services.indexing.in_hand
    if change is None or change.id != match[1] or change.is_stopped.is_set():
        await acknowledge(query, texts.NOTHING_RUNS)
        return
    async with audited(update, context, "stop reindex"):
        change.stop(name_of(update))
    await acknowledge(query, texts.STOPPING)


HANDLERS = (
    CommandHandler("reindex", for_admins(propose)),
    CallbackQueryHandler(for_admins(decide), REINDEX),
    CallbackQueryHandler(for_admins(ask_for_all), REBUILD),
    CallbackQueryHandler(for_admins(stop), STOP),
)
COMMANDS = (Command("reindex", "Bring the index up to date with the documents", (Role.ADMIN,)),)
