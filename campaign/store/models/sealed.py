"""What proves that the log is as it was written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnClause, Index

from campaign.store.tables import Base, has, own_id, points_to


class SealKey(Base):
    """A key that seals were made with, encrypted by the installation's own: that one may be rotated."""

    __tablename__ = "seal_keys"
    id: ColumnClause[int] = own_id()
    secret: ColumnClause[bytes]


class Seal(Base):
    """A batch of a log's rows, closed: `campaign.seals` says how."""

    __tablename__ = "seals"
    __table_args__ = (Index("ix_seals_log", "log", "last_id"),)
    #: Its place in the chain, from 1: given, so that a second seal in the same place is refused.
    id: ColumnClause[int] = has(primary_key=True, autoincrement=False)
    #: events, or attempts.
    log: ColumnClause[str]
    first_id: ColumnClause[int]
    last_id: ColumnClause[int]
    count: ColumnClause[int]
    #: The id and the mark of each row.
    marks: ColumnClause[bytes]
    key_id: ColumnClause[int] = points_to("seal_keys.id")
    at: ColumnClause[datetime]
    previous: ColumnClause[str]
    mac: ColumnClause[str]
