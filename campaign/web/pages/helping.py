"""Help: what each state means, and what can be done about it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from campaign.web.asking import Desk
from campaign.web.rendering import page

router = APIRouter()


@router.get("/help")
def show(request: Request, desk: Desk) -> HTMLResponse:
    """The page."""
    return page(request, desk, "help.html")
