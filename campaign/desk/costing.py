"""What posts would cost if they went out now."""

from __future__ import annotations

from collections.abc import Iterable

from campaign.app import App
from campaign.pricing import Forecast, forecast
from campaign.store import accounts
from campaign.store.values import Account, Delivery


def of_texts(app: App, owners: Iterable[Account], said: Iterable[tuple[str, str]]) -> tuple[Forecast, ...]:
    """What posts, an account's name and a text each, would cost if they went out now; ``owners`` are the accounts."""
    platforms = {one.name: one.platform for one in owners}
    return forecast(app.tariff, ((platforms[name], text) for name, text in said), app.clock.now())


def of_dates(app: App, said: Iterable[tuple[str, str]]) -> tuple[Forecast, ...]:
    """As `of_texts`, of any accounts that there are."""
    with app.store.read() as connection:
        owners = accounts.accounts(connection)
    return of_texts(app, owners, said)


def of_deliveries(app: App, deliveries: Iterable[Delivery]) -> tuple[Forecast, ...]:
    """What these deliveries would cost if they went out now."""
    return forecast(app.tariff, ((one.platform, one.text) for one in deliveries), app.clock.now())
