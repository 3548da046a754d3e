"""What is kept of days tells their months too, before the sums of each account.

All of it is summed up anew.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this release."""
    op.execute("DELETE FROM days")
    # The sums are the last column, since SQLite goes through all that lies before what it reads.
    op.drop_column("days", "sums")
    op.add_column("days", sa.Column("by_month", sa.Text(), nullable=True))
    op.add_column("days", sa.Column("sums", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Back to the release before."""
    op.drop_column("days", "by_month")
