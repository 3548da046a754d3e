"""Quarters and years that are kept tell their months, no longer their days: they are added up anew.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_FORGET = "DELETE FROM days WHERE unit IN ('quarter', 'year')"


def upgrade() -> None:
    """To this release."""
    op.execute(_FORGET)


def downgrade() -> None:
    """Back to the release before, which takes what they tell for days."""
    op.execute(_FORGET)
