"""What pages look into: deliveries by state, attempts that went wrong.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_AT_REST = sa.text("state NOT IN ('claimed', 'sending')")


def upgrade() -> None:
    """To this release."""
    op.create_index(
        "ix_deliveries_state",
        "deliveries",
        ["state", "scheduled_for", "id", "account_id"],
        sqlite_where=_AT_REST,
        postgresql_where=_AT_REST,
    )


def downgrade() -> None:
    """Back to the release before."""
    op.drop_index("ix_deliveries_state", "deliveries")
