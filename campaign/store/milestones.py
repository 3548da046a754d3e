"""How far a new installation has come: one statement that looks whether there is one of each."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from sqlalchemy import Connection, exists, or_, select

from campaign.states import State
from campaign.store.conditions import is_in
from campaign.store.models import Account, Article, Campaign, Delivery, SlotRule, User


@dataclass(frozen=True, slots=True)
class Milestones:
    """What there is already."""

    article: bool
    posts: bool
    hashtag: bool
    times: bool
    first_post: bool
    account: bool
    password: bool

    @property
    def reached(self) -> int:
        """How many of them."""
        return sum(astuple(self))

    @property
    def complete(self) -> bool:
        """Whether all are."""
        return all(astuple(self))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was begun."""
        return not (self.article or self.hashtag)


def milestones(connection: Connection) -> Milestones:
    """Looks at the database as it is now."""
    return Milestones(*map(bool, connection.execute(_MILESTONES).one()))


_TIMED = or_(Campaign.every_s.is_not(None), exists().where(SlotRule.campaign_id == Campaign.id))
_MILESTONES = select(
    exists(select(Article.id)),
    exists(select(Delivery.id)),
    exists(select(Campaign.id)),
    exists(select(Campaign.id).where(_TIMED)),
    exists(select(Delivery.id).where(is_in(State.PUBLISHED))),
    exists(select(Account.id).where(Account.platform != "feed")),
    exists(select(User.id)),
)
