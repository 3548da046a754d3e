"""History: every attempt, the newest first or the oldest."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from campaign.desk import looking
from campaign.web.asking import Desk, of_one_moment
from campaign.web.pages.filters import Wanted, cursor
from campaign.web.rendering import page

router = APIRouter()
#: Attempts on a page.
PAGE = 50


@router.get("/history")
@of_one_moment
def show(
    request: Request,
    desk: Desk,
    wanted: Annotated[Wanted, Depends()],
    order: Annotated[str, Query(description="“oldest” first; else the newest.")] = "",
) -> HTMLResponse:
    """The page."""
    newest_first = order != "oldest"
    asked = replace(wanted.filter(desk.defaults.timezone, newest_first=newest_first), limit=PAGE + 1)
    found = looking.attempts(desk, asked)
    rows, more = found[:PAGE], len(found) > PAGE
    return page(
        request,
        desk,
        "history.html",
        rows=rows,
        wanted=wanted,
        newest_first=newest_first,
        next=cursor((rows[-1].started_at, rows[-1].id)) if more else None,
        names=looking.names(desk),
    )
