"""Who did what, for owners: the log, the newest first, how far it is sealed, and whether it is as it was written."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.desk import auditing, users
from campaign.errors import Refused, on_pages
from campaign.web.asking import Desk, Text, of_one_moment
from campaign.web.flashes import Flash, redirect
from campaign.web.pages.settings.shared import Who, sections
from campaign.web.rendering import page

_HERE = "/settings/audit"
router = APIRouter(prefix=_HERE)
_PAGE = 50


@router.get("")
@of_one_moment
def show(request: Request, desk: Desk, who: Who, before: int | None = None, actor: str = "") -> HTMLResponse:
    """The page."""
    found = users.done(desk, _PAGE + 1, before, actor or None)
    shown: dict[str, Any] = {
        "entries": found[:_PAGE],
        "next": found[_PAGE - 1].id if len(found) > _PAGE else None,
        "actor": actor,
        "seal": auditing.head(desk),
    }
    return page(request, desk, "settings/audit.html", who=who, sections=sections(who), **shown)


@router.post("/verify")
def verify(desk: Desk, head: Text = "") -> RedirectResponse:
    """Looks whether the log is as it was sealed; nothing is written."""
    try:
        found = auditing.verify(desk, head.strip() or None)
    except Refused as error:
        return redirect(_HERE, Flash(on_pages(error), refused=True))
    return redirect(_HERE, Flash(auditing.worded(found), refused=found.fault is not None))
