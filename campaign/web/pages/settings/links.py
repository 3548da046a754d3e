"""Links for reviewers, for whoever may approve."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.desk import links, looking
from campaign.errors import NotFound, Refused, on_pages
from campaign.web.asking import Desk, Number, Text
from campaign.web.flashes import Flash, redirect
from campaign.web.pages.settings.shared import Who, done, sections
from campaign.web.rendering import page

_HERE = "/settings/links"
router = APIRouter(prefix=_HERE)


@router.get("")
def show(request: Request, desk: Desk, who: Who) -> HTMLResponse:
    """The page."""
    return _page(request, desk, who)


@router.post("/add", response_model=None)
def add(
    request: Request, desk: Desk, who: Who, name: Text = "", campaign: Text = "", lasts: Text = ""
) -> HTMLResponse | RedirectResponse:
    """Makes one, and shows its address this once, in the answer itself."""
    try:
        made = links.add(desk, name, campaign, lasts or None, who)
    except (Refused, NotFound) as error:
        return redirect(_HERE, Flash(on_pages(error), refused=True))
    return _page(request, desk, who, made)


@router.post("/revoke")
def revoke(desk: Desk, link: Number) -> RedirectResponse:
    """Lets one open nothing any more."""
    return done(_HERE, lambda: f"The link for {links.revoke(desk, link).name} opens nothing any more.")


def _page(request: Request, desk: Desk, who: Who, made: links.Made | None = None) -> HTMLResponse:
    campaigns = list(looking.planned_by(desk).campaigns)
    shown: dict[str, Any] = {"links": links.listed(desk), "campaigns": campaigns, "made": made, "lasts": links.LASTS}
    return page(request, desk, "settings/links.html", who=who, sections=sections(who), now=desk.clock.now(), **shown)
