"""What was sent of digests, and who is at it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnClause

from campaign.store.tables import Base, own_id


class Digest(Base):
    """How far the digest is; at most one row."""

    __tablename__ = "digests"
    id: ColumnClause[int] = own_id()
    #: By what mailboxes tell this installation's digests from another's.
    uid: ColumnClause[str]
    #: When the last edition that was sent was to go out; at first, since when there are any.
    last_at: ColumnClause[datetime]
    #: Before then nobody sends: somebody is at it, or could not.
    try_after: ColumnClause[datetime]
    #: Since when an edition could not be sent, and why not; None: it could.
    failing_since: ColumnClause[datetime | None]
    failing_why: ColumnClause[str | None]
