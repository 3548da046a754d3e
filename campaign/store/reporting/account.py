"""What an account has sent, and how each post did. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, Row, Select, and_, case, cast, func, or_, select

from campaign.states import State
from campaign.store.conditions import among
from campaign.store.models import Campaign, CampaignAccount, Clicks, Delivery, Snapshot, Variant
from campaign.store.reporting.placing import Elapsed
from campaign.store.reporting.sums import ENGAGEMENTS, FIGURES
from campaign.store.tables import aliased


@dataclass(frozen=True, slots=True)
class Figures:
    """How a post did. None: its platform does not say, or nobody counts it."""

    #: At which age they were taken, in seconds; None where only clicks are known.
    age_s: int | None
    impressions: int | None
    likes: int | None
    replies: int | None
    reposts: int | None
    quotes: int | None
    bookmarks: int | None
    clicks: int | None = None

    @property
    def engagements(self) -> int | None:
        """All that people did with it, as far as it is known; None where nothing is."""
        known = (self.likes, self.replies, self.reposts, self.quotes, self.bookmarks, self.clicks)
        counted = [one for one in known if one is not None]
        return sum(counted) if counted else None

    @property
    def rate(self) -> float | None:
        """Engagements for each impression; None where either is not known."""
        return _rate(self.engagements, self.impressions)


@dataclass(frozen=True, slots=True)
class Sent:
    """A post that went out."""

    delivery: int
    campaign: str
    scheduled_for: datetime
    published_at: datetime
    text: str
    url: str | None
    #: When a person withdrew it.
    withdrawn_at: datetime | None
    #: At the greatest age that they were taken at; None where they never were.
    figures: Figures | None
    #: Whether its platform did not have it any more when it was last looked for.
    gone: bool


class Post(NamedTuple):
    """A post that went out, as far as it is summed up: of these there may be very many."""

    delivery: int
    campaign: str
    published_at: datetime
    #: How long after its slot; below 0 before it.
    delay_us: int
    withdrawn: bool
    gone: bool
    impressions: int | None
    #: All that people did with it, as far as it is known; None where nothing is.
    engagements: int | None

    @property
    def rate(self) -> float | None:
        """Engagements for each impression; None where either is not known."""
        return _rate(self.engagements, self.impressions)


def _rate(engagements: int | None, impressions: int | None) -> float | None:
    return engagements / impressions if impressions and engagements is not None else None


def posts(connection: Connection, account_id: int, since: datetime, until: datetime) -> list[Post]:
    """The posts of an account that went out from ``since`` to before ``until``, in order."""
    when = Delivery.published_at
    is_asked = (Delivery.account_id == account_id, Delivery.state == State.PUBLISHED, when >= since, when < until)
    post = _FOUND.where(*is_asked).subquery().c
    known = [post[name] for name in (*ENGAGEMENTS, "clicks")]
    engagements = case((or_(*(one.is_not(None) for one in known)), sum(func.coalesce(one, 0) for one in known)))
    columns = (post.id, post.campaign, post.published_at, post.delay_us, post.withdrawn_at.is_not(None), post.gone)
    found = select(*columns, post.impressions, engagements).order_by(post.published_at, post.id)
    return [Post(*row) for row in connection.execute(found)]


def sent(connection: Connection, ids: Sequence[int]) -> list[Sent]:
    """These posts with all that is known of them, in this order."""
    found = {row.id: _sent(row) for row in connection.execute(_FOUND.where(among(Delivery.id, ids)))} if ids else {}
    return [found[key] for key in ids]


def unsent(connection: Connection, account_id: int, since: datetime, until: datetime) -> dict[State, int]:
    """How many posts of an account that were to go out then did not: State → number."""
    ends = (State.FAILED, State.MISSED, State.IN_DOUBT, State.CANCELLED)
    found = (
        select(Delivery.state, func.count().label("number"))
        .where(
            Delivery.account_id == account_id,
            among(Delivery.state, ends),
            Delivery.scheduled_for >= since,
            Delivery.scheduled_for < until,
        )
        .group_by(Delivery.state)
    )
    return {State(row.state): row.number for row in connection.execute(found)}


def zones(connection: Connection, account_id: int) -> set[str]:
    """The time zones of the campaigns in which an account speaks."""
    found = select(Campaign.timezone).join(CampaignAccount, CampaignAccount.campaign_id == Campaign.id)
    return set(connection.scalars(found.where(CampaignAccount.account_id == account_id)))


_FIGURES = ("age_s", *FIGURES)


def _found() -> Select[Any]:
    """Published deliveries, each with its figures at the greatest age that they were taken at."""
    newer, last = aliased(Snapshot), aliased(Snapshot)
    taken = select(func.max(newer.age_s)).where(newer.delivery_id == Delivery.id, ~newer.gone).correlate(Delivery)
    gone = select(last.id).where(last.delivery_id == Delivery.id, last.gone).correlate(Delivery).exists()
    # PostgreSQL's sum of whole numbers is of another kind.
    clicks = select(cast(func.sum(Clicks.number), BigInteger)).where(Clicks.delivery_id == Delivery.id)
    return (
        select(
            *(Delivery.id, Delivery.scheduled_for, Delivery.published_at, Delivery.remote_url, Delivery.withdrawn_at),
            *(Variant.text, Campaign.name.label("campaign"), gone.label("gone")),
            *(getattr(Snapshot, name) for name in _FIGURES),
            clicks.correlate(Delivery).scalar_subquery().label("clicks"),
            Elapsed(Delivery.published_at, Delivery.scheduled_for).label("delay_us"),
        )
        .join(Variant, Variant.id == Delivery.variant_id)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .outerjoin(Snapshot, and_(Snapshot.delivery_id == Delivery.id, Snapshot.age_s == taken.scalar_subquery()))
    )


_FOUND = _found()


def _sent(row: Row[Any]) -> Sent:
    known = row.age_s is not None or row.clicks is not None
    figures = Figures(**{name: getattr(row, name) for name in (*_FIGURES, "clicks")}) if known else None
    return Sent(
        delivery=row.id,
        campaign=row.campaign,
        scheduled_for=row.scheduled_for,
        published_at=row.published_at,
        text=row.text,
        url=row.remote_url,
        withdrawn_at=row.withdrawn_at,
        figures=figures,
        gone=bool(row.gone),
    )
