"""Who did what, for owners: the log, the newest first."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from campaign.desk import users
from campaign.web.asking import Desk
from campaign.web.pages.settings.shared import Who, sections
from campaign.web.rendering import page

router = APIRouter()
_PAGE = 50


@router.get("/settings/audit")
def show(request: Request, desk: Desk, who: Who, before: int | None = None, actor: str = "") -> HTMLResponse:
    """The page."""
    found = users.done(desk, _PAGE + 1, before, actor or None)
    shown: dict[str, Any] = {
        "entries": found[:_PAGE],
        "next": found[_PAGE - 1].id if len(found) > _PAGE else None,
        "actor": actor,
    }
    return page(request, desk, "settings/audit.html", who=who, sections=sections(who), **shown)
