"""Backups of the database, made here; they are put back at the command line, where nothing works meanwhile."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.desk import backing
from campaign.web.asking import Desk
from campaign.web.pages.settings.shared import Who, done, sections
from campaign.web.rendering import page

_HERE = "/settings/backups"
router = APIRouter(prefix=_HERE)


@router.get("")
def show(request: Request, desk: Desk, who: Who) -> HTMLResponse:
    """The page."""
    return page(request, desk, "settings/backups.html", who=who, sections=sections(who), backups=backing.kept(desk))


@router.post("/add")
def add(desk: Desk) -> RedirectResponse:
    """Makes one now."""

    def act() -> str:
        made = backing.back_up_here(desk)
        return f"{made.file.name} is made and verified: {sum(made.rows.values()):,} rows."

    return done(_HERE, act)
