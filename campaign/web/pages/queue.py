"""The queue, by day: narrowed, chosen from, and put in another order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from campaign.app import App
from campaign.desk import deliveries, looking
from campaign.desk.lineup import lineup
from campaign.errors import CampaignError, NotFound, Refused, on_pages
from campaign.states import State
from campaign.store.history import Filter
from campaign.store.values import Selection
from campaign.web.asking import Back, Desk, Number, Text, of_one_moment
from campaign.web.flashes import Flash, Undo, redirect
from campaign.web.pages.filters import Wanted, cursor
from campaign.web.pages.obstacles import in_the_way
from campaign.web.rendering import page
from posts.errors import PostsError

router = APIRouter()
Ids = Annotated[list[Number], Form()]
#: What can be done to many at once → the verb, and what it is called once it is done.
VERBS: dict[str, tuple[Callable[[App, Selection], list[int]], str]] = {
    "approve": (deliveries.approve, "approved"),
    "hold": (deliveries.hold, "held"),
    "release": (deliveries.release, "released"),
    "cancel": (deliveries.cancel, "cancelled"),
    "retry": (deliveries.retry, "queued once more"),
}
#: What nothing brings back is shown before it is done.
FOR_GOOD = frozenset({"cancel"})
#: What takes a verb back.
UNDONE_BY = {"hold": "release", "release": "hold"}
#: In which state they leave a post.
_BECOME = {"hold": State.HELD, "release": State.QUEUED}
#: Verbs after which something is to go out, if nothing stands in the way.
_QUEUEING = frozenset({"approve", "release", "retry"})


@router.get("/queue")
@of_one_moment
def show(request: Request, desk: Desk, wanted: Annotated[Wanted, Depends()]) -> HTMLResponse:
    """The page."""
    found = lineup(desk, wanted.filter(desk.config.defaults.timezone))
    return page(
        request,
        desk,
        "queue.html",
        lineup=found,
        wanted=wanted,
        next=cursor(found.next),
        names=looking.names(desk),
    )


@router.post("/queue/shift")
def shift(desk: Desk, back: Back, ids: Ids = [], days: Annotated[int, Form(ge=-366, le=366)] = 1) -> RedirectResponse:  # noqa: B006 - FastAPI copies it
    """Moves what was chosen by whole days."""

    def move() -> Flash:
        moved = deliveries.shift(desk, _chosen(ids), days)
        undo = Undo("/queue/shift", {"ids": [str(key) for key in moved], "days": str(-days), "back": back})
        return Flash(f"{posts(len(moved))} moved by {abs(days)} day{'' if abs(days) == 1 else 's'}.", undo=undo)

    return redirect(back, told(move))


@router.post("/queue/swap")
def swap(desk: Desk, back: Back, pair: Annotated[str, Form(pattern=r"^\d{1,18}-\d{1,18}$")]) -> RedirectResponse:
    """Lets two posts change places."""

    def change() -> Flash:
        first, second = deliveries.swap(desk, *map(int, pair.split("-")))
        undo = Undo("/queue/swap", {"pair": pair, "back": back})
        return Flash(f"Posts {first.id} and {second.id} have changed places.", undo=undo)

    return redirect(back, told(change))


@router.post("/queue/{verb}")
def do(request: Request, desk: Desk, verb: str, back: Back, ids: Ids = [], sure: Text = "") -> Response:  # noqa: B006 - FastAPI copies it
    """Does to what was chosen what the button says."""
    if verb in FOR_GOOD and ids and not sure:
        return asked(request, desk, ids, back)
    return redirect(back, told(lambda: done(desk, verb, ids, back)))


def asked(request: Request, desk: App, ids: list[int], back: str) -> HTMLResponse:
    """The page that shows what is about to be cancelled; its button does it. Raises `NotFound` where none is there."""
    found = deliveries.listed(desk, Filter(ids=ids))
    if not found:
        raise NotFound("delivery", ids[0], "`campaign queue` shows them.")
    return page(request, desk, "cancel.html", posts=found, back=back)


def done(desk: App, verb: str, ids: list[int], back: str) -> Flash:
    """What became of it; raises what the verb raises, and `Refused` for a verb that there is not."""
    if verb not in VERBS:
        raise Refused(f"Nothing can be done that is called “{verb}”.")
    do, called = VERBS[verb]
    changed = do(desk, Selection(tuple(_chosen(ids))))
    undo = _undo(desk, verb, changed, back) if verb in UNDONE_BY else None
    but = in_the_way(desk, changed) if verb in _QUEUEING else ""
    return Flash(f"{posts(len(changed))} {called}.{but}", undo=undo)


def _undo(desk: App, verb: str, changed: Sequence[int], back: str) -> Undo | None:
    """What takes it back for those that are in that state by now: of what was released some may be missed, or held."""
    there = {one.id for one in deliveries.listed(desk, Filter(ids=changed, states=[_BECOME[verb]]))}
    keys = [str(key) for key in changed if key in there]
    return Undo(f"/queue/{UNDONE_BY[verb]}", {"ids": keys, "back": back}) if keys else None


def told(verb: Callable[[], Flash]) -> Flash:
    """What a verb has to say, be it that it was refused: then nothing was changed."""
    try:
        return verb()
    except (CampaignError, PostsError) as error:
        return Flash(on_pages(error), refused=True)


def posts(count: int) -> str:
    """So many posts."""
    return f"{count} post{'' if count == 1 else 's'}"


def _chosen(ids: list[int]) -> list[int]:
    if not ids:
        raise Refused("Choose posts first: tick the boxes beside them.")
    return ids
