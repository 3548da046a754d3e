"""The accounts: who each is, how its login stands, and what it says next."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from campaign.desk.roster import roster
from campaign.web.asking import Desk, of_one_moment
from campaign.web.rendering import page

router = APIRouter()


@router.get("/accounts")
@of_one_moment
def show(request: Request, desk: Desk) -> HTMLResponse:
    """The page."""
    return page(request, desk, "accounts/list.html", members=roster(desk), now=desk.clock.now())
