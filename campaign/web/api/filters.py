"""What the lists by time can be narrowed to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from campaign.app import App
from campaign.desk import outside
from campaign.states import State
from campaign.store.history import Filter
from campaign.web.api.paging import Paged, time_after

_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _sane(moment: datetime) -> datetime:
    """No database has to keep what nobody plans for."""
    if not _FIRST <= moment <= _LAST:
        raise ValueError("a moment lies between 1970 and 2200")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_sane)]


class Narrowed(Paged):
    """The query of a list by time."""

    campaign: UUID | None = Field(None, description="Only of this campaign.")
    account: UUID | None = Field(None, description="Only of this account.")
    state: list[State] = Field([], max_length=len(State), description="Only in these states.")
    since: Moment | None = Field(None, description="From then on.", examples=["2026-12-01T00:00:00Z"])
    until: Moment | None = Field(None, description="Before then.")

    def filter(self, desk: App, *, newest_first: bool = False) -> Filter:
        """As the desk takes it, for one row more than asked for. Raises `NotFound`, `Refused`."""
        return Filter(
            campaign=outside.campaign(desk, str(self.campaign)) if self.campaign else None,
            account=outside.account(desk, str(self.account)) if self.account else None,
            states=self.state,
            since=self.since,
            until=self.until,
            limit=self.limit + 1,
            after=time_after(self.after),
            newest_first=newest_first,
        )
