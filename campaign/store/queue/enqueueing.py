"""Posts, their variants and their deliveries, put into the queue in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select
from uuid_utils import uuid7

from campaign.states import OPEN, State
from campaign.store import models
from campaign.store.values import NewDelivery, NewPost

_T = TypeVar("_T")
_BATCH = 5_000


def enqueue(
    connection: Connection,
    campaign_id: int,
    article_id: int | None,
    posts: Sequence[NewPost],
    deliveries: Sequence[NewDelivery],
) -> list[int]:
    """Queues the deliveries of these posts; the ids of the deliveries, in order."""
    post_ids = _insert(connection, models.Post, [_post(campaign_id, article_id, post) for post in posts])
    variant_ids = _insert(connection, models.Variant, [_variant(post_ids[one.post], one) for one in deliveries])
    rows = [_delivery(campaign_id, key, one) for key, one in zip(variant_ids, deliveries, strict=True)]
    return _insert(connection, models.Delivery, rows)


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
        )
        .order_by(models.Delivery.scheduled_for)
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    left_out = set(besides)
    for row in rows:
        if row.id not in left_out:
            found[row.account_id].append(row.scheduled_for)
    return found


def _insert(connection: Connection, table: type[models.Base], rows: list[dict[str, Any]]) -> list[int]:
    ids: list[int] = []
    key = table.__table__.c.id
    for batch in _batches(rows):
        statement = insert(table).returning(key, sort_by_parameter_order=True)
        ids.extend(connection.scalars(statement, batch))
    return ids


def _batches(rows: list[_T]) -> Iterator[list[_T]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


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
    }


def _variant(post_id: int, new: NewDelivery) -> dict[str, Any]:
    return {
        "post_id": post_id,
        "account_id": new.account_id,
        "text": new.text,
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
        "due_at": new.scheduled_for,
        "revision": 0,
        "fence": 0,
        "attempts": 0,
        "spent": 0,
    }
