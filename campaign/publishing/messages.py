"""A delivery as the message that its platform is sent, or is asked for."""

from __future__ import annotations

from campaign.store.values import Account, Claimed
from posts.compose import facets
from posts.platforms.base import Message, Platform


def message(claimed: Claimed, key: str, owner: Account, platform: Platform) -> Message:
    """The same for every attempt of the same text: what is looked for is what was sent."""
    return Message(
        key=key,
        text=claimed.text,
        facets=facets(claimed.text, owner.grammar),
        link=claimed.link,
        language=claimed.language,
        # Where an account may not answer itself, the parts of a thread stand alone, with their numbers.
        reply_to=claimed.reply_to if claimed.reply_to and platform.answers_itself else None,
        options=owner.options,
    )
