"""The one guarded door to the network.

``Session`` is a requests session that reaches only public addresses and those that its ``Guard`` names, with bounds on
the time and the size of every answer. All that can go wrong on the way is a `WireError`: `NotSent` where surely
nothing left, `NoAnswer` where it may have.
"""

from __future__ import annotations

from posts.wire.asking import gone, problem
from posts.wire.errors import Blocked, NoAnswer, NotSent, TooLarge, WireError, nothing_was_sent
from posts.wire.fetching import Fetched, fetch
from posts.wire.guard import Guard
from posts.wire.session import Response, Session

__all__ = [
    "Blocked",
    "Fetched",
    "Guard",
    "NoAnswer",
    "NotSent",
    "Response",
    "Session",
    "TooLarge",
    "WireError",
    "fetch",
    "gone",
    "nothing_was_sent",
    "problem",
]
