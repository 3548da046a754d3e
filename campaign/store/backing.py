"""Backups: one SQLite file of our own schema, whichever database it was made of, and either whole or not there.

PostgreSQL is copied row by row in one snapshot (`campaign.store.copying`), SQLite page by page, also in one:
https://sqlite.org/backup.html. Nobody who writes meanwhile has to wait.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection

from campaign.errors import StoreError
from campaign.store import copying, sealing
from campaign.store.database import Store, newest_revision

#: How each SQLite file begins: https://sqlite.org/fileformat.html#magic_header_string.
_MAGIC = b"SQLite format 3\0"


def store_of(file: Path) -> Store:
    """The store of an SQLite file."""
    return Store(URL.create("sqlite", database=str(file)))


def back_up(store: Store, file: Path, now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    """Writes the database into a file, replacing it; how many rows of each table. Raises `StoreError`.

    The file gets its name when it was verified and is on the disk. A dry run does all but that.
    """
    with _worded(file), tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as folder:
        new = Path(folder) / file.name
        new.touch(mode=0o600)
        rows = _fill(store, new, now)
        _into_one_file(new)
        require_sound(new, file)
        if not dry_run:
            _sync(new)
            new.replace(file)
            _sync(file.parent)
    return rows


def _fill(store: Store, new: Path, now: datetime) -> dict[str, int]:
    with store.read() as here:
        # This first look is what both ways to copy are of the moment of.
        counted = copying.counts(here)
        if store.is_sqlite:
            _copy_pages(here, new)
        with closing(store_of(new)) as copy:
            copy.upgrade()
            with copy.alone() as there:
                rows = copying.counts(there) if store.is_sqlite else copying.copy_rows(here, there)
                if rows != counted:
                    raise StoreError("The backup does not hold as many rows as the database, so it was not kept.")
                sealing.mark(there, backed_up_at=now)
    return rows


def _copy_pages(source: Connection, new: Path) -> None:
    driver = source.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    with closing(sqlite3.connect(new)) as target:
        driver.backup(target)


@contextmanager
def opened(file: Path, folder: Path, *, upgrade: bool) -> Iterator[Store]:
    """A backup as a store: a verified copy in ``folder``, gone afterwards. The file itself is never written to.

    Raises `StoreError` in one sentence where it is torn, empty, another program's, of another release (one of an older
    release is brought to this one where ``upgrade`` says so).
    """
    _require_sqlite(file)
    with tempfile.TemporaryDirectory(prefix=".restore.", dir=folder) as place:
        copy = Path(place) / file.name
        copy.touch(mode=0o600)
        with _worded(file):
            # What another program left beside it in its log is part of it; without a log nothing need be locked.
            alone = "" if file.with_name(file.name + "-wal").exists() else "&immutable=1"
            address = f"file:{quote(str(file.absolute()))}?mode=ro{alone}"
            with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
            require_sound(copy, file)
        with closing(store_of(copy)) as store:
            _require_release(store, file, upgrade=upgrade)
            store.upgrade()
            yield store


def _require_sqlite(file: Path) -> None:
    if not file.exists():
        raise StoreError(f"There is no file {file}.")
    with file.open("rb") as opened_file:
        beginning = opened_file.read(len(_MAGIC))
    if beginning != _MAGIC:
        raise StoreError(f"{file} is {'no backup of ours' if beginning else 'empty'}: nothing was restored.")


def _require_release(store: Store, file: Path, *, upgrade: bool) -> None:
    try:
        found = store.revision()
    except StoreError:
        found = None
    ours = newest_revision()
    if found is None:
        raise StoreError(f"{file} is no backup of ours: nothing was restored.")
    if found > ours:
        raise StoreError(f"{file} is of a newer release (schema {found}, ours is {ours}): update campaign.")
    if found < ours and not upgrade:
        raise StoreError(
            f"{file} is of an older release (schema {found}, ours is {ours}): "
            "add --upgrade, which leaves the file itself as it is."
        )


def require_sound(file: Path, named: Path) -> None:
    """Refuses an SQLite file whose pages or references are broken, by the name that a person knows it by."""
    with closing(sqlite3.connect(file)) as connection:
        [first, *_] = connection.execute("PRAGMA integrity_check(1)").fetchone()
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if first != "ok" or broken:
        what = f"rows of {broken[0]} belong to nothing" if broken else " ".join(str(first).split())
        raise StoreError(f"{named} is damaged ({what}), so it was not kept.")


def _into_one_file(file: Path) -> None:
    """Without its log beside it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _worded(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{file} cannot be used: {error}.") from error
    except OSError as error:
        raise StoreError(f"{file} cannot be used: {error.strerror or error}.") from error
