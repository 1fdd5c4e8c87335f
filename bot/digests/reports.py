"""How the digests of a day fared, as a message for admins."""

from __future__ import annotations

from collections.abc import Sequence

from bot.digests.render import render_day
from bot.messages.markup import LIMIT, clip, escape, split
from bot.storage.deliveries import Report, State

NONE_YET = "No digests have been due yet."
_NAMED = {
    State.SENT: "sent",
    State.PENDING: "waiting",
    State.SENDING: "being sent",
    State.FAILED: "failed",
    State.UNCERTAIN: "uncertain",
    State.BLOCKED: "to chats that block the bot",
    State.SKIPPED: "skipped, more than 18 hours late",
}


def render_reports(reports: Sequence[Report]) -> str:
    """The reports, the latest first. An uncertain digest may have arrived, and is not sent again."""
    return split("\n\n".join(map(_report, reports)) or NONE_YET, LIMIT)[0]


def _report(report: Report) -> str:
    states = [f"{report.states[state]} {name}" for state, name in _NAMED.items() if report.states[state]]
    lines = [f"<b>Digests about {render_day(report.about)}</b>", f"{report.due} due: {', '.join(states)}"]
    if report.late:
        lines.append(f"{report.late} of those sent were late")
    lines += [f"• <code>{chat_id}</code> {state}: {escape(clip(why, 100))}" for chat_id, state, why in report.troubles]
    return "\n".join(lines)
