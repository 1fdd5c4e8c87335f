"""For admins: /digests says how the last ones fared, /closures declares days on which the exchange stays closed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from telegram import Update
from telegram.ext import CommandHandler

from bot.admins import audited, for_admins
from bot.context import Context
from bot.delivery import place_of, send
from bot.digests.render import render_day
from bot.digests.reports import render_reports
from bot.menus import Command, Role
from bot.messages.markup import escape

HOW_TO_DECLARE = """To declare a day on which the exchanges stay closed: /closures 2026-02-04 A storm
To take it back: /closures 2026-02-04 -"""
NONE_DECLARED = "No closures are declared."
_LONGEST_REASON = 100


async def show_digests(update: Update, context: Context) -> None:
    """How the digests about the last three days fared."""
    await _say(update, context, render_reports(await context.services.deliveries.reports(days=3, troubles=10)))


async def change_closures(update: Update, context: Context) -> None:
    """List the declared closures, declare one, or take one back."""
    said, closures = context.args or [], context.services.closures
    if said:
        day = _day(said[0])
        reason = " ".join(said[1:])[:_LONGEST_REASON]
        if day is None or not reason:
            await _say(update, context, HOW_TO_DECLARE)
            return
        async with audited(update, context, "closure", day.isoformat()) as act:
            if reason == "-":
                act.outcome = "taken back" if await closures.withdraw(day) else "was not declared"
            else:
                await closures.declare(day, reason, datetime.now(UTC))
                act.outcome = f"declared: {reason}"
    declared = [f"• {render_day(day)} {day.year}: {escape(why)}" for day, why in (await closures.all()).items()]
    await _say(update, context, "\n".join([*(declared or [NONE_DECLARED]), "", HOW_TO_DECLARE]))


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


async def _say(update: Update, context: Context, text: str) -> None:
    message = update.effective_message
    assert message is not None
    await send(context.bot, place_of(message), text)


HANDLERS = (
    CommandHandler("digests", for_admins(show_digests)),
    CommandHandler("closures", for_admins(change_closures)),
)
COMMANDS = (
    Command("digests", "How the last digests fared", (Role.ADMIN,)),
    Command("closures", "Days on which the exchange stays closed", (Role.ADMIN,)),
)
