"""What is counted once and kept, so that a report of years need not count it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaign.store.columns import Base, Kept, own_id, points_to


class Day(Base):
    """What the posts of a campaign's day, or of a whole third of a month, month, quarter or year of days, came to.

    Or of a side: of all days that are over, or that lie ahead. Of one unit no two share a day.

    Whatever changes one of these posts takes the row away, but for a worker that sends what is due: so the row of days
    ahead, in which posts wait, holds until shortly before they begin.
    """

    __tablename__ = "days"
    # No id is given twice: who counted a day must not write into the row of one that was forgotten meanwhile.
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit", "begins_at"),
        Index("ix_days_ahead", "holds_until", sqlite_where=text("holds_until IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = own_id()
    campaign_id: Mapped[int] = points_to("campaigns.id")
    #: day, third (of a month), month, quarter, year or side.
    unit: Mapped[str]
    #: Midnights in the campaign's zone.
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    #: None: for good. Before the sums, as all that is asked for without them.
    holds_until: Mapped[datetime | None]
    #: What all accounts came to together, each account's part of it, and the days and the months of
    #: it, as `campaign.store.reporting.totals` writes them; None while they are being counted.
    whole: Mapped[dict[str, Any] | None] = mapped_column(Kept)
    parts: Mapped[dict[str, Any] | None] = mapped_column(Kept)
    by_day: Mapped[dict[str, Any] | None] = mapped_column(Kept)
    by_month: Mapped[dict[str, Any] | None] = mapped_column(Kept)
    #: When the posts have their slots, and which are queued, as `campaign.store.reporting.silences` writes it; None as
    #: long as they are.
    speech: Mapped[dict[str, Any] | None] = mapped_column(Kept)
    #: Account id → its sums, as `campaign.store.reporting.sums` writes them; None of a side. By far the longest, so the
    #: last: SQLite goes through all that stands before what it reads.
    sums: Mapped[dict[str, Any] | None]
