"""Who may do what: users, sessions, tokens, links, and what guards them.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from campaign.store.columns import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = ("replays", "login_tries", "links", "tokens", "sessions", "users")


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", _number(), autoincrement=True, nullable=False)


def _user() -> sa.Column[int]:
    return sa.Column("user_id", _number(), nullable=True)


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """To this release."""
    op.create_table(
        "users",
        _id(),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("workspace_id", _number(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        _points("users", "workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("uid", name=op.f("uq_users_uid")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_users_workspace_id_name")),
    )
    op.create_table(
        "sessions",
        sa.Column("secret_sha256", sa.Text(), nullable=False),
        sa.Column("user_id", _number(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        _points("sessions", "user_id", "users"),
        sa.PrimaryKeyConstraint("secret_sha256", name=op.f("pk_sessions")),
    )
    op.create_table(
        "tokens",
        _id(),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("secret_sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(none_as_null=True), nullable=False),
        _user(),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        _points("tokens", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("uid", name=op.f("uq_tokens_uid")),
    )
    op.create_table(
        "links",
        _id(),
        sa.Column("secret_sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("campaign_id", _number(), nullable=False),
        _user(),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        _points("links", "campaign_id", "campaigns"),
        _points("links", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_links_secret_sha256")),
    )
    op.create_index(op.f("ix_links_campaign_id"), "links", ["campaign_id"])
    for table in ("sessions", "tokens", "links"):
        op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])
    op.create_table(
        "login_tries",
        _id(),
        sa.Column("name_sha256", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_tries")),
    )
    op.create_index("ix_login_tries_name", "login_tries", ["name_sha256", "at"])
    op.create_index("ix_login_tries_address", "login_tries", ["address", "at"])
    op.create_index(op.f("ix_login_tries_at"), "login_tries", ["at"])
    op.create_table(
        "replays",
        sa.Column("key_sha256", sa.Text(), nullable=False),
        sa.Column("request_sha256", sa.Text(), nullable=False),
        sa.Column("status", _number(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key_sha256", name=op.f("pk_replays")),
    )
    op.create_index(op.f("ix_replays_at"), "replays", ["at"])


def downgrade() -> None:
    """Back to the release before."""
    for table in _TABLES:
        op.drop_table(table)
