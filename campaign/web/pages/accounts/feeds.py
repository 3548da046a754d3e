"""What the embedded feed shows, as it lies in the data folder; read only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from campaign.desk import accounts
from campaign.errors import NotFound
from campaign.web.asking import Desk

router = APIRouter(prefix="/feeds")
_TYPES: Mapping[str, str] = MappingProxyType(
    {"feed.atom": "application/atom+xml", "timeline.css": "text/css", "timeline.html": "text/html"}
)


@router.get("/{name}/{file}")
def show(desk: Desk, name: str, file: str) -> Response:
    """One of the three files of an account of the feed."""
    # Both are looked up and not put together from what was asked: no path leads elsewhere.
    known = next((one for one in accounts.listed(desk) if one.name == name and one.platform == "feed"), None)
    if known is None or file not in _TYPES:
        raise NotFound("page of a feed", f"{name}/{file}", "The accounts' pages lead to those that there are.")
    path = desk.config.folder / "feed" / known.name / file
    if not path.is_file():
        raise NotFound("post in the feed yet", name, "Its page is there once something was published.")
    return FileResponse(path, media_type=_TYPES[file])
