"""Which events people are told of, as one table: what is not in it is kept in the log and told to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What a notice is about; ``[notices] kinds`` chooses among them."""

    #: A post was refused for good, or all its attempts are used up.
    FAILED = "failed"
    #: A post may be out, and only a person can tell.
    IN_DOUBT = "in_doubt"
    #: An account is held, cannot be used, or its login ends soon.
    ACCOUNT = "account"
    #: A campaign runs dry.
    DRY = "dry"
    #: A worker died, or none is there.
    WORKER = "worker"
    #: The database was moved, or a backup of it was put back.
    MOVED = "moved"
    #: A published post is not there any more, and no person took it back here.
    GONE = "gone"
    #: Anything else that is not well: clock, disk, a queue that nobody works on.
    HEALTH = "health"


#: The log's own word → what it is about.
EVENTS: Mapping[str, Kind] = MappingProxyType(
    {
        "failed": Kind.FAILED,
        "in doubt": Kind.IN_DOUBT,
        "left to a person": Kind.IN_DOUBT,
        "account held": Kind.ACCOUNT,
        "clock set": Kind.HEALTH,
        "restored": Kind.MOVED,
        "sealed": Kind.MOVED,
        "gone": Kind.GONE,
        "trouble": Kind.HEALTH,
    }
)
#: A finding's code → what a trouble of that code is about, where that is not simply health.
TROUBLES: Mapping[str, Kind] = MappingProxyType(
    {
        "account_unusable": Kind.ACCOUNT,
        "login_ended": Kind.ACCOUNT,
        "login_ends": Kind.ACCOUNT,
        "no_worker": Kind.WORKER,
        "worker_gone": Kind.WORKER,
        "runs_dry": Kind.DRY,
    }
)
#: Findings that come with an event of their own: told by that, not as a trouble.
TOLD_OTHERWISE = frozenset({"account_held", "in_doubt", "sealed"})


def kind_of(event: str, code: str) -> Kind:
    """What an event is about; ``code`` is its finding's, for a trouble."""
    return TROUBLES.get(code, Kind.HEALTH) if event == "trouble" else EVENTS[event]
