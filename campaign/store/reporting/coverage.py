"""When a campaign speaks, and until when. Nothing here writes."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, select

from campaign.states import MOVING, OPEN, State
from campaign.store.columns import microseconds, moment_of
from campaign.store.conditions import among
from campaign.store.models import Account, Delivery
from campaign.store.reporting import days
from campaign.store.reporting.counting import WITHIN
from campaign.store.reporting.days import Span
from campaign.store.reporting.placing import RUNS, OwnDay, parameters, runs, since_1970
from campaign.store.reporting.silences import Slot, Spoken, followed, speech
from campaign.store.reporting.sums import add, by_key

#: What is out, may be, or still means to go out.
_SPEAKS = (*sorted(OPEN), State.PUBLISHED, State.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Line:
    """What an account has queued in a campaign: how many posts, and when the first and the last of them go out."""

    account: str
    queued: int
    #: None where nothing is queued: that line has run dry.
    next: datetime | None
    dry: datetime | None


class Spoke(NamedTuple):
    """When a campaign speaks; what was given up does not count."""

    #: When a day begins, in seconds since 1970, → how many posts it has, if any.
    posts: Mapping[int, int]
    #: Account's name → its slots, and (None) those of all together, if there are any.
    spoken: Mapping[str | None, Spoken]


def names(connection: Connection) -> dict[int, str]:
    """Account's id → its name, of all."""
    return {row.id: row.name for row in connection.execute(_NAMES)}


def spoke(
    connection: Connection, campaign_id: int, wanted: Sequence[Span], called: Mapping[int, str], now: datetime
) -> Spoke:
    """When a campaign speaks in these days, which follow each other: what is kept of it, and the rest read now.

    ``called``: as `names` has it.
    """
    kept = days.said(connection, campaign_id, wanted, now)
    read = slots(connection, campaign_id, days.outside(kept, wanted))
    posts: dict[int, int] = {int(begin.timestamp()): sum(map(len, of.values())) for (begin, _), of in read.items()}
    for by_day, _ in kept.values():
        for state in _SPEAKS:
            add(posts, by_key(by_day.get(state, ())))
    parts = {span: of.speech for span, of in kept.items()} | {span: speech(of) for span, of in read.items()}
    of_all = followed(parts[span] for span in sorted(parts))
    return Spoke(posts, {None if account is None else called[account]: one for account, one in of_all.items()})


def slots(connection: Connection, campaign_id: int, wanted: Sequence[Span]) -> dict[Span, dict[int, list[Slot]]]:
    """The slots in each of these days that has any: account's id → one a post, in order."""
    if not wanted:
        return {}
    asked = parameters(runs([OwnDay(campaign_id, *span) for span in wanted]))
    rows = sorted(connection.execute(_SLOTS, asked).all(), key=itemgetter(1))
    found: dict[Span, dict[int, list[Slot]]] = {}
    for span in wanted:
        begin, end = (bisect_left(rows, microseconds(edge), key=itemgetter(1)) for edge in span)
        if begin < end:
            found[span] = defaultdict(list)
        for account, at, is_queued in rows[begin:end]:
            found[span][account].append(Slot(at, bool(is_queued)))
    return found


_NAMES = select(Account.id, Account.name)
_SLOTS = (
    select(Delivery.account_id, since_1970(Delivery.scheduled_for), among(Delivery.state, MOVING))
    .select_from(RUNS)
    .join(Delivery, WITHIN)
    .where(among(Delivery.state, _SPEAKS))
)


def lines(speakers: Iterable[str], of_all: Spoke) -> list[Line]:
    """What each account that speaks in a campaign, or still has something queued there, has queued; by name.

    ``of_all`` is when it speaks in all of its days.
    """
    found = {name: Line(name, 0, None, None) for name in speakers}
    for name, one in of_all.spoken.items():
        if name is not None and one.next is not None and one.dry is not None:
            found[name] = Line(name, one.queued, moment_of(one.next), moment_of(one.dry))
    return [found[name] for name in sorted(found)]
