"""One account: tried, paused, resumed, capped, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.app import App
from campaign.desk import accounts, connecting, roster
from campaign.errors import CampaignError, StoreError, on_pages
from campaign.web.asking import Desk, Key, Text
from campaign.web.flashes import Flash, redirect
from campaign.web.offers import whom
from campaign.web.pages.obstacles import in_the_way
from campaign.web.pages.queue import posts
from campaign.web.rendering import page
from posts.errors import PostsError

router = APIRouter(prefix="/accounts/{key:int}")


@router.get("")
def show(request: Request, desk: Desk, key: Key) -> HTMLResponse:
    """The page."""
    return _page(request, desk, key, "accounts/one.html")


@router.post("/test")
def test(desk: Desk, key: Key) -> RedirectResponse:
    """Asks its platform who it is there and what it may say; nothing is posted."""
    kind = roster.member(desk, key).standing.account.platform

    def act(name: str) -> str:
        tried = connecting.try_out(desk, name)
        return f"It works: this is {whom(kind, tried.who)}, and a post may count {tried.limits.most:,}."

    return _told(desk, key, act)


@router.post("/pause")
def pause(desk: Desk, key: Key, why: Text = "") -> RedirectResponse:
    """Lets it be silent; what is queued for it waits."""

    def act(name: str) -> str:
        return f"Account “{name}” is {accounts.pause(desk, name, why.strip() or None).state}. What is queued waits."

    return _told(desk, key, act)


@router.post("/resume")
def resume(desk: Desk, key: Key) -> RedirectResponse:
    """Lets it speak again, and what was held with it."""

    def act(name: str) -> str:
        released = accounts.resume(desk, name)
        return f"It speaks again; {posts(len(released))} released.{in_the_way(desk, released)}"

    return _told(desk, key, act)


@router.post("/cap")
def cap(desk: Desk, key: Key, per_hour: Annotated[int, Form(ge=0, le=10_000)] = 0) -> RedirectResponse:
    """Lets it say no more than so many posts in any hour; 0 for no cap."""

    def act(name: str) -> str:
        most = accounts.cap(desk, name, per_hour).per_hour
        return f"It says no more than {posts(most)} in any hour." if most else "It says as much as it has to."

    return _told(desk, key, act)


@router.get("/remove")
def consider(request: Request, desk: Desk, key: Key) -> HTMLResponse:
    """What removing it means, before it is done."""
    return _page(request, desk, key, "accounts/remove.html")


@router.post("/remove")
def remove(desk: Desk, key: Key) -> RedirectResponse:
    """Removes it for good, with its login."""

    def act(name: str) -> str:
        accounts.remove(desk, name)
        return f"Account “{name}” is removed, and its login forgotten."

    return _told(desk, key, act, to="/accounts")


def _page(request: Request, desk: App, key: int, template: str) -> HTMLResponse:
    return page(request, desk, template, member=roster.member(desk, key), now=desk.clock.now())


def _told(desk: App, key: int, act: Callable[[str], str], to: str | None = None) -> RedirectResponse:
    """Does it to the account of that id, and says on a page what was done or why it was not."""
    name = roster.member(desk, key).standing.account.name
    try:
        return redirect(to or f"/accounts/{key}", Flash(act(name)))
    except StoreError:
        raise
    except (CampaignError, PostsError) as error:
        return redirect(f"/accounts/{key}", Flash(on_pages(error), refused=True))
