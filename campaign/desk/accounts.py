"""Accounts: added with their secrets sealed, checked, paused, removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from campaign import keyring
from campaign.app import App
from campaign.errors import Refused
from campaign.store import accounts
from campaign.store.values import Account, NewAccount
from posts.platforms import platform_class

#: Asks a person for a secret by its prompt.
Ask = Callable[[str], str]


def add(
    app: App,
    name: str,
    kind: str,
    *,
    server: str | None,
    secrets: Mapping[str, str],
    options: Mapping[str, str],
    ask: Ask | None,
    dry_run: bool = False,
) -> Account:
    """Adds an account. Secrets that were not handed in are asked for; without anybody to ask, they are refused."""
    if not name.strip() or "=" in name or "/" in name:
        raise Refused("An account's name must not be empty, nor hold “=” or “/”.")
    platform = platform_class(kind)
    _refuse_unknown("option", options, platform.options, kind)
    _refuse_unknown("secret", secrets, [one.name for one in platform.secrets], kind)
    given = dict(secrets)
    for field in platform.secrets:
        if field.required and field.name not in given:
            if ask is None:
                raise Refused(
                    f"{kind} needs --secret {field.name}=VARIABLE: the variable that holds the {field.prompt}."
                )
            given[field.name] = ask(field.prompt)
    sealed = app.keyring.seal(given) if given else None
    with app.store.write(dry_run=dry_run) as connection:
        return accounts.add_account(connection, NewAccount(name, kind, server, options, sealed), app.act())


def listed(app: App) -> list[Account]:
    """All accounts."""
    with app.store.read() as connection:
        return accounts.accounts(connection)


def check(app: App, name: str) -> str:
    """Who the platform takes the account for, in words. Raises `posts.errors.PlatformError`."""
    with app.store.read() as connection:
        found = accounts.account(connection, name)
    return app.open_platform(found).check()


def set_state(app: App, name: str, state: str, *, dry_run: bool = False) -> None:
    """Pauses ("paused") or reactivates ("active") an account; its rows stay queued meanwhile."""
    with app.store.write(dry_run=dry_run) as connection:
        accounts.set_account_state(connection, name, state, app.act())


def remove(app: App, name: str, *, dry_run: bool = False) -> None:
    """Removes an account that speaks in no campaign."""
    with app.store.write(dry_run=dry_run) as connection:
        accounts.remove_account(connection, name, app.act())


def rotate_key(app: App) -> int:
    """Makes a new key, seals every account's secrets with it, and forgets the old one; how many accounts.

    Dying between these steps loses nothing: until the last, the key file opens what either key sealed.
    """
    rotated = keyring.add_key(app.config.folder)
    with app.store.write() as connection:
        sealed = {one.id: rotated.rotate(one.secrets) for one in accounts.accounts(connection) if one.secrets}
        accounts.set_secrets(connection, sealed, app.act())
    keyring.drop_old_keys(app.config.folder)
    return len(sealed)


def _refuse_unknown(what: str, given: Mapping[str, str], names: Sequence[str], kind: str) -> None:
    for name in given:
        if name not in names:
            choice = f"it knows {', '.join(names)}" if names else "it needs none"
            raise Refused(f"{kind} knows no {what} “{name}”: {choice}.")
