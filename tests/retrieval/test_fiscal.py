from datetime import date

import pytest

from retrieval.fiscal import fiscal_period


@pytest.mark.parametrize(
    ("form", "period_end", "fiscal_year_end", "expected"),
    [
        ("10-K", date(2025, 12, 31), "12-31", (2025, None)),
        ("10-Q", date(2026, 3, 31), "12-31", (2026, 1)),
        ("10-Q", date(2025, 9, 30), None, (2025, 3)),
        ("10-Q/A", date(2025, 6, 30), "12-31", (2025, 2)),
        ("20-F", date(2025, 6, 30), "06-30", (2025, None)),
        ("10-Q", date(2025, 9, 30), "06-30", (2026, 1)),
        ("10-Q", date(2025, 12, 31), "06-30", (2026, 2)),
        ("10-Q", date(2026, 3, 31), "06-30", (2026, 3)),
        ("10-K", date(2026, 1, 3), "12-28", (2025, None)),  # a year of 53 weeks
        ("10-Q", date(2026, 4, 4), "01-03", (2026, 1)),
        ("10-K", date(2026, 1, 31), "01-31", (2026, None)),
        ("8-K", None, "12-31", (None, None)),
    ],
)
def test_fiscal_period(
    form: str, period_end: date | None, fiscal_year_end: str | None, expected: tuple[int | None, int | None]
) -> None:
    assert fiscal_period(form, period_end, fiscal_year_end) == expected
