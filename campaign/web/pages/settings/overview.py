"""One's own settings: who one is, one's password, and the way out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.desk import entering
from campaign.web.asking import Desk, Text
from campaign.web.pages.settings.shared import Who, done, sections
from campaign.web.rendering import page

router = APIRouter()


@router.get("/settings")
def show(request: Request, desk: Desk, who: Who) -> HTMLResponse:
    """The page."""
    return page(request, desk, "settings/own.html", who=who, sections=sections(who))


@router.post("/settings/password")
def change(request: Request, desk: Desk, who: Who, old: Text = "", new: Text = "") -> RedirectResponse:
    """Gives oneself another password; one's other sessions end."""

    def act() -> str:
        entering.change_password(desk, who, old, new, request.state.session)
        return "Your password is changed, and you are logged out everywhere else."

    return done("/settings", act)
