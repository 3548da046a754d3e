"""Who is first in each account's line is written down: a claim looked into every line to know it.

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from campaign.store.columns import Instant

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

#: What was alone of a thread, and released, waited for ever: it answers nothing, so nothing is to be out before it.
_FREE = """
    UPDATE deliveries SET due_at = scheduled_for WHERE state = 'queued' AND due_at IS NULL AND parent_id IS NULL
"""
_FILL = """
    INSERT INTO heads (account_id, delivery_id, due_at)
    SELECT firsts.account_id, firsts.delivery_id, deliveries.due_at
    FROM (
        SELECT accounts.id AS account_id, (
            SELECT deliveries.id FROM deliveries
            WHERE deliveries.account_id = accounts.id AND deliveries.state = 'queued' AND deliveries.due_at IS NOT NULL
            AND deliveries.campaign_id NOT IN (SELECT campaigns.id FROM campaigns WHERE campaigns.state <> 'active')
            ORDER BY deliveries.scheduled_for, deliveries.id LIMIT 1
        ) AS delivery_id FROM accounts
    ) AS firsts LEFT JOIN deliveries ON deliveries.id = firsts.delivery_id
"""


def upgrade() -> None:
    """To this release."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "heads",
        sa.Column("account_id", number, autoincrement=False, nullable=False),
        sa.Column("delivery_id", number, nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_heads_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_heads")),
        # Written all the time: where its page has room, a row's new version needs no new entry in the index.
        postgresql_with={"fillfactor": 50},
    )
    op.execute(_FREE)
    op.execute(_FILL)


def downgrade() -> None:
    """Back to the release before."""
    op.drop_table("heads")
