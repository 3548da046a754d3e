"""Connecting accounts: their login is given on the platform's own pages, or typed and tried before it is kept.

::

    begin ─→ Begun(address) ─ a person signs in there ─→ state, code ─ finish ─→ Connected
                                                 enter (a login that is typed) ─↗
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe

from campaign.app import App
from campaign.desk import accounts as desk
from campaign.desk.accounts import Wish
from campaign.errors import CampaignError, Refused
from campaign.store import accounts, connections, renewing
from campaign.store.database import Transaction
from campaign.store.values import Account, Connecting, NewAccount
from posts.errors import PostsError
from posts.measure import Limits
from posts.platforms import platform_class
from posts.platforms.base import Renewing, SecretField
from posts.platforms.connecting import Connecting as Pages

#: How long a person has to sign in.
PATIENCE = timedelta(minutes=10)
_ANEW = "connect the account anew"


@dataclass(frozen=True, slots=True)
class Begun:
    """A connection that waits for somebody to sign in."""

    #: Where they go. It holds the state.
    address: str = field(repr=False)
    #: By what it is finished: a secret of whoever began it.
    state: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Connected:
    """An account that can speak now, who it is there, and the deliveries that go on with it."""

    account: str
    who: str
    released: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account's login stands, as far as it can be known without asking its platform."""

    account: Account
    #: When it ends and is renewed by itself, aware UTC; None where it does not end, or nobody knows.
    ends_at: datetime | None
    #: Why it cannot be used; "" where nothing is known against it.
    trouble: str = ""


def has_pages(kind: str) -> bool:
    """Whether the platform's login is given on its own pages; else it is typed, and `enter` is the way."""
    return _offered(kind) is not None


def asks(kind: str) -> tuple[SecretField, ...]:
    """What a person types to connect an account of this platform: its login, or the app in whose name it is asked."""
    pages = _offered(kind)
    fields = platform_class(kind).secrets if pages is None else pages.app
    return tuple(one for one in fields if one.asked)


def shows_code(kind: str) -> str | None:
    """Where the platform shows the code to a person, who carries it over; None where it cannot."""
    return _pages(kind).shows_code


def begin(
    app: App,
    wish: Wish,
    *,
    secrets: Mapping[str, str],
    redirect: str,
    ask: desk.Ask | None = None,
    dry_run: bool = False,
) -> Begun:
    """Asks the platform for its page; ``redirect`` is where it sends people back to, or shows the code.

    ``secrets`` are those of the app in whose name it is asked; an account that is there has them already.
    Raises `Refused`, or `posts.errors.PlatformError` where the platform does not let us. A dry run asks nobody.
    """
    wish, pages = _as_it_stands(app, wish), _pages(wish.platform)
    given = desk.asked_for(wish.platform, pages.app, secrets or _app_of(app, wish, pages), ask)
    state = token_urlsafe(32)
    expires_at = app.clock.now() + PATIENCE
    if dry_run:
        return Begun("", "", expires_at)
    departure = pages.depart(app.login(wish.name, wish.server, given, wish.options), redirect, state)
    kept = app.keyring.seal(departure.kept)
    asked = (wish.name, wish.platform, wish.server, wish.options, wish.per_hour)
    with app.store.write() as connection:
        begun = Connecting(*asked, redirect=redirect, kept=kept, actor=app.actor, expires_at=expires_at)
        connections.begin(connection, state, begun, app.clock.now())
    return Begun(departure.address, state, expires_at)


def finish(app: App, state: str, code: str) -> Connected:
    """Exchanges the code for a login, sees who that is, and keeps it. A state is good once, for whoever began it.

    Raises `Refused`, or `posts.errors.PlatformError`; then nothing was kept, and it is begun anew.
    """
    with app.store.write() as connection:
        begun = connections.take(connection, state)
    if begun is None or begun.actor != app.actor:
        raise Refused(f"This sign-in is not known here, or was finished already: {_ANEW}.")
    if begun.expires_at <= app.clock.now():
        raise Refused(f"This sign-in took longer than {PATIENCE.total_seconds() / 60:.0f} minutes: {_ANEW}.")
    login = app.login(begun.account, begun.server, app.keyring.open(begun.kept), begun.options)
    secrets = _pages(begun.platform).arrive(login, begun.redirect, code)
    return _keep(app, Wish(begun.account, begun.platform, begun.server, begun.options, begun.per_hour), secrets)


def enter(
    app: App, wish: Wish, *, secrets: Mapping[str, str], ask: desk.Ask | None = None, dry_run: bool = False
) -> Connected:
    """Keeps a login that is typed, once the platform has taken it. Secrets that were not handed in are asked for."""
    wish = _as_it_stands(app, wish)
    given = desk.asked_for(wish.platform, platform_class(wish.platform).secrets, secrets, ask)
    return _keep(app, wish, given, dry_run=dry_run)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a platform says when an account is tried: who it is there, and what it may say."""

    account: str
    who: str
    limits: Limits


def try_out(app: App, name: str) -> Tried:
    """Asks the platform who an account is and what it allows; posts nothing. Raises `posts.errors.PlatformError`."""
    with app.store.read() as connection:
        found = accounts.account(connection, name)
    platform = app.open_platform(found)
    tried = Tried(name, platform.check(), platform.limits())
    app.known_limits[(found.id, found.revision)] = tried.limits
    return tried


def standings(app: App) -> list[Standing]:
    """How all logins stand."""
    return [_standing(app, one) for one in desk.listed(app)]


def _as_it_stands(app: App, wish: Wish) -> Wish:
    """The wish, with what an account of that name is already; a new one must have a name and options that can be."""
    with app.store.read() as connection:
        known = {one.name: one for one in accounts.accounts(connection)}.get(wish.name)
    if known is None:
        desk.refuse_wrong(wish)
        return wish
    if known.platform != wish.platform or (wish.server or known.server) != known.server:
        where = f"{known.platform}{f' at {known.server}' if known.server else ''}"
        raise Refused(f"Account “{wish.name}” is on {where}: choose another name for this one.")
    return Wish(known.name, known.platform, known.server, {**known.options, **wish.options}, known.per_hour)


def _app_of(app: App, wish: Wish, pages: Pages) -> dict[str, str]:
    """The app in whose name the account of that name has its login already."""
    known = {one.name: one for one in desk.listed(app)}.get(wish.name)
    held = app.open_secrets(known.secrets) if known else {}
    return {one.name: held[one.name] for one in pages.app if one.name in held}


def _offered(kind: str) -> Pages | None:
    """The capability is the class's own: nobody has a login yet with which to make an adapter."""
    adapter: object = desk.adapter_of(kind)
    return adapter if isinstance(adapter, Pages) else None


def _pages(kind: str) -> Pages:
    pages = _offered(kind)
    if pages is None:
        raise Refused(f"The login of {kind} is typed, not given on a page of its own.")
    return pages


def _keep(app: App, wish: Wish, secrets: Mapping[str, str], *, dry_run: bool = False) -> Connected:
    """Keeps a login that its platform takes, for a new account or for the one of that name."""
    login = app.login(wish.name, wish.server, secrets, wish.options)
    who = platform_class(wish.platform)(login).check()
    sealed = app.keyring.seal(secrets) if secrets else None
    new = NewAccount(wish.name, wish.platform, wish.server, wish.options, sealed, wish.per_hour, who)
    with app.store.write(dry_run=dry_run) as connection:
        known = {one.name: one for one in accounts.accounts(connection)}.get(wish.name)
        if known is None:
            accounts.add_account(connection, new, app.act())
            return Connected(wish.name, who, ())
        return Connected(wish.name, who, tuple(_reconnect(app, connection, known, new)))


def _reconnect(app: App, connection: Transaction, known: Account, new: NewAccount) -> list[int]:
    """Gives the account its new login. What is queued for it was written for whoever it was, and for nobody else."""
    if known.who is not None and known.who != new.who:
        raise Refused(
            f"That is {new.who}, and account “{known.name}” is {known.who}: sign out there and in as {known.who}, "
            "or connect the other one under a name of its own."
        )
    renewing.interrupt(connection, known.id)
    if new.secrets is not None:
        accounts.set_secrets(connection, {known.id: new.secrets}, app.act())
    accounts.set_who(connection, known.id, new.who)
    # One that a person paused stays so: they let it go on.
    return [] if known.state == "paused" else desk.wake(connection, known, app.act())


def _standing(app: App, account: Account) -> Standing:
    try:
        if not hasattr(platform_class(account.platform), "login_ends_at"):
            return Standing(account, None)
        platform = app.open_platform(account)
    except (CampaignError, PostsError) as error:
        return Standing(account, None, trouble=str(error))
    return Standing(account, platform.login_ends_at if isinstance(platform, Renewing) else None)
