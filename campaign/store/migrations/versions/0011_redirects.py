"""Short links of our own, and links that say from where they were followed.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_SWITCHES = ("tracked", "short_links")


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this release."""
    op.create_table(
        "redirects",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("delivery_id", _number(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_redirects_delivery_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_redirects")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_redirects_delivery_id")),
    )
    for name in _SWITCHES:
        op.add_column("campaigns", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("false")))


def downgrade() -> None:
    """Back to the release before."""
    for name in reversed(_SWITCHES):
        op.drop_column("campaigns", name)
    op.drop_table("redirects")
