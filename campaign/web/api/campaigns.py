"""Campaigns: listed, shown, made, changed, paused, resumed, archived, taken back, reported on."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from campaign.desk import archiving, campaigns, looking, outside, reporting
from campaign.desk.campaigns import Wish
from campaign.desk.reporting import Days
from campaign.reports.course import Grain
from campaign.web.api import reports, views
from campaign.web.api.asking import NO_REASON, Asked, DryRun, Line, Lines, Text, Why
from campaign.web.api.creating import Create
from campaign.web.api.paging import Page, Paged, after_name, names_after, page
from campaign.web.asking import Desk

router = APIRouter(prefix="/campaigns", tags=["campaigns"])


class Change(Asked):
    """What of a campaign is to be different; what is left out stays."""

    hashtags: Lines | None = Field(None, description="Its own first.", examples=[["#SpringCare"]])
    accounts: Lines | None = Field(None, description="Who speaks, by their names.", examples=[["clinic"]])
    times: Lines | None = Field(
        None, description="When: `[ACCOUNT=]mon-fri 09:00,17:30` each.", examples=[["mon-fri 09:00,17:30"]]
    )
    timezone: Line | None = Field(None, examples=["Europe/London"])
    start: Line | None = Field(None, description="First day, or moment.", examples=["2026-12-01"])
    until: Line | None = Field(None, description="Last day, or moment.", examples=["2026-12-31"])
    late: Literal["post", "skip", "respace"] | None = Field(None, description="What becomes of it after the grace.")
    grace: Line | None = Field(None, description="How late a post may still go out.", examples=["2h"])
    gap: Line | None = Field(None, description="The least time between two posts of an account.", examples=["30m"])
    every: Line | None = Field(None, description="A post every so often, instead of weekly times.", examples=["2s"])
    templates: list[Text] | None = Field(None, max_length=100, description="`[ACCOUNT=]` and Jinja2 around each post.")
    tags_at: Literal["end", "inline"] | None = Field(None, description="After the text, or where it says their words.")

    tracked: bool | None = Field(None, description="Let links say which platform and campaign they were followed from.")
    short_links: bool | None = Field(None, description="Let links lead through short ones of ours, which count clicks.")

    def wish(self) -> Wish:
        """As the desk takes it."""
        return Wish(**self.model_dump(exclude={"name"}))


class New(Change):
    """A campaign to be made: it needs a hashtag, an account, and times or `every`."""

    name: Line = Field(min_length=1, max_length=200, examples=["spring"])


class Listed(Paged):
    """The query of the list."""

    archived: bool = Field(False, description="Those that are archived too.")


class Archiving(Asked):
    """How a campaign is put away."""

    cancel: bool = Field(False, description="Cancel what still waits; else it is refused.")


class Reported(Asked):
    """Which days a report covers, and how it tells their course."""

    since: Line | None = Field(None, description="From this day on; else from the first post.", examples=["2026-12-01"])
    until: Line | None = Field(None, description="To this day; else to the last post.", examples=["2026-12-31"])
    by: Grain | None = Field(None, description=reports.BY)

    def days(self) -> Days:
        """As the desk takes it."""
        return Days(self.since, self.until)


@router.get("")
def list_campaigns(
    request: Request, response: Response, desk: Desk, asked: Annotated[Listed, Query()]
) -> Page[views.Campaign]:
    """List the campaigns, by name."""
    rows = names_after(asked.after, looking.campaigns(desk, archived=asked.archived), lambda one: one.name)
    shown = views.Campaign.model_validate
    return page(request, response, rows, asked.limit, shown, lambda one: after_name(one.name))


@router.post("", status_code=201, response_model=views.Campaign)
def new_campaign(desk: Desk, create: Create, wanted: New) -> Response:
    """Make a campaign."""
    return create.answer(
        wanted,
        views.Campaign.model_validate,
        lambda keep: campaigns.new(desk, wanted.name, wanted.wish(), dry_run=create.dry_run, keep=keep),
    )


@router.get("/{uid:uuid}")
def show_campaign(desk: Desk, uid: UUID) -> views.CampaignWhole:
    """Show a campaign, and how many of its posts are in each state."""
    found, states = looking.campaign(desk, outside.campaign(desk, str(uid)))
    return views.CampaignWhole(campaign=views.Campaign.model_validate(found), states=dict(states))


@router.patch("/{uid:uuid}")
def change_campaign(desk: Desk, uid: UUID, wanted: Change, dry: DryRun) -> views.CampaignChanged:
    """Change a campaign; what is still queued or proposed is planned anew, in its order."""
    done = campaigns.change(desk, outside.campaign(desk, str(uid)), wanted.wish(), dry_run=dry.dry_run)
    return views.CampaignChanged(
        campaign=views.Campaign.model_validate(done.campaign),
        moved=outside.uids_of(desk, done.moved),
        stuck=outside.uids_of(desk, done.stuck),
        untagged=done.untagged,
        dry_run=dry.dry_run,
    )


@router.post("/{uid:uuid}/pause")
def pause_campaign(desk: Desk, uid: UUID, dry: DryRun, wanted: Why = NO_REASON) -> views.Campaign:
    """Let a campaign be silent for now; its posts stay queued."""
    done = campaigns.set_state(desk, outside.campaign(desk, str(uid)), "paused", wanted.why, dry_run=dry.dry_run)
    return views.Campaign.model_validate(done)


@router.post("/{uid:uuid}/resume")
def resume_campaign(desk: Desk, uid: UUID, dry: DryRun) -> views.Campaign:
    """Let a paused campaign go on; what became late meanwhile is treated by its own rule."""
    done = campaigns.set_state(desk, outside.campaign(desk, str(uid)), "active", dry_run=dry.dry_run)
    return views.Campaign.model_validate(done)


@router.post("/{uid:uuid}/archive")
def archive_campaign(desk: Desk, uid: UUID, wanted: Archiving, dry: DryRun) -> views.CampaignArchived:
    """Put a campaign that is over out of the way; its history and its report stay."""
    done = archiving.archive(desk, outside.campaign(desk, str(uid)), cancel=wanted.cancel, dry_run=dry.dry_run)
    return views.CampaignArchived(
        campaign=views.Campaign.model_validate(done.campaign),
        cancelled=outside.uids_of(desk, done.cancelled),
        dry_run=dry.dry_run,
    )


@router.post("/{uid:uuid}/unarchive")
def unarchive_campaign(desk: Desk, uid: UUID, dry: DryRun) -> views.Campaign:
    """Take an archived campaign back."""
    done = archiving.unarchive(desk, outside.campaign(desk, str(uid)), dry_run=dry.dry_run)
    return views.Campaign.model_validate(done)


@router.get("/{uid:uuid}/report")
def report_campaign(desk: Desk, uid: UUID, asked: Annotated[Reported, Query()]) -> reports.Report:
    """Sum a campaign up: what was planned, sent, late, failed or missed, and every post with its source."""
    found = reporting.report(desk, outside.campaign(desk, str(uid)), asked.days(), by=asked.by)
    return reports.Report.model_validate(found)
