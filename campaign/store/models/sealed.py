"""What proves that the log is as it was written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from campaign.store.columns import Base, own_id, points_to


class SealKey(Base):
    """A key that seals were made with, encrypted by the installation's own: that one may be rotated."""

    __tablename__ = "seal_keys"
    id: Mapped[int] = own_id()
    secret: Mapped[bytes] = mapped_column(LargeBinary)


class Seal(Base):
    """A batch of a log's rows, closed: `campaign.seals` says how."""

    __tablename__ = "seals"
    __table_args__ = (Index("ix_seals_log", "log", "last_id"),)
    #: Its place in the chain, from 1: given, so that a second seal in the same place is refused.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: events, or attempts.
    log: Mapped[str]
    first_id: Mapped[int]
    last_id: Mapped[int]
    count: Mapped[int]
    #: The id and the mark of each row.
    marks: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[int] = points_to("seal_keys.id")
    at: Mapped[datetime]
    previous: Mapped[str]
    mac: Mapped[str]
