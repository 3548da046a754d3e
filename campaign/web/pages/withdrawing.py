"""Taking a published post back: a page says what happens, its button does it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from campaign.desk import looking
from campaign.desk.withdrawing import withdraw
from campaign.errors import CampaignError, StoreError, on_pages
from campaign.web.asking import Desk, Key
from campaign.web.flashes import Flash, redirect
from campaign.web.rendering import page
from posts.errors import PostsError

router = APIRouter(prefix="/queue/{key:int}/withdraw")


@router.get("")
def consider(request: Request, desk: Desk, key: Key) -> HTMLResponse:
    """What would happen. The platform is not asked yet."""
    whole = looking.whole(desk, key)
    withdraw(desk, key, dry_run=True)
    return page(request, desk, "withdraw.html", whole=whole)


@router.post("")
def take_back(desk: Desk, key: Key) -> Response:
    """Deletes it on its platform."""
    try:
        withdraw(desk, key)
    except StoreError:
        raise
    except (CampaignError, PostsError) as error:
        return redirect(f"/queue/{key}", Flash(on_pages(error), refused=True))
    return redirect(f"/queue/{key}", Flash("The post is withdrawn: it is not to be seen there any more."))
