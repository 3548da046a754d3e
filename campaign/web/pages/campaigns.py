"""Campaigns: which there are, how far each is, and what can be done with it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.desk import archiving, campaigns, standings
from campaign.desk.overview import TROUBLED
from campaign.web.asking import Desk, of_one_moment
from campaign.web.flashes import Flash, Undo, redirect
from campaign.web.navigation import PLACES
from campaign.web.pages.queue import posts, told
from campaign.web.rendering import campaign_address, page

router = APIRouter(prefix="/campaigns")


@router.get("")
@of_one_moment
def show(request: Request, desk: Desk, archived: bool = False) -> HTMLResponse:
    """The list."""
    found, away = standings.standings(desk, archived=archived)
    return page(
        request,
        desk,
        "campaigns.html",
        standings=found,
        away=away,
        archived=archived,
        now=desk.clock.now(),
        troubled=TROUBLED,
    )


@router.get("/{name}")
@of_one_moment
def one(request: Request, desk: Desk, name: str) -> HTMLResponse:
    """The page of one."""
    found = standings.detail(desk, name)
    has_calendar = any(place.path == "/calendar" for place in PLACES)
    return page(
        request,
        desk,
        "campaign.html",
        detail=found,
        waiting=found.tally.of(*archiving.WAITING),
        has_calendar=has_calendar,
        now=desk.clock.now(),
    )


@router.post("/{name}/pause")
def pause(desk: Desk, name: str, why: Annotated[str, Form(max_length=300)] = "") -> RedirectResponse:
    """Lets it be silent."""

    def do() -> Flash:
        campaigns.set_state(desk, name, "paused", " ".join(why.split()) or None)
        return Flash(f"“{name}” is paused. Its posts stay queued.", undo=Undo(_path(name, "resume")))

    return redirect(_path(name), told(do))


@router.post("/{name}/resume")
def resume(desk: Desk, name: str) -> RedirectResponse:
    """Lets it go on."""

    def do() -> Flash:
        campaigns.set_state(desk, name, "active")
        return Flash(f"“{name}” goes on.", undo=Undo(_path(name, "pause")))

    return redirect(_path(name), told(do))


@router.post("/{name}/archive")
def archive(desk: Desk, name: str, cancel: Annotated[bool, Form()] = False) -> RedirectResponse:
    """Puts it away."""

    def do() -> Flash:
        done = archiving.archive(desk, name, cancel=cancel)
        more = f" {posts(len(done.cancelled))} cancelled." if done.cancelled else ""
        return Flash(f"“{name}” is archived.{more}", undo=Undo(_path(name, "unarchive")))

    return redirect(_path(name), told(do))


@router.post("/{name}/unarchive")
def unarchive(desk: Desk, name: str) -> RedirectResponse:
    """Takes it back."""

    def do() -> Flash:
        archiving.unarchive(desk, name)
        return Flash(f"“{name}” may speak again.")

    return redirect(_path(name), told(do))


def _path(name: str, verb: str = "") -> str:
    return f"{campaign_address(name)}/{verb}" if verb else campaign_address(name)
