"""A single post: written, and queued or sent at once."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from campaign.desk import composing, outside
from campaign.desk.answering import Keep
from campaign.desk.queueing import Added
from campaign.drafted import PostDraft
from campaign.errors import Refused
from campaign.rights import Kind
from campaign.web.api import cut_views
from campaign.web.api.asking import Asked, Line, Lines, Text
from campaign.web.api.creating import Create
from campaign.web.asking import Desk
from campaign.web.security.guards import may

router = APIRouter(tags=["posts"])


class Post(Asked):
    """A post to be queued; the campaign's hashtag and template come round it."""

    text: Text = Field(examples=["Sleep heals the body."])
    link: Line | None = Field(None, examples=["https://example.org/sleep"])
    tracked: bool = Field(False, description="Let the link say which platform and campaign it was followed from.")
    overrides: Annotated[dict[Line, Text], Field(max_length=100)] = Field(
        {}, description="Account: what it says instead."
    )
    accounts: Lines | None = Field(None, description="Who says it, by name; null for every account of the campaign.")
    when: Line | None = Field(
        None, description="In the campaign's zone unless it names one; null for the next free times; or `now`."
    )
    approve: bool = Field(False, description="Queue it at once, without a second look. Needs the scope `approve`.")

    def draft(self) -> PostDraft:
        """As the desk takes it."""
        accounts = None if self.accounts is None else tuple(self.accounts)
        when = None if self.when == _NOW else self.when
        return PostDraft(self.text, self.link, self.tracked, self.overrides, accounts, when)


_NOW = "now"


@router.post("/campaigns/{uid:uuid}/posts", status_code=201, response_model=cut_views.Added)
def add_post(request: Request, desk: Desk, create: Create, uid: UUID, wanted: Post) -> Response:
    """Queue a post that a person wrote: for the next free times, for a time, or `now`."""
    now = wanted.when == _NOW
    if now and not wanted.approve:
        raise Refused("What is sent now waits for nobody: say `approve` too.")
    if wanted.approve:
        may(Kind.APPROVE)(request)
    name, draft, dry = outside.campaign(desk, str(uid)), wanted.draft(), create.dry_run

    def make(keep: Keep[Added]) -> Added:
        if now:
            return composing.send_now(desk, name, draft, dry_run=dry, keep=keep)
        return composing.queue_post(desk, name, draft, approve=wanted.approve, dry_run=dry, keep=keep)

    return create.answer(wanted, create.added, make)
