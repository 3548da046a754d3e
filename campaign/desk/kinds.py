"""Every report by its name: what it is of, and how its value and its document are made. Faces go by this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from campaign.app import App
from campaign.desk import exporting, reporting
from campaign.desk.exporting import History
from campaign.desk.reporting import ALL, Days
from campaign.errors import Refused
from campaign.reports import Report, documents
from campaign.reports.document import Document


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants reported."""

    campaigns: tuple[str, ...] = ()
    account: str | None = None
    days: Days = ALL


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report."""

    title: str
    #: The fewest and the most campaigns that it is of.
    campaigns: tuple[int, int]
    #: Whether it can be limited to an account.
    account: bool
    #: The verb that makes its value; JSON is the value itself.
    value: Callable[[App, Asked], Any]
    #: What every other form is written from.
    document: Callable[[Any], Document]


def _campaign(app: App, asked: Asked) -> Report:
    return reporting.report(app, asked.campaigns[0], asked.days)


def _history(app: App, asked: Asked) -> History:
    campaign = asked.campaigns[0] if asked.campaigns else None
    return exporting.history(app, exporting.wanted(app, campaign, asked.account, asked.days))


KINDS: Mapping[str, ReportKind] = MappingProxyType(
    {
        "campaign": ReportKind("A campaign, summed up", (1, 1), False, _campaign, documents.of_campaign),
        "history": ReportKind("History: every attempt", (0, 1), True, _history, exporting.document),
    }
)


def made(app: App, kind: str, asked: Asked) -> tuple[Any, Document]:
    """A report's value and its document. Raises `Refused` for what it cannot be of, and as its verb does."""
    wanted = named(kind)
    fewest, most = wanted.campaigns
    if not fewest <= len(asked.campaigns) <= most:
        of = "one campaign" if fewest == most else f"up to {most} campaigns"
        raise Refused(f"A {kind} report is of {of}, and {len(asked.campaigns)} were named.", field="campaign")
    if asked.account and not wanted.account:
        raise Refused(f"A {kind} report is not of an account: leave the account out.", field="account")
    value = wanted.value(app, asked)
    return value, wanted.document(value)


def named(kind: str) -> ReportKind:
    """The kind of that name. Raises `Refused`."""
    if kind not in KINDS:
        raise Refused(f"There is no report “{kind}”: there are {', '.join(KINDS)}.", field="kind")
    return KINDS[kind]
