"""What a reviewer sees who comes by a link: a page shows it, a button acts, since mail scanners follow links too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse

from campaign.desk import links
from campaign.errors import CampaignError, NotFound, StoreError, on_pages
from campaign.store.values import fingerprint
from campaign.web.asking import Desk, Number, Text
from campaign.web.rendering import templates_of

# Referrer-Policy is same-origin, as everywhere: with no-referrer browsers would send our own forms with Origin: null
# (https://fetch.spec.whatwg.org/#append-a-request-origin-header), and we would refuse them.
router = APIRouter(prefix="/review/{secret}")


@router.get("")
def show(desk: Desk, secret: str) -> HTMLResponse:
    """The page."""
    return _page(desk, secret)


@router.post("/approve")
def approve(desk: Desk, secret: str, read: Annotated[list[str], Form()] = []) -> HTMLResponse:  # noqa: B006 - FastAPI copies it
    """Lets go what was chosen; each field says which post, and which text of it was read."""

    def act() -> str:
        pairs = [one.partition(":") for one in read]
        texts = {int(key): text for key, _, text in pairs if key.isdecimal() and key.isascii() and len(key) < 18}
        number = len(links.approve(desk, secret, texts)) if texts else 0
        return f"{number} approved. Thank you." if number else "Choose at least one post."

    return _done(desk, secret, act)


@router.post("/comment")
def comment(desk: Desk, secret: str, post: Number, words: Text = "") -> HTMLResponse:
    """Says something about a post."""

    def act() -> str:
        links.comment(desk, secret, post, words)
        return "Your comment is passed on. Thank you."

    return _done(desk, secret, act)


def _done(desk: Desk, secret: str, act: Callable[[], str]) -> HTMLResponse:
    try:
        return _page(desk, secret, act())
    except (NotFound, StoreError):
        raise
    except CampaignError as error:
        return _page(desk, secret, on_pages(error), status=409)


def _page(desk: Desk, secret: str, said: str = "", status: int = 200) -> HTMLResponse:
    # Not in the frame of the other pages, which shows more than a reviewer is to see.
    values = {"review": links.review(desk, secret), "said": said, "here": f"/review/{secret}", "sum": fingerprint}
    return HTMLResponse(templates_of(desk).get_template("review.html").render(values), status)
