"""The first steps: an account that needs no login, a first campaign, and how far one has come."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.app import App
from campaign.desk import accounts, campaigns, drafts, looking
from campaign.desk.demo import example
from campaign.desk.sources import Uploaded
from campaign.errors import UsageError
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


def begin(app: App, hashtag: str, times: str = TIMES, timezone: str = "", *, with_example: bool) -> Begun:
    """Makes the account “preview”, a campaign of that hashtag and a draft in it, each where it is missing.

    Its name is the tag's; its zone the default where none is named. Raises `CampaignError` or `PostsError`; done again,
    it goes on where it broke off.
    """
    name = hashtag.strip().removeprefix("#").strip()
    if not name:
        raise UsageError("Give the campaign's hashtag: one word that all of its posts say.")
    if PREVIEW not in {one.name for one in accounts.listed(app)}:
        accounts.add(app, accounts.Wish(PREVIEW, "feed", options={"limits": "x"}))
    if not _was_begun(app, name):
        wish = campaigns.Wish(
            hashtags=[f"#{name}"], accounts=[PREVIEW], times=[times], timezone=timezone.strip() or None
        )
        campaigns.new(app, name, wish)
    return Begun(name, _draft(app, name) if with_example else None)


def _was_begun(app: App, name: str) -> bool:
    """Whether a campaign of that name speaks through the preview alone: one that the first steps made."""
    found = next((one for one in looking.campaigns(app) if one.name == name), None)
    return found is not None and [one.account.name for one in found.speakers] == [PREVIEW]


def _draft(app: App, name: str) -> int:
    begun = next((one.id for one in drafts.listed(app) if one.campaign == name and one.article_id), None)
    article = example()
    return begun or drafts.draft_article(app, name, Uploaded(article.name, article.read_bytes()))
