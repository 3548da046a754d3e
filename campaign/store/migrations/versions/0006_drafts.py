"""Drafts: what a person works on before it is planned.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from campaign.store.columns import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this release."""
    op.create_table(
        "drafts",
        sa.Column("id", _number(), autoincrement=True, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("workspace_id", _number(), nullable=False),
        sa.Column("campaign_id", _number(), nullable=False),
        sa.Column("article_id", _number(), nullable=True),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("version", _number(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_drafts_workspace_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_drafts_campaign_id")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_drafts_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("uid", name=op.f("uq_drafts_uid")),
    )
    with op.batch_alter_table("drafts", schema=None) as table:
        table.create_index("ix_drafts_campaign", ["campaign_id", "updated_at"])
        table.create_index(op.f("ix_drafts_article_id"), ["article_id"])


def downgrade() -> None:
    """Back to the release before."""
    op.drop_table("drafts")
