"""The first steps: one form that makes something to look at, and how far one has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from campaign.app import App
from campaign.desk import beginning
from campaign.errors import CampaignError, StoreError, on_pages
from campaign.planning.zones import all_names
from campaign.web.asking import Desk, Text
from campaign.web.flashes import Flash, redirect
from campaign.web.pages.terms import is_unset
from campaign.web.rendering import page
from posts.errors import PostsError

router = APIRouter(prefix="/welcome")


@dataclass(frozen=True)
class First:
    """The form of a first campaign."""

    hashtag: Text = ""
    times: Text = beginning.TIMES
    #: The default zone where it is empty.
    timezone: Text = ""
    article: Text = "example"


@router.get("")
def show(request: Request, desk: Desk) -> HTMLResponse:
    """The page."""
    return _page(request, desk, First(timezone=desk.defaults.timezone), unset=is_unset(desk))


@router.post("")
def begin(request: Request, desk: Desk, first: Annotated[First, Depends()]) -> Response:
    """Makes the account “preview” and a first campaign, and cuts the article."""
    try:
        with_example = first.article == "example"
        begun = beginning.begin(desk, first.hashtag, first.times, first.timezone, with_example=with_example)
    except StoreError:
        raise
    except (CampaignError, PostsError) as error:
        return _page(request, desk, first, on_pages(error))
    if begun.draft is None:
        return redirect("/articles", Flash(f"Campaign “{begun.campaign}” is there. Hand in your article for it."))
    return redirect(f"/articles/{begun.draft}", Flash("These are its posts. Nothing goes out before you say so."))


def _page(request: Request, desk: App, typed: First, error: str | None = None, *, unset: bool = False) -> HTMLResponse:
    return page(
        request,
        desk,
        "welcome.html",
        status=422 if error else 200,
        milestones=beginning.milestones(desk),
        typed=typed,
        zones=all_names(),
        unset=unset,
        error=error,
    )
