"""Days: what a campaign's posts of a day came to, counted once.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from campaign.store.columns import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this release."""
    op.create_table(
        "days",
        sa.Column("id", _number(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", _number(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("begins_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("sums", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_days_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_days")),
        sa.UniqueConstraint("campaign_id", "unit", "begins_at", name=op.f("uq_days_campaign_id_unit_begins_at")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("posts", schema=None) as table:
        table.create_index("ix_posts_of_article", ["article_id", "campaign_id", "id"])
        table.drop_index(op.f("ix_posts_article_id"))


def downgrade() -> None:
    """Back to the release before."""
    with op.batch_alter_table("posts", schema=None) as table:
        table.create_index(op.f("ix_posts_article_id"), ["article_id"])
        table.drop_index("ix_posts_of_article")
    op.drop_table("days")
