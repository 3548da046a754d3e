"""A platform asks an account to wait, not one post of it: what else stood in its line went out as soon as that one left.

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from campaign.store.columns import Instant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this release."""
    op.add_column("accounts", sa.Column("quiet_until", Instant(), nullable=True))


def downgrade() -> None:
    """Back to the release before."""
    op.drop_column("accounts", "quiet_until")
