"""One delivery: its text, what it says of its article, all that was tried, and all that can be done."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from campaign.app import App
from campaign.desk import deliveries, looking, stopping
from campaign.errors import CampaignError, NotFound, Refused, on_pages
from campaign.states import State
from campaign.store.values import Selection
from campaign.web.asking import Desk, Key, Text, lines, of_one_moment
from campaign.web.flashes import Flash, Undo, redirect
from campaign.web.pages.queue import done, taken_back, told
from campaign.web.rendering import page, planned
from campaign.web.security.guards import Approver
from posts.errors import PostsError

router = APIRouter(prefix="/queue/{key:int}")


@router.get("")
@of_one_moment
def show(request: Request, desk: Desk, key: Key) -> HTMLResponse:
    """The page."""
    return _page(request, desk, key)


@router.post("/edit")
def edit(request: Request, desk: Desk, key: Key, text: Text = "") -> Response:
    """Replaces its text."""
    try:
        edited = deliveries.edit(desk, key, lines(text).strip())
    except NotFound:
        raise
    except (CampaignError, PostsError) as error:
        return _page(request, desk, key, {"text": text}, {"text": on_pages(error)})
    done = "The text was changed."
    if edited.delivery.state is State.PROPOSED:
        done += " It waits for approval."
    return redirect(f"/queue/{key}", Flash(" ".join((done, *edited.warnings))))


@router.post("/move")
def move(request: Request, desk: Desk, key: Key, when: Text = "") -> Response:
    """Gives it another time."""
    before = looking.whole(desk, key).delivery
    try:
        moved = deliveries.move(desk, key, when)
    except (CampaignError, PostsError) as error:
        return _page(request, desk, key, {"when": when}, {"when": on_pages(error)})
    undo = Undo(f"/queue/{key}/move", {"when": before.wall})
    return redirect(f"/queue/{key}", Flash(f"Moved to {planned(moved.wall, moved.zone, desk.defaults)}.", undo=undo))


@router.post("/resolve")
def resolve(request: Request, desk: Desk, key: Key, out: Text = "", url: Text = "") -> Response:
    """Says whether it is out, and where."""
    try:
        if out == "yes" and not url.startswith(("https://", "http://")):
            raise Refused("Give the address of the post: it begins with https://.")
        deliveries.resolve_doubt(desk, Selection((key,)), url if out == "yes" else None)
    except NotFound:
        raise
    except CampaignError as error:
        return _page(request, desk, key, {"url": url}, {"url": on_pages(error)})
    return redirect(f"/queue/{key}", Flash("It is out." if out == "yes" else "It goes out again now."))


@router.post("/take-back")
def take_back(desk: Desk, key: Key, approver: Approver) -> RedirectResponse:
    """Puts it back where it was before it was cancelled."""
    return redirect(f"/queue/{key}", told(lambda: taken_back(desk, [key], f"/queue/{key}", approved=approver)))


@router.post("/{verb}")
def do(desk: Desk, key: Key, verb: str) -> RedirectResponse:
    """Does to it what the button says."""
    return redirect(f"/queue/{key}", told(lambda: done(desk, verb, [key], f"/queue/{key}")))


def _page(
    request: Request,
    desk: App,
    key: int,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page, with what was typed and what is wrong with it beside each field."""
    whole = looking.whole(desk, key)
    return page(
        request,
        desk,
        "delivery.html",
        status=422 if errors else 200,
        whole=whole,
        halts=stopping.halts_of(desk, whole.delivery),
        now=desk.clock.now(),
        typed=typed or {},
        errors=errors or {},
    )
