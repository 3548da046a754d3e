"""The database, moved from SQLite to PostgreSQL or back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from campaign.app import App
from campaign.desk.backing import refuse_while_working
from campaign.errors import Refused
from campaign.store import copying, sealing, workers
from campaign.store.database import Store
from campaign.store.events import Note


@dataclass(frozen=True, slots=True)
class Moved:
    """Where to (a URL without its password), and how many rows of each table."""

    to: str
    rows: Mapping[str, int]


def move(app: App, target: Store, *, dry_run: bool = False) -> Moved:
    """Copies everything into another database, an empty one, and seals this one. Raises `Refused`, `StoreError`.

    At no moment do both take work: the copy is committed sealed, then the seal of this one, then the copy is opened. A
    fault before the second commit leaves this one as it was; the first that cannot be asked about leaves both sealed,
    which says itself to whoever works on either.
    """
    act = app.act()
    app.store.require_open()
    _make_ready(app, target, dry_run=dry_run)
    with app.store.alone(dry_run=dry_run) as here:
        refuse_while_working(here, app.store.name(), act.at)
        if dry_run:
            return Moved(target.url(), copying.counts(here))
        with target.alone() as there:
            _refuse_full(target, fresh=copying.is_fresh(there))
            rows = copying.copy_rows(here, there)
            workers.forget(there)
            sealing.seal(there, act, None)
        sealing.seal(here, act, target.url())
    with target.alone() as there:
        sealing.unseal(there, act, Note("moved here", details={"from": app.store.url()}))
    return Moved(target.url(), rows)


def unseal(app: App, *, sure: bool, dry_run: bool = False) -> None:
    """Opens a sealed database again, by the word of a person who gave the other one up. Raises `Refused`."""
    with app.store.alone(dry_run=dry_run) as connection:
        if not sealing.is_sealed(connection):
            raise Refused(f"{app.store.name()} is not sealed.")
        if not sure:
            raise Refused(
                "What both databases know as queued goes out twice if both are worked on: make sure that nothing "
                "works on the other one, and that nothing was published from it, then add --yes."
            )
        sealing.unseal(connection, app.act(), Note("unsealed"))


def _make_ready(app: App, target: Store, *, dry_run: bool) -> None:
    """The target has our schema and is empty; or, in a dry run, is empty."""
    # By its name alone two servers that are told apart by their sockets would be the same.
    if target.url() == app.store.url():
        raise Refused(f"{target.name()} is the database itself.")
    if target.revision() is None:
        if not dry_run:
            target.upgrade()
        return
    target.require_open()
    with target.read() as connection:
        _refuse_full(target, fresh=copying.is_fresh(connection) and not workers.alive(connection, app.clock.now()))


def _refuse_full(target: Store, *, fresh: bool) -> None:
    if not fresh:
        raise Refused(f"{target.name()} is in use or holds something already: name an empty database.")
