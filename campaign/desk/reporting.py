"""A campaign's report: its rows read, summed, and given a form."""

from __future__ import annotations

from campaign.app import App
from campaign.reports import Report, Source, build
from campaign.store import articles, campaigns, history
from campaign.store.history import Filter


def report(app: App, name: str) -> Report:
    """The report of a campaign, of one moment."""
    with app.store.read() as connection:
        campaign = campaigns.campaign(connection, name)
        rows = history.deliveries(connection, Filter(campaign=name))
        keys = {one.article_id for one in rows if one.article_id is not None}
        found = {key: articles.article(connection, key) for key in keys}
    sources = {key: Source(one.title, one.text) for key, one in found.items()}
    return build(campaign, rows, sources, app.clock.now())
