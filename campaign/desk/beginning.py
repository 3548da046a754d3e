"""The first steps: an account that needs no login, a first campaign, and how far one has come."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.app import App
from campaign.desk import accounts, campaigns, drafts
from campaign.desk.demo import example
from campaign.desk.sources import Uploaded
from campaign.errors import Refused
from campaign.store.milestones import Milestones
from campaign.store.milestones import milestones as look

#: The account of the embedded feed, which shows posts to nobody but whoever opens it.
PREVIEW = "preview"
#: In the morning and before the way home.
TIMES = "mon-fri 09:00,17:30"


@dataclass(frozen=True, slots=True)
class Begun:
    """A first campaign, and the draft of the article that ships with the program, if that was wanted."""

    campaign: str
    draft: int | None


def milestones(app: App) -> Milestones:
    """How far this installation has come."""
    with app.store.read() as connection:
        return look(connection)


def begin(app: App, hashtag: str, times: str = TIMES, *, with_example: bool) -> Begun:
    """Makes the account “preview” where it is missing, and a campaign of that hashtag; its name is the tag's.

    Raises `CampaignError` or `PostsError`; done again, it goes on where it was refused.
    """
    name = hashtag.strip().removeprefix("#").strip()
    if not name:
        raise Refused("Give the campaign's hashtag: one word that all of its posts say.")
    if PREVIEW not in {one.name for one in accounts.listed(app)}:
        accounts.add(app, PREVIEW, "feed", server=None, secrets={}, options={"limits": "x"}, ask=None)
    made = campaigns.new(app, name, campaigns.Wish(hashtags=[f"#{name}"], accounts=[PREVIEW], times=[times]))
    if not with_example:
        return Begun(made.name, None)
    article = example()
    return Begun(made.name, drafts.draft_article(app, made.name, Uploaded(article.name, article.read_bytes())))
