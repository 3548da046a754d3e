"""What goes round the posts of a campaign, account by account, and what a text must fit into."""

from __future__ import annotations

from collections.abc import Sequence

from campaign import preflight
from campaign.app import App
from campaign.desk import tagging
from campaign.errors import NotFound, Refused
from campaign.reasons import Voice, words
from campaign.shortlinks import stand_in
from campaign.store.values import Account, Campaign, Speaker
from posts import hashtags
from posts.compose import TEMPLATE, Frame, tracked
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
    return frame_within(app, limits, campaign, speaker, title=title, link=link, more_tags=more_tags)


def frame_within(
    app: App,
    limits: Limits,
    campaign: Campaign,
    speaker: Speaker,
    *,
    title: str = "",
    link: str | None = None,
    more_tags: Sequence[str] = (),
) -> Frame:
    """The same where the account's limits are known: nobody is asked."""
    link = _tracked(link, campaign, speaker) if link else None
    short = require_short_links(app) if link and campaign.terms.short_links else None
    more = (hashtags.check(tag, speaker.account.grammar) for tag in more_tags)
    return Frame(
        limits=limits,
        hashtags=hashtags.once([*campaign.terms.hashtags, *more]),
        link=short or link,
        target=link if short else None,
        title=title,
        template=speaker.template or TEMPLATE,
        tags_at=tagging.place(campaign.terms.tags_at),
    )


def require_short_links(app: App) -> str:
    """The short link that stands for those of posts that are not queued yet. Raises `Refused` without an address."""
    if not app.config.web.public_url:
        need = "Short links need the address at which people reach the dashboard: give [web] public_url in config.toml"
        raise Refused(
            f"{need}, or switch them off (--no-short-links).", page=f"{need}, or leave them out.", field="short_links"
        )
    return stand_in(app.config.web.home)


def _tracked(link: str, campaign: Campaign, speaker: Speaker) -> str:
    return tracking(link, campaign, speaker.account) if campaign.terms.tracked else link


def tracking(link: str, campaign: Campaign, account: Account) -> str:
    """The link, saying which platform and campaign it was followed from."""
    return tracked(link, {"utm_source": account.grammar, "utm_medium": "social", "utm_campaign": campaign.name})


def frame_of(app: App, campaign: Campaign, account: str) -> Frame:
    """The frame of one account by its name. Raises `NotFound` where it does not speak in the campaign."""
    for speaker in campaign.speakers:
        if speaker.account.name == account:
            return frame_for(app, campaign, speaker)
    raise NotFound("account", account, f"It does not speak in campaign “{campaign.name}”.")


def check_text(text: str, campaign: Campaign, frame: Frame) -> None:
    """Refuses a text that is too long for its account or does not say the campaign's tag. Raises `Refused`."""
    if unfit := preflight.of_text(text, campaign.terms.hashtags[0], frame.limits):
        raise Refused(f"{words(unfit)}.", page=f"{words(unfit, voice=Voice.PAGES)}.")
