"""People and their keys as the desk knows them: frozen, and without anything that opens a door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from campaign.rights import Kind, Role


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who logs in."""

    id: int
    name: str
    role: Role
    password: str = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """By which a program asks; ``uid`` is the part of it that may be known."""

    uid: str
    name: str
    scopes: tuple[Kind, ...]
    #: Who made it; None at the command line.
    user: str | None
    made_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Link:
    """Lets ``name`` review a campaign's waiting posts until it ends."""

    id: int
    name: str
    campaign_id: int
    campaign: str
    #: Who made it, and as what they may now; None at the command line.
    user: str | None
    role: Role
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
