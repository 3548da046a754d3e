"""A campaign's report: its rows read, summed, and given a form."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.app import App
from campaign.errors import Refused
from campaign.reports import Report, Source, build
from campaign.store import articles, campaigns, history
from campaign.store.history import Filter


@dataclass(frozen=True, slots=True)
class Days:
    """Which days a report is to cover, as somebody writes them: 2026-12-01. None: from the first post, to the last."""

    since: str | None = None
    until: str | None = None


ALL = Days()


def report(app: App, name: str, wanted: Days = ALL) -> Report:
    """The report of a campaign, of one moment. Raises `NotFound`, and `Refused` for days: it is of all of them."""
    if wanted != ALL:
        raise Refused("A campaign report is of all its days: leave the days out.", field="since")
    with app.store.read() as connection:
        campaign = campaigns.campaign(connection, name)
        rows = history.deliveries(connection, Filter(campaign=name))
        keys = {one.article_id for one in rows if one.article_id is not None}
        found = {key: articles.article(connection, key) for key in keys}
    sources = {key: Source(one.title, one.text) for key, one in found.items()}
    return build(campaign, rows, sources, app.clock.now())
