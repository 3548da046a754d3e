"""The report of cost: what posts have cost, and what those that are to come will."""

from __future__ import annotations

from campaign.app import App
from campaign.reports.cost import Cost, Spent, build, document, months_of
from campaign.reports.document import Document
from campaign.reports.period import Period
from campaign.store.reporting import cost as rows
from posts.platforms.prices import priced


def cost(app: App, period: Period) -> tuple[Cost, Document]:
    """What posts have cost and will cost in the months that a period touches."""
    platforms = priced()
    with app.store.read() as connection:
        spent = [
            Spent(
                month,
                rows.charges(connection, month.begins_at, month.ends_at),
                rows.withdrawals(connection, platforms, month.begins_at, month.ends_at),
                rows.readings(connection, platforms, month.begins_at, month.ends_at),
            )
            for month in months_of(period)
        ]
        coming = rows.coming(connection, platforms)
    value = build(period, spent, coming, platforms, app.tariff, app.clock.now())
    return value, document(value)
