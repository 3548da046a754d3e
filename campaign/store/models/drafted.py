"""What is not planned yet: an article's cut, or a single post, while a person works on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from campaign.store.columns import Base, own_id, points_to


class Draft(Base):
    """One draft. It never expires: it goes when it is queued, or when a person discards it.

    Its number is given to no other: a page of it that is open somewhere would change that one.
    """

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_campaign", "campaign_id", "updated_at"), {"sqlite_autoincrement": True})
    id: Mapped[int] = own_id()
    uid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = points_to("workspaces.id")
    campaign_id: Mapped[int] = points_to("campaigns.id")
    #: Of which article it is the cut; None for a single post.
    article_id: Mapped[int | None] = points_to("articles.id", index=True)
    #: What `campaign.drafted` makes of it.
    value: Mapped[dict[str, Any]]
    #: Counts its changes: who changes it says which one they saw.
    version: Mapped[int]
    #: Who changed it last.
    who: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
