"""What the pages of the settings have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from fastapi.responses import RedirectResponse

from campaign.errors import CampaignError, StoreError, on_pages
from campaign.rights import Kind, Person
from campaign.web.flashes import Flash, redirect
from campaign.web.security.guards import current

Who = Annotated[Person, Depends(current)]
#: Path, name, and who sees it in the list of settings.
SECTIONS = (
    ("/settings", "Your own", Kind.READ),
    ("/settings/switch", "Stop everything", Kind.READ),
    ("/settings/defaults", "Time and place", Kind.READ),
    ("/settings/tokens", "API tokens", Kind.READ),
    ("/settings/links", "Review links", Kind.APPROVE),
    ("/settings/users", "Users", Kind.PEOPLE),
    ("/settings/audit", "Who did what", Kind.PEOPLE),
    ("/settings/backups", "Backups", Kind.PEOPLE),
)


def sections(person: Person) -> list[tuple[str, str]]:
    """The settings that this person may open."""
    return [(path, name) for path, name, kind in SECTIONS if person.may(kind)]


def done(to: str, act: Callable[[], str]) -> RedirectResponse:
    """Does it, and lets the page ``to`` say what was done, or why it was not."""
    try:
        return redirect(to, Flash(act()))
    except StoreError:
        raise
    except CampaignError as error:
        return redirect(to, Flash(on_pages(error), refused=True))
