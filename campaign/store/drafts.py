"""Drafts: kept, changed by whoever saw the latest version, found again, gone once they are queued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, case, delete, insert, select, update
from uuid_utils import uuid7

from campaign.errors import NotFound, Refused
from campaign.store import models
from campaign.store.accounts import WORKSPACE
from campaign.store.events import Act


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it is kept, without what it holds: the cut of a long article is half a megabyte."""

    id: int
    uid: str
    #: Its campaign's name, and its article's title; none of the latter for a single post.
    campaign: str
    title: str | None
    article_id: int | None
    #: What a single post says so far; None for the cut of an article.
    words: str | None
    version: int
    who: str
    created_at: datetime
    updated_at: datetime


def keep_draft(
    connection: Connection, campaign_id: int, article_id: int | None, value: Mapping[str, Any], act: Act
) -> int:
    """Keeps a new draft; its id."""
    values = {
        "uid": str(uuid7()),
        "workspace_id": WORKSPACE,
        "campaign_id": campaign_id,
        "article_id": article_id,
        "value": dict(value),
        "version": 1,
        "who": act.actor,
        "created_at": act.at,
        "updated_at": act.at,
    }
    key: int | None = connection.scalar(insert(models.Draft).values(values).returning(models.Draft.id))
    assert key is not None
    return key


def draft(connection: Connection, key: int) -> KeptDraft:
    """The draft of that id. Raises `NotFound`."""
    row = connection.execute(_all().where(models.Draft.id == key)).first()
    if row is None:
        raise NotFound("draft", key, "It was queued or discarded meanwhile.")
    return _draft(row)


def value(connection: Connection, key: int) -> Mapping[str, Any]:
    """What a draft that is there holds: what `campaign.drafted` reads."""
    found: Mapping[str, Any] = connection.execute(select(models.Draft.value).where(models.Draft.id == key)).scalar_one()
    return found


def drafts(connection: Connection) -> list[KeptDraft]:
    """All drafts, the one that was changed last first."""
    latest = _all().order_by(models.Draft.updated_at.desc(), models.Draft.id.desc())
    return [_draft(row) for row in connection.execute(latest)]


def change_draft(connection: Connection, key: int, version: int, value: Mapping[str, Any], act: Act) -> None:
    """Puts another value in the place of the one that was seen as ``version``.

    Raises `Refused` where somebody changed it since, and `NotFound`; then nothing was changed.
    """
    seen = (models.Draft.id == key) & (models.Draft.version == version)
    after = {"value": dict(value), "version": version + 1, "who": act.actor, "updated_at": act.at}
    if not connection.execute(update(models.Draft).where(seen).values(after)).rowcount:
        _refuse(connection, key)


def remove_draft(connection: Connection, key: int, version: int) -> None:
    """Lets go of a draft that was seen as ``version``. Raises as `change_draft`."""
    seen = (models.Draft.id == key) & (models.Draft.version == version)
    if not connection.execute(delete(models.Draft).where(seen)).rowcount:
        _refuse(connection, key)


def _refuse(connection: Connection, key: int) -> None:
    found = draft(connection, key)
    raise Refused(
        f"{found.who} changed this draft meanwhile, in another window perhaps: load it again, then make your change."
    )


def _all() -> Select[*tuple[Any, ...]]:
    columns = (column for column in models.Draft.__table__.columns if column.name not in {"workspace_id", "value"})
    words = case((models.Draft.article_id.is_(None), models.Draft.value["text"].as_string())).label("words")
    return (
        select(*columns, words, models.Campaign.name.label("campaign"), models.Article.title)
        .join(models.Campaign, models.Campaign.id == models.Draft.campaign_id)
        .outerjoin(models.Article, models.Article.id == models.Draft.article_id)
    )


def _draft(row: Row[Any]) -> KeptDraft:
    return KeptDraft(
        id=row.id,
        uid=row.uid,
        campaign=row.campaign,
        title=row.title,
        article_id=row.article_id,
        words=row.words,
        version=row.version,
        who=row.who,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
