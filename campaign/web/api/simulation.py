"""What would happen to a campaign: what `campaign simulate --json` prints, with uids alone."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from campaign.desk import outside, showing
from campaign.desk.trials import Trial, trial
from campaign.simulating.foreseen import Foreseen
from campaign.states import State
from campaign.web.api.asking import Asked, Lines
from campaign.web.api.views import Moment, Numbers, Reason, Uid, View
from campaign.web.asking import Desk
from campaign.web.simulating import tried

router = APIRouter(prefix="/campaigns/{uid:uuid}/simulation", tags=["campaigns"])


class Tried(Asked):
    """What is tried out."""

    approve: bool = Field(False, description="As if all that waits for approval were approved.")
    until: date | None = Field(None, description="The last day that is looked at.", examples=["2026-12-31"])
    outage: Lines = Field([], description="No worker runs: `FROM..TO` each.", examples=[["2026-12-24..2026-12-27"]])
    fail: float = Field(0.0, ge=0, le=90, description="Of a hundred calls to platforms so many fail.")
    refuse: Lines = Field([], description="A login is refused: `ACCOUNT@DAY` each.", examples=[["clinic@2026-12-24"]])
    seed: int = Field(0, ge=0, lt=2**31, description="Which calls fail: the same number, the same ones.")

    def trial(self) -> Trial:
        """As the desk takes it. Raises `Refused`."""
        return trial(
            until=self.until.isoformat() if self.until else None,
            outages=self.outage,
            fail=self.fail,
            refuse=self.refuse,
            approve=self.approve,
            seed=self.seed,
        )


class Day(View):
    """What goes out on one day of the campaign's zone."""

    date: date
    posts: dict[str, int] = Field(description="By account.")
    first: Moment
    last: Moment


class Wait(View):
    """What an account's posts wait for although nothing is wrong with them."""

    account: str
    platform: str
    code: str = Field(description="Stays the same for ever.", examples=["budget"])
    posts: int
    longest_s: float


class Outing(View):
    """One post, and what would become of it."""

    uid: Uid
    account: str
    platform: str
    text: str
    state: State
    reason: Reason | None
    words: str | None = Field(description="The reason in a sentence.")
    planned_for: Moment
    wall: str
    zone: str
    scheduled_for: Moment
    published_at: Moment | None
    tries: int


class Simulation(View):
    """What would happen to a campaign, from one moment to another."""

    campaign: str
    zone: str
    began_at: Moment
    ended_at: Moment
    states: Numbers
    days: list[Day]
    clocks: list[str] = Field(description="What clocks that are set do to its times.")
    waits: list[Wait]
    posts: list[Outing]
    notes: list[str] = Field(description="What a person should know first.")
    late: int
    respaced: int = Field(description="Posts that would be too late, and get another time.")


@router.get("")
def simulate_campaign(desk: Desk, uid: UUID, asked: Annotated[Tried, Query()]) -> Simulation:
    """Try a campaign out on a copy, in no time: what would go out when. Nothing is sent or changed."""
    return _view(desk, tried(desk, outside.campaign(desk, str(uid)), asked.trial()))


def _view(desk: Desk, found: Foreseen) -> Simulation:
    # No article was added, so each post is a real one.
    uids = outside.uids_of(desk, [one.delivery for one in found.posts if one.delivery])
    shown = showing.foreseen(found)
    posts = [{**post, "uid": known} for post, known in zip(shown["posts"], uids, strict=True)]
    return Simulation.model_validate({**shown, "posts": posts})
