"""Who may do what: four roles, six kinds of doing, one table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What a verb does, as far as rights go; a token's scopes are kinds too."""

    #: Look at campaigns, queue, history and reports.
    READ = "read"
    #: Change what is planned: campaigns, articles, posts, times; hold, cancel and stop.
    WRITE = "write"
    #: Let posts go out, and ask others to by a link.
    APPROVE = "approve"
    #: Change who speaks: accounts and their logins.
    ACCOUNTS = "accounts"
    #: Say who may do what, and which settings count for all; see who did what.
    PEOPLE = "people"
    #: Have another program's calendar show the plan, and nothing else.
    CALENDAR = "calendar"


class Role(StrEnum):
    """What a user is to this installation."""

    OWNER = "owner"
    EDITOR = "editor"
    APPROVER = "approver"
    VIEWER = "viewer"


EVERYTHING = frozenset(Kind)
#: An editor's posts are let go by somebody else: that is what approvals are for.
RIGHTS: Mapping[Role, frozenset[Kind]] = MappingProxyType(
    {
        Role.OWNER: EVERYTHING,
        Role.EDITOR: frozenset({Kind.READ, Kind.CALENDAR, Kind.WRITE}),
        Role.APPROVER: frozenset({Kind.READ, Kind.CALENDAR, Kind.APPROVE}),
        Role.VIEWER: frozenset({Kind.READ, Kind.CALENDAR}),
    }
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: by a session, or by a token, whose scopes take away from what its maker's role may."""

    name: str
    role: Role
    #: None for who needs no login, and for a token that was made at the command line.
    user_id: int | None = None
    scopes: frozenset[Kind] = EVERYTHING
    #: The uid of the token by which a program asks.
    token: str | None = None

    def may(self, kind: Kind) -> bool:
        """Whether the person may do what is of this kind."""
        return kind in RIGHTS[self.role] & self.scopes


#: Who asks as long as there is no user: whoever sits at this machine.
LOCAL = Person("local", Role.OWNER)
