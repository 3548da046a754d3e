"""Articles: handed in, cut, and worked on beside their text until their posts are queued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from campaign.app import App
from campaign.desk import costing, drafts, looking
from campaign.desk.adding import Asked
from campaign.desk.drafts import Opened
from campaign.desk.sources import Address, Given, Pasted, Uploaded
from campaign.errors import CampaignError, NotFound, Refused
from campaign.web.asking import Desk, Key, Number
from campaign.web.flashes import Flash, redirect
from campaign.web.pages.changes import Changed
from campaign.web.pages.queue import posts
from campaign.web.rendering import page
from campaign.web.security.guards import Approving
from posts.article.sources import MOST_BYTES
from posts.cut import wording
from posts.errors import PostsError
from posts.shaping import marked, seams

router = APIRouter(prefix="/articles")
Text = Annotated[str, Form()]


@dataclass(frozen=True)
class New:
    """The form of a new article."""

    campaign: Text = ""
    text: Text = ""
    url: Text = ""
    link: Text = ""
    thread: Text = ""


@router.get("")
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
        return _listing(request, desk, new, str(error))
    return redirect(f"/articles/{key}", Flash("The article is cut. Nothing goes out before you say so."))


@router.get("/{key:int}")
def show(request: Request, desk: Desk, key: Key, sheet: int = 0) -> HTMLResponse:
    """The posts of one sheet beside the article."""
    return _page(request, desk, drafts.opened(desk, key), sheet)


@router.post("/{key:int}/change")
def change(request: Request, desk: Desk, key: Key, wanted: Annotated[Changed, Depends()]) -> Response:
    """Does to one post what the button says."""
    try:
        drafts.change_draft(desk, key, wanted.version, wanted.sheet, wanted.post, wanted.change())
    except NotFound:
        raise
    except (CampaignError, PostsError) as error:
        return _page(request, desk, drafts.opened(desk, key), wanted.sheet, wanted, str(error))
    return redirect(f"/articles/{key}?sheet={wanted.sheet}#post-{wanted.post}", Flash(wanted.done()))


@router.post("/{key:int}/shape")
def reshape(desk: Desk, key: Key, version: Number, thread: Text = "") -> Response:
    """Makes a thread of it, or posts that stand alone."""
    try:
        drafts.reshape(desk, key, version, thread=thread == "yes")
    except (Refused, PostsError) as error:
        return redirect(f"/articles/{key}", Flash(str(error), refused=True))
    words = "It is a thread now" if thread == "yes" else "The posts stand alone now"
    return redirect(f"/articles/{key}", Flash(f"{words}; what you did before is kept, and comes back with it."))


@router.get("/{key:int}/dates")
def dates(request: Request, desk: Desk, key: Key) -> HTMLResponse:
    """What would go out when."""
    found = drafts.opened(desk, key)
    try:
        dates = drafts.preview(desk, key)
        costs = costing.of_dates(desk, ((one.account, one.text) for one in dates))
        return page(request, desk, "dates.html", opened=found, dates=dates, costs=costs, error=None)
    except (Refused, PostsError) as error:
        return page(request, desk, "dates.html", opened=found, dates=(), error=str(error), status=409)


@router.post("/{key:int}/queue")
def queue(desk: Desk, key: Key, version: Number, approve: Approving, again: Text = "") -> Response:
    """Queues all posts that are kept."""
    try:
        added = drafts.queue_draft(desk, key, version, approve=approve, again=bool(again))
    except (Refused, PostsError) as error:
        # What the command line calls an option is a box here.
        words = str(error).replace("add --again", "tick “Although it was queued before”")
        return redirect(f"/articles/{key}/dates", Flash(words, refused=True))
    waits = "" if approve else " They wait for approval."
    return redirect("/queue", Flash(f"{posts(len(added.ids))} added to the queue.{waits}"))


@router.post("/{key:int}/discard")
def discard(desk: Desk, key: Key, version: Number) -> Response:
    """Lets go of the draft."""
    try:
        drafts.discard(desk, key, version)
    except Refused as error:
        return redirect(f"/articles/{key}", Flash(str(error), refused=True))
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


def _listing(request: Request, desk: App, typed: New | None = None, error: str | None = None) -> HTMLResponse:
    return page(
        request,
        desk,
        "articles.html",
        status=422 if error else 200,
        drafts=drafts.listed(desk),
        campaigns=[one.name for one in looking.campaigns(desk)],
        typed=typed or New(),
        error=error,
    )


def _page(
    request: Request, desk: App, found: Opened, number: int, typed: Changed | None = None, error: str | None = None
) -> HTMLResponse:
    sheets = found.draft.sheets
    number = number if 0 <= number < len(sheets) else 0
    sheet = sheets[number]
    return page(
        request,
        desk,
        "draft.html",
        status=409 if error else 200,
        opened=found,
        number=number,
        sheet=sheet,
        rows=list(zip(sheet.posts, found.looks[number], strict=True)),
        blocks=marked(found.article, sheet),
        seams=[seams(one.post.said, found.article.language) for one in sheet.posts],
        left_out=[(found.article.text[one.start : one.end], wording.why(one.reason)) for one in sheet.left_out],
        typed=typed,
        error=error,
    )
