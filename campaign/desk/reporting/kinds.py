"""Every report by its name: what it is of, and how its value and its document are made. Faces go by this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from campaign.app import App
from campaign.desk import exporting, reporting
from campaign.desk.exporting import History
from campaign.desk.reporting.days import ALL, Days, at_home, lately
from campaign.errors import UsageError
from campaign.reports import account, approvals, campaign, cost, coverage, delivery, hashtags
from campaign.reports.course import Grain
from campaign.reports.document import Document
from campaign.store import seals


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants reported."""

    campaigns: tuple[str, ...] = ()
    account: str | None = None
    days: Days = ALL
    #: How its course is told: day, week or month. None: as fits.
    by: str | None = None
    #: So many rows of a table are looked at; None: all of them. A value of fewer is for a page, not for JSON.
    most: int | None = None


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report."""

    title: str
    #: The fewest and the most campaigns that it is of.
    campaigns: tuple[int, int]
    #: The fewest and the most accounts.
    accounts: tuple[int, int]
    #: Whether it tells a course, by days, weeks or months.
    has_course: bool
    #: The verb that makes its value; JSON is the value itself.
    value: Callable[[App, Asked], Any]
    #: What every other form is written from.
    document: Callable[[Any], Document]


#: However many.
MANY = 1_000
#: So many posts at most are listed in a campaign's report; all of them are in the history.
LISTED = 1_000


def _campaign(app: App, asked: Asked) -> campaign.Report:
    return reporting.report(app, asked.campaigns[0], asked.days, by=_grain(asked), most=LISTED)


def _account(app: App, asked: Asked) -> account.Account:
    assert asked.account is not None
    return reporting.account(app, asked.account, *lately(app, asked.days))[0]


def _delivery(app: App, asked: Asked) -> delivery.DeliveryReport:
    return reporting.delivery(app, asked.days, campaign=_one(asked), account=asked.account, by=_grain(asked))


def _history(app: App, asked: Asked) -> History:
    return exporting.history(app, exporting.wanted(app, _one(asked), asked.account, asked.days))


def _coverage(app: App, asked: Asked) -> coverage.Coverage:
    return reporting.coverage(app, asked.campaigns[0], asked.days, by=_grain(asked))


def _approvals(app: App, asked: Asked) -> approvals.Approvals:
    return reporting.approvals(app, at_home(app, asked.days), _one(asked), asked.most)[0]


def _hashtags(app: App, asked: Asked) -> hashtags.HashtagReport:
    return reporting.hashtags(app, asked.campaigns, asked.days)


def _cost(app: App, asked: Asked) -> cost.Cost:
    return reporting.cost(app, at_home(app, asked.days), to_the_last=not asked.days.until)[0]


def _grain(asked: Asked) -> Grain | None:
    """The grain that somebody chose. Raises `UsageError` for one that is none."""
    if not asked.by:
        return None
    if asked.by not in set(Grain):
        raise UsageError(f"A report is told by {', '.join(Grain)}, not by “{asked.by}”.", field="by")
    return Grain(asked.by)


def _one(asked: Asked) -> str | None:
    return asked.campaigns[0] if asked.campaigns else None


KINDS: Mapping[str, ReportKind] = MappingProxyType(
    {
        "campaign": ReportKind("A campaign, summed up", (1, 1), (0, 0), True, _campaign, campaign.document),
        "account": ReportKind("An account, and its best hours", (0, 0), (1, 1), False, _account, account.document),
        "delivery": ReportKind("How posts went out", (0, 1), (0, 1), True, _delivery, delivery.document),
        "history": ReportKind("History: every attempt", (0, 1), (0, 1), False, _history, exporting.document),
        "coverage": ReportKind("Coverage and gaps", (1, 1), (0, 0), True, _coverage, coverage.document),
        "approvals": ReportKind("How long approvals took", (0, 1), (0, 0), False, _approvals, approvals.document),
        "hashtags": ReportKind("Hashtags compared", (0, MANY), (0, 0), False, _hashtags, hashtags.document),
        "cost": ReportKind("What X takes", (0, 0), (0, 0), False, _cost, cost.document),
    }
)


def made(app: App, kind: str, asked: Asked) -> tuple[Any, Document]:
    """A report's value and its document. Raises `UsageError` for what it cannot be of, and as its verb does."""
    wanted = named(kind)
    _require(kind, "campaign", wanted.campaigns, len(asked.campaigns))
    _require(kind, "account", wanted.accounts, 1 if asked.account else 0)
    if asked.by and not wanted.has_course:
        raise UsageError(f"The report “{kind}” is not told by days, weeks or months: leave that out.", field="by")
    value = wanted.value(app, asked)
    with app.store.read() as connection:
        head = seals.head(connection)
    return value, replace(wanted.document(value), seal=head.short if head else None)


def _require(kind: str, what: str, bounds: tuple[int, int], given: int) -> None:
    fewest, most = bounds
    if fewest <= given <= most:
        return
    if not most:
        raise UsageError(f"The report “{kind}” is of no {what}: leave it out.", field=what)
    of = f"one {what}" if most == 1 else f"up to {most} {what}s"
    named = f"{given} were" if given > 1 else "none was"
    raise UsageError(f"The report “{kind}” is of {of}, and {named} named.", field=what)


def named(kind: str) -> ReportKind:
    """The kind of that name. Raises `UsageError`."""
    if kind not in KINDS:
        raise UsageError(f"There is no report “{kind}”: there are {', '.join(KINDS)}.", field="kind")
    return KINDS[kind]
