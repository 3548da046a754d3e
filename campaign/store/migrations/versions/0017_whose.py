"""Whose a campaign's posts are stands in its index, so that they are counted by account without a look at each.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_NAME, _COLUMNS = "ix_deliveries_campaign", ["campaign_id", "state", "scheduled_for"]


def upgrade() -> None:
    """To this release."""
    op.drop_index(_NAME, "deliveries")
    op.create_index(_NAME, "deliveries", [*_COLUMNS, "account_id"])


def downgrade() -> None:
    """Back to the release before."""
    op.drop_index(_NAME, "deliveries")
    op.create_index(_NAME, "deliveries", _COLUMNS)
