"""Links: somebody without an account reads a campaign's waiting posts, approves or comments them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from campaign.app import App
from campaign.desk import deliveries
from campaign.errors import NotFound, Refused, UsageError
from campaign.planning import durations
from campaign.rights import RIGHTS, Kind, Person
from campaign.states import State
from campaign.store import campaigns, history
from campaign.store.events import Note, record
from campaign.store.history import Filter
from campaign.store.people import links
from campaign.store.people.values import Link
from campaign.store.values import Delivery, fingerprint

LASTS = "7d"
_LONGEST = timedelta(days=90)
_LONGEST_COMMENT = 2_000
#: A page of posts; those that follow are shown when these are approved.
_MOST = 200


class Over(NotFound):
    """A link that opens nothing, whether it ever did or not."""

    def __init__(self) -> None:
        super().__init__("review", "behind this link", "It was revoked, or is over: ask whoever sent it for a new one.")


@dataclass(frozen=True, slots=True)
class Made:
    """A new link, and the only sight of its address."""

    link: Link
    secret: str = field(repr=False)
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody with a link sees."""

    link: Link
    waiting: Sequence[Delivery]


def add(
    app: App,
    name: str,
    campaign: str,
    lasts: str | None = None,
    maker: Person | None = None,
    *,
    dry_run: bool = False,
) -> Made:
    """Makes a link for ``name`` to review a campaign's waiting posts. Raises `NotFound` and `UsageError`."""
    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise UsageError("Say in up to 100 characters whom the link is for: their approvals are signed with it.")
    ends_at = app.clock.now() + _span(lasts or LASTS)
    secret = secrets.token_urlsafe(32)
    with app.store.write(dry_run=dry_run) as connection:
        key = campaigns.campaign(connection, campaign).id
        owner = maker.user_id if maker else None
        kept = links.add_link(connection, fingerprint(secret), name.strip(), key, owner, ends_at, app.act())
    return Made(kept, secret, f"{app.config.web.home}/review/{secret}")


def listed(app: App) -> list[Link]:
    """All links, the newest first."""
    with app.store.read() as connection:
        return links.links(connection)


def revoke(app: App, key: int, *, dry_run: bool = False) -> Link:
    """Lets a link open nothing any more."""
    with app.store.write(dry_run=dry_run) as connection:
        return links.revoke_link(connection, key, app.act())


def review(app: App, secret: str) -> Review:
    """What waits for approval in the link's campaign. Raises `Over` where it opens nothing."""
    found = _valid(app, secret)
    with app.store.read() as connection:
        wanted = Filter(campaign=found.campaign, states=[State.PROPOSED], limit=_MOST)
        return Review(found, history.deliveries(connection, wanted))


def approve(app: App, secret: str, read: Mapping[int, str]) -> list[int]:
    """Lets posts go out as they were read: ``read`` is each one's id and its text's fingerprint. The ids.

    Raises `Over` for a link that opens nothing, `NotFound` for a post of another campaign, `Refused` for another text.
    """
    found = _valid(app, secret)
    _of_the_campaign(app, found, list(read))
    return deliveries.approve_as_read(replace(app, actor=signature(found)), read)


def comment(app: App, secret: str, delivery: int, words: str) -> None:
    """Writes into the log what a reviewer says of a post. Raises `Over`, `NotFound` and `Refused`."""
    found = _valid(app, secret)
    _of_the_campaign(app, found, [delivery])
    said = words.strip()
    if not said or len(said) > _LONGEST_COMMENT:
        raise Refused(f"A comment has 1 to {_LONGEST_COMMENT} characters.")
    with app.store.write() as connection:
        note = Note("commented", found.campaign_id, delivery_id=delivery, details={"words": said})
        record(connection, replace(app, actor=signature(found)).act(), [note])


def signature(link: Link) -> str:
    """By which the log knows who came by a link; no user's name looks like it."""
    return f"{link.name} (by link {link.id})"


def _valid(app: App, secret: str) -> Link:
    with app.store.read() as connection:
        found = links.find(connection, fingerprint(secret))
    is_open = found and found.revoked_at is None and found.ends_at > app.clock.now()
    # Who may not approve any more has nobody approve in their name.
    if not found or not is_open or Kind.APPROVE not in RIGHTS[found.role]:
        raise Over
    return found


def _of_the_campaign(app: App, link: Link, ids: Sequence[int]) -> None:
    with app.store.read() as connection:
        there = {one.id for one in history.deliveries(connection, Filter(ids=ids, campaign=link.campaign))}
    for key in ids:
        if key not in there:
            raise NotFound("post", key, "It is not in this campaign.")


def _span(lasts: str) -> timedelta:
    try:
        span = durations.parse(lasts)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if not timedelta(0) < span <= _LONGEST:
        raise UsageError("A link lasts 90 days at most.")
    return span
