"""The pages one can go to from everywhere, in their order. Each screen adds its line here."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.rights import Kind


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the navigation."""

    path: str
    name: str
    #: Of the sprite in templates/icons.svg.
    icon: str
    #: What one must be allowed to do to be led there.
    kind: Kind = Kind.READ


PLACES = (
    Place("/", "Home", "home"),
    Place("/campaigns", "Campaigns", "campaign"),
    Place("/articles", "Articles", "article"),
    Place("/compose", "Write", "write", Kind.WRITE),
    Place("/queue", "Queue", "queue"),
    Place("/calendar", "Calendar", "calendar"),
    Place("/approvals", "Approvals", "proposed", Kind.APPROVE),
    Place("/history", "History", "history"),
    Place("/reports", "Reports", "report"),
    Place("/accounts", "Accounts", "account"),
    Place("/settings", "Settings", "settings"),
    Place("/help", "Help", "help"),
)


def is_here(place: Place, path: str) -> bool:
    """Whether a path is this place, or below it."""
    return path == place.path or (place.path != "/" and path.startswith(f"{place.path}/"))
