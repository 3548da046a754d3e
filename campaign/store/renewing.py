"""Who renews an account's login: one worker at a time, by a lease that keeps everybody from speaking meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select, update

from campaign.reasons import Reason
from campaign.store import accounts, models
from campaign.store.conditions import among
from campaign.store.events import Act, Note, record
from campaign.store.queue import hold_account
from campaign.store.values import Account

_Account = models.Account
_FREE: dict[str, Any] = {"renewing_by": None, "renewing_until": None}


def take(connection: Connection, account: Account, worker: str, until: datetime) -> bool:
    """Takes the lease, where the account is as it was read, nobody has it, and nobody speaks for the account."""
    unchanged = (_Account.id == account.id, _Account.revision == account.revision)
    free = (_Account.state == "active", _Account.renewing_by.is_(None))
    # Locked first and looked at afterwards: who writes an intent for it holds the row until that is there.
    if connection.execute(select(_Account.id).where(*unchanged, *free).with_for_update()).first() is None:
        return False
    speaking = (models.Delivery.account_id == account.id, models.Delivery.claimed_by.is_not(None))
    if connection.execute(select(models.Delivery.id).where(*speaking).limit(1)).first():
        return False
    lease = {"renewing_by": worker, "renewing_until": until}
    connection.execute(update(_Account).where(_Account.id == account.id).values(lease))
    return True


def keep(connection: Connection, account: Account, worker: str, secrets: bytes, act: Act) -> bool:
    """Stores the new login and ends the lease; False where a person has given the account another meanwhile.

    Also where the lease was taken from us for being late: the old login is void then, and this is the only one.
    """
    not_another = or_(_Account.renewing_by == worker, _Account.secrets == account.secrets)
    kept = update(_Account).where(_Account.id == account.id, not_another).values(secrets=secrets, **_FREE)
    if connection.execute(kept).rowcount == 0:
        return False
    record(connection, act, [Note("login renewed", account_id=account.id)])
    return True


def give_back(connection: Connection, account_id: int, worker: str) -> bool:
    """Ends the lease without a new login; False where it is not this worker's any more."""
    ours = (_Account.id == account_id, _Account.renewing_by == worker)
    return connection.execute(update(_Account).where(*ours).values(_FREE)).rowcount == 1


def interrupt(connection: Connection, account_id: int) -> None:
    """Ends the lease, whoever has it, since a person gives the account another login: what comes of it is dropped."""
    connection.execute(update(_Account).where(_Account.id == account_id).values(_FREE))


def any_over(connection: Connection, now: datetime) -> bool:
    """Whether there is a lease that ran out."""
    return connection.execute(select(_Account.id).where(_Account.renewing_until <= now).limit(1)).first() is not None


def broken_off(connection: Connection, act: Act) -> list[str]:
    """Holds the accounts whose lease ran out before anything came of it, and ends it; their names."""
    over = select(_Account.id).where(_Account.renewing_until <= act.at).with_for_update(skip_locked=True)
    found = list(accounts.by_id(connection, list(connection.scalars(over))).values())
    if found:
        connection.execute(update(_Account).where(among(_Account.id, [one.id for one in found])).values(_FREE))
    for one in found:
        hold_account(connection, one.id, Reason("renewal_broken_off", {"account": one.name}), act)
    return [one.name for one in found]
