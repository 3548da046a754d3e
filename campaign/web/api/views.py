"""What the API answers, made of the desk's values: as `--json` prints them, with uids alone, and never a secret.

What articles become is in `cut_views`, reports are in `reports`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from campaign.health import Severity
from campaign.settled import Origin
from campaign.states import State

#: As the command line prints it.
Moment = Annotated[
    datetime,
    PlainSerializer(datetime.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-12-01T09:00:00+00:00"]}),
]
Uid = Annotated[str, Field(description="By what it is known outside: a UUID of version 7.")]
Numbers = dict[State, int]


class View(BaseModel):
    """A value as it leaves; it takes what it names of the desk's value, and nothing else."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Reason(View):
    """Why something is as it is."""

    code: str = Field(description="Stays the same for ever.", examples=["rejected"])
    values: dict[str, str]


class Account(View):
    """One login on one platform, without its secrets."""

    uid: Uid
    name: str
    platform: str = Field(examples=["mastodon"])
    server: str | None
    options: dict[str, str]
    state: str = Field(description="active, paused, or held since its login was refused.", examples=["active"])
    reason: Reason | None
    per_hour: int | None = Field(description="No more than so many posts in any hour.")
    who: str | None = Field(description="Whom the platform takes it for.")
    created_at: Moment


class AccountListed(Account):
    """An account, and how its login stands."""

    login_ends_at: Moment | None = Field(description="When its login ends, and is renewed by itself before.")


class Terms(View):
    """What a campaign runs by."""

    hashtags: list[str] = Field(description="Its own first.", examples=[["#SpringCare"]])
    timezone: str = Field(examples=["Europe/London"])
    start: Moment | None
    until: Moment | None
    late: str = Field(description="What becomes of a post after the grace: post, skip or respace.")
    grace_s: int
    gap_s: int = Field(description="The least time between two posts of an account, in seconds.")
    every_s: float | None
    tags_at: str
    tracked: bool = Field(description="Whether links say from where they were followed.")
    short_links: bool = Field(description="Whether links lead through short ones of ours.")


class Speaker(View):
    """An account that speaks in a campaign."""

    account: Account
    times: list[str] = Field(examples=[["mon-fri 09:00,17:30"]])
    template: str | None


class Campaign(View):
    """A named run of posts."""

    uid: Uid
    name: str
    terms: Terms
    state: str = Field(description="active, paused or archived.", examples=["active"])
    reason: Reason | None
    speakers: list[Speaker]
    created_at: Moment


class CampaignWhole(View):
    """A campaign, and how many of its posts are in each state."""

    campaign: Campaign
    states: Numbers


class CampaignChanged(View):
    """A campaign after a change, and what the change moved."""

    campaign: Campaign
    moved: list[Uid]
    stuck: list[Uid] = Field(description="What found no free time any more; what was queued of it is held.")
    untagged: int = Field(description="How many that wait do not say the campaign's tag, since it is another now.")
    dry_run: bool


class CampaignArchived(View):
    """A campaign that is put away, and what was cancelled for that."""

    campaign: Campaign
    cancelled: list[Uid]
    dry_run: bool


class Delivery(View):
    """One post for one account at one time: a row of the queue."""

    uid: Uid
    campaign: str
    campaign_uid: Uid
    account: str
    account_uid: Uid
    platform: str
    state: State
    text: str
    length: int = Field(description="As the platform counts.")
    post: int = Field(description="The post's place in its cut, from 1.")
    of: int | None = Field(description="How many parts its thread has; null for a post that stands alone.")
    parent_uid: Uid | None = Field(description="The part of its thread that goes before.")
    article_uid: Uid | None
    spans: list[tuple[int, int]] = Field(description="What it says of its article, in code points, ends exclusive.")
    body: str = Field(description="The post as it was cut.")
    rewriter: str | None
    edited: bool
    scheduled_for: Moment
    wall: str = Field(description="The same on a clock in its zone.", examples=["2026-12-01T09:00"])
    zone: str
    due_at: Moment | None
    reason: Reason | None
    remote_url: str | None
    published_at: Moment | None
    withdrawn_at: Moment | None


class Attempt(View):
    """One try of a delivery."""

    delivery_uid: Uid
    number: int
    campaign: str
    account: str
    platform: str
    text: str
    zone: str
    scheduled_for: Moment
    due_at: Moment
    started_at: Moment
    ended_at: Moment | None
    outcome: State | None = Field(description="The state that the delivery went to; null while it is on its way.")
    status: int | None = Field(description="The HTTP status of the platform's answer.")
    reason: Reason | None
    remote_url: str | None
    rewriter: str | None
    withdrawn_at: Moment | None
    gone_at: Moment | None = Field(description="When it was seen that it is not there, though nobody here withdrew it.")


class Figures(View):
    """How people took a post; null is what its platform does not tell."""

    impressions: int | None
    likes: int | None
    replies: int | None
    reposts: int | None
    quotes: int | None
    bookmarks: int | None


class Snapshot(View):
    """A published post's figures at one age."""

    age_s: int = Field(description="At which age of the post, in seconds: an hour, a day, a week, thirty days.")
    taken_at: Moment
    gone: bool = Field(description="True: the platform did not have the post any more.")
    figures: Figures


class DeliveryWhole(View):
    """A delivery with all that was tried of it, and how it did."""

    delivery: Delivery
    attempts: list[Attempt]
    snapshots: list[Snapshot]


class Obstacle(View):
    """What a person should know of a delivery that was changed."""

    delivery_uid: Uid
    code: str
    words: str


class Changed(View):
    """Which deliveries were changed; in a dry run, would have been."""

    uids: list[Uid]
    findings: list[Obstacle]
    dry_run: bool


class Moved(Delivery):
    """A delivery at its new time."""

    findings: list[Obstacle]
    dry_run: bool


class Edited(Moved):
    """A delivery with its new text."""

    warnings: list[str] = Field(description="What in the text a person should look at, a sentence each.")


class Swapped(View):
    """Two deliveries that have changed places."""

    deliveries: tuple[Delivery, Delivery]
    dry_run: bool


class Withdrawn(View):
    """A post that is not out any more."""

    uid: Uid
    withdrawn_at: Moment
    dry_run: bool


class Released(View):
    """What went on with an account."""

    account: str
    released: list[Uid]
    findings: list[Obstacle] = Field(description="What keeps some of them from going out all the same.")
    dry_run: bool


class Stopped(View):
    """The kill switch."""

    stopped: bool
    changed: bool = Field(description="Whether that was different before.")
    reason: Reason | None
    dry_run: bool


class Finding(View):
    """One thing that was looked at."""

    ok: bool
    severity: Severity
    code: str
    sentence: str
    mend: str
    about: str


class Health(View):
    """Whether all is well."""

    ok: bool
    at: Moment
    findings: list[Finding]


class Setting(View):
    """A setting that can be chosen while everything runs."""

    value: str = Field(description="What counts.", examples=["Europe/Berlin"])
    origin: Origin = Field(description="Where it was said: a default, config.toml, chosen, or a variable.")
    variable: str | None = Field(description="The environment variable that sets it, so that nothing else can.")
    otherwise: str = Field(description="What counts where nothing is chosen.")


class Settings(View):
    """All that can be chosen."""

    timezone: Setting
    locale: Setting
    first_weekday: Setting


class SettingsChanged(View):
    """The settings after a change, and which of them it changed."""

    settings: Settings
    changed: list[str]
    dry_run: bool
