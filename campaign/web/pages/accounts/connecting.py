"""Connecting an account: its platform is chosen, its login given there or typed here, and brought back once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from campaign.app import App
from campaign.desk import connecting, roster
from campaign.desk.accounts import Wish
from campaign.desk.connecting import Connected
from campaign.errors import CampaignError, NotFound, Refused, StoreError, on_pages
from campaign.web.asking import Desk, Key, Text
from campaign.web.flashes import Flash, redirect
from campaign.web.offers import fields, offer, offers, whom
from campaign.web.pages.obstacles import in_the_way
from campaign.web.pages.queue import posts
from campaign.web.rendering import page
from posts.errors import PostsError
from posts.measure import LIMITS
from posts.platforms import kinds

router = APIRouter(prefix="/accounts")
#: What stands before the names of secrets and of options in a form.
_SECRET, _OPTION = "secret:", "option:"
_CALLBACK = "/accounts/callback"


@dataclass(frozen=True)
class Typed:
    """What was typed into the form of an account; ``secrets`` are shown to nobody again."""

    name: str
    platform: str
    server: str
    options: Mapping[str, str]
    secrets: Mapping[str, str]

    @property
    def wish(self) -> Wish:
        """The account that is wanted."""
        return Wish(self.name, self.platform, _address(self.server) or None, self.options)


async def typed(request: Request) -> Typed:
    """The form, whose fields depend on the platform; what was left empty was not typed."""
    sent = {name: str(value).strip() for name, value in (await request.form()).items()}
    return Typed(
        name=sent.get("name", ""),
        platform=sent.get("platform", ""),
        server=sent.get("server", ""),
        options=_named(sent, _OPTION),
        secrets=_named(sent, _SECRET),
    )


Sent = Annotated[Typed, Depends(typed)]


@router.get("/new")
def choose(request: Request, desk: Desk, platform: str = "") -> HTMLResponse:
    """The platforms, or the form of the one that was chosen."""
    if not platform:
        return page(request, desk, "accounts/choose.html", offers=offers())
    return _form(request, desk, Typed("", platform, "", {}, {}))


@router.post("/new")
def connect(request: Request, desk: Desk, sent: Sent) -> Response:
    """Keeps what was typed once the platform takes it, or says where to go on."""
    try:
        if sent.name in {one.standing.account.name for one in roster.roster(desk)}:
            raise Refused(f"There is an account “{sent.name}” already: choose another name, or connect that one anew.")
        return _connect(request, desk, sent.wish, sent.secrets)
    except StoreError:
        raise
    except (CampaignError, PostsError) as error:
        return _form(request, desk, sent, on_pages(error))


@router.get("/{key:int}/connect")
def again(request: Request, desk: Desk, key: Key) -> HTMLResponse:
    """The form of an account that is there: its login anew, and nothing else."""
    return _anew(request, desk, key)


@router.post("/{key:int}/connect")
def reconnect(request: Request, desk: Desk, key: Key, sent: Sent) -> Response:
    """Gives it another login; all else stays."""
    account = roster.member(desk, key).standing.account
    try:
        return _connect(request, desk, Wish(account.name, account.platform, account.server), sent.secrets)
    except StoreError:
        raise
    except (CampaignError, PostsError) as error:
        return _anew(request, desk, key, on_pages(error))


@router.get("/callback")
def come_back(request: Request, desk: Desk, state: str = "", code: str = "") -> HTMLResponse:
    """Where a platform sends people back to. A page changes nothing, so a button finishes it."""
    found = state and code
    return page(request, desk, "accounts/callback.html", status=200 if found else 409, state=state, code=code)


@router.post("/callback")
def finish(desk: Desk, state: Text = "", code: Text = "") -> Response:
    """Exchanges what was brought back for a login; a state is good once."""
    try:
        done = connecting.finish(desk, state, code)
        return _done(desk, done, done.who)
    except StoreError:
        raise
    except (CampaignError, PostsError) as error:
        return redirect("/accounts", Flash(on_pages(error), refused=True))


def _connect(request: Request, desk: App, wish: Wish, secrets: Mapping[str, str]) -> Response:
    if not connecting.has_pages(wish.platform):
        done = connecting.enter(desk, wish, secrets=secrets, ask=_missing)
        return _done(desk, done, whom(wish.platform, done.who))
    back = desk.config.web.home + _CALLBACK
    begun = connecting.begin(desk, wish, secrets=secrets, redirect=back, ask=_missing)
    host = urlsplit(begun.address).hostname
    # A link and no redirect: our policy lets forms lead to ourselves alone.
    return page(request, desk, "accounts/depart.html", begun=begun, host=host, name=wish.name)


def _done(desk: App, connected: Connected, who: str) -> Response:
    held = f" {posts(len(connected.released))} that it held can go out." if connected.released else ""
    held += in_the_way(desk, connected.released)
    return redirect("/accounts", Flash(f"Account “{connected.account}” speaks as {who}.{held}"))


def _form(request: Request, desk: App, sent: Typed, error: str | None = None) -> HTMLResponse:
    if sent.platform not in kinds():
        raise NotFound("platform", sent.platform, "Choose one of those that are listed.")
    return page(
        request,
        desk,
        "accounts/new.html",
        status=422 if error else 200,
        sent=sent,
        offer=offer(sent.platform),
        fields=fields(sent.platform),
        has_pages=connecting.has_pages(sent.platform),
        callback=desk.config.web.home + _CALLBACK,
        grammars=list(LIMITS),
        error=error,
    )


def _anew(request: Request, desk: App, key: int, error: str | None = None) -> HTMLResponse:
    account = roster.member(desk, key).standing.account
    return page(
        request,
        desk,
        "accounts/anew.html",
        status=422 if error else 200,
        account=account,
        offer=offer(account.platform),
        fields=fields(account.platform),
        has_pages=connecting.has_pages(account.platform),
        error=error,
    )


def _missing(prompt: str, required: bool) -> str:
    """Nobody can be asked any more: what has to be there was left empty."""
    if required:
        raise Refused(f"Fill in: {prompt}.")
    return ""


def _named(sent: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in sent.items() if name.startswith(prefix) and value}


def _address(server: str) -> str:
    """As an adapter wants it, of what people write."""
    return server if not server or "://" in server else f"https://{server}"
