"""What the API answers of articles: what one would become, and what of it, or of a single post, joined the queue."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from campaign.states import State
from campaign.web.api.views import Moment, Uid, View


class Suggestion(View):
    """A hashtag that would fit."""

    tag: str
    phrase: str
    score: float
    count: int


class Rewriting(View):
    """What came of asking a rewriter."""

    rewriter: str
    asked: int
    accepted: int
    refused: dict[str, int]
    trouble: str | None


class Article(View):
    """An article as it was read."""

    title: str
    url: str | None
    language: str | None
    text: str
    sha256: str
    images: list[dict[str, Any]]
    around: list[str]


class Edit(View):
    """A change inside a span of the article; ``with`` is what stands there instead."""

    model_config = ConfigDict(populate_by_name=True)
    op: str
    span: tuple[int, int]
    instead: str = Field(alias="with")


class Flaw(View):
    """What may puzzle a reader of a post."""

    flaw: str
    span: tuple[int, int]
    words: str


class CutPost(View):
    """A post that an article makes on a platform."""

    platform: str
    text: str
    length: int
    limit: int
    hashtags: list[str]
    link: str | None
    spans: list[tuple[int, int]]
    edits: list[Edit]
    thread: tuple[int, int] | None
    score: float
    rewritten: str | None
    findings: list[Flaw]


class LeftOut(View):
    """What of the article no post says."""

    span: tuple[int, int]
    reason: str


class Cut(View):
    """What an article would become: what `campaign cut --json` prints."""

    article: Article
    posts: list[CutPost]
    left_out: list[LeftOut]
    coverage: dict[str, float] = Field(description="Platform: how much of the article its posts say, from 0 to 1.")
    suggestions: list[Suggestion]
    rewriting: Rewriting | None = None


class NewDelivery(View):
    """A delivery as it joins the queue."""

    account: str
    post: int = Field(description="Which of the posts it says, from 0.")
    text: str
    length: int
    link: str | None
    language: str | None
    scheduled_for: Moment
    wall: str
    zone: str
    state: State
    after: int | None = Field(description="The place in this list of the part of its thread that goes before.")


class Forecast(View):
    """What posts will cost on one platform, in millionths of a US dollar."""

    platform: str
    posts: int
    micros: int
    with_url: int = Field(description="How many of them have a URL.")
    micros_with_urls: int = Field(description="What they all would cost if each had one.")


class Added(View):
    """What joined the queue."""

    state: State = Field(description="queued, or proposed: they wait for approval.")
    uids: list[Uid] = Field(description="Of the deliveries, in their order; none after a dry run.")
    deliveries: list[NewDelivery]
    suggestions: list[Suggestion]
    warnings: list[list[str]] = Field(description="Per delivery what a person should look at, a sentence each.")
    obstacles: list[str] = Field(description="What stands in the way of all of them.")
    repeated: dict[str, str] = Field(description="By its place, what the account says elsewhere too, so it is held.")
    rewriting: Rewriting | None = None
    costs: list[Forecast] = Field(description="What they will cost, on each platform that takes something.")
    dry_run: bool
