"""The report of approvals: how long proposals waited, for whom, and what still waits."""

from __future__ import annotations

from campaign.app import App
from campaign.reports.approvals import Approvals, begun, build, document
from campaign.reports.document import Document
from campaign.reports.period import Period
from campaign.store import campaigns
from campaign.store.reporting import approvals as rows


def approvals(
    app: App, period: Period, campaign: str | None = None, most: int | None = None
) -> tuple[Approvals, Document]:
    """What became of proposals in a period, of one campaign or (None) of all. Raises `NotFound`.

    Of what waits now ``most`` are listed, the longest waiting first; (None) all.
    """
    now = app.clock.now()
    with app.store.read() as connection:
        if campaign is not None:
            campaigns.campaign(connection, campaign)
        then = (period.begins_at, period.ends_at, campaign)
        if most is None:
            value = build(campaign, period, rows.stories(connection, *then), now)
        else:
            value = begun(campaign, period, *rows.first_stories(connection, *then, most, now), now)
    return value, document(value)
