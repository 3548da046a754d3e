"""The composition root: settings become a store, a key, platforms and a clock. The only reader of the wall clock."""

from __future__ import annotations

import getpass
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from campaign import config as settings
from campaign import keyring, settled
from campaign.clock import Clock
from campaign.config import Config
from campaign.errors import CampaignError, ConfigError
from campaign.keyring import Keyring
from campaign.planning import durations
from campaign.poke import poke
from campaign.sections import Defaults, micros
from campaign.store import choices
from campaign.store.accounts import ensure_workspace
from campaign.store.database import Store, newest_revision
from campaign.store.events import Act
from campaign.store.values import Account

if TYPE_CHECKING:
    from campaign.pricing import Tariff
    from campaign.publishing.publisher import Publisher
    from campaign.reasons import Reason
    from campaign.rounds.auditing import Sealer
    from campaign.rounds.counting import Counter
    from campaign.rounds.renewing import Renewer
    from posts.measure import Limits
    from posts.platforms.base import Login, Platform
    from posts.wire import Session


def system_clock() -> Clock:
    """The clock of this machine."""
    # Time that passed while the machine slept counts, where the system can tell (Linux).
    source = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return Clock(
        now=lambda: datetime.now(UTC),
        boottime=lambda: time.clock_gettime(source),
        suspended=lambda: time.clock_gettime(source) - time.monotonic(),
    )


@dataclass(frozen=True)
class App:
    """One installation, opened: what the verbs of the desk and the worker are handed."""

    config: Config
    store: Store
    clock: Clock
    actor: str
    #: What accounts allow, by ids and revisions, as far as they were asked: for what counts at every key.
    known_limits: dict[tuple[int, int], Limits] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def keyring(self) -> Keyring:
        """The key that opens the accounts' secrets."""
        return keyring.load(self.config.folder)

    @cached_property
    def repeat(self) -> timedelta:
        """The least time between two posts of an account that say the same; zero: they may. Raises `ConfigError`."""
        wanted = self.config.preflight.repeat
        try:
            return durations.parse(wanted) if wanted != "0" else timedelta(0)
        except ValueError as error:
            raise ConfigError(str(error), key="preflight.repeat") from None

    @cached_property
    def tariff(self) -> Tariff:
        """What posts cost here, and what a month may."""
        from campaign.pricing import Tariff  # noqa: PLC0415 - what knows platforms takes long to import

        cost = self.config.cost
        return Tariff({"x": cost.x.micros()}, {"x": micros(cost.x_per_month)} if cost.x_per_month else {})

    @cached_property
    def chosen(self) -> Mapping[str, str]:
        """The settings that an owner has chosen while it runs, as they are when they are first asked for."""
        return self.store.glance(choices.chosen)

    @cached_property
    def locked(self) -> Mapping[str, str]:
        """Which keys of [defaults] a variable sets, and which: nobody chooses others while it runs."""
        return settings.variables("defaults")

    @cached_property
    def defaults(self) -> Defaults:
        """What [defaults] comes to with what was chosen; see `chosen`. What the file alone says is in `config`."""
        return settled.counting(self.config.defaults, self.chosen, self.locked)

    def as_of_now(self) -> App:
        """The same, for which what is chosen is asked for anew: each round of a worker has one, as each request has."""
        return replace(self)

    def act(self) -> Act:
        """Who acts, now."""
        return Act(self.actor, self.clock.now())

    # What publishes and what speaks to platforms takes half a second to import: `campaign list` does without.

    def session(self) -> Session:
        """A guarded way to the network."""
        from posts.wire import Guard, Session  # noqa: PLC0415 - see above

        return Session(Guard(self.config.fetch.allow))

    def open_platform(self, account: Account) -> Platform:
        """The adapter that speaks for an account."""
        from posts.platforms import open_platform  # noqa: PLC0415 - see above

        secrets = self.open_secrets(account.secrets)
        return open_platform(account.platform, self.login(account.name, account.server, secrets, account.options))

    def login(self, name: str, server: str | None, secrets: Mapping[str, str], options: Mapping[str, str]) -> Login:
        """What an adapter may know of an account."""
        from posts.platforms.base import Login  # noqa: PLC0415 - see above

        return Login(
            name=name,
            session=self.session(),
            now=self.clock.now,
            server=server,
            secrets=secrets,
            options=options,
            folder=self.config.folder,
        )

    def open_secrets(self, sealed: bytes | None) -> dict[str, str]:
        """The secrets, with the key as it is now: it may have been changed while we run."""
        if sealed is None:
            return {}
        try:
            return self.keyring.open(sealed)
        except ConfigError:
            return keyring.load(self.config.folder).open(sealed)

    def publisher(self, notify: Callable[[], None] = lambda: None) -> Publisher:
        """A worker's hands; ``notify`` is called when a call to a platform has ended."""
        from campaign.publishing.links import gone_link  # noqa: PLC0415 - see above
        from campaign.publishing.publisher import Publisher  # noqa: PLC0415 - see above

        def linked(text: str) -> Reason | None:
            return gone_link(text, self.session()) if self.config.preflight.links else None

        return Publisher(
            store=self.store,
            clock=self.clock,
            open_platform=self.open_platform,
            seal=self.seal_anew,
            jitter=random.random,
            threads=self.config.worker.threads,
            repeat=self.repeat,
            tariff=self.tariff,
            notify=notify,
            linked=linked,
        )

    def renewer(self, worker: str) -> Renewer:
        """Who renews logins ahead of their end, in the name of a worker."""
        from campaign.rounds.renewing import Renewer  # noqa: PLC0415 - see above

        return Renewer(self.store, self.clock, self.open_platform, self.seal_anew, worker)

    def counter(self, name: str) -> Counter:
        """Who reads how posts did, in the name of a worker or a person."""
        from campaign.rounds.counting import Counter  # noqa: PLC0415 - see above

        return Counter(self.store, self.clock, self.open_platform, self.config.reports.money, self.tariff, name)

    def sealer(self) -> Sealer:
        """Who seals the log."""
        from campaign.rounds.auditing import Sealer  # noqa: PLC0415 - see above

        return Sealer(self.store, self.clock, lambda: keyring.load(self.config.folder))

    def seal_anew(self, secrets: Mapping[str, str]) -> bytes:
        """Seals with the key as it is now: sealed with one that was rotated away, a new token would be lost."""
        return keyring.load(self.config.folder).seal(secrets)

    def close(self) -> None:
        """Lets go of the database."""
        self.store.close()


def open_app(
    file: Path | None = None,
    *,
    database_url: str | None = None,
    clock: Clock | None = None,
    check: Callable[[Store], object] = Store.require_current,
) -> App:
    """Opens the installation that the settings describe. Raises `CampaignError` in one sentence."""
    config = settings.load(file, database_url=database_url)
    store = Store(config.database_url)
    try:
        check(store)
    except CampaignError:
        store.close()
        raise
    if store.is_sqlite:
        store.written = lambda: poke(config.folder)
    return App(config, store, clock or system_clock(), actor=_user())


def init(file: Path | None, database_url: str | None) -> tuple[App, list[str]]:
    """Makes what is missing: settings, key, database; brings one of an older release up to date. Safe to repeat.

    With what was done, in sentences.
    """
    done = []
    if new := _missing_file(file):
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(example(), encoding="utf-8")
        done.append(f"Made {new}.")
    config = settings.load(file, database_url=database_url)
    if keyring.make(config.folder):
        done.append(f"Made {config.folder / keyring.FILE}.")
    app = open_app(file, database_url=database_url, check=partial(brought_up, done=done))
    with app.store.write() as connection:
        if ensure_workspace(connection):
            done.append(f"Made {app.store.name()}.")
    return app, done


def _missing_file(file: Path | None) -> Path | None:
    """The settings file that `init` makes: the named one, or one here where the user has none either."""
    if file is not None:
        return None if file.exists() else file
    return None if settings.find_file() else Path(settings.FILE)


def brought_up(store: Store, done: list[str]) -> None:
    """Brings the database to this release, and says so of one that was there."""
    was = store.revision()
    if store.upgrade() and was:
        done.append(f"Brought {store.name()} from schema {was} to {newest_revision()}.")


def missing(file: Path | None, database_url: str | None) -> list[str]:
    """What `init` would make."""
    new = _missing_file(file)
    config = settings.load(new or file, database_url=database_url, is_to_be=new is not None)
    store = Store(config.database_url)
    try:
        return [
            *([str(new)] if new else []),
            *([str(config.folder / keyring.FILE)] if keyring.is_missing(config.folder) else []),
            *([store.name()] if store.revision() is None else []),
        ]
    finally:
        store.close()


def example() -> str:
    """The config.toml that `init` writes."""
    return (Path(__file__).parent / "config.example.toml").read_text(encoding="utf-8")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
