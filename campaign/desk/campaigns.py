"""Campaigns: made, changed, paused, and looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from campaign.app import App
from campaign.desk import archiving, stopping, tagging
from campaign.desk.answering import Keep, nothing_kept
from campaign.desk.framing import require_short_links
from campaign.errors import NotFound, UsageError
from campaign.planning import durations, moments, times, zones
from campaign.planning.slots import resolve
from campaign.planning.times import WeeklyTimes
from campaign.reasons import Reason
from campaign.sections import Defaults
from campaign.states import State
from campaign.store import accounts, campaigns, history, queue
from campaign.store.database import Transaction
from campaign.store.events import Act
from campaign.store.values import Account, Campaign, Selection, Speaker, Terms
from campaign.timetable import new_time, timetable
from posts import hashtags
from posts.compose import check_template

_WAITING = (State.PROPOSED, State.QUEUED)
_LONGEST_NAME = 80
#: What would be another page's address, or another folder's.
_TAKEN = ("new", ".", "..")


@dataclass(frozen=True, slots=True)
class Wish:
    """A campaign as a person types it; None leaves what is there, or takes the default for a new one."""

    hashtags: Sequence[str] | None = None
    accounts: Sequence[str] | None = None
    #: "[ACCOUNT=]mon-fri 09:00,17:30" each.
    times: Sequence[str] | None = None
    timezone: str | None = None
    #: Empty: none, so that it speaks at once, or without an end.
    start: str | None = None
    until: str | None = None
    late: str | None = None
    grace: str | None = None
    gap: str | None = None
    every: str | None = None
    #: "[ACCOUNT=]TEMPLATE" each.
    templates: Sequence[str] | None = None
    #: "end" or "inline".
    tags_at: str | None = None
    #: Whether links say from where they were followed, and whether they are our own short ones.
    tracked: bool | None = None
    short_links: bool | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A campaign after a change, and what the change moved."""

    campaign: Campaign
    moved: tuple[int, ...]
    #: Deliveries that found no free time any more, or whose account speaks no longer: what was queued is held.
    stuck: tuple[int, ...]
    #: How many that wait do not say the campaign's tag, since it is another now.
    untagged: int = 0


def new(app: App, name: str, wish: Wish, *, dry_run: bool = False, keep: Keep[Campaign] = nothing_kept) -> Campaign:
    """Makes a campaign; ``keep`` is called with it in the same transaction.

    Raises `CampaignError` or `PostsError` in one sentence.
    """
    name = _name(name)
    fresh = _fresh(app.defaults)
    with app.store.write(dry_run=dry_run) as connection:
        terms = _terms(wish, fresh)
        _refuse_homeless(app, terms)
        speakers = _speakers(wish, terms, {one.name: one for one in accounts.accounts(connection)}, ())
        made = campaigns.add_campaign(connection, name, terms, speakers, app.act())
        keep(connection, made)
        return made


def change(app: App, name: str, wish: Wish, *, dry_run: bool = False) -> Changed:
    """Changes a campaign; what is still queued or proposed gets other times where its account has others."""
    act = app.act()
    with app.store.write(dry_run=dry_run) as connection:
        found = campaigns.campaign(connection, name)
        archiving.refuse_archived(found)
        terms = _terms(wish, found.terms)
        _refuse_homeless(app, terms)
        known = {one.name: one for one in accounts.accounts(connection)}
        changed = campaigns.change_campaign(
            connection, found, terms, _speakers(wish, terms, known, found.speakers), act
        )
        moved, stuck = _replan(connection, changed, _retimed(found, changed), act)
        waiting = history.waiting(connection, changed.id, _WAITING)
    tag = changed.terms.hashtags[0]
    return Changed(changed, moved, stuck, sum(not hashtags.has(one.text, tag) for one in waiting))


def set_state(app: App, name: str, state: str, why: str | None = None, *, dry_run: bool = False) -> Campaign:
    """Pauses ("paused") or resumes ("active") a campaign; what fell due meanwhile is late by its own rule."""
    with app.store.write(dry_run=dry_run) as connection:
        found = campaigns.campaign(connection, name)
        archiving.refuse_archived(found)
        reason = found.reason or stopping.paused(app, "campaign_paused", why, name) if state == "paused" else None
        campaigns.set_campaign_state(connection, found, state, app.act(), reason)
        return campaigns.campaign(connection, name)


def _name(text: str) -> str:
    """A name that a list, an address and a command line can show. Raises `UsageError`."""
    name = text.strip()
    if not name:
        raise UsageError("A campaign needs a name.", field="name")
    if len(name) > _LONGEST_NAME:
        raise UsageError(
            f"A campaign's name has at most {_LONGEST_NAME} characters; this has {len(name)}.", field="name"
        )
    if "/" in name:
        raise UsageError(
            "A campaign's name has no slash, since it stands in addresses: write it without.", field="name"
        )
    if not name.isprintable():
        raise UsageError("A campaign's name is one line of letters that can be seen: type it anew.", field="name")
    if name in _TAKEN:
        raise UsageError(f"“{name}” cannot be a campaign's name, since a page of ours is called so.", field="name")
    return name


def _fresh(defaults: Defaults) -> Terms:
    return Terms(
        hashtags=(),
        timezone=defaults.timezone,
        start=None,
        until=None,
        late=defaults.late,
        grace_s=_seconds(defaults.grace, "grace"),
        gap_s=_seconds(defaults.gap, "gap"),
        every_s=None,
    )


def _terms(wish: Wish, base: Terms) -> Terms:
    """The base with what the wish changes. Raises `UsageError` for what cannot be read."""
    zone = _zone(wish.timezone) if wish.timezone else base.timezone
    start = base.start if wish.start is None else _moment(wish.start, zone, "start")
    until = base.until if wish.until is None else _moment(wish.until, zone, "until")
    if start and until and start >= until:
        raise UsageError("A campaign must end after it starts.", field="until")
    tags = tuple(hashtags.normalise(tag) for tag in wish.hashtags) if wish.hashtags else base.hashtags
    if not tags:
        raise UsageError(
            "A campaign needs a hashtag: --hashtag '#YourCampaign'.",
            field="hashtags",
            page="A campaign needs a hashtag, such as #YourCampaign.",
        )
    if wish.late and wish.late not in ("post", "skip", "respace"):
        raise UsageError(f"What comes too late is post, skip or respace, not “{wish.late}”.", field="late")
    return replace(
        base,
        hashtags=tuple(dict.fromkeys(tags)),
        timezone=zone,
        start=start,
        until=until,
        late=wish.late or base.late,
        grace_s=_seconds(wish.grace, "grace") if wish.grace else base.grace_s,
        gap_s=_seconds(wish.gap, "gap") if wish.gap else base.gap_s,
        every_s=_every(wish.every) if wish.every else (None if wish.times else base.every_s),
        tags_at=tagging.place(wish.tags_at or base.tags_at),
        tracked=base.tracked if wish.tracked is None else wish.tracked,
        short_links=base.short_links if wish.short_links is None else wish.short_links,
    )


def _refuse_homeless(app: App, terms: Terms) -> None:
    if terms.short_links:
        require_short_links(app)


def _speakers(wish: Wish, terms: Terms, known: dict[str, Account], before: Sequence[Speaker]) -> list[Speaker]:
    names = list(dict.fromkeys(wish.accounts or [one.account.name for one in before]))
    if not names:
        raise UsageError(
            "A campaign needs an account: --account NAME; `campaign accounts add` makes one.",
            field="accounts",
            page="A campaign needs an account: choose one, or add one under Accounts.",
        )
    for name in names:
        if name not in known:
            raise NotFound("account", name, "`campaign accounts list` shows them.")
    old = {one.account.name: one for one in before}
    shared = {one.times for one in before}
    # Who joins speaks when the others do, where all of them speak at the same times.
    common = shared.pop() if len(shared) == 1 else ()
    weekly = _weekly(wish.times, names) if wish.times else None
    templates = _templates(wish.templates or (), names)
    for name in names:
        for tag in terms.hashtags:
            hashtags.check(tag, known[name].grammar)
    return [
        Speaker(
            known[name],
            times=_times(name, weekly, old[name].times if name in old else common, terms),
            template=templates.get(name) or (old[name].template if name in old else None),
        )
        for name in names
    ]


def _times(name: str, weekly: list[WeeklyTimes] | None, kept: tuple[str, ...], terms: Terms) -> tuple[str, ...]:
    if terms.every_s:
        return ()
    if weekly is not None:
        # Whom no time is meant for keeps its own.
        kept = tuple(str(replace(one, account=None)) for one in times.of_account(name, weekly)) or kept
    if not kept:
        raise UsageError(
            f"When may {name} speak? Say it with --at 'mon-fri 09:00,17:30'.",
            field="times",
            page=f"When may {name} speak? Give it times, such as mon-fri 09:00,17:30.",
        )
    return kept


def _weekly(texts: Sequence[str], names: Sequence[str]) -> list[WeeklyTimes]:
    try:
        weekly = [times.parse(text) for text in texts]
    except ValueError as error:
        raise UsageError(str(error), field="times") from None
    for one in weekly:
        if one.account is not None and one.account not in names:
            raise NotFound("account", one.account, "It is not one of this campaign's.")
    return weekly


def _templates(texts: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Account → template; one without a name is everybody's."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, rest = text.partition("=")
        named = bool(equals) and name in names
        template = rest if named else text
        check_template(template)
        for one in [name] if named else names:
            found[one] = template
    return found


def _retimed(before: Campaign, after: Campaign) -> frozenset[str]:
    """The accounts whose posts need other times: their own ones differ, or they joined, or speak no longer."""

    def frame(one: Campaign) -> object:
        terms = one.terms
        return terms.timezone, terms.start, terms.until, terms.gap_s, terms.every_s

    earlier, later = ({one.account.name: one.times for one in each.speakers} for each in (before, after))
    names = earlier.keys() | later.keys()
    if frame(before) != frame(after):
        return frozenset(names)
    return frozenset(name for name in names if earlier.get(name) != later.get(name))


def _replan(
    connection: Transaction, campaign: Campaign, retimed: frozenset[str], act: Act
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if not retimed:
        return (), ()
    chosen = queue.moved_by_a_person(connection, campaign.id)
    waiting = [
        one
        for one in history.waiting(connection, campaign.id, _WAITING)
        # A thread goes with its head.
        if one.account in retimed and one.id not in chosen and one.parent_id is None
    ]
    lanes: dict[str, list[int]] = defaultdict(list)
    for one in waiting:
        lanes[one.account].append(one.id)
    ids = [one.id for one in waiting]
    planned = timetable(connection, campaign, lanes, act.at, moving=ids).planned
    slots = {one.index: one.slot for one in planned}
    times_now = {one.id: one.scheduled_for for one in waiting}
    moved = {key: new_time(slot) for key, slot in slots.items() if slot.at != times_now[key]}
    queue.move(connection, moved, act, kind="re-planned")
    stuck = [key for key in ids if key not in slots]
    queued = [one.id for one in waiting if one.state is State.QUEUED and one.id in set(stuck)]
    if queued:
        queue.hold(connection, Selection(tuple(queued)), act, Reason("no_time_left"))
    return tuple(sorted(moved)), tuple(stuck)


def _zone(name: str) -> str:
    try:
        return zones.named(name).key
    except ValueError as error:
        raise UsageError(str(error), field="timezone") from None


def _seconds(text: str, field: str) -> int:
    try:
        return int(durations.parse(text).total_seconds())
    except ValueError as error:
        raise UsageError(str(error), field=field) from None


def _every(text: str) -> float:
    try:
        step = durations.parse(text).total_seconds()
    except ValueError as error:
        raise UsageError(str(error)) from None
    if step <= 0:
        raise UsageError("From one post to the next there has to be more than nothing: write for example 2s.")
    return step


def _moment(text: str, zone: str, field: str) -> datetime | None:
    """A date or date and time as typed, in the campaign's zone; a date as an end is its last moment. Empty: none."""
    if not text:
        return None
    try:
        wall = moments.parse(text)
    except ValueError as error:
        raise UsageError(str(error), field=field) from None
    if wall.tzinfo is not None:
        return wall
    if field == "until" and len(text) <= len("2026-12-01"):
        wall = datetime.combine(date.fromisoformat(text), time()) + timedelta(days=1)
    return resolve(wall, zones.named(zone)).at
