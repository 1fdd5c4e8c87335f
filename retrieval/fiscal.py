"""Fiscal years and quarters, from the day that a period ended on."""

from __future__ import annotations

from datetime import date, timedelta

SLACK = timedelta(days=7)  # fiscal years of 52 or 53 weeks end up to a week after the month that they are named for


def fiscal_period(form: str, period_end: date | None, fiscal_year_end: str | None) -> tuple[int | None, int | None]:
    """The fiscal year and quarter that ended on `period_end`; the quarter only for quarterly reports.

    A fiscal year is named for the calendar year that it ends in. `fiscal_year_end` is "MM-DD", December where unknown.
    """
    if period_end is None:
        return None, None
    last_month = (date.fromisoformat(f"2000-{fiscal_year_end or '12-31'}") - SLACK).month
    month = period_end - SLACK
    year = month.year + (month.month > last_month)
    if not form.startswith("10-Q"):
        return year, None
    return year, ((month.month - last_month - 1) % 12) // 3 + 1
