"""Users: kept, found, changed, removed with all that was theirs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, update
from uuid_utils import uuid7

from campaign.errors import NotFound, Refused
from campaign.rights import Role
from campaign.store import models
from campaign.store.accounts import WORKSPACE
from campaign.store.events import Act, Note, record
from campaign.store.people.values import User

_ALL = select(*models.User.__table__.columns).order_by(models.User.name)
_ANY = select(exists().where(models.User.id.is_not(None)))


def is_anybody(connection: Connection) -> bool:
    """Whether there is a user at all: if not, nobody has to log in."""
    return bool(connection.scalar(_ANY))


def users(connection: Connection) -> list[User]:
    """All of them, by name."""
    return [_user(row) for row in connection.execute(_ALL)]


def user(connection: Connection, name: str) -> User:
    """The user of that name. Raises `NotFound`."""
    row = connection.execute(_ALL.where(models.User.name == name)).first()
    if row is None:
        raise NotFound("user", name, "`campaign users list` shows them.")
    return _user(row)


def add_user(connection: Connection, name: str, role: Role, password: str, act: Act) -> User:
    """Keeps a new user. Raises `Refused` where the name is taken, or would be taken for another."""
    same = select(models.User.name).where(func.lower(models.User.name) == name.lower())
    if taken := connection.scalar(same):
        raise Refused(f"There is a user “{taken}” already: choose another name.")
    values = {"uid": str(uuid7()), "workspace_id": WORKSPACE, "name": name, "role": role, "password": password}
    connection.execute(insert(models.User).values(values | {"created_at": act.at}))
    record(connection, act, [Note("user added", details={"user": name, "role": role})])
    return user(connection, name)


def set_role(connection: Connection, name: str, role: Role, act: Act) -> None:
    """Gives a user another role. Raises `NotFound`, or `Refused` for the last owner."""
    found = user(connection, name)
    if role is not Role.OWNER:
        _refuse_last_owner(connection, found)
    connection.execute(update(models.User).where(models.User.id == found.id).values(role=role))
    record(connection, act, [Note("role changed", details={"user": name, "from": found.role, "to": role})])


def set_password(connection: Connection, name: str, password: str, act: Act) -> User:
    """Gives a user another password. Raises `NotFound`."""
    found = user(connection, name)
    connection.execute(update(models.User).where(models.User.id == found.id).values(password=password))
    record(connection, act, [Note("password changed", details={"user": name})])
    return found


def remove_user(connection: Connection, name: str, act: Act) -> None:
    """Removes a user, and all that opened a door in their name. Raises `NotFound`, or `Refused` for the last owner."""
    found = user(connection, name)
    _refuse_last_owner(connection, found)
    for table in (models.Session, models.Token, models.Link):
        connection.execute(delete(table).where(table.user_id == found.id))
    connection.execute(delete(models.User).where(models.User.id == found.id))
    record(connection, act, [Note("user removed", details={"user": name})])


def _refuse_last_owner(connection: Connection, found: User) -> None:
    # Locked, so that two owners who remove each other do not both succeed.
    owners = select(models.User.name).where(models.User.role == Role.OWNER).with_for_update()
    if connection.scalars(owners).all() == [found.name]:
        raise Refused(f"“{found.name}” is the last owner: make somebody else an owner first.")


def _user(row: Row[Any]) -> User:
    return User(row.id, row.name, Role(row.role), row.password, row.created_at)
