"""What happened, summed: a verb for each report. Each reads one moment, and sums kept days rather than rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from campaign.app import App
from campaign.desk.calendar import first_weekday
from campaign.desk.campaigning import covered
from campaign.errors import Refused
from campaign.planning import zones
from campaign.reports import campaign as one_campaign
from campaign.reports import delivery as going_out
from campaign.reports import hashtags as compared
from campaign.reports.campaign import Coverage, Report
from campaign.reports.course import Course, Grain, fitting, stretches
from campaign.reports.delivery import DeliveryReport
from campaign.reports.figures import counts
from campaign.reports.hashtags import HashtagReport
from campaign.reports.lines import PostLine, Source, line
from campaign.reports.period import Period, Spans, days_of
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


@dataclass(frozen=True, slots=True)
class Days:
    """Which days a report is to cover, as somebody writes them: 2026-12-01. None: from the first post, to the last."""

    since: str | None = None
    until: str | None = None


ALL = Days()
#: Years of which there are reports.
_EARLIEST, _LATEST = 1970, 2200
#: With today, ninety days.
_LATELY = timedelta(days=89)


def report(app: App, name: str, wanted: Days = ALL, *, by: Grain | None = None, most: int | None = None) -> Report:
    """A campaign's report, in its zone; with each of its posts, unless they are more than ``most``.

    Its course is told by what fits, unless that is said. Raises `NotFound`, and `Refused` for days that are none.
    """
    with app.store.read() as connection:
        found = campaigns.campaign(connection, name)
        slots = counting.first_and_last(connection, [found.id]).get(found.id)
        now = app.clock.now()
        period = period_of(wanted, slots, found.terms.timezone, now)
        course = course_of(app, by, period.within(slots))
        zones = {found.id: found.terms.timezone}
        total = totals(connection, spans([(found.id, period, slots)]), _told(course), zones, now)[found.id]
        before = wholes(connection, spans([(found.id, period.before, slots)]), now)[found.id]
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
    """How posts went out: of a campaign, an account, both, or all. Raises `NotFound`, and `Refused` as `report`.

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


def course_of(app: App, by: Grain | None, days: Period | None) -> Course:
    """In which stretches these days are told: those that somebody chose, or such as fit."""
    return Course(by or fitting(days.days if days else 0), first_weekday(app))


def _told(course: Course) -> str:
    """What sums have to tell by itself for such stretches: weeks are put together of days."""
    return MONTH if course.by is Grain.MONTH else DAY


def at_home(app: App, wanted: Days) -> Period:
    """The days of the installation's zone that are wanted; the last ninety, where left open. Raises `Refused`."""
    zone, now = _home(app), app.clock.now()
    return period_of(wanted, (now - _LATELY, now), zone, now)


def lately(app: App, wanted: Days) -> tuple[date, date]:
    """As `at_home`: the first day and the last, of whatever zone."""
    found = at_home(app, wanted)
    return found.first, found.last


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
        return spans([(key, period, self.slots.get(key)) for key, period in own.items()])


def _several(
    app: App, connection: Transaction, names: Sequence[str], wanted: Days, *, ends_today: bool = False
) -> _Several:
    """The campaigns of these names, or all, and the days that are wanted of them."""
    chosen = campaigns.outlines(connection, names)
    zone = chosen[0].timezone if len({one.timezone for one in chosen}) == 1 else _home(app)
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


def _home(app: App) -> str:
    """The zone of a report on campaigns of several zones."""
    return zones.named(app.config.defaults.timezone).key


def period_of(wanted: Days, slots: tuple[datetime, datetime] | None, zone: str, now: datetime) -> Period:
    """The days that are wanted; where they are left open, from the first post to the last. Raises `Refused`."""
    first, last = days_of(slots or (now, now), zone)
    since, until = day(wanted.since, "since"), day(wanted.until, "until")
    first = since or (min(first, until) if until else first)
    last = until or max(last, first)
    if last < first:
        raise Refused(
            f"The report would end on {last}, before it begins on {first}: turn the two round.", field="until"
        )
    return Period(first, last, zone)


def day(text: str | None, field: str) -> date | None:
    """A day as somebody writes it. Raises `Refused`."""
    if not text:
        return None
    try:
        found = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise Refused(f"“{text}” is no day: write it as 2026-12-01.", field=field) from None
    if not _EARLIEST <= found.year <= _LATEST:
        raise Refused(f"No report reaches to {found}: name a day between {_EARLIEST} and {_LATEST}.", field=field)
    return found


def spans(of: Sequence[tuple[int, Period, tuple[datetime, datetime] | None]]) -> Mapping[int, Sequence[Span]]:
    """Campaign's id → the days of that period on which it may have posts; of campaigns' ids with their ends."""
    wanted = {key: _days(period, slots) for key, period, slots in of}
    # Campaigns have few different ones.
    spans = {days: Spans(days) if days else () for days in set(wanted.values())}
    return {key: spans[days] for key, days in wanted.items()}


def _days(period: Period, slots: tuple[datetime, datetime] | None) -> Period | None:
    """The days of the period on which there may be posts; None: there are none."""
    if slots is None or period.within(slots) is None:
        return None
    # Before the first post and after the last there is nothing: so their years are read as they are kept, whole.
    first, last = days_of(slots, period.zone)
    year, last_year = date(first.year, 1, 1), date(last.year, 12, 31)
    return Period(
        year if period.first <= first else period.first, last_year if period.last >= last else period.last, period.zone
    )


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
