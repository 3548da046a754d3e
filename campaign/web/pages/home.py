"""Home: what goes out next, what needs a hand, and whether anybody publishes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from campaign.desk.overview import overview
from campaign.web.asking import Desk, of_one_moment
from campaign.web.rendering import page

router = APIRouter()


@router.get("/")
@of_one_moment
def show(request: Request, desk: Desk) -> HTMLResponse:
    """The page."""
    found = overview(desk)
    return page(request, desk, "home.html", overview=found, pulse=found.pulse, milestones=found.milestones)


@router.get("/worker")
def worker(request: Request, desk: Desk) -> HTMLResponse:
    """Only what every page says of the worker, for a page that stays open."""
    return page(request, desk, "worker.html")
