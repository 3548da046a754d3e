"""The queue: looked at, and all that a person can do to what is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from campaign.app import App
from campaign.desk import deliveries, looking, outside, preflighting, sending, showing, withdrawing
from campaign.errors import Refused
from campaign.preflight import Finding
from campaign.store.values import Selection
from campaign.web.api import views
from campaign.web.api.asking import Asked, Dry, DryRun, Line, Text
from campaign.web.api.filters import Narrowed
from campaign.web.api.paging import Page, after_time, page
from campaign.web.asking import Desk
from campaign.web.security.guards import Approver

router = APIRouter(prefix="/queue", tags=["queue"])
Uids = Annotated[list[UUID], Field(min_length=1, max_length=1_000)]


class Chosen(Asked):
    """Which deliveries: say one of these."""

    uids: Uids | None = Field(None, description="These; nothing is done unless it can be done to each.")
    campaign: UUID | None = Field(None, description="All of this campaign that it can be done to.")
    all: bool = Field(False, description="All there are that it can be done to.")

    def selection(self, desk: App) -> Selection:
        """As the desk takes it. Raises `Refused`, `NotFound`."""
        if sum((self.uids is not None, self.campaign is not None, self.all)) != 1:
            raise Refused("Say which: their `uids`, or a `campaign`, or `all`.")
        ids = _ids(desk, self.uids or ())
        name = outside.campaign(desk, str(self.campaign)) if self.campaign else None
        return deliveries.select(desk, ids, name, everything=self.all)


class Named(Asked):
    """Deliveries, one by one: nothing is done unless it can be done to each."""

    uids: Uids


class Resolution(Asked):
    """What a person has seen: say one of them."""

    published: Line | None = Field(None, description="It is out: this is its address.")
    not_published: bool = Field(False, description="It is not out: send it again.")


class Time(Asked):
    """Another time."""

    when: Line = Field(
        description="In the campaign's zone unless it names one; a day alone leaves the post its time of day.",
        examples=["2026-12-01T09:00"],
    )


class Words(Asked):
    """Another text: whole, with the campaign's tag."""

    text: Text = Field(examples=["Sleep heals the body. #SpringCare"])


class Pair(Asked):
    """Two deliveries of one account."""

    one: UUID
    other: UUID


class Note(Asked):
    """What is to be changed in posts that wait for approval."""

    uids: Uids
    note: Line = Field(examples=["Name the study."])


class Days(Asked):
    """Whole days: each keeps its time of day in its zone."""

    uids: Uids
    days: int = Field(ge=-366, le=366, examples=[1])


@router.get("")
def list_queue(
    request: Request, response: Response, desk: Desk, asked: Annotated[Narrowed, Query()]
) -> Page[views.Delivery]:
    """List deliveries in the order in which they are to go out, of whatever state unless one is asked for."""
    rows = deliveries.listed(desk, asked.filter(desk))
    return page(
        request,
        response,
        rows,
        asked.limit,
        views.Delivery.model_validate,
        lambda one: after_time(one.scheduled_for, one.id),
    )


@router.get("/{uid:uuid}")
def show_delivery(desk: Desk, uid: UUID) -> views.DeliveryWhole:
    """Show a delivery, with all that was tried of it."""
    (found,) = looking.closely(desk, _ids(desk, [uid]))
    return views.DeliveryWhole.model_validate(found)


@router.post("/approve")
def approve(desk: Desk, chosen: Chosen, dry: DryRun) -> views.Changed:
    """Let proposed posts go out at their times."""
    return _done(desk, deliveries.approve, chosen, dry, queueing=True)


@router.post("/hold")
def hold(desk: Desk, chosen: Chosen, dry: DryRun) -> views.Changed:
    """Keep queued posts back."""
    return _done(desk, deliveries.hold, chosen, dry)


@router.post("/release")
def release(desk: Desk, chosen: Chosen, dry: DryRun) -> views.Changed:
    """Queue held posts again."""
    return _done(desk, deliveries.release, chosen, dry, queueing=True)


@router.post("/propose")
def propose(desk: Desk, chosen: Chosen, dry: DryRun) -> views.Changed:
    """Let queued or held posts wait for approval again."""
    return _done(desk, deliveries.propose, chosen, dry)


@router.post("/cancel")
def cancel(desk: Desk, chosen: Chosen, dry: DryRun) -> views.Changed:
    """Take posts out of the queue."""
    return _done(desk, deliveries.cancel, chosen, dry)


@router.post("/take-back")
def take_back(desk: Desk, wanted: Named, approver: Approver, dry: DryRun) -> views.Changed:
    """Put cancelled posts back where they were; what was queued waits for approval unless you may approve."""
    changed = deliveries.take_back(desk, _ids(desk, wanted.uids), approved=approver, dry_run=dry.dry_run)
    return _changed(desk, changed, preflighting.findings(desk, changed, done=not dry.dry_run), dry)


@router.post("/retry")
def retry(desk: Desk, chosen: Chosen, dry: DryRun) -> views.Changed:
    """Try failed or missed posts once more, now."""
    return _done(desk, deliveries.retry, chosen, dry, queueing=True)


@router.post("/send-back")
def send_back(desk: Desk, wanted: Note, dry: DryRun) -> views.Changed:
    """Do not approve posts until they are changed, and say why."""
    selection = Selection(_ids(desk, wanted.uids))
    return _changed(desk, deliveries.send_back(desk, selection, wanted.note, dry_run=dry.dry_run), [], dry)


@router.post("/shift")
def shift(desk: Desk, wanted: Days, dry: DryRun) -> views.Changed:
    """Move posts by whole days."""
    moved = deliveries.shift(desk, _ids(desk, wanted.uids), wanted.days, dry_run=dry.dry_run)
    return _changed(desk, moved, preflighting.findings(desk, moved), dry)


@router.post("/swap")
def swap(desk: Desk, wanted: Pair, dry: DryRun) -> views.Swapped:
    """Let two posts of one account change places."""
    one, other = _ids(desk, [wanted.one, wanted.other])
    first, second = map(views.Delivery.model_validate, deliveries.swap(desk, one, other, dry_run=dry.dry_run))
    return views.Swapped(deliveries=(first, second), dry_run=dry.dry_run)


@router.post("/{uid:uuid}/move")
def move(desk: Desk, uid: UUID, wanted: Time, dry: DryRun) -> views.Moved:
    """Give a post another time."""
    (key,) = _ids(desk, [uid])
    moved = deliveries.move(desk, key, wanted.when, dry_run=dry.dry_run)
    return views.Moved(**showing.plain(moved), findings=_obstacles(desk, [key]), dry_run=dry.dry_run)


@router.post("/{uid:uuid}/send-now")
def send_now(desk: Desk, uid: UUID, dry: DryRun) -> views.Moved:
    """Let a queued post go out at once, before its time."""
    (key,) = _ids(desk, [uid])
    sent = sending.send_now(desk, key, dry_run=dry.dry_run)
    return views.Moved(**showing.plain(sent), findings=_obstacles(desk, [key]), dry_run=dry.dry_run)


@router.post("/{uid:uuid}/edit")
def edit(desk: Desk, uid: UUID, wanted: Words, dry: DryRun) -> views.Edited:
    """Replace a post's text; it needs approval again if it would go out by itself."""
    (key,) = _ids(desk, [uid])
    done = deliveries.edit(desk, key, wanted.text.strip(), dry_run=dry.dry_run)
    return views.Edited(
        **showing.plain(done.delivery),
        warnings=list(done.warnings),
        findings=_obstacles(desk, [key]),
        dry_run=dry.dry_run,
    )


@router.post("/{uid:uuid}/resolve")
def resolve(desk: Desk, uid: UUID, wanted: Resolution, dry: DryRun) -> views.Changed:
    """Say of a post in doubt whether it is out."""
    if (wanted.published is None) is not wanted.not_published:
        raise Refused("Say one of them: `published` with the address, or `not_published`.")
    selection = Selection(_ids(desk, [uid]))
    changed = deliveries.resolve_doubt(desk, selection, wanted.published, dry_run=dry.dry_run)
    return _changed(desk, changed, [], dry)


@router.post("/{uid:uuid}/withdraw")
def withdraw(desk: Desk, uid: UUID, dry: DryRun) -> views.Withdrawn:
    """Delete a published post on its platform; it stays in the history, and is not sent again."""
    (key,) = _ids(desk, [uid])
    done = withdrawing.withdraw(desk, key, dry_run=dry.dry_run)
    return views.Withdrawn(uid=str(uid), withdrawn_at=done.at, dry_run=dry.dry_run)


def _done(
    desk: App, verb: Callable[..., list[int]], chosen: Chosen, dry: Dry, *, queueing: bool = False
) -> views.Changed:
    changed = verb(desk, chosen.selection(desk), dry_run=dry.dry_run)
    return _changed(desk, changed, preflighting.findings(desk, changed, done=not dry.dry_run) if queueing else [], dry)


def _changed(desk: App, ids: Sequence[int], found: Sequence[Finding], dry: Dry) -> views.Changed:
    return views.Changed(uids=outside.uids_of(desk, ids), findings=obstacles(desk, found), dry_run=dry.dry_run)


def _obstacles(desk: App, ids: Sequence[int]) -> list[views.Obstacle]:
    return obstacles(desk, preflighting.findings(desk, ids))


def obstacles(desk: App, found: Sequence[Finding]) -> list[views.Obstacle]:
    """What stands in the way, as it leaves."""
    names = outside.uids_of(desk, [one.delivery for one in found])
    said = zip(names, showing.found(found), strict=True)
    return [views.Obstacle.model_validate({"delivery_uid": name, **one}) for name, one in said]


def _ids(desk: App, wanted: Sequence[UUID]) -> tuple[int, ...]:
    return outside.deliveries(desk, [str(one) for one in wanted])
