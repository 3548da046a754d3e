"""Reports: quarters and years of days, and of each what all of its accounts came to together, before the sums of each;
indexes on what was done to proposals, had a price, or was taken back.

What is kept of days is written in another way, and has no totals, so all of it is summed up anew.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

#: Index → its table, its columns, and of which rows it is.
_INDEXES = {
    "ix_deliveries_withdrawn": ("deliveries", ["withdrawn_at"], "withdrawn_at IS NOT NULL"),
    "ix_attempts_priced": ("attempts", ["started_at"], "price IS NOT NULL"),
    "ix_events_of_proposals": (
        *("events", ["at", "delivery_id"]),
        "kind IN ('approved', 'sent back', 'edited', 'cancelled')",
    ),
}
#: Read without the sums of each account, which are much longer: so they lie before them.
_TOTALS = ("whole", "parts", "by_day", "speech")


def upgrade() -> None:
    """To this release."""
    op.execute("DELETE FROM days")
    op.drop_column("days", "sums")
    for name in _TOTALS:
        op.add_column("days", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("days", sa.Column("sums", sa.JSON(none_as_null=True), nullable=True))
    for name, (table, columns, which) in _INDEXES.items():
        op.create_index(name, table, columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which))


def downgrade() -> None:
    """Back to the release before, which knows no quarters and no totals."""
    for name, (table, _, _) in _INDEXES.items():
        op.drop_index(name, table_name=table)
    for name in _TOTALS:
        op.drop_column("days", name)
    op.execute("DELETE FROM days")
