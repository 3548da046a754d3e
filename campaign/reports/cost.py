"""What posts have cost and will cost, by month and account, and when a month's cap would be reached. Pure.

::

    charges, deletes, reads ─the prices of their time→ spent        what is queued ─today's prices→ to come
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from campaign.pricing import CURRENCY, Month, Tariff, month_of
from campaign.reports.document import Chart, Column, Document, Kind, Money, Section, Shape, Table
from campaign.reports.period import Period
from campaign.store.reporting.cost import Calls, Charge, Coming


@dataclass(frozen=True, slots=True)
class Spent:
    """What was found of one month."""

    month: Month
    charges: Sequence[Charge]
    withdrawals: Sequence[Calls]
    readings: Sequence[Calls]


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account's month. Amounts are millionths of a US dollar."""

    month: str
    account: str
    platform: str
    #: How many posts are out, and what they took.
    posts: int
    spent: int
    #: What posts took, or not, that are in doubt or on their way.
    in_doubt: int
    #: What deleting posts and reading their figures took, by the prices of the month's end.
    deletes: int
    reads: int
    #: How many posts are to go out in that month, and what they would take by today's prices.
    coming: int
    forecast: int


@dataclass(frozen=True, slots=True)
class MonthLine:
    """All accounts of a platform together in one month. Amounts are millionths of a US dollar."""

    month: str
    platform: str
    spent: int
    in_doubt: int
    forecast: int
    #: The most that posts may cost; None for no cap.
    cap: int | None
    #: The slot of the first post that would have to wait; None: none would.
    reached_at: datetime | None

    @property
    def together(self) -> int:
        """What the month comes to, if all goes out as it is planned."""
        return self.spent + self.in_doubt + self.forecast


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A platform's prices now, in millionths of a US dollar."""

    platform: str
    valid_from: date
    post: int
    post_with_url: int
    delete: int
    read: int
    source: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What posts have cost and will cost."""

    period: Period
    made_at: datetime
    months: tuple[MonthLine, ...]
    accounts: tuple[AccountLine, ...]
    prices: tuple[PriceLine, ...]


def months_of(period: Period) -> list[Month]:
    """The calendar months of UTC that a period touches."""
    found = [month_of(period.begins_at)]
    while found[-1].ends_at < period.ends_at:
        found.append(Month(found[-1].ends_at))
    return found


def build(
    period: Period,
    spent: Sequence[Spent],
    coming: Sequence[Coming],
    platforms: Sequence[str],
    tariff: Tariff,
    made_at: datetime,
) -> Cost:
    """Sums up what was found of each month, and what is to go out, in its order. ``platforms`` take something."""
    # What is late goes out as soon as it may: not in a month that is over.
    planned = _by_month(coming, made_at)
    accounts = [line for one in spent for line in _accounts(one, planned.get(one.month.name, ()), tariff, made_at)]
    months = [
        _month(one.month, platform, accounts, planned.get(one.month.name, ()), tariff, made_at)
        for one in spent
        for platform in platforms
    ]
    return Cost(period, made_at, tuple(months), tuple(accounts), _prices(platforms, tariff, made_at))


def _by_month(coming: Sequence[Coming], now: datetime) -> Mapping[str, list[Coming]]:
    found: dict[str, list[Coming]] = {}
    for one in coming:
        found.setdefault(month_of(max(one.at, now)).name, []).append(one)
    return found


def _accounts(spent: Spent, coming: Sequence[Coming], tariff: Tariff, now: datetime) -> list[AccountLine]:
    rows: list[Charge | Calls | Coming] = [*spent.charges, *spent.withdrawals, *spent.readings, *coming]
    names = sorted({(one.platform, one.account) for one in rows})
    return [_account(spent, name, platform, coming, tariff, now) for platform, name in names]


def _account(
    spent: Spent, name: str, platform: str, coming: Sequence[Coming], tariff: Tariff, now: datetime
) -> AccountLine:
    out = [one for one in spent.charges if one.account == name and one.sure]
    maybe = [one for one in spent.charges if one.account == name and not one.sure]
    own = [one for one in coming if one.account == name]
    then = tariff.at(platform, min(spent.month.ends_at - timedelta.resolution, now))
    return AccountLine(
        month=spent.month.name,
        account=name,
        platform=platform,
        posts=sum(one.number for one in out),
        spent=_sum(out),
        in_doubt=_sum(maybe),
        deletes=_calls(spent.withdrawals, name) * (then.delete if then else 0),
        reads=_calls(spent.readings, name) * (then.read if then else 0),
        coming=len(own),
        forecast=sum(tariff.of_post(platform, one.text, now) or 0 for one in own),
    )


def _sum(charges: Sequence[Charge]) -> int:
    return sum(one.price * one.number for one in charges)


def _calls(calls: Sequence[Calls], name: str) -> int:
    return sum(one.number for one in calls if one.account == name)


def _month(
    month: Month,
    platform: str,
    accounts: Sequence[AccountLine],
    coming: Sequence[Coming],
    tariff: Tariff,
    now: datetime,
) -> MonthLine:
    lines = [one for one in accounts if (one.month, one.platform) == (month.name, platform)]
    spent, in_doubt = sum(one.spent for one in lines), sum(one.in_doubt for one in lines)
    cap = tariff.caps.get(platform)
    return MonthLine(
        month=month.name,
        platform=platform,
        spent=spent,
        in_doubt=in_doubt,
        forecast=sum(one.forecast for one in lines),
        cap=cap,
        reached_at=_reached(cap - spent - in_doubt, platform, coming, tariff, now) if cap is not None else None,
    )


def _reached(left: int, platform: str, coming: Sequence[Coming], tariff: Tariff, now: datetime) -> datetime | None:
    """The slot of the first post for which there is no money left."""
    for one in coming:
        if one.platform == platform:
            left -= tariff.of_post(platform, one.text, now) or 0
            if left < 0:
                return max(one.at, now)
    return None


def _prices(platforms: Sequence[str], tariff: Tariff, now: datetime) -> tuple[PriceLine, ...]:
    lists = [(platform, tariff.at(platform, now)) for platform in platforms]
    return tuple(
        PriceLine(platform, one.valid_from, one.post, one.post_with_url, one.delete, one.read, one.source)
        for platform, one in lists
        if one
    )


# -- as it is read

_MONTHS = (
    *(Column("Month"), Column("Platform", Kind.PLATFORM), Column("Spent", Kind.MONEY), Column("In doubt", Kind.MONEY)),
    *(Column("To come", Kind.MONEY), Column("Together", Kind.MONEY), Column("Cap", Kind.MONEY)),
    Column("Cap reached", Kind.MOMENT),
)
_ACCOUNTS = (
    *(
        Column("Month"),
        Column("Account"),
        Column("Platform", Kind.PLATFORM),
        Column("Posts", Kind.COUNT),
        Column("Spent", Kind.MONEY),
    ),
    *(Column("In doubt", Kind.MONEY), Column("Deletes", Kind.MONEY), Column("Reads", Kind.MONEY)),
    *(Column("Posts to come", Kind.COUNT), Column("To come", Kind.MONEY)),
)
_PRICES = (
    *(
        Column("Platform", Kind.PLATFORM),
        Column("Since", Kind.DATE),
        Column("Post", Kind.MONEY),
        Column("With a URL", Kind.MONEY),
    ),
    *(Column("Delete", Kind.MONEY), Column("Read", Kind.MONEY), Column("Source", Kind.LINK)),
)


def document(value: Cost) -> Document:
    """The report as it is read."""
    return Document(
        key="cost",
        title="What posts cost",
        period=value.period,
        zone=value.period.zone,
        made_at=value.made_at,
        formulas=(
            "Spent = the price at the time of each post that is out; in doubt = of what may be out.",
            "To come = what is planned or waits for approval, by today's prices.",
            "A month is a calendar month of UTC; each that the period touches is shown whole.",
            "The cap is about posts: deletes and reads are not among what is spent.",
        ),
        sections=(_months_section(value), _accounts_section(value), _prices_section(value)),
    )


def _months_section(value: Cost) -> Section:
    rows = [
        (
            *(one.month, one.platform, money(one.spent), money(one.in_doubt), money(one.forecast)),
            *(money(one.together), money(one.cap), one.reached_at),
        )
        for one in value.months
    ]
    chart = Chart(Shape.BARS, ("Month",), ("Spent", "To come"))
    note = "Cap reached: the slot of the first post that would have to wait for the next month."
    return Section("months", "By month", Table(_MONTHS, rows), note, chart)


def _accounts_section(value: Cost) -> Section:
    rows = [
        (
            *(one.month, one.account, one.platform, one.posts, money(one.spent), money(one.in_doubt)),
            *(money(one.deletes), money(one.reads), one.coming, money(one.forecast)),
        )
        for one in value.accounts
    ]
    names = ("posts", "spent", "in_doubt", "deletes", "reads", "coming", "forecast")
    sums: Counter[str] = Counter()
    for one in value.accounts:
        sums.update({name: getattr(one, name) for name in names})
    counted = [sums[name] if name in {"posts", "coming"} else money(sums[name]) for name in names]
    total = ("All", None, None, *counted) if rows else None
    note = "Reads: the figures that were taken of posts; looking up what was in doubt is not among them."
    return Section("accounts", "By account", Table(_ACCOUNTS, rows, total), note)


def _prices_section(value: Cost) -> Section:
    rows = [
        (
            *(one.platform, one.valid_from, money(one.post), money(one.post_with_url)),
            *(money(one.delete), money(one.read), one.source),
        )
        for one in value.prices
    ]
    return Section("prices", "Prices now", Table(_PRICES, rows), "Other ones can be set in [cost.x] of the settings.")


def money(micros: int | None) -> Money | None:
    """An amount as a cell."""
    return None if micros is None else Money(micros, CURRENCY)
