"""Days ahead, in which posts wait, are kept too, until shortly before they begin.

All of it is summed up anew.

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
_IS_AHEAD = sa.text("holds_until IS NOT NULL")


def upgrade() -> None:
    """To this release."""
    op.execute("DELETE FROM days")
    for name in _KEPT:
        op.drop_column("days", name)
    op.add_column("days", sa.Column("holds_until", Instant(), nullable=True))
    for name in _KEPT:
        kind = sa.JSON(none_as_null=True) if name == "sums" else sa.Text()
        op.add_column("days", sa.Column(name, kind, nullable=True))
    op.create_index("ix_days_ahead", "days", ["holds_until"], sqlite_where=_IS_AHEAD, postgresql_where=_IS_AHEAD)


def downgrade() -> None:
    """Back to the release before, which takes all that is kept for days that are over."""
    op.execute("DELETE FROM days WHERE holds_until IS NOT NULL")
    op.drop_index("ix_days_ahead", table_name="days")
    op.drop_column("days", "holds_until")
