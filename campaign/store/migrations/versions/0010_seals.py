"""The sealed log: batches of events and attempts, closed one after the other.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from campaign.store.columns import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this release."""
    op.create_table(
        "seal_keys",
        sa.Column("id", _number(), autoincrement=True, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_keys")),
    )
    op.create_table(
        "seals",
        sa.Column("id", _number(), autoincrement=False, nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        *(sa.Column(name, _number(), nullable=False) for name in ("first_id", "last_id", "count")),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", _number(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["seal_keys.id"], name=op.f("fk_seals_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
    )
    with op.batch_alter_table("seals", schema=None) as table:
        table.create_index("ix_seals_log", ["log", "last_id"])


def downgrade() -> None:
    """Back to the release before."""
    op.drop_table("seals")
    op.drop_table("seal_keys")
