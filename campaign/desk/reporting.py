"""What happened, summed: a verb for each report. Each reads one moment, and sums kept days rather than rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from campaign.app import App
from campaign.desk.campaigning import covered
from campaign.errors import Refused
from campaign.planning import zones
from campaign.reports import campaign as one_campaign
from campaign.reports import delivery as going_out
from campaign.reports import hashtags as compared
from campaign.reports.campaign import Coverage, Report, days_of, within
from campaign.reports.delivery import DeliveryReport
from campaign.reports.figures import counts, day_parts
from campaign.reports.hashtags import HashtagReport
from campaign.reports.lines import PostLine, Source, line
from campaign.reports.period import Period
from campaign.store import accounts, articles, campaigns, history
from campaign.store.campaigns import Outline
from campaign.store.database import Transaction
from campaign.store.history import Filter
from campaign.store.reporting import counting, examples
from campaign.store.reporting.days import Span
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


def report(app: App, name: str, wanted: Days = ALL, *, most: int | None = None) -> Report:
    """A campaign's report, in its zone; with each of its posts, unless they are more than ``most``.

    Raises `NotFound`, and `Refused` for days that are none.
    """
    with app.store.read() as connection:
        found = campaigns.campaign(connection, name)
        slots = counting.first_and_last(connection, [found.id]).get(found.id)
        period = period_of(wanted, slots, found.terms.timezone, app.clock.now())
        total = totals(connection, spans([(found.id, period, slots)]))[found.id]
        before = wholes(connection, spans([(found.id, period.before, slots)]))[found.id]
        is_listed = most is None or counts(total.sums.counts).planned <= most
        ranked = [one.delivery for one in total.sums.ranked]
        made_of = one_campaign.Found(
            campaign=found,
            period=period,
            slots=slots,
            total=total,
            before=before.sums.counts,
            accounts=accounts.by_id(connection, total.accounts()),
            ranked={one.delivery: one for one in _lines(connection, Filter(ids=ranked))} if ranked else {},
            posts=_lines(connection, _of(found, period)) if is_listed else (),
            coverage=_coverage(connection, found),
        )
    return one_campaign.build(made_of, app.clock.now())


def delivery(
    app: App, wanted: Days = ALL, *, campaign: str | None = None, account: str | None = None
) -> DeliveryReport:
    """How posts went out: of a campaign, an account, both, or all. Raises `NotFound`, and `Refused` as `report`."""
    with app.store.read() as connection:
        chosen = campaigns.outlines(connection, [campaign] if campaign else [])
        only = accounts.account(connection, account) if account else None
        period, spans = _several(app, connection, chosen, wanted)
        found = totals_of(connection, spans, only.id) if only else totals(connection, spans)
        total = joined(list(found.values()))
        made_of = going_out.Found(
            campaign=campaign,
            account=account,
            period=period,
            total=total,
            days=tuple(day_parts(_by_zone((one, found[one.id].sums) for one in chosen)).values()),
            accounts=accounts.by_id(connection, total.accounts()),
            examples=examples.reasons(connection, set(total.sums.latest.values())),
        )
    return going_out.build(made_of, app.clock.now())


def hashtags(app: App, names: Sequence[str], wanted: Days = ALL) -> HashtagReport:
    """These campaigns side by side; all of them where none is named. Raises as `delivery`."""
    with app.store.read() as connection:
        chosen = campaigns.outlines(connection, names)
        period, spans = _several(app, connection, chosen, wanted)
        found = wholes(connection, spans)
    return compared.build([(one, found[one.id]) for one in chosen], period, app.clock.now())


def at_home(app: App, wanted: Days) -> Period:
    """The days of the installation's zone that are wanted; the last ninety, where left open. Raises `Refused`."""
    zone, now = _home(app), app.clock.now()
    return period_of(wanted, (now - _LATELY, now), zone, now)


def lately(app: App, wanted: Days) -> tuple[date, date]:
    """As `at_home`: the first day and the last, of whatever zone."""
    found = at_home(app, wanted)
    return found.first, found.last


def _several(
    app: App, connection: Transaction, chosen: Sequence[Outline], wanted: Days
) -> tuple[Period, Mapping[int, Sequence[Span]]]:
    """The days of several campaigns, which have the same dates, and are for each of them those of its own zone."""
    zone = chosen[0].timezone if len({one.timezone for one in chosen}) == 1 else _home(app)
    slots = counting.first_and_last(connection, [one.id for one in chosen])
    widest = (min(first for first, _ in slots.values()), max(last for _, last in slots.values())) if slots else None
    period = period_of(wanted, widest, zone, app.clock.now())
    own = {one.id: Period(period.first, period.last, one.timezone) for one in chosen}
    return period, spans([(one.id, own[one.id], slots.get(one.id)) for one in chosen])


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
    # Campaigns have few different ones, and each is hundreds of midnights.
    spans = {days: days.spans() if days else () for days in set(wanted.values())}
    return {key: spans[days] for key, days in wanted.items()}


def _days(period: Period, slots: tuple[datetime, datetime] | None) -> Period | None:
    """The days of the period on which there may be posts; None: there are none."""
    if slots is None or within(period, slots) is None:
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
