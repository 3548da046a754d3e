"""History: every attempt."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from campaign.desk import looking
from campaign.web.api import views
from campaign.web.api.filters import Narrowed
from campaign.web.api.paging import Page, after_time, page
from campaign.web.asking import Desk

router = APIRouter(tags=["history"])


class Tried(Narrowed):
    """The query of the history; `state` is what came of an attempt."""

    newest_first: bool = Field(False, description="The last attempt first.")


@router.get("/history")
def list_attempts(
    request: Request, response: Response, desk: Desk, asked: Annotated[Tried, Query()]
) -> Page[views.Attempt]:
    """List every attempt: when it was due, when it was sent, what the answer was."""
    rows = looking.attempts(desk, asked.filter(desk, newest_first=asked.newest_first))
    return page(
        request,
        response,
        rows,
        asked.limit,
        views.Attempt.model_validate,
        lambda one: after_time(one.started_at, one.id),
    )
