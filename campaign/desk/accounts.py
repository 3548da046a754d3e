"""Accounts: added with their secrets sealed, checked, paused, given a new login, removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from campaign import keyring
from campaign.app import App
from campaign.desk.linking import is_address
from campaign.desk.respacing import respace_past
from campaign.desk.stopping import paused
from campaign.errors import UsageError
from campaign.rounds.auditing import opened
from campaign.store import accounts, connections, queue, renewing, seals
from campaign.store.database import Transaction
from campaign.store.events import Act
from campaign.store.values import Account, NewAccount, Selection
from posts.platforms import UnknownPlatform, platform_class
from posts.platforms.base import Platform, SecretField

#: It is the name of a folder too, and stands before “=” in a campaign's times.
_NAME = re.compile(r"[^\s./=\x00-\x1f-][^/=\x00-\x1f]{0,99}")
#: Asks a person for a secret by its prompt; one that is not required may come back empty.
Ask = Callable[[str, bool], str]


@dataclass(frozen=True, slots=True)
class Wish:
    """The account that is to be added or connected; one that is connected anew gets a new login and keeps all else."""

    name: str
    platform: str
    server: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    #: No more posts than these in any hour; None or 0 for no cap.
    per_hour: int | None = None


def add(
    app: App,
    wish: Wish,
    *,
    secrets: Mapping[str, str] = MappingProxyType({}),
    ask: Ask | None = None,
    dry_run: bool = False,
) -> Account:
    """Adds an account. Secrets that were not handed in are asked for; without anybody to ask, they are refused."""
    refuse_wrong(wish)
    sealed = _sealed(app, wish.platform, secrets, ask)
    new = NewAccount(wish.name, wish.platform, wish.server, wish.options, sealed, wish.per_hour or None)
    with app.store.write(dry_run=dry_run) as connection:
        added = accounts.add_account(connection, new, app.act())
        # An adapter refuses a login that cannot work, without asking anybody: nothing is kept then.
        app.open_platform(added)
        return added


def refuse_wrong(wish: Wish) -> None:
    """Raises `UsageError` for what no account can be: its name, platform, server, or options its platform lacks."""
    if not _NAME.fullmatch(wish.name):
        raise UsageError(
            "An account's name has up to 100 characters, begins with none of “.- ”, and holds no “=” or “/”."
        )
    if wish.server and not is_address(wish.server):
        raise UsageError("A server begins with http:// or https:// and holds no space.", field="server")
    _refuse_unknown("option", wish.options, adapter_of(wish.platform).options, wish.platform)


def adapter_of(kind: str) -> type[Platform]:
    """The adapter of a platform that somebody names. Raises `UsageError` where there is none."""
    try:
        return platform_class(kind)
    except UnknownPlatform as error:
        raise UsageError(str(error), field="platform") from error


def cap(app: App, name: str, per_hour: int, *, dry_run: bool = False) -> Account:
    """Lets an account say no more than so many posts in any hour; 0 for no cap."""
    with app.store.write(dry_run=dry_run) as connection:
        accounts.set_cap(connection, name, per_hour or None, app.act())
        return accounts.account(connection, name)


def renew(app: App, name: str, *, secrets: Mapping[str, str], ask: Ask | None, dry_run: bool = False) -> list[int]:
    """Gives an account a new login, and lets what was held with the old one go on; the ids of these deliveries."""
    with app.store.read() as connection:
        found = accounts.account(connection, name)
    # What was not handed in anew stays; with nothing handed in, a person is asked for all of it.
    stays = {one.name for one in platform_class(found.platform).secrets if one.asked}
    old = {name: value for name, value in app.keyring.open(found.secrets).items() if name in stays}
    given = {**old, **secrets} if secrets else {}
    sealed = _sealed(app, found.platform, given, ask)
    act = app.act()
    with app.store.write(dry_run=dry_run) as connection:
        renewing.interrupt(connection, found.id)
        accounts.set_secrets(connection, {found.id: sealed} if sealed else {}, act)
        accounts.set_who(connection, found.id, None)
        app.open_platform(accounts.account(connection, name))
        return wake(connection, found, act)


def resume(app: App, name: str, *, dry_run: bool = False) -> list[int]:
    """Lets a paused or held account go on, and what was held with it; the ids of these deliveries."""
    with app.store.write(dry_run=dry_run) as connection:
        return wake(connection, accounts.account(connection, name), app.act())


def pause(app: App, name: str, why: str | None = None, *, dry_run: bool = False) -> Account:
    """Lets an account be silent; its rows stay queued meanwhile. One that is held stays so, with its reason."""
    with app.store.write(dry_run=dry_run) as connection:
        found = accounts.account(connection, name)
        if found.state == "active":
            accounts.set_account_state(connection, name, "paused", app.act(), paused(app, "account_paused", why, name))
        return accounts.account(connection, name)


def remove(app: App, name: str, *, dry_run: bool = False) -> None:
    """Removes an account that speaks in no campaign."""
    with app.store.write(dry_run=dry_run) as connection:
        accounts.remove_account(connection, name, app.act())


def listed(app: App) -> list[Account]:
    """All accounts."""
    with app.store.read() as connection:
        return accounts.accounts(connection)


def check(app: App, name: str) -> str:
    """Who the platform takes the account for, in words. Raises `posts.errors.PlatformError`."""
    with app.store.read() as connection:
        found = accounts.account(connection, name)
    return app.open_platform(found).check()


def rotate_key(app: App, *, dry_run: bool = False) -> int:
    """Makes a new key, seals every account's secrets with it, and forgets the old one; how many accounts.

    Dying between these steps loses nothing: until the last, the key file opens what either key sealed. A key that
    comes from elsewhere is not ours to make: its owner puts a new first line there, and this seals with it.
    """
    if dry_run:
        return sum(one.secrets is not None for one in listed(app))
    ours = app.keyring.source == str(app.config.folder / keyring.FILE)
    rotated = keyring.add_key(app.config.folder) if ours else app.keyring
    with app.store.write() as connection:
        sealed = {one.id: rotated.rotate(one.secrets) for one in accounts.accounts(connection) if one.secrets}
        accounts.set_secrets(connection, sealed, app.act())
        kept = seals.keys(connection)
        # One that came with an old backup may be of a key that is gone: then it stays as it is.
        seals.set_keys(connection, {key: rotated.rotate(kept[key]) for key in opened(rotated, kept)})
        connections.forget(connection)
    if ours:
        keyring.drop_old_keys(app.config.folder)
    return len(sealed)


def wake(connection: Transaction, found: Account, act: Act) -> list[int]:
    """Lets an account speak, and what was held with it; the ids of these deliveries."""
    accounts.set_account_state(connection, found.name, "active", act)
    held = queue.held_with_account(connection, found.id)
    released = queue.release(connection, Selection(tuple(held)), act) if held else []
    respace_past(connection, released, act)
    return released


def _sealed(app: App, kind: str, secrets: Mapping[str, str], ask: Ask | None) -> bytes | None:
    given = asked_for(kind, platform_class(kind).secrets, secrets, ask)
    return app.keyring.seal(given) if given else None


def asked_for(kind: str, fields: Sequence[SecretField], secrets: Mapping[str, str], ask: Ask | None) -> dict[str, str]:
    """These secrets of a platform's; what was not handed in is asked for, or refused without anybody to ask."""
    _refuse_unknown("secret", secrets, [one.name for one in fields if one.asked], kind)
    given = dict(secrets)
    for one in fields:
        if one.name in given or not one.asked or (secrets and not one.required):
            continue
        if ask is not None:
            given[one.name] = ask(one.prompt, one.required)
        elif one.required:
            variable = f"--secret {one.name}=VARIABLE"
            raise UsageError(f"{kind} needs {variable}: the variable that holds the {one.prompt}.")
    return {name: value for name, value in given.items() if value}


def _refuse_unknown(what: str, given: Mapping[str, str], names: Sequence[str], kind: str) -> None:
    for name in given:
        if name not in names:
            choice = f"it knows {', '.join(names)}" if names else "it needs none"
            raise UsageError(f"{kind} knows no {what} “{name}”: {choice}.")
