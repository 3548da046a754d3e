"""The kill switch."""

from __future__ import annotations

from fastapi import APIRouter

from campaign.desk import stopping
from campaign.web.api import views
from campaign.web.api.asking import NO_REASON, DryRun, Why
from campaign.web.asking import Desk

router = APIRouter(tags=["switch"])


@router.post("/stop")
def stop(desk: Desk, dry: DryRun, wanted: Why = NO_REASON) -> views.Stopped:
    """Stop everything, before the next post of any worker."""
    changed, reason = stopping.stop(desk, wanted.why, dry_run=dry.dry_run)
    shown = views.Reason.model_validate(reason)
    return views.Stopped(stopped=True, changed=changed, reason=shown, dry_run=dry.dry_run)


@router.post("/start")
def start(desk: Desk, dry: DryRun) -> views.Stopped:
    """Let everything go on; what fell due meanwhile is late by its campaign's own rule."""
    changed = stopping.start(desk, dry_run=dry.dry_run)
    return views.Stopped(stopped=False, changed=changed, reason=None, dry_run=dry.dry_run)
