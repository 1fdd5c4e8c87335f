"""What admins are told of a reindex: what it would do, how far it is, and what it did; and of going back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.messages.documents import counted, render_instant
from bot.messages.markup import escape, split
from bot.messages.names import as_sentence, one_line
from retrieval.types import Problem, Progress, ReindexPlan, ReindexReport

COMPARING = "Comparing the documents with the index …"
BEGINNING = "Reindexing …"
NOTHING_TO_DO = "The index is up to date: {unchanged}, and nothing to do."
LEFT_ALONE = "Cancelled: the index stays as it is."
ASK_FOR_ALL = """Make the whole index again? It is made aside, and the index in use answers until the new one \
takes its place; /rollback brings the old one back."""
ENDED_EARLY = "This reindex ended before it was done. /reindex takes it up again."
STOPPING = "It stops after the passages in hand."
NOTHING_RUNS = "This reindex is over."
NOTHING_TO_ROLL_BACK = "There is no earlier index: one is kept when the whole index is made again."
OTHER_INDEX = "The earlier index is another one by now. /rollback says what it holds."
WENT_WRONG = "<b>The index in use stays:</b> something went wrong, and is in the log."
ROLLING_BACK = "Going back to the earlier index …"
_NAMED = 8
_BAR = 16


def render_plan(plan: ReindexPlan, titles: Mapping[str, str]) -> str:
    """What a reindex would do; `titles` has those of the documents that are in the index now."""
    parts = [
        "<b>A reindex would make the whole index again</b>, aside, and then switch to it."
        if plan.is_full
        else "<b>A reindex would bring in what is different</b>",
        _counts(plan),
        *_lists(plan, titles),
        *_problems(plan.problems),
    ]
    return split("\n\n".join(parts))[0]


def nothing_to_do(plan: ReindexPlan) -> str:
    """What is said where a plan would change nothing; what cannot be read is named all the same."""
    is_fine = NOTHING_TO_DO.format(unchanged=counted(plan.unchanged, "document"))
    return split("\n\n".join([is_fine, *_problems(plan.problems)]))[0]


def render_progress(progress: Progress | None, is_stopped: bool) -> str:
    """How far a reindex is; None before the first document."""
    head = "<b>Stopping …</b>" if is_stopped else "<b>Reindexing …</b>"
    if progress is None:
        return head
    share = progress.documents / progress.of_documents if progress.of_documents else 0.0
    filled = int(share * _BAR)
    lines = [
        head,
        f"<code>{'█' * filled}{'░' * (_BAR - filled)}</code> {share:.0%}",
        f"Documents: {progress.documents} of {progress.of_documents}",
        f"Passages: {progress.chunks}" + (f", {progress.chunks_per_second:.0f} a second" if progress.chunks else ""),
    ]
    if progress.seconds_left is not None:
        lines.append(f"Time left: {render_duration(progress.seconds_left)}")
    return "\n".join(lines)


def render_report(report: ReindexReport, titles: Mapping[str, str]) -> str:
    """What a reindex did."""
    parts = [
        f"<b>Reindexed in {render_duration(report.seconds)}</b>",
        f"{_counts(report)}\nPassages: {report.chunks}, of which {report.embedded} were embedded now",
        *_lists(report, titles),
        *_problems(report.problems),
    ]
    return split("\n\n".join(parts))[0]


def stopped(by: str, progress: Progress | None, is_full: bool) -> str:
    """What is said of a reindex that `by` stopped."""
    done = f" after {progress.documents} of {counted(progress.of_documents, 'document')}" if progress else ""
    after = "The index stays as it was." if is_full else "What was finished stays in the index."
    return f"<b>Stopped</b> by {one_line(by, 60)}{done}. {after}"


def failed(reason: str) -> str:
    return f"<b>The reindex ended early:</b> {as_sentence(reason)}"


def busy(reason: str) -> str:
    return as_sentence(reason)


def ask_to_roll_back(documents: int, chunks: int, indexed_at: datetime | None) -> str:
    return (
        f"The earlier index holds {_size(documents, chunks)}"
        f"{f', last changed {render_instant(indexed_at)}' if indexed_at else ''}. Go back to it? "
        "The one in use is kept, so that you can return."
    )


def rolled_back(documents: int, chunks: int) -> str:
    return f"<b>The earlier index answers now</b>, with {_size(documents, chunks)}."


def not_rolled_back(reason: str) -> str:
    return f"<b>The index in use stays:</b> {as_sentence(reason)}"


def render_duration(seconds: float) -> str:
    """Some time, as exact as people want it."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _size(documents: int, chunks: int) -> str:
    return f"{counted(documents, 'document')} in {counted(chunks, 'passage')}"


def _counts(one: ReindexPlan | ReindexReport) -> str:
    changes = f"{len(one.added)} new, {len(one.changed)} changed, {len(one.removed)} removed"
    return f"Documents: {changes}, {one.unchanged} unchanged"


def _lists(one: ReindexPlan | ReindexReport, titles: Mapping[str, str]) -> list[str]:
    """What is new, changed and removed, as far as there is any, by title."""
    named = {"New": one.added, "Changed": one.changed, "Removed": one.removed}
    return [_listed(name, [one_line(titles.get(id_, id_), 100) for id_ in ids]) for name, ids in named.items() if ids]


def _problems(problems: Sequence[Problem]) -> list[str]:
    entries = [f"<code>{one_line(one.document_id, 60)}</code> {one_line(one.reason, 200)}" for one in problems]
    return [_listed(f"Cannot be read: {len(problems)}", entries)] if problems else []


def _listed(head: str, entries: Sequence[str]) -> str:
    """A line and what it counts, the first few of it."""
    shown = [f"• {entry}" for entry in entries[:_NAMED]]
    rest = len(entries) - len(shown)
    return "\n".join([f"<i>{escape(head)}</i>", *shown, *([f"… and {rest} more"] if rest else [])])
