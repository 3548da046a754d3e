"""Links: by which somebody without an account reviews a campaign's waiting posts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from campaign.errors import NotFound
from campaign.rights import Role
from campaign.store import models
from campaign.store.events import Act, Note, record
from campaign.store.people.values import Link


def links(connection: Connection) -> list[Link]:
    """All of them, the newest first."""
    return [_link(row) for row in connection.execute(_all().order_by(models.Link.id.desc()))]


def add_link(
    connection: Connection,
    secret_sha256: str,
    name: str,
    campaign_id: int,
    owner: int | None,
    ends_at: datetime,
    act: Act,
) -> Link:
    """Keeps a new one; ``owner`` is the id of the user in whose name it lets approve."""
    values = {"secret_sha256": secret_sha256, "name": name, "campaign_id": campaign_id, "user_id": owner}
    made = insert(models.Link).values(values | {"made_at": act.at, "ends_at": ends_at}).returning(models.Link.id)
    key = connection.scalar(made)
    assert key is not None
    details = {"link": key, "name": name, "until": ends_at.isoformat()}
    record(connection, act, [Note("link added", campaign_id=campaign_id, details=details)])
    return link(connection, key)


def link(connection: Connection, key: int) -> Link:
    """The link of that id. Raises `NotFound`."""
    row = connection.execute(_all().where(models.Link.id == key)).first()
    if row is None:
        raise NotFound("link", key, "`campaign links list` shows them.")
    return _link(row)


def revoke_link(connection: Connection, key: int, act: Act) -> Link:
    """Lets a link open nothing any more. Raises `NotFound`."""
    found = link(connection, key)
    if found.revoked_at is None:
        connection.execute(update(models.Link).where(models.Link.id == key).values(revoked_at=act.at))
        record(connection, act, [Note("link revoked", campaign_id=found.campaign_id, details={"link": key})])
    return link(connection, key)


def find(connection: Connection, secret_sha256: str) -> Link | None:
    """The link that goes with a secret, in whatever state."""
    row = connection.execute(_all().where(models.Link.secret_sha256 == secret_sha256)).first()
    return _link(row) if row else None


def _all() -> Select[Any]:
    return (
        select(
            *models.Link.__table__.columns,
            models.Campaign.name.label("campaign"),
            models.User.name.label("user"),
            models.User.role,
        )
        .join(models.Campaign, models.Campaign.id == models.Link.campaign_id)
        .join(models.User, models.User.id == models.Link.user_id, isouter=True)
    )


def _link(row: Row[Any]) -> Link:
    return Link(
        id=row.id,
        name=row.name,
        campaign_id=row.campaign_id,
        campaign=row.campaign,
        user=row.user,
        role=Role(row.role) if row.user else Role.OWNER,
        made_at=row.made_at,
        ends_at=row.ends_at,
        revoked_at=row.revoked_at,
    )
