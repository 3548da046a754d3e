"""Reports on campaigns: one summed up, how posts went out, several side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.app import App
from campaign.desk.reporting.days import ALL, Days, course_of, home, period_of, spans
from campaign.desk.standings import covered
from campaign.reports import campaign as one_campaign
from campaign.reports import delivery as going_out
from campaign.reports import hashtags as compared
from campaign.reports.campaign import Coverage, Report
from campaign.reports.course import Course, Grain, stretches
from campaign.reports.delivery import DeliveryReport
from campaign.reports.figures import counts
from campaign.reports.hashtags import HashtagReport
from campaign.reports.lines import PostLine, Source, line
from campaign.reports.period import Period
from campaign.store import accounts, articles, campaigns, history
from campaign.store.campaigns import Outline
from campaign.store.database import Transaction
from campaign.store.history import Filter
from campaign.store.reporting import counting, examples
from campaign.store.reporting.days import DAY, MONTH, Span
from campaign.store.reporting.summing import totals, totals_of, wholes
from campaign.store.reporting.sums import Sums
from campaign.store.reporting.totals import joined
from campaign.store.values import Campaign, Delivery


def report(app: App, name: str, wanted: Days = ALL, *, by: Grain | None = None, most: int | None = None) -> Report:
    """A campaign's report, in its zone; with each of its posts, unless they are more than ``most``.

    Its course is told by what fits, unless that is said. Raises `NotFound`, and `UsageError` for days that are none.
    """
    with app.store.read() as connection:
        found = campaigns.campaign(connection, name)
        slots = counting.first_and_last(connection, [found.id]).get(found.id)
        now = app.clock.now()
        period = period_of(wanted, slots, found.terms.timezone, now)
        course = course_of(app, by, period.within(slots))
        zones = {found.id: found.terms.timezone}
        total = totals(connection, spans([(found.id, period, slots)], now), _told(course), zones, now)[found.id]
        before = wholes(connection, spans([(found.id, period.before, slots)], now), now)[found.id]
        is_listed = most is None or counts(total.sums.counts).planned <= most
        ranked = [one.delivery for one in total.sums.ranked]
        made_of = one_campaign.Found(
            campaign=found,
            period=period,
            slots=slots,
            course=course,
            total=total,
            before=before.sums.counts,
            accounts=accounts.by_id(connection, total.accounts()),
            ranked={one.delivery: one for one in _lines(connection, Filter(ids=ranked))} if ranked else {},
            posts=_lines(connection, _of(found, period)) if is_listed else (),
            coverage=_coverage(connection, found),
        )
    return one_campaign.build(made_of, now)


def delivery(
    app: App,
    wanted: Days = ALL,
    *,
    campaign: str | None = None,
    account: str | None = None,
    by: Grain | None = None,
) -> DeliveryReport:
    """How posts went out: of a campaign, an account, both, or all. Raises `NotFound`, and `UsageError` as `report`.

    Where its end is left open it ends today: what was not due yet can neither be sent nor late.
    """
    with app.store.read() as connection:
        several = _several(app, connection, [campaign] if campaign else [], wanted, ends_today=True)
        only = accounts.account(connection, account) if account else None
        course = course_of(app, by, several.period.within(several.widest))
        spans = several.spans()
        zones = {one.id: one.timezone for one in several.chosen}
        if only:
            found = totals_of(connection, spans, only.id, several.now)
        else:
            found = totals(connection, spans, _told(course), zones, several.now)
        total = joined(list(found.values()))
        made_of = going_out.Found(
            campaign=campaign,
            account=account,
            period=several.period,
            total=total,
            by=course.by,
            course=tuple(stretches(_by_zone((one, found[one.id].sums) for one in several.chosen), course).values()),
            accounts=accounts.by_id(connection, total.accounts()),
            examples=examples.reasons(connection, set(total.sums.latest.values())),
        )
    return going_out.build(made_of, several.now)


def hashtags(app: App, names: Sequence[str], wanted: Days = ALL) -> HashtagReport:
    """These campaigns side by side; all of them where none is named. Raises as `delivery`."""
    with app.store.read() as connection:
        several = _several(app, connection, names, wanted)
        found = wholes(connection, several.spans(), several.now)
    return compared.build([(one, found[one.id]) for one in several.chosen], several.period, several.now)


def _told(course: Course) -> str:
    """What sums have to tell by itself for such stretches: weeks are put together of days."""
    return MONTH if course.by is Grain.MONTH else DAY


@dataclass(frozen=True, slots=True)
class _Several:
    """Campaigns, and the days of all of them."""

    chosen: Sequence[Outline]
    #: The same dates for each of them: days of its own zone.
    period: Period
    #: Campaign's id → its first and last slot, if it has any.
    slots: Mapping[int, tuple[datetime, datetime]]
    #: The first and the last slot of all.
    widest: tuple[datetime, datetime] | None
    #: The moment of which all of it is.
    now: datetime

    def spans(self) -> Mapping[int, Sequence[Span]]:
        """As `spans` has them."""
        own = {one.id: Period(self.period.first, self.period.last, one.timezone) for one in self.chosen}
        return spans([(key, period, self.slots.get(key)) for key, period in own.items()], self.now)


def _several(
    app: App, connection: Transaction, names: Sequence[str], wanted: Days, *, ends_today: bool = False
) -> _Several:
    """The campaigns of these names, or all, and the days that are wanted of them."""
    chosen = campaigns.outlines(connection, names)
    zone = chosen[0].timezone if len({one.timezone for one in chosen}) == 1 else home(app)
    slots = counting.first_and_last(connection, [one.id for one in chosen])
    widest = (min(first for first, _ in slots.values()), max(last for _, last in slots.values())) if slots else None
    now = app.clock.now()
    meant = (widest[0], min(widest[1], max(widest[0], now))) if widest and ends_today else widest
    return _Several(chosen, period_of(wanted, meant, zone, now), slots, widest, now)


def _by_zone(found: Iterable[tuple[Outline, Sums]]) -> Mapping[str, list[Sums]]:
    """The sums of all campaigns whose days begin at the same moments."""
    of_zones: dict[str, list[Sums]] = defaultdict(list)
    for one, of in found:
        of_zones[one.timezone].append(of)
    return of_zones


def _of(one: Campaign, period: Period) -> Filter:
    return Filter(campaign=one.name, since=period.begins_at, until=period.ends_at)


def _lines(connection: Transaction, wanted: Filter) -> list[PostLine]:
    """Deliveries, each beside what it says of its article."""
    rows: list[Delivery] = history.deliveries(connection, wanted)
    keys = {one.article_id for one in rows if one.article_id is not None}
    found = {key: articles.article(connection, key) for key in keys}
    sources = {key: Source(one.title, one.text) for key, one in found.items()}
    return [line(one, sources.get(one.article_id) if one.article_id is not None else None) for one in rows]


def _coverage(connection: Transaction, one: Campaign) -> list[Coverage]:
    return [Coverage(said.title, said.share, len(said.unsaid)) for said in covered(connection, one.id)]
