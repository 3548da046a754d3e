"""Who speaks, of what, and when they may: workspaces, accounts, articles, campaigns and their times."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnClause, ForeignKey, UniqueConstraint, text

from campaign.store.tables import Base, has, own_id, points_to


class Workspace(Base):
    """Whose campaigns, articles and accounts these are; one row, unseen until there is a second."""

    __tablename__ = "workspaces"
    id: ColumnClause[int] = own_id()
    uid: ColumnClause[str] = has(unique=True)
    name: ColumnClause[str]
    #: active, or stopped: the kill switch for everything.
    state: ColumnClause[str] = has(default="active", server_default=text("'active'"))
    reason: ColumnClause[dict[str, Any] | None]


class Installation(Base):
    """What is true of this database as a whole; at most one row."""

    __tablename__ = "installation"
    id: ColumnClause[int] = own_id()
    #: Since when it was moved elsewhere, and where to: nothing works on a sealed database.
    sealed_at: ColumnClause[datetime | None]
    sealed_for: ColumnClause[str | None]
    #: In a backup, and nowhere else: when it was made.
    backed_up_at: ColumnClause[datetime | None]
    #: The last event that people were told of.
    told_event_id: ColumnClause[int] = has(default=0, server_default=text("0"))
    #: Before then nobody tells: somebody is at it, or has just told, or could not. None: nobody is to be told.
    tell_after: ColumnClause[datetime | None]
    #: The troubles that stand, as they were last seen: ``[code, about]`` each.
    troubles: ColumnClause[list[Any] | None]


class Account(Base, sqlite_autoincrement=True):
    """One login on one platform; its secrets encrypted.

    The id of an account that was removed is never given again: old events would point at another.
    """

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)
    id: ColumnClause[int] = own_id()
    uid: ColumnClause[str] = has(unique=True)
    workspace_id: ColumnClause[int] = points_to("workspaces.id")
    name: ColumnClause[str]
    platform: ColumnClause[str]
    server: ColumnClause[str | None]
    options: ColumnClause[dict[str, Any]]
    secrets: ColumnClause[bytes | None]
    #: active, paused by a person, or held because its login was refused.
    state: ColumnClause[str] = has(default="active")
    reason: ColumnClause[dict[str, Any] | None]
    #: A person's own cap: so many posts in any hour.
    per_hour: ColumnClause[int | None]
    created_at: ColumnClause[datetime]
    #: Whom the platform took it for when it was connected; None for a login that a person typed.
    who: ColumnClause[str | None]
    #: Who renews its login just now, until when: nobody else does meanwhile, and nobody speaks for it.
    renewing_by: ColumnClause[str | None]
    renewing_until: ColumnClause[datetime | None]
    #: Until when its platform asks it to wait: none of its posts is sent before, whichever it was asked for.
    quiet_until: ColumnClause[datetime | None]
    #: Counts its changes, so that a worker need not read it anew for every post.
    revision: ColumnClause[int] = has(default=0, server_default=text("0"), onupdate=text("revision + 1"))


class Article(Base):
    """The source of posts, as it was read."""

    __tablename__ = "articles"
    __table_args__ = (UniqueConstraint("workspace_id", "sha256"),)
    id: ColumnClause[int] = own_id()
    uid: ColumnClause[str] = has(unique=True)
    workspace_id: ColumnClause[int] = points_to("workspaces.id")
    title: ColumnClause[str]
    url: ColumnClause[str | None]
    language: ColumnClause[str | None]
    published: ColumnClause[date | None]
    text: ColumnClause[str]
    #: ``[kind, start, end, level]`` each.
    blocks: ColumnClause[list[Any]]
    #: ``{"src": …, "alt": …, "caption": …}`` each, the leading one first; None where a release before 0002 read it.
    images: ColumnClause[list[Any] | None]
    sha256: ColumnClause[str]
    added_at: ColumnClause[datetime]


class Campaign(Base):
    """A named run: hashtags, accounts and the times at which it may speak."""

    __tablename__ = "campaigns"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)
    id: ColumnClause[int] = own_id()
    uid: ColumnClause[str] = has(unique=True)
    workspace_id: ColumnClause[int] = points_to("workspaces.id")
    name: ColumnClause[str]
    #: The campaign's own tag first.
    hashtags: ColumnClause[list[Any]]
    timezone: ColumnClause[str]
    start: ColumnClause[datetime | None]
    until: ColumnClause[datetime | None]
    late: ColumnClause[str]
    grace_s: ColumnClause[int]
    gap_s: ColumnClause[int]
    #: A compressed schedule instead of weekly times: a post every so many seconds.
    every_s: ColumnClause[float | None]
    #: Where its tags stand: at the end, or inline where the post says their words.
    tags_at: ColumnClause[str] = has(server_default=text("'end'"))
    #: Whether links say from where they were followed (``utm_``), and whether they lead through our own short ones.
    tracked: ColumnClause[bool] = has(default=False, server_default=text("false"))
    short_links: ColumnClause[bool] = has(default=False, server_default=text("false"))
    #: active, paused, or archived: over, and out of the way.
    state: ColumnClause[str] = has(default="active")
    reason: ColumnClause[dict[str, Any] | None]
    created_at: ColumnClause[datetime]


class CampaignAccount(Base):
    """Which accounts speak in a campaign, and by which template."""

    __tablename__ = "campaign_accounts"
    campaign_id: ColumnClause[int] = has(ForeignKey("campaigns.id"), primary_key=True)
    account_id: ColumnClause[int] = has(ForeignKey("accounts.id"), primary_key=True)
    #: A Jinja2 template, None for the default.
    template: ColumnClause[str | None]


class SlotRule(Base):
    """Weekly wall times at which a campaign may speak, for one of its accounts or for all."""

    __tablename__ = "slots"
    id: ColumnClause[int] = own_id()
    campaign_id: ColumnClause[int] = points_to("campaigns.id", index=True)
    account_id: ColumnClause[int | None] = points_to("accounts.id")
    #: As a marketer types it: "mon-fri 09:00,17:30".
    times: ColumnClause[str]
