"""Whether the links of posts lead anywhere: asked where a person queues them, and right before one is sent."""

from __future__ import annotations

from collections.abc import Iterable

from campaign.reasons import Reason
from posts.compose import facets
from posts.wire import Session, gone, problem


def silent_links(texts: Iterable[str], session: Session) -> list[Reason]:
    """The links in these texts that do not answer, each asked once."""
    found = ((link, why) for link in _links(texts) if (why := problem(link, session)))
    return [Reason("link_silent", {"link": link, "said": why}) for link, why in found]


def gone_link(text: str, session: Session) -> Reason | None:
    """Why a post is to wait: the first of its links of which its own server says that nothing is there.

    A server that cannot be reached holds nothing back: the network may be away for a moment, and not the page.
    """
    found = ((link, why) for link in _links([text]) if (why := gone(link, session)))
    return next((Reason("link_gone", {"link": link, "said": why}) for link, why in found), None)


def _links(texts: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(one.value for text in texts for one in facets(text, "plain") if one.kind == "link")
