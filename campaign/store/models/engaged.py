"""What became of a post after it was out: how people took it, and who followed its link."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnClause, ForeignKey, UniqueConstraint

from campaign.store.tables import Base, has, own_id, points_to


class Snapshot(Base):
    """A published post's figures at one age, never changed afterwards. None: the platform does not say."""

    __tablename__ = "snapshots"
    __table_args__ = (UniqueConstraint("delivery_id", "age_s"),)
    id: ColumnClause[int] = own_id()
    delivery_id: ColumnClause[int] = points_to("deliveries.id")
    #: For which age of the post it was taken, in seconds: an hour, a day, a week, thirty days.
    age_s: ColumnClause[int]
    taken_at: ColumnClause[datetime] = has(index=True)
    #: True: the platform does not have the post any more; then it says nothing else.
    gone: ColumnClause[bool]
    impressions: ColumnClause[int | None]
    likes: ColumnClause[int | None]
    replies: ColumnClause[int | None]
    reposts: ColumnClause[int | None]
    quotes: ColumnClause[int | None]
    bookmarks: ColumnClause[int | None]


class Redirect(Base):
    """A post's own short link: where it leads, with all that was to be in its address."""

    __tablename__ = "redirects"
    code: ColumnClause[str] = has(primary_key=True)
    delivery_id: ColumnClause[int] = has(ForeignKey("deliveries.id"), unique=True)
    target: ColumnClause[str]


class Clicks(Base):
    """How often a post's own short link was followed by people, hour by hour; nothing of who they were."""

    __tablename__ = "clicks"
    delivery_id: ColumnClause[int] = has(ForeignKey("deliveries.id"), primary_key=True)
    #: When the hour began.
    hour: ColumnClause[datetime] = has(primary_key=True)
    number: ColumnClause[int]
