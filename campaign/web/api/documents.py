"""Reports as documents: what every form of a report says, as values."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from campaign.desk import outside, showing
from campaign.desk.reporting import Days, kinds
from campaign.desk.reporting.kinds import KINDS, Asked
from campaign.errors import NotFound
from campaign.reports.course import Grain
from campaign.reports.document import Kind
from campaign.reports.forms.holding import held
from campaign.web.api import asking
from campaign.web.api.reports import BY
from campaign.web.api.views import Moment, View
from campaign.web.asking import Desk

router = APIRouter(prefix="/reports", tags=["reports"])
#: Rows of a section. Attempts are listed by `/history`, page by page.
_ROWS = 10_000
#: The kinds that are sums; the others are lists with routes of their own.
_SUMS = tuple(name for name in KINDS if name != "history")


class Of(asking.Asked):
    """Of what a report is wanted."""

    campaign: list[UUID] = Field([], max_length=100, description="Of this campaign, or these.")
    account: UUID | None = Field(None, description="Of this account.")
    since: date | None = Field(None, description="From this day of the report's zone on.", examples=["2026-11-01"])
    until: date | None = Field(None, description="To this day, which counts.", examples=["2026-11-30"])
    by: Grain | None = Field(None, description=BY)


class Money(View):
    """An amount in millionths of a currency's unit."""

    micros: int
    currency: str


Cell = str | int | float | Money | None


class Column(View):
    """One column: what it holds says how its cells are read. A share of 0.25 is 25 %."""

    name: str
    kind: Kind


class Table(View):
    """Rows of cells, each as long as there are columns. What is not known is null."""

    columns: list[Column]
    rows: list[list[Cell]]
    total: list[Cell] | None


class Section(View):
    """One part of a report."""

    key: str
    title: str
    note: str
    table: Table


class Period(View):
    """Whole days of a zone, both included."""

    first: date
    last: date
    zone: str


class Document(View):
    """A report as all its forms say it."""

    key: str
    title: str
    about: str
    period: Period
    zone: str
    made_at: Moment
    formulas: list[str]
    sections: list[Section]
    seal: str | None


@router.get("/{kind}")
def show_report(desk: Desk, kind: str, asked: Annotated[Of, Query()]) -> Document:
    """Sum up what happened: one of the reports, section by section."""
    if kind not in _SUMS:
        raise NotFound("report", kind, f"There are {', '.join(_SUMS)}.")
    wanted = Asked(
        campaigns=tuple(outside.campaign(desk, str(one)) for one in asked.campaign),
        account=outside.account(desk, str(asked.account)) if asked.account else None,
        days=Days(*(day.isoformat() if day else None for day in (asked.since, asked.until))),
        by=asked.by,
    )
    _, found = kinds.made(desk, kind, wanted)
    return Document.model_validate(showing.plain(held(found, _ROWS)), from_attributes=False)
