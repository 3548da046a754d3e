"""One's tokens; an owner sees all of them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.desk import tokens
from campaign.errors import Refused, on_pages
from campaign.rights import Kind
from campaign.web.asking import Desk, Text
from campaign.web.flashes import Flash, redirect
from campaign.web.pages.settings.shared import Who, done, sections
from campaign.web.rendering import page

_HERE = "/settings/tokens"
router = APIRouter(prefix=_HERE)


@router.get("")
def show(request: Request, desk: Desk, who: Who) -> HTMLResponse:
    """The page."""
    return _page(request, desk, who)


@router.post("/add", response_model=None)
def add(
    request: Request,
    desk: Desk,
    who: Who,
    name: Text = "",
    scopes: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
) -> HTMLResponse | RedirectResponse:
    """Makes one, and shows it this once: in the answer itself, so that no cookie and no address holds it."""
    try:
        made = tokens.add(desk, name, scopes, who)
    except Refused as error:
        return redirect(_HERE, Flash(on_pages(error), refused=True))
    return _page(request, desk, who, made.secret)


@router.post("/revoke")
def revoke(desk: Desk, who: Who, token: Text = "") -> RedirectResponse:
    """Lets one open nothing any more."""
    return done(_HERE, lambda: f"The token “{tokens.revoke(desk, token, who).name}” opens nothing any more.")


def _page(request: Request, desk: Desk, who: Who, secret: str | None = None) -> HTMLResponse:
    found = tokens.listed(desk, None if who.may(Kind.PEOPLE) else who.user_id)
    scopes = [kind for kind in Kind if who.may(kind)]
    shown: dict[str, Any] = {"tokens": found, "scopes": scopes, "secret": secret}
    return page(request, desk, "settings/tokens.html", who=who, sections=sections(who), **shown)
