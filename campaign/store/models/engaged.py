"""What became of a post after it was out: how people took it, and who followed its link."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaign.store.columns import Base, own_id, points_to


class Snapshot(Base):
    """A published post's figures at one age, never changed afterwards. None: the platform does not say."""

    __tablename__ = "snapshots"
    __table_args__ = (UniqueConstraint("delivery_id", "age_s"),)
    id: Mapped[int] = own_id()
    delivery_id: Mapped[int] = points_to("deliveries.id")
    #: For which age of the post it was taken, in seconds: an hour, a day, a week, thirty days.
    age_s: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(index=True)
    #: True: the platform does not have the post any more; then it says nothing else.
    gone: Mapped[bool]
    impressions: Mapped[int | None]
    likes: Mapped[int | None]
    replies: Mapped[int | None]
    reposts: Mapped[int | None]
    quotes: Mapped[int | None]
    bookmarks: Mapped[int | None]


class Redirect(Base):
    """A post's own short link: where it leads, with all that was to be in its address."""

    __tablename__ = "redirects"
    code: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"), unique=True)
    target: Mapped[str]


class Clicks(Base):
    """How often a post's own short link was followed by people, hour by hour; nothing of who they were."""

    __tablename__ = "clicks"
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"), primary_key=True)
    #: When the hour began.
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    number: Mapped[int]
