"""What is known outside by its uid, found inside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from campaign.errors import NotFound
from campaign.store import models
from campaign.store.conditions import listed

#: So many characters of a uid say when it was made: they are in the order of time.
MADE = 13
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ids_of(connection: Connection, uids: Sequence[str]) -> dict[str, int]:
    """Uid → id of these deliveries, as far as there are such."""
    found = select(models.Delivery.uid, models.Delivery.id).where(models.Delivery.uid.in_(uids))
    return {row.uid: row.id for row in connection.execute(found)}


def of_deliveries(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Id → uid of these deliveries, in the order of the ids."""
    found = select(models.Delivery.id, models.Delivery.uid).where(listed(models.Delivery.id, "ids"))
    known = {row.id: row.uid for row in connection.execute(found, {"ids": list(ids)})}
    return {key: known[key] for key in ids if key in known}


def campaign(connection: Connection, uid: str) -> str:
    """The name of a campaign. Raises `NotFound`."""
    name: str | None = connection.scalar(select(models.Campaign.name).where(models.Campaign.uid == uid))
    if name is None:
        raise NotFound("campaign", uid)
    return name


def account(connection: Connection, uid: str) -> str:
    """The name of an account. Raises `NotFound`."""
    name: str | None = connection.scalar(select(models.Account.name).where(models.Account.uid == uid))
    if name is None:
        raise NotFound("account", uid)
    return name


def made_at(uid: str) -> datetime:
    """When a uid was made, to the millisecond: one of version 7 begins with it (RFC 9562, section 5.7)."""
    return _EPOCH + timedelta(milliseconds=int(uid[:8] + uid[9:MADE], 16))
