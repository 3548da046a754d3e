"""One document with all that can be hard in a report."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from campaign.reports.document import Chart, Column, Document, Kind, Money, Section, Shape, Table
from campaign.reports.period import Period

ZONE = "Europe/London"
ARABIC = "حملة الربيع #ربيع 2026"
HEBREW = "מבצע האביב (2026) #אביב"
CHINESE = "春季健康活动——按摩疗法可以缓解坐骨神经痛,请阅读我们的最新文章。#春季"
LONG = "An account whose name goes on " * 333 + "and on, ten thou."
NAMES = (
    "clinic", ARABIC, HEBREW, CHINESE, "봄맞이 캠페인 #봄", "वसन्त अभियान क्षत्रिय", "Весна #весна", "Άνοιξη", LONG,
    "=SUM(A1:A9)", "+1", "-1", "@everyone", "'quoted'", "pipe | star * under_score <b>bold</b> & `code` [link](x) ~ $1",
    "two\nlines", "emoji 😀 ✓ ★", "_x0041_ bell\x07", "https://example.org/@clinic/" + "1234567890" * 9,
)  # fmt: skip
#: The same wall time twice, and the hour after the one that is skipped.
MOMENTS = (
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 7, 1, 12, 0, 5, tzinfo=ZoneInfo("Asia/Kolkata")),
    None,
)

ACCOUNTS = Table(
    (
        Column("Account"), Column("Sent", Kind.COUNT), Column("Rate", Kind.SHARE), Column("Score", Kind.NUMBER),
        Column("Delay", Kind.SECONDS), Column("Cost", Kind.MONEY), Column("Last", Kind.MOMENT), Column("Since", Kind.DATE),
        Column("Link", Kind.LINK),
    ),
    tuple(
        (
            name, n * 1234, n / 8, n * 1.25, n * 61.5, Money(n * 15_000, "USD" if n % 2 else "EUR"),
            MOMENTS[n % len(MOMENTS)], date(2026, 2, 28), "https://example.org/a?b=1&c=|2",
        )
        if n % 4 else (name, None, None, None, None, None, None, None, None)
        for n, name in enumerate(NAMES)
    ),
    total=("all", 12_345, 0.5, 99.5, 3600.0, Money(-1_234_567_890, "USD"), None, None, None),
)  # fmt: skip
DAYS = Table(
    (Column("Day", Kind.DATE), Column("Sent", Kind.COUNT), Column("Failed", Kind.COUNT)),
    tuple((date(2026, 3, day), None if day in (9, 10) else day * 37 % 11 * 3, day % 3) for day in range(1, 32)),
)
MONTHS = Table(
    (Column("Month", Kind.MONTH), Column("Sent", Kind.COUNT)),
    tuple((date(2026, month, 1), month * 1_111) for month in range(3, 11)),
)
PLATFORMS = Table(
    (Column("Platform", Kind.PLATFORM), Column("Sent", Kind.COUNT)),
    (("x", 5), ("feed", 3), ("mastodon", 2), ("gotosocial", 1)),
    total=(None, 11),
)
HOURS = Table(
    (
        Column("Weekday", Kind.COUNT),
        Column("Hour", Kind.COUNT),
        Column("Engagement", Kind.SHARE),
        Column("Posts", Kind.COUNT),
    ),
    tuple((d, h, (d * 7 + h * 5) % 13 / 40, (d + h) % 9) for d in range(7) for h in range(7, 21) if (d * h) % 11),
)

RICH = Document(
    key="rich",
    title=f"Everything hard, {ARABIC} and 春季",
    period=Period(date(2026, 3, 1), date(2026, 10, 31), ZONE),
    zone=ZONE,
    made_at=datetime(2026, 11, 1, 9, 30, 5, tzinfo=UTC),
    formulas=("engagement rate = (likes + replies + reposts) ÷ impressions | of posts > 24 h", f"late = {HEBREW}"),
    sections=(
        Section(
            "accounts", "Accounts: all / of [them]", ACCOUNTS, "What each did.",
            Chart(Shape.BARS, ("Account",), ("Sent",), behind="Sent"),
        ),
        Section("days", "Days", DAYS, "", Chart(Shape.COLUMNS, ("Day",), ("Sent", "Failed"))),
        Section("months", "Months", MONTHS, "", Chart(Shape.COLUMNS, ("Month",), ("Sent",))),
        Section("platforms", "Platforms", PLATFORMS, "", Chart(Shape.BARS, ("Platform",), ("Sent",))),
        Section(
            "hours", "Best hours", HOURS, "In the account's zone.",
            Chart(Shape.HEAT, ("Weekday", "Hour"), ("Engagement",), behind="Posts"),
        ),
        Section("gaps", "Gaps", Table((Column("Day", Kind.DATE),), ()), "No day is without a post."),
        Section("none", "accounts: ALL / of {them}", Table((Column("Day", Kind.DATE),), ())),
    ),
    about=f"#spring #春季 {HEBREW}",
    seal="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)  # fmt: skip
