"""Approvals: what is proposed, read whole beside its source, and approved, changed or sent back."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from campaign.app import App
from campaign.desk import approving, deliveries, looking
from campaign.desk.approving import Inbox, Proposal
from campaign.errors import CampaignError, NotFound, Refused, StateError, on_pages
from campaign.store.values import Selection
from campaign.web.asking import Back, Desk, Key, Text, lines, of_one_moment
from campaign.web.flashes import Flash, redirect
from campaign.web.pages.filters import Wanted, cursor
from campaign.web.pages.obstacles import in_the_way
from campaign.web.pages.queue import posts, told, undo_of
from campaign.web.rendering import page
from posts.errors import PostsError

router = APIRouter(prefix="/approvals")
#: "ID-FINGERPRINT" of each text that the form's page showed.
Read = Annotated[list[str], Form()]


@router.get("")
@of_one_moment
def show(request: Request, desk: Desk, wanted: Annotated[Wanted, Depends()]) -> HTMLResponse:
    """The inbox."""
    found = approving.inbox(desk, wanted.filter(desk.defaults.timezone))
    return page(
        request,
        desk,
        "approvals.html",
        inbox=found,
        groups=by_campaign(found),
        wanted=wanted,
        next=cursor(found.next),
        campaigns=list(looking.planned_by(desk).campaigns),
        now=desk.clock.now(),
    )


@router.post("/approve")
def approve(desk: Desk, back: Back, read: Read = []) -> RedirectResponse:  # noqa: B006 - FastAPI copies it
    """Approves the texts that were read, or none of them."""

    def do() -> Flash:
        texts = _read(read)
        done = deliveries.approve_as_read(desk, texts)
        words = f"{posts(len(done))} approved.{in_the_way(desk, done)}"
        return Flash(words, undo=undo_of(desk, "approve", done, back))

    return redirect(back, told(do))


@router.get("/{key:int}")
@of_one_moment
def one(request: Request, desk: Desk, key: Key) -> Response:
    """One proposal, with the way to those before and after it."""
    try:
        return _page(request, desk, key)
    except StateError as error:
        return redirect("/approvals", Flash(on_pages(error), refused=True))


@router.post("/{key:int}/edit")
def edit(request: Request, desk: Desk, key: Key, text: Text = "") -> Response:
    """Replaces the text, and approves the new one."""
    after = approving.reading(desk, key).after
    try:
        edited = approving.edit_and_approve(desk, key, lines(text).strip())
    except NotFound:
        raise
    except (CampaignError, PostsError) as error:
        return _page(request, desk, key, {"text": text}, {"text": on_pages(error)})
    words = " ".join((f"Post {key} was changed and approved.{in_the_way(desk, [key])}", *edited.warnings))
    return redirect(_next(after), Flash(words))


@router.post("/{key:int}/return")
def send_back(request: Request, desk: Desk, key: Key, note: Text = "") -> Response:
    """Sends it back with a note."""
    after = approving.reading(desk, key).after
    try:
        deliveries.send_back(desk, Selection((key,)), note)
    except Refused as error:
        return _page(request, desk, key, {"note": note}, {"note": on_pages(error)})
    return redirect(_next(after), Flash(f"Post {key} was sent back: it waits for a change."))


def by_campaign(inbox: Inbox) -> list[tuple[str, list[Proposal]]]:
    """The page's proposals, campaign by campaign, each in its order."""
    name = attrgetter("delivery.campaign")
    return [(key, list(found)) for key, found in groupby(sorted(inbox.proposals, key=name), key=name)]


def _read(sent: list[str]) -> dict[int, str]:
    if not sent:
        raise Refused("There is nothing to approve.")
    pairs = [one.partition("-") for one in sent]
    if not all(key.isascii() and key.isdigit() and len(key) <= 18 for key, _, _ in pairs):
        raise Refused("That form is not one of ours: load the page again.")
    return {int(key): text for key, _, text in pairs}


def _next(after: int | None) -> str:
    return f"/approvals/{after}" if after else "/approvals"


def _page(
    request: Request,
    desk: App,
    key: int,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> HTMLResponse:
    found = approving.reading(desk, key)
    return page(
        request,
        desk,
        "approval.html",
        status=422 if errors else 200,
        reading=found,
        one=found.proposal,
        typed=typed or {},
        errors=errors or {},
        now=desk.clock.now(),
    )
