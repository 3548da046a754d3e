"""A thinner index for the heads of the lines on PostgreSQL, which reads a whole page of it at each look.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this release."""
    if op.get_context().dialect.name != "postgresql":
        return
    op.create_index(
        "ix_deliveries_head",
        "deliveries",
        ["account_id", "scheduled_for", "id"],
        postgresql_where=sa.text("state = 'queued' AND due_at IS NOT NULL"),
    )
    op.drop_index("ix_deliveries_line", "deliveries")


def downgrade() -> None:
    """Back to the release before."""
    if op.get_context().dialect.name != "postgresql":
        return
    op.create_index(
        "ix_deliveries_line",
        "deliveries",
        ["account_id", "scheduled_for", "id", "due_at", "campaign_id"],
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.drop_index("ix_deliveries_head", "deliveries")
