"""Quarters and years of days: what is kept of days is written in another way, so all of it is summed up anew.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this release."""
    op.execute("DELETE FROM days")


def downgrade() -> None:
    """Back to the release before, which knows neither."""
    op.execute("DELETE FROM days")
