"""A campaign's report of coverage and gaps: what it says of its articles, and on which days it says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from campaign.app import App
from campaign.desk.lineup import free_times
from campaign.desk.reporting.days import ALL, Days, course_of, period_of, spans
from campaign.desk.standings import covered
from campaign.reports.course import Grain
from campaign.reports.coverage import Coverage, Free, Part, build
from campaign.store import campaigns, history
from campaign.store.database import Transaction
from campaign.store.reporting import counting
from campaign.store.reporting import coverage as rows
from campaign.store.values import Campaign, least_gap

#: How many free times are shown, and how far beyond the end of the queue they are looked for.
_FREE, _BEYOND = 10, timedelta(days=28)


def coverage(app: App, name: str, wanted: Days = ALL, *, by: Grain | None = None) -> Coverage:
    """How a campaign covers its articles, and these days of its zone. Raises as `report`."""
    now = app.clock.now()
    with app.store.read() as connection:
        campaign = campaigns.campaign(connection, name)
        slots = counting.first_and_last(connection, [campaign.id]).get(campaign.id)
        period = period_of(wanted, slots, campaign.terms.timezone, now)
        days = spans([(campaign.id, period, slots)], now)[campaign.id]
        names = rows.names(connection)
        spoke = rows.spoke(connection, campaign.id, days, names, now)
        whole = period_of(ALL, slots, campaign.terms.timezone, now)
        of_all = spoke
        if period.within(slots) != whole.within(slots):
            every = spans([(campaign.id, whole, slots)], now)[campaign.id]
            of_all = rows.spoke(connection, campaign.id, every, names, now)
        lines = rows.lines([one.account.name for one in campaign.speakers], of_all)
        articles = list(_parts(connection, campaign.id))
        free = _free(connection, campaign, now, max((one.dry for one in lines if one.dry), default=now))
    course = course_of(app, by, period.within(slots))
    return build(name, period, articles, spoke, lines, free, now, course=course)


def _parts(connection: Transaction, campaign_id: int) -> Iterator[Part]:
    """Each article of a campaign whole, and then its sections."""
    for one in covered(connection, campaign_id):
        said, characters = sum(part.said for part in one.sections), sum(part.characters for part in one.sections)
        yield Part(one.title, None, said, characters)
        if len(one.sections) > 1:
            yield from (Part(one.title, part.heading, part.said, part.characters) for part in one.sections)


def _free(connection: Transaction, campaign: Campaign, now: datetime, dry: datetime) -> list[Free]:
    """Its next free times; a compressed schedule has none of its own, and a campaign that is silent none at all."""
    if campaign.state != "active" or campaign.terms.every_s or not campaign.speakers:
        return []
    end, gap = max(dry, now) + _BEYOND, least_gap(campaign.terms.gap_s, None)
    ids = [one.account.id for one in campaign.speakers]
    # The first few are mostly near: what is planned for years to come is read only as far as they lie.
    for until in _further(now, end):
        taken = history.spoken_for(connection, ids, now - gap, until + gap)
        found = list(islice(free_times(campaign, campaign.speakers, now, until, taken), _FREE))
        if len(found) == _FREE:
            break
    return [Free(one.slot.at, one.accounts) for one in found]


def _further(now: datetime, end: datetime) -> Iterator[datetime]:
    """Until when to look: each time four times as far, and at last to the end."""
    far = _BEYOND
    while now + far < end:
        yield now + far
        far *= 4
    yield end
