"""Posts, their variants and their deliveries, put into the queue in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from uuid_utils import uuid7

from campaign.states import OPEN, State
from campaign.store import heads, models
from campaign.store.conditions import among
from campaign.store.reporting import days
from campaign.store.values import NewDelivery, NewPost, fingerprint


def enqueue(
    connection: Connection,
    campaign_id: int,
    article_id: int | None,
    posts: Sequence[NewPost],
    deliveries: Sequence[NewDelivery],
) -> list[int]:
    """Queues the deliveries of these posts; the ids of the deliveries, in order."""
    if not posts:
        return []
    post_ids = _insert(connection, models.Post, [_post(campaign_id, article_id, post) for post in posts])
    if not deliveries:
        return []
    variant_ids = _insert_variants(connection, [_variant(post_ids[one.post], one) for one in deliveries])
    rows = [_delivery(campaign_id, key, one) for key, one in zip(variant_ids, deliveries, strict=True)]
    ids = _insert(connection, models.Delivery, rows)
    _link(connection, ids, deliveries)
    _lead(connection, ids, deliveries)
    days.forget(connection, ids)
    heads.moved(connection, {one.account_id for one in deliveries})
    return ids


def _link(connection: Connection, ids: Sequence[int], deliveries: Sequence[NewDelivery]) -> None:
    """Writes down of which thread each part is, and which delivery each later part answers."""
    heads: dict[int, int] = {}
    for number, one in enumerate(deliveries):
        if one.after is not None:
            heads[number] = heads.setdefault(one.after, one.after)
    if heads:
        parents = {number: deliveries[number].after for number in heads}
        statement = update(models.Delivery).where(models.Delivery.id == bindparam("part"))
        rows = [
            {"part": ids[number], "before": None if after is None else ids[after], "head": ids[heads[number]]}
            for number, after in parents.items()
        ]
        connection.execute(statement.values(parent_id=bindparam("before"), thread_id=bindparam("head")), rows)


def _lead(connection: Connection, ids: Sequence[int], deliveries: Sequence[NewDelivery]) -> None:
    """Keeps where short links lead."""
    rows = [
        {"code": one.code, "delivery_id": key, "target": one.target}
        for key, one in zip(ids, deliveries, strict=True)
        if one.code is not None
    ]
    if rows:
        connection.execute(insert(models.Redirect), rows)


def taken(
    connection: Connection, account_ids: Sequence[int], after: datetime, *, besides: Sequence[int] = ()
) -> dict[int, list[datetime]]:
    """When each account speaks already, across campaigns, from ``after`` on, in order; not counting ``besides``."""
    spoken_for = [*OPEN, State.PUBLISHED, State.IN_DOUBT]
    rows = connection.execute(
        select(models.Delivery.id, models.Delivery.account_id, models.Delivery.scheduled_for)
        .where(
            models.Delivery.account_id.in_(account_ids),
            models.Delivery.scheduled_for >= after,
            models.Delivery.state.in_(spoken_for),
            # A thread goes out at one time.
            models.Delivery.parent_id.is_(None),
        )
        .order_by(models.Delivery.scheduled_for)
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    left_out = set(besides)
    for row in rows:
        if row.id not in left_out:
            found[row.account_id].append(row.scheduled_for)
    return found


def _insert(
    connection: Connection, table: type[models.Post | models.Delivery], rows: list[dict[str, Any]]
) -> list[int]:
    # Asked for the ids at once, SQLAlchemy sends SQLite one statement a row, which takes three times as long.
    connection.execute(insert(table), rows)
    known = connection.execute(select(table.uid, table.id).where(among(table.uid, [row["uid"] for row in rows])))
    ids = {row.uid: row.id for row in known}
    return [ids[row["uid"]] for row in rows]


def _insert_variants(connection: Connection, rows: list[dict[str, Any]]) -> list[int]:
    connection.execute(insert(models.Variant), rows)
    columns = (models.Variant.post_id, models.Variant.account_id, models.Variant.id)
    known = select(*columns).where(among(models.Variant.post_id, {row["post_id"] for row in rows}))
    ids = {(row.post_id, row.account_id): row.id for row in connection.execute(known)}
    return [ids[row["post_id"], row["account_id"]] for row in rows]


def _post(campaign_id: int, article_id: int | None, post: NewPost) -> dict[str, Any]:
    return {
        "uid": str(uuid7()),
        "campaign_id": campaign_id,
        "article_id": article_id,
        "number": post.number,
        "body": post.body,
        "spans": [list(span) for span in post.spans],
        "edits": [list(one) for one in post.edits],
        "score": post.score,
        "origin": post.origin,
        "rewritten": post.rewritten,
        "rewriter": post.rewriter,
        "of": post.of,
    }


def _variant(post_id: int, new: NewDelivery) -> dict[str, Any]:
    return {
        "post_id": post_id,
        "account_id": new.account_id,
        "text": new.text,
        "text_sha256": fingerprint(new.text),
        "length": new.length,
        "link": new.link,
        "language": new.language,
        "edited": False,
    }


def _delivery(campaign_id: int, variant_id: int, new: NewDelivery) -> dict[str, Any]:
    return {
        "uid": str(uuid7()),
        "campaign_id": campaign_id,
        "account_id": new.account_id,
        "variant_id": variant_id,
        "state": new.state,
        "scheduled_for": new.scheduled_for,
        "wall": new.wall,
        "zone": new.zone,
        "due_at": new.scheduled_for if new.after is None else None,
        "revision": 0,
        "fence": 0,
        "attempts": 0,
        "spent": 0,
    }
