"""Accounts: listed without their secrets, paused, resumed."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from campaign.desk import accounts, connecting, outside, preflighting, showing
from campaign.desk.connecting import Standing
from campaign.web.api import views
from campaign.web.api.asking import DryRun
from campaign.web.api.paging import Page, Paged, after_name, names_after, page
from campaign.web.api.queue import obstacles
from campaign.web.asking import Desk

router = APIRouter(prefix="/accounts", tags=["accounts"])


@router.get("")
def list_accounts(
    request: Request, response: Response, desk: Desk, asked: Annotated[Paged, Query()]
) -> Page[views.AccountListed]:
    """List the accounts, by name, and how their logins stand."""
    rows = names_after(asked.after, connecting.standings(desk), lambda one: one.account.name)
    return page(request, response, rows, asked.limit, _listed, lambda one: after_name(one.account.name))


@router.post("/{uid:uuid}/pause")
def pause_account(desk: Desk, uid: UUID, dry: DryRun) -> views.Account:
    """Let an account be silent for now; its posts stay queued."""
    done = accounts.pause(desk, outside.account(desk, str(uid)), dry_run=dry.dry_run)
    return views.Account.model_validate(done)


@router.post("/{uid:uuid}/resume")
def resume_account(desk: Desk, uid: UUID, dry: DryRun) -> views.Released:
    """Let a paused or held account speak again, and what was held with it."""
    name = outside.account(desk, str(uid))
    released = accounts.resume(desk, name, dry_run=dry.dry_run)
    found = [] if dry.dry_run else preflighting.findings(desk, released, done=True)
    return views.Released(
        account=name,
        released=outside.uids_of(desk, released),
        findings=obstacles(desk, found),
        dry_run=dry.dry_run,
    )


def _listed(one: Standing) -> views.AccountListed:
    return views.AccountListed(**showing.plain(one.account), login_ends_at=one.ends_at)
