"""Taking back what was published: deleted on its platform, and written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.app import App
from campaign.errors import NotFound, Refused, StateError
from campaign.store import accounts, history, queue
from campaign.store.history import Filter
from campaign.store.values import Account, Delivery, Published
from posts.errors import AnswerLost, PlatformError
from posts.platforms.base import Receipt, Withdrawing


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A post that is not out any more, and since when."""

    delivery: Delivery
    at: datetime


def withdraw(app: App, key: int, *, dry_run: bool = False) -> Withdrawal:
    """Deletes a published post on its platform. The delivery stays published: nothing sends it again.

    Raises `Refused` where that cannot be done; it may be done again after any error. A dry run asks no platform.
    """
    delivery, post, owner = _post(app, key)
    at = post.withdrawn_at or app.clock.now()
    if post.withdrawn_at or dry_run:
        return Withdrawal(delivery, at)
    _delete(app, key, post, owner)
    with app.store.write() as connection:
        return Withdrawal(delivery, queue.withdrawn(connection, key, app.act()))


def _post(app: App, key: int) -> tuple[Delivery, Published, Account]:
    """The post of a delivery, with its account. Raises where it cannot be withdrawn."""
    with app.store.read() as connection:
        found = history.deliveries(connection, Filter(ids=[key]))
        post = queue.published(connection, key)
        owner = accounts.by_id(connection, [post.account_id])[post.account_id] if post else None
    if not found:
        raise NotFound("delivery", key, "`campaign queue` shows them.")
    if post is None or owner is None:
        raise StateError(key, found[0].state.value, "withdrawn", "only what is out can be")
    if post.followed:
        raise Refused(
            f"Parts of its thread are still to go out: `campaign cancel` them, then `withdraw {key}`.",
            page="Parts of its thread are still to go out: cancel them, then withdraw it.",
        )
    return found[0], post, owner


def _delete(app: App, key: int, post: Published, owner: Account) -> None:
    platform = app.open_platform(owner)
    where = f" at {post.remote_url}" if post.remote_url else ""
    if not isinstance(platform, Withdrawing) or post.remote_id is None:
        raise Refused(f"Delivery {key} cannot be withdrawn from here: delete it on {owner.platform} yourself{where}.")
    receipt = Receipt(post.remote_id, post.remote_url, post.published_at or app.clock.now(), post.ref or {})
    try:
        platform.withdraw(receipt)
    except AnswerLost:
        raise Refused(f"{owner.platform} did not answer, so delivery {key} may be gone: withdraw it again.") from None
    except PlatformError as error:
        raise Refused(f"Delivery {key} is still out{where}. {error} Withdraw it again, or delete it there.") from error
