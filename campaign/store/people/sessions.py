"""Sessions: begun by a login, moved on by use, ended by leaving, by a new password, or by nobody coming back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from campaign.rights import Person, Role
from campaign.store.models import Session, User


def begin(connection: Connection, secret_sha256: str, user_id: int, at: datetime, ends_at: datetime) -> None:
    """A new session; those that are over are forgotten."""
    connection.execute(delete(Session).where(Session.ends_at <= at))
    values = {"secret_sha256": secret_sha256, "user_id": user_id, "made_at": at, "ends_at": ends_at}
    connection.execute(insert(Session).values(values))


def find(connection: Connection, secret_sha256: str, now: datetime) -> tuple[Person, datetime] | None:
    """Whose session it is, and when it ends; None for one that there is not, or not any more."""
    row = connection.execute(
        select(User.id, User.name, User.role, Session.ends_at)
        .join(User, User.id == Session.user_id)
        .where(Session.secret_sha256 == secret_sha256, Session.ends_at > now)
    ).first()
    return (Person(row.name, Role(row.role), row.id), row.ends_at) if row else None


def move_on(connection: Connection, secret_sha256: str, ends_at: datetime) -> None:
    """Lets it last until then."""
    connection.execute(update(Session).where(Session.secret_sha256 == secret_sha256).values(ends_at=ends_at))


def end(connection: Connection, secret_sha256: str) -> None:
    """Ends one, if it is there."""
    connection.execute(delete(Session).where(Session.secret_sha256 == secret_sha256))


def end_others(connection: Connection, user_id: int, but_sha256: str | None) -> None:
    """Ends all of a user's sessions but this."""
    connection.execute(delete(Session).where(Session.user_id == user_id, Session.secret_sha256 != (but_sha256 or "")))
