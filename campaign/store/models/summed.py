"""What is counted once and kept, so that a report of years need not count it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause, Index, UniqueConstraint, text

from campaign.store.columns import Kept
from campaign.store.tables import Base, has, own_id, points_to


class Day(Base, sqlite_autoincrement=True):
    """What the posts of a campaign's day, or of a whole third of a month, month, quarter or year of days, came to.

    Or of a side: of all days that are over, or that lie ahead. Of one unit no two share a day.

    Whatever changes one of these posts takes the row away, but for a worker that sends what is due: so the row of days
    ahead, in which posts wait, holds until shortly before they begin.

    No id is given twice: who counted a day must not write into the row of one that was forgotten meanwhile.
    """

    __tablename__ = "days"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit", "begins_at"),
        Index("ix_days_ahead", "holds_until", sqlite_where=text("holds_until IS NOT NULL")),
    )
    id: ColumnClause[int] = own_id()
    campaign_id: ColumnClause[int] = points_to("campaigns.id")
    #: day, third (of a month), month, quarter, year or side.
    unit: ColumnClause[str]
    #: Midnights in the campaign's zone.
    begins_at: ColumnClause[datetime]
    ends_at: ColumnClause[datetime]
    #: None: for good. Before the sums, as all that is asked for without them.
    holds_until: ColumnClause[datetime | None]
    #: What all accounts came to together, each account's part of it, and the days and the months of
    #: it, as `campaign.store.reporting.totals` writes them; None while they are being counted.
    whole: ColumnClause[dict[str, Any] | None] = has(type_=Kept)
    parts: ColumnClause[dict[str, Any] | None] = has(type_=Kept)
    by_day: ColumnClause[dict[str, Any] | None] = has(type_=Kept)
    by_month: ColumnClause[dict[str, Any] | None] = has(type_=Kept)
    #: When the posts have their slots, and which are queued, as `campaign.store.reporting.silences` writes it; None as
    #: long as they are.
    speech: ColumnClause[dict[str, Any] | None] = has(type_=Kept)
    #: Account id → its sums, as `campaign.store.reporting.sums` writes them; None of a side. By far the longest, so the
    #: last: SQLite goes through all that stands before what it reads.
    sums: ColumnClause[dict[str, Any] | None]
