"""The kill switch."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from campaign.desk import stopping
from campaign.web.api import shapes
from campaign.web.api.asking import Asked, DryRun, Line
from campaign.web.asking import Desk

router = APIRouter(tags=["switch"])


class Why(Asked):
    """Why everything is to stop."""

    why: Line | None = Field(None, description="For whoever asks later.", examples=["A wrong figure"])


@router.post("/stop")
def stop(desk: Desk, wanted: Why, dry: DryRun) -> shapes.Stopped:
    """Stop everything, before the next post of any worker."""
    changed, reason = stopping.stop(desk, wanted.why, dry_run=dry.dry_run)
    shown = shapes.Reason.model_validate(reason)
    return shapes.Stopped(stopped=True, changed=changed, reason=shown, dry_run=dry.dry_run)


@router.post("/start")
def start(desk: Desk, dry: DryRun) -> shapes.Stopped:
    """Let everything go on; what fell due meanwhile is late by its campaign's own rule."""
    changed = stopping.start(desk, dry_run=dry.dry_run)
    return shapes.Stopped(stopped=False, changed=changed, reason=None, dry_run=dry.dry_run)
