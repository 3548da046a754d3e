"""Lists, a page at a time, by the place of the last row: nothing is seen twice or passed over while rows are added."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response
from pydantic import Field

from campaign.errors import Refused
from campaign.web.api.asking import Asked
from campaign.web.api.views import View

Row = TypeVar("Row")
Shown = TypeVar("Shown", bound=View)
#: Rows of a page.
MOST, USUAL = 200, 50


class Paged(Asked):
    """The query of a list."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="So many at most.")
    after: str | None = Field(None, max_length=300, description="The `next` of the page before.")


class Page(View, Generic[Shown]):
    """One page of a list."""

    items: list[Shown]
    next: str | None = Field(description="What to say as `after` for the next page; null: this is the last.")


def page(
    request: Request,
    response: Response,
    rows: Sequence[Row],
    limit: int,
    shown: Callable[[Row], Shown],
    place: Callable[[Row], str],
) -> Page[Shown]:
    """The page of these rows, of which there is one more than asked for where another page follows."""
    following = place(rows[limit - 1]) if len(rows) > limit else None
    if following:
        # Relative: the address by which we are reached is not ours to say.
        query = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
        response.headers["Link"] = f'<{request.url.path}?{urlencode([*query, ("after", following)])}>; rel="next"'
    return Page(items=[shown(one) for one in rows[:limit]], next=following)


def after_time(moment: datetime, key: int) -> str:
    """The place of a row in a list by time."""
    return _said([moment.astimezone(UTC).isoformat(), key])


def time_after(cursor: str | None) -> tuple[datetime, int] | None:
    """The place that `after_time` said. Raises `Refused` for what it has not said."""
    match _read(cursor):
        case None:
            return None
        case [str(moment), int(key)] if abs(key) < 2**63:
            return _moment(moment), key
        case _:
            raise _unknown()


def after_name(name: str) -> str:
    """The place of a row in a list by name."""
    return _said([name])


def names_after(cursor: str | None, rows: Sequence[Row], name: Callable[[Row], str]) -> list[Row]:
    """What of a short list comes after the place that `after_name` said, by name. Raises `Refused`."""
    match _read(cursor):
        case None:
            seen = None
        case [str(known)]:
            seen = known
        case _:
            raise _unknown()
    return [one for one in sorted(rows, key=name) if seen is None or name(one) > seen]


def _said(values: list[str | int]) -> str:
    text = json.dumps(values, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str | None) -> object:
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        return json.loads(base64.b64decode(padded, altchars=b"-_", validate=True)) or {}
    except (ValueError, RecursionError, binascii.Error):
        raise _unknown() from None


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _unknown() from None


def _unknown() -> Refused:
    return Refused("That page of the list is not known: begin again with its first one.")
