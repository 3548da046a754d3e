"""Articles: kept once, as they were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, func, insert, select
from uuid_utils import uuid7

from campaign.errors import NotFound
from campaign.states import State
from campaign.store import models
from campaign.store.accounts import WORKSPACE
from campaign.store.events import Act
from posts.article import Article, Block, Image, Kind


def keep_article(connection: Connection, article: Article, act: Act) -> int:
    """Keeps an article, once however often it is added; its id."""
    where = select(models.Article.id).where(models.Article.sha256 == article.sha256)
    known: int | None = connection.scalar(where)
    if known is not None:
        return known
    values = {
        "uid": str(uuid7()),
        "workspace_id": WORKSPACE,
        "title": article.title,
        "url": article.url,
        "language": article.language,
        "published": article.published,
        "text": article.text,
        "blocks": [_listed(block, article.splits) for block in article.blocks],
        "images": [asdict(image) for image in article.images] or None,
        "sha256": article.sha256,
        "added_at": act.at,
    }
    key: int | None = connection.scalar(insert(models.Article).values(values).returning(models.Article.id))
    assert key is not None
    return key


def _listed(block: Block, splits: Sequence[int]) -> list[Any]:
    """A block as JSON: its kind, start, end and level, and a fifth value only where a post has to end before it."""
    values: list[Any] = [block.kind, block.start, block.end, block.level]
    return [*values, True] if block.start in splits else values


def article(connection: Connection, key: int) -> Article:
    """An article as it was added. Raises `NotFound`."""
    row = connection.execute(select(*models.Article.__table__.columns).where(models.Article.id == key)).first()
    if row is None:
        raise NotFound("article", key)
    return Article(
        title=row.title,
        text=row.text,
        blocks=tuple(Block(Kind(kind), start, end, level) for kind, start, end, level, *_ in row.blocks),
        url=row.url,
        language=row.language,
        published=row.published,
        images=tuple(Image(**image) for image in row.images or ()),
        splits=tuple(start for _, start, _, _, *split in row.blocks if split),
    )


def is_in_campaign(connection: Connection, article_id: int, campaign_id: int) -> bool:
    """Whether posts of the article were queued in the campaign before."""
    found = select(models.Post.id).where(models.Post.article_id == article_id, models.Post.campaign_id == campaign_id)
    return connection.execute(found.limit(1)).first() is not None


def latest_of(connection: Connection, campaign_id: int, most: int | None) -> list[int]:
    """The articles of a campaign, those whose posts were added last first; ``most`` of them, or (None) all."""
    # A look into the index for each article, since a campaign's posts are many.
    last = select(func.max(models.Post.id)).where(
        models.Post.article_id == models.Article.id, models.Post.campaign_id == campaign_id
    )
    found = select(models.Article.id, last.correlate(models.Article).scalar_subquery().label("last")).subquery()
    latest = select(found.c.id).where(found.c.last.is_not(None)).order_by(found.c.last.desc())
    return list(connection.scalars(latest.limit(most)))


def said_of(connection: Connection, article_id: int, campaign_id: int) -> list[tuple[list[Any], list[Any]]]:
    """The spans and the edits of the posts by which a campaign says an article; what was cancelled is not said."""
    delivery, variant = models.Delivery, models.Variant
    still = (
        select(delivery.id)
        .join(variant, variant.id == delivery.variant_id)
        .where(variant.post_id == models.Post.id, delivery.state != State.CANCELLED)
        .correlate(models.Post)
    )
    rows = select(models.Post.spans, models.Post.edits).where(
        models.Post.article_id == article_id, models.Post.campaign_id == campaign_id, still.exists()
    )
    return [(row.spans, row.edits) for row in connection.execute(rows)]
