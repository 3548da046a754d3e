"""What the lists can be narrowed to; it all stands in the address, so that it can be kept and sent on."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Query

from campaign.errors import Refused
from campaign.states import State
from campaign.store.history import Filter

_After = tuple[datetime, int]


class Wanted:
    """The fields of a list's filter as they were sent; an empty one is any."""

    def __init__(
        self,
        campaign: Annotated[str, Query()] = "",
        account: Annotated[str, Query()] = "",
        state: Annotated[str, Query()] = "",
        since: Annotated[str, Query(description="The first day.")] = "",
        until: Annotated[str, Query(description="The last day.")] = "",
        after: Annotated[str, Query(description="Where the page begins.")] = "",
    ) -> None:
        self.values = {"campaign": campaign, "account": account, "state": state, "since": since, "until": until}
        self._after = after

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return any(self.values.values())

    def filter(self, zone: str, *, newest_first: bool = False) -> Filter:
        """As the desk takes it; days are of this zone. Raises `Refused` for what cannot be read."""
        values = self.values
        return Filter(
            campaign=values["campaign"] or None,
            account=values["account"] or None,
            states=[_state(values["state"])] if values["state"] else [],
            since=_day(values["since"], zone),
            until=_day(values["until"], zone, days=1),
            after=_cursor(self._after) if self._after else None,
            newest_first=newest_first,
        )


def cursor(after: _After | None) -> str | None:
    """A place in a list as an address holds it; its time is UTC's."""
    return f"{after[0].astimezone(UTC).replace(tzinfo=None).isoformat()}~{after[1]}" if after else None


def _cursor(text: str) -> _After:
    moment, _, key = text.partition("~")
    try:
        return datetime.fromisoformat(moment).replace(tzinfo=UTC), int(key)
    except ValueError:
        raise Refused("That page of the list is not known: begin again with its first one.") from None


def _state(name: str) -> State:
    try:
        return State(name)
    except ValueError:
        raise Refused(f"There is no state “{name}”.") from None


def _day(text: str, zone: str, days: int = 0) -> Any:  # noqa: ANN401 - None or a moment
    if not text:
        return None
    try:
        chosen = date.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError):
        raise Refused(f"“{text}” is no date: write it as 2026-12-01.") from None
    return datetime.combine(chosen, time(), ZoneInfo(zone))
