"""What a person does to what is queued: approve, hold, move, edit, cancel, take back, retry, resolve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from campaign.app import App
from campaign.desk.archiving import refuse_archived
from campaign.desk.framing import check_text, frame_of
from campaign.desk.looking import require_named
from campaign.desk.preflighting import hold_repetitions, refuse_unfit
from campaign.desk.respacing import respace_past
from campaign.errors import CampaignError, NotFound, Refused, UsageError
from campaign.planning import moments, zones
from campaign.planning.slots import resolve
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import accounts, articles, campaigns, history, queue
from campaign.store.database import Transaction
from campaign.store.events import Act
from campaign.store.history import Filter
from campaign.store.queue import NewTime
from campaign.store.values import Delivery, Selection
from campaign.timetable import new_time
from posts.cut import check, source_of, wording
from posts.errors import PostsError
from posts.measure import length
from posts.platforms.base import Addressing, Located

_LONGEST_NOTE = 500


def select(app: App, ids: Sequence[int], campaign: str | None, *, everything: bool) -> Selection:
    """What a person named: ids, a campaign, or all. Raises `UsageError` where it is none or several of them."""
    if sum((bool(ids), campaign is not None, everything)) != 1:
        raise UsageError("Say which: their IDs, or --campaign NAME, or --all.")
    if campaign is None:
        return Selection(tuple(ids))
    with app.store.read() as connection:
        return Selection(campaign_id=campaigns.campaign(connection, campaign).id)


def listed(app: App, wanted: Filter) -> list[Delivery]:
    """The deliveries that match, in the order in which they are to go out.

    Raises `NotFound` for a campaign or an account that there is not.
    """
    with app.store.read() as connection:
        require_named(connection, wanted)
        return history.deliveries(connection, wanted)


def past(app: App, ids: Sequence[int], campaign: str | None, state: State) -> list[Delivery]:
    """What waits in this state although its time has passed: once queued, it gets its campaign's next free one."""
    found = listed(app, Filter(ids=ids, campaign=campaign, states=[state], until=app.clock.now()))
    return [one for one in found if one.parent_id is None]


def moved(app: App, before: Sequence[Delivery]) -> dict[int, datetime]:
    """Those of these deliveries that have another time by now than they had: id → its time."""
    now = listed(app, Filter(ids=[one.id for one in before])) if before else []
    had = {one.id: one.scheduled_for for one in before}
    return {one.id: one.scheduled_for for one in now if one.scheduled_for != had[one.id]}


def approve(app: App, selection: Selection, *, dry_run: bool = False) -> list[int]:
    """Queues what was proposed; what was to go out already gets the next free time.

    What its account says elsewhere is held; here, and in `release` and `retry`, no text that is unfit is queued.
    """
    act = app.act()
    refuse_unfit(app, selection, [State.PROPOSED])
    with app.store.write(dry_run=dry_run) as connection:
        return _approve(connection, app, selection, act)


def _approve(connection: Transaction, app: App, selection: Selection, act: Act) -> list[int]:
    ids = queue.approve(connection, selection, act)
    if left := respace_past(connection, ids, act):
        raise Refused(
            f"The times of {len(left)} of these posts have passed, and their campaign has no free time left: "
            "give it more times or a later end, then approve them."
        )
    hold_repetitions(connection, app, ids, act)
    return ids


def approve_as_read(app: App, read: Mapping[int, str], *, dry_run: bool = False) -> list[int]:
    """As `approve`, for exactly the texts that were read: each delivery's id and its text's fingerprint.

    Raises `Refused` where one says something else by now; then none is approved.
    """
    selection, act = Selection(tuple(read)), app.act()
    refuse_unfit(app, selection, [State.PROPOSED])
    with app.store.write(dry_run=dry_run) as connection:
        now = queue.texts_of(connection, list(read))
        if changed := [key for key, text in read.items() if now.get(key) != text]:
            raise Refused(f"Post {changed[0]} was changed since you read it: read it again, then approve it.")
        ids = _approve(connection, app, selection, act)
        if unread := set(ids) - set(read):
            raise Refused(f"Post {min(unread)} follows one of these in a thread: approve all parts of it together.")
        return ids


def send_back(app: App, selection: Selection, note: str, *, dry_run: bool = False) -> list[int]:
    """Leaves what is proposed waiting until its text is changed, and says why; it is then approved only by its ID."""
    said = " ".join(note.split())
    if not said:
        raise UsageError("Say what is to be changed: whoever wrote the post reads it.", field="note")
    if len(said) > _LONGEST_NOTE:
        raise UsageError(f"A note has at most {_LONGEST_NOTE} characters; this has {len(said)}.", field="note")
    with app.store.write(dry_run=dry_run) as connection:
        reason = Reason("sent_back", {"who": app.actor, "note": said})
        return queue.send_back(connection, selection, app.act(), reason)


def hold(app: App, selection: Selection, *, dry_run: bool = False) -> list[int]:
    """Keeps queued deliveries back."""
    with app.store.write(dry_run=dry_run) as connection:
        return queue.hold(connection, selection, app.act(), Reason("held_by_person", {"who": app.actor}))


def release(app: App, selection: Selection, *, dry_run: bool = False) -> list[int]:
    """Queues what was held; what was to go out meanwhile gets the next free time."""
    act = app.act()
    refuse_unfit(app, selection, [State.HELD])
    with app.store.write(dry_run=dry_run) as connection:
        ids = queue.release(connection, selection, act)
        respace_past(connection, ids, act)
        hold_repetitions(connection, app, ids, act)
    return ids


def propose(app: App, selection: Selection, *, dry_run: bool = False) -> list[int]:
    """Takes approvals back: what is queued or held waits for approval again."""
    with app.store.write(dry_run=dry_run) as connection:
        return queue.propose(connection, selection, app.act())


def cancel(app: App, selection: Selection, *, dry_run: bool = False) -> list[int]:
    """Takes deliveries out of the queue."""
    with app.store.write(dry_run=dry_run) as connection:
        return queue.cancel(connection, selection, app.act())


def take_back(app: App, ids: Sequence[int], *, approved: bool, dry_run: bool = False) -> list[int]:
    """Puts cancelled deliveries back where they were; what was queued waits for approval unless it is ``approved``.

    What should have gone out meanwhile gets the next free time; what its account says elsewhere by now is held.
    """
    act = app.act()
    with app.store.write(dry_run=dry_run) as connection:
        rows = history.deliveries(connection, Filter(ids=ids))
        for name in {one.campaign for one in rows}:
            refuse_archived(campaigns.campaign(connection, name))
        back = queue.take_back(connection, ids, act, approved=approved)
        queued = [one.id for one in history.deliveries(connection, Filter(ids=back, states=[State.QUEUED]))]
        respace_past(connection, queued, act)
        hold_repetitions(connection, app, queued, act)
    return back


def retry(app: App, selection: Selection, *, dry_run: bool = False) -> list[int]:
    """Queues what failed or was missed once more, due now."""
    act = app.act()
    refuse_unfit(app, selection, [State.FAILED, State.MISSED])
    with app.store.write(dry_run=dry_run) as connection:
        ids = queue.retry(connection, selection, act)
        hold_repetitions(connection, app, ids, act)
    return ids


def resolve_doubt(app: App, selection: Selection, url: str | None, *, dry_run: bool = False) -> list[int]:
    """Settles what is in doubt: it is out, at this address, or (None) it is not and goes out again.

    Raises `UsageError` for an address that cannot be the post's: what answers it, or looks for another, goes by it.
    """
    located = _located(app, selection, url) if url is not None else None
    with app.store.write(dry_run=dry_run) as connection:
        return queue.resolve(connection, selection, app.act(), url, located)


def _located(app: App, selection: Selection, url: str) -> Located | None:
    """What the account's platform says of an address; None where it says nothing, or the account cannot be opened."""
    if len(selection.ids) != 1:
        raise UsageError("An address is one post's: name one delivery with --published.")
    with app.store.read() as connection:
        found = _one(connection, selection.ids[0])
        owner = next(one for one in accounts.accounts(connection) if one.name == found.account)
    try:
        platform = app.open_platform(owner)
    except (CampaignError, PostsError):
        return None
    if not isinstance(platform, Addressing):
        return None
    if located := platform.locate(url):
        return located
    raise UsageError(
        f"That is no address of a post of account {owner.name}: on {owner.platform} it is {platform.address}."
    )


def move(app: App, key: int, when: str, *, dry_run: bool = False) -> Delivery:
    """Gives a delivery another time: "2026-12-01T09:00", in its campaign's zone unless it names one.

    A day alone, "2026-12-01", leaves it its time of day: nobody means midnight by it.
    """
    refuse_unfit(app, Selection((key,)), [State.MISSED])
    with app.store.write(dry_run=dry_run) as connection:
        found, act = _one(connection, key), app.act()
        time = _time(_with_time_of_day(when, found), found.zone)
        if time.scheduled_for < act.at:
            raise Refused("That time has passed already.")
        queue.move(connection, {key: time}, act)
        return _one(connection, key)


def swap(app: App, one: int, other: int, *, dry_run: bool = False) -> tuple[Delivery, Delivery]:
    """Lets two posts of one account change places: each gets the other's time. What is behind them goes with them."""
    with app.store.write(dry_run=dry_run) as connection:
        first, second, act = _one(connection, one), _one(connection, other), app.act()
        if first.account != second.account:
            raise Refused(f"Deliveries {one} and {other} are of two accounts: only posts of one account change places.")
        if first.parent_id is not None or second.parent_id is not None:
            raise Refused(
                "A part of a thread goes out with the part before it: let the thread's first post change places."
            )
        if min(first.scheduled_for, second.scheduled_for) < act.at:
            raise Refused("One of their times has passed already: move the other one instead.")
        queue.move(connection, {one: _time_of(second), other: _time_of(first)}, act, kind="swapped")
        return _one(connection, one), _one(connection, other)


def shift(app: App, ids: Sequence[int], days: int, *, dry_run: bool = False) -> list[int]:
    """Moves deliveries by whole days; each keeps its time of day in its own zone, and takes along what is behind it."""
    refuse_unfit(app, Selection(tuple(ids)), [State.MISSED])
    with app.store.write(dry_run=dry_run) as connection:
        act, found = app.act(), history.deliveries(connection, Filter(ids=ids))
        heads = [one for one in found if one.parent_id is None] or found
        times = {one.id: _time_later(one, days) for one in heads}
        if any(time.scheduled_for < act.at for time in times.values()):
            raise Refused("That would move posts into the past: nothing was moved.")
        return queue.move(connection, times, act)


@dataclass(frozen=True, slots=True)
class Edited:
    """A delivery with its new text, and what in that a person should look at, a sentence each."""

    delivery: Delivery
    warnings: tuple[str, ...]


def edit(app: App, key: int, text: str, *, dry_run: bool = False) -> Edited:
    """Replaces a delivery's text, which must keep the tag and the limit; an approval is void then.

    Raises `UsageError` where there is none, `Refused` where it is unfit.
    """
    if not text.strip():
        raise UsageError("There is no text: write what the post is to say.", field="text")
    with app.store.read() as connection:
        found = _one(connection, key)
        campaign = campaigns.campaign(connection, found.campaign)
        article = articles.article(connection, found.article_id) if found.article_id is not None else None
    frame = frame_of(app, campaign, found.account)
    check_text(text, campaign, frame)
    findings = check(text, article.language if article else None, source_of(article) if article else None)
    with app.store.write(dry_run=dry_run) as connection:
        queue.edit(connection, key, text, length(text, frame.limits), app.act())
        return Edited(_one(connection, key), tuple(wording.said(finding, text) for finding in findings))


def _one(connection: Transaction, key: int) -> Delivery:
    found = history.deliveries(connection, Filter(ids=[key]))
    if not found:
        raise NotFound("delivery", key, "`campaign queue` shows them.")
    return found[0]


def _time_of(delivery: Delivery) -> NewTime:
    return NewTime(delivery.scheduled_for, delivery.wall, delivery.zone)


def _time_later(delivery: Delivery, days: int) -> NewTime:
    wall = datetime.fromisoformat(delivery.wall) + timedelta(days=days)
    return new_time(resolve(wall, zones.named(delivery.zone)))


def _with_time_of_day(text: str, delivery: Delivery) -> str:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return text
    return f"{day}T{delivery.wall.partition('T')[2]}"


def _time(text: str, zone: str) -> NewTime:
    try:
        wall = moments.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if wall.tzinfo is not None:
        local = wall.astimezone(zones.named(zone)).replace(tzinfo=None)
        return NewTime(wall, local.isoformat(timespec="minutes"), zone)
    return new_time(resolve(wall, zones.named(zone)))
