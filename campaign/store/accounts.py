"""Accounts: kept, found, paused, and their encrypted secrets."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from uuid_utils import uuid7

from campaign.errors import NotFound, Refused
from campaign.reasons import Reason
from campaign.store import models
from campaign.store.conditions import listed
from campaign.store.events import Act, Note, record
from campaign.store.values import Account, NewAccount

#: The one workspace, until there is a second. It is asked for: PostgreSQL gives no id twice, so that a first
#: attempt to make it that came to nothing leaves it with another than 1.
WORKSPACE = select(func.min(models.Workspace.id)).scalar_subquery()
#: Made once: each pass of a worker asks for it.
_BY_ID = select(*models.Account.__table__.columns).where(listed(models.Account.id, "ids"))
#: And each page of the queue.
_ACCOUNTS = select(*models.Account.__table__.columns).order_by(models.Account.name)


def ensure_workspace(connection: Connection) -> bool:
    """Makes the first workspace in an empty database; True if it did."""
    if connection.scalar(select(func.count()).select_from(models.Workspace)):
        return False
    connection.execute(insert(models.Workspace).values(uid=str(uuid7()), name="main"))
    return True


def add_account(connection: Connection, new: NewAccount, act: Act) -> Account:
    """Keeps a new account. Raises `Refused` where the name is taken."""
    if _account_row(connection, new.name):
        raise Refused(f"There is an account “{new.name}” already; remove it first, or choose another name.")
    values = {
        "uid": str(uuid7()),
        "workspace_id": WORKSPACE,
        "name": new.name,
        "platform": new.platform,
        "server": new.server,
        "options": dict(new.options),
        "secrets": new.secrets,
        "per_hour": new.per_hour,
        "who": new.who,
        "state": "active",
        "created_at": act.at,
    }
    key = connection.scalar(insert(models.Account).values(values).returning(models.Account.id))
    connection.execute(insert(models.Head).values(account_id=key))
    record(connection, act, [Note("account added", account_id=key, details={"platform": new.platform})])
    return account(connection, new.name)


def account(connection: Connection, name: str) -> Account:
    """The account of that name. Raises `NotFound`."""
    row = _account_row(connection, name)
    if row is None:
        raise NotFound("account", name, "`campaign accounts list` shows them.")
    return _account(row)


def accounts(connection: Connection) -> list[Account]:
    """All accounts, by name."""
    return [_account(row) for row in connection.execute(_ACCOUNTS).all()]


def by_id(connection: Connection, ids: Collection[int]) -> dict[int, Account]:
    """The accounts of these ids."""
    return {row.id: _account(row) for row in connection.execute(_BY_ID, {"ids": list(ids)})}


def set_account_state(connection: Connection, name: str, state: str, act: Act, reason: Reason | None = None) -> None:
    """Pauses, holds or reactivates an account, which need no longer wait as asked. Raises `NotFound`."""
    found = account(connection, name)
    connection.execute(
        update(models.Account)
        .where(models.Account.id == found.id)
        .values(state=state, reason=reason.to_json() if reason else None, quiet_until=None)
    )
    record(connection, act, [Note(f"account {state}", account_id=found.id)])


def set_cap(connection: Connection, name: str, per_hour: int | None, act: Act) -> None:
    """Lets an account say no more than so many posts in any hour; None for no cap. Raises `NotFound`."""
    found = account(connection, name)
    connection.execute(update(models.Account).where(models.Account.id == found.id).values(per_hour=per_hour))
    record(connection, act, [Note("account capped", account_id=found.id, details={"per_hour": per_hour})])


def set_secrets(connection: Connection, secrets: Mapping[int, bytes], act: Act) -> None:
    """Replaces the encrypted secrets of accounts, by their ids."""
    for key, value in secrets.items():
        connection.execute(update(models.Account).where(models.Account.id == key).values(secrets=value))
    record(connection, act, [Note("secrets replaced", account_id=key) for key in secrets])


def set_who(connection: Connection, account_id: int, who: str | None) -> None:
    """Keeps whom the platform takes an account for; None: it is not known."""
    connection.execute(update(models.Account).where(models.Account.id == account_id).values(who=who))


def remove_account(connection: Connection, name: str, act: Act) -> None:
    """Removes an account that has never been spoken for. Raises `Refused` where history would lose its name."""
    found = account(connection, name)
    # Whoever begins to use it just now is waited for: with its head gone already, they would wait for us.
    connection.execute(select(models.Account.id).where(models.Account.id == found.id).with_for_update())
    for table in (models.CampaignAccount, models.Delivery):
        if connection.execute(select(table.account_id).where(table.account_id == found.id).limit(1)).first():
            raise Refused(f"Account “{name}” speaks in a campaign, and its history must stay: pause it instead.")
    connection.execute(delete(models.Head).where(models.Head.account_id == found.id))
    connection.execute(delete(models.Account).where(models.Account.id == found.id))
    record(connection, act, [Note("account removed", details={"name": name})])


def _account_row(connection: Connection, name: str) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(*models.Account.__table__.columns).where(models.Account.name == name)).first()


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(
        id=row.id,
        uid=row.uid,
        name=row.name,
        platform=row.platform,
        server=row.server,
        options=row.options,
        secrets=row.secrets,
        state=row.state,
        reason=Reason.from_json(row.reason, row.name),
        created_at=row.created_at,
        revision=row.revision,
        per_hour=row.per_hour,
        who=row.who,
    )
