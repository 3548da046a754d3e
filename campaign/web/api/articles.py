"""Articles: cut to look at, or cut, planned and queued."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from campaign.desk import adding, cutting, outside
from campaign.desk.sources import Address, Given, Pasted, article_of
from campaign.errors import Refused
from campaign.rights import Kind
from campaign.web.api import cut_views
from campaign.web.api.asking import Asked, Document, Line, Lines
from campaign.web.api.creating import Create
from campaign.web.asking import Desk
from campaign.web.security.guards import may

router = APIRouter(tags=["articles"])
Most = Annotated[int, Field(ge=1, le=10_000)]


class Source(Asked):
    """An article, and what is asked of its posts. Say its `text` or its `url`."""

    text: Document | None = Field(None, description="Plain text, Markdown or HTML.", examples=["Sleep heals."])
    url: Line | None = Field(None, description="A page on the web.", examples=["https://example.org/article"])
    link: Line | None = Field(None, description="A link for every post.")
    hashtags: Lines = Field([], description="For these posts; in a campaign after its own.")
    max_posts: Most | None = Field(None, description="Only the best so many.")
    per_section: bool = Field(False, description="Only the best post of each section.")
    ranked: bool = Field(False, description="The best post first, not the article's order.")
    thread: bool = Field(False, description="Numbered posts that answer each other.")
    rewrite: bool = Field(False, description="Let the rewriter of the settings say the posts anew.")

    def given(self) -> Given:
        """Where the article is. Raises `Refused` unless it is said once."""
        if self.text is not None and self.url is None:
            return Pasted(self.text)
        if self.url is not None and self.text is None:
            return Address(self.url)
        raise Refused("Say one of them: the article's `text`, or its `url`.")


class Cutting(Source):
    """An article to be cut without a campaign."""

    platforms: Lines = Field(["x"], min_length=1, description="Whose limits to keep.", examples=[["x", "mastodon"]])
    tags_at: Line = Field("end", description="end, or inline where the post says the tags' words.")

    def wanted(self) -> cutting.Wanted:
        """As the desk takes it."""
        asked = self.model_dump(exclude={"text", "url", "hashtags", "platforms"})
        return cutting.Wanted(tuple(self.hashtags), tuple(self.platforms), **asked)


class Adding(Source):
    """An article that is to join a campaign."""

    approve: bool = Field(False, description="Queue at once, without a second look. Needs the scope `approve`.")
    again: bool = Field(False, description="Even if the article was added before.")
    check_links: bool = Field(False, description="Try the links; with a dead one the posts wait for approval.")

    def asked(self) -> adding.Asked:
        """As the desk takes it."""
        asked = self.model_dump(exclude={"text", "url", "hashtags", "approve", "again"})
        return adding.Asked(more_tags=tuple(self.hashtags), **asked)


@router.post("/articles/cut")
def cut_article(desk: Desk, wanted: Cutting) -> cut_views.Cut:
    """See what an article would become; nothing is kept."""
    read = partial(article_of, desk, wanted.given())
    return cut_views.Cut.model_validate(cutting.as_json(*cutting.cut_read(desk.config, read, wanted.wanted())))


@router.post("/campaigns/{uid:uuid}/articles", status_code=201, response_model=cut_views.Added)
def add_article(request: Request, desk: Desk, create: Create, uid: UUID, wanted: Adding) -> Response:
    """Cut an article, and plan its posts into the campaign's free times."""
    if wanted.approve:
        may(Kind.APPROVE)(request)
    name, given = outside.campaign(desk, str(uid)), wanted.given()
    return create.answer(
        wanted,
        create.added,
        lambda keep: adding.join(
            desk,
            name,
            partial(article_of, desk, given),
            wanted.asked(),
            approve=wanted.approve,
            again=wanted.again,
            dry_run=create.dry_run,
            keep=keep,
        ),
    )
