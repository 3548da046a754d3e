"""A campaign's report as it leaves: what `campaign report --json` prints, with uids alone."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, PlainSerializer, WithJsonSchema

from campaign.reports.course import Grain
from campaign.states import State
from campaign.web.api.views import Moment, Reason, Uid, View

#: What is said of the choice of a grain.
BY = "How the report's course is told. By itself: days up to 92 of them, weeks up to 400 days, months beyond."
#: As the command line prints it.
Day = Annotated[
    date,
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-12-01"]}),
]


class Counts(View):
    """How many posts became what."""

    planned: int
    published: int
    late: int
    failed: int
    missed: int
    in_doubt: int
    waiting: int
    cancelled: int
    withdrawn: int
    gone: int


class Lateness(View):
    """Seconds from slot to publication."""

    p50_s: float
    p95_s: float
    most_s: float


class Engagement(View):
    """How people took the published posts; null is what no platform tells."""

    measured: int = Field(description="Posts of which anything is known.")
    impressions: int | None
    seen: int = Field(description="Posts whose impressions are known.")
    likes: int | None
    replies: int | None
    reposts: int | None
    quotes: int | None
    bookmarks: int | None
    clicks: int | None
    engagements: int | None = Field(description="All of them together.")
    rate: float | None = Field(description="Engagements by impressions, of the posts whose impressions are known.")


class AccountPart(View):
    """What one account did."""

    account: str
    platform: str
    counts: Counts
    lateness: Lateness | None
    share: float | None = Field(description="Of all that was published.")
    engagement: Engagement


class PlatformPart(View):
    """What the accounts of one platform did together."""

    platform: str
    accounts: int
    counts: Counts
    share: float | None
    engagement: Engagement


class PostLine(View):
    """One post for one account, and what became of it."""

    uid: Uid
    account: str
    platform: str
    state: State
    scheduled_for: Moment
    published_at: Moment | None
    text: str
    url: str | None
    reason: Reason | None
    source: str
    article: str
    edited: bool
    rewriter: str | None
    body: str
    withdrawn_at: Moment | None


class Ranked(View):
    """A post, and how it did."""

    post: PostLine
    engagements: int
    impressions: int | None
    rate: float | None


class Period(View):
    """Whole days of a zone, both ends included."""

    first: Day
    last: Day
    zone: str


class Stretch(View):
    """What came of the posts of one day, week or month."""

    first: Day = Field(description="Its first day; the period may begin within it.")
    last: Day = Field(description="Its last day: for a day the same.")
    planned: int
    published: int | None = Field(description="Null, as are those below, of days ahead, of which nothing is known yet.")
    failed: int | None
    missed: int | None
    engagements: int | None
    clicks: int | None


class Before(View):
    """The same of as many days just before."""

    period: Period
    counts: Counts
    engagement: Engagement


class Coverage(View):
    """How much of an article the campaign's posts say."""

    title: str
    share: float
    unsaid: int = Field(description="Passages that no post says.")


class Report(View):
    """A campaign's history over a period, summed: what `campaign report --json` prints."""

    campaign: str
    hashtags: list[str]
    zone: str
    made_at: Moment
    first: Moment | None
    last: Moment | None
    counts: Counts
    lateness: Lateness | None
    accounts: list[AccountPart]
    posts: list[PostLine]
    period: Period
    platforms: list[PlatformPart]
    engagement: Engagement
    best: list[Ranked] = Field(description="By engagement rate where impressions are known, else by engagements.")
    weakest: list[Ranked]
    by: Grain = Field(description="How long the stretches of the course are.")
    course: list[Stretch] = Field(description="From the first post of the period to the last.")
    before: Before | None
    coverage: list[Coverage]
