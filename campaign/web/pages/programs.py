"""The API as a person reads of it: what there is, how a program says who it is, and what each problem means."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from campaign.web.api import contract
from campaign.web.api.problems import KINDS
from campaign.web.asking import Desk
from campaign.web.rendering import page

router = APIRouter()


@router.get("/api")
def show(request: Request, desk: Desk) -> HTMLResponse:
    """The page."""
    verbs = contract.verbs(request.app.state.api.openapi())
    base = desk.config.web.public_url.rstrip("/") or f"http://localhost:{desk.config.web.port}"
    return page(request, desk, "api.html", verbs=verbs, kinds=KINDS, base=base)
