"""Who may do what: users and their sessions, tokens for programs, links for reviewers, and what guards them.

Of whatever opens something only the SHA-256 is kept; it is 256 random bits, so that no slower hash is needed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaign.store.columns import Base, own_id, points_to


class User(Base):
    """Somebody who logs in."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)
    id: Mapped[int] = own_id()
    uid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = points_to("workspaces.id")
    name: Mapped[str]
    #: Argon2id, with its parameters and salt.
    password: Mapped[str]
    #: owner, editor, approver or viewer.
    role: Mapped[str]
    created_at: Mapped[datetime]


class Session(Base):
    """A login, for as long as it is used."""

    __tablename__ = "sessions"
    secret_sha256: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = points_to("users.id", index=True)
    made_at: Mapped[datetime]
    #: Moves on with use.
    ends_at: Mapped[datetime]


class Token(Base):
    """By which a program asks, in the name of who made it."""

    __tablename__ = "tokens"
    id: Mapped[int] = own_id()
    #: The part of the token that may be known.
    uid: Mapped[str] = mapped_column(unique=True)
    secret_sha256: Mapped[str]
    name: Mapped[str]
    #: Kinds of `campaign.rights`.
    scopes: Mapped[list[Any]]
    #: None: made at the command line.
    user_id: Mapped[int | None] = points_to("users.id", index=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Link(Base):
    """Lets somebody without an account read, approve and comment the waiting posts of one campaign."""

    __tablename__ = "links"
    id: Mapped[int] = own_id()
    secret_sha256: Mapped[str] = mapped_column(unique=True)
    #: For whom it is.
    name: Mapped[str]
    campaign_id: Mapped[int] = points_to("campaigns.id", index=True)
    user_id: Mapped[int | None] = points_to("users.id", index=True)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LoginTry(Base):
    """A login that has failed, or is being looked at; forgotten when it does not count any more."""

    __tablename__ = "login_tries"
    __table_args__ = (
        Index("ix_login_tries_name", "name_sha256", "at"),
        Index("ix_login_tries_address", "address", "at"),
    )
    id: Mapped[int] = own_id()
    #: Hashed, since people type their password here too.
    name_sha256: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class Replay(Base):
    """What a program was answered that said an Idempotency-Key, for when it asks again."""

    __tablename__ = "replays"
    #: Of the key and who said it.
    key_sha256: Mapped[str] = mapped_column(primary_key=True)
    #: Of what was asked.
    request_sha256: Mapped[str]
    #: None while it is being done.
    status: Mapped[int | None]
    answer: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)
