"""All that is over of a campaign, and all that lies ahead, is kept in a row each; of slots it is kept which are queued.

All days are summed up anew.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this release."""
    op.execute("DELETE FROM days")


def downgrade() -> None:
    """Back to the release before, which would forget no sides."""
    op.execute("DELETE FROM days")
