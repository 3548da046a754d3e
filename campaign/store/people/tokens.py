"""Tokens: by which programs ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, or_, select, update

from campaign.errors import NotFound
from campaign.rights import Kind, Person, Role
from campaign.store import models
from campaign.store.events import Act, Note, record
from campaign.store.people.values import Token

_ALL: Select[Any] = (
    select(*models.Token.__table__.columns, models.User.name.label("user"), models.User.role)
    .join(models.User, models.User.id == models.Token.user_id, isouter=True)
    .order_by(models.Token.id)
)
#: When a token was last used is known to the hour: no look at the API writes more often.
_EXACT_TO = timedelta(hours=1)


def tokens(connection: Connection, user_id: int | None = None) -> list[Token]:
    """All of them, or a user's own, in the order in which they were made."""
    mine = _ALL if user_id is None else _ALL.where(models.Token.user_id == user_id)
    return [_token(row) for row in connection.execute(mine)]


def add_token(
    connection: Connection, uid: str, secret_sha256: str, name: str, scopes: Sequence[Kind], owner: int | None, act: Act
) -> Token:
    """Keeps a new one; ``owner`` is the id of the user in whose name it asks."""
    values = {"uid": uid, "secret_sha256": secret_sha256, "name": name, "scopes": list(scopes), "user_id": owner}
    connection.execute(insert(models.Token).values(values | {"made_at": act.at}))
    record(connection, act, [Note("token added", details={"token": uid, "name": name, "scopes": list(scopes)})])
    return token(connection, uid)


def token(connection: Connection, uid: str) -> Token:
    """The token of that uid. Raises `NotFound`."""
    row = connection.execute(_ALL.where(models.Token.uid == uid)).first()
    if row is None:
        raise NotFound("token", uid, "`campaign tokens list` shows them.")
    return _token(row)


def revoke_token(connection: Connection, uid: str, act: Act) -> Token:
    """Lets a token open nothing any more. Raises `NotFound`."""
    if token(connection, uid).revoked_at is None:
        connection.execute(update(models.Token).where(models.Token.uid == uid).values(revoked_at=act.at))
        record(connection, act, [Note("token revoked", details={"token": uid})])
    return token(connection, uid)


def find(connection: Connection, uid: str) -> tuple[Person, str] | None:
    """Who asks by it, and the hash of its secret; None for one that there is not, or that was revoked."""
    row = connection.execute(_ALL.where(models.Token.uid == uid, models.Token.revoked_at.is_(None))).first()
    if row is None:
        return None
    name = f"{row.user or 'token'} ({row.name})"
    # Who works at the command line may do everything.
    role = Role(row.role) if row.user else Role.OWNER
    return Person(name, role, row.user_id, frozenset(map(Kind, row.scopes)), row.uid), row.secret_sha256


def used_lately(connection: Connection, uid: str, now: datetime) -> bool:
    """Whether it is known already, to the hour, that it is used."""
    used = connection.scalar(select(models.Token.used_at).where(models.Token.uid == uid))
    return used is not None and used > now - _EXACT_TO


def note_use(connection: Connection, uid: str, now: datetime) -> None:
    """Remembers that it was used now."""
    before = or_(models.Token.used_at.is_(None), models.Token.used_at < now)
    connection.execute(update(models.Token).where(models.Token.uid == uid, before).values(used_at=now))


def _token(row: Row[Any]) -> Token:
    scopes = tuple(map(Kind, row.scopes))
    return Token(row.uid, row.name, scopes, row.user, row.made_at, row.used_at, row.revoked_at)
