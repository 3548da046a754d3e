"""Cells in words, as all forms that are text say them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from campaign.reports.document import Kind, Money
from campaign.reports.wording import said


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        (None, Kind.COUNT, "–"),
        (0, Kind.COUNT, "0"),
        (1234567, Kind.COUNT, "1,234,567"),
        (1.25, Kind.NUMBER, "1.25"),
        (0.25, Kind.SHARE, "25 %"),
        (0.1234, Kind.SHARE, "12.3 %"),
        (0.012, Kind.SECONDS, "12 ms"),
        (90.0, Kind.SECONDS, "1.5 min"),
        (Money(15_000, "USD"), Kind.MONEY, "0.015 USD"),
        (Money(1_234_500_000, "EUR"), Kind.MONEY, "1,234.50 EUR"),
        (Money(-1, "USD"), Kind.MONEY, "−0.000001 USD"),
        (date(2026, 2, 28), Kind.DATE, "Sat 28 Feb 2026"),
        (date(2026, 11, 1), Kind.MONTH, "November 2026"),
        (datetime(2026, 7, 1, 12, 0, 5, tzinfo=UTC), Kind.MOMENT, "Wed 1 Jul 2026, 13:00:05"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), Kind.MOMENT, "Sun 25 Oct 2026, 01:30 (UTC+01:00)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), Kind.MOMENT, "Sun 25 Oct 2026, 01:30 (UTC+00:00)"),
        (
            datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Asia/Kolkata")),
            Kind.MOMENT,
            "Wed 1 Jul 2026, 12:00 Asia/Kolkata",
        ),
    ],
)
def test_a_cell_in_words(cell, kind, words):
    assert said(cell, kind, "Europe/London") == words
