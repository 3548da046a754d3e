"""The report of cost: what posts have cost, and what those that are to come will."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from campaign.app import App
from campaign.reports.cost import Cost, Spent, build, document, months_of
from campaign.reports.document import Document
from campaign.reports.period import Period, days_of
from campaign.store.reporting import cost as rows
from posts.platforms.prices import priced

#: So far ahead are costs told, unless later days are named: each month is counted by itself.
_AHEAD = timedelta(days=366)


def cost(app: App, period: Period, *, to_the_last: bool = False) -> tuple[Cost, Document]:
    """What posts have cost and will cost in the months that a period touches.

    ``to_the_last``: the period goes on to the last post that waits, a year ahead at most.
    """
    platforms = priced()
    with app.store.read() as connection:
        coming = rows.coming(connection, platforms)
        if to_the_last and coming:
            at = min(coming[-1].at, app.clock.now() + _AHEAD)
            period = replace(period, last=max(period.last, days_of((at, at), period.zone)[1]))
        months = months_of(period)
        spans = [(one.begins_at, one.ends_at) for one in months]
        found = (
            rows.charges(connection, spans),
            rows.withdrawals(connection, platforms, spans),
            rows.readings(connection, platforms, spans),
        )
    spent = [Spent(*of_month) for of_month in zip(months, *found, strict=True)]
    value = build(period, spent, coming, platforms, app.tariff, app.clock.now())
    return value, document(value)
