"""A campaign's report as it leaves: what `campaign report --json` prints, with uids alone."""

from __future__ import annotations

from campaign.states import State
from campaign.web.api.views import Moment, Reason, Uid, View


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


class Lateness(View):
    """Seconds from slot to publication."""

    p50_s: float
    p95_s: float
    most_s: float


class AccountPart(View):
    """What one account did."""

    account: str
    platform: str
    counts: Counts
    lateness: Lateness | None


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


class Report(View):
    """A campaign's history, summed: what `campaign report --json` prints."""

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
