"""Who is away at a platform's own pages, to give an account its login."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from campaign.store.columns import Base, own_id


class Connection(Base):
    """A login that was asked for and has not come back. The row is taken away by the first who comes back with it."""

    __tablename__ = "connections"
    id: Mapped[int] = own_id()
    #: By what it is known again: the hash, so that the database alone lets nobody finish it.
    state_sha256: Mapped[str] = mapped_column(unique=True)
    #: The account that it is for; there need not be one yet.
    account: Mapped[str]
    platform: Mapped[str]
    server: Mapped[str | None]
    options: Mapped[dict[str, Any]]
    per_hour: Mapped[int | None]
    #: Where the platform sends people back to, or shows the code.
    redirect: Mapped[str]
    #: The verifier and the app's id and secret, encrypted.
    kept: Mapped[bytes] = mapped_column(LargeBinary)
    #: Who asked: nobody else finishes it.
    actor: Mapped[str]
    expires_at: Mapped[datetime]
