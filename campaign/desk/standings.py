"""How campaigns stand: what waits, what is out, when the queue runs dry, and what their posts say of their articles."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.app import App
from campaign.desk.archiving import ARCHIVED
from campaign.states import State
from campaign.store import articles, campaigns, history, tallies
from campaign.store.database import Transaction
from campaign.store.history import Filter
from campaign.store.tallies import Tally
from campaign.store.values import Campaign, Delivery
from posts.cut.coverage import Section, coverage_by, of_all, places, unsaid

_NOTHING = Tally({}, None, None)
#: How many of its next posts, and of its latest articles, a campaign's page shows.
_NEXT, _ARTICLES = 5, 5


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign, and how far it is."""

    campaign: Campaign
    tally: Tally


@dataclass(frozen=True, slots=True)
class Covered:
    """An article of a campaign, and how much of it the campaign's posts say."""

    title: str
    #: 0 to 1.
    share: float
    sections: tuple[Section, ...]
    #: The passages that no post says, in the article's words.
    unsaid: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """All that a campaign's page tells."""

    campaign: Campaign
    tally: Tally
    #: What goes out next.
    coming: tuple[Delivery, ...]
    #: The latest articles first.
    articles: tuple[Covered, ...]


def standings(app: App, *, archived: bool = False) -> tuple[list[Standing], int]:
    """The campaigns by name, with those that are archived if they are asked for; and how many are archived."""
    with app.store.read() as connection:
        found, counted = campaigns.campaigns(connection), tallies.tallies(connection)
    shown = [one for one in found if archived or one.state != ARCHIVED]
    away = sum(one.state == ARCHIVED for one in found)
    return [Standing(one, counted.get(one.id, _NOTHING)) for one in shown], away


def detail(app: App, name: str) -> Detail:
    """One campaign. Raises `NotFound`."""
    with app.store.read() as connection:
        found = campaigns.campaign(connection, name)
        coming = history.deliveries(connection, Filter(campaign=name, states=[State.QUEUED], limit=_NEXT))
        tally = tallies.tallies(connection, found.id).get(found.id, _NOTHING)
        return Detail(found, tally, tuple(coming), covered(connection, found.id, _ARTICLES))


def covered(connection: Transaction, campaign_id: int, most: int | None = None) -> tuple[Covered, ...]:
    """How much of its articles a campaign says, the latest first; of ``most`` of them, or (None) of all."""
    return tuple(_cover(connection, campaign_id, key) for key in articles.latest_of(connection, campaign_id, most))


def _cover(connection: Transaction, campaign_id: int, key: int) -> Covered:
    article = articles.article(connection, key)
    posts = articles.said_of(connection, key, campaign_id)
    said = frozenset[int]().union(*(places(spans, edits) for spans, edits in posts))
    sections = coverage_by(article, said)
    return Covered(article.title, of_all(sections), sections, unsaid(article, said))
