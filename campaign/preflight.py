"""What keeps a post from going out well: looked at when it is queued, and again before it is sent.

Values in, reasons out; who asks decides what becomes of the post. Pictures are not checked: none can be queued yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.reasons import Reason
from campaign.store.values import Account, Repetition
from posts import hashtags
from posts.measure import Limits, fits, length


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the way of a delivery, which a person should know of."""

    delivery: int
    reason: Reason
    #: In which its times are said.
    zone: str


def of_text(text: str, tag: str, limits: Limits) -> Reason | None:
    """Why the account's platform would refuse the text, or the campaign could not be found by it."""
    if not hashtags.has(text, tag, limits.platform):
        return Reason("tag_lost", {"tag": tag, "platform": limits.platform})
    if not fits(text, limits):
        said = {"counted": str(length(text, limits)), "platform": limits.platform, "most": str(limits.most)}
        return Reason("too_long", said)
    return None


def of_account(account: Account, trouble: str | None) -> Reason | None:
    """Why the account could not speak just now; ``trouble`` is what its adapter said when it was opened."""
    if trouble is not None:
        return Reason("account_unusable", {"account": account.name, "words": trouble})
    if account.state == "active":
        return None
    return Reason(f"account_is_{account.state}", {"account": account.name})


def of_repetitions(at: datetime, others: Iterable[Repetition], within: timedelta) -> Reason | None:
    """Why a text that is to go out at ``at`` says nothing new: the account says the same at a time nearer than that.

    ``within`` is the least time between two of the same; none for zero. Times are aware.
    """
    near = [one for one in others if abs(one.at - at) < within]
    if not near:
        return None
    nearest = min(near, key=lambda one: abs(one.at - at))
    state, when = nearest.state.replace("_", " "), nearest.at.isoformat()
    return Reason("said_before", {"delivery": str(nearest.other), "state": state, "at": when})
