"""Short links: `/l/CODE` leads to what was composed into a post, and counts who follows it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from campaign.errors import NotFound
from campaign.shortlinks import PATH
from campaign.web.clicks import Clicks, is_person

router = APIRouter()


@router.api_route(f"{PATH}{{code}}", methods=["GET", "HEAD"])
def follow(request: Request, code: str) -> RedirectResponse:
    """Leads on, whatever became of the post; nothing that the request says changes where to."""
    counting: Clicks = request.app.state.clicks
    found = counting.target(code)
    if found is None:
        raise NotFound("link", code)
    if is_person(request.method, request.headers):
        counting.count(found.delivery)
    return RedirectResponse(found.url, 302)
