"""The first steps: one form that makes something to look at, and how far one has come."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from campaign.app import App
from campaign.desk import beginning
from campaign.errors import CampaignError, StoreError, on_pages
from campaign.web.asking import Desk
from campaign.web.flashes import Flash, redirect
from campaign.web.rendering import page
from posts.errors import PostsError

router = APIRouter(prefix="/welcome")
Text = Annotated[str, Form()]


@router.get("")
def show(request: Request, desk: Desk) -> HTMLResponse:
    """The page."""
    return _page(request, desk)


@router.post("")
def begin(
    request: Request, desk: Desk, hashtag: Text = "", times: Text = beginning.TIMES, article: Text = "example"
) -> Response:
    """Makes the account “preview” and a first campaign, and cuts the article."""
    try:
        begun = beginning.begin(desk, hashtag, times, with_example=article == "example")
    except StoreError:
        raise
    except (CampaignError, PostsError) as error:
        return _page(request, desk, hashtag, times, on_pages(error))
    if begun.draft is None:
        return redirect("/articles", Flash(f"Campaign “{begun.campaign}” is there. Hand in your article for it."))
    return redirect(f"/articles/{begun.draft}", Flash("These are its posts. Nothing goes out before you say so."))


def _page(
    request: Request, desk: App, hashtag: str = "", times: str = beginning.TIMES, error: str | None = None
) -> HTMLResponse:
    return page(
        request,
        desk,
        "welcome.html",
        status=422 if error else 200,
        milestones=beginning.milestones(desk),
        hashtag=hashtag,
        times=times,
        error=error,
    )
