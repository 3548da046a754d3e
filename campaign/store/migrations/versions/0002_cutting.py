"""What the cutter keeps: an article's pictures, where a campaign's tags stand, and both texts of a rewritten post.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this release."""
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("images", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tags_at", sa.Text(), nullable=False, server_default=sa.text("'end'")))
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rewritten", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("rewriter", sa.Text(), nullable=True))


def downgrade() -> None:
    """Back to the release before."""
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_column("rewriter")
        batch_op.drop_column("rewritten")
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_column("tags_at")
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_column("images")
