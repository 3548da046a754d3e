"""Cost: what each attempt takes if it is out.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from campaign.store.columns import Instant
from posts.platforms.prices import prices_at

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this release. What was sent before is priced by the lists of its time."""
    price = sa.Column("price", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
    with op.batch_alter_table("attempts", schema=None) as table:
        table.add_column(price)
    connection, prices = op.get_bind(), _prices()
    while some := list(islice(prices, 1_000)):
        connection.execute(sa.text("UPDATE attempts SET price = :price WHERE id = :id"), some)


def _prices() -> Iterator[dict[str, Any]]:
    """What each attempt on X takes if it is out. Read at once, since it is written while it is gone through."""
    sent = sa.text(
        "SELECT attempts.id, attempts.started_at, variants.text FROM attempts"
        " JOIN accounts ON accounts.id = attempts.account_id AND accounts.platform = 'x'"
        " JOIN deliveries ON deliveries.id = attempts.delivery_id"
        " JOIN variants ON variants.id = deliveries.variant_id"
    ).columns(started_at=Instant())
    for row in op.get_bind().execute(sent).all():
        if prices := prices_at("x", row.started_at):
            yield {"id": row.id, "price": prices.of_post(row.text)}


def downgrade() -> None:
    """Back to the release before."""
    with op.batch_alter_table("attempts", schema=None) as table:
        table.drop_column("price")
