"""Articles: handed in, cut, and worked on beside their text until their posts are queued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from campaign.app import App
from campaign.desk import costing, drafts, looking
from campaign.desk.adding import Asked
from campaign.desk.drafts import Opened
from campaign.desk.sources import Address, Given, Pasted, Uploaded
from campaign.errors import CampaignError, NotFound, Refused, on_pages
from campaign.web.asking import Desk, Key, Number, Text, of_one_moment
from campaign.web.flashes import Flash, redirect
from campaign.web.pages.obstacles import in_the_way
from campaign.web.pages.queue import posts
from campaign.web.pages.shaping import Changed
from campaign.web.rendering import page, query
from campaign.web.security.guards import Approving
from posts.article.sources import MOST_BYTES
from posts.cut import wording
from posts.errors import PostsError
from posts.shaping import seams, too_long

router = APIRouter(prefix="/articles")
#: The place of the first post, or date, of those that are shown.
From = Annotated[int, Query(alias="from")]
#: How many dates a page shows.
PAGE = 50


@dataclass(frozen=True)
class New:
    """The form of a new article."""

    campaign: Text = ""
    text: Text = ""
    url: Text = ""
    link: Text = ""
    thread: Text = ""


@router.get("")
@of_one_moment
def listing(request: Request, desk: Desk) -> HTMLResponse:
    """What is being worked on, and the form for a new one."""
    return _listing(request, desk)


@router.post("")
def hand_in(request: Request, desk: Desk, new: Annotated[New, Depends()], file: UploadFile | None = None) -> Response:
    """Cuts what was handed in."""
    try:
        asked = Asked(link=new.link.strip() or None, thread=bool(new.thread))
        key = drafts.draft_article(desk, new.campaign, _given(new.text, new.url, file), asked)
    except (CampaignError, PostsError) as error:
        return _listing(request, desk, new, on_pages(error))
    return redirect(f"/articles/{key}", Flash("The article is cut. Nothing goes out before you say so."))


@router.get("/{key:int}")
@of_one_moment
def show(request: Request, desk: Desk, key: Key, sheet: int = 0, first: From = 0) -> HTMLResponse:
    """Some posts of one sheet beside the article, from the first that is asked for."""
    return _page(request, desk, drafts.opened(desk, key), sheet, first)


@router.post("/{key:int}/change")
def change(request: Request, desk: Desk, key: Key, wanted: Annotated[Changed, Depends()]) -> Response:
    """Does to one post what the button says."""
    try:
        drafts.change_draft(desk, key, wanted.version, wanted.sheet, wanted.post, wanted.change())
    except NotFound:
        raise
    except (CampaignError, PostsError) as error:
        return _page(request, desk, drafts.opened(desk, key), wanted.sheet, wanted.first, wanted, on_pages(error))
    where = query({"sheet": wanted.sheet, "from": wanted.first})
    return redirect(f"/articles/{key}{where}#post-{wanted.post}", Flash(wanted.done()))


@router.post("/{key:int}/platform")
def leave_out(desk: Desk, key: Key, version: Number, sheet: Number, out: Text = "") -> Response:
    """Lets the accounts of one version say nothing of the article, or all of it again."""
    where = f"/articles/{key}{query({'sheet': sheet})}"
    try:
        drafts.leave_out(desk, key, version, sheet, out=out == "yes")
    except Refused as error:
        return redirect(where, Flash(on_pages(error), refused=True))
    words = "Nothing of it goes out there" if out == "yes" else "All posts are taken back"
    return redirect(where, Flash(f"{words}; the other versions stay as they are."))


@router.post("/{key:int}/shape")
def reshape(desk: Desk, key: Key, version: Number, thread: Text = "") -> Response:
    """Makes a thread of it, or posts that stand alone."""
    try:
        drafts.reshape(desk, key, version, thread=thread == "yes")
    except (Refused, PostsError) as error:
        return redirect(f"/articles/{key}", Flash(on_pages(error), refused=True))
    words = "It is a thread now" if thread == "yes" else "The posts stand alone now"
    return redirect(f"/articles/{key}", Flash(f"{words}; what you did before is kept, and comes back with it."))


@router.get("/{key:int}/dates")
def dates(request: Request, desk: Desk, key: Key, first: From = 0, again: str = "", approve: str = "") -> HTMLResponse:
    """What would go out when: all of it is planned, and some of it is shown."""
    found = drafts.opened(desk, key)
    try:
        planned, error = drafts.preview(desk, found), None
    except (Refused, PostsError) as refused:
        planned, error = (), on_pages(refused)
    first = max(min(first, len(planned) - 1), 0)
    return page(
        request,
        desk,
        "dates.html",
        status=409 if error else 200,
        opened=found,
        costs=costing.of_dates(desk, ((one.account, one.text) for one in planned)),
        dates=planned[first : first + PAGE],
        first=first,
        count=len(planned),
        earlier=max(first - PAGE, 0) if first else None,
        later=first + PAGE if first + PAGE < len(planned) else None,
        error=error,
        # Asked only of who was refused for it: else nobody knows what it is about.
        again=bool(again),
        approve=bool(approve),
        too_long=_too_long(found) if error else (),
    )


@router.post("/{key:int}/queue")
def queue(desk: Desk, key: Key, version: Number, approve: Approving, again: Text = "") -> Response:
    """Queues all posts that are kept."""
    try:
        added = drafts.queue_draft(desk, key, version, approve=approve, again=bool(again))
    except (Refused, PostsError) as error:
        asks = isinstance(error, Refused) and error.field == "again"
        where = query({"again": "yes" if asks else "", "approve": "yes" if approve else ""})
        return redirect(f"/articles/{key}/dates{where}", Flash(on_pages(error), refused=True))
    waits = "" if approve else " They wait for approval."
    but = in_the_way(desk, added.ids, approved=approve)
    return redirect("/queue", Flash(f"{posts(len(added.ids))} added to the queue.{waits}{but}"))


@router.post("/{key:int}/discard")
def discard(desk: Desk, key: Key, version: Number) -> Response:
    """Lets go of the draft."""
    try:
        drafts.discard(desk, key, version)
    except Refused as error:
        return redirect(f"/articles/{key}", Flash(on_pages(error), refused=True))
    return redirect("/articles", Flash("The draft is discarded."))


def _given(text: str, url: str, file: UploadFile | None) -> Given:
    """The one thing that was handed in. Raises `Refused` for none or several."""
    found: list[Given] = [
        *([Uploaded(file.filename, file.file.read(MOST_BYTES + 1))] if file and file.filename else []),
        *([Address(url.strip())] if url.strip() else []),
        *([Pasted(text)] if text.strip() else []),
    ]
    if len(found) != 1:
        raise Refused("Give one of the three: the text, its address, or a file.")
    return found[0]


def _too_long(found: Opened) -> tuple[tuple[int, int, int], ...]:
    """What is too long to be queued: the places of its sheet and in it, and its length."""
    return tuple((at, *one) for at, sheet in enumerate(found.draft.sheets) for one in too_long(sheet))


def _listing(request: Request, desk: App, typed: New | None = None, error: str | None = None) -> HTMLResponse:
    return page(
        request,
        desk,
        "articles.html",
        status=422 if error else 200,
        drafts=drafts.listed(desk),
        campaigns=list(looking.planned_by(desk).campaigns),
        typed=typed or New(),
        error=error,
    )


def _page(
    request: Request,
    desk: App,
    found: Opened,
    number: int,
    first: int,
    typed: Changed | None = None,
    error: str | None = None,
) -> HTMLResponse:
    number = number if 0 <= number < len(found.draft.sheets) else 0
    leaf, text = found.leaf(number, first), found.article.text
    return page(
        request,
        desk,
        "draft.html",
        status=409 if error else 200,
        opened=found,
        number=number,
        sheet=found.draft.sheets[number],
        leaf=leaf,
        first=leaf.posts[0][0] if leaf.posts else 0,
        seams={at: seams(one.post.said, found.article.language) for at, one, _ in leaf.posts},
        left_out=[(place, text[one.start : one.end], wording.why(one.reason)) for place, one in leaf.left_out],
        typed=typed,
        error=error,
    )
