"""Days ahead, in which posts wait, are kept too, until shortly before they begin; an index on posts that were rewritten.

All days are summed up anew.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from campaign.store.columns import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

#: They come after what is asked of a row without reading it, since SQLite goes through all that lies before that; the
#: sums, by far the longest, come last.
_KEPT = ("whole", "parts", "by_day", "by_month", "speech", "sums")
#: Index → its table, its columns, and of which rows it is.
_INDEXES = {
    "ix_days_ahead": ("days", ["holds_until"], "holds_until IS NOT NULL"),
    "ix_posts_rewritten": ("posts", ["id", "rewriter"], "rewriter IS NOT NULL"),
}


def upgrade() -> None:
    """To this release."""
    op.execute("DELETE FROM days")
    for name in _KEPT:
        op.drop_column("days", name)
    op.add_column("days", sa.Column("holds_until", Instant(), nullable=True))
    for name in _KEPT:
        kind = sa.JSON(none_as_null=True) if name == "sums" else sa.Text()
        op.add_column("days", sa.Column(name, kind, nullable=True))
    for name, (table, columns, which) in _INDEXES.items():
        op.create_index(name, table, columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which))


def downgrade() -> None:
    """Back to the release before, which takes all that is kept for days that are over."""
    op.execute("DELETE FROM days WHERE holds_until IS NOT NULL")
    for name, (table, _, _) in _INDEXES.items():
        op.drop_index(name, table_name=table)
    op.drop_column("days", "holds_until")
