"""The kill switch: everything stops before the next post, and goes on when somebody says so."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.desk import stopping
from campaign.errors import Refused
from campaign.web.asking import Desk, Text
from campaign.web.pages.settings.shared import Who, done, sections
from campaign.web.rendering import page

_HERE = "/settings/switch"
router = APIRouter(prefix=_HERE)
Sure = Annotated[bool, Form()]


@router.get("")
def show(request: Request, desk: Desk, who: Who) -> HTMLResponse:
    """What it does, and what is silent now."""
    return page(request, desk, "settings/switch.html", who=who, sections=sections(who), halts=stopping.halts(desk))


@router.post("/stop")
def stop(desk: Desk, why: Text = "", sure: Sure = False) -> RedirectResponse:
    """Stops everything."""

    def act() -> str:
        _refuse_unsure(sure)
        is_new, _ = stopping.stop(desk, why.strip() or None)
        return "Everything is stopped." if is_new else "Everything was stopped already."

    return done(_HERE, act)


@router.post("/start")
def start(desk: Desk, sure: Sure = False) -> RedirectResponse:
    """Lets everything go on."""

    def act() -> str:
        _refuse_unsure(sure)
        return "Everything goes on." if stopping.start(desk) else "Nothing was stopped."

    return done(_HERE, act)


def _refuse_unsure(sure: bool) -> None:
    if not sure:
        raise Refused("Tick the box that says that you mean it; nothing was changed.")
