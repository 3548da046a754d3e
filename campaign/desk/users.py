"""Users: added, given another role or password, removed; and the log of who did what."""

from __future__ import annotations

import re

from campaign import passwords
from campaign.app import App
from campaign.errors import Refused, UsageError
from campaign.rights import Role
from campaign.store import log
from campaign.store.log import Entry
from campaign.store.people import sessions, users
from campaign.store.people.values import User

#: One line, and no room for what only looks like another's name.
_NAME = re.compile(r"[^\s\W][\w.@+ -]{0,63}")


def add(app: App, name: str, password: str, role: Role | None = None, *, dry_run: bool = False) -> User:
    """Adds a user; the first is an owner, and whoever follows a viewer unless a role is given."""
    if not _NAME.fullmatch(name) or name != name.strip():
        raise UsageError(
            "A user's name has up to 64 letters, digits, spaces and “.@+-”, and begins with a letter or digit."
        )
    kept = passwords.hashed(password)
    with app.store.write(dry_run=dry_run) as connection:
        is_first = not users.is_anybody(connection)
        if is_first and role not in (None, Role.OWNER):
            raise Refused("The first user is an owner: nobody else could add the next one.")
        return users.add_user(connection, name, role or (Role.OWNER if is_first else Role.VIEWER), kept, app.act())


def listed(app: App) -> list[User]:
    """All users, by name."""
    with app.store.read() as connection:
        return users.users(connection)


def set_role(app: App, name: str, role: Role, *, dry_run: bool = False) -> User:
    """Gives a user another role; the last owner stays one."""
    with app.store.write(dry_run=dry_run) as connection:
        users.set_role(connection, name, role, app.act())
        return users.user(connection, name)


def set_password(app: App, name: str, password: str, *, keep: str | None = None, dry_run: bool = False) -> User:
    """Gives a user another password and ends their sessions, but the one whose hash is ``keep``."""
    kept = passwords.hashed(password)
    with app.store.write(dry_run=dry_run) as connection:
        found = users.set_password(connection, name, kept, app.act())
        sessions.end_others(connection, found.id, keep)
        return found


def remove(app: App, name: str, *, dry_run: bool = False) -> None:
    """Removes a user with their sessions, tokens and links; not the last owner."""
    with app.store.write(dry_run=dry_run) as connection:
        users.remove_user(connection, name, app.act())


def is_anybody(app: App) -> bool:
    """Whether there is a user, so that people have to log in."""
    return app.store.glance(users.is_anybody)


def done(app: App, most: int, before: int | None = None, actor: str | None = None) -> list[Entry]:
    """Who did what, the newest first: so many entries before the one of that id."""
    with app.store.read() as connection:
        return log.entries(connection, most, before, actor)
