"""A draft's number is never given to another one: a page of a draft that is gone, still open somewhere, would change it.

PostgreSQL gives no number twice as it is.

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this release."""
    _make_anew(counted=True)


def downgrade() -> None:
    """Back to the release before."""
    _make_anew(counted=False)


def _make_anew(*, counted: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    with op.batch_alter_table("drafts", recreate="always", table_kwargs={"sqlite_autoincrement": counted}):
        pass
