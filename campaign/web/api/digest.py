"""What happened in all campaigns: what `campaign digest --json` prints."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from campaign.desk import digesting, showing
from campaign.desk.reporting import Days
from campaign.states import State
from campaign.web.api.asking import Asked
from campaign.web.api.documents import Period, Section
from campaign.web.api.views import Moment, View
from campaign.web.asking import Desk

router = APIRouter(prefix="/digest", tags=["reports"])


class Of(Asked):
    """Which days a digest covers; by default those of the next one that goes out."""

    since: date | None = Field(None, description="From this day on.", examples=["2026-11-01"])
    until: date | None = Field(None, description="To this day, which counts.", examples=["2026-11-30"])


class Trouble(View):
    """Posts that came to the same for the same reason."""

    state: State
    count: int
    sentence: str = Field(description="What happened and what to do; of many, the last one's.")


class Ahead(View):
    """What is still to go out by itself."""

    count: int
    first: Moment | None
    last: Moment | None
    proposed: int = Field(description="Posts that wait for approval.")


class Best(View):
    """A post that did well."""

    account: str
    text: str
    engagements: int
    url: str | None


class Part(View):
    """What is told of one campaign."""

    campaign: str
    about: str = Field(description="Its hashtags.")
    zone: str
    state: str = Field(description="active, paused or archived.", examples=["active"])
    figures: dict[str, int] = Field(description="How many posts became what.", examples=[{"Published": 12, "Late": 1}])
    troubles: list[Trouble]
    ahead: Ahead
    best: list[Best]
    formulas: list[str]
    chart: Section | None = Field(description="What the mail draws; null where there is too little to draw.")
    url: str | None
    queue_url: str | None


class Silence(View):
    """What does not speak, though it is to speak again."""

    what: str = Field(description="everything, campaign or account.", examples=["account"])
    name: str | None = Field(description="null for everything.")
    state: str = Field(description="stopped, paused or held.", examples=["paused"])
    why: str = Field(description="Why, since when, and what lets it go on.")


class Digest(View):
    """What happened in some days."""

    period: Period
    made_at: Moment
    parts: list[Part]
    more: list[str] = Field(description="Campaigns that were too many to be told of one by one.")
    seal: str | None
    silent: list[Silence]


@router.get("")
def show_digest(desk: Desk, asked: Annotated[Of, Query()]) -> Digest:
    """Say what happened: what went out, what needs somebody, what comes next. It is not mailed by this."""
    made = digesting.digest(desk, Days(*(day.isoformat() if day else None for day in (asked.since, asked.until))))
    return Digest.model_validate(showing.plain(made), from_attributes=False)
