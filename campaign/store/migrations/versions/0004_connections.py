"""Logins given on a platform's own pages, renewed ahead of their end by one worker at a time; posts taken back.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from campaign.store.columns import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this release."""
    op.create_table(
        "connections",
        sa.Column("id", _number(), autoincrement=True, nullable=False),
        sa.Column("state_sha256", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("server", sa.Text(), nullable=True),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("per_hour", _number(), nullable=True),
        sa.Column("redirect", sa.Text(), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connections")),
        sa.UniqueConstraint("state_sha256", name=op.f("uq_connections_state_sha256")),
    )
    # Not in a batch, which makes the table anew and forgets that it never gives an id twice.
    op.add_column("accounts", sa.Column("who", sa.Text(), nullable=True))
    op.add_column("accounts", sa.Column("renewing_by", sa.Text(), nullable=True))
    op.add_column("accounts", sa.Column("renewing_until", Instant(), nullable=True))
    op.add_column("deliveries", sa.Column("withdrawn_at", Instant(), nullable=True))


def downgrade() -> None:
    """Back to the release before."""
    op.drop_column("deliveries", "withdrawn_at")
    for column in ("renewing_until", "renewing_by", "who"):
        op.drop_column("accounts", column)
    op.drop_table("connections")
