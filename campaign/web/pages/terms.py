"""What a campaign runs by: a new one made, or one changed, on one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from campaign.app import App
from campaign.desk import accounts, campaigns, looking
from campaign.desk.campaigns import Wish
from campaign.errors import CampaignError, NotFound, on_pages
from campaign.planning import durations, week
from campaign.planning.zones import all_names
from campaign.store.values import Campaign
from campaign.web.asking import Desk, form
from campaign.web.flashes import Flash, redirect
from campaign.web.pages import times
from campaign.web.pages.times import ALL, Grid, Preview
from campaign.web.rendering import campaign_address, page
from posts.errors import PostsError, TagError

router = APIRouter(prefix="/campaigns")
#: What becomes of a post that is later than its grace, as a marketer says it.
LATE = {
    "respace": "Give it the next free time",
    "skip": "Leave it out; it is listed as missed",
    "post": "Send it all the same",
}
#: The zone of new campaigns where nobody has said another.
UNSET = "UTC"
#: Fields of a line, and how long each may be.
_LINES = ("name", "hashtags", "timezone", "start", "until", "late", "grace", "gap")
#: Boxes that are ticked, or not.
_BOXES = ("tracked", "short_links")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields as they are shown, or as they were sent."""

    values: Mapping[str, str]
    accounts: tuple[str, ...]
    grid: Grid | None = None


@router.get("/new")
def blank(request: Request, desk: Desk) -> HTMLResponse:
    """The page for a new one, with sensible defaults."""
    defaults, known = desk.defaults, accounts.listed(desk)
    values = dict.fromkeys((*_LINES, *_BOXES), "") | {
        "timezone": defaults.timezone,
        "late": defaults.late,
        "grace": defaults.grace,
        "gap": defaults.gap,
    }
    # Who has one account means that one.
    chosen = tuple(one.name for one in known) if len(known) == 1 else ()
    first = times.grid(ALL, week.of_texts(times.PRESETS["weekdays"][1]))
    return _page(request, desk, Typed(values, chosen, first), unset=is_unset(desk))


def is_unset(desk: App) -> bool:
    """Whether nobody has said a zone yet; who chose this one on the Settings page has."""
    return desk.defaults.timezone == UNSET and "timezone" not in desk.chosen


@router.post("/new")
def make(request: Request, desk: Desk, sent: Annotated[FormData, Depends(form)]) -> Response:
    """Fills the grid, shows what would come of it, or makes the campaign: as the button says that was pressed."""
    typed, button = _typed(sent, times.typed(ALL, sent)), str(sent.get("do", ""))
    assert typed.grid is not None
    if filled := times.pressed(typed.grid, button):
        return _page(request, desk, Typed(typed.values, typed.accounts, filled))
    try:
        if errors := missing(typed, [one.name for one in accounts.listed(desk)]):
            return _page(request, desk, typed, errors)
        wish = _wish(typed, times.wished([typed.grid]))
        made = campaigns.new(desk, typed.values["name"], wish, dry_run=button != "save")
    except (CampaignError, PostsError) as error:
        return _page(request, desk, typed, {_field(error): on_pages(error)})
    if button != "save":
        return _page(request, desk, typed, preview=times.previewed(made, desk))
    return redirect(campaign_address(made.name), Flash(f"“{made.name}” is made. Now add an article to it."))


@router.get("/{name}/change")
def filled(request: Request, desk: Desk, name: str) -> HTMLResponse:
    """The page of a campaign's terms."""
    found, _ = looking.campaign(desk, name)
    return _page(request, desk, _of(found), campaign=found)


@router.post("/{name}/change")
def change(request: Request, desk: Desk, name: str, sent: Annotated[FormData, Depends(form)]) -> Response:
    """Shows what would come of it, or changes it."""
    found, _ = looking.campaign(desk, name)
    typed, button = _typed(sent, None, name), str(sent.get("do", ""))
    try:
        if errors := missing(typed, [one.name for one in accounts.listed(desk)]):
            return _page(request, desk, typed, errors, campaign=found)
        changed = campaigns.change(desk, name, _wish(typed, None), dry_run=button != "save")
    except (CampaignError, PostsError) as error:
        return _page(request, desk, typed, {_field(error): on_pages(error)}, campaign=found)
    if button != "save":
        preview = times.previewed(changed.campaign, desk, changed)
        return _page(request, desk, typed, campaign=found, preview=preview)
    return redirect(campaign_address(name), Flash(" ".join(times.said(changed))))


def missing(typed: Typed, known: Iterable[str]) -> dict[str, str]:
    """What cannot even be asked of the desk: field → what is wrong with it."""
    errors = {
        name: f"This is too long: {_LONGEST} characters are the most."
        for name, text in typed.values.items()
        if len(text) > _LONGEST
    }
    if not typed.values["name"]:
        errors["name"] = "Give the campaign a name: you find it by that everywhere."
    if not typed.values["hashtags"]:
        errors["hashtags"] = "Give the campaign its hashtag: every post says it."
    if not typed.values["timezone"]:
        errors["timezone"] = "Name a time zone, such as Europe/London."
    if not set(known) & set(typed.accounts):
        errors["accounts"] = "Choose who speaks: one account at least."
    return errors


def _wish(typed: Typed, weekly: list[str] | None) -> Wish:
    values = typed.values
    return Wish(
        hashtags=values["hashtags"].replace(",", " ").split(),
        accounts=typed.accounts,
        times=weekly,
        timezone=values["timezone"],
        start=values["start"],
        until=values["until"],
        late=values["late"],
        grace=values["grace"],
        gap=values["gap"],
        tracked=bool(values["tracked"]),
        short_links=bool(values["short_links"]),
    )


def _typed(sent: FormData, grid: Grid | None, name: str | None = None) -> Typed:
    values = {field: str(sent.get(field, "")).strip() for field in (*_LINES, *_BOXES)}
    return Typed(values | ({"name": name} if name else {}), tuple(map(str, sent.getlist("accounts"))), grid)


def _of(campaign: Campaign) -> Typed:
    terms = campaign.terms
    values = {
        "name": campaign.name,
        "hashtags": " ".join(terms.hashtags),
        "timezone": terms.timezone,
        "start": _wall(terms.start, terms.timezone),
        "until": _wall(terms.until, terms.timezone),
        "late": terms.late,
        "grace": durations.text(timedelta(seconds=terms.grace_s)),
        "gap": durations.text(timedelta(seconds=terms.gap_s)),
        "tracked": "yes" if terms.tracked else "",
        "short_links": "yes" if terms.short_links else "",
    }
    return Typed(values, tuple(one.account.name for one in campaign.speakers))


def _wall(moment: datetime | None, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _field(error: Exception) -> str:
    """Beside which field it is said."""
    if isinstance(error, TagError):
        return "hashtags"
    if isinstance(error, NotFound) and error.kind == "account":
        return "accounts"
    return getattr(error, "field", "") or "form"


def _page(
    request: Request,
    desk: App,
    typed: Typed,
    errors: Mapping[str, str] | None = None,
    *,
    campaign: Campaign | None = None,
    preview: Preview | None = None,
    unset: bool = False,
) -> HTMLResponse:
    return page(
        request,
        desk,
        "terms.html",
        status=422 if errors else 200,
        typed=typed,
        errors=errors or {},
        campaign=campaign,
        preview=preview,
        known=accounts.listed(desk),
        late=LATE,
        zones=all_names(),
        unset=unset,
        presets=times.PRESETS,
    )
