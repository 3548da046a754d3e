"""The days, and larger units of days, whose sums are kept, so that they need not be counted again.

A row says that nothing of its days has changed since it was put there. Three steps make that true, none of which keeps
anybody waiting: the row is put there without sums (`mark`), the day is counted as it is after that, and the sums are
written if the row is still there (`keep`). Whatever changes a delivery at rest, or what is told of it, takes the row
away in the transaction of the change (`forget`).

But not a worker, which claims and settles what is due, thousands in a second: so of days that have begun none has a row
in which anything moves (queued, claimed, sending), and the row of days ahead, in which posts are queued, is read only
until shortly before they begin. Nothing of them is due before that; where a clock was set back, a claim forgets them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias, TypeVar

from pydantic_core import from_json as parsed
from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Integer,
    ScalarSelect,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    union_all,
    update,
)

from campaign.store.batches import Batch
from campaign.store.conditions import listed, looked_up
from campaign.store.models import Campaign, Day, Delivery
from campaign.store.reporting import silences
from campaign.store.reporting.silences import Speech
from campaign.store.reporting.sums import Sums, in_months
from campaign.store.reporting.totals import Total, Whole, total_of

#: The units, the largest first: each is made of smaller ones once all of its days are kept. A side is all that a
#: campaign has on one side of today: what is over, or what lies ahead.
UNITS = SIDE, YEAR, QUARTER, MONTH, THIRD, DAY = "side", "year", "quarter", "month", "third", "day"
#: Those that keep the sums of each account, too: of a side, which is made anew each day, only the total is kept.
_OF_ACCOUNTS = UNITS[1:]
#: No unit is shorter, whatever its zone's clocks do.
_SHORTEST = {
    YEAR: timedelta(days=360),
    QUARTER: timedelta(days=85),
    MONTH: timedelta(days=25),
    THIRD: timedelta(days=6),
}
#: From when to when a day, or a month, is.
Span: TypeAlias = tuple[datetime, datetime]
_Read = TypeVar("_Read")
_ANY = timedelta(0)
_BEGIN = itemgetter(0)
#: For so long before they begin days ahead are not read any more as they are kept: the clocks of hosts may differ.
_APART = timedelta(hours=1)
#: What PostgreSQL's advisory locks of ours are told apart by from others in the same database.
_LOCKS = 60_201


class Counted(NamedTuple):
    """What some days came to; and when their posts have their slots."""

    total: Total
    speech: Speech
    #: Account's id → its sums, of which the total is; None where they are not kept.
    sums: Mapping[int, Sums] | None = None

    @staticmethod
    def of(sums: Mapping[int, Sums], speech: Speech) -> Counted:
        """With the total of these sums."""
        return Counted(total_of(sums), speech, sums)


class Said(NamedTuple):
    """How many posts single days have, as `Sums.days` tells it, and when they have their slots."""

    by_day: Mapping[str, Sequence[int]]
    speech: Speech


def are_ahead(begin: datetime, now: datetime) -> bool:
    """Whether days that begin at that moment may be kept although posts of them are queued."""
    return begin - _APART > now


def forget(connection: Connection, deliveries: Collection[int]) -> None:
    """Takes away the sums of the days in which these deliveries are, since something of them changes or has changed.

    To be called in the transaction of the change, for every change of a delivery that is not on its way (queued and
    claimed as it is due, being sent), of its attempts, its snapshots and its clicks; before and after the change where
    its slot is what changes.
    """
    if not deliveries:
        return
    ids = {"deliveries": list(deliveries)}
    if connection.dialect.name == "postgresql":
        connection.execute(_HOLD_OFF, ids)
    connection.execute(_FORGET, ids)


def _unit_of(unit: str) -> ScalarSelect[int]:
    """Of a unit, the one in which a delivery's slot is: the last that begins before it, unless that is over."""
    return (
        select(case((Day.ends_at > Delivery.scheduled_for, Day.id)))
        .where(Day.campaign_id == Delivery.campaign_id, Day.unit == unit, Day.begins_at <= Delivery.scheduled_for)
        .order_by(Day.begins_at.desc())
        .limit(1)
        .correlate(Delivery)
        .scalar_subquery()
    )


def forget_campaign(connection: Connection, campaign_id: int) -> None:
    """Takes away all of a campaign's days: its zone is another now, and so are they."""
    if connection.dialect.name == "postgresql":
        connection.execute(_held_off(Campaign.id == campaign_id))
    connection.execute(delete(Day).where(Day.campaign_id == campaign_id))


def _held_off(which: ColumnElement[bool]) -> Select[Any]:
    """Lets nobody mark a day of these campaigns until this change is committed: they would not see it.

    On SQLite, whose writers take turns, nobody need be held off.
    """
    campaigns = select(Campaign.id).where(which).order_by(Campaign.id).subquery()
    return select(func.pg_advisory_xact_lock_shared(_LOCKS, cast(campaigns.c.id, Integer)))


def _forgotten() -> Delete:
    """Takes away the days and larger units in which the slots of these deliveries are."""
    theirs = (select(_unit_of(unit)).where(listed(Delivery.id, "deliveries")) for unit in UNITS)
    # In the order of ids, as they are written: so of two who forget the same days none is thrown out.
    found = select(Day.id).where(Day.id.in_(union_all(*theirs))).order_by(Day.id).with_for_update()
    return delete(Day).where(Day.id.in_(found))


_HOLD_OFF = _held_off(Campaign.id.in_(select(Delivery.campaign_id).where(listed(Delivery.id, "deliveries"))))
_FORGET = _forgotten()


def mark(connection: Connection, campaign_id: int, unit: str, spans: Sequence[Span], zone: str, now: datetime) -> bool:
    """Puts the rows of these days, or larger units, of that zone there, without sums, where none has sums.

    What is committed from here on takes them away again; what is read from here on has all that went before. False
    while somebody changes the campaign, or once its zone is another.
    """
    if connection.dialect.name == "postgresql":
        alone = select(func.pg_try_advisory_xact_lock(_LOCKS, cast(campaign_id, Integer)))
        if not connection.scalar(alone):
            return False
    if connection.scalar(select(Campaign.timezone).where(Campaign.id == campaign_id)) != zone:
        return False
    if not spans:
        return True
    of_unit = (Day.campaign_id == campaign_id, Day.unit == unit)
    then = Day.begins_at.between(spans[0][0], spans[-1][0])
    if unit == SIDE:
        # The one of yesterday, which ended, or began, elsewhere: whoever forgets a post's units finds one of each.
        older = (Day.begins_at < spans[-1][1], Day.ends_at > spans[0][0])
        connection.execute(delete(Day).where(*of_unit, *older))
    # What a counting that came to nothing has left may say that it holds for good, where a clock was set back since.
    connection.execute(delete(Day).where(*of_unit, then, Day.whole.is_(None)))
    there = set(connection.scalars(select(Day.begins_at).where(*of_unit, then)))
    of_all = {"campaign_id": campaign_id, "unit": unit}
    rows = [
        {**of_all, "begins_at": begin, "ends_at": end, "holds_until": begin - _APART if are_ahead(begin, now) else None}
        for begin, end in spans
        if begin not in there
    ]
    if rows:
        connection.execute(insert(Day), rows)
    return True


def drop_begun(connection: Connection, now: datetime) -> int:
    """Takes away the rows of days ahead that hold no more; how many."""
    # In the order of ids, as `forget` takes them: so of two of whom each wants the other's none is thrown out.
    begun = select(Day.id).where(Day.holds_until <= now).order_by(Day.id).with_for_update()
    return connection.execute(delete(Day).where(Day.id.in_(begun))).rowcount


def has_any_begun(connection: Connection, now: datetime) -> bool:
    """Whether there is anything that `drop_begun` would take away."""
    return connection.scalar(select(Day.id).where(Day.holds_until <= now).limit(1)) is not None


def marked(connection: Connection, campaign_id: int, unit: str, zone: str) -> dict[Span, int]:
    """What of a unit of that zone is there without sums: from when to when each is → its row's id.

    Nothing once the campaign's zone is another: a day that begins when one of the old zone did may end elsewhere.
    """
    of_unit = (Day.campaign_id == campaign_id, Day.unit == unit, Campaign.timezone == zone)
    rows = select(Day.begins_at, Day.ends_at, Day.id).join(Campaign).where(*of_unit, Day.whole.is_(None))
    return {(row.begins_at, row.ends_at): row.id for row in connection.execute(rows)}


def kept(connection: Connection, campaign_id: int, unit: str) -> set[Span]:
    """From when to when those of a unit are whose sums are there."""
    of_unit = (Day.campaign_id == campaign_id, Day.unit == unit)
    rows = connection.execute(select(Day.begins_at, Day.ends_at).where(*of_unit, Day.whole.is_not(None)))
    return {(begin, end) for begin, end in rows}


def number_kept(connection: Connection, campaign_id: int, unit: str, begin: datetime, end: datetime) -> int:
    """How many of a unit begin between the two whose sums are there."""
    of_unit = (Day.campaign_id == campaign_id, Day.unit == unit, Day.begins_at >= begin, Day.begins_at < end)
    return connection.scalar(select(func.count()).where(*of_unit, Day.whole.is_not(None))) or 0


def keep(connection: Connection, counted: Mapping[int, Counted], zone: str) -> int:
    """Writes the sums of what is still marked, days of that zone, by the ids of their rows; how many rows."""
    written = 0
    for key, (total, speech, sums) in sorted(counted.items()):
        value = {"speech": silences.to_json(speech), **total.to_json(), "by_month": in_months(total.sums.days, zone)}
        if sums is not None:
            value["sums"] = {str(account): one.to_json() for account, one in sums.items()}
        written += connection.execute(update(Day).where(Day.id == key, Day.whole.is_(None)).values(value)).rowcount
    return written


def read(
    connection: Connection, wanted: Mapping[int, Sequence[Span]], now: datetime
) -> dict[int, dict[Span, dict[int, Sums]]]:
    """What is kept of these days of campaigns, which follow each other: years, quarters that are in none, and so on.

    Campaign's id → from when to when → account's id → sums.
    """
    return _read(connection, wanted, now, _SUMS, _by_account, _OF_ACCOUNTS)


def read_one(
    connection: Connection, wanted: Mapping[int, Sequence[Span]], account: int, now: datetime
) -> dict[int, dict[Span, dict[int, Sums]]]:
    """The same of one account: the database takes its sums out of those of all."""
    own = _kept(Day.sums[str(account)])
    return _read(connection, wanted, now, own, lambda one: {account: Sums.from_json(one)} if one else {}, _OF_ACCOUNTS)


def wholes(connection: Connection, wanted: Mapping[int, Sequence[Span]], now: datetime) -> dict[int, dict[Span, Whole]]:
    """The same of all accounts together, without single days and without each account's part."""
    return _read(connection, wanted, now, _WHOLES, Whole.from_json)


def totals(
    connection: Connection, wanted: Mapping[int, Sequence[Span]], told: str, now: datetime
) -> dict[int, dict[Span, Total]]:
    """The same with them; each `DAY` told by itself, or no more than each `MONTH`."""
    return _read(connection, wanted, now, _TOTALS[told], Total.from_json)


def said(connection: Connection, campaign_id: int, wanted: Sequence[Span], now: datetime) -> dict[Span, Said]:
    """The same of one campaign: how many posts each day has, and when."""
    return _read(connection, {campaign_id: wanted}, now, _SAID, _said)[campaign_id]


def _said(by_day: Mapping[str, Sequence[int]], speech: Mapping[str, Sequence[Any]]) -> Said:
    return Said(by_day, silences.from_json(speech))


def _read(
    connection: Connection,
    wanted: Mapping[int, Sequence[Span]],
    now: datetime,
    statement: Select[*tuple[Any, ...]],
    from_json: Callable[..., _Read],
    units: Sequence[str] = UNITS,
) -> dict[int, dict[Span, _Read]]:
    found: dict[int, dict[Span, _Read]] = {key: {} for key in wanted}
    for unit in units:
        every = ((key, *gap) for key, spans in wanted.items() if spans for gap in _gaps(found[key], spans))
        gaps = [one for one in every if one[2] - one[1] >= _SHORTEST.get(unit, _ANY)]
        rows = connection.execute(statement, {"rows": gaps, "unit": unit, "now": now}).all() if gaps else ()
        # All of them are one JSON: to have each read by itself took as long as the reading.
        values = parsed(f"[{','.join(text for *_, text in rows)}]")
        for (key, begin, end, _), kept_of_it in zip(rows, values, strict=True):
            found[key][begin, end] = from_json(*kept_of_it)
    return found


def _by_account(kept_of_it: Mapping[str, Any]) -> dict[int, Sums]:
    return {int(key): Sums.from_json(one) for key, one in kept_of_it.items()}


def _gaps(kept: Iterable[Span], spans: Sequence[Span]) -> Iterator[Span]:
    """What lies between what is kept, from the first of these days to the last."""
    begins_at = spans[0][0]
    for begin, end in sorted(kept):
        if begins_at < begin:
            yield begins_at, begin
        begins_at = end
    if begins_at < spans[-1][1]:
        yield begins_at, spans[-1][1]


_GAPS = Batch(Day.campaign_id, Day.begins_at, Day.ends_at).rows().cte("gaps").prefix_with("MATERIALIZED")


def _kept(*columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """What is kept of a unit within these gaps: some of its columns, since each is long, as one text: a JSON list."""
    within = (
        *(looked_up(Day.campaign_id, _GAPS.c.campaign_id), Day.unit == bindparam("unit")),
        *(Day.begins_at >= _GAPS.c.begins_at, Day.begins_at < _GAPS.c.ends_at, Day.ends_at <= _GAPS.c.ends_at),
    )
    holds = or_(Day.holds_until.is_(None), Day.holds_until > bindparam("now", type_=Day.holds_until.type))
    found = select(Day.campaign_id, Day.begins_at, Day.ends_at, _as_list(columns))
    return found.select_from(_GAPS).join(Day, and_(*within)).where(holds, Day.whole.is_not(None))


def _as_list(columns: Sequence[ColumnElement[Any]]) -> ColumnElement[str]:
    found: ColumnElement[str] = literal_column("'['", Text())
    for place, one in enumerate(columns):
        text = func.coalesce(cast(one, Text), literal_column("'null'"))
        found = found.concat(literal_column("','")).concat(text) if place else found.concat(text)
    return found.concat(literal_column("']'"))


_SUMS, _WHOLES, _SAID = _kept(Day.sums), _kept(Day.whole), _kept(Day.by_day, Day.speech)
_TOTALS = {DAY: _kept(Day.whole, Day.parts, Day.by_day), MONTH: _kept(Day.whole, Day.parts, Day.by_month)}


def between(kept: Iterable[Span], wanted: Sequence[Span]) -> list[Span]:
    """What of the days, which are in order, is in nothing of what is kept, as few spans as that is."""
    return list(_gaps(kept, wanted)) if wanted else []


def outside(kept: Iterable[Span], wanted: Sequence[Span]) -> list[Span]:
    """Those of the days, which are in order, that are in nothing of what is kept; none that is over as it begins."""
    found: list[Span] = []
    for gap in _gaps(kept, wanted) if wanted else ():
        first, after = (bisect_left(wanted, edge, key=_BEGIN) for edge in gap)
        found += [(begin, end) for begin, end in wanted[first:after] if begin < end]
    return found
