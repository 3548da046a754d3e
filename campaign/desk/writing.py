"""What a text of a campaign must fit into, account by account."""

from __future__ import annotations

from collections.abc import Sequence

from campaign import preflight
from campaign.app import App
from campaign.desk import tagging
from campaign.errors import NotFound, Refused
from campaign.reasons import words
from campaign.store.values import Campaign, Speaker
from posts import hashtags
from posts.compose import TEMPLATE, Frame
from posts.measure import Limits


def frame_for(
    app: App,
    campaign: Campaign,
    speaker: Speaker,
    *,
    title: str = "",
    link: str | None = None,
    more_tags: Sequence[str] = (),
) -> Frame:
    """The frame of an account's posts in a campaign; asks the account's server for its limits where they differ.

    ``more_tags`` follow the campaign's own. Raises `Refused` or `posts.errors.TagError` for what cannot be used.
    """
    limits = app.open_platform(speaker.account).limits()
    return frame_within(limits, campaign, speaker, title=title, link=link, more_tags=more_tags)


def frame_within(
    limits: Limits,
    campaign: Campaign,
    speaker: Speaker,
    *,
    title: str = "",
    link: str | None = None,
    more_tags: Sequence[str] = (),
) -> Frame:
    """The same where the account's limits are known: nobody is asked."""
    more = (hashtags.check(tag, speaker.account.grammar) for tag in more_tags)
    return Frame(
        limits=limits,
        hashtags=hashtags.once([*campaign.terms.hashtags, *more]),
        link=link,
        title=title,
        template=speaker.template or TEMPLATE,
        tags_at=tagging.place(campaign.terms.tags_at),
    )


def frame_of(app: App, campaign: Campaign, account: str) -> Frame:
    """The frame of one account by its name. Raises `NotFound` where it does not speak in the campaign."""
    for speaker in campaign.speakers:
        if speaker.account.name == account:
            return frame_for(app, campaign, speaker)
    raise NotFound("account", account, f"It does not speak in campaign “{campaign.name}”.")


def check_text(text: str, campaign: Campaign, frame: Frame) -> None:
    """Refuses a text that is too long for its account or does not say the campaign's tag. Raises `Refused`."""
    if unfit := preflight.of_text(text, campaign.terms.hashtags[0], frame.limits):
        raise Refused(f"{words(unfit)}.")
