"""What is not planned yet: an article's cut, or a single post, while a person works on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause, Index

from campaign.store.tables import Base, has, own_id, points_to


class Draft(Base, sqlite_autoincrement=True):
    """One draft. It never expires: it goes when it is queued, or when a person discards it.

    Its number is given to no other: a page of it that is open somewhere would change that one.
    """

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_campaign", "campaign_id", "updated_at"),)
    id: ColumnClause[int] = own_id()
    uid: ColumnClause[str] = has(unique=True)
    workspace_id: ColumnClause[int] = points_to("workspaces.id")
    campaign_id: ColumnClause[int] = points_to("campaigns.id")
    #: Of which article it is the cut; None for a single post.
    article_id: ColumnClause[int | None] = points_to("articles.id", index=True)
    #: What `campaign.drafted` makes of it.
    value: ColumnClause[dict[str, Any]]
    #: Counts its changes: who changes it says which one they saw.
    version: ColumnClause[int]
    #: Who changed it last.
    who: ColumnClause[str]
    created_at: ColumnClause[datetime]
    updated_at: ColumnClause[datetime]
