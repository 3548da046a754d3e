"""Who may speak: an account, its campaign and the installation must all be switched on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_

from campaign.store.models import Account, Campaign, Delivery, Workspace

#: What can be switched off, one by one.
SWITCHES = (Account, Campaign, Workspace)
#: Of a statement that is `with_speakers`.
MAY_SPEAK: ColumnElement[bool] = and_(*(switch.state == "active" for switch in SWITCHES))


def with_speakers(deliveries: Select[Any]) -> Select[Any]:
    """The statement, with the switches of each delivery beside it."""
    return (
        # + 0, since PostgreSQL, as long as it knows little of the table, would read all that a campaign has.
        deliveries.join(Account, Account.id == Delivery.account_id + 0)
        .join(Campaign, Campaign.id == Delivery.campaign_id + 0)
        .join(Workspace, Workspace.id == Account.workspace_id)
    )
