"""Time and place: what an owner chooses while everything runs, and what only the settings file says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from campaign.app import App
from campaign.desk import choosing
from campaign.desk.choosing import Chosen
from campaign.errors import CampaignError, ConfigError, Refused, StoreError, on_pages
from campaign.planning.zones import all_names
from campaign.rights import Person
from campaign.sections import Weekday
from campaign.settled import NAMES, Origin, Setting
from campaign.web.asking import Desk, form
from campaign.web.flashes import Flash, Undo, redirect
from campaign.web.locales import OFFERED
from campaign.web.pages.settings.shared import Who, sections
from campaign.web.rendering import page

_HERE = "/settings/defaults"
router = APIRouter(prefix=_HERE)


@router.get("")
def show(request: Request, desk: Desk, who: Who) -> HTMLResponse:
    """The page."""
    return _page(request, desk, who, choosing.settings(desk))


@router.post("")
def change(request: Request, desk: Desk, who: Who, sent: Annotated[FormData, Depends(form)]) -> Response:
    """Chooses what was typed, and gives back what is named by ``reset``."""
    before, typed = choosing.settings(desk), {name: str(sent[name]).strip() for name in NAMES if name in sent}
    # What was left as it was shown is not chosen: it goes on as the file says, or as somebody chose it meanwhile.
    new = {name: value for name, value in typed.items() if value not in (before[name].value, sent.get(f"{name}_was"))}
    try:
        done = choosing.choose(desk, {**new, **dict.fromkeys(map(str, sent.getlist("reset")))})
    except StoreError:
        raise
    except CampaignError as error:
        return _page(request, desk, who, before, new, {_field(error): on_pages(error)})
    words = " ".join(_said(name, done.settings[name]) for name in done.changed) or "Nothing was changed."
    return redirect(_HERE, Flash(words, undo=_undo(done, desk.chosen) if done.changed else None))


def _field(error: CampaignError) -> str:
    """Beside which field it is said."""
    key = error.field if isinstance(error, Refused) else error.key if isinstance(error, ConfigError) else ""
    name = key.rpartition(".")[2]
    return name if name in NAMES else "form"


def _said(name: str, now: Setting) -> str:
    value = now.value.capitalize() if name == "first_weekday" else now.value
    match now.origin:
        case Origin.CHOSEN:
            return f"The {NAMES[name]} is {value} now."
        case Origin.FILE:
            return f"The {NAMES[name]} is {value} again, as config.toml says."
        case _:
            return f"The {NAMES[name]} is {value} again."


def _undo(done: Chosen, before: Mapping[str, str]) -> Undo:
    """Chooses what was chosen before, and gives back what was not."""
    chosen = {name: before[name] for name in done.changed if name in before}
    return Undo(_HERE, {**chosen, "reset": [name for name in done.changed if name not in before]})


def _page(
    request: Request,
    desk: App,
    who: Person,
    settings: Mapping[str, Setting],
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> HTMLResponse:
    return page(
        request,
        desk,
        "settings/defaults.html",
        status=422 if errors else 200,
        who=who,
        sections=sections(who),
        config=desk.config,
        settings=settings,
        typed={name: one.value for name, one in settings.items()} | dict(typed or {}),
        errors=errors or {},
        now=desk.clock.now(),
        zones=all_names(),
        locales=OFFERED,
        weekdays=get_args(Weekday),
    )
