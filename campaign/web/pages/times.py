"""A campaign's week: which account may speak when. A grid that is looked at before it is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from campaign.app import App
from campaign.desk import ahead, campaigns, looking
from campaign.desk.ahead import Time
from campaign.desk.campaigns import Changed, Wish
from campaign.errors import CampaignError, NotFound, Refused, on_pages
from campaign.planning import times, week
from campaign.planning.week import Week
from campaign.planning.zones import all_names
from campaign.store.values import Campaign
from campaign.web.asking import Desk, form
from campaign.web.flashes import Flash, redirect
from campaign.web.pages.queue import posts
from campaign.web.rendering import campaign_address, page
from posts.errors import PostsError

router = APIRouter(prefix="/campaigns/{name}/times")
#: The lane of a grid that counts for every account.
ALL = "all"
#: Fields for times that every day has at least, and the most that one is read from.
_FIELDS, _MOST = 3, 48
_LONGEST_ZONE = 60
#: What a button fills the grid with: its name → its words, and the texts.
PRESETS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "weekdays": ("Weekdays at 9:00", ("mon-fri 09:00",)),
    "twice": ("Weekdays at 9:00 and 17:30", ("mon-fri 09:00,17:30",)),
    "thrice": ("Three a day", ("daily 09:00,13:00,18:00",)),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A weekday of a grid as it is shown, or as it was typed."""

    on: bool
    clocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The week of one account, or of all of them: `ALL`. Its lane names its fields."""

    lane: str
    days: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would come of it."""

    times: tuple[Time, ...]
    clock_changes: tuple[str, ...]
    changed: Changed | None = None


def grid(lane: str, one: Week) -> Grid:
    """A week as fields, with room for more."""
    fields = max(_FIELDS, *(len(day) + 1 for day in one.days))
    return Grid(lane, tuple(_cell(day, fields) for day in one.days))


def typed(lane: str, sent: FormData) -> Grid:
    """A grid as it was sent."""
    return Grid(lane, tuple(_typed(lane, day, sent) for day in range(7)))


def read(shown: Grid) -> Week:
    """The week that a grid says: the times of its days that are ticked. Raises `Refused` for what is no time."""
    return week.of_days([_clock(text) for text in day.clocks if text] if day.on else [] for day in shown.days)


def pressed(shown: Grid, button: str) -> Grid | None:
    """The grid after a button that fills it; None for any other button."""
    verb, _, lane = button.partition(" ")
    if lane != shown.lane:
        return shown if lane else None
    if verb in PRESETS:
        return grid(lane, week.of_texts(PRESETS[verb][1]))
    if verb == "copy":
        first = next((day for day in shown.days if day.on), shown.days[0])
        return replace(shown, days=(replace(first, on=True),) * len(shown.days))
    if verb == "more":
        return replace(shown, days=tuple(replace(day, clocks=(*day.clocks, "")[:_MOST]) for day in shown.days))
    return None


def wished(grids: Sequence[Grid]) -> list[str]:
    """The grids as a wish's times. Raises `Refused` where one names no time at all."""
    found = []
    for one in grids:
        said = read(one)
        if not said:
            raise Refused("Tick a weekday and give it a time of day.", field="times")
        found += [text if one.lane == ALL else f"{one.lane}={text}" for text in week.texts(said)]
    return found


def check_zone(text: str) -> None:
    """Refuses what cannot even be looked up. Raises `Refused`."""
    if not 0 < len(text) <= _LONGEST_ZONE:
        raise Refused("Name a time zone, such as Europe/London.", field="timezone")


def previewed(campaign: Campaign, desk: App, changed: Changed | None = None) -> Preview:
    """The next times of a campaign as it would be."""
    now = desk.clock.now()
    return Preview(ahead.next_times(campaign, now), ahead.clock_changes(campaign, now), changed)


@router.get("")
def show(request: Request, desk: Desk, name: str, each: bool = False) -> HTMLResponse:
    """The page."""
    found, _ = looking.campaign(desk, name)
    lanes = {one.account.name: week.of_texts(one.times) for one in found.speakers}
    apart = each or len(set(lanes.values())) > 1
    grids = [grid(*lane) for lane in lanes.items()] if apart else [grid(ALL, next(iter(lanes.values())))]
    return _page(request, desk, found, grids, found.terms.timezone, previewed(found, desk))


@router.post("")
def change(request: Request, desk: Desk, name: str, sent: Annotated[FormData, Depends(form)]) -> Response:
    """Fills the grid, shows what would come of it, or saves it: as the button says that was pressed."""
    found, _ = looking.campaign(desk, name)
    lanes = [one.account.name for one in found.speakers] if sent.get("each") else [ALL]
    grids, zone, button = [typed(lane, sent) for lane in lanes], str(sent.get("timezone", "")), str(sent.get("do", ""))
    filled = [pressed(one, button) for one in grids]
    if all(filled):
        return _page(request, desk, found, [one for one in filled if one], zone, previewed(found, desk))
    try:
        check_zone(zone)
        changed = campaigns.change(desk, name, Wish(times=wished(grids), timezone=zone), dry_run=button != "save")
    except NotFound:
        raise
    except (CampaignError, PostsError) as error:
        errors = {getattr(error, "field", "") or "times": on_pages(error)}
        return _page(request, desk, found, grids, zone, previewed(found, desk), errors)
    if button == "save":
        return redirect(campaign_address(name), Flash(" ".join(said(changed))))
    return _page(request, desk, found, grids, zone, previewed(changed.campaign, desk, changed))


def said(changed: Changed) -> list[str]:
    """What a change did to what is queued, in sentences."""
    words = [f"Saved: {posts(len(changed.moved))} changed {'its' if len(changed.moved) == 1 else 'their'} time."]
    if changed.stuck:
        words.append(f"{posts(len(changed.stuck))} found no free time any more; what was queued of that is held.")
    if changed.untagged:
        words.append(
            f"{posts(changed.untagged)} that wait do not say {changed.campaign.terms.hashtags[0]}: "
            "change their texts, or cancel them and add the article again."
        )
    return words


def _page(
    request: Request,
    desk: App,
    found: Campaign,
    grids: Sequence[Grid],
    zone: str,
    preview: Preview,
    errors: Mapping[str, str] | None = None,
) -> HTMLResponse:
    return page(
        request,
        desk,
        "times.html",
        status=422 if errors else 200,
        campaign=found,
        grids=grids,
        timezone=zone,
        zones=all_names(),
        presets=PRESETS,
        preview=preview,
        errors=errors or {},
    )


def _cell(clocks: Sequence[time], fields: int) -> Cell:
    shown = [f"{at:%H:%M}" for at in clocks]
    return Cell(bool(clocks), (*shown, *[""] * (fields - len(shown))))


def _typed(lane: str, day: int, sent: FormData) -> Cell:
    clocks = tuple(str(text).strip()[:20] for text in sent.getlist(f"at-{lane}-{day}")[:_MOST])
    return Cell(f"on-{lane}-{day}" in sent, clocks or ("",) * _FIELDS)


def _clock(text: str) -> time:
    try:
        return times.clock(text)
    except ValueError as error:
        raise Refused(str(error), field="times") from None
