"""The report of approvals: how long proposals waited, for whom, and what still waits."""

from __future__ import annotations

from campaign.app import App
from campaign.reports.approvals import Approvals, build, document
from campaign.reports.document import Document
from campaign.reports.period import Period
from campaign.store import campaigns
from campaign.store.reporting import approvals as rows


def approvals(app: App, period: Period, campaign: str | None = None) -> tuple[Approvals, Document]:
    """What became of proposals in a period, of one campaign or (None) of all. Raises `NotFound`."""
    with app.store.read() as connection:
        if campaign is not None:
            campaigns.campaign(connection, campaign)
        stories = rows.stories(connection, period.begins_at, period.ends_at, campaign)
    value = build(campaign, period, stories, app.clock.now())
    return value, document(value)
