"""The composer: one post, kept while it is written, counted by the server's own rules, queued or sent at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from campaign.app import App
from campaign.desk import composing, drafts, looking
from campaign.desk.composing import Count, OpenedPost
from campaign.desk.queueing import Added
from campaign.drafted import PostDraft
from campaign.errors import CampaignError, Refused, on_pages
from campaign.store.values import Campaign
from campaign.web.asking import Desk, Key, Number, Text, lines, of_one_moment
from campaign.web.flashes import Flash, redirect
from campaign.web.pages.obstacles import in_the_way
from campaign.web.rendering import page, planned, telling
from campaign.web.security.guards import Approving
from posts.errors import PostsError

router = APIRouter(prefix="/compose")
#: What stands before an account's name in the field of its own words.
_OWN = "own:"
#: At which time of a day a post is written that is meant for that day, until somebody chooses another.
_MORNING = "09:00"


@dataclass(frozen=True)
class Written:
    """The form of a post."""

    text: Text = ""
    link: Text = ""
    tracked: Text = ""
    accounts: Annotated[tuple[str, ...], Form()] = ()
    #: "next", or "at" with the time in ``at``.
    when: Text = "next"
    at: Text = ""

    def draft(self, own: dict[str, str]) -> PostDraft:
        """What is kept of it; ``own`` are the words of single accounts."""
        return PostDraft(
            text=lines(self.text),
            link=self.link.strip() or None,
            tracked=bool(self.tracked),
            overrides={name: lines(text) for name, text in own.items() if text.strip()},
            accounts=tuple(self.accounts),
            when=self.at or None if self.when == "at" else None,
        )


async def _draft(request: Request, written: Annotated[Written, Depends()]) -> PostDraft:
    """The form, with the fields whose names depend on the campaign's accounts."""
    fields = (await request.form()).items()
    return written.draft({name[len(_OWN) :]: str(text) for name, text in fields if name.startswith(_OWN)})


Sent = Annotated[PostDraft, Depends(_draft)]


@router.get("")
@of_one_moment
def begin(request: Request, desk: Desk, at: date | None = None) -> HTMLResponse:
    """For which campaign, and what was begun before; ``at`` is the day that it is meant for, as the calendar asks."""
    names = list(looking.planned_by(desk).campaigns)
    begun = [one for one in drafts.listed(desk) if one.article_id is None]
    return page(request, desk, "compose.html", campaigns=names, drafts=begun, at=at)


@router.post("")
def new(desk: Desk, campaign: Text = "", at: Annotated[date | None, Form()] = None) -> Response:
    """A post without words."""
    draft = PostDraft(when=f"{at}T{_MORNING}" if at else None)
    return redirect(f"/compose/{composing.compose_draft(desk, campaign, draft)}", Flash("Write, it is kept."))


@router.get("/{key:int}")
def show(request: Request, desk: Desk, key: Key) -> HTMLResponse:
    """The post with its counts."""
    found = composing.opened(desk, key)
    return _page(request, desk, found, found.draft, found.kept.version)


@router.post("/{key:int}")
def save(request: Request, desk: Desk, key: Key, version: Number, draft: Sent) -> Response:
    """Keeps what is written, and counts it anew: at every pause in writing, and at a button."""
    found = composing.opened(desk, key)
    try:
        version = composing.save(desk, key, version, draft)
    except (CampaignError, PostsError) as error:
        return _page(request, desk, found, draft, version, on_pages(error))
    return _page(request, desk, found, draft, version)


@router.post("/{key:int}/queue")
def queue(request: Request, desk: Desk, key: Key, version: Number, draft: Sent, approve: Approving) -> Response:
    """Queues it for its time."""
    found = composing.opened(desk, key)
    try:
        version = composing.save(desk, key, version, draft)
        added = composing.queue_post(desk, found.campaign.name, draft, approve=approve, kept=(key, version))
    except (CampaignError, PostsError) as error:
        return _page(request, desk, found, draft, version, on_pages(error))
    goes = [added.deliveries[place] for place in _going(added)] if approve else added.deliveries
    when = "; ".join(dict.fromkeys(planned(one.wall, one.zone, desk.defaults) for one in goes))
    done = f"The post goes out {when}." if goes else "The post does not go out yet."
    waits = "" if approve else " It waits for approval."
    return redirect("/queue", Flash(f"{done}{waits}{in_the_way(desk, added.ids, approved=approve)}"))


@router.post("/{key:int}/send")
def send(request: Request, desk: Desk, key: Key, version: Number, draft: Sent, sure: Text = "") -> Response:
    """Sends it at once, when whoever asked has seen which accounts say it."""
    found = composing.opened(desk, key)
    try:
        version = composing.save(desk, key, version, draft)
        added = composing.send_now(desk, found.campaign.name, draft, kept=(key, version), dry_run=not sure)
    except (CampaignError, PostsError) as error:
        return _page(request, desk, found, draft, version, on_pages(error))
    if not sure:
        return _page(request, desk, found, draft, version, asks=True)
    goes = dict.fromkeys(added.accounts[place] for place in _going(added))
    done = f"It goes out now: {', '.join(goes)}." if goes else "It does not go out yet."
    return redirect("/queue", Flash(f"{done}{in_the_way(desk, added.ids)}"))


@router.post("/{key:int}/discard")
def discard(desk: Desk, key: Key, version: Number) -> Response:
    """Lets go of it."""
    try:
        drafts.discard(desk, key, version)
    except Refused as error:
        return redirect(f"/compose/{key}", Flash(on_pages(error), refused=True))
    return redirect("/compose", Flash("The draft is discarded."))


def _going(added: Added) -> list[int]:
    """The places of what goes out by itself: the rest is held, since its account says it elsewhere."""
    return [place for place in range(len(added.deliveries)) if place not in added.repeated]


def _page(
    request: Request,
    desk: App,
    found: OpenedPost,
    draft: PostDraft,
    version: int,
    error: str | None = None,
    *,
    asks: bool = False,
) -> HTMLResponse:
    """The page. ``version`` is what its words were written on: who was refused is refused until they load it again."""
    counts, wrong = _counts(desk, found.campaign, draft)
    return page(
        request,
        desk,
        "composer.html",
        status=409 if error else 200,
        opened=found,
        draft=draft,
        version=version,
        names=[one.account.name for one in found.campaign.speakers],
        counts=counts,
        error=error or wrong,
        asks=asks,
    )


def _counts(desk: App, campaign: Campaign, draft: PostDraft) -> tuple[tuple[Count, ...], str | None]:
    """The counts, or why there are none: a link that is none, no account."""
    try:
        return tuple(composing.counted(desk, campaign, draft, telling(desk.defaults))), None
    except (CampaignError, PostsError) as error:
        return (), on_pages(error)
