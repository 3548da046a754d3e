"""What speaks, by its names, and what of it a person lets be silent; in one statement, since most pages ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, literal, null, select, union_all

from campaign.reasons import Reason
from campaign.store.accounts import WORKSPACE
from campaign.store.models import Account, Campaign, Workspace

#: Campaigns and accounts of these states are not silent: they speak, or are over.
_NOT_SILENT = ("active", "archived")


@dataclass(frozen=True, slots=True)
class Halt:
    """What does not speak now: everything, a campaign or an account; and since when, by whom and why."""

    what: str
    #: Both None for everything.
    id: int | None
    name: str | None
    state: str
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Speaking:
    """All that may speak, in order of its names."""

    #: Campaign → its zone.
    campaigns: Mapping[str, str]
    accounts: tuple[str, ...]
    halts: tuple[Halt, ...]


def speaking(connection: Connection, without: str | None = None) -> Speaking:
    """All of it; campaigns in the state ``without`` are left out."""
    rows = connection.execute(_ALL_IN_ORDER).all()
    return Speaking(
        {row.name: row.zone for row in rows if row.what == "campaign" and row.state != without},
        tuple(row.name for row in rows if row.what == "account"),
        tuple(_halts(rows)),
    )


def halts(connection: Connection) -> Sequence[Halt]:
    """All that does not speak now and is to speak again: everything, then campaigns, then accounts, by name."""
    return list(_halts(connection.execute(_SILENT).all()))


def _halts(rows: Iterable[Row[Any]]) -> Iterable[Halt]:
    for row in rows:
        if row.state not in _NOT_SILENT:
            yield Halt(row.what, row.id, row.name, row.state, Reason.from_json(row.reason, row.name))


_ALL = union_all(
    select(
        *(literal(0).label("rank"), literal("everything").label("what"), null().label("id"), null().label("name")),
        *(null().label("zone"), Workspace.state, Workspace.reason),
    ).where(Workspace.id == WORKSPACE),
    select(
        *(literal(1), literal("campaign"), Campaign.id, Campaign.name, Campaign.timezone),
        *(Campaign.state, Campaign.reason),
    ),
    select(literal(2), literal("account"), Account.id, Account.name, null(), Account.state, Account.reason),
).subquery()
_ALL_IN_ORDER = select(_ALL).order_by(_ALL.c.rank, _ALL.c.name)
_SILENT = _ALL_IN_ORDER.where(_ALL.c.state.not_in(_NOT_SILENT))
