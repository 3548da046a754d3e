"""The database, backed up and put back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from campaign.app import App
from campaign.errors import Refused, StoreError
from campaign.store import backing, copying, queue, sealing, workers
from campaign.store.database import Store, Transaction
from campaign.store.events import Act, Note, record

#: The folder of the backups that the dashboard makes, in the data folder.
_BACKUPS = "backups"


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    file: Path
    made_at: datetime
    #: Of each table.
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and what of it nobody can be sure of."""

    #: Of each table.
    rows: Mapping[str, int]
    #: May have gone out since the backup: in doubt now.
    in_doubt: list[int]
    #: Wait for a person, who has to know that they may have gone out.
    warned: list[int]
    #: Failed, missed or cancelled: whoever retries one or takes it back has to know that it may have gone out.
    over: list[int]
    #: The backup of what was there before, if anything was.
    kept: Path | None
    #: Whether the backup was made of a database that had been moved elsewhere.
    sealed: bool


def back_up(app: App, file: Path, *, force: bool, dry_run: bool = False) -> Backup:
    """Writes the whole database into a file, whoever works on it meanwhile. Raises `Refused`, `StoreError`."""
    now = app.clock.now()
    live = app.store.file()
    if live is not None and live.exists() and file.exists() and file.samefile(live):
        raise Refused(f"{file} is the database itself: give the backup another name.")
    if file.exists() and not force:
        raise Refused(f"{file} is there already: give another name, or --force to replace it.")
    return Backup(file, now, backing.back_up(app.store, file, now, dry_run=dry_run))


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in the data folder."""

    file: Path
    made_at: datetime
    bytes: int


def back_up_here(app: App, *, dry_run: bool = False) -> Backup:
    """As `back_up`, into a dated file among the data folder's backups."""
    folder = app.config.folder / _BACKUPS
    if not dry_run:
        # What lies there says all that the database says.
        folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"campaign-{app.clock.now():%Y%m%dT%H%M%S.%fZ}.db"
    return back_up(app, file, force=False, dry_run=dry_run)


def kept(app: App) -> list[Kept]:
    """The data folder's backups, the newest first."""
    found = [(one, one.stat()) for one in (app.config.folder / _BACKUPS).glob("*.db")]
    listed = [Kept(one, datetime.fromtimestamp(stat.st_mtime, UTC), stat.st_size) for one, stat in found]
    return sorted(listed, key=lambda one: (one.made_at, one.file), reverse=True)


def restore(app: App, file: Path, *, upgrade: bool, force: bool, dry_run: bool = False) -> Restored:
    """Puts a backup in the place of the database, in one transaction. Raises `Refused`, `StoreError`.

    With ``force`` what is there is first backed up beside it; a file that cannot be read is moved aside.
    """
    act = app.act()
    app.config.folder.mkdir(parents=True, exist_ok=True)
    with backing.opened(file, app.config.folder, upgrade=upgrade) as backup:
        if not _is_there(app.store, act.at, force=force, dry_run=dry_run):
            if dry_run:
                with backup.alone(dry_run=True) as there:
                    return _made_safe(there, copying.counts(there), None, file, act, fence=0)
            app.store.upgrade()
        app.store.require_current()
        with app.store.alone(dry_run=dry_run) as there, backup.read() as here:
            if sealing.is_sealed(there):
                sealing.refuse_sealed(there, app.store.name())
            refuse_while_working(there, app.store.name(), act.at)
            kept = None if copying.is_fresh(there) else _keep(app, act.at, force=force, dry_run=dry_run)
            fence = queue.highest_fence(there)
            return _made_safe(there, copying.copy_rows(here, there), kept, file, act, fence=fence)


def refuse_while_working(connection: Transaction, name: str, now: datetime) -> None:
    """Raises `Refused` while a worker is alive, or has something in hand that may go out yet."""
    if found := workers.alive(connection, now):
        raise Refused(
            f"Worker {found[0]} works on {name}, or did less than {workers.SILENT.seconds} seconds ago: stop it first."
        )
    if count := queue.in_hand(connection, now):
        raise Refused(f"{count} of the deliveries of {name} may be on their way: try again in five minutes.")


def _is_there(store: Store, now: datetime, *, force: bool, dry_run: bool) -> bool:
    """Whether there is a database to be replaced; a file that cannot be read is moved aside if that was allowed."""
    try:
        return store.revision() is not None
    except StoreError as error:
        file = store.file()
        if file is None:
            raise
        if not force:
            raise Refused(f"{error} With --force it is moved aside first.") from None
    if not dry_run:
        store.close()
        for part in ("", "-wal", "-shm", "-journal"):
            found = file.with_name(file.name + part)
            if found.exists():
                found.rename(_beside(file, now, "unreadable", part))
    return False


def _keep(app: App, now: datetime, *, force: bool, dry_run: bool) -> Path:
    if not force:
        raise Refused(
            f"{app.store.name()} holds campaigns or accounts: --force backs it up beside it, then replaces it."
        )
    kept = _beside(app.store.file() or app.config.folder / "campaign.db", now, "before-restore")
    backing.back_up(app.store, kept, now, dry_run=dry_run)
    return kept


def _beside(file: Path, now: datetime, why: str, part: str = "") -> Path:
    """A dated name that nothing has yet."""
    return file.with_name(f"{file.stem}-{why}-{now:%Y%m%dT%H%M%S.%fZ}{file.suffix}{part}")


def _made_safe(
    connection: Transaction, rows: Mapping[str, int], kept: Path | None, file: Path, act: Act, *, fence: int
) -> Restored:
    """Nothing of what was put back goes out a second time by itself; ``fence``: the highest of what was there."""
    made_at = sealing.backed_up_at(connection)
    workers.forget(connection)
    sealing.mark(connection, backed_up_at=None)
    found = queue.doubt_restored(connection, act, made_at, fence)
    details = {"file": file.name, "in_doubt": len(found.doubted), "warned": len(found.waiting), "over": len(found.over)}
    record(connection, act, [Note("restored", details=details)])
    return Restored(rows, found.doubted, found.waiting, found.over, kept, sealing.is_sealed(connection))
