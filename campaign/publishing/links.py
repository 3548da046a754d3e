"""Whether the links of a post still lead anywhere, asked right before it is sent where the settings say so."""

from __future__ import annotations

from campaign.reasons import Reason
from posts.compose import facets
from posts.wire import Session, gone


def gone_link(text: str, session: Session) -> Reason | None:
    """Why a post is to wait: the first of its links of which its own server says that nothing is there.

    A server that cannot be reached holds nothing back: the network may be away for a moment, and not the page.
    """
    links = dict.fromkeys(one.value for one in facets(text, "plain") if one.kind == "link")
    found = ((link, why) for link in links if (why := gone(link, session)))
    return next((Reason("link_gone", {"link": link, "said": why}) for link, why in found), None)
