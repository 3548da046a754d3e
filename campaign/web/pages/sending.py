"""Letting a queued post go out at once: a page says as whom, and what may still keep it; its button does it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from campaign.desk import looking, preflighting, stopping
from campaign.desk.sending import send_now
from campaign.errors import CampaignError, StoreError, on_pages
from campaign.web.asking import Desk, Key
from campaign.web.flashes import Flash, redirect
from campaign.web.rendering import page

router = APIRouter(prefix="/queue/{key:int}/now")


@router.get("")
def consider(request: Request, desk: Desk, key: Key) -> Response:
    """What would happen."""
    whole = looking.whole(desk, key)
    try:
        send_now(desk, key, dry_run=True)
    except StoreError:
        raise
    except CampaignError as error:
        return redirect(f"/queue/{key}", Flash(on_pages(error), refused=True))
    return page(
        request,
        desk,
        "now.html",
        whole=whole,
        findings=preflighting.findings(desk, [key]),
        halts=[one for one in stopping.halts_of(desk, whole.delivery) if one.what == "campaign"],
    )


@router.post("")
def send(desk: Desk, key: Key) -> Response:
    """Gives it the time that it is now."""
    try:
        sent = send_now(desk, key)
    except StoreError:
        raise
    except CampaignError as error:
        return redirect(f"/queue/{key}", Flash(on_pages(error), refused=True))
    return redirect(f"/queue/{key}", Flash(f"It goes out now, as {sent.account}."))
