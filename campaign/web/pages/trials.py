"""A campaign tried out: what would go out when, on a copy. Bounded, one at a time, and away from who serves pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from campaign.desk import looking
from campaign.desk.trials import trial
from campaign.errors import NotFound, Refused, on_pages
from campaign.simulating.foreseen import PACED
from campaign.web.asking import Desk
from campaign.web.rendering import page
from campaign.web.simulating import tried
from posts.errors import PostsError

router = APIRouter(prefix="/campaigns/{name}/trial")

#: How many posts of a kind are shown.
_SHOWN = 20

Text = Annotated[str, Query(max_length=100)]


@router.get("")
def show(
    request: Request,
    desk: Desk,
    name: str,
    approve: bool = False,
    since: Text = "",
    until: Text = "",
    fail: Annotated[float, Query(ge=0, le=90)] = 0.0,
) -> HTMLResponse:
    """What would happen to the campaign as it stands, or as if all of it were approved. Nothing is written."""
    campaign, _ = looking.campaign(desk, name)
    found, error = None, None
    try:
        outages = [f"{since}..{until}"] if since or until else []
        found = tried(desk, name, trial(outages=outages, fail=fail, approve=approve))
    except NotFound:
        raise
    except (Refused, PostsError) as refused:
        error = on_pages(refused)
    return page(
        request,
        desk,
        "trial.html",
        status=409 if error else 200,
        campaign=campaign,
        found=found,
        error=error,
        asked={"approve": approve, "since": since, "until": until, "fail": fail},
        paced=PACED,
        shown=_SHOWN,
    )
