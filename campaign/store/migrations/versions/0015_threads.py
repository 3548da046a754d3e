"""Threads: the index on what a delivery answers holds nothing but parts of threads.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ANSWERS = sa.text("parent_id IS NOT NULL")


def upgrade() -> None:
    """To this release."""
    op.drop_index(op.f("ix_deliveries_parent_id"), table_name="deliveries")
    op.create_index(
        "ix_deliveries_thread", "deliveries", ["parent_id"], sqlite_where=_ANSWERS, postgresql_where=_ANSWERS
    )


def downgrade() -> None:
    """Back to the release before."""
    op.drop_index("ix_deliveries_thread", table_name="deliveries")
    op.create_index(op.f("ix_deliveries_parent_id"), "deliveries", ["parent_id"])
