"""What a person wants to try out: read as it is typed, and what of it goes wrong when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from campaign.errors import Refused, UsageError
from campaign.planning import moments
from campaign.planning.slots import resolve
from campaign.simulating.faults import Faults
from campaign.simulating.moment import Outage
from campaign.store.values import Campaign

#: If all calls failed, nothing would ever end.
_MOST_FAIL = 90
#: When nothing ends any more.
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried out."""

    #: Articles that are added first: paths, addresses, or "-".
    sources: tuple[str, ...] = ()
    #: The last day, in the campaign's zone; None: until everything is out.
    until: date | None = None
    #: When no worker runs; naive times are of the campaign's zone, here and below.
    outages: tuple[tuple[datetime, datetime], ...] = ()
    #: Of a hundred calls to a platform how many fail.
    fail: float = 0.0
    #: Accounts, and from when on their logins are refused.
    refuse: tuple[tuple[str, datetime], ...] = ()
    #: Whether all that waits for approval is approved first.
    approve: bool = False
    seed: int = 0


def trial(
    sources: Sequence[str] = (),
    *,
    until: str | None = None,
    outages: Sequence[str] = (),
    fail: float = 0.0,
    refuse: Sequence[str] = (),
    approve: bool = False,
    seed: int = 0,
) -> Trial:
    """A trial as a person types it: "FROM..TO" for an outage, "ACCOUNT@DAY" for a login. Raises `UsageError`."""
    if not 0 <= fail <= _MOST_FAIL:
        raise UsageError(f"Of a hundred calls 0 to {_MOST_FAIL} can fail.", field="fail")
    return Trial(
        sources=tuple(sources),
        until=_moment(until, "until").date() if until else None,
        outages=tuple(_pair(text) for text in outages),
        fail=fail,
        refuse=tuple(_refused(text) for text in refuse),
        approve=approve,
        seed=seed,
    )


def _pair(text: str) -> tuple[datetime, datetime]:
    since, _, until = text.partition("..")
    return _moment(since, "outage"), _moment(until, "outage")


def _refused(text: str) -> tuple[str, datetime]:
    account, _, day = text.rpartition("@")
    return account, _moment(day, "refuse")


def _moment(text: str, field: str) -> datetime:
    try:
        return moments.parse(text)
    except ValueError as error:
        raise UsageError(str(error), field=field) from None


def faults_of(campaign: Campaign, trial: Trial) -> Faults:
    """What is to go wrong. Raises `Refused` for an account that does not speak in the campaign, or an empty outage."""
    zone = campaign.terms.timezone
    names = {one.account.name for one in campaign.speakers}
    if strange := [name for name, _ in trial.refuse if name not in names]:
        raise Refused(f"Account “{strange[0]}” does not speak in campaign “{campaign.name}”.", field="refuse")
    away = [Outage(_instant(since, zone), _instant(until, zone)) for since, until in trial.outages]
    if any(one.until <= one.since for one in away):
        raise UsageError("An outage ends after it begins: write for example 2026-12-01..2026-12-03.", field="outage")
    refused = {account: Outage(_instant(at, zone), _NEVER) for account, at in trial.refuse}
    in_order = tuple(sorted(away, key=lambda one: one.since))
    return Faults(trial.fail / 100, away=in_order, refused=refused, seed=trial.seed)


def end_of(campaign: Campaign, trial: Trial) -> datetime:
    """When it is over at the latest."""
    if trial.until is None:
        return _NEVER
    return _instant(datetime.combine(trial.until + timedelta(days=1), time()), campaign.terms.timezone)


def _instant(at: datetime, zone: str) -> datetime:
    return at if at.tzinfo else resolve(at, ZoneInfo(zone)).at
