"""Whether all is well."""

from __future__ import annotations

from fastapi import APIRouter

from campaign import health
from campaign.desk import doctoring
from campaign.web.api import views
from campaign.web.asking import Desk

router = APIRouter(tags=["health"])


@router.get("/health")
def show_health(desk: Desk) -> views.Health:
    """Say what is wrong and how to mend it: the findings of `campaign doctor`."""
    found = doctoring.look(desk)
    shown = [views.Finding.model_validate(one) for one in found]
    return views.Health(ok=health.well(found), at=desk.clock.now(), findings=shown)
