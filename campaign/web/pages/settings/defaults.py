"""What the settings file says of times and places: shown, and changed in that file alone."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from campaign.web.asking import Desk
from campaign.web.pages.settings.shared import Who, sections
from campaign.web.rendering import page

router = APIRouter()


@router.get("/settings/defaults")
def show(request: Request, desk: Desk, who: Who) -> HTMLResponse:
    """The page. The file is not written from here: it belongs to whoever runs the server, comments and all."""
    config = desk.config
    return page(request, desk, "settings/defaults.html", who=who, sections=sections(who), config=config)
