"""All of history as plain rows, read while they are written elsewhere: 100,000 take no more memory than 1,000.

Worked on column by column, which costs Python half of what it costs row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from json import loads
from operator import sub
from typing import Any, NamedTuple

from sqlalchemy import Connection, Executable, Select, Text, cast, select

from campaign.instants import SECOND, Cells, Instants
from campaign.reasons import Reason
from campaign.states import State
from campaign.store.history import Filter, which_attempts
from campaign.store.models import Account, Attempt, Campaign, Delivery, Post, Variant
from campaign.store.reporting.placing import since_1970

#: Rows that are fetched together: of more, their texts no longer fit into what memory is kept at hand for (malloc's
#: threshold of 128 kB), and each part would cost pages of its own.
_TOGETHER = 250
_ALL = Filter()


class Tried(NamedTuple):
    """One attempt; its times are in the zone of its delivery."""

    id: int
    delivery: int
    number: int
    campaign: str
    account: str
    platform: str
    due_at: datetime
    started_at: datetime
    #: Seconds from when it was due.
    delay_s: float
    zone: str
    outcome: str | None
    status: int | None
    reason: Reason | None
    remote_url: str | None
    text: str
    rewriter: str | None
    #: When the post that came of it was withdrawn.
    withdrawn_at: datetime | None


def tried(connection: Connection, wanted: Filter = _ALL) -> Iterator[Tried]:
    """Every attempt, in the order in which they began; the connection is in use until the last was read."""
    for ids, *known, reasons, urls, texts, rewriters, withdrawn in columns(connection, wanted):
        whys = [stored and reason(stored) for stored in reasons]
        yield from map(Tried._make, zip(ids, *known, whys, urls, texts, rewriters, withdrawn, strict=True))


def columns(connection: Connection, wanted: Filter = _ALL) -> Iterator[tuple[Cells, ...]]:
    """The same column by column, some rows at a time: those of `Tried`, with reasons as `reason` reads them."""
    statement = _TRIED.where(*which_attempts(connection, wanted)).order_by(Attempt.started_at, Attempt.id)
    known = _Known(*({row[0]: row[1] for row in connection.execute(one)} for one in _FEW))
    for part in _parts(connection, statement.limit(wanted.limit)):
        yield _columns(part, known)


def span(connection: Connection) -> tuple[datetime | None, datetime | None]:
    """When the first and the last attempt began; None without any."""
    ends = [
        select(Attempt.started_at).order_by(order).limit(1) for order in (Attempt.started_at, Attempt.started_at.desc())
    ]
    first, last = map(connection.scalar, ends)
    return first, last


_TRIED = (
    select(
        *(Attempt.id, Attempt.delivery_id, Attempt.number, Delivery.campaign_id, Delivery.account_id),
        *(since_1970(Attempt.due_at), since_1970(Attempt.started_at), Delivery.zone, Attempt.outcome, Attempt.status),
        *(cast(Attempt.reason, Text), Attempt.remote_url, Variant.text, Variant.post_id),
        since_1970(Delivery.withdrawn_at),
    )
    .join(Delivery, Delivery.id == Attempt.delivery_id)
    .join(Variant, Variant.id == Delivery.variant_id)
)


class _Known(NamedTuple):
    """What there is little of: to look it up by its id here is cheaper than to join it to every row."""

    accounts: Mapping[int, str]
    platforms: Mapping[int, str]
    campaigns: Mapping[int, str]
    #: Of the posts that one has said anew.
    rewriters: Mapping[int, str]


_FEW: Sequence[Select[*tuple[Any, ...]]] = (
    *(select(Account.id, Account.name), select(Account.id, Account.platform), select(Campaign.id, Campaign.name)),
    select(Post.id, Post.rewriter).where(Post.rewriter.is_not(None)),
)


def _parts(connection: Connection, statement: Executable) -> Iterator[Sequence[Sequence[Any]]]:
    """Rows as they are read; SQLite's as its driver gives them, since no column of ours needs more."""
    if connection.dialect.name != "sqlite":
        with connection.execution_options(yield_per=_TOGETHER).execute(statement) as rows:
            yield from rows.partitions()
        return
    with connection.execute(statement) as rows:
        assert rows.cursor is not None
        while part := rows.cursor.fetchmany(_TOGETHER):
            yield part


def _columns(part: Sequence[Sequence[Any]], known: _Known) -> tuple[Cells, ...]:
    ids, deliveries, numbers, of_campaigns, of_accounts, due, started, zones, outcomes, *told = zip(*part, strict=True)
    statuses, reasons, urls, texts, posts, withdrawn = told
    campaign, account = map(known.campaigns.__getitem__, of_campaigns), map(known.accounts.__getitem__, of_accounts)
    platform, rewriter = map(known.platforms.__getitem__, of_accounts), map(known.rewriters.get, posts)
    delays = [late / SECOND if late > 0 else 0.0 for late in map(sub, started, due)]
    taken: Sequence[int | None] = withdrawn
    if withdrawn.count(None) < len(withdrawn):
        taken = [at if outcome == State.PUBLISHED else None for at, outcome in zip(withdrawn, outcomes, strict=True)]
    return (
        *(ids, deliveries, numbers, list(campaign), list(account), list(platform)),
        *(Instants(due, zones), Instants(started, zones), delays, zones, outcomes, statuses, reasons),
        *(urls, texts, list(rewriter), Instants(taken, zones)),
    )


@lru_cache(maxsize=4096)
def reason(stored: str) -> Reason | None:
    """A reason as it is kept."""
    return Reason.from_json(loads(stored))
