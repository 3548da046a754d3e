"""Engagement: what became of posts after they were out.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from campaign.store.columns import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_FIGURES = ("impressions", "likes", "replies", "reposts", "quotes", "bookmarks")


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this release."""
    op.create_table(
        "snapshots",
        sa.Column("id", _number(), autoincrement=True, nullable=False),
        sa.Column("delivery_id", _number(), nullable=False),
        sa.Column("age_s", _number(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        *(sa.Column(name, _number(), nullable=True) for name in _FIGURES),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_snapshots_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
        sa.UniqueConstraint("delivery_id", "age_s", name=op.f("uq_snapshots_delivery_id_age_s")),
    )
    with op.batch_alter_table("snapshots", schema=None) as table:
        table.create_index(op.f("ix_snapshots_taken_at"), ["taken_at"])
    op.create_table(
        "clicks",
        sa.Column("delivery_id", _number(), nullable=False),
        sa.Column("hour", Instant(), nullable=False),
        sa.Column("number", _number(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_clicks_delivery_id")),
        sa.PrimaryKeyConstraint("delivery_id", "hour", name=op.f("pk_clicks")),
    )


def downgrade() -> None:
    """Back to the release before."""
    op.drop_table("clicks")
    op.drop_table("snapshots")
