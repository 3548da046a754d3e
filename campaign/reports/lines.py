"""Single posts, as reports show them: beside what of the article they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.reasons import Reason
from campaign.states import State
from campaign.store.values import Delivery


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post for one account: what it said, what became of it, and what of the article it said."""

    delivery: int
    account: str
    platform: str
    state: State
    scheduled_for: datetime
    published_at: datetime | None
    text: str
    url: str | None
    reason: Reason | None
    #: The article's own words that the post stands on; empty for a post that a person wrote.
    source: str
    article: str
    edited: bool
    #: The name of the rewriter that said the post anew, None for one that is said as it was cut.
    rewriter: str | None
    #: The post as it was cut.
    body: str
    #: When a person withdrew it.
    withdrawn_at: datetime | None = None
    #: By what those outside name the delivery.
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An article that posts stand on."""

    title: str
    text: str


def line(one: Delivery, source: Source | None) -> PostLine:
    """A delivery, and what it says of its article."""
    return PostLine(
        delivery=one.id,
        account=one.account,
        platform=one.platform,
        state=one.state,
        scheduled_for=one.scheduled_for,
        published_at=one.published_at,
        text=one.text,
        url=one.remote_url,
        reason=one.reason,
        source=" … ".join(source.text[start:end] for start, end in one.spans) if source else "",
        article=source.title if source else "",
        edited=one.edited,
        rewriter=one.rewriter,
        body=one.body,
        withdrawn_at=one.withdrawn_at,
        uid=one.uid,
    )
