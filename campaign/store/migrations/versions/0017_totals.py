"""Totals: of each day, what all of its accounts came to together, beside the sums of each.

What is kept of days has none, so all of it is summed up anew.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this release."""
    op.execute("DELETE FROM days")
    op.add_column("days", sa.Column("total", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Back to the release before, which reads the sums of each account."""
    op.drop_column("days", "total")
