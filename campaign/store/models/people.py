"""Who may do what: users and their sessions, tokens for programs, links for reviewers, and what guards them.

Of whatever opens something only the SHA-256 is kept; it is 256 random bits, so that no slower hash is needed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause, Index, UniqueConstraint

from campaign.store.tables import Base, has, own_id, points_to


class User(Base):
    """Somebody who logs in."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)
    id: ColumnClause[int] = own_id()
    uid: ColumnClause[str] = has(unique=True)
    workspace_id: ColumnClause[int] = points_to("workspaces.id")
    name: ColumnClause[str]
    #: Argon2id, with its parameters and salt.
    password: ColumnClause[str]
    #: owner, editor, approver or viewer.
    role: ColumnClause[str]
    created_at: ColumnClause[datetime]


class Session(Base):
    """A login, for as long as it is used."""

    __tablename__ = "sessions"
    secret_sha256: ColumnClause[str] = has(primary_key=True)
    user_id: ColumnClause[int] = points_to("users.id", index=True)
    made_at: ColumnClause[datetime]
    #: Moves on with use.
    ends_at: ColumnClause[datetime]


class Token(Base):
    """By which a program asks, in the name of who made it."""

    __tablename__ = "tokens"
    id: ColumnClause[int] = own_id()
    #: The part of the token that may be known.
    uid: ColumnClause[str] = has(unique=True)
    secret_sha256: ColumnClause[str]
    name: ColumnClause[str]
    #: Kinds of `campaign.rights`.
    scopes: ColumnClause[list[Any]]
    #: None: made at the command line.
    user_id: ColumnClause[int | None] = points_to("users.id", index=True)
    made_at: ColumnClause[datetime]
    used_at: ColumnClause[datetime | None]
    revoked_at: ColumnClause[datetime | None]


class Link(Base):
    """Lets somebody without an account read, approve and comment the waiting posts of one campaign."""

    __tablename__ = "links"
    id: ColumnClause[int] = own_id()
    secret_sha256: ColumnClause[str] = has(unique=True)
    #: For whom it is.
    name: ColumnClause[str]
    campaign_id: ColumnClause[int] = points_to("campaigns.id", index=True)
    user_id: ColumnClause[int | None] = points_to("users.id", index=True)
    made_at: ColumnClause[datetime]
    ends_at: ColumnClause[datetime]
    revoked_at: ColumnClause[datetime | None]


class LoginTry(Base):
    """A login that has failed, or is being looked at; forgotten when it does not count any more."""

    __tablename__ = "login_tries"
    __table_args__ = (
        Index("ix_login_tries_name", "name_sha256", "at"),
        Index("ix_login_tries_address", "address", "at"),
    )
    id: ColumnClause[int] = own_id()
    #: Hashed, since people type their password here too.
    name_sha256: ColumnClause[str]
    address: ColumnClause[str]
    at: ColumnClause[datetime] = has(index=True)


class Replay(Base):
    """What a program was answered that said an Idempotency-Key, for when it asks again."""

    __tablename__ = "replays"
    #: Of the key and who said it.
    key_sha256: ColumnClause[str] = has(primary_key=True)
    #: Of what was asked.
    request_sha256: ColumnClause[str]
    #: None while it is being done.
    status: ColumnClause[int | None]
    answer: ColumnClause[str | None]
    at: ColumnClause[datetime] = has(index=True)
