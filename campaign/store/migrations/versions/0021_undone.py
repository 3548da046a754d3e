"""Cancelling and approving can be undone: of a delivery it is kept of which thread it is, and in which state it was
cancelled; the index on what was done to proposals holds what was proposed again.

A thread is known by its links; what was cancelled out of one before this release may have lost them, and is of none.

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_PARTS = sa.text("thread_id IS NOT NULL")
_KINDS = "kind IN ('approved', 'sent back', 'edited', 'cancelled'{more})"
#: Every part of every thread, with the part that began it. They are joined: asked for row by row, PostgreSQL went
#: through all of them for each.
THREADS = """
WITH RECURSIVE parts (id, head) AS (
    SELECT id, id FROM deliveries
    WHERE parent_id IS NULL AND id IN (SELECT parent_id FROM deliveries WHERE parent_id IS NOT NULL)
    UNION ALL
    SELECT deliveries.id, parts.head FROM deliveries JOIN parts ON deliveries.parent_id = parts.id
)
UPDATE deliveries SET thread_id = parts.head FROM parts WHERE parts.id = deliveries.id
"""


def upgrade() -> None:
    """To this release."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("deliveries", sa.Column("thread_id", number, nullable=True))
    op.add_column("deliveries", sa.Column("was", sa.Text(), nullable=True))
    op.execute(THREADS)
    op.create_index("ix_deliveries_parts", "deliveries", ["thread_id"], sqlite_where=_PARTS, postgresql_where=_PARTS)
    _index_proposals(", 'proposed again'")


def downgrade() -> None:
    """Back to the release before, from which nothing cancelled comes back."""
    _index_proposals("")
    op.drop_index("ix_deliveries_parts", table_name="deliveries")
    op.drop_column("deliveries", "was")
    op.drop_column("deliveries", "thread_id")


def _index_proposals(more: str) -> None:
    kinds = sa.text(_KINDS.format(more=more))
    op.drop_index("ix_events_of_proposals", table_name="events")
    op.create_index(
        "ix_events_of_proposals", "events", ["at", "delivery_id"], sqlite_where=kinds, postgresql_where=kinds
    )
