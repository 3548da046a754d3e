"""The queue, by day: narrowed, chosen from, and put in another order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.app import App
from campaign.desk import deliveries, looking
from campaign.desk.lineup import lineup
from campaign.errors import CampaignError, Refused, on_pages
from campaign.states import MAY, State
from campaign.store.history import Filter
from campaign.store.values import Selection
from campaign.web.asking import Back, Desk, Number, Text, of_one_moment
from campaign.web.flashes import Flash, Undo, redirect
from campaign.web.pages.filters import Wanted, cursor
from campaign.web.pages.obstacles import in_the_way
from campaign.web.rendering import page
from campaign.web.security.guards import Approver
from posts.errors import PostsError

router = APIRouter()
Ids = Annotated[list[Number], Form()]
#: What can be done to many at once → the verb, and what it is called once it is done.
VERBS: dict[str, tuple[Callable[[App, Selection], list[int]], str]] = {
    "approve": (deliveries.approve, "approved"),
    "propose": (deliveries.propose, "waiting for approval again"),
    "hold": (deliveries.hold, "held"),
    "release": (deliveries.release, "released"),
    "cancel": (deliveries.cancel, "cancelled"),
    "retry": (deliveries.retry, "queued once more"),
}
#: What takes a verb back.
UNDONE_BY = {
    "approve": "propose",
    "propose": "approve",
    "hold": "release",
    "release": "hold",
    "cancel": "take-back",
    "take-back": "cancel",
}
#: Verbs after which something is to go out, if nothing stands in the way.
_QUEUEING = frozenset({"approve", "release", "retry"})


@router.get("/queue")
@of_one_moment
def show(request: Request, desk: Desk, wanted: Annotated[Wanted, Depends()]) -> HTMLResponse:
    """The page."""
    found = lineup(desk, wanted.filter(desk.defaults.timezone))
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


@router.post("/queue/take-back")
def take_back(desk: Desk, back: Back, approver: Approver, ids: Ids = []) -> RedirectResponse:  # noqa: B006 - FastAPI copies it
    """Puts what was cancelled back where it was."""
    return redirect(back, told(lambda: taken_back(desk, ids, back, approved=approver)))


@router.post("/queue/{verb}")
def do(desk: Desk, verb: str, back: Back, ids: Ids = [], alone: Text = "") -> RedirectResponse:  # noqa: B006 - FastAPI copies it
    """Does to what was chosen what the button says; ``alone``: undoes it, of no part of a thread but those chosen."""
    return redirect(back, told(lambda: done(desk, verb, ids, back, alone=bool(alone))))


def done(desk: App, verb: str, ids: list[int], back: str, *, alone: bool = False) -> Flash:
    """What became of it; raises what the verb raises, and `Refused` for a verb that there is not."""
    if verb not in VERBS:
        raise Refused(f"Nothing can be done that is called “{verb}”.")
    do, called = VERBS[verb]
    chosen = _chosen(ids)
    # Of what is undone one may be on its way by now: that keeps none of the others from waiting.
    undone = _still(desk, verb, chosen) if alone else chosen
    wanted = Selection(tuple(undone), alone=alone)
    held = _held(desk, wanted) if verb == "propose" else set()
    changed = do(desk, wanted)
    but = _gone_on(len(chosen) - len(undone)) + (in_the_way(desk, changed) if verb in _QUEUEING else "")
    undo = undo_of(desk, verb, [key for key in changed if key not in held], back) if verb in UNDONE_BY else None
    return Flash(f"{posts(len(changed))} {called}.{but}", undo=undo)


def _still(desk: App, verb: str, ids: list[int]) -> list[int]:
    """Those to which it can be done by now; all where it can be done to none, so that it says why."""
    there = {one.id for one in deliveries.listed(desk, Filter(ids=ids, states=MAY[verb]))}
    return [key for key in ids if key in there] or ids


def _gone_on(number: int) -> str:
    """What became of those that were to be undone, and that somebody, or the worker, has taken meanwhile."""
    stay = "stays as it is" if number == 1 else "stay as they are"
    return f" {posts(number)} went on meanwhile, and {stay}." if number else ""


def taken_back(desk: App, ids: list[int], back: str, *, approved: bool) -> Flash:
    """What became of it; what was queued is so again if who asks may approve it. Raises what the verb raises."""
    changed = deliveries.take_back(desk, _chosen(ids), approved=approved)
    waiting = len(deliveries.listed(desk, Filter(ids=changed, states=[State.PROPOSED])))
    wait = f" {posts(waiting)} wait{'s' if waiting == 1 else ''} for approval." if waiting else ""
    words = f"{posts(len(changed))} taken back.{wait}{in_the_way(desk, changed)}"
    return Flash(words, undo=undo_of(desk, "take-back", changed, back))


def _held(desk: App, wanted: Selection) -> set[int]:
    """What of that is held: to let it wait for approval is not undone by approving it, since it would go out then."""
    ids = deliveries.propose(desk, wanted, dry_run=True)
    return {one.id for one in deliveries.listed(desk, Filter(ids=ids, states=[State.HELD]))}


def undo_of(desk: App, verb: str, changed: Sequence[int], back: str) -> Undo | None:
    """What takes it back, for those to which that can be done by now: of what was released some may be missed.

    Of a thread no part is undone to which nothing was done.
    """
    if not changed:
        return None
    undoing = UNDONE_BY[verb]
    there = {one.id for one in deliveries.listed(desk, Filter(ids=changed, states=MAY[undoing.replace("-", " ")]))}
    keys = [str(key) for key in changed if key in there]
    return Undo(f"/queue/{undoing}", {"ids": keys, "back": back, "alone": "yes"}) if keys else None


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
