"""Who speaks, of what, and when they may: workspaces, accounts, articles, campaigns and their times."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaign.store.columns import Base, own_id, points_to


class Workspace(Base):
    """Whose campaigns, articles and accounts these are; one row, unseen until there is a second."""

    __tablename__ = "workspaces"
    id: Mapped[int] = own_id()
    uid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    #: active, or stopped: the kill switch for everything.
    state: Mapped[str] = mapped_column(default="active", server_default=text("'active'"))
    reason: Mapped[dict[str, Any] | None]


class Installation(Base):
    """What is true of this database as a whole; at most one row."""

    __tablename__ = "installation"
    id: Mapped[int] = own_id()
    #: Since when it was moved elsewhere, and where to: nothing works on a sealed database.
    sealed_at: Mapped[datetime | None]
    sealed_for: Mapped[str | None]
    #: In a backup, and nowhere else: when it was made.
    backed_up_at: Mapped[datetime | None]
    #: The last event that people were told of.
    told_event_id: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    #: Before then nobody tells: somebody is at it, or has just told, or could not. None: nobody is to be told.
    tell_after: Mapped[datetime | None]
    #: The troubles that stand, as they were last seen: ``[code, about]`` each.
    troubles: Mapped[list[Any] | None]


class Account(Base):
    """One login on one platform; its secrets encrypted."""

    __tablename__ = "accounts"
    # The id of an account that was removed is never given again: old events would point at another.
    __table_args__ = (UniqueConstraint("workspace_id", "name"), {"sqlite_autoincrement": True})
    id: Mapped[int] = own_id()
    uid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = points_to("workspaces.id")
    name: Mapped[str]
    platform: Mapped[str]
    server: Mapped[str | None]
    options: Mapped[dict[str, Any]]
    secrets: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: active, paused by a person, or held because its login was refused.
    state: Mapped[str] = mapped_column(default="active")
    reason: Mapped[dict[str, Any] | None]
    #: A person's own cap: so many posts in any hour.
    per_hour: Mapped[int | None]
    created_at: Mapped[datetime]
    #: Whom the platform took it for when it was connected; None for a login that a person typed.
    who: Mapped[str | None]
    #: Who renews its login just now, until when: nobody else does meanwhile, and nobody speaks for it.
    renewing_by: Mapped[str | None]
    renewing_until: Mapped[datetime | None]
    #: Counts its changes, so that a worker need not read it anew for every post.
    revision: Mapped[int] = mapped_column(default=0, server_default=text("0"), onupdate=text("revision + 1"))


class Article(Base):
    """The source of posts, as it was read."""

    __tablename__ = "articles"
    __table_args__ = (UniqueConstraint("workspace_id", "sha256"),)
    id: Mapped[int] = own_id()
    uid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = points_to("workspaces.id")
    title: Mapped[str]
    url: Mapped[str | None]
    language: Mapped[str | None]
    published: Mapped[date | None]
    text: Mapped[str]
    #: ``[kind, start, end, level]`` each.
    blocks: Mapped[list[Any]]
    #: ``{"src": …, "alt": …, "caption": …}`` each, the leading one first; None where a release before 0002 read it.
    images: Mapped[list[Any] | None]
    sha256: Mapped[str]
    added_at: Mapped[datetime]


class Campaign(Base):
    """A named run: hashtags, accounts and the times at which it may speak."""

    __tablename__ = "campaigns"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)
    id: Mapped[int] = own_id()
    uid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = points_to("workspaces.id")
    name: Mapped[str]
    #: The campaign's own tag first.
    hashtags: Mapped[list[Any]]
    timezone: Mapped[str]
    start: Mapped[datetime | None]
    until: Mapped[datetime | None]
    late: Mapped[str]
    grace_s: Mapped[int]
    gap_s: Mapped[int]
    #: A compressed schedule instead of weekly times: a post every so many seconds.
    every_s: Mapped[float | None]
    #: Where its tags stand: at the end, or inline where the post says their words.
    tags_at: Mapped[str] = mapped_column(server_default=text("'end'"))
    #: Whether links say from where they were followed (``utm_``), and whether they lead through our own short ones.
    tracked: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    short_links: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    #: active, paused, or archived: over, and out of the way.
    state: Mapped[str] = mapped_column(default="active")
    reason: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]


class CampaignAccount(Base):
    """Which accounts speak in a campaign, and by which template."""

    __tablename__ = "campaign_accounts"
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    #: A Jinja2 template, None for the default.
    template: Mapped[str | None]


class SlotRule(Base):
    """Weekly wall times at which a campaign may speak, for one of its accounts or for all."""

    __tablename__ = "slots"
    id: Mapped[int] = own_id()
    campaign_id: Mapped[int] = points_to("campaigns.id", index=True)
    account_id: Mapped[int | None] = points_to("accounts.id")
    #: As a marketer types it: "mon-fri 09:00,17:30".
    times: Mapped[str]
