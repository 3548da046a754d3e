"""What keeps posts from being lost or sent twice: kill switch, caps, seal, looks, threads, what an account said when.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from campaign.store.columns import Instant
from campaign.store.values import fingerprint

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_QUEUED = sa.text("state = 'queued'")
_IN_HAND = sa.text("claimed_by IS NOT NULL")
_IN_DOUBT = sa.text("state = 'in_doubt'")
_BATCH = 1_000


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this release."""
    op.create_table(
        "installation",
        sa.Column("id", _number(), autoincrement=True, nullable=False),
        sa.Column("sealed_at", Instant(), nullable=True),
        sa.Column("sealed_for", sa.Text(), nullable=True),
        sa.Column("backed_up_at", Instant(), nullable=True),
        sa.Column("told_event_id", _number(), nullable=False, server_default=sa.text("0")),
        sa.Column("tell_after", Instant(), nullable=True),
        sa.Column("troubles", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    with op.batch_alter_table("workspaces", schema=None) as table:
        table.add_column(sa.Column("state", sa.Text(), nullable=False, server_default=sa.text("'active'")))
        table.add_column(sa.Column("reason", sa.JSON(none_as_null=True), nullable=True))
    # Not in a batch, which makes the table anew and forgets that it never gives an id twice.
    op.add_column("accounts", sa.Column("revision", _number(), nullable=False, server_default=sa.text("0")))
    with op.batch_alter_table("posts", schema=None) as table:
        table.add_column(sa.Column("of", _number(), nullable=True))
    op.add_column("campaigns", sa.Column("reason", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("accounts", sa.Column("per_hour", _number(), nullable=True))
    with op.batch_alter_table("variants", schema=None) as table:
        table.add_column(sa.Column("text_sha256", sa.Text(), nullable=True))
    _take_fingerprints()
    with op.batch_alter_table("variants", schema=None) as table:
        table.alter_column("text_sha256", existing_type=sa.Text(), nullable=False)
        table.create_index("ix_variants_said", ["account_id", "text_sha256"])
    with op.batch_alter_table("attempts", schema=None) as table:
        table.add_column(sa.Column("account_id", _number(), nullable=True))
    op.execute(
        "UPDATE attempts SET account_id ="
        " (SELECT account_id FROM deliveries WHERE deliveries.id = attempts.delivery_id)"
    )
    with op.batch_alter_table("attempts", schema=None) as table:
        table.alter_column("account_id", existing_type=_number(), nullable=False)
        table.create_foreign_key(op.f("fk_attempts_account_id"), "accounts", ["account_id"], ["id"])
        table.create_index("ix_attempts_account", ["account_id", "started_at"])
    with op.batch_alter_table("deliveries", schema=None) as table:
        table.add_column(sa.Column("parent_id", _number(), nullable=True))
        table.add_column(sa.Column("repeats", sa.Boolean(), nullable=False, server_default=sa.text("false")))
        table.add_column(sa.Column("looks", _number(), nullable=False, server_default=sa.text("0")))
        table.create_foreign_key(op.f("fk_deliveries_parent_id"), "deliveries", ["parent_id"], ["id"])
        table.create_index(op.f("ix_deliveries_parent_id"), ["parent_id"])
        table.drop_index("ix_deliveries_line")
        _index(table, "line", ["account_id", "scheduled_for", "id", "due_at", "campaign_id"], _QUEUED)
        _index(table, "speaking", ["account_id"], _IN_HAND)
        _index(table, "doubt", ["due_at"], _IN_DOUBT)


def downgrade() -> None:
    """Back to the release before."""
    with op.batch_alter_table("deliveries", schema=None) as table:
        for name in ("doubt", "speaking", "line"):
            table.drop_index(f"ix_deliveries_{name}")
        _index(table, "line", ["account_id", "due_at", "id"], _QUEUED)
        table.drop_index(op.f("ix_deliveries_parent_id"))
        table.drop_constraint(op.f("fk_deliveries_parent_id"), type_="foreignkey")
        for column in ("looks", "repeats", "parent_id"):
            table.drop_column(column)
    with op.batch_alter_table("attempts", schema=None) as table:
        table.drop_index("ix_attempts_account")
        table.drop_constraint(op.f("fk_attempts_account_id"), type_="foreignkey")
        table.drop_column("account_id")
    with op.batch_alter_table("variants", schema=None) as table:
        table.drop_index("ix_variants_said")
        table.drop_column("text_sha256")
    op.drop_column("accounts", "revision")
    with op.batch_alter_table("posts", schema=None) as table:
        table.drop_column("of")
    # Not by making the table anew: it would forget that it never gives an id twice.
    op.drop_column("accounts", "per_hour")
    op.drop_column("campaigns", "reason")
    with op.batch_alter_table("workspaces", schema=None) as table:
        table.drop_column("reason")
        table.drop_column("state")
    op.drop_table("installation")


def _index(table: BatchOperations, name: str, columns: list[str], where: sa.TextClause) -> None:
    table.create_index(f"ix_deliveries_{name}", columns, sqlite_where=where, postgresql_where=where)


def _take_fingerprints() -> None:
    """Neither database has the hash in itself on every version that we work with."""
    connection = op.get_bind()
    last = 0
    page = sa.text("SELECT id, text FROM variants WHERE id > :last ORDER BY id LIMIT :batch")
    keep = sa.text("UPDATE variants SET text_sha256 = :hash WHERE id = :id")
    while rows := connection.execute(page, {"last": last, "batch": _BATCH}).all():
        connection.execute(keep, [{"id": row.id, "hash": fingerprint(row.text)} for row in rows])
        last = rows[-1].id
