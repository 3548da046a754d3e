"""What would happen to a campaign: tried out on a copy, in virtual time, before platforms that only pretend.

::

    App ─excerpt→ Rehearsal ─add, approve→ queue ─run→ rows ─foreseen→ Foreseen

Nothing is written to the installation, and nobody is asked: the copy lies in memory, its way to the network is shut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from campaign.app import App
from campaign.desk import adding, deliveries, stopping
from campaign.desk.rehearsing import Rehearsal, rehearsing
from campaign.desk.trials import Trial, end_of, faults_of
from campaign.errors import Refused
from campaign.planning import words
from campaign.publishing.reconciling import Looked
from campaign.reasons import words as why
from campaign.simulating.foreseen import Foreseen, foreseen
from campaign.simulating.running import publisher, run
from campaign.states import MOVING, State
from campaign.store import campaigns, history, tallies
from campaign.store.history import Filter
from campaign.store.values import Campaign, Delivery, Selection, Settlement
from posts.article import Article, load

#: States in which it is not decided what becomes of a post.
_UNDECIDED = (State.PROPOSED, State.HELD, State.IN_DOUBT, *MOVING)


@dataclass(frozen=True, slots=True)
class Most:
    """How much is tried out at most: so many posts of the campaign's accounts, so many passes of the worker."""

    posts: int = 10_000
    passes: int = 50_000


def simulate(app: App, name: str, trial: Trial, *, most: Most = Most()) -> Foreseen:
    """Tries a campaign out. Raises `CampaignError` or `PostsError`, as adding and approving do."""
    with app.store.read() as connection:
        campaign = campaigns.campaign(connection, name)
    faults = faults_of(campaign, trial)
    articles = [load(source, app.session()) for source in trial.sources]
    with rehearsing(app, campaign, faults, most.posts) as (rehearsal, known):
        notes = [*_halts(app, campaign), *_added(rehearsal, name, articles, approve=trial.approve)]
        # As they stand before they are approved: whose time has passed by then gets another one, which is to be told.
        before = [one for one in _rows(rehearsal, campaign) if one.state in _UNDECIDED]
        if trial.approve:
            deliveries.approve(rehearsal, Selection(campaign_id=campaign.id))
        return _run(rehearsal, campaign, end_of(campaign, trial), before, known, notes, most.passes)


def _halts(app: App, campaign: Campaign) -> Iterator[str]:
    """What keeps the campaign silent as it stands."""
    names = {one.account.name for one in campaign.speakers}
    for one in stopping.halts(app):
        ours = {"everything": True, "campaign": one.name == campaign.name, "account": one.name in names}
        if ours[one.what]:
            said = f"Everything is {one.state}" if one.name is None else f"The {one.what} {one.name} is {one.state}"
            yield f"{said}: {why(one.reason, campaign.terms.timezone)}." if one.reason else f"{said}."


def _added(rehearsal: Rehearsal, name: str, articles: Sequence[Article], *, approve: bool) -> Iterator[str]:
    """The articles join the campaign; what found no time."""
    for article in articles:
        try:
            added = adding.join(rehearsal, name, partial(_same, article), approve=approve)
        except Refused as refused:
            if refused.field != "again":
                raise
            there = f"“{article.title}” is in campaign “{name}” already, and is tried out with it"
            raise Refused(f"{there}: leave it out here.", field="sources") from None
        yield from (f"{line}." for line in words.shortfall(added.plan.unplanned))


def _same(article: Article) -> Article:
    return article


def _run(
    rehearsal: Rehearsal,
    campaign: Campaign,
    end: datetime,
    before: Sequence[Delivery],
    known: int,
    notes: list[str],
    most: int,
) -> Foreseen:
    began, zone = rehearsal.moment.at, campaign.terms.timezone
    watched = _Watched(rehearsal, campaign, frozenset(one.id for one in before), most)
    worker = publisher(rehearsal.store, rehearsal.moment, rehearsal.open_platform, rehearsal.faults.seed)
    run(worker, rehearsal.moment, end, away=rehearsal.faults.away, seen=watched.seen)
    worker.stop()
    ended = rehearsal.moment.at
    if watched.broken_off:
        day = ended.astimezone(ZoneInfo(zone))
        notes.append(f"It was broken off on {day:%a %d %b %Y}, since it took too long: what comes after is not told.")
    after = _rows(rehearsal, campaign)
    return foreseen(campaign.name, zone, before, after, watched.settled, (began, ended), known=known, notes=notes)


@dataclass
class _Watched:
    """What the passes of a simulation's worker come to, for one campaign."""

    rehearsal: Rehearsal
    campaign: Campaign
    ours: frozenset[int]
    most: int
    passes: int = 0
    settled: list[Settlement] = field(default_factory=list)

    def seen(self, answers: Sequence[Settlement | Looked]) -> bool:
        """Keeps what a pass came to; whether there is to be another one."""
        self.passes += 1
        self.settled += [one for one in answers if isinstance(one, Settlement) and one.delivery in self.ours]
        return self.passes < self.most and self._is_coming()

    @property
    def broken_off(self) -> bool:
        """Whether there would have been more."""
        return self.passes == self.most and self._is_coming()

    def _is_coming(self) -> bool:
        return self.rehearsal.store.glance(partial(tallies.is_coming, campaign_id=self.campaign.id))


def _rows(rehearsal: Rehearsal, campaign: Campaign) -> list[Delivery]:
    with rehearsal.store.read() as connection:
        return history.deliveries(connection, Filter(campaign=campaign.name))
