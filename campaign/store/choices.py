"""The settings that are chosen while everything runs: a row each, few enough to be read at once."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from campaign.store.conflicts import insert
from campaign.store.models import Choice

#: Made once, since every request asks for it.
_ALL = select(Choice.key, Choice.value)


def chosen(connection: Connection) -> dict[str, str]:
    """Key → value, of what is chosen; in one statement."""
    return {row.key: row.value for row in connection.execute(_ALL)}


def choose(connection: Connection, key: str, value: str) -> None:
    """Lets the setting be this, whatever was chosen before."""
    new = insert(connection, Choice).values(key=key, value=value)
    connection.execute(new.on_conflict_do_update(index_elements=[Choice.key], set_={"value": new.excluded.value}))


def forget(connection: Connection, key: str) -> None:
    """Lets it be as the file says."""
    connection.execute(delete(Choice).where(Choice.key == key))
