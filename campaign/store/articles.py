"""Articles: kept once, as they were read."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select
from uuid_utils import uuid7

from campaign.errors import NotFound
from campaign.store import models
from campaign.store.accounts import WORKSPACE
from campaign.store.events import Act
from posts.article import Article, Block, Kind


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
        "blocks": [[block.kind, block.start, block.end, block.level] for block in article.blocks],
        "sha256": article.sha256,
        "added_at": act.at,
    }
    key: int | None = connection.scalar(insert(models.Article).values(values).returning(models.Article.id))
    assert key is not None
    return key


def article(connection: Connection, key: int) -> Article:
    """An article as it was added. Raises `NotFound`."""
    row = connection.execute(select(*models.Article.__table__.columns).where(models.Article.id == key)).first()
    if row is None:
        raise NotFound("article", key)
    return Article(
        title=row.title,
        text=row.text,
        blocks=tuple(Block(Kind(kind), start, end, level) for kind, start, end, level in row.blocks),
        url=row.url,
        language=row.language,
        published=row.published,
    )


def is_in_campaign(connection: Connection, article_id: int, campaign_id: int) -> bool:
    """Whether posts of the article were queued in the campaign before."""
    found = select(models.Post.id).where(models.Post.article_id == article_id, models.Post.campaign_id == campaign_id)
    return connection.execute(found.limit(1)).first() is not None
