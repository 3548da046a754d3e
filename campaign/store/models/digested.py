"""What was sent of digests, and who is at it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from campaign.store.columns import Base, own_id


class Digest(Base):
    """How far the digest is; at most one row."""

    __tablename__ = "digests"
    id: Mapped[int] = own_id()
    #: By what mailboxes tell this installation's digests from another's.
    uid: Mapped[str]
    #: When the last edition that was sent was to go out; at first, since when there are any.
    last_at: Mapped[datetime]
    #: Before then nobody sends: somebody is at it, or could not.
    try_after: Mapped[datetime]
    #: Since when an edition could not be sent, and why not; None: it could.
    failing_since: Mapped[datetime | None]
    failing_why: Mapped[str | None]
