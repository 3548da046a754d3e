"""Who is away at a platform's own pages, to give an account its login."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause

from campaign.store.tables import Base, has, own_id


class Connection(Base):
    """A login that was asked for and has not come back. The row is taken away by the first who comes back with it."""

    __tablename__ = "connections"
    id: ColumnClause[int] = own_id()
    #: By what it is known again: the hash, so that the database alone lets nobody finish it.
    state_sha256: ColumnClause[str] = has(unique=True)
    #: The account that it is for; there need not be one yet.
    account: ColumnClause[str]
    platform: ColumnClause[str]
    server: ColumnClause[str | None]
    options: ColumnClause[dict[str, Any]]
    per_hour: ColumnClause[int | None]
    #: Where the platform sends people back to, or shows the code.
    redirect: ColumnClause[str]
    #: The verifier and the app's id and secret, encrypted.
    kept: ColumnClause[bytes]
    #: Who asked: nobody else finishes it.
    actor: ColumnClause[str]
    expires_at: ColumnClause[datetime]
