"""Settings that can be chosen while everything runs."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from campaign.desk import choosing
from campaign.web.api import views
from campaign.web.api.asking import Asked, DryRun, Line
from campaign.web.asking import Desk

router = APIRouter(prefix="/settings", tags=["settings"])


class Choose(Asked):
    """The settings to choose; those that are left out stay, and null gives one back to config.toml."""

    timezone: Line | None = Field(None, description="Of new campaigns, and of pages.", examples=["Europe/Berlin"])
    locale: Line | None = Field(None, description="By whose custom pages say dates and numbers.", examples=["de"])
    first_weekday: Line | None = Field(None, description="With which calendars begin a week.", examples=["monday"])


@router.get("")
def show_settings(desk: Desk) -> views.Settings:
    """Show what counts, and where each was said: a default, config.toml, chosen, or a variable."""
    return views.Settings.model_validate(dict(choosing.settings(desk)))


@router.patch("")
def change_settings(desk: Desk, wanted: Choose, dry: DryRun) -> views.SettingsChanged:
    """Choose settings, before what config.toml says; they count at once. Campaigns keep their own zones."""
    done = choosing.choose(desk, wanted.model_dump(exclude_unset=True), dry_run=dry.dry_run)
    return views.SettingsChanged(
        settings=views.Settings.model_validate(dict(done.settings)), changed=list(done.changed), dry_run=done.dry_run
    )
